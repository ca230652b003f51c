"""Authority: what somebody may decide alone, and the limit that is named where they may not.

    grants   refund up to 50 €          voucher: not alone      replacement: nothing set
    asked    40 € may | 60 € above      not granted             may

An agent's own grant goes before their role's. Where nobody set a limit, there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind


class Remedy(StrEnum):
    """What a customer can be granted."""

    REFUND = "refund"
    VOUCHER = "voucher"
    REPLACEMENT = "replacement"
    EXCEPTION = "exception"
    APOLOGY = "apology"


COUNTED = frozenset({Remedy.REFUND, Remedy.VOUCHER})
"""Remedies that have an amount."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Whether a remedy may be decided alone; `up_to` is None where no amount limits it."""

    allowed: bool
    up_to: Amount | None = None


Grants = Mapping[Remedy, Grant]
"""What somebody's limits are; a remedy that is missing has none."""


class Answer(StrEnum):
    """How a remedy stands to a limit. UNSAID: there is one, and no amount to hold against it."""

    MAY = "may"
    ABOVE = "above"
    UNSAID = "unsaid"
    NOT_GRANTED = "not granted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer, what it was asked about, and the limit that says so.

    `before` is what of the amount had been promised in the same conversation already.
    """

    answer: Answer
    remedy: Remedy
    amount: Amount | None = None
    limit: Grant | None = None
    before: Amount | None = None

    @property
    def allowed(self) -> bool:
        """Return whether it may be decided alone."""
        return self.answer is Answer.MAY


def merged(own: Grants, role: Grants) -> dict[Remedy, Grant]:
    """Return what holds for an agent: their own grants, else those of their role."""
    return {**role, **own}


def may(grants: Grants, remedy: Remedy, amount: Amount | None = None) -> Verdict:
    """Return whether a remedy may be decided alone.

    An amount in another currency than the limit's is above it: nobody converts on the way.
    """
    limit = grants.get(remedy)
    return Verdict(_answer(limit, amount), remedy, amount, limit)


def _answer(limit: Grant | None, amount: Amount | None) -> Answer:
    if limit is None:
        return Answer.MAY
    if not limit.allowed:
        return Answer.NOT_GRANTED
    if limit.up_to is None:
        return Answer.MAY
    if amount is None:
        return Answer.UNSAID
    fits = amount.currency == limit.up_to.currency
    return Answer.MAY if fits and amount.hundredths <= limit.up_to.hundredths else Answer.ABOVE


@dataclass(frozen=True, slots=True)
class Accepted:
    """What somebody who may has accepted for one conversation; without an amount, as it is."""

    remedy: Remedy
    up_to: Amount | None = None

    def covers(self, remedy: Remedy, amount: Amount | None) -> bool:
        """Return whether a remedy of that amount was accepted."""
        if remedy is not self.remedy:
            return False
        if self.up_to is None:
            return True
        return may({remedy: Grant(True, self.up_to)}, remedy, amount).allowed


@dataclass(frozen=True, slots=True)
class Added:
    """A promise as its agent wrote it down; `words`: those of the draft that it was found in."""

    kind: PromiseKind
    what: str
    amount: Amount | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a draft is held against: its agent's limits, and what was decided for its conversation.

    `none` are words of which the agent said that they are no promise. `seconds` are the limits of
    a colleague who has approved it, or is about to: what either may decide, may leave. `before`
    is what was promised there lately, without anybody else's decision: it counts together.
    """

    grants: Grants = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    none: frozenset[str] = frozenset()
    added: tuple[Added, ...] = ()
    seconds: Grants | None = None
    before: Mapping[Remedy, tuple[Amount, ...]] = field(default_factory=dict)
