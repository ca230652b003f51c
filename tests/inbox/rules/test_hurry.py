"""No rule takes quadratic time: texts longer than any that is kept are done, not waited for.

What is quadratic takes many seconds for one shape of text here; what is not takes a fifth of one at
most. Rules work in a process of their own that ends when a shape has cost one of them too much; the
next process goes on behind that rule. That is its own work, not the time that goes by: a busy
machine changes nothing, and nothing is asserted on a clock.
"""

from __future__ import annotations

import math
import os
import resource
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Mapping

import pytest

from inbox.rules import clean
from tests.inbox.rules import hurry
from tests.killing import Child

PLENTY = 3
"""How many seconds of a processor one shape may cost a rule before the process ends."""

AT_ONCE = 6
"""In so many parts the rules are let see all shapes, so that several processes test them."""

Rule = Callable[[str], object]


def held_up(
    rules: Mapping[str, Rule], texts: Iterable[str], plenty: int = PLENTY
) -> dict[str, str]:
    """Let each rule see all texts; return those that did not get through, and the text's start."""
    shapes, left, found = list(texts), list(rules), {}
    while left:
        with tempfile.TemporaryFile() as told:

            def work(says: int = told.fileno(), names: tuple[str, ...] = tuple(left)) -> None:
                warnings.simplefilter("ignore")
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                for name in names:
                    for number, text in enumerate(shapes):
                        os.write(says, f"{name} {number}\n".encode())
                        _not_longer_than(plenty)
                        rules[name](text)

            ended = Child(work, patience=300).wait()
            told.seek(0)
            name, number = told.read().decode().splitlines()[-1].split(" ")
        if ended.code == 0:
            break
        found[name] = f"{shapes[int(number)][:20]!r} {ended.place}"
        left = left[left.index(name) + 1 :]
    return found


def _not_longer_than(seconds: int) -> None:
    """Let this process end once it has worked so many seconds more."""
    ends = math.ceil(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (ends, resource.RLIM_INFINITY))


@pytest.mark.parametrize("part", range(AT_ONCE))
def test_every_rule_gets_through_every_shape_of_text(part: int) -> None:
    names = sorted(hurry.RULES)[part::AT_ONCE]
    assert held_up({name: hurry.RULES[name] for name in names}, hurry.shapes()) == {}


def test_all_rules_together_get_through_what_most_of_them_object_to() -> None:
    """Each by itself gets through every shape; together they meet one that is full of words."""
    assert held_up({"together": hurry.together}, hurry.shapes()[-1:]) == {}


def test_what_is_quadratic_does_not_get_through_and_those_behind_it_do() -> None:
    def quadratic(text: str) -> object:
        return [text.startswith("§", at) for at, _ in enumerate(text) for _ in text]

    rules = {"before": len, "quadratic": quadratic, "behind": len, "fails": int}
    found = held_up(rules, hurry.shapes()[:1], plenty=0)
    assert list(found) == ["quadratic", "fails"]
    assert "ValueError" in found["fails"]


def test_the_shapes_are_as_long_as_promised() -> None:
    assert {len(shape) for shape in hurry.shapes()} == {hurry.SIZE}
    assert hurry.SIZE > clean.LONGEST
