"""A promise is noted as the customer reads it: money always, and for no later time. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox.rules import alike, due_times, promises
from inbox.rules.objections import NOT_NOTED, Facts, Level, Objection, about
from inbox.rules.promises import Found, Noted, PromiseKind

_SAME = timedelta(minutes=1)
"""Fields for a time know no seconds."""


def noted_later(draft: str, facts: Facts) -> Iterator[Objection]:
    """A promise that is noted for later than its own words say needs a reason."""
    if facts.dated is None:
        return
    found = {one.words: one for one in promises.find(draft, facts.dated.known)}
    for one in facts.dated.those:
        words = alike.plain(one.words)
        said = _said(one, found.get(words), facts)
        if said is not None and one.due >= _over(said, facts.dated.known) + _SAME:
            at = draft.find(words) if words in found else -1
            yield Objection(
                "noted_later",
                Level.HOLDS,
                (one.words or one.what,),
                ((at, at + len(words)),) if at >= 0 else (),
                {"said_at": said, "due_at": one.due},
            )


def not_noted(draft: str, facts: Facts) -> Iterator[Objection]:
    """Money that is promised and whose row its agent has taken out needs a reason in words."""
    if not facts.bounds.none:
        return
    none = {alike.plain(words) for words in facts.bounds.none}
    calendar = due_times.calendar(facts.now, None, "UTC")
    spans = [
        one.span
        for one in promises.find(draft, calendar)
        if one.kind is PromiseKind.MONEY and one.words in none
    ]
    yield from about(NOT_NOTED, Level.HOLDS, draft, spans)


def _over(said: datetime, known: due_times.Calendar) -> datetime:
    """Return when a customer would say that it has passed: a day without an hour is a whole one."""
    day = said.astimezone(ZoneInfo(known.hours.zone)).date()
    return known.at(day, time.max) if said == known.closes(day) else said


def _said(one: Noted, found: Found | None, facts: Facts) -> datetime | None:
    """Return by when its own words promise it, None where they do not say."""
    if found is not None:
        return found.due if found.said else None
    if facts.dated is None:
        return None
    told = due_times.find(alike.plain(one.what), facts.dated.known)
    return told.at if told is not None else None
