"""What a list is narrowed to, as the address says it. Pure; nonsense in an address narrows nothing.

    ?f=open&o=newest&platform=twitter,facebook&tag=3&owner=me&can=1&from=2026-11-01

Several values of one kind mean either, several kinds mean all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from connectors.base import Kind

ME, NOBODY = "me", "none"
UNKNOWN = "none"
"""The language of a conversation of which nobody knows one."""
MOST = 20
"""Values of one kind that are read; more are no filter that somebody chose."""

T = TypeVar("T")

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """What has to be so. Owners are agents' ids as text, ME or NOBODY; days are inclusive.

    A tag is the conversation's or its person's; languages are codes or UNKNOWN.
    """

    platforms: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    answerable: bool = False
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


NOTHING = Filter()
KEYS = ("platform", "account", "kind", "tag", "owner", "team", "can", "lang", "from", "to")
"""The words of the address, in the order in which a page names them."""


def read(given: Mapping[str, str]) -> Filter:
    """Return what an address asks for; what cannot be is left out."""
    return Filter(
        platforms=_several(given, "platform", _word),
        accounts=_several(given, "account", _number),
        kinds=_several(given, "kind", _kind),
        tags=_several(given, "tag", _number),
        owners=_several(given, "owner", _owner),
        teams=_several(given, "team", _number),
        answerable=given.get("can") == "1",
        languages=_several(given, "lang", _word),
        since=_day(given.get("from", "")),
        until=_day(given.get("to", "")),
    )


def said(asked: Filter) -> dict[str, str]:
    """Return what the address says of a filter; `read` gives the same filter back."""
    several: dict[str, Iterable[object]] = {
        "platform": asked.platforms,
        "account": asked.accounts,
        "kind": asked.kinds,
        "tag": asked.tags,
        "owner": asked.owners,
        "team": asked.teams,
        "can": ["1"] if asked.answerable else [],
        "lang": asked.languages,
        "from": [asked.since.isoformat()] if asked.since else [],
        "to": [asked.until.isoformat()] if asked.until else [],
    }
    return {key: ",".join(map(str, values)) for key, values in several.items() if values}


def begin(day: date, zone: str) -> datetime:
    """Return when a day begins on somebody's clock, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def end(day: date, zone: str) -> datetime:
    """Return when a day is over on somebody's clock, in UTC."""
    return begin(day + timedelta(days=1), zone)


def _several(given: Mapping[str, str], key: str, one: Callable[[str], T | None]) -> tuple[T, ...]:
    read = (one(piece.strip()) for piece in given.get(key, "").split(",")[:MOST])
    return tuple(dict.fromkeys(value for value in read if value is not None))


def _word(text: str) -> str | None:
    plain = text.isascii() and text.replace("-", "").isalnum()
    return text.lower() if plain and len(text) <= 20 else None


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if plain and 0 < int(text) <= _LARGEST_ID else None


def _kind(text: str) -> str | None:
    return text if text in set(Kind) else None


def _owner(text: str) -> str | None:
    if text in (ME, NOBODY):
        return text
    number = _number(text)
    return None if number is None else str(number)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None
