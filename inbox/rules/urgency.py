"""Who waits, since when, and by when somebody has to answer. Times are aware UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum


class Window(StrEnum):
    """Whether the platform still takes an answer."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def urgent_at(
    waiting_since: datetime | None,
    answer_until: datetime | None,
    margin: timedelta,
    sign_at: datetime | None,
) -> datetime | None:
    """Return when this conversation is to be looked at: what the list is ordered by.

    The earlier of the next sign (`inbox.rules.signs`: a promise falling due, the pledge running
    out) and the answer window closing, `margin` ahead of it but not before the wait began. None:
    nobody waits.
    """
    due = [] if sign_at is None else [sign_at]
    if waiting_since is not None and answer_until is not None:
        due.append(max(waiting_since, answer_until - margin))
    return min(due, default=None)


def waits_from(created_at: datetime, stored_at: datetime) -> datetime:
    """Return since when the writer of one message waits, never in our future.

    The platform's time, since a wait began before we noticed it; ours where its clock is ahead.
    """
    return min(created_at, stored_at)


def waiting_since(already: datetime | None, message_at: datetime) -> datetime:
    """Return since when somebody waits who has just written (again): the oldest message counts."""
    return message_at if already is None else min(already, message_at)


def still_waiting(
    unanswered: Iterable[tuple[datetime, datetime]], answered_at: datetime
) -> datetime | None:
    """Return since when somebody waits after our answer, None when it answered everything.

    `unanswered` are (created_at, stored_at) of inbound messages. What was stored after our
    answer was written cannot have been read by whoever wrote it, so it still waits.
    """
    later = (waits_from(created, stored) for created, stored in unanswered if stored > answered_at)
    return min(later, default=None)


def waited(since: datetime, now: datetime) -> timedelta:
    """Return how long somebody has waited by our clock, never less than nothing."""
    return max(timedelta(0), now - since)


def window(answer_until: datetime | None, now: datetime, margin: timedelta) -> Window:
    """Return whether an answer is still taken; without a limit the window is open."""
    if answer_until is None or now + margin < answer_until:
        return Window.OPEN
    return Window.CLOSING if now < answer_until else Window.CLOSED


def closed(answer_until: datetime | None, now: datetime) -> bool:
    """Return whether the platform's answer window has closed; the last instant is outside it."""
    return answer_until is not None and now >= answer_until


def left(answer_until: datetime | None, now: datetime) -> timedelta | None:
    """Return how much of the answer window is left, never below zero; None: no limit."""
    return None if answer_until is None else max(timedelta(0), answer_until - now)


def latest(first: datetime | None, second: datetime | None) -> datetime | None:
    """Return the later end of two answer windows: each new message of the customer opens one."""
    known = [end for end in (first, second) if end is not None]
    return max(known, default=None)
