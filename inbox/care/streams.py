"""What admins do with streams: pace, pause, poll now, and knowing about a gap."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

import connectors
from db.models import Account, AccountState, Gap, Stream
from db.session import KEEP_KEYS
from inbox.care import audit
from inbox.care.pacing import next_due
from inbox.care.rights import Actor, Right, require
from inbox.rules.pace import WrongPace, read, rhythm


class NoStream(LookupError):
    """There is no such stream or gap; nothing was changed."""


class AtRest(Exception):
    """This stream is polled by nobody until it, or its account, is resumed; nothing was changed."""


class Needs(Exception):
    """This stream rests until its account's option `option` is set; nothing was changed."""

    def __init__(self, option: str) -> None:
        super().__init__(option)
        self.option = option


def set_pace(session: Session, actor: Actor, stream_id: int, text: str, now: datetime) -> str:
    """Give a stream another pace and return it as it was understood; felt within a second.

    Raises WrongPace: it cannot be read, or it is faster than the platform suffers (too_fast).
    """
    require(actor, Right.CONNECTORS)
    stream = _locked(session, stream_id)
    pace = read(text)
    check_speed(stream_platform(session, stream), stream.name, text)
    before, stream.pace = stream.pace, str(pace)
    stream.due_at = next_due(pace, stream.last_run_at or now, now, stream.not_before)
    audit.record(
        session, actor, "pace", f"streams:{stream_id}", now, before=before, after=stream.pace
    )
    return stream.pace


def check_speed(platform: str, name: str, text: str) -> None:
    """Raise WrongPace when a pace is faster than a platform's stream may be polled."""
    at_least = connectors.PLATFORMS[platform].stream(name).at_least
    if rhythm(read(text)).shortest < at_least:
        raise WrongPace("too_fast", f"{int(at_least.total_seconds())}s")


def pause(session: Session, actor: Actor, stream_id: int, now: datetime) -> None:
    """Let a stream rest until somebody resumes it."""
    require(actor, Right.CONNECTORS)
    _locked(session, stream_id).enabled = False
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
