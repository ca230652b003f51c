"""What can go wrong at a platform, each error named by what to do next.

ConnectorError
├─ Retryable(after)        nothing happened; try again, not before `after`
│  ├─ Throttled            the platform asked us to slow down
│  └─ Unreadable           an answer came, but it is no page: HTML, cut off, of another shape
├─ ReauthRequired          a person has to connect again; polls stop, replies wait
├─ OutOfCredit             a person has to pay or raise the budget; polls stop, replies wait
├─ Rejected(reason, code)  understood and refused; trying again changes nothing
└─ OutcomeUnknown          only from send() and act(): it may be out; look before trying again

On a write "unknown" is the default and "nothing happened" must be proven.
"""

from __future__ import annotations

from datetime import datetime

from connectors.base.records import Refusal, Usage, aware


class ConnectorError(Exception):
    """A call to a platform did not do what was asked. Its text never holds a secret."""

    def __init__(self, reason: str = "", usage: Usage = Usage()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.usage = usage


class Retryable(ConnectorError):
    """Nothing happened. Try again, not before `after` (None: choose by back-off)."""

    def __init__(
        self, reason: str = "", after: datetime | None = None, usage: Usage = Usage()
    ) -> None:
        super().__init__(reason, usage)
        aware(after=after)
        self.after = after


class Throttled(Retryable):
    """The platform asked us to slow down; with or without saying until when."""


class Unreadable(Retryable):
    """An answer came to a reading call that is no answer: HTML, cut off, of another shape."""


class ReauthRequired(ConnectorError):
    """The login is dead. A person has to connect the account again."""


class OutOfCredit(ConnectorError):
    """The platform wants to be paid first."""


class Rejected(ConnectorError):
    """Understood and refused; trying again changes nothing. `reason` is the platform's own word."""

    def __init__(
        self, reason: str = "", code: Refusal = Refusal.OTHER, usage: Usage = Usage()
    ) -> None:
        super().__init__(reason, usage)
        self.code = code


class OutcomeUnknown(ConnectorError):
    """The reply may or may not be out. Look before sending again."""
