"""What the line about a call says was promised: offered as a row, and silent at what is done."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from inbox.rules import due_times, pledged

BERLIN = ZoneInfo("Europe/Berlin")
KNOWN = due_times.calendar(datetime(2026, 11, 18, 10, 0, tzinfo=BERLIN), None, "Europe/Berlin")


def told(line: str) -> list[str]:
    return [
        f"{one.kind.value} {one.due.astimezone(BERLIN):%d.%m. %H:%M}"
        + (f" {one.amount.hundredths}" if one.amount else "")
        for one in pledged.found(line, KNOWN)
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Batterie getauscht, er bekommt bis Freitag 80 € erstattet.", "money 20.11. 17:00 8000"),
        ("Erstatte ihm bis Freitag 80 €", "money 20.11. 17:00 8000"),
        ("Rückruf morgen um 10 Uhr zugesagt", "call 19.11. 10:00"),
        ("Ich rufe morgen um 10 Uhr zurück", "call 19.11. 10:00"),
        ("Sie kriegt Montag einen neuen Zähler", "goods 23.11. 17:00"),
        ("Bescheid bis Freitag versprochen", "answer 20.11. 17:00"),
        ("Monteur kommt morgen, mit ihr so vereinbart", "other 19.11. 17:00"),
        ("She gets £40 by Friday", "money 20.11. 17:00 4000"),
        ("Promised to call back tomorrow at 3pm", "call 19.11. 15:00"),
        ("20 € Gutschrift zugesagt", "money 25.11. 17:00 2000"),
    ],
)
def test_what_was_promised_is_told_with_its_time(line: str, found: str) -> None:
    assert told(line) == [found]


@pytest.mark.parametrize(
    "line",
    [
        "Zähler abgelesen",
        "Er hat die 80 € am Freitag überwiesen",
        "Die 80 € haben wir schon erstattet",
        "Möchte 80 € erstattet haben",
        "Will wissen, wann der Monteur kommt",
        "Bittet um Rückruf morgen um 10",
        "80 € können wir nicht erstatten, so gesagt",
        "Kommt morgen selbst vorbei",
        "Wenn es morgen noch piept, bekommt er 20 €",
        "She paid £40 on Friday and was refunded",
        "",
    ],
)
def test_what_is_done_asked_or_refused_is_none(line: str) -> None:
    assert told(line) == []


def test_its_words_are_the_lines_own() -> None:
    (one,) = pledged.found("Alles klar. Rückruf morgen um 10 Uhr zugesagt!", KNOWN)
    assert one.words == "Rückruf morgen um 10 Uhr zugesagt"
