"""Paces in words: what an admin reads is what the stream does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.pages import paces
from inbox.rules.pace import WrongPace, read
from inbox.rules.timetable import When
from inbox.texts import texts

DE, EN = texts("de"), texts("en")
BERLIN, LONDONER = texts("de", "Europe/Berlin"), texts("en", "Europe/Berlin")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("pace", "german", "english"),
    [
        ("every 60s", "jede Minute", "every minute"),
        ("every 5m jitter 20s", "alle 5 Minuten", "every 5 minutes"),
        ("every 90s", "alle 90 Sekunden", "every 90 seconds"),
        ("every 2h", "alle 2 Stunden", "every 2 hours"),
        (
            "every 5m quiet 22:00-6:00 Europe/Berlin",
            "alle 5 Minuten, Ruhe von 22:00 bis 6:00",
            "every 5 minutes, quiet from 22:00 to 6:00",
        ),
        (
            "cron mon-fri 8-18/5min Europe/Berlin",
            "Mo–Fr 8:00–18:00, alle 5 Minuten",
            "Mon–Fri 8:00–18:00, every 5 minutes",
        ),
        ("cron daily 9:00,13:30 Europe/Berlin", "täglich um 9:00, 13:30", "daily at 9:00, 13:30"),
        ("cron sat,sun 10:00 Europe/Berlin", "Sa, So um 10:00", "Sat, Sun at 10:00"),
        (
            "cron mon-fri 8-18/1min Europe/Berlin",
            "Mo–Fr 8:00–18:00, jede Minute",
            "Mon–Fri 8:00–18:00, every minute",
        ),
        ("broken", "broken", "broken"),
    ],
)
def test_a_pace_is_said_in_words(pace: str, german: str, english: str) -> None:
    assert (paces.in_words(BERLIN, pace), paces.in_words(LONDONER, pace)) == (german, english)


def test_hours_are_said_with_their_zone_where_it_is_another() -> None:
    night = "every 5m quiet 22:00-6:00 America/Lima"
    assert paces.in_words(BERLIN, night).endswith("Ruhe von 22:00 bis 6:00 (America/Lima)")
    assert "(" not in paces.in_words(texts("de", "America/Lima"), night)


@pytest.mark.parametrize("when", When)
def test_every_time_has_its_name_in_both_languages(when: When) -> None:
    assert DE(paces.TIMES[when]) != EN(paces.TIMES[when])


def test_the_usual_pace_is_named_so() -> None:
    assert paces.choice(DE, MINUTE, MINUTE) == "jede Minute (üblich)"
    assert paces.choice(DE, 2 * MINUTE, MINUTE) == "alle 2 Minuten"


@pytest.mark.parametrize("text", ["broken", ""])
def test_what_a_hand_broke_is_no_pace(text: str) -> None:
    assert paces.readable(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sometimes",
        "every",
        "every 5",
        "every 9999h",
        "cron 0-4 9:00 UTC",
        "cron mon 25:00 UTC",
        "cron mon 8-18/7min UTC",
        "cron mon 9:00 Nowhere/Land",
        "every 5m quiet 22:00 UTC",
        "cron mon 9:00 UTC quiet 8:00-10:00 UTC",
    ],
)
def test_a_wrong_pace_is_told_in_a_sentence_of_its_own(text: str) -> None:
    with pytest.raises(WrongPace) as wrong:
        read(text)
    assert wrong.value.code in paces.WRONG
    said = paces.wrong(EN, wrong.value)
    assert "{" not in said and said[-1] in ".m"


@pytest.mark.parametrize("example", paces.EXAMPLES)
def test_every_example_is_a_pace_that_has_words(example: str) -> None:
    assert str(read(example)) == example
    assert paces.in_words(BERLIN, example) != example
