"""What passes a matter on, blames, lectures: found in real words, silent at near misses."""

from __future__ import annotations

import pytest

from inbox.rules import blame, passing
from inbox.rules.objections import Check, Level
from tests.inbox.rules.tables import FACTS, table

CHECKS: dict[str, tuple[Check, dict[str, Level]]] = {
    "passes_on": (passing.passes_on, {"passes_on": Level.HOLDS, "sends_away": Level.HOLDS}),
    "blame": (blame.blame, {"blame": Level.HOLDS}),
    "undertone": (blame.undertone, {"undertone": Level.HINTS}),
}
CASES = [
    pytest.param(name, line, id=f"{name}: {line['text']}")
    for name in CHECKS
    for language in ("de", "en")
    for line in table(f"{name}_{language}")
]


@pytest.mark.parametrize(("name", "line"), CASES)
def test_a_rule_judges_as_its_table_says(name: str, line: dict[str, str]) -> None:
    check, levels = CHECKS[name]
    found = list(check(line["text"], FACTS))
    rules = [objection.rule for objection in found]
    right = rules == ([line["rule"]] if line["rule"] else [])
    assert right is not bool(line["wrong"])
    for objection in found:
        assert objection.level is levels[objection.rule]
        shown = [line["text"][a:b].strip() for a, b in objection.spans]
        assert tuple(dict.fromkeys(shown)) == objection.words


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
