"""What models learn: weights from sentences that somebody wrote, into the files that rules read.

    make learn        (or: python -m tests.learning)

A model is a logistic regression over the marks of a sentence (`inbox.rules.learnt`). Its threshold
is the least at which, of what it sees among sentences that it did not learn from (a fold of eight
at a time), PRECISION are what they should be. Which sentences those are stands in tables beside
the tests; a table that was set apart is never learnt from, nor is any case table of a rule.
"""

from __future__ import annotations

import csv
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inbox.rules import complaint, learnt, moving, phrases, wished
from inbox.rules.learnt import Marks, Model

SENTENCES = Path(__file__).parent / "inbox" / "rules" / "learning"
PRECISION = 0.95
FOLDS = 8
LEAST_SEEN = (2, 3)
"""Sentences in which a mark, or a word, must stand to be worth anything."""

OF_WORDS = 0.55
"""How far words themselves count beside the classes they are of."""

RESTRAINT = 0.2
"""How much is held against great weights."""

ROUNDS = 12

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and what it is."""

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a model learns from: its tables, what is never seen whatever it weighs, and its kinds."""

    model: Model
    tables: tuple[str, ...]
    free: Callable[[str], bool]
    kinds: tuple[str, ...]


LESSONS = (
    Lesson(complaint.MODEL, ("complaint_de", "complaint_en"), complaint.free, ("complaint",)),
    Lesson(wished.LEARNT["call"], ("wished_de", "wished_en"), wished.free, tuple(wished.LEARNT)),
    Lesson(moving.MODEL, ("moves_away_de", "moves_away_en"), moving.free, ("moves",)),
)


def said(name: str) -> list[Said]:
    """Return the sentences of a table."""
    with (SENTENCES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    return [
        Said(line["text"], frozenset(filter(None, line["kind"].split(" + ")))) for line in lines
    ]


def lesson(one: Lesson) -> list[Said]:
    """Return all that a model learns from."""
    return [each for name in one.tables for each in said(name)]


def digest(one: Lesson) -> str:
    """Return what tells whether weights were learnt from these sentences, signs and rules."""
    files = [one.model.signs, *(SENTENCES / f"{name}.csv" for name in one.tables)]
    files += [Path(__file__), Path(learnt.__file__)]
    told = hashlib.sha256()
    for file in files:
        told.update(file.read_text(encoding="utf-8").encode())
    return told.hexdigest()[:16]


def seen(one: Lesson, texts: Sequence[str]) -> list[tuple[Marks, Marks]]:
    """Return the marks of sentences."""
    known = learnt.signs(one.model.signs)
    return [learnt.marks(phrases.line(text[: learnt.LONGEST]), known) for text in texts]


def table(marked: list[tuple[Marks, Marks]]) -> tuple[list[str], Matrix]:
    """Return the marks that are seen often enough, and a row of them for each sentence."""
    names: list[str] = []
    blocks = []
    for block, (least, scale) in enumerate(zip(LEAST_SEEN, (1.0, OF_WORDS), strict=True)):
        often = Counter(mark for found in marked for mark in found[block])
        places = {
            mark: at for at, mark in enumerate(sorted(m for m, n in often.items() if n >= least))
        }
        rows = np.zeros((len(marked), len(places)))
        for row, found in zip(rows, marked, strict=True):
            at = [places[mark] for mark in found[block] if mark in places]
            row[at] = scale / np.sqrt(max(1, len(at)))
        names += places
        blocks.append(rows)
    return names, np.hstack(blocks)


def fitted(alike: Matrix, truth: Truth) -> Matrix:
    """Return what each sentence is worth to a logistic regression, by Newton's way."""
    worth = np.zeros(len(truth))
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-alike @ worth))
        slope = sure - truth + RESTRAINT * worth
        bend = (sure * (1 - sure))[:, None] * alike + RESTRAINT * np.eye(len(truth))
        step = np.linalg.solve(bend, slope)
        worth -= step
        if np.abs(step).max() < 1e-9:
            break
    return worth


def crossed(rows: Matrix, truth: Truth) -> Matrix:
    """Return what each sentence weighs by what was learnt from the other folds."""
    alike = rows @ rows.T + 0.1
    order = list(range(len(truth)))
    random.Random(1).shuffle(order)
    weight = np.zeros(len(truth))
    for fold in range(FOLDS):
        apart = np.array(order[fold::FOLDS])
        others = np.setdiff1d(np.arange(len(truth)), apart)
        worth = fitted(alike[np.ix_(others, others)], truth[others])
        weight[apart] = alike[np.ix_(apart, others)] @ worth
    return weight


def least(weight: Matrix, truth: Truth) -> float:
    """Return the lowest weight from which on PRECISION of the sentences are what they should be."""
    order = np.argsort(-weight, kind="stable")
    right = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= PRECISION)
    return float(weight[order][enough[-1]]) if len(enough) else float(weight.max()) + 1


@dataclass(frozen=True, slots=True)
class Learnt:
    """The lines of a file of weights, and how well they did on what they did not learn from."""

    lines: tuple[str, ...]
    precision: float
    recall: float


def learn(one: Lesson, kind: str) -> Learnt:
    """Learn to tell the sentences of a kind from the others."""
    sentences = lesson(one)
    truth = np.array([kind in each.kinds for each in sentences])
    names, rows = table(seen(one, [each.text for each in sentences]))
    held = np.array([one.free(each.text) for each in sentences])
    weight = np.where(held, -np.inf, crossed(rows, truth))
    bound = least(weight, truth)
    worth = fitted(rows @ rows.T + 0.1, truth)
    blocks = np.where([name.startswith("“") for name in names], OF_WORDS, 1.0)
    each = (rows.T @ worth) * blocks
    lines = [f"base {0.1 * worth.sum():.3f}", f"least {bound:.3f}"]
    lines += [f"{name} {value:.3f}" for name, value in zip(names, each, strict=True)]
    sees = weight >= bound
    right = float((sees & truth).sum())
    return Learnt(tuple(lines), right / max(1, sees.sum()), right / truth.sum())


def main() -> int:
    """Write the weights of every model."""
    for one in LESSONS:
        made = {kind: learn(one, kind) for kind in one.kinds}
        text = f"# Learnt by `make learn` from {', '.join(one.tables)}; {digest(one)}.\n"
        for kind, told in made.items():
            print(f"{kind}: precision {told.precision:.1%}, recall {told.recall:.1%} across folds")
            text += "\n".join(["", f"[{kind}]", *told.lines, ""])
        one.model.weights.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
