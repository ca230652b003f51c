"""No rule takes quadratic time: texts longer than any that is kept are done, not waited for.

What is quadratic takes many seconds for one shape of text here; what is not takes a fifth of one at
most. Each rule has a process of its own that ends when a shape has cost it too much. That is its
own work, not the time that goes by: a busy machine changes nothing, and nothing is asserted on a
clock.
"""

from __future__ import annotations

import math
import resource
import time
import warnings
from collections.abc import Callable, Iterable

import pytest

from inbox.rules import clean
from tests.inbox.rules import hurry
from tests.killing import Child, Ended

PLENTY = 3
"""How many seconds of a processor one shape may cost before its process ends."""


def got_through(rule: Callable[[str], object], texts: Iterable[str], plenty: int = PLENTY) -> Ended:
    """Return how a process ended that lets a rule see all texts."""

    def work() -> None:
        warnings.simplefilter("ignore")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for text in texts:
            spent = math.ceil(time.process_time())
            resource.setrlimit(resource.RLIMIT_CPU, (spent + plenty, resource.RLIM_INFINITY))
            rule(text)

    return Child(work, patience=300).wait()


@pytest.mark.parametrize("rule", hurry.RULES)
def test_a_rule_gets_through_every_shape_of_text(rule: str) -> None:
    texts = hurry.shapes()  # made here once: a fork has them for nothing
    ended = got_through(hurry.RULES[rule], texts)
    assert (ended.code, ended.place) == (0, "")


def test_all_rules_together_get_through_what_most_of_them_object_to() -> None:
    """Each by itself gets through every shape; together they meet one that is full of words."""
    ended = got_through(hurry.together, hurry.shapes()[-1:])
    assert (ended.code, ended.place) == (0, "")


def test_what_is_quadratic_does_not_get_through() -> None:
    def quadratic(text: str) -> object:
        return [text.startswith("§", at) for at, _ in enumerate(text) for _ in text]

    assert got_through(quadratic, hurry.shapes()[:1], plenty=1).code != 0


def test_the_shapes_are_as_long_as_promised() -> None:
    assert {len(shape) for shape in hurry.shapes()} == {hurry.SIZE}
    assert hurry.SIZE > clean.LONGEST
