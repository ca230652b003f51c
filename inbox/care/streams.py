"""What admins do with streams: pace, pause, poll now, and knowing about a gap."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import connectors
from db.models import Account, AccountState, Gap, Stream, Trouble
from db.session import KEEP_KEYS
from inbox.care import adapting, audit
from inbox.care.pacing import next_due
from inbox.care.rights import Actor, Right, require
from inbox.queries import news
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import LONGEST, WrongPace, read, rhythm


class NoStream(LookupError):
    """There is no such stream or gap; nothing was changed."""


class AtRest(Exception):
    """This stream is polled by nobody until it, or its account, is resumed; nothing was changed."""


class Needs(Exception):
    """This stream rests until its account's option `option` is set; nothing was changed."""

    def __init__(self, option: str) -> None:
        super().__init__(option)
        self.option = option


class TooFar(ValueError):
    """So many days cannot be read again: none, too many, or fewer than would close the hole."""


class Unfinished(TooFar):
    """This stream has not yet read what it began with; nothing was changed."""


MOST_DAYS = 365
"""How far back a stream can be told to begin."""


def set_pace(
    session: Session,
    actor: Actor,
    stream_id: int,
    text: str,
    now: datetime,
    bounds: Bounds | None = None,
) -> str:
    """Give a stream another pace and return it as it was understood; felt within a second.

    Within `bounds` the pace adapts to what comes in; without them it holds as it is. Raises
    WrongPace: it cannot be read, it is faster than the platform suffers (too_fast), or it adapts
    where nothing new ever comes (looks).
    """
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    pace, platform = read(text), stream_platform(session, stream)
    check_speed(platform, stream.name, text, bounds)
    note = {"before": stream.pace, "after": str(pace)} | _adapts(stream, bounds)
    same = stream.pace == str(pace) and news.bounds(stream) == bounds
    stream.pace = str(pace)
    stream.fastest = int(bounds.fastest.total_seconds()) if bounds else None
    stream.slowest = int(bounds.slowest.total_seconds()) if bounds else None
    wait = adapting.wait(session, stream, connectors.PLATFORMS[platform].stream(stream.name), now)
    last = stream.last_run_at or now
    stream.due_at = next_due(pace, last, now, stream.not_before, wait=wait)
    if not same:
        audit.record(session, actor, "pace", f"streams:{stream_id}", now, **note)
    return stream.pace


def _adapts(stream: Stream, bounds: Bounds | None) -> dict[str, str]:
    """Return what the audit keeps of adapting, before and after; nothing where it never did."""
    told = {"adapted": news.bounds(stream), "adapts": bounds}
    return {name: str(within) for name, within in told.items() if within is not None}


def check_speed(platform: str, name: str, text: str, bounds: Bounds | None = None) -> None:
    """Raise WrongPace for a pace that is too fast for a stream, or does not fit it."""
    spec = connectors.PLATFORMS[platform].stream(name)
    if bounds and spec.looks:
        raise WrongPace("looks")
    quickest = min(rhythm(read(text)).shortest, bounds.fastest if bounds else LONGEST)
    if quickest < spec.at_least:
        raise WrongPace("too_fast", f"{int(spec.at_least.total_seconds())}s")


def set_backfill(
    session: Session, actor: Actor, stream_id: int, days: int | None, now: datetime
) -> None:
    """Say how far back a stream begins that has read nothing yet; None: as its connector does."""
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    before, stream.backfill_days = stream.backfill_days, _days(days)
    note = {"before": before, "after": days}
    audit.record(session, actor, "backfill", f"streams:{stream_id}", now, **note)


def begin_again(session: Session, actor: Actor, stream_id: int, days: int, now: datetime) -> None:
    """Let a stream read the last days once more: what is known stays, what is missing comes.

    Raises TooFar where the stream was last read to its end before those days, and Unfinished
    where it never was: they would leave a hole.
    """
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    wanted = _days(days)
    if stream.whole_at is None and stream.cursor is not None:
        raise Unfinished(stream_id)
    if stream.whole_at is not None and stream.whole_at < now - timedelta(days=days):
        raise TooFar(days)
    stream.again_days, stream.cursor, stream.walk_at = wanted, None, None
    stream.due_at = _soonest(stream, now)
    audit.record(session, actor, "begun again", f"streams:{stream_id}", now, days=days)


def _days(days: int | None) -> int | None:
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise TooFar(days)
    return days


def pause(session: Session, actor: Actor, stream_id: int, now: datetime) -> None:
    """Let a stream rest until somebody resumes it."""
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    stream.enabled = False
    if stream.trouble == Trouble.REFUSED:  # from now on it is a person that stops it
        stream.trouble = stream.trouble_note = stream.trouble_since = None
    audit.record(session, actor, "paused", f"streams:{stream_id}", now)


def resume(session: Session, actor: Actor, stream_id: int, now: datetime) -> None:
    """Let a stream work again, also after a refusal; due at once, as far as it may be.

    Raises Needs for one that has nothing to look for yet.
    """
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    account = session.get_one(Account, stream.account_id)
    needs = connectors.PLATFORMS[account.platform].stream(stream.name).needs
    if needs and not account.options.get(needs):
        raise Needs(needs)
    stream.enabled = True
    stream.due_at = _soonest(stream, now)
    audit.record(session, actor, "resumed", f"streams:{stream_id}", now)


def poll_now(session: Session, actor: Actor, stream_id: int, now: datetime) -> datetime:
    """Make a stream due and return when: now, or when the platform allows it.

    Raises AtRest for a stream that is paused, or whose account is stopped.
    """
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    account = session.get_one(Account, stream.account_id)
    if not stream.enabled or account.state != AccountState.ACTIVE:
        raise AtRest(stream_id)
    stream.due_at = _soonest(stream, now)
    audit.record(session, actor, "poll now", f"streams:{stream_id}", now)
    return stream.due_at


def acknowledge_gap(session: Session, actor: Actor, gap_id: int, now: datetime) -> None:
    """Note that a person knows of a hole in the history; the first one stays named."""
    require(actor, Right.CONNECTORS)
    gap = session.get(Gap, gap_id, with_for_update=KEEP_KEYS)
    if gap is None:
        raise NoStream(gap_id)
    if gap.acknowledged_at is None:
        gap.acknowledged_at, gap.acknowledged_by = now, actor.agent_id
        audit.record(session, actor, "gap acknowledged", f"gaps:{gap_id}", now)


def stream_platform(session: Session, stream: Stream) -> str:
    """Return the name of the platform that a stream reads."""
    return session.get_one(Account, stream.account_id).platform


def _soonest(stream: Stream, now: datetime) -> datetime:
    return max(now, stream.not_before or now)


def _locked(session: Session, stream_id: int) -> Stream:
    found = session.get(Stream, stream_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if found is None:
        raise NoStream(stream_id)
    return found
