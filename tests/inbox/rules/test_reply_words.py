"""What passes a matter on, blames, lectures: found in real words, silent at near misses."""

from __future__ import annotations

import pytest

from inbox.rules import blame, passing
from inbox.rules.objections import Check, Level
from tests.inbox.rules.tables import FACTS, Line, hold, table

CHECKS: dict[str, tuple[Check, dict[str, Level]]] = {
    "passes_on": (passing.passes_on, {"passes_on": Level.HOLDS, "sends_away": Level.HOLDS}),
    "blame": (blame.blame, {"blame": Level.HOLDS}),
    "undertone": (blame.undertone, {"undertone": Level.HINTS}),
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_rule_judges_as_its_table_says(name: str) -> None:
    check, levels = CHECKS[name]

    def seen(line: Line) -> list[str]:
        found = list(check(line["text"], FACTS))
        for objection in found:
            assert objection.level is levels[objection.rule], line
            shown = [line["text"][a:b].strip() for a, b in objection.spans]
            assert tuple(dict.fromkeys(shown)) == objection.words, line
        return [objection.rule for objection in found]

    lines = [*table(f"{name}_de"), *table(f"{name}_en")]
    hold(lines, seen, lambda line: [line["rule"]] if line["rule"] else [])


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_the_tables_hold_enough_and_half_of_them_is_free(
    name: str, language: str, least: int
) -> None:
    lines = table(f"{name}_{language}")
    assert len(lines) >= least
    assert 0.4 <= sum(not line["rule"] for line in lines) / len(lines) <= 0.6


def test_a_name_in_the_greeting_takes_nothing_on() -> None:
    found = passing.passes_on("Hallo Frau Roth, das leite ich bis Freitag weiter.", FACTS)
    assert [one.rule for one in found] == ["passes_on"]
