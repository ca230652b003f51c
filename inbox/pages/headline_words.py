"""The headline in words and as a line by week: how long until a first word on the matter; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from inbox.pages import week_bars
from inbox.queries.headline import Headline, Spread
from inbox.texts import Texts, mark

WEEKS = 12
HEIGHT = 220
HALF, NINE = mark("half within"), mark("nine of ten within")
COLOURS = {HALF: "#2f6fd0", NINE: "#c98a1b"}
WEEK, MINUTES, HOURS = mark("Week from"), mark("Minutes"), mark("Hours")
MANY = 4 * 3600
"""Seconds from which a figure is read more easily in hours."""
LEFT_OUT = mark(
    "Counted is opening time from the first unanswered message until a person's first word on the "
    "matter, written, called or mailed. Not counted: whoever still waits, was put away without an "
    "answer, was abusive, or only thanked; what merely acknowledges, forwards or asks to move "
    "stands apart."
)


def today(t: Texts, now: datetime) -> tuple[datetime, datetime]:
    """Return when this day of the reader's began, and now."""
    zone = ZoneInfo(t.zone)
    start = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    return start, now + timedelta(seconds=1)


def weeks(t: Texts, now: datetime) -> list[datetime]:
    """Return where the last weeks begin on the reader's clock, this one last; then their end."""
    first, zone = week_bars.monday(t, now) - timedelta(weeks=WEEKS - 1), ZoneInfo(t.zone)
    days = (first + timedelta(weeks=each) for each in range(WEEKS + 1))
    return [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]


def line(t: Texts, found: Headline) -> str:
    """Return the one line above the list; "" while nobody was answered today.

    What was answered in the platform's own app counts, and is said to be.
    """
    if not found.answered.n:
        return ""
    if found.answered.n == 1:
        one = mark("1 answered today, after {half}")
        there = mark("1 answered today in the platform's own app, after {half}")
        return t(there if found.answered.elsewhere else one, half=t.span(found.answered.median))
    # of fewer than ten, the ninth tenth is the longest
    few = mark("{n} answered today: half within {half}, all within {nine}")
    many = mark("{n} answered today: half within {half}, 9 of 10 within {nine}")
    said = t(
        few if found.answered.n < 10 else many,
        half=t.span(found.answered.median),
        nine=t.span(found.answered.ninth),
        n=t.number(found.answered.n),
    )
    if not found.answered.elsewhere:
        return said
    return t(
        "{said} · {n} in the platform's own app", said=said, n=t.number(found.answered.elsewhere)
    )


def spread(t: Texts, found: Spread) -> str:
    """Return how long it took: half within 24 min, nine of ten within 1.2 hr (12)."""
    if not found.n:
        return t("nobody yet")
    alone = mark("half within {half}, nine of ten within {nine} ({n})")
    mixed = mark(
        "half within {half}, nine of ten within {nine} ({n}, of these {elsewhere} in the "
        "platform's own app)"
    )
    return t(
        mixed if found.elsewhere else alone,
        half=t.span(found.median),
        nine=t.span(found.ninth),
        n=t.number(found.n),
        elsewhere=t.number(found.elsewhere),
    )


def told(t: Texts, found: Headline) -> list[tuple[str, str]]:
    """Return what became of those who waited, each figure with its name."""
    return [
        (t("A person's first word on the matter"), spread(t, found.answered)),
        (t("Only acknowledged before that"), spread(t, found.acknowledged)),
        (t("Put away without an answer"), t.number(found.put_away)),
    ]


def chart(t: Texts, found: Sequence[Headline]) -> dict[str, Any]:
    """Return both figures by week as lines; a week without an answer has its place and no point."""
    most = max((one.answered.ninth for one in found if one.answered.n), default=0)
    unit, long = (HOURS, 3600) if most >= MANY else (MINUTES, 60)
    values = [
        {"week": week_bars.short(t, one.since.astimezone(ZoneInfo(t.zone)).date()),
         "place": place, "what": t(what), "n": round(seconds / long, 1) if one.answered.n else None}
        for place, one in enumerate(found)
        for what, seconds in ((HALF, one.answered.median), (NINE, one.answered.ninth))
    ]  # fmt: skip
    return {
        "data": {"values": values},
        "height": HEIGHT,
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {
                "field": "week", "type": "ordinal", "sort": {"field": "place"}, "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": True},
            },
            "y": {
                "field": "n", "type": "quantitative", "title": t(unit),
                "axis": {"tickCount": 4},
                "scale": {"domain": [0, max(1, round(most / long, 1))], "nice": True},
            },
            "color": {
                "field": "what", "type": "nominal", "title": None,
                "scale": {"domain": [t(one) for one in COLOURS], "range": [*COLOURS.values()]},
                "legend": {"orient": "bottom", "direction": "vertical", "labelLimit": 0},
            },
            "tooltip": [
                {"field": name, "title": t(title)}
                for name, title in (("week", WEEK), ("what", mark("Within")), ("n", unit))
            ],
        },
    }  # fmt: skip
