"""Where a stream of X stands, and how a walk through its pages goes on; pure.

X gives pages newest first, so a walk runs backwards from now to `floor`, and only its last
page moves `since`. `floor` lies an overlap before `since`: ids appear late. (docs.x.com,
timelines: since_id stays the same over all pages, the next one is the newest id of the first.)

    since ── floor ...................... oldest so far ... newest
             <- overlap ->  still to be read <- page by page
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Cursor, Gap, InboundMessage
from connectors.twitter.ids import earlier, id_at, time_of

NEARLY = 600
"""From here on a walk that did not meet the last known id may have ended at X's limit: the newest
800 mentions (docs.x.com, timelines). What arrives while it walks pushes the oldest out."""
DIRECT_HISTORY = timedelta(days=30)
"""Direct messages older than this are not shown (docs.x.com, direct messages)."""
MOST_BLANK = 5
"""Empty pages in a row that still promise another one."""
_FUTURE = timedelta(days=1)
"""An id from further ahead is a wrong one: it must not become `since`."""


class Stuck(Exception):
    """The pages do not advance: a loop, or a token that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A stream's place. Without a page it stands between two walks.

    `began` is when the walk under way began; `until`: what came before was read, whether or
    not it brought anything.
    """

    since: int | None = None
    floor: int = 0
    page: str | None = None
    newest: int | None = None
    oldest: int | None = None
    read: int = 0
    blank: int = 0
    anew: bool = False
    day: str | None = None
    began: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What follows a page."""

    walk: Walk
    more: bool
    gap: Gap | None = None


def begin(cursor: Cursor | None, overlap: timedelta, oldest: datetime | None = None) -> Walk:
    """Return the walk that a cursor stands for; a cursor that cannot be read starts anew.

    A stream that starts reads back to `oldest`, or as far as X shows.
    """
    walk = _load(cursor)
    if walk.page is not None:
        return walk
    if walk.since is None:
        return replace(walk, floor=id_at(oldest)) if oldest else walk
    until = earlier(walk.until, overlap) if walk.until else 0
    return replace(walk, floor=earlier(walk.since, overlap), until=until)


def save(walk: Walk) -> Cursor:
    """Return a walk as text."""
    kept = {
        name: value
        for name in Walk.__slots__
        if (value := getattr(walk, name)) not in (None, 0, False)
    }
    return Cursor(json.dumps(kept, separators=(",", ":")))


def _load(cursor: Cursor | None) -> Walk:
    try:
        told: Any = json.loads(cursor) if cursor else {}
        walk = Walk(**told)
    except (ValueError, TypeError, RecursionError):
        return Walk()
    numbers = (walk.since, walk.newest, walk.oldest)
    fits = all(number is None or type(number) is int for number in numbers)
    counted = (walk.floor, walk.read, walk.blank, walk.began, walk.until)
    fits = fits and all(type(number) is int for number in counted)
    fits = fits and all(text is None or isinstance(text, str) for text in (walk.page, walk.day))
    return walk if fits else Walk()


def again(walk: Walk) -> Walk | None:
    """Return the same walk from its first page, None when that was tried: X forgot its token."""
    if walk.page is None or walk.anew:
        return None
    return Walk(since=walk.since, anew=True, day=walk.day, until=walk.until)


def follow(walk: Walk, ids: Sequence[int], token: str | None, now: datetime) -> Walk:
    """Return the walk with a page added, its `page` the next token. Raises Stuck.

    A page has to reach below the one before: that ends a loop of any length.
    """
    if token is not None and token == walk.page:
        raise Stuck("the next page is this page")
    oldest = min(ids, default=walk.oldest)
    if walk.oldest is not None and ids and oldest is not None and oldest >= walk.oldest:
        raise Stuck("the page is not older than the one before")
    blank = 0 if ids else walk.blank + 1
    if token is not None and blank > MOST_BLANK:
        raise Stuck("only empty pages")
    believed = [number for number in ids if _told(number, now) <= now + _FUTURE]
    newest = max([*believed, *([walk.newest] if walk.newest else [])], default=None)
    return replace(
        walk,
        page=token,
        newest=newest,
        oldest=oldest,
        read=walk.read + len(ids),
        blank=blank,
        began=walk.began or id_at(now),
    )


def _told(number: int, now: datetime) -> datetime:
    return time_of(number) or now


def mentions_after(walk: Walk, ids: Sequence[int], token: str | None, now: datetime) -> Step:
    """Return what follows a page of mentions; the walk ends with the last token."""
    walked = follow(walk, ids, token, now)
    if token is not None:
        return Step(walked, more=True)
    return Step(_done(walked, now), more=False, gap=_cut_off(walked))


def wanted(walk: Walk, messages: Sequence[InboundMessage]) -> tuple[InboundMessage, ...]:
    """Return what a page adds: a stream that starts takes nothing from before its backfill."""
    begins = time_of(walk.floor) if walk.since is None else None
    return tuple(each for each in messages if begins is None or each.created_at >= begins)


def search_after(walk: Walk, ids: Sequence[int], token: str | None, now: datetime) -> Step:
    """Return what follows a page of a search; the walk ends with the last token."""
    walked = follow(walk, ids, token, now)
    if token is not None:
        return Step(walked, more=True)
    return Step(_done(walked, now), more=False)


def direct_after(walk: Walk, ids: Sequence[int], token: str | None, now: datetime) -> Step:
    """Return what follows a page of direct messages, which know no since_id.

    The walk ends where it reaches the floor, or with X's history.
    """
    walked = follow(walk, ids, token, now)
    reached = walked.oldest is not None and walked.oldest <= walked.floor
    if token is not None and not reached:
        return Step(walked, more=True)
    return Step(_done(walked, now), more=False, gap=_forgotten(walked, now))


def _done(walk: Walk, now: datetime) -> Walk:
    """Return the place between two walks: where none met anything, it is where this one began."""
    since = max(walk.since or 0, walk.newest or 0) or walk.began
    return Walk(since=since, day=now.date().isoformat(), until=walk.began)


def known(walk: Walk) -> datetime | None:
    """Return up to when a walk's stream was read before it, None for one that starts."""
    return time_of(max(walk.floor, walk.until)) if walk.since is not None else None


def _cut_off(walk: Walk) -> Gap | None:
    """Return the hole between the last known time and the oldest mention that X still shows.

    A walk that met the last known mention has none, also where its overlap reaches further back
    than X's history: the same hole would be told anew at each poll after a busy quarter of an hour.
    """
    if walk.since is None or walk.oldest is None:
        return None
    if walk.read < NEARLY or walk.oldest <= walk.since:
        return None
    since, until = time_of(walk.floor), time_of(walk.oldest)
    if since is None or until is None:
        return None
    return Gap(since, until + timedelta(milliseconds=1))


def _forgotten(walk: Walk, now: datetime) -> Gap | None:
    """Return the hole between the last known message and the oldest that X still shows."""
    since = known(walk)
    shown = now - DIRECT_HISTORY
    return Gap(since, shown) if since is not None and since < shown else None


def unbilled(walk: Walk, now: datetime) -> int:
    """Return up to which id a read is free: X bills each record once in a UTC day."""
    return (walk.since or 0) if walk.day == now.date().isoformat() else 0
