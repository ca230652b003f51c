"""What nobody sees in a draft, and letters that only look alike, change no verdict."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Kind
from inbox.rules import abuse, alike, clean, due_times, promises, questions
from inbox.rules.review import review
from inbox.rules.signature import Form, sign
from tests.inbox.rules.tables import FACTS, MARIA, NOW

HERE = due_times.calendar(NOW, None, "Europe/Berlin")
DRAFTS = (
    "Ich erstatte Ihnen dazu 200 € bis Freitag.",
    "Ihre Vorgangsnummer lautet 4711.",
    "Das hätten Sie früher melden müssen.",
    "Ich leite das an die Technik weiter, einen schönen Abend!",
    "Hallo [Name], your case has been closed.",
    "Ihr Paket kommt am Montag an, Frau Roth.",
)
UNSEEN = ("\u00ad", "\u200b", "\u2060", "\ufeff", "\u200c", "\u200d", "\u00ad\u200b")
IN_WORDS = ("\u034f", "\u200e", "\u200f", "\u3164", "\ufe0f", "\ufe0f\u200d", "\U000e0101")


def verdict(draft: str) -> object:
    return review(draft, FACTS), promises.find(draft, HERE)


@given(
    draft=st.sampled_from(DRAFTS),
    sign=st.sampled_from(UNSEEN),
    places=st.lists(st.integers(0, 60), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_what_nobody_sees_changes_no_verdict(draft: str, sign: str, places: list[int]) -> None:
    hidden = draft
    for place in places:
        hidden = hidden[:place] + sign + hidden[place:]
    assert verdict(hidden) == verdict(draft)


@pytest.mark.parametrize("unseen", [*UNSEEN, *IN_WORDS], ids=ascii)
def test_a_promise_with_something_unseen_is_one_and_needs_who_may(unseen: str) -> None:
    draft = f"Ich er{unseen}statte Ihnen dazu 200 € bis Freitag."
    (found,) = promises.find(draft, HERE)
    assert found.words == "Ich erstatte Ihnen dazu 200 € bis Freitag"
    assert verdict(draft) == verdict(DRAFTS[0])


@pytest.mark.parametrize("unseen", [*UNSEEN, *IN_WORDS], ids=ascii)
def test_what_leaves_holds_nothing_unseen_within_a_word(unseen: str) -> None:
    told = sign(f"Ich er{unseen}statte das.", MARIA, Kind.DIRECT, "facebook", Form.SHORT)
    assert told.body == "Ich erstatte das."


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("Ihre Ti\u0441ketnummer ist 4711.", "Ti\u0441ketnummer"),
        ("Ihre V\u043ergangsnumm\u0435r ist 4711.", "V\u043ergangsnumm\u0435r"),
        ("Your \u0441ase numb\u0435r is 4711.", "\u0441ase numb\u0435r"),
        ("D\u03b1s leit\u0435 ich weiter.", "leit\u0435 ich weiter"),
    ],
)
def test_letters_of_another_script_in_a_latin_word_hide_nothing(draft: str, words: str) -> None:
    assert words in [word for one in review(draft, FACTS) for word in one.words]


def test_a_promise_in_letters_that_look_alike_keeps_its_own_words() -> None:
    (found,) = promises.find("Ich \u0435rst\u0430tte Ihnen 20 €.", HERE)
    assert found.words == "Ich \u0435rst\u0430tte Ihnen 20 €"


STYLES = {
    "bold": lambda one: chr(0x1D5D4 + ord(one) - 65 if one.isupper() else 0x1D5EE + ord(one) - 97),
    "italic": lambda one: (
        "\u210e"
        if one == "h"
        else chr(0x1D434 + ord(one) - 65 if one.isupper() else 0x1D44E + ord(one) - 97)
    ),
    "wide": lambda one: chr(ord(one) + 0xFEE0),
    "circled": lambda one: chr(0x24B6 + ord(one) - 65 if one.isupper() else 0x24D0 + ord(one) - 97),
    "black squares": lambda one: chr(0x1F170 + ord(one.upper()) - 65),
    "small capitals": lambda one: (
        one if one.upper() in "QX" else "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘqʀꜱᴛᴜᴠᴡxʏᴢ"[ord(one.upper()) - 65]
    ),
}


def styled(text: str, style: str) -> str:
    """Return a text in letters as some write them to stand out."""
    made = STYLES[style]
    return "".join(made(one) if one.isascii() and one.isalpha() else one for one in text)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        ("Ihre Vorgangsnummer folgt.", "ticket_language"),
        ("Your case number follows.", "ticket_language"),
        ("Hallo [Name], gern!", "placeholder"),
        ("Ich leite das an die Technik weiter.", "passes_on"),
    ],
)
def test_styled_letters_hide_nothing(draft: str, rule: str, style: str) -> None:
    made = styled(draft, style)
    (found,) = [one for one in review(made, FACTS) if one.rule == rule]
    assert all(words in made for words in found.words)


@pytest.mark.parametrize("digits", ["０１２３４５６７８９", "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵", "⓪①②③④⑤⑥⑦⑧⑨"])
def test_a_paid_number_in_styled_digits_is_one(digits: str) -> None:
    number = "0900 123456".translate(dict(zip(map(ord, "0123456789"), digits, strict=True)))
    assert "paid_number" in [one.rule for one in review(f"Rufen Sie {number} an.", FACTS)]


@pytest.mark.parametrize("style", STYLES)
def test_a_promise_in_styled_letters_keeps_its_own_words(style: str) -> None:
    said = styled("Ich erstatte Ihnen", style)
    (found,) = promises.find(f"{said} 20 € bis morgen.", HERE)
    assert found.words == f"{said} 20 € bis morgen"
    assert (found.amount.hundredths, found.said) == (20_00, True)


@pytest.mark.parametrize("style", STYLES)
def test_abuse_in_styled_letters_is_abuse(style: str) -> None:
    assert abuse.found(styled("du Hurensohn", style))


def test_abuse_in_letters_that_look_alike_is_abuse() -> None:
    assert abuse.words("du Hur\u0435nsohn") == ("Hur\u0435nsohn",)
    assert abuse.found(clean.clean("du Hu\u00adren\u200bsohn").text)


def test_a_question_with_something_unseen_is_asked_and_taken_up() -> None:
    (one,) = questions.checklist(["Wa\u00adnn kommt das Pa\u200bket?"], "Am Mon\u00adtag.", NOW)
    assert (one.text, one.answered) == ("Wann kommt das Paket?", True)


@pytest.mark.parametrize(
    "text",
    [
        "Петя, спасибо",
        "Ευχαριστώ",
        "5 kΩ",
        "Hallo Петя",
        "Müller – 3 µm",
        "5 m²",
        "21 ℃",
        "N™",
        "½",
    ],
)
def test_words_of_one_script_stay_their_own(text: str) -> None:
    assert alike.plain(text) == text.replace("–", "-")


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_reading_alike_moves_nothing(text: str) -> None:
    assert len(alike.plain(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "👩🏽\u200d🔧",
        "❤\ufe0f\u200d🔥",
        "🏳\ufe0f\u200d🌈",
        "1\ufe0f\u20e3 ☎\ufe0f",
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "ශ\u0dca\u200dර\u0dd3",
        "ภาษา\u200bไทย",
        "שלום\u200f!",
    ],
    ids=ascii,
)
def test_emoji_and_words_that_need_what_is_unseen_keep_it(text: str) -> None:
    assert clean.scrub(text) == text


@given(st.text(alphabet="a1é\u0301\u00ad\u200b\u200c\u200d\u200e\ufe0f👩م \n", max_size=20))
@settings(max_examples=200, deadline=None)
def test_what_is_scrubbed_once_stays(text: str) -> None:
    once = clean.scrub(text)
    assert clean.scrub(once) == once
