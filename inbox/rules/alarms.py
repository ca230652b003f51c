"""What an admin has to be told of, and when it is time to.

Once a cause: an alarm is raised when its cause appears, told again only when it gets worse
(its `stage` rises), and its end is told as well. One sentence each says what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

Fact = str | int | bool | None

LEAST_SILENCE = timedelta(hours=3)
"""No stream is called quiet before this, however lively it was."""

MEMORY = timedelta(days=28)
"""How much of a stream's past tells what is usual, ..."""

ENOUGH_DAYS = timedelta(days=14)
ENOUGH = 20
"""... once it holds two weekends and so many arrivals."""

SLACK = 1.5
"""How many times the second longest silence of the past is unusual; the longest was a freak."""


class Cause(StrEnum):
    """Why there is an alarm."""

    QUIET = "quiet"
    FAILING = "failing"
    GAP = "gap"
    LOGIN_ENDS = "login ends"
    LOGIN_DEAD = "login dead"
    CREDIT = "out of credit"
    BUDGET = "budget"
    MAIL = "mail"


class Ending(StrEnum):
    """Why an alarm ended."""

    RECOVERED = "recovered"
    WORSE = "worse"
    DROPPED = "dropped"
    DISCONNECTED = "disconnected"
    PAUSED = "paused"


SENTENCES: dict[str, str] = {
    Cause.QUIET: (
        "{where}: nothing has come since {since}, which is unusually long here."
        " Write something there yourself; if it does not arrive, connect the account again."
    ),
    Cause.FAILING: (
        "{where}: polling has not worked since {since}."
        " Open Connectors: what is wrong and what to do stands there."
    ),
    Cause.GAP: (
        "{where}: between {since} and {until} messages may be missing."
        " Look on the platform yourself, then say so under Connectors."
    ),
    Cause.LOGIN_ENDS: (
        "{where}: the login ends on {until}."
        " Connect the account again before that; nothing is interrupted then."
    ),
    Cause.LOGIN_DEAD: (
        "{where}: the login has ended. Polls stop and replies wait."
        " Connect the account again; nothing is lost until then."
    ),
    Cause.CREDIT: (
        "{where}: the credit is used up. Polls stop and replies wait."
        " Top it up on the platform, then resume the account."
    ),
    Cause.BUDGET: "{where}: {percent}% of this month's budget of {cap} is spent. {effect}",
    Cause.MAIL: (
        "E-mails to colleagues do not leave: {trouble}."
        " Check SMTP_URL, MAIL_FROM and the mail server; they are tried for a day."
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause that holds now. `keeps`: not enough to raise an alarm, but one stays open by it."""

    cause: Cause
    subject: str
    facts: dict[str, Fact] = field(default_factory=dict)
    stage: int = 0
    account_id: int | None = None
    stream_id: int | None = None
    keeps: bool = False

    @property
    def key(self) -> str:
        """Return what is unique among open alarms."""
        return open_key(self.cause, self.subject)


def open_key(cause: Cause, subject: str) -> str:
    """Return what is unique among open alarms."""
    return f"{cause}|{subject}"


def patience(arrivals: Sequence[datetime]) -> timedelta | None:
    """Return how long a stream may be silent, by when messages came; None: too little is known.

    `arrivals` are the times of polls that brought something, the oldest first.
    """
    if len(arrivals) < ENOUGH or arrivals[-1] - arrivals[0] < ENOUGH_DAYS:
        return None
    silences = sorted(after - before for before, after in pairwise(arrivals))
    return max(LEAST_SILENCE, silences[-2] * SLACK)


def fails(failures: int, limit: int, *, enabled: bool, refused: bool) -> bool:
    """Return whether a stream has failed often enough, or was refused and stands still by it."""
    return refused if not enabled else failures >= limit
