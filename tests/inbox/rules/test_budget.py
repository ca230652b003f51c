"""Budgets: steps in their order, marks once reached, a forecast that says what it knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.budget import (
    DOLLAR,
    Steps,
    Thrift,
    WrongBudget,
    cost,
    forecast,
    harshest,
    mark_reached,
    next_month,
    share,
    thrift,
)

CAP = 100 * DOLLAR
MONTH = [date(2026, 11, day) for day in range(1, 31)]


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dollars", "expected"),
    [
        (0, Thrift.USUAL),
        (79, Thrift.USUAL),
        (80, Thrift.SLOWER),
        (89, Thrift.SLOWER),
        (90, Thrift.PEOPLE_ONLY),
        (99, Thrift.PEOPLE_ONLY),
        (100, Thrift.NO_POLLS),
        (250, Thrift.NO_POLLS),
    ],
)
def test_a_budget_holds_back_step_by_step(dollars, expected) -> None:
    assert thrift(dollars * DOLLAR, CAP, Steps()) is expected


def test_replies_wait_only_where_an_admin_said_so() -> None:
    assert thrift(CAP, CAP, Steps(replies_wait=True)) is Thrift.NOTHING
    assert thrift(CAP - 1, CAP, Steps(replies_wait=True)) is Thrift.PEOPLE_ONLY


def test_a_cent_short_of_the_budget_is_not_the_budget() -> None:
    assert thrift(CAP - 1, CAP, Steps()) is Thrift.PEOPLE_ONLY


def test_a_budget_of_nothing_is_used_up_from_the_start() -> None:
    assert share(0, 0) == 100
    assert thrift(0, 0, Steps()) is Thrift.NO_POLLS


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_who_spends_more_is_never_held_back_less(cap, spent, more) -> None:
    assert thrift(spent + more, cap, Steps()) >= thrift(spent, cap, Steps())
    assert mark_reached(spent + more, cap) >= mark_reached(spent, cap)


@pytest.mark.parametrize(
    ("dollars", "mark"), [(0, 0), (49, 0), (50, 50), (79, 50), (80, 80), (99, 80), (100, 100)]
)
def test_admins_are_told_at_three_marks(dollars, mark) -> None:
    assert mark_reached(dollars * DOLLAR, CAP) == mark


@pytest.mark.parametrize(
    "steps",
    [
        {"slower": 0},
        {"slower": 95},
        {"people": 101},
        {"stop": 60},
        {"stop": 201},
    ],
)
def test_steps_come_in_their_order(steps) -> None:
    with pytest.raises(WrongBudget) as wrong:
        Steps(**steps)
    assert wrong.value.code == "steps"


def test_steps_are_read_as_they_were_kept() -> None:
    steps = Steps(60, 70, 120, replies_wait=True)
    assert Steps.read(steps.kept()) == steps


def test_what_a_row_does_not_say_is_as_usual() -> None:
    assert Steps.read({}) == Steps()
    assert Steps.read({"slower": "many", "replies_wait": 1}) == Steps()


def test_several_budgets_hold_an_account_by_the_harshest() -> None:
    assert harshest([Thrift.SLOWER, Thrift.NO_POLLS, Thrift.USUAL]) is Thrift.NO_POLLS
    assert harshest([]) is Thrift.USUAL


def test_what_has_no_price_costs_nothing_that_we_know_of() -> None:
    assert cost({"post": 3, "cloud": 2, "none": 0}, {"post": 5_000}) == {"post": 15_000, "cloud": 0}


# -- forecast -------------------------------------------------------------------------------------


def test_an_even_month_ends_as_it_went() -> None:
    spent = dict.fromkeys(MONTH[:15], DOLLAR)
    assert forecast(spent, at(16)) == 30 * DOLLAR


def test_the_last_week_tells_the_pace_not_the_weeks_before() -> None:
    spent = {day: (10 if day.day <= 8 else 1) * DOLLAR for day in MONTH[:15]}
    assert forecast(spent, at(16)) == (80 + 7 + 15) * DOLLAR


def test_the_month_before_tells_the_pace_of_a_new_month() -> None:
    spent = {date(2026, 10, day): 2 * DOLLAR for day in range(25, 32)}
    assert forecast(spent, at(1)) == 60 * DOLLAR


def test_days_without_spending_count_once_it_has_begun() -> None:
    assert forecast({MONTH[8]: 7 * DOLLAR}, at(16)) == (7 + 15) * DOLLAR


def test_the_first_day_tells_by_its_hours() -> None:
    assert forecast({MONTH[0]: DOLLAR}, at(1, 12)) == round((1 + 2 * 29.5) * DOLLAR)


def test_the_first_hours_tell_nothing_yet() -> None:
    assert forecast({MONTH[0]: DOLLAR}, at(1, 5)) is None
    assert forecast({}, at(16)) is None


@given(st.dictionaries(st.sampled_from(MONTH), st.integers(0, 10**9)), st.integers(0, 719))
def test_a_month_never_ends_cheaper_than_it_is_already(by_day, hour) -> None:
    now = at(1) + timedelta(hours=hour)
    past = {day: micros for day, micros in by_day.items() if day <= now.date()}
    ends = forecast(past, now)
    assert ends is None or ends >= sum(past.values())


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 1, 31), date(2026, 2, 1)), (date(2026, 12, 24), date(2027, 1, 1))],
)
def test_the_next_month_begins_on_its_first(day, expected) -> None:
    assert next_month(day) == expected
