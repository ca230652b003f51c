"""Who is given a matter, and why: only who can answer it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.distribution import (
    GRACE,
    PAUSE,
    Candidate,
    Choice,
    Way,
    Why,
    able,
    choose,
    language_of,
    languages_of,
    rests,
    speaks,
    turn,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FREE = Candidate(1, True, False, True, 3, None, (), None)


def one(number: int, **what: object) -> Candidate:
    return replace(FREE, id=number, **what)


@pytest.mark.parametrize(
    ("way", "candidates", "choice"),
    [
        (Way.LEAST_LOADED, [one(1, load=4), one(2)], Choice(2, "least loaded: 3 open")),
        (Way.LEAST_LOADED, [one(1, given_at=NOON), one(2)], Choice(2, "least loaded: 3 open")),
        (Way.LEAST_LOADED, [one(2), one(1)], Choice(1, "least loaded: 3 open")),
        (
            Way.ROUND_ROBIN,
            [one(1, given_at=NOON), one(2, given_at=NOON - timedelta(hours=1), load=9)],
            Choice(2, "round robin: last given something 2026-11-20 11:00 UTC"),
        ),
        (
            Way.ROUND_ROBIN,
            [one(1, given_at=NOON), one(2)],
            Choice(2, "round robin: last given something never"),
        ),
        (Way.OFF, [one(1)], Choice(None, "off")),
    ],
)
def test_the_way_of_a_queue_chooses(way, candidates, choice) -> None:
    assert choose(way, candidates) == choice


@pytest.mark.parametrize(
    ("candidates", "why"),
    [
        ([], Why.NOBODY),
        ([one(1, works=False)], Why.ASLEEP),
        ([one(1, absent=True), one(2, works=False)], Why.ABSENT),
        ([one(1, reachable=False)], Why.SILENT),
        ([one(1, capacity=3)], Why.FULL),
        ([one(1, languages=("en",)), one(2, capacity=1)], Why.LANGUAGE),
    ],
)
@pytest.mark.parametrize("way", [Way.LEAST_LOADED, Way.ROUND_ROBIN])
def test_nobody_fits_and_it_is_said_why(way, candidates, why) -> None:
    assert choose(way, candidates, "de") == Choice(None, why)


TIRED = frozenset({1})


@pytest.mark.parametrize(
    ("candidates", "how", "agent"),
    [
        ([one(1), one(2, load=9)], {}, 2),
        ([one(1)], {}, 1),
        ([one(1)], {"waits": True}, None),
        ([one(1), one(2, load=9)], {"waits": True}, 2),
        ([one(1), one(2)], {"knows": 1}, 1),
        ([one(1), one(2)], {"knows": 1, "waits": True}, None),
        ([one(1), one(2)], {"knows": 2, "waits": True}, 2),
        ([one(1, decides=True), one(2)], {"again": True}, 2),
        ([one(1, decides=True)], {"again": True}, 1),
    ],
)
def test_who_comes_from_somebody_heated_is_given_no_other_if_it_can_be(
    candidates, how, agent
) -> None:
    choice = choose(Way.LEAST_LOADED, candidates, resting=TIRED, **how)
    assert choice.agent_id == agent
    if agent is None:
        assert choice.why == Why.PAUSE


def test_a_pause_is_over_after_a_quarter_of_an_hour_or_a_calm_one() -> None:
    assert rests(one(1, heated_at=NOON), NOON + PAUSE - timedelta(seconds=1))
    assert not rests(one(1, heated_at=NOON), NOON + PAUSE)
    assert not rests(one(1, heated_at=None), NOON)


def test_a_calm_one_goes_first_where_it_is_due_about_as_soon() -> None:
    calm = turn(NOON + GRACE - timedelta(seconds=1), heated=False, rested=False)
    assert calm < turn(NOON, heated=True, rested=False)
    assert turn(NOON, heated=True, rested=True) == NOON


@pytest.mark.parametrize(
    ("spoken", "language", "fits"),
    [
        ((), "fi", True),
        (("de",), None, True),
        (("de",), "de", True),
        (("de",), "de-AT", True),
        (("de",), "DE_ch", True),
        (("de",), "en", False),
        (("de",), "und", True),
        (("de",), "qme", True),
        (("en", "de"), "en", True),
    ],
)
def test_a_language_is_asked_for_where_it_is_known(spoken, language, fits) -> None:
    assert speaks(one(1, languages=spoken), language) is fits


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("de, en", ("de", "en")),
        ("en de DE de-AT", ("de", "en")),
        ("", ()),
        ("german", None),
        ("de, 12", None),
        ("und", None),
        (" ".join(["de"] * 21), None),
    ],
)
def test_languages_are_read_as_they_are_typed(typed, read) -> None:
    assert languages_of(typed) == read


@pytest.mark.parametrize("said", [None, "", "x", "ünd", "zxx", "qht", "--"])
def test_what_is_no_language_is_unknown(said) -> None:
    assert language_of(said) is None


CANDIDATES = st.builds(
    Candidate,
    id=st.integers(1, 9),
    works=st.booleans(),
    absent=st.booleans(),
    reachable=st.booleans(),
    load=st.integers(0, 5),
    capacity=st.none() | st.integers(1, 5),
    languages=st.sampled_from([(), ("de",), ("en", "fi")]),
    given_at=st.none() | st.just(NOON),
)


@given(st.sampled_from(Way), st.lists(CANDIDATES, max_size=5, unique_by=lambda one: one.id))
def test_whoever_is_chosen_can_answer_it_now(way, candidates) -> None:
    chosen = choose(way, candidates, "de").agent_id
    if chosen is None:
        assert way is Way.OFF or not [each for each in able(candidates) if speaks(each, "de")]
        return
    found = next(each for each in candidates if each.id == chosen)
    assert found.works and found.reachable and not found.absent
    assert found.capacity is None or found.load < found.capacity
    assert speaks(found, "de")


def test_who_writes_again_meets_first_who_may_decide() -> None:
    free, decides = one(1, load=0), one(2, load=5, decides=True)
    away = one(2, decides=True, absent=True)
    said = Choice(2, "least loaded: 5 open; wrote before, so who may decide")
    assert choose(Way.LEAST_LOADED, [free, decides]).agent_id == 1
    assert choose(Way.LEAST_LOADED, [free, decides], again=True) == said
    assert choose(Way.LEAST_LOADED, [free, away], again=True).agent_id == 1
    assert choose(Way.OFF, [decides], again=True) == Choice(None, "off")
