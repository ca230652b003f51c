"""What things cost: counted once, at the day's price, held back before the budget is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.models import Account, Audit, Role, Spending
from inbox.care import budget
from inbox.care.budget import NoBudget
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.queries import money
from inbox.rules.budget import DOLLAR, Steps, Thrift, WrongBudget
from tests import cast
from tests.cast import NOON

ADMIN = Actor(None, Role.ADMIN, Via.PAGE)
AGENT = Actor(None, Role.AGENT, Via.PAGE)
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)
CENT = DOLLAR // 100


@pytest.fixture
def account_id(database):
    with database.write() as session:
        return cast.account(session).id


@pytest.fixture
def other_id(database, account_id):
    with database.write() as session:
        row = cast.account(session, "twitter", "other")
        return row.id


def act(db, use_case, *args):
    with db.write() as session:
        return use_case(session, *args)


def spend(db, account_id, items, day=TODAY) -> int:
    return act(db, budget.spend, account_id, items, day)


def thrift(db, account_id) -> Thrift:
    with db.read() as session:
        return Thrift(session.get_one(Account, account_id).thrift)


def rows(db) -> list[tuple]:
    with db.read() as session:
        found = session.scalars(select(Spending).order_by(Spending.day, Spending.item))
        return [(row.day, row.item, row.count, row.micros) for row in found]


# -- counting -------------------------------------------------------------------------------------


def test_what_a_call_used_up_is_added_to_its_day(database, account_id) -> None:
    assert spend(database, account_id, {"message": 3, "reply": 1}) == 3_000 + CENT
    assert spend(database, account_id, {"message": 2}) == 2_000
    assert rows(database) == [(TODAY, "message", 5, 5_000), (TODAY, "reply", 1, CENT)]


def test_another_day_is_another_sum(database, account_id) -> None:
    spend(database, account_id, {"message": 1})
    spend(database, account_id, {"message": 1}, TOMORROW)
    assert [row[0] for row in rows(database)] == [TODAY, TOMORROW]


def test_what_used_up_nothing_leaves_no_trace(database, account_id) -> None:
    assert spend(database, account_id, {}) == 0
    assert spend(database, account_id, {"message": 0}) == 0
    assert rows(database) == []


def test_an_item_without_a_price_is_counted_all_the_same(database, account_id) -> None:
    assert spend(database, account_id, {"cloud": 2}) == 0
    assert rows(database) == [(TODAY, "cloud", 2, 0)]


def test_more_than_a_number_of_32_bits_can_be_spent(database, account_id) -> None:
    act(database, budget.set_price, ADMIN, "memory", "reply", 5_000 * DOLLAR, TODAY, NOON)
    assert spend(database, account_id, {"reply": 1}) == 5_000 * DOLLAR
    assert rows(database)[0][3] == 5_000 * DOLLAR


# -- prices ---------------------------------------------------------------------------------------


def test_a_price_holds_from_its_day_on(database, account_id) -> None:
    act(database, budget.set_price, ADMIN, "memory", "message", 2_000, TOMORROW, NOON)
    assert spend(database, account_id, {"message": 1}) == 1_000
    assert spend(database, account_id, {"message": 1}, TOMORROW) == 2_000
    with database.read() as session:
        assert budget.price(session, "memory", "message", TODAY) == 1_000
        assert budget.price(session, "memory", "message", TOMORROW) == 2_000


def test_of_several_prices_the_newest_counts(database, account_id) -> None:
    for micros, since in ((2_000, TODAY), (3_000, TOMORROW), (1_500, TODAY - timedelta(days=9))):
        act(database, budget.set_price, ADMIN, "memory", "message", micros, since, NOON)
    assert spend(database, account_id, {"message": 1}, TODAY) == 2_000
    assert spend(database, account_id, {"message": 1}, TOMORROW) == 3_000


def test_a_new_price_changes_no_sum_of_the_past(database, account_id) -> None:
    spend(database, account_id, {"message": 1})
    act(database, budget.set_price, ADMIN, "memory", "message", 9_000, TODAY, NOON)
    assert rows(database) == [(TODAY, "message", 1, 1_000)]


def test_a_price_can_be_corrected_and_the_audit_keeps_both(database, account_id) -> None:
    for micros in (2_000, 2_500):
        act(database, budget.set_price, ADMIN, "memory", "message", micros, TODAY, NOON)
    with database.read() as session:
        assert budget.price(session, "memory", "message", TODAY) == 2_500
        notes = [row.note for row in session.scalars(select(Audit).order_by(Audit.id))]
    assert notes == [
        {"before": 1_000, "after": 2_000, "since": TODAY.isoformat()},
        {"before": 2_000, "after": 2_500, "since": TODAY.isoformat()},
    ]


@pytest.mark.parametrize(
    ("platform", "item", "micros", "code"),
    [
        ("memory", "message", -1, "price"),
        ("memory", "message", 10**18, "price"),
        ("memory", "cloud", 1, "item"),
        ("nowhere", "message", 1, "item"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused(
    sqlite_database, platform, item, micros, code
) -> None:
    with pytest.raises(WrongBudget) as wrong:
        act(sqlite_database, budget.set_price, ADMIN, platform, item, micros, TODAY, NOON)
    assert wrong.value.code == code


def test_the_list_shows_where_a_price_comes_from_and_what_is_announced(
    sqlite_database,
) -> None:
    db = sqlite_database
    with db.write() as session:
        cast.account(session)
    act(db, budget.set_price, ADMIN, "memory", "message", 2_000, TODAY, NOON)
    act(db, budget.set_price, ADMIN, "memory", "message", 3_000, TOMORROW, NOON)
    with db.read() as session:
        shown = {view.item: view for view in money.prices(session, NOON)}
    message, reply = shown["message"], shown["reply"]
    assert (message.micros, message.since, message.next) == (2_000, TODAY, (TOMORROW, 3_000))
    assert (reply.micros, reply.since, reply.next) == (CENT, None, None)


# -- budgets --------------------------------------------------------------------------------------


def test_a_budget_holds_its_account_back_step_by_step(database, account_id) -> None:
    act(database, budget.set_budget, ADMIN, "memory", account_id, DOLLAR, Steps(), NOON)
    seen = []
    for _ in range(10):
        spend(database, account_id, {"reply": 10})
        act(database, budget.hold_back, NOON)
        seen.append(thrift(database, account_id))
    assert seen[:7] == [Thrift.USUAL] * 7
    assert seen[7:] == [Thrift.SLOWER, Thrift.PEOPLE_ONLY, Thrift.NO_POLLS]


def test_a_platforms_budget_holds_all_of_its_accounts_and_no_other(
    database, account_id, other_id
) -> None:
    act(database, budget.set_budget, ADMIN, "memory", None, DOLLAR, Steps(), NOON)
    with database.write() as session:
        third = cast.account(session, "facebook", "third").id
        second = Account(
            platform="memory", external_id="second", slug="second", name="x",
            base_url="memory://x", credentials="", sandbox=True, created_at=NOON,
        )  # fmt: skip
        session.add(second)
        session.flush()
        second_id = second.id
    spend(database, account_id, {"reply": 50})
    spend(database, second_id, {"reply": 50})
    act(database, budget.hold_back, NOON)
    held = [thrift(database, each) for each in (account_id, second_id, other_id, third)]
    assert held == [Thrift.NO_POLLS, Thrift.NO_POLLS, Thrift.USUAL, Thrift.USUAL]


def test_the_harsher_of_two_budgets_counts(database, account_id) -> None:
    act(database, budget.set_budget, ADMIN, "memory", None, 100 * DOLLAR, Steps(), NOON)
    act(database, budget.set_budget, ADMIN, "memory", account_id, DOLLAR, Steps(), NOON)
    spend(database, account_id, {"reply": 100})
    act(database, budget.hold_back, NOON)
    assert thrift(database, account_id) is Thrift.NO_POLLS


def test_a_new_month_begins_with_nothing_spent(database, account_id) -> None:
    act(database, budget.set_budget, ADMIN, "memory", account_id, DOLLAR, Steps(), NOON)
    spend(database, account_id, {"reply": 100})
    assert act(database, budget.hold_back, NOON) == {account_id: Thrift.NO_POLLS}
    december = NOON.replace(month=12, day=1, hour=0)
    assert act(database, budget.hold_back, december) == {account_id: Thrift.USUAL}


def test_a_higher_budget_lets_go_at_once(database, account_id) -> None:
    spend(database, account_id, {"reply": 100})
    act(database, budget.set_budget, ADMIN, "memory", account_id, DOLLAR, Steps(), NOON)
    assert thrift(database, account_id) is Thrift.NO_POLLS
    act(database, budget.set_budget, ADMIN, "memory", account_id, 2 * DOLLAR, Steps(), NOON)
    assert thrift(database, account_id) is Thrift.USUAL


def test_a_dropped_budget_lets_go_at_once(database, account_id) -> None:
    spend(database, account_id, {"reply": 100})
    act(database, budget.set_budget, ADMIN, "memory", account_id, DOLLAR, Steps(), NOON)
    with database.read() as session:
        (view,) = money.budgets(session, NOON)
    act(database, budget.drop_budget, ADMIN, view.id, NOON)
    assert thrift(database, account_id) is Thrift.USUAL


def test_there_is_one_budget_a_scope(database, account_id) -> None:
    for dollars in (1, 2, 3):
        for scope in (None, account_id):
            act(
                database, budget.set_budget, ADMIN, "memory", scope, dollars * DOLLAR, Steps(), NOON
            )
    with database.read() as session:
        views = money.budgets(session, NOON)
    assert [(view.scope, view.micros) for view in views] == [
        ("memory", 3 * DOLLAR),
        (f"memory/{account_id}", 3 * DOLLAR),
    ]


def test_a_budget_is_shown_with_what_it_has_come_to(database, account_id) -> None:
    steps = Steps(60, 70, 80, replies_wait=True)
    act(database, budget.set_budget, ADMIN, "memory", account_id, 10 * DOLLAR, steps, NOON)
    for back in range(1, 8):
        spend(database, account_id, {"reply": 10}, TODAY - timedelta(days=back))
    with database.read() as session:
        (view,) = money.budgets(session, NOON)
    assert (view.spent, view.used, view.thrift) == (70 * CENT, 7, Thrift.USUAL)
    assert (view.account, view.steps, view.ends) == (
        "Stadtwerke Lindenau",
        steps,
        date(2026, 12, 1),
    )
    assert view.forecast == 70 * CENT + round(10.5 * 10 * CENT)


def test_what_accounts_cost_is_shown_the_dearest_first(database, account_id, other_id) -> None:
    spend(database, account_id, {"message": 5, "reply": 1})
    spend(database, other_id, {"reply_with_link": 1})
    spend(database, other_id, {"reply": 9}, TODAY.replace(month=10))
    with database.read() as session:
        first, second = money.spent(session, NOON)
    assert (first.account_id, first.micros) == (other_id, 20 * CENT)
    assert [(item.item, item.count) for item in second.items] == [("reply", 1), ("message", 5)]


@pytest.mark.parametrize("micros", [-1, 10**18])
def test_an_amount_that_makes_no_sense_is_refused(sqlite_database, micros) -> None:
    with pytest.raises(WrongBudget) as wrong:
        act(sqlite_database, budget.set_budget, ADMIN, "memory", None, micros, Steps(), NOON)
    assert wrong.value.code == "amount"


@pytest.mark.parametrize(("platform", "account_id"), [("nowhere", None), ("memory", 99)])
def test_a_budget_of_nothing_there_is_refused(sqlite_database, platform, account_id) -> None:
    with pytest.raises(NoBudget):
        act(sqlite_database, budget.set_budget, ADMIN, platform, account_id, 1, Steps(), NOON)


def test_an_account_of_another_platform_is_not_there(database, account_id) -> None:
    with pytest.raises(NoBudget):
        act(database, budget.set_budget, ADMIN, "twitter", account_id, 1, Steps(), NOON)


def test_who_sets_a_budget_is_known(database, account_id) -> None:
    act(database, budget.set_budget, ADMIN, "memory", account_id, DOLLAR, Steps(), NOON)
    with database.read() as session:
        row = session.scalars(select(Audit)).one()
    assert (row.action, row.subject) == ("budget", f"budgets:memory/{account_id}")
    assert row.note == {"before": None, "after": DOLLAR, "replies_wait": False}


MONEY = {
    "price": (budget.set_price, ("memory", "message", 1, TODAY, NOON)),
    "budget": (budget.set_budget, ("memory", None, 1, Steps(), NOON)),
    "dropped": (budget.drop_budget, (1, NOON)),
}


@pytest.mark.parametrize(("use_case", "args"), MONEY.values(), ids=MONEY.keys())
def test_only_admins_decide_about_money(sqlite_database, use_case, args) -> None:
    with pytest.raises(NotAllowed):
        act(sqlite_database, use_case, AGENT, *args)
