"""How well each rule judges: precision and recall over its table of cases, written into the docs.

    make rules        (or: python -m tests.rules)

A case is seen where the rule finds anything. Precision: of what it sees, how much it should. Recall:
of what it should see, how much it does. Cases that it judges wrongly stand below, word for word.
The tables are written by those who write the rules, so the figures say where a rule stands among
sentences that were thought of, not among those that nobody has thought of yet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from inbox.rules import (
    abuse,
    apology,
    blame,
    canned,
    caring,
    complaint,
    deciding,
    due_times,
    heard,
    heat,
    introductions,
    manner,
    moving,
    needs,
    neutral,
    numbers,
    passing,
    placeholders,
    praise,
    praise_told,
    promises,
    questions,
    recurring,
    relevance,
    salutation,
    scaffold,
    thanks,
    ways,
    wished,
    wording,
)
from inbox.rules.known import Earlier, Known
from inbox.rules.meeting import Meeting
from inbox.rules.objections import Check
from tests import learning
from tests.inbox.rules.tables import CASES, FACTS, LIMITS, MARIA, NOW, table

DOCUMENT = Path(__file__).parents[1] / "docs" / "rules.md"
BEGINS, ENDS = "<!-- make rules: begins -->\n", "<!-- make rules: ends -->\n"
SAYS = ("words", "kind", "rule", "sees")
"""Columns that say, where anything stands in them, that a case is to be seen."""

FORMS = frozenset({"emails", "phones", "names", "sentence_ends", "good_replies"})
"""Tables of forms and of what is free altogether: there is nothing to see in them."""

Line = dict[str, str]
Judge = Callable[[Line], object]
HERE = due_times.calendar(NOW, None, "Europe/Berlin")
STRANGER = Meeting(handles=("kranich_77",))
COMPLAINED = Known(unanswered=("Mein Toaster ist kaputt angekommen.",))
HOUSE = ("Stadtwerke Lindenau", "lindenau_hilft")
NAMES = ("Miriam Brandt", "Jonas Weber", "Erika M.")


def several(line: Line, name: str) -> tuple[str, ...]:
    """Return the parts of a column, with their line ends."""
    return tuple(each.replace("\\n", "\n") for each in line.get(name, "").split(" + ") if each)


def objects(check: Check) -> Judge:
    """Return whether a check objects to a case, by all that the case says beside its draft."""

    def judge(line: Line) -> object:
        known = Known(
            unanswered=several(line, "said"),
            called=several(line, "called"),
            others=several(line, "others"),
            alike=tuple(Earlier(text, "Jonas Weber", NOW) for text in several(line, "earlier")),
            said=several(line, "said"),
            praised=any(map(praise.found, several(line, "said"))),
            delivered=several(line, "told"),
        )
        facts = replace(FACTS, known=known, meeting=STRANGER)
        return list(check(line["text"].replace("\\n", "\n"), facts))

    return judge


JUDGES: dict[str, Judge] = {
    "ticket_language": objects(wording.ticket_language),
    "ticket_word": objects(wording.ticket_word),
    "internal_number": objects(numbers.internal_number),
    "paid_number": objects(ways.paid_number),
    "no_reply": objects(ways.no_reply),
    "placeholder": objects(placeholders.placeholder),
    "missing_name": objects(placeholders.missing_name),
    "invented_name": objects(introductions.invented_name),
    "other_name": objects(salutation.other_name),
    "above_authority": lambda line: list(
        deciding.above_authority(line["text"], replace(FACTS, bounds=LIMITS))
    ),
    "passes_on": objects(passing.passes_on),
    "praise": lambda line: praise.words(line["text"]),
    "praise_passed": objects(praise_told.praise_passed),
    "blame": objects(blame.blame),
    "canned": objects(canned.canned),
    "only_a_time": objects(scaffold.only_a_time),
    "no_time": objects(scaffold.no_time),
    "question_open": objects(questions.question_open),
    "not_taken_up": objects(heard.not_taken_up),
    "same_closing": objects(salutation.same_closing),
    "undertone": objects(blame.undertone),
    "no_answer": lambda line: relevance.no_answer(line["text"]),
    "questions": lambda line: questions.asked([line["text"]]),
    "neutral": lambda line: neutral.leaning(line["text"]),
    "named": lambda line: needs.named(line["text"], HOUSE),
    "asks_again": lambda line: needs.again(line["text"], [line["said"]]),
    "complains_again": lambda line: recurring.again(line["text"], [line["said"]]),
    "introduces": lambda line: introductions.introduces(line["text"], MARIA.work_name),
    "asks_name": lambda line: introductions.asks(line["text"]),
    "courtesy": lambda line: thanks.courtesy(line["text"]),
    "thanks": lambda line: thanks.only(line["text"], names=NAMES),
    "complaint": lambda line: complaint.found([line["text"]]),
    "apology": lambda line: list(apology.apology(line["text"], replace(FACTS, known=COMPLAINED))),
    "promises": lambda line: promises.find(line["text"], HERE),
    "moves_away": objects(moving.moves_away),
    "another_form": lambda line: list(
        manner.another_form(line["text"], replace(FACTS, meeting=Meeting(address=line["meant"])))
    ),
    "wished": lambda line: wished.wished(line["text"]),
    "care": lambda line: caring.seen([line["text"]]),
    "upbeat": lambda line: list(
        caring.upbeat(line["text"], replace(FACTS, known=Known(care=True)))
    ),
    "abuse": lambda line: abuse.words(line["text"]),
    "heat": lambda line: heat.signs([heat.Said(line["text"].replace("\\n", "\n"), NOW)]),
}

APART: dict[str, tuple[Callable[[str], object], Callable[[str], object]]] = {
    "complaint": (lambda text: list(complaint.told(text)), lambda text: complaint.found([text])),
    "wished": (wished.in_words, wished.wished),
    "moves_away": (
        lambda text: list(moving.told(text)),
        lambda text: list(moving.moves_away(text, FACTS)),
    ),
}
"""Rules that learn: how they judge by words alone, and with what was learnt."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a rule judged its cases: those seen rightly, seen in vain, and missed."""

    rule: str
    cases: int
    right: int
    vain: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.vain))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))


def tables() -> dict[str, list[str]]:
    """Return the tables of each rule, in both languages."""
    found: dict[str, list[str]] = {}
    for path in sorted(CASES.glob("*.csv")):
        if path.stem not in FORMS:
            found.setdefault(path.stem.removesuffix("_de").removesuffix("_en"), []).append(
                path.stem
            )
    return found


def measured(rule: str, names: list[str]) -> Measured:
    """Judge every case of a rule."""
    judge, right = JUDGES[rule], 0
    vain, missed = [], []
    lines = [line for name in names for line in table(name)]
    for line in lines:
        meant, seen = any(line.get(column) for column in SAYS), bool(judge(line))
        right += meant and seen
        shown = f"{line['said']} → {line['text']}" if line.get("said") else line["text"]
        if seen and not meant:
            vain.append(shown)
        elif meant and not seen:
            missed.append(shown)
    return Measured(rule, len(lines), right, tuple(vain), tuple(missed))


def apart(rule: str, judge: Callable[[str], object]) -> Measured:
    """Judge the sentences that were set apart: nothing was learnt from them."""
    sentences = learning.said(f"{rule}_apart")
    seen = [(bool(one.kinds), bool(judge(one.text)), one.text) for one in sentences]
    return Measured(
        rule,
        len(seen),
        sum(meant and saw for meant, saw, _ in seen),
        tuple(text for meant, saw, text in seen if saw and not meant),
        tuple(text for meant, saw, text in seen if meant and not saw),
    )


def learnt() -> list[str]:
    """Return how rules that learn judge what they did not learn from, without and with it."""
    rows = [
        "",
        "Set apart:",
        "",
        "| rule | sentences | to be seen | words alone | with what was learnt |",
    ]
    rows.append("|---|---|---|---|---|")
    for rule, judges in APART.items():
        alone, with_it = (apart(rule, judge) for judge in judges)
        both = " | ".join(f"{one.precision:.1%}, {one.recall:.1%}" for one in (alone, with_it))
        rows.append(f"| `{rule}` | {alone.cases} | {alone.right + len(alone.missed)} | {both} |")
    return rows


def report() -> str:
    """Return what stands in the document between its marks."""
    known = tables()
    all_of_them = [measured(rule, known[rule]) for rule in JUDGES]
    rows = [
        f"| `{one.rule}` | {one.cases} | {one.right + len(one.missed)} | {one.precision:.1%}"
        f" | {one.recall:.1%} |"
        for one in all_of_them
    ]
    wrong = [
        f"- `{one.rule}` {said}: {text}"
        for one in all_of_them
        for said, texts in (("sees in vain", one.vain), ("misses", one.missed))
        for text in texts
    ]
    head = ["| table | cases | to be seen | precision | recall |", "|---|---|---|---|---|"]
    unmeasured = sorted(set(known) - set(JUDGES))
    more = [f"\nWithout figures: {', '.join(unmeasured)}.\n"] if unmeasured else []
    return "\n".join([*head, *rows, *more, *learnt(), "", "Judged wrongly:", "", *wrong]) + "\n"


def written(document: str) -> str:
    """Return the document with the figures as they are now."""
    before, rest = document.split(BEGINS)
    return f"{before}{BEGINS}{report()}{ENDS}{rest.split(ENDS)[1]}"


def main() -> int:
    """Write the figures into the document."""
    before = DOCUMENT.read_text(encoding="utf-8")
    after = written(before)
    DOCUMENT.write_text(after, encoding="utf-8")
    print("docs/rules.md is up to date" if after == before else "docs/rules.md was written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
