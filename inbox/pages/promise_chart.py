"""Promises as two calm pictures: how they ended, week by week, and the days they fall due on; pure.

For Vega-Lite. Words and dates are made here, in the reader's language and on their clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from db.models import PromiseState
from inbox.queries.promises import WEEKS, Outcome
from inbox.texts import Texts, mark

HEIGHT = 190
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
    counted = _by_week(t, outcomes)
    first = _monday(t, now) - timedelta(weeks=WEEKS - 1)
    values = []
    for monday in (first + timedelta(weeks=each) for each in range(WEEKS)):
        for place, end in enumerate(End):
            n = counted[monday, end]
            values.append(
                {"week": _short(t, monday), "place": monday.toordinal(), "end": t(NAMES[end]),
                 "rank": place, "n": n}
            )  # fmt: skip
    most = max(Counter(_monday(t, one.at) for one in outcomes).values(), default=0)
    return {
        "data": {"values": values},
        "height": HEIGHT,
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {
                "field": "week", "type": "ordinal", "sort": {"field": "place"}, "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": True},
            },
            "y": {
                "field": "n", "type": "quantitative", "title": None,
                "axis": {"tickMinStep": 1, "format": "d", "tickCount": 3},
                "scale": {"domainMin": 0, "domainMax": max(2, most)},
            },
            "color": {
                "field": "end", "type": "nominal", "title": None, "sort": {"field": "rank"},
                "scale": {
                    "domain": [t(NAMES[end]) for end in End],
                    "range": [COLOURS[end] for end in End],
                },
                "legend": {"orient": "bottom"},
            },
            "order": {"field": "rank"},
            "tooltip": [
                {"field": name, "title": t(title)}
                for name, title in (("week", WEEK), ("end", WHAT), ("n", NUMBER))
            ],
        },
    }  # fmt: skip


WEEK, WHAT, NUMBER = mark("Week from"), mark("Promises"), mark("Number")


def weeks_told(t: Texts, outcomes: Sequence[Outcome]) -> str:
    """Return what the bars show for whoever cannot see them."""
    counted = Counter(ended(one) for one in outcomes)
    said = ", ".join(f"{t.number(counted[end])} {t(NAMES[end])}" for end in End)
    return f"{t('The last twelve weeks')}: {said}"


def calendar(t: Texts, due: Iterable[datetime], now: datetime) -> dict[str, Any]:
    """Return the days of the next weeks, each with how many promises fall due on it."""
    counted = Counter(at.astimezone(ZoneInfo(t.zone)).date() for at in due)
    first, today = _monday(t, now), now.astimezone(ZoneInfo(t.zone)).date()
    days = [first + timedelta(days=each) for each in range(AHEAD * DAYS)]
    values = [
        {
            "weekday": _weekday(t, day), "place": day.weekday(), "week": _short(t, _start(day)),
            "row": _start(day).toordinal(), "n": counted[day], "day": t.near(day, now),
            "said": f"{day.day}." if not counted[day] else f"{day.day}. · {counted[day]}",
            "over": day < today,
        }
        for day in days
    ]  # fmt: skip
    at: dict[str, Any] = {
        "x": {
            "field": "weekday", "type": "ordinal", "sort": {"field": "place"}, "title": None,
            "axis": {"labelAngle": 0, "orient": "top", "domain": False, "ticks": False},
        },
        "y": {
            "field": "week", "type": "ordinal", "sort": {"field": "row"}, "title": None,
            "axis": None,
        },
        "tooltip": [
            {"field": "day", "title": t(DAY)},
            {"field": "n", "title": t(NUMBER)},
        ],
    }  # fmt: skip
    shade = {
        "field": "n", "type": "quantitative", "legend": None,
        "scale": {"domain": [0, max(4, *counted.values(), 0)], "range": ["#8882", "#2f6fed"]},
    }  # fmt: skip
    return {
        "data": {"values": values},
        "height": HEIGHT,
        "encoding": at,
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 4, "stroke": "#8883"},
                "encoding": {"color": shade},
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "text": {"field": "said"},
                    "opacity": {"condition": {"test": "datum.over", "value": 0.45}, "value": 1},
                },
            },
        ],
    }


DAY = mark("Day")


def calendar_told(t: Texts, due: Iterable[datetime], now: datetime) -> str:
    """Return what the calendar shows for whoever cannot see it."""
    n = sum(1 for at in due if now <= at < now + timedelta(days=DAYS))
    return t.n("{n} promise due within a week", "{n} promises due within a week", n)


def _by_week(t: Texts, outcomes: Iterable[Outcome]) -> Counter[tuple[date, End]]:
    return Counter((_monday(t, one.at), ended(one)) for one in outcomes)


def _monday(t: Texts, at: datetime) -> date:
    return _start(at.astimezone(ZoneInfo(t.zone)).date())


def _start(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _short(t: Texts, day: date) -> str:
    return f"{day.day}.{day.month}." if t.language == "de" else f"{day.day}/{day.month}"


def _weekday(t: Texts, day: date) -> str:
    return t.weekday(day)
