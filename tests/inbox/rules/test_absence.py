"""Who does whose work, and from when until when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.absence import NoAbsence, last_day, span, stand_in

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("absent", "here", "who"),
    [
        ({1: 2}, {1, 2}, 2),
        ({1: None}, {1, 2}, None),
        ({1: 2, 2: 3}, {1, 2, 3}, 3),
        ({1: 2, 2: 1}, {1, 2}, None),
        ({1: 2, 2: 3, 3: 2}, {1, 2, 3}, None),
        ({1: 2, 2: None}, {1, 2}, None),
        ({1: 2}, {1}, None),
        ({1: 2, 2: 3}, {1, 2}, None),
        ({1: 1}, {1}, None),
    ],
)
def test_a_chain_of_deputies_leads_to_somebody_here_or_ends(absent, here, who) -> None:
    assert stand_in(1, absent, here) == who


@given(
    st.dictionaries(st.integers(1, 6), st.none() | st.integers(1, 6)), st.sets(st.integers(1, 6))
)
def test_whoever_stands_in_is_here_and_not_absent(absent, here) -> None:
    for agent in absent:
        found = stand_in(agent, absent, here)
        assert found is None or (found in here and found not in absent)


@pytest.mark.parametrize(
    ("first", "last", "begins", "ends"),
    [
        (date(2026, 11, 23), date(2026, 11, 27), (2026, 11, 22, 23), (2026, 11, 27, 23)),
        (date(2026, 11, 20), date(2026, 11, 20), (2026, 11, 19, 23), (2026, 11, 20, 23)),
        (date(2027, 3, 28), date(2027, 3, 28), (2027, 3, 27, 23), (2027, 3, 28, 22)),
    ],
)
def test_whole_days_on_the_agents_clock(first, last, begins, ends) -> None:
    found = span(first, last, BERLIN, NOW)
    assert found == (datetime(*begins, tzinfo=UTC), datetime(*ends, tzinfo=UTC))
    assert last_day(found[1], BERLIN) == last


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 24), date(2026, 11, 23)),
        (date(2026, 11, 18), date(2026, 11, 19)),
        (date(2026, 11, 23), date(2027, 11, 30)),
        (date(2029, 1, 1), date(2029, 1, 2)),
        (date.min, date.max),
        (date.max, date.max),
    ],
)
def test_what_is_over_turned_round_or_endless_is_refused(first, last) -> None:
    with pytest.raises(NoAbsence):
        span(first, last, BERLIN, NOW)
