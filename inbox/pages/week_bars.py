"""What happened week by week, as calm bars for Vega-Lite; pure.

Words and dates are made here, in the reader's language and on their clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from inbox.texts import Texts, mark

HEIGHT = 260
WEEK, NUMBER = mark("Week from"), mark("Number")

Part = TypeVar("Part", bound=StrEnum)


def bars(
    t: Texts,
    happened: Iterable[tuple[datetime, Part]],
    names: Mapping[Part, str],
    colours: Mapping[Part, str],
    what: str,
    weeks: int,
    now: datetime,
) -> dict[str, Any]:
    """Return the bars of the last weeks, a colour for each part; an empty week has its place."""
    counted = Counter((monday(t, at), part) for at, part in happened)
    first = monday(t, now) - timedelta(weeks=weeks - 1)
    days = [first + timedelta(weeks=each) for each in range(weeks)]
    values = [
        {"week": short(t, day), "place": day.toordinal(), "part": t(names[part]), "rank": rank,
         "n": counted[day, part]}
        for day in days
        for rank, part in enumerate(names)
    ]  # fmt: skip
    most = max((sum(counted[day, part] for part in names) for day in days), default=0)
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
                "field": "part", "type": "nominal", "title": None, "sort": {"field": "rank"},
                "scale": {
                    "domain": [t(name) for name in names.values()],
                    "range": [colours[part] for part in names],
                },
                "legend": {"orient": "bottom", "direction": "vertical", "labelLimit": 0},
            },
            "order": {"field": "rank"},
            "tooltip": [
                {"field": name, "title": t(title)}
                for name, title in (("week", WEEK), ("part", what), ("n", NUMBER))
            ],
        },
    }  # fmt: skip


def monday(t: Texts, at: datetime) -> date:
    """Return the Monday of a moment's week, on the reader's clock."""
    day = at.astimezone(ZoneInfo(t.zone)).date()
    return day - timedelta(days=day.weekday())


def short(t: Texts, day: date) -> str:
    """Return a day in a few characters."""
    return f"{day.day}.{day.month}." if t.language == "de" else f"{day.day}/{day.month}"
