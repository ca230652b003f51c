"""What only wants more words is marked as such; what should not stand in a draft never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules.objections import Level, Thanked
from inbox.rules.review import SENTENCES, TO_COME, review
from tests.inbox.rules.tables import FACTS, NOW

FILLED_IN = "Guten Tag Frau Weber,\n\n\n\nSie hören bis 15:00 Uhr von mir."


def test_what_is_to_come_are_rules_that_speak() -> None:
    assert set(SENTENCES) >= TO_COME


def test_where_nothing_is_written_nothing_is_held() -> None:
    facts = replace(
        FACTS, wrote_again=7, colleague="Jonas", ended_at=NOW, thanked=Thanked("Jonas", NOW)
    )
    assert [one.rule for one in review("  \n", facts)] == ["nothing_written"]


def test_all_that_speaks_against_words_we_filled_in_ourselves_is_still_to_come() -> None:
    found = {one.rule: one.level for one in review(FILLED_IN, FACTS)}
    assert found["only_a_time"] is Level.HOLDS
    assert set(found) <= TO_COME


@pytest.mark.parametrize(
    "draft",
    ["Ihre Ticketnummer ist 4711.", "Das hätten Sie lesen müssen.", "Rufen Sie 0900 1234567 an."],
)
def test_what_should_not_stand_there_is_none_of_it(draft: str) -> None:
    firm = [one.rule for one in review(draft, FACTS) if one.level is not Level.HINTS]
    assert firm
    assert TO_COME.isdisjoint(firm)
