"""The figures in docs/rules.md are what `make rules` writes, and every rule with a table has some."""

from __future__ import annotations

from inbox.rules.review import CHECKS
from tests import rules
from tests.inbox.rules.tables import table


def test_the_document_says_what_the_command_writes() -> None:
    document = rules.DOCUMENT.read_text(encoding="utf-8")
    assert document == rules.written(document), "run `make rules`"


def test_every_table_is_measured() -> None:
    assert set(rules.tables()) <= set(rules.JUDGES), "give the table a judge in tests/rules.py"


def test_a_check_that_judges_words_alone_has_a_table() -> None:
    judged = {check.__name__ for check in CHECKS} & set(rules.JUDGES)
    assert judged >= {"passes_on", "blame", "canned", "other_name", "question_open"}


def test_a_rule_that_saw_nothing_would_have_no_recall() -> None:
    blind = rules.Measured("blind", 4, 0, (), ("one", "two"))
    assert (blind.precision, blind.recall) == (0.0, 0.0)


def test_what_a_table_marks_as_wrong_is_counted_as_wrong() -> None:
    found = rules.measured("passes_on", ["passes_on_de", "passes_on_en"])
    marked = {
        line["text"]
        for name in ("passes_on_de", "passes_on_en")
        for line in table(name)
        if line["wrong"]
    }
    assert marked == {*found.vain, *found.missed}
