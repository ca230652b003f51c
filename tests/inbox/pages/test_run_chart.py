"""The rows of bars: what they hold, in the reader's words, all on one axis of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.pages import run_chart
from inbox.pages.run_chart import ROWS, spec, told
from inbox.queries.history import History, Piece, Sum
from inbox.texts import texts
from tests.cast import NOON

DE, EN = texts("de", "Europe/Berlin"), texts("en", "UTC")
HALF_HOUR = timedelta(minutes=30)
NEW, AGE, LENGTH, FAILED = ROWS


def past(*pieces: Piece, span: timedelta = timedelta(days=1)) -> History:
    since = NOON - span
    rest = (Piece(since + n * span / 48) for n in range(len(pieces), 48))
    return History(since, NOON, (*pieces, *rest), Sum())


FIRST = Piece(NOON - timedelta(days=1), 6, 1, 3, 2.25, timedelta(minutes=4))


def first(row: run_chart.Row, t=EN) -> dict:
    return spec(t, row, past(FIRST))["data"]["values"][0]


@pytest.mark.parametrize(
    ("row", "value", "english", "german"),
    [
        (NEW, 3.0, "3 new messages", "3 neue Nachrichten"),
        (AGE, 4.0, "4 minutes", "4 Minuten"),
        (LENGTH, 2.25, "2.2 s", "2,2 s"),
        (FAILED, 1.0, "1 of 6", "1 von 6"),
    ],
)
def test_a_bar_says_its_number_in_the_readers_words(row, value, english, german) -> None:
    assert (first(row)["value"], first(row)["says"], first(row, DE)["says"]) == (
        value, english, german,
    )  # fmt: skip


def test_a_bar_stands_in_the_middle_of_its_time_and_names_it(row=NEW) -> None:
    bar = first(row)
    assert bar["at"] == (FIRST.at + HALF_HOUR / 2).timestamp() * 1000
    assert bar["when"] == "Thu 12:00 – 12:30"


def test_numbers_are_such_as_the_browser_can_draw() -> None:
    for row in ROWS:
        values = spec(EN, row, past(FIRST))["data"]["values"]
        assert all(isinstance(each["at"], float) for each in values)
        assert all(isinstance(each["value"], float | None) for each in values)


def test_all_rows_share_one_axis_of_time() -> None:
    times = [[bar["at"] for bar in spec(EN, row, past(FIRST))["data"]["values"]] for row in ROWS]
    assert len(times[0]) == 48
    assert times == [times[0]] * 4


def test_a_row_with_few_bars_still_shows_the_whole_time() -> None:
    ends = [spec(EN, row, past(FIRST))["encoding"]["x"]["scale"]["domain"] for row in ROWS]
    since, until = ends[0]
    assert ends == [[since, until]] * 4
    assert (until["date"] - since["date"], until["hours"], until["utc"]) == (1, NOON.hour, True)


def test_half_a_second_on_the_axis_is_written_as_the_reader_writes_it() -> None:
    axes = [spec(t, LENGTH, past(FIRST))["encoding"]["y"]["axis"] for t in (EN, DE)]
    assert ["labelExpr" in axis for axis in axes] == [False, True]


@pytest.mark.parametrize(
    ("t", "days", "form"), [(EN, 1, "%H:%M"), (EN, 7, "%d %b"), (DE, 7, "%d.%m.")]
)
def test_a_day_shows_hours_and_a_week_shows_days(t, days, form) -> None:
    shown = spec(t, NEW, past(span=timedelta(days=days)))
    assert shown["encoding"]["x"]["axis"]["format"] == form


def test_a_row_without_anything_still_has_a_height() -> None:
    assert spec(EN, FAILED, past())["encoding"]["y"]["scale"]["domain"] == [0, 1]


def test_whoever_cannot_see_it_is_told_the_most_there_was() -> None:
    assert told(EN, NEW, past(FIRST)) == "New messages: at most 3 new messages, Thu 12:00"
    assert told(EN, FAILED, past()) == "Looks that failed: none"
