"""Case tables: CSV beside the tests, one sentence a line, the words first that a rule must see.

Columns are parted by "|", several words by " + "; no words: the sentence is free.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from inbox.rules.authority import Bounds, Grant, Remedy
from inbox.rules.money import Amount
from inbox.rules.review import Check, Facts, Level
from inbox.rules.signature import Signer

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MARIA = Signer("Maria Weber", "+493411234567", "maria.weber@example.com")
FACTS = Facts(now=NOW, signer=MARIA, length=100, limit=280)
LIMITS = Bounds(
    {
        Remedy.REFUND: Grant(True, Amount(50_00, "EUR")),
        Remedy.VOUCHER: Grant(True, Amount(20_00, "EUR")),
        Remedy.REPLACEMENT: Grant(False),
        Remedy.EXCEPTION: Grant(False),
        Remedy.APOLOGY: Grant(False),
    }
)
"""What an agent of the tables may decide."""


Line = dict[str, str]


def table(name: str) -> list[Line]:
    """Return the lines of a table, each as a mapping from its heading."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def hold(
    lines: Iterable[Line], seen: Callable[[Line], object], meant: Callable[[Line], object]
) -> None:
    """Hold what is seen in each line against what is meant, and name all that are judged otherwise.

    A line that is known to be judged wrongly is marked so, and named once it no longer is.
    """
    count, otherwise = 0, []
    for line in lines:
        count += 1
        found, expected = seen(line), meant(line)
        if (found == expected) is bool(line.get("wrong")):
            marked = ", marked as wrong" if line.get("wrong") else ""
            words = " | ".join(filter(None, line.values()))
            otherwise.append(f"{words}: {found!r}, meant {expected!r}{marked}")
    assert count, "a table without lines"
    assert not otherwise, "\n".join(["judged otherwise:", *otherwise])


def words_meant(line: Line) -> tuple[str, ...]:
    """Return the words that are to be seen in a line."""
    return tuple(filter(None, line["words"].split(" + ")))


def wrong(check: Check, level: Level, *names: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of those tables that a check sees otherwise, each with what it saw."""
    lines = [line for name in names for line in table(name)]
    assert lines
    meant = {line["text"]: words_meant(line) for line in lines}
    assert len(meant) == len(lines), "a sentence stands there twice"
    seen = {text: words_seen(check, text, level) for text in meant}
    return {text: seen[text] for text in meant if seen[text] != meant[text]}


def words_seen(check: Check, text: str, level: Level) -> tuple[str, ...]:
    """Return the words that a check objects to, having held its other promises against it."""
    found = list(check(text, FACTS))
    assert len(found) <= 1
    for objection in found:
        assert objection.level is level
        assert (
            tuple(dict.fromkeys(text[a:b].strip() for a, b in objection.spans)) == objection.words
        )
    return found[0].words if found else ()
