"""What can be done with a message, and what is worth offering."""

from __future__ import annotations

import pytest

from connectors import PLATFORMS
from connectors.base import Kind, Verb
from inbox.rules import deeds

ALL = frozenset(Verb)


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
@pytest.mark.parametrize("kind", list(Kind))
def test_what_we_publish_ourselves_is_left_alone(platform, kind) -> None:
    assert deeds.possible(PLATFORMS[platform], kind, ours=True, sent=False) == frozenset()


@pytest.mark.parametrize(
    ("platform", "kind", "verbs"),
    [
        ("facebook", Kind.COMMENT, {Verb.HIDE, Verb.UNHIDE, Verb.LIKE, Verb.UNLIKE}),
        ("facebook", Kind.DIRECT, set()),
        ("twitter", Kind.COMMENT, {Verb.HIDE, Verb.UNHIDE}),
        ("twitter", Kind.MENTION, set()),
        ("instagram", Kind.COMMENT, {Verb.HIDE, Verb.UNHIDE}),
    ],
)
def test_with_what_customers_wrote_the_platform_decides(platform, kind, verbs) -> None:
    assert deeds.possible(PLATFORMS[platform], kind, ours=False, sent=False) == verbs


def test_what_we_answered_can_be_deleted() -> None:
    found = deeds.possible(PLATFORMS["twitter"], Kind.MENTION, ours=True, sent=True)
    assert found == {Verb.DELETE}


@pytest.mark.parametrize(
    ("hidden", "liked", "worth"),
    [
        (False, False, (Verb.LIKE, Verb.HIDE, Verb.DELETE)),
        (True, False, (Verb.LIKE, Verb.UNHIDE, Verb.DELETE)),
        (False, True, (Verb.UNLIKE, Verb.HIDE, Verb.DELETE)),
        (True, True, (Verb.UNLIKE, Verb.UNHIDE, Verb.DELETE)),
    ],
)
def test_only_what_changes_something_is_offered_the_hard_one_last(hidden, liked, worth) -> None:
    assert deeds.worth_it(ALL, hidden=hidden, liked=liked) == worth


def test_what_is_not_possible_is_not_offered() -> None:
    assert deeds.worth_it(frozenset({Verb.HIDE}), hidden=True, liked=False) == ()
