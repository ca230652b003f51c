"""Promises as two calm pictures: how they ended, week by week, and the days they fall due on; pure.

Bars for Vega-Lite, days as a table. Words and dates are made here, in the reader's language and on
their clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from db.models import PromiseState
from inbox.pages import week_bars
from inbox.pages.week_bars import monday
from inbox.queries.promises import WEEKS, Outcome
from inbox.texts import Texts, mark

AHEAD = 5
"""Weeks of the calendar, this one included."""

DAYS = 7


class End(StrEnum):
    """How a promise ended."""

    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"


NAMES: dict[End, str] = {
    End.KEPT: mark("kept in time"),
    End.LATE: mark("kept late"),
    End.BROKEN: mark("broken"),
}
COLOURS = {End.KEPT: "#2f8f5b", End.LATE: "#c98a1b", End.BROKEN: "#d1323a"}


def ended(one: Outcome) -> End:
    """Return how a promise ended."""
    if one.state is PromiseState.BROKEN:
        return End.BROKEN
    return End.LATE if one.late else End.KEPT


def weeks(t: Texts, outcomes: Sequence[Outcome], now: datetime) -> dict[str, Any]:
    """Return the bars of the last weeks; every week has its place, empty or not."""
    happened = [(one.at, ended(one)) for one in outcomes]
    return week_bars.bars(t, happened, NAMES, COLOURS, WHAT, WEEKS, now)


WHAT = mark("Promises")


def weeks_told(t: Texts, outcomes: Sequence[Outcome]) -> str:
    """Return what the bars show for whoever cannot see them."""
    counted = Counter(ended(one) for one in outcomes)
    said = ", ".join(f"{t.number(counted[end])} {t(NAMES[end])}" for end in End)
    return f"{t('The last twelve weeks')}: {said}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: how many promises fall due on it; `said` is that in words."""

    number: int
    n: int
    over: bool
    today: bool
    said: str


def calendar(t: Texts, due: Iterable[datetime], now: datetime) -> list[list[Day]]:
    """Return the next weeks, this one first, as their days from Monday on the reader's clock."""
    counted = Counter(at.astimezone(ZoneInfo(t.zone)).date() for at in due)
    first, today = monday(t, now), now.astimezone(ZoneInfo(t.zone)).date()

    def day(at: date) -> Day:
        n = counted[at]
        falls = t.n("{n} promise is due", "{n} promises are due", n)
        said = f"{t.near(at, now)}: {falls}" if n else t.near(at, now)
        return Day(at.day, n, at < today, at == today, said)

    weeks = [first + timedelta(weeks=each) for each in range(AHEAD)]
    return [[day(start + timedelta(days=each)) for each in range(DAYS)] for start in weeks]


def table(t: Texts, due: Sequence[datetime], now: datetime) -> str:
    """Return the calendar as a table, which follows the page's colours and width."""
    first = monday(t, now)
    heads = (t.weekday(first + timedelta(days=each)) for each in range(DAYS))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    rows = ("".join(map(_cell, week)) for week in calendar(t, due, now))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<table class="dw-days"><caption>{escape(calendar_told(t, due, now))}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(day: Day) -> str:
    looks = {"over": day.over, "today": day.today, "due": day.n > 0}
    kind = " ".join(name for name, so in looks.items() if so)
    current = ' aria-current="date"' if day.today else ""
    count = f"<b>{day.n}</b>" if day.n else ""
    return f'<td class="{kind}" title="{escape(day.said)}"{current}>{day.number}{count}</td>'


def calendar_told(t: Texts, due: Iterable[datetime], now: datetime) -> str:
    """Return what the calendar shows for whoever cannot see it."""
    n = sum(1 for at in due if now <= at < now + timedelta(days=DAYS))
    return t.n("{n} promise due within a week", "{n} promises due within a week", n)
