"""What a budget allows: how far it holds an account back, and where the month is heading.

    0 %  ──> usual ──> slower (80 %) ──> to people only (90 %) ──> no polls (100 %)

Amounts are millionths of a US dollar, months and days are UTC as platforms bill them. Replies
leave at every step, since a person wrote them, unless an admin chose that they wait.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum

DOLLAR = 1_000_000
"""Millionths in a US dollar."""

MOST = 1_000_000 * DOLLAR
MARKS = (50, 80, 100)
"""Per cent of a budget at which admins are told."""

STRETCH = 4
"""At the first step a stream looks only every so many times, ..."""

LONGEST_STRETCH = timedelta(hours=1)
"""... but what looks seldom anyway is not made to look more seldom than this."""

HORIZON = 7
"""Whole days whose spending tells what the rest of the month will cost."""


class Thrift(IntEnum):
    """How far a budget holds an account back; the page has one sentence for each."""

    USUAL = 0
    SLOWER = 1
    PEOPLE_ONLY = 2
    NO_POLLS = 3
    NOTHING = 4


class WrongBudget(ValueError):
    """A budget that makes no sense; `code`: amount, steps, price, item."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Steps:
    """Per cent of a budget at which an account goes slower, reads people only, stops polling.

    `replies_wait`: at the last step what agents write waits as well.
    """

    slower: int = 80
    people: int = 90
    stop: int = 100
    replies_wait: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.slower <= self.people <= self.stop <= 200:
            raise WrongBudget("steps")

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Steps:
        """Return the steps that a row keeps; what is missing there is as usual."""
        usual = cls()
        at = {name: kept.get(name, getattr(usual, name)) for name in ("slower", "people", "stop")}
        numbers = {name: value for name, value in at.items() if isinstance(value, int)}
        return cls(**numbers, replies_wait=kept.get("replies_wait") is True)

    def kept(self) -> dict[str, object]:
        """Return the steps as a row keeps them."""
        return {
            "slower": self.slower,
            "people": self.people,
            "stop": self.stop,
            "replies_wait": self.replies_wait,
        }


def share(spent: int, cap: int) -> int:
    """Return the whole per cent of a budget that is used up; of nothing, all is used up."""
    return spent * 100 // cap if cap > 0 else 100


def thrift(spent: int, cap: int, steps: Steps) -> Thrift:
    """Return how far a budget holds back what it is for."""
    used = share(spent, cap)
    if used >= max(steps.stop, 1):
        return Thrift.NOTHING if steps.replies_wait else Thrift.NO_POLLS
    if used >= steps.people:
        return Thrift.PEOPLE_ONLY
    return Thrift.SLOWER if used >= steps.slower else Thrift.USUAL


def mark_reached(spent: int, cap: int) -> int:
    """Return the highest mark that spending has reached, 0 below the first."""
    used = share(spent, cap)
    return max((mark for mark in MARKS if used >= mark), default=0)


def month_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return (month_of(day) + timedelta(days=32)).replace(day=1)


def forecast(by_day: Mapping[date, int], now: datetime) -> int | None:
    """Return what the month will have cost at its end; None while there is nothing to go by.

    The days that are over, a week of them at most and into the month before, tell the pace of
    the rest. On the very first day it is the pace of its hours so far, once there are six.
    """
    today = now.astimezone(UTC).date()
    spent = sum(n for day, n in by_day.items() if month_of(day) == month_of(today))
    pace = _a_day(by_day, now, today)
    if pace is None:
        return None
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    days = calendar.monthrange(today.year, today.month)[1]
    left = days - (today.day - 1) - (now - midnight) / timedelta(days=1)
    return round(spent + pace * max(left, 0.0))


def _a_day(by_day: Mapping[date, int], now: datetime, today: date) -> float | None:
    began = min(by_day, default=today)
    past = [today - timedelta(days=back) for back in range(1, HORIZON + 1)]
    whole = [by_day.get(day, 0) for day in past if day >= began]
    if whole:
        return sum(whole) / len(whole)
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    part = (now - midnight) / timedelta(days=1)
    return by_day.get(today, 0) / part if by_day and part >= 0.25 else None


def cost(items: Mapping[str, int], prices: Mapping[str, int]) -> dict[str, int]:
    """Return what items come to, each; one without a price costs nothing that we know of."""
    return {item: count * prices.get(item, 0) for item, count in items.items() if count > 0}


def harshest(held: Iterable[Thrift]) -> Thrift:
    """Return what holds when several budgets speak for one account."""
    return max(held, default=Thrift.USUAL)
