"""What was learnt is what the sentences in the repository teach, and judges those set apart."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from inbox.rules import complaint, learnt, phrases
from tests import learning, rules
from tests.inbox.rules.tables import CASES

SIGNS = learnt.signs(complaint.MODEL.signs)
FEW = ("Es tropft", "Es tropft wieder", "Der Hahn tropft")


def seen(text: str) -> set[str]:
    return set(learnt.marks(phrases.line(text), SIGNS)[0])


@pytest.mark.parametrize("lesson", learning.LESSONS, ids=lambda one: one.model.weights.stem)
def test_the_weights_were_learnt_from_these_sentences(lesson: learning.Lesson) -> None:
    head = lesson.model.weights.read_text(encoding="utf-8").splitlines()[0]
    assert learning.digest(lesson) in head, "run `make learn`"


@pytest.mark.parametrize("lesson", learning.LESSONS, ids=lambda one: one.model.weights.stem)
def test_no_sentence_that_judges_it_was_learnt_from(lesson: learning.Lesson) -> None:
    """But for those of a word or three, which everybody writes: "Ok", "never again"."""
    taught = [one.text for one in learning.lesson(lesson)]
    assert len(set(taught)) == len(taught), "a sentence stands there twice"
    judged = {
        one.text
        for path in learning.SENTENCES.glob("*_apart.csv")
        for one in learning.said(path.stem)
    }
    for path in CASES.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)
            judged |= {line["text"] for line in lines if len(line.get("text", "").split()) > 3}
    assert judged.isdisjoint(taught)


@pytest.mark.parametrize("lesson", learning.LESSONS, ids=lambda one: one.model.weights.stem)
def test_there_is_enough_to_learn_from_and_half_of_it_is_free(lesson: learning.Lesson) -> None:
    taught = learning.lesson(lesson)
    assert len(taught) > 200
    assert 0.3 < sum(not one.kinds for one in taught) / len(taught) < 0.7


@pytest.mark.parametrize("rule", rules.APART)
def test_what_was_learnt_sees_more_than_words_alone_and_not_in_vain(rule: str) -> None:
    alone, with_it = (rules.apart(rule, judge) for judge in rules.APART[rule])
    assert with_it.recall > alone.recall + 0.2
    assert with_it.precision >= 0.9


def test_weights_are_small_enough_to_read() -> None:
    sizes = [lesson.model.weights.stat().st_size for lesson in learning.LESSONS]
    assert max(sizes) < 150_000


def test_the_same_sentences_teach_the_same() -> None:
    marked = [learnt.marks(phrases.line(text), SIGNS) for text in FEW]
    (names, rows), again = learning.table(marked), learning.table(marked)
    assert again[0] == names
    truth = np.array([True, False, False])
    assert (learning.fitted(rows @ rows.T, truth) == learning.fitted(rows @ rows.T, truth)).all()


def test_a_word_is_of_a_class_as_it_stands_by_its_beginning_and_its_end() -> None:
    assert {"thanks", "bad"} <= seen("danke, stromausfall")
    assert "bad" in seen("es tropfte")
    assert "bad" not in seen("der Topf")


def test_classes_that_follow_each_other_closely_are_seen_as_a_pair() -> None:
    assert "ours > bad" in seen("der Monteur hat es verbeult")
    assert "ours > bad" not in seen("der Monteur hat mir heute früh noch gesagt es sei verbeult")


def test_what_is_turned_round_right_away_is_told_from_what_is_not() -> None:
    assert "not + bad" in seen("nicht zu spät")
    assert "not + bad" not in seen("nicht da und dann noch spät")


def test_questions_faces_and_sums_are_seen() -> None:
    assert {"?", "^ ask", "^ ask ?"} <= seen("Wann kommt es?")
    assert {"a smiling face", "a sum", "a number"} <= seen("20 € gespart 😊")
    assert "a glaring face" in seen("schon wieder 😡")


@pytest.mark.parametrize(
    ("carried", "words"),
    [
        ([0.0, 2.0, 0.0, 0.0], (0, 2)),
        ([0.0, 0.0, 3.0, 1.0, 2.0, -5.0, 1.0], (2, 4)),
        ([1.0] * 9, (0, 5)),
        ([-1.0], (0, 0)),
        ([-1.0, -2.0], (0, 1)),
    ],
)
def test_the_neighbouring_words_that_weigh_most_are_named(
    carried: list[float], words: tuple[int, int]
) -> None:
    assert learnt.heaviest(carried) == words


def test_a_sentence_without_words_weighs_nothing() -> None:
    assert complaint.MODEL.judge("… 😀 !").weight == -math.inf
    assert complaint.MODEL.judge("").span == (0, 0)


def test_parts_are_sentences_without_blanks_around_them() -> None:
    text = " Hallo!  Es tropft, z. B. heute. \n\n"
    assert [text[a:b] for a, b in learnt.parts(text)] == ["Hallo!", "Es tropft, z. B. heute."]
