"""No rule takes quadratic time: 100,000 characters of any kind are done, not waited for.

What is quadratic would take minutes to hours here; what is not takes seconds for all shapes
together. Each rule has a process and a time-out of its own, so nothing is asserted on a clock.
"""

from __future__ import annotations

import warnings

import pytest

from tests.inbox.rules import hurry
from tests.killing import Child

PLENTY = 180


@pytest.mark.parametrize("rule", hurry.RULES)
def test_a_rule_gets_through_every_shape_of_text(rule: str) -> None:
    texts = hurry.shapes()  # made here once: a fork has them for nothing

    def work() -> None:
        warnings.simplefilter("ignore")
        for shape in texts:
            hurry.RULES[rule](shape)

    ended = Child(work, patience=PLENTY).wait()
    assert (ended.code, ended.place) == (0, "")


def test_all_rules_together_get_through_what_most_of_them_object_to() -> None:
    """Each by itself gets through every shape; together they meet one that is full of words."""
    prose = hurry.shapes()[-1]
    ended = Child(lambda: hurry.together(prose), patience=PLENTY).wait()
    assert (ended.code, ended.place) == (0, "")


def test_the_shapes_are_as_long_as_promised() -> None:
    assert {len(shape) for shape in hurry.shapes()} == {100_000}
