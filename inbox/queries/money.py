"""What was spent, what it may come to, and what things cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from db.models import Account, Budget, Price, Spending
from inbox.rules.budget import (
    DOLLAR,
    HORIZON,
    Steps,
    Thrift,
    forecast,
    harshest,
    month_of,
    next_month,
    share,
    thrift,
)

ByDay = dict[date, int]


@dataclass(frozen=True, slots=True)
class BudgetView:
    """A budget and how it stands; `ends` is the first day of the next month.

    `account` None: the whole platform. `forecast` None: there is nothing to go by yet.
    """

    id: int
    scope: str
    platform: str
    platform_label: str
    account_id: int | None
    account: str | None
    micros: int
    steps: Steps
    spent: int
    used: int
    forecast: int | None
    thrift: Thrift
    ends: date


@dataclass(frozen=True, slots=True)
class ItemView:
    """What one kind of item came to in a month."""

    item: str
    count: int
    micros: int


@dataclass(frozen=True, slots=True)
class SpentView:
    """What an account cost this month, and where the month is heading."""

    account_id: int
    platform: str
    platform_label: str
    name: str
    slug: str
    thrift: Thrift
    items: tuple[ItemView, ...]
    micros: int
    forecast: int | None


@dataclass(frozen=True, slots=True)
class PriceView:
    """What an item costs today; `since` None: by the platform's own list. `next`: announced."""

    platform: str
    platform_label: str
    item: str
    micros: int
    since: date | None
    next: tuple[date, int] | None


def listed(platform: str) -> dict[str, int]:
    """Return the prices that we know of a platform, in micros."""
    prices = PLATFORMS[platform].prices
    return {item: round(dollars * DOLLAR) for item, dollars in prices.items()}


def prices_on(session: Session, platform: str, day: date) -> dict[str, int]:
    """Return what every item of a platform costs on a day, in micros."""
    rows = session.execute(_until(), {"platform": platform, "day": day})
    return {**listed(platform), **dict(rows.all())}


@cache  # to build it takes longer than to ask it
def _until() -> Select[str, int]:
    return (
        select(Price.item, Price.micros)
        .where(Price.platform == bindparam("platform"), Price.since <= bindparam("day"))
        .order_by(Price.since)
    )


def prices(session: Session, now: datetime) -> tuple[PriceView, ...]:
    """Return what everything costs today, by platform; platforms that cost nothing are left out."""
    today = now.astimezone(UTC).date()
    dated: dict[tuple[str, str], list[Price]] = defaultdict(list)
    for row in session.scalars(select(Price).order_by(Price.since)):
        dated[row.platform, row.item].append(row)
    used = session.scalars(select(Account.platform).distinct().order_by(Account.platform))
    return tuple(
        _price(platform, item, micros, dated[platform, item], today)
        for platform in used
        for item, micros in listed(platform).items()
        if any(listed(platform).values())
    )


def _price(platform: str, item: str, usual: int, rows: list[Price], today: date) -> PriceView:
    past = [row for row in rows if row.since <= today]
    coming = next(((row.since, row.micros) for row in rows if row.since > today), None)
    label = PLATFORMS[platform].label
    if not past:
        return PriceView(platform, label, item, usual, None, coming)
    return PriceView(platform, label, item, past[-1].micros, past[-1].since, coming)


def budgets(session: Session, now: datetime) -> tuple[BudgetView, ...]:
    """Return every budget and how it stands; two queries for the sums, however many there are."""
    rows = session.scalars(select(Budget).order_by(Budget.scope)).all()
    if not rows:
        return ()
    whole = _by_platform(session, now) if any(row.account_id is None for row in rows) else {}
    of = _by_account(session, now, [row.account_id for row in rows if row.account_id])
    names = _names(session, [row.account_id for row in rows if row.account_id])
    return tuple(
        _budget(
            row,
            names.get(row.account_id or 0),
            of.get(row.account_id, {}) if row.account_id else whole.get(row.platform, {}),
            now,
        )
        for row in rows
    )


def _budget(row: Budget, account: str | None, by_day: ByDay, now: datetime) -> BudgetView:
    today, steps = now.astimezone(UTC).date(), Steps.read(row.steps)
    spent = _this_month(by_day, today)
    return BudgetView(
        id=row.id,
        scope=row.scope,
        platform=row.platform,
        platform_label=PLATFORMS[row.platform].label,
        account_id=row.account_id,
        account=account,
        micros=row.micros,
        steps=steps,
        spent=spent,
        used=share(spent, row.micros),
        forecast=forecast(by_day, now),
        thrift=thrift(spent, row.micros, steps),
        ends=next_month(today),
    )


def thrift_to_change(session: Session, now: datetime) -> dict[int, Thrift]:
    """Return how far accounts are to be held back where that is not what they do."""
    said: dict[tuple[str, int | None], Thrift] = {
        (view.platform, view.account_id): view.thrift for view in budgets(session, now)
    }
    rows = session.execute(
        select(Account.id, Account.platform, Account.thrift).order_by(Account.id)
    )
    found = {}
    for account_id, platform, was in rows:
        own = (said.get((platform, key)) for key in (None, account_id))
        holds = harshest(each for each in own if each is not None)
        if was != holds:
            found[account_id] = holds
    return found


def spent(session: Session, now: datetime) -> tuple[SpentView, ...]:
    """Return what each account cost this month, the dearest first."""
    today = now.astimezone(UTC).date()
    items: dict[int, list[ItemView]] = defaultdict(list)
    rows = session.execute(
        select(Spending.account_id, Spending.item, func.sum(Spending.count),
               func.sum(Spending.micros))
        .where(Spending.day >= month_of(today), Spending.day <= today)
        .group_by(Spending.account_id, Spending.item)
        .order_by(Spending.account_id, func.sum(Spending.micros).desc(), Spending.item)
    )  # fmt: skip
    for account_id, item, count, micros in rows:
        items[account_id].append(ItemView(item, int(count), int(micros)))
    days = _by_account(session, now, None)
    accounts = session.scalars(select(Account).order_by(Account.platform, Account.slug))
    views = [_spent(row, tuple(items[row.id]), days.get(row.id, {}), now) for row in accounts]
    return tuple(sorted(views, key=lambda view: -view.micros))


def _spent(row: Account, items: tuple[ItemView, ...], days: ByDay, now: datetime) -> SpentView:
    return SpentView(
        account_id=row.id,
        platform=row.platform,
        platform_label=PLATFORMS[row.platform].label,
        name=row.name,
        slug=row.slug,
        thrift=Thrift(row.thrift),
        items=items,
        micros=sum(item.micros for item in items),
        forecast=forecast(days, now),
    )


def _this_month(by_day: ByDay, today: date) -> int:
    return sum(micros for day, micros in by_day.items() if day >= month_of(today))


def _since(now: datetime) -> date:
    today = now.astimezone(UTC).date()
    return min(month_of(today), today - timedelta(days=HORIZON))


def _by_platform(session: Session, now: datetime) -> dict[str, ByDay]:
    rows = session.execute(
        select(Account.platform, Spending.day, func.sum(Spending.micros))
        .join(Account, Account.id == Spending.account_id)
        .where(Spending.day >= _since(now))
        .group_by(Account.platform, Spending.day)
    )
    found: dict[str, ByDay] = defaultdict(dict)
    for platform, day, micros in rows:
        found[platform][day] = int(micros)
    return found


def _by_account(session: Session, now: datetime, only: Iterable[int] | None) -> dict[int, ByDay]:
    asked = select(Spending.account_id, Spending.day, func.sum(Spending.micros)).where(
        Spending.day >= _since(now)
    )
    if only is not None:
        asked = asked.where(Spending.account_id.in_(sorted(only)))
    found: dict[int, ByDay] = defaultdict(dict)
    for account_id, day, micros in session.execute(
        asked.group_by(Spending.account_id, Spending.day)
    ):
        found[account_id][day] = int(micros)
    return found


def _names(session: Session, only: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(sorted(only))))
    return dict(rows.all())
