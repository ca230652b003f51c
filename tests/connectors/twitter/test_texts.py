"""A text of ours is known again whatever X rewrote in it, and never taken for another."""

from __future__ import annotations

import random
import threading
import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from connectors import twitter
from connectors.sandbox import x_text
from connectors.twitter import measure
from connectors.twitter.texts import as_written, same

Record = dict[str, Any]

OPENINGS = [
    "Guten Tag Frau M.,",
    "Hallo Erika!",
    "Das tut mir leid 😔",
    "Moin & danke",
    "Oh nein …",
]
MIDDLES = [
    "Ihr Zähler wird heute getauscht",
    "die Gutschrift über 20 € ist unterwegs",
    "schauen Sie auf www.firma.de/strom",
    "hier steht alles: https://firma.de/a?b=1&c=2",
    "a < b > c && d",
    "Ära, Öl, Übel: 한국어 नमस्ते 🇩🇪👨‍👩‍👧",
    "bitte rufen Sie mich an",
]
SIGNERS = [
    "— Miriam Brandt · +49 30 23125 456",
    "— Jonas Weil · +49 30 23125 457",
    "— Ömer Çelik · oemer@lindenau.de",
]


def texts(count: int = 50) -> list[str]:
    dice = random.Random("fifty replies")
    found: dict[str, None] = {}
    while len(found) < count:
        middle = " ".join(dice.sample(MIDDLES, dice.choice([1, 2])))
        found[f"{dice.choice(OPENINGS)} {middle}.\n{dice.choice(SIGNERS)}"] = None
    return list(found)


def plain(text: str) -> Record:
    return {"text": text}


def shown(text: str) -> Record:
    """As the stand-in shows it: short links, escaped, names in front and hidden."""
    seen = x_text.show(text, "@erika_m @nachbarin_seit_langem ")
    return {
        "text": seen.text,
        "display_text_range": [seen.hidden, len(seen.text)],
        "entities": {"urls": list(seen.urls)},
    }


def without_range(text: str) -> Record:
    record = shown(text)
    del record["display_text_range"]
    return record


def in_a_note(text: str) -> Record:
    record = shown(text)
    note = {"text": record.pop("text"), "entities": record.pop("entities")}
    return {**record, "text": "cut …", "note_tweet": note}


def escaped(text: str) -> Record:
    return plain(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def decomposed(text: str) -> Record:
    return plain(unicodedata.normalize("NFD", text))


def blanks(text: str) -> Record:
    return plain(f"  {text.replace(chr(10), chr(10) * 2)} \n")


def named(text: str) -> Record:
    return plain(f"@erika_m {text}")


REWRITES: list[Callable[[str], Record]] = [
    plain,
    shown,
    without_range,
    in_a_note,
    escaped,
    decomposed,
    blanks,
    named,
]


@pytest.mark.parametrize("rewrite", REWRITES)
def test_every_text_is_known_again_after_a_rewrite(rewrite) -> None:
    assert [text for text in texts() if not same(text, rewrite(text))] == []


@pytest.mark.parametrize("rewrite", REWRITES)
def test_no_text_is_taken_for_another(rewrite) -> None:
    every = texts()
    records = [(text, rewrite(text)) for text in every]
    assert [
        (mine, other)
        for mine in every
        for other, record in records
        if mine != other and same(mine, record)
    ] == []


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("Danke!\n— Miriam", "Danke!\n— Jonas"),
        ("Danke!", "Danke! Und noch etwas"),
        ("Danke!", "Vielen Dank! Danke!"),
        ("Danke!", "Danke"),
        ("siehe a.de", "siehe b.de"),
        ("@anna Danke!", "@erika_m @bob Danke!"),
        ("", ""),
        ("Ruf 1", "Ruf 2"),
    ],
)
def test_what_differs_in_a_word_is_another_text(sent, seen) -> None:
    assert not same(sent, plain(seen))


def test_a_name_that_we_typed_ourselves_counts() -> None:
    record = {"text": "@erika_m @bob Danke!", "display_text_range": [9, 20]}
    assert same("@bob Danke!", record)
    assert not same("Danke!", record)


def test_an_unknown_short_link_proves_nothing() -> None:
    assert not same("siehe a.de/1", plain("siehe https://t.co/x"))


def test_of_two_short_links_the_one_that_begins_the_other_spoils_nothing() -> None:
    urls = [
        {"url": "https://t.co/ab", "expanded_url": "https://a.example/1"},
        {"url": "https://t.co/abc", "expanded_url": "https://b.example/2"},
    ]
    record = {"text": "https://t.co/abc und https://t.co/ab", "entities": {"urls": urls}}
    assert as_written(record) == "https://b.example/2 und https://a.example/1"


def test_what_a_person_typed_is_read_back() -> None:
    text = "Danke & <3, siehe https://firma.de/a?b=1&c=2 😊"
    assert as_written(shown(text)) == text


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"text": "&amp;lt; &quot;"}, "&lt; &quot;"),
        ({"text": "@a @b hallo", "display_text_range": [6, 11]}, "hallo"),
        ({"text": "so @a hallo", "display_text_range": [6, 11]}, "so @a hallo"),
        ({"text": "@a hallo", "display_text_range": [99, 3]}, "@a hallo"),
        ({"text": "@a hallo", "display_text_range": ["x"]}, "@a hallo"),
        ({"text": "@a hallo", "display_text_range": [0, 8]}, "@a hallo"),
        ({}, ""),
        ({"text": None, "note_tweet": "x", "entities": 7}, ""),
        ({"text": "  zwei  Blanks  "}, "  zwei  Blanks  "),
        ({"text": "a", "entities": {"urls": [{"url": "a", "expanded_url": "b" * 9}]}}, "a"),
    ],
)
def test_only_what_x_added_is_taken_away(record, text) -> None:
    assert as_written(record) == text


# how much a text weighs

WEIGHTS = [
    ("", 0),
    ("a" * 280, 280),
    ("Grüße", 5),
    ("Stra\u00dfe", 6),
    ("e\u0301", 1),
    ("—", 1),
    ("…", 2),
    ("„Zitat“", 7),
    ("€", 2),
    ("漢字", 4),
    ("한국어", 6),
    ("😊", 2),
    ("👨‍👩‍👧‍👦", 2),
    ("🇩🇪", 2),
    ("👋🏽", 2),
    ("https://www.firma.example-lang.de/ein/sehr/langer/pfad?mit=vielen&werten=ja", 23),
    ("firma.de", 23),
    ("www.firma.de", 23),
    ("siehe firma.de!", 30),
    ("miriam@firma.de", 15),
    ("+49 30 23125 456", 16),
    ("3.5 kWh", 7),
    ("z.B. so", 7),
    ("Danke.Gern", 10),
    ("\ud83d", 2),
    ("a\nb", 3),
]


@pytest.mark.parametrize(("text", "weight"), WEIGHTS)
def test_a_text_weighs_what_x_counts(text, weight) -> None:
    assert measure(text) == weight


def test_a_signature_in_the_short_form_is_counted_to_the_letter() -> None:
    assert measure("Gern!\n— Miriam Brandt · +49 30 23125 456") == 40


@pytest.mark.parametrize("text", [t for t in texts(20) if "नमस्ते" not in t])
def test_the_stand_in_counts_the_same_by_rules_of_its_own(text) -> None:
    assert x_text.weight(text) == measure(text)


@pytest.mark.parametrize(
    "text", ["x" * 30_000, "a.b." * 5_000, "https://" + "ä.b." * 5_000, "😊" * 5_000]
)
def test_a_very_long_text_is_counted_all_the_same(text) -> None:
    assert measure(text) > 280


def test_the_counter_is_imported_by_one_thread_at_a_time(monkeypatch) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def importing() -> Callable[[str], Any]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return len

    monkeypatch.setattr(twitter, "_imported", importing)
    threads = [threading.Thread(target=twitter._parser) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


# the link behind a text that carries pictures

PICTURED = "https://t.co/abc123"


@pytest.mark.parametrize(
    "where",
    [
        "https://x.com/marke/status/1991793264480129025/photo/1",
        "https://twitter.com/marke/status/1991793264480129025/video/1",
        "https://x.com/messages/media/1991793264480129025",
    ],
)
def test_the_link_to_what_hangs_on_a_record_is_no_part_of_its_text(where) -> None:
    record = {
        "text": f"Hier der Plan {PICTURED}",
        "entities": {"urls": [{"url": PICTURED, "expanded_url": where}]},
        "attachments": {"media_keys": ["3_1"]},
    }
    assert same("Hier der Plan", record)
    assert as_written(record) == "Hier der Plan"
    assert not same("Hier der", record)


def test_a_link_to_a_picture_that_we_wrote_ourselves_stays_part_of_the_text() -> None:
    where = "https://x.com/marke/status/1991793264480129025/photo/1"
    record = {
        "text": f"Hier der Plan {PICTURED}",
        "entities": {"urls": [{"url": PICTURED, "expanded_url": where}]},
    }
    assert same(f"Hier der Plan {where}", record)
    assert not same("Hier der Plan", record)
