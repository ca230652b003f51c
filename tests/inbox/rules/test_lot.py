"""The lot: the same chance for everybody, the same draw from the same seed, nobody twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules import lot
from inbox.rules.lot import APART, Candidate, Out

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PEOPLE = st.lists(
    st.builds(
        Candidate,
        person=st.sampled_from([f"c{n}" for n in range(12)]),
        conversation=st.integers(1, 500),
        asked_at=st.none() | st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
        care=st.booleans(),
        heat=st.booleans(),
        abuse=st.booleans(),
        broken=st.booleans(),
        blocked=st.booleans(),
    ),
    max_size=30,
)
CALM = PEOPLE.map(lambda some: [Candidate(one.person, one.conversation) for one in some])
SEEDS = st.text(min_size=1, max_size=8)
SHARES = st.integers(0, 100)


@given(SEEDS, SHARES, CALM, st.randoms())
def test_the_same_seed_draws_the_same_in_whatever_order(seed, share, some, chance) -> None:
    other = [*some]
    chance.shuffle(other)
    assert lot.drawn(seed, share, some, NOW) == lot.drawn(seed, share, other, NOW)


@given(SEEDS, SHARES, CALM)
def test_nobodys_chance_depends_on_who_else_is_there_or_how_often_they_wrote(
    seed, share, some
) -> None:
    together = {one.person for one in lot.drawn(seed, share, some, NOW)}
    alone = {one.person for one in some if lot.drawn(seed, share, [one], NOW)}
    assert together == alone


@given(SEEDS, PEOPLE)
def test_who_is_left_out_for_one_matter_is_left_out_for_all(seed, some) -> None:
    out = {one.person for one in some if lot.left_out(one, NOW)}
    drawn = [one.person for one in lot.drawn(seed, 100, some, NOW)]
    assert set(drawn) == {one.person for one in some} - out
    assert len(drawn) == len(set(drawn))


@given(SEEDS, SHARES, CALM)
def test_a_larger_share_draws_those_of_a_smaller_one_and_more(seed, share, some) -> None:
    fewer = {one.person for one in lot.drawn(seed, share, some, NOW)}
    assert fewer <= {one.person for one in lot.drawn(seed, 100, some, NOW)}


@pytest.mark.parametrize("share", [0, 5, 25, 50, 100])
def test_of_many_as_many_are_drawn_as_the_share_says(share) -> None:
    crowd = [Candidate(f"c{n}", n) for n in range(4_000)]
    drawn = len(lot.drawn("ein Same", share, crowd, NOW))
    assert abs(drawn - 4_000 * share / 100) < 4 * (4_000 * 0.25) ** 0.5


def test_chances_are_equal_between_seeds_for_each_person() -> None:
    """Counted over 2,000 seeds: nobody is drawn more often than chance has it."""
    times = [
        sum(lot.ticket(f"Same {n}", person, NOW) < 0.3 for n in range(2_000))
        for person in ("c1", "c2", "c99999")
    ]
    assert all(abs(each - 600) < 4 * (2_000 * 0.3 * 0.7) ** 0.5 for each in times)


def test_at_most_once_in_180_days() -> None:
    one = Candidate("c1", 1, asked_at=NOW)
    for days in range(180):
        assert lot.left_out(one, NOW + timedelta(days=days)) is Out.ASKED
    assert lot.left_out(one, NOW + APART) is None


@pytest.mark.parametrize("out", [Out.CARE, Out.HEAT, Out.ABUSE, Out.BROKEN, Out.BLOCKED])
def test_each_reason_leaves_out_by_itself(out) -> None:
    one = Candidate("c1", 1)
    assert lot.left_out(one, NOW) is None
    assert lot.left_out(replace(one, **{out.value: True}), NOW) is out


def test_a_ticket_holds_for_half_a_year_and_looking_again_draws_nobody_anew() -> None:
    start = lot._BEGIN + 14 * APART
    first = lot.ticket("s", "c1", start)
    assert {lot.ticket("s", "c1", start + timedelta(days=n)) for n in range(180)} == {first}
    assert lot.ticket("s", "c1", start + APART) != first


def test_of_several_matters_the_newest_is_asked_about() -> None:
    some = [Candidate("c1", 3), Candidate("c1", 7), Candidate("c1", 5)]
    assert lot.drawn("s", 100, some, NOW) == (Candidate("c1", 7),)
