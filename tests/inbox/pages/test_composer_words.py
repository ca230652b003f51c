"""What the composer says before anybody writes: in words, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import Kind
from inbox.care.pictures import Flaw
from inbox.pages import composer_words
from inbox.queries.channels import Channel, Link, Other
from inbox.rules.objections import Level, Objection
from inbox.texts import texts
from tests.cast import NOON

DE, EN = texts("de", "Europe/Berlin"), texts("en", "Europe/Berlin")
HOUR = timedelta(hours=1)


def way(kind=Kind.DIRECT, *, private=False, until=None, people=None, shut=None) -> Channel:
    return Channel(private, kind, shut, until, people, 1)


def test_every_flaw_of_a_picture_has_a_sentence() -> None:
    assert composer_words.FLAWS.keys() == set(Flaw)


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
@pytest.mark.parametrize("wrong", Flaw)
def test_no_sentence_of_a_flaw_has_a_hole(t, wrong) -> None:
    assert "{" not in composer_words.flaw(t, wrong, 4_000_000)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (way(Kind.COMMENT), "Öffentlich"),
        (way(Kind.DIRECT), "Direktnachricht"),
        (way(Kind.DIRECT, private=True), "Privat"),
    ],
)
def test_a_way_is_named_by_who_reads_the_answer(given, named) -> None:
    assert composer_words.named(DE, given) == named


@pytest.mark.parametrize(
    ("given", "name", "said"),
    [
        (way(), "Erika M.", "Write your answer …"),
        (way(private=True), "Erika M.", "Only Erika M. will read this …"),
        (way(private=True), "", "Only the author will read this …"),
        (way(private=True), "{name} {0}", "Only {name} {0} will read this …"),
    ],
)
def test_an_empty_composer_says_who_will_read_it(given, name, said) -> None:
    assert composer_words.placeholder(EN, given, name) == said


SHUT = Objection("closed", Level.BLOCKS)
OVER = Objection("window_closed", Level.BLOCKS)
WINDOWS = {
    "no end": (way(), "", "calm"),
    "far off": (way(until=NOON + 5 * HOUR), "Open until 18:00", "calm"),
    "near": (way(until=NOON + HOUR / 2), "Open only until 13:30", "warn"),
    "shut": (way(until=NOON, shut=SHUT), "", "calm"),
    "once": (
        way(private=True, until=NOON + 50 * HOUR),
        "Possible once, until Sun 15:00",
        "calm",
    ),
    "once, near": (
        way(private=True, until=NOON + HOUR / 2),
        "Possible once, until 13:30",
        "warn",
    ),
    "people, later": (
        way(until=NOON + 50 * HOUR, people=NOON + HOUR),
        "Open until Sun 15:00",
        "calm",
    ),
    "people, now": (
        way(until=NOON + 50 * HOUR, people=NOON),
        "The usual time is over: only you as a person may answer, until Sun 15:00",
        "warn",
    ),
}


@pytest.mark.parametrize(("given", "said", "tone"), WINDOWS.values(), ids=WINDOWS.keys())
def test_a_window_is_told_by_its_end(given, said, tone) -> None:
    assert composer_words.window(EN, given, HOUR, NOON) == (said, tone)


@pytest.mark.parametrize(
    ("given", "name", "said"),
    [
        (way(), "Erika M.", ""),
        (way(shut=SHUT), "Erika M.", ""),
        (way(shut=OVER), "Erika M.", "When Erika M. writes again, it opens."),
        (way(shut=OVER), "", "When the customer writes again, it opens."),
        (way(private=True, shut=OVER), "Erika M.", ""),
    ],
)
def test_what_time_has_shut_opens_with_the_next_message(given, name, said) -> None:
    assert composer_words.then(EN, given, name) == said


@pytest.mark.parametrize(
    ("most", "size", "said"),
    [
        (1, 4_000_000, "1 Bild bis 4 MB: JPEG, PNG"),
        (4, 5_242_880, "Bis zu 4 Bilder, jedes bis 5,2 MB: JPEG, PNG"),
    ],
)
def test_limits_are_said_before_anything_is_handed_in(most, size, said) -> None:
    assert composer_words.limits(DE, most, size, {"image/png", "image/jpeg"}) == said


def test_a_browser_is_told_what_it_may_say_by_itself() -> None:
    said = composer_words.flaws(DE, 4, 5_000_000, {"image/png", "image/webp"})
    assert "PNG, WebP" in said["no_picture"]
    assert said["too_big"].startswith("Dieses Bild ist zu groß. Höchstens 5 MB")
    assert "4 können mitgehen" in said["too_many"]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (Link("x", 200_000, 10_000), "A reply with this link costs $0.20 instead of $0.01."),
        (Link("x", 10_000, 10_000), ""),
    ],
)
def test_what_a_link_costs_is_said_where_it_costs_more(link, said) -> None:
    assert composer_words.dearer(EN, link).replace("US", "") == said


def test_another_conversation_is_named_by_how_and_when() -> None:
    one = Other(5, Kind.COMMENT, "Hallo", NOON - 3 * HOUR)
    assert composer_words.other(DE, one, NOON) == "Kommentar, 10:00"
