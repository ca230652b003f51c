"""What the lines of a briefing say, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.pages import briefing_words
from inbox.queries.people import Behind
from inbox.rules.briefing import About, Line, Matter, Missing, Pledge, Quote
from inbox.rules.people import Facts
from inbox.texts import texts

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KNOWN = Behind((), Facts(name="Frau M.", address="sie", pace="brief"))
OTHER = Matter(2, ("facebook", "comment"), "done", NOW - DAY, "Und wann?")


def said(line: Line, behind: Behind = KNOWN, language: str = "en") -> str:
    return briefing_words.said(texts(language, "UTC"), line, behind, NOW)


def pledge(state: str, late: bool = False) -> Line:
    due = NOW - DAY if late else NOW + DAY
    return Line(
        About.PROMISED, pledge=Pledge(1, 1, "20 € erstatten", state, late, due, None, False)
    )


def test_who_somebody_is_stands_in_what_is_known() -> None:
    line = Line(About.WHO, count=3, recent=1, at=NOW - DAY)
    assert said(line) == (
        "Frau M. · Sie (formal) · brief · since 19 November 2026 · 3 other conversations"
    )
    new = Line(About.WHO, at=NOW)
    assert said(new, Behind(()), "de") == "schreibt zum ersten Mal"


def test_what_is_told_below_is_not_told_twice() -> None:
    assert "other" not in said(Line(About.WHO, count=2, recent=2, at=NOW))
    many = Line(About.WHO, count=10, recent=10, more=True, at=NOW)
    assert "more than 10 other conversations" in said(many)
    assert said(Line(About.AGAIN, recent=2, matter=OTHER)) == "2 other conversations"


@pytest.mark.parametrize(
    ("line", "stands"),
    [
        (pledge("open"), "open until Sat 14:00"),
        (pledge("open", late=True), "late since Thu 14:00"),
        (pledge("broken"), "broken"),
        (pledge("kept"), "kept"),
        (pledge("kept", late=True), "kept late"),
    ],
)
def test_a_promise_says_how_it_stands(line: Line, stands: str) -> None:
    assert said(line).startswith(f"20 € erstatten · {stands}")


def test_last_time_is_its_signs_and_their_own_last_words() -> None:
    quote = Quote(2, 5, "@lindenau Na\n endlich.", NOW)
    line = Line(About.BEFORE, 2, quote=quote, matter=OTHER, signs=("anger",))
    assert said(line) == "19 November 2026 · Done · words of anger · “Na endlich.”"


def test_elsewhere_and_a_note_say_where_and_who() -> None:
    assert said(Line(About.ELSEWHERE, matter=OTHER)) == "Facebook · “Und wann?”"
    note = Line(About.NOTE, quote=Quote(1, 2, "Ruft früh an.", NOW, "Jonas"))
    assert said(note, language="de") == "Jonas · „Ruft früh an.“"


def test_a_note_keeps_whom_it_names_first() -> None:
    quote = Quote(2, 5, "@Jonas bitte ansehen.", NOW)
    assert "“@Jonas bitte ansehen.”" in said(Line(About.NOTE, quote=quote))


def test_what_is_missing_is_a_list() -> None:
    line = Line(About.UNKNOWN, missing=(Missing.NAME, Missing.NUMBER))
    assert said(line, language="de") == "Name, Nummer oder E-Mail"
