"""What things cost: counted with what used it up, held back before a budget is gone.

A price holds from its day on; what an admin has not priced costs what the platform's list
says. Spending is added up in the transaction of the poll or the receipt that caused it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from db.models import Account, Budget, Price, Spending
from db.upsert import insert_into, inserting, spoken
from inbox.care import audit
from inbox.care.journal import tell
from inbox.care.rights import Actor, Right, require
from inbox.queries import money
from inbox.rules.budget import MOST, Steps, Thrift, WrongBudget, cost

log = logging.getLogger("durchwahl.budget")


class NoBudget(LookupError):
    """There is no such budget or account; nothing was changed."""


def price(session: Session, platform: str, item: str, day: date) -> int:
    """Return what one item costs on a day, in millionths of a US dollar."""
    return money.prices_on(session, platform, day).get(item, 0)


def spend(session: Session, account_id: int, items: Mapping[str, int], day: date) -> int:
    """Add what a call used up to an account's day; return what it cost, in micros."""
    used = {item: items[item] for item in sorted(items) if items[item] > 0}
    if not used:
        return 0
    platform = session.get_one(Account, account_id).platform
    costs = cost(used, money.prices_on(session, platform, day))
    session.execute(
        _spent(spoken(session)),
        [
            {"account_id": account_id, "day": day, "item": item, "count": count, "micros": micros}
            for item, count, micros in ((item, used[item], costs[item]) for item in used)
        ],
    )
    return sum(costs.values())


@cache  # to build it takes longer than to write it
def _spent(dialect: str) -> Any:
    """Any, as `db.upsert` says."""
    row = inserting(dialect, Spending)
    more = {
        "count": Spending.count + row.excluded.count,
        "micros": Spending.micros + row.excluded.micros,
    }
    return row.on_conflict_do_update(index_elements=["account_id", "day", "item"], set_=more)


def set_price(
    session: Session,
    actor: Actor,
    platform: str,
    item: str,
    micros: int,
    since: date,
    now: datetime,
) -> None:
    """Say what an item costs from a day on. Raises WrongBudget.

    What was counted stays as it was counted: a price of the past changes no sum.
    """
    require(actor, Right.CONNECTORS)
    if platform not in PLATFORMS or item not in PLATFORMS[platform].prices:
        raise WrongBudget("item")
    if not 0 <= micros <= MOST:
        raise WrongBudget("price")
    before = price(session, platform, item, since)
    row = insert_into(session, Price).values(
        platform=platform, item=item, since=since, micros=micros
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["platform", "item", "since"], set_={"micros": row.excluded.micros}
        )
    )
    audit.record(
        session, actor, "price", f"prices:{platform}/{item}", now,
        before=before, after=micros, since=since.isoformat(),
    )  # fmt: skip


def set_budget(
    session: Session,
    actor: Actor,
    platform: str,
    account_id: int | None,
    micros: int,
    steps: Steps,
    now: datetime,
) -> None:
    """Say what a month may cost, for a platform or one account of it. Raises WrongBudget.

    It counts at once: who has spent more already is held back from now on.
    """
    require(actor, Right.CONNECTORS)
    if not 0 <= micros <= MOST:
        raise WrongBudget("amount")
    if platform not in PLATFORMS:
        raise NoBudget(platform)
    scope = platform
    if account_id is not None:
        account = session.get(Account, account_id)
        if account is None or account.platform != platform:
            raise NoBudget(account_id)
        scope = f"{platform}/{account_id}"
    row = insert_into(session, Budget).values(
        scope=scope, platform=platform, account_id=account_id, micros=micros, steps=steps.kept()
    )
    before = session.scalar(select(Budget.micros).where(Budget.scope == scope))
    session.execute(
        row.on_conflict_do_update(
            index_elements=["scope"],
            set_={"micros": row.excluded.micros, "steps": row.excluded.steps},
        )
    )
    about = {"before": before, "after": micros, "replies_wait": steps.replies_wait}
    audit.record(session, actor, "budget", f"budgets:{scope}", now, **about)
    hold_back(session, now)


def drop_budget(session: Session, actor: Actor, budget_id: int, now: datetime) -> None:
    """Let a platform or an account cost what it costs again."""
    require(actor, Right.CONNECTORS)
    found = session.get(Budget, budget_id)
    if found is None:
        raise NoBudget(budget_id)
    audit.record(session, actor, "budget dropped", f"budgets:{found.scope}", now)
    session.delete(found)
    session.flush()
    hold_back(session, now)


def hold_back(session: Session, now: datetime) -> dict[int, Thrift]:
    """Write into the accounts how far their budgets hold them back; return what changed.

    Claims read it there: what is due is claimed in one statement, whatever it costs. An
    account that is let go again is polled as soon as its streams are due, which they are.
    """
    changed = money.thrift_to_change(session, now)
    for holds in sorted(set(changed.values())):
        which = sorted(account_id for account_id in changed if changed[account_id] is holds)
        session.execute(update(Account).where(Account.id.in_(which)).values(thrift=holds))
        step = holds.name.lower().replace("_", " ")
        tell(log, logging.WARNING, "budget holds back", step=step, accounts=len(which))
    return changed


def today(now: datetime) -> date:
    """Return the day on which platforms bill what happens now: UTC."""
    return now.astimezone(UTC).date()
