"""Which lines a briefing has, in which order, from which facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox.rules import briefing
from inbox.rules.briefing import About, Facts, Matter, Missing, Pledge, Quote

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BARE = Facts(NOW, 1, ("twitter", "mention"), NOW - DAY)


def matter(number: int, ago: int, platform: str = "twitter") -> Matter:
    return Matter(number, (platform, "mention"), "done", NOW - ago * DAY, f"Words {number}")


def pledge(number: int, state: str = "open", **more: Any) -> Pledge:
    made = Pledge(number, 1, "20 €", state, False, NOW + number * DAY, None, True)
    return replace(made, **more)


def quote(number: int) -> Quote:
    return Quote(1, number, "Wo bleibt mein Geld?", NOW - DAY)


def subjects(facts: Facts) -> list[str]:
    return [line.about.value for line in briefing.lines(facts)]


def test_of_a_stranger_only_that_is_said() -> None:
    (line,) = briefing.lines(BARE)
    assert (line.about, line.count, line.at) == (About.WHO, 0, NOW - DAY)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"first": quote(7)}, ["who", "words"]),
        ({"matters": (matter(2, 31),)}, ["who", "before"]),
        ({"matters": (matter(2, 30),)}, ["who", "again", "before"]),
        ({"pledges": (pledge(1),)}, ["who", "promised"]),
        ({"note": quote(8)}, ["who", "note"]),
        ({"missing": (Missing.NAME,)}, ["who", "unknown"]),
    ],
)
def test_each_line_stands_where_there_is_something_to_say(more, found: list[str]) -> None:
    assert subjects(replace(BARE, **more)) == found


def test_what_still_waits_for_us_is_no_last_time() -> None:
    waits = replace(matter(2, 31), state="open")
    assert subjects(replace(BARE, matters=(waits,))) == ["who"]
    *_, before = briefing.lines(replace(BARE, matters=(waits, matter(3, 40))))
    assert (before.about, before.conversation_id) == (About.BEFORE, 3)


def test_another_channel_is_named_once() -> None:
    last_was_elsewhere = replace(BARE, matters=(matter(2, 40, "facebook"), matter(3, 50)))
    assert subjects(last_was_elsewhere) == ["who", "before"]
    further_back = replace(BARE, matters=(matter(3, 40), matter(2, 50, "facebook")))
    assert subjects(further_back) == ["who", "before", "elsewhere"]
    (*_, elsewhere) = briefing.lines(further_back)
    assert elsewhere.conversation_id == 2


def test_what_is_open_stands_before_what_was_broken_or_late_and_that_before_what_was_kept() -> None:
    done = {"settled_at": NOW - DAY}
    those = (
        pledge(1, "kept", **done),
        pledge(2, "broken", **done),
        pledge(3),
        pledge(4, "kept", late=True, settled_at=NOW - 2 * DAY),
        pledge(5, due_at=NOW - DAY, late=True),
    )
    found = briefing.lines(replace(BARE, pledges=those))
    assert [line.pledge.id for line in found if line.pledge] == [5, 3, 2]


def test_a_full_briefing_keeps_to_its_lines_and_ends_with_what_is_not_known() -> None:
    full = replace(
        BARE,
        first=quote(7),
        matters=(matter(2, 3), matter(3, 4, "facebook")),
        pledges=(pledge(1), pledge(2), pledge(3), pledge(4)),
        note=quote(9),
        missing=(Missing.NAME, Missing.NUMBER),
    )
    assert subjects(full) == [
        "who", "words", "again", "promised", "promised", "promised", "unknown",
    ]  # fmt: skip
    assert len(subjects(replace(full, missing=()))) == briefing.MOST


def test_every_line_leads_to_where_it_is_from() -> None:
    closing = replace(quote(5), conversation_id=2)
    facts = replace(
        BARE, first=quote(7), matters=(matter(2, 40),), closing=closing, signs=("anger",)
    )
    _, words, before = briefing.lines(facts)
    assert (words.conversation_id, words.message_id) == (1, 7)
    assert (before.conversation_id, before.message_id, before.signs) == (2, 5, ("anger",))


def test_of_a_note_with_a_briefing_its_own_words_stand_there() -> None:
    note = replace(quote(8), text="Strom trotz Zahlung weg.\n\nZu entscheiden: 80 €\nWer: neu")
    line = briefing.lines(replace(BARE, note=note))[-1]
    assert line.quote is not None
    assert line.quote.text == "Strom trotz Zahlung weg."
