"""A stream's history as four calm rows of bars, one question each; pure, for Vega-Lite.

Every piece has its place, empty or not: so all rows share one axis of time, and a failure stands
below the messages that came late for it. Numbers and words are made here, in the reader's
language; colours are the theme's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox.queries.history import History, Piece
from inbox.texts import Texts, mark

HEIGHT, WIDTH = 110, 5
"""Pixels: of a row, and of one bar, which is narrow enough for a telephone."""
BAD = "#d1323a"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One question: what a bar is, and in whose words; `whole` numbers have no half ticks."""

    title: str
    value: Callable[[Piece], float | None]
    says: Callable[[Texts, Piece], str]
    whole: bool = False
    colour: str | None = None


def _new(t: Texts, piece: Piece) -> str:
    return t.n("{n} new message", "{n} new messages", piece.new)


def _lag(t: Texts, piece: Piece) -> str:
    return t.lasting(piece.lag) if piece.lag is not None else "–"


def _took(t: Texts, piece: Piece) -> str:
    return t("{seconds} s", seconds=t.number(round(piece.seconds or 0.0, 1)))


def _failed(t: Texts, piece: Piece) -> str:
    return t("{failed} of {runs}", failed=t.number(piece.failed), runs=t.number(piece.runs))


ROWS = (
    Row(mark("New messages"), lambda piece: piece.new, _new, whole=True),
    Row(
        mark("Age when they came in, in minutes"),
        lambda piece: piece.lag / timedelta(minutes=1) if piece.lag is not None else None,
        _lag,
    ),
    Row(mark("Length of the longest look, in seconds"), lambda piece: piece.seconds, _took),
    Row(mark("Looks that failed"), lambda piece: piece.failed, _failed, whole=True, colour=BAD),
)


def spec(t: Texts, row: Row, past: History) -> dict[str, Any]:
    """Return one row of bars as Vega-Lite wants it, its data inside."""
    values = [_value(t, row, past, piece) for piece in past.pieces]
    most = max((each["value"] or 0 for each in values), default=0)
    axis: dict[str, Any] = {"title": None, "grid": True, "tickCount": 3, "minExtent": 28}
    if row.whole:
        axis |= {"tickMinStep": 1, "format": "d"}
    elif t.language == "de":
        axis["labelExpr"] = "replace(datum.label, '.', ',')"
    time = [_moment(past.since), _moment(past.until)]
    x = {"type": "temporal", "axis": _axis(t, past), "scale": {"domain": time, "padding": WIDTH}}
    shown = [{"field": name, "type": "nominal", "title": t(title)} for name, title in _SAID]
    return {
        "data": {"values": values},
        "height": HEIGHT,
        "mark": {"type": "bar", "width": WIDTH, "cornerRadiusEnd": 2, **_colour(row)},
        "encoding": {
            "x": {"field": "at", **x},
            "y": {
                "field": "value", "type": "quantitative", "axis": axis,
                "scale": {"domain": [0, max(most, 1)], "nice": True},
            },
            "tooltip": shown,
        },
    }  # fmt: skip


_SAID = (("when", mark("When")), ("says", mark("What")))


def _colour(row: Row) -> Mapping[str, str]:
    return {"color": row.colour} if row.colour else {}


def _value(t: Texts, row: Row, past: History, piece: Piece) -> dict[str, Any]:
    length = (past.until - past.since) / len(past.pieces)
    until, value = piece.at + length, row.value(piece)
    return {
        "at": _ms(piece.at + length / 2),
        "value": None if value is None else float(value),
        "says": row.says(t, piece),
        "when": f"{t.moment(piece.at, past.until)} – {t.clock(until)}",
    }


def _axis(t: Texts, past: History) -> dict[str, Any]:
    days = "%d.%m." if t.language == "de" else "%d %b"
    form = "%H:%M" if past.until - past.since <= DAY else days
    return {"title": None, "grid": False, "format": form, "tickCount": 6, "labelAngle": 0}


def _ms(at: datetime) -> float:
    """Return a time as Vega counts them; a whole number would arrive as a BigInt."""
    return float(int(at.timestamp() * 1000))


def _moment(at: datetime) -> dict[str, int | bool]:
    """Return an end of the axis. Given as a number, Vega-Lite draws every bar at its beginning."""
    utc = at.astimezone(UTC)
    return {
        "year": utc.year, "month": utc.month, "date": utc.day, "hours": utc.hour,
        "minutes": utc.minute, "seconds": utc.second, "utc": True,
    }  # fmt: skip


def told(t: Texts, row: Row, past: History) -> str:
    """Return what a row shows for whoever cannot see it: the title, and the most there was."""
    best = max(past.pieces, key=lambda piece: row.value(piece) or 0)
    if not row.value(best):
        return f"{t(row.title)}: {t('none')}"
    said = t("at most {what}, {when}", what=row.says(t, best), when=t.moment(best.at, past.until))
    return f"{t(row.title)}: {said}"
