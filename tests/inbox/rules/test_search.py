"""A line is read as it is meant; what cannot be is named, and no line at all raises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.search import MOST, Problem, Query, Term, read


def term(*words: str, prefix: bool = False) -> Term:
    return Term(words, prefix)


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("Heizung kalt", Query(terms=(term("heizung"), term("kalt")))),
        ('"kein Wasser"', Query(terms=(term("kein", "wasser"),))),
        ("„kein Wasser“", Query(terms=(term("kein", "wasser"),))),
        ('"kein Was"*', Query(terms=(term("kein", "was", prefix=True),))),
        ('"nie geschlossen', Query(terms=(term("nie", "geschlossen"),))),
        ("stör*", Query(terms=(term("stor", prefix=True),))),
        ("zug -danke", Query(terms=(term("zug"),), without=(term("danke"),))),
        ('zug -"guten Tag"', Query(terms=(term("zug"),), without=(term("guten", "tag"),))),
        ("e-mail", Query(terms=(term("e", "mail"),))),
        ("https://a.de/x", Query(terms=(term("https", "a", "de", "x"),))),
        ("10:30", Query(terms=(term("10", "30"),))),
        ("from:Müller", Query(people=(term("muller"),))),
        ('from:"Cem Ö"', Query(people=(term("cem", "o"),))),
        ("platform:X platform:fb", Query(platforms=frozenset({"twitter", "facebook"}))),
        ("kind:direct", Query(kinds=frozenset({"direct"}))),
        ("is:note kind:direct", Query(kinds=frozenset({"note", "direct"}))),
        ("in:notes", Query(kinds=frozenset({"note"}))),
        ("is:answered", Query(states=frozenset({"waiting"}))),
        ("is:waiting", Query(states=frozenset({"open"}))),
        ("is:open is:unread", Query(states=frozenset({"open"}), unread=True)),
        ("by:Miriam", Query(agents=("miriam",))),
        ("owner:ME owner:none", Query(owners=("me", "none"))),
        ('tag:"Große Störung"', Query(tags=("grosse störung",))),
    ],
)  # fmt: skip
def test_a_line_is_read(line: str, query: Query) -> None:
    assert read(line) == query


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("line", "since", "until"),
    [
        ("on:2026-11-20", datetime(2026, 11, 19, 23), datetime(2026, 11, 20, 23)),
        ("on:20.11.2026", datetime(2026, 11, 19, 23), datetime(2026, 11, 20, 23)),
        ("before:2026-11-20", None, datetime(2026, 11, 19, 23)),
        ("after:2026-11-20", datetime(2026, 11, 20, 23), None),
        ("on:2026-03-29", datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 22)),
        ("after:2026-01-01 after:2026-02-01", datetime(2026, 2, 1, 23), None),
        ("before:2026-01-02 before:2026-02-01", None, datetime(2026, 1, 1, 23)),
    ],
)
def test_a_date_is_a_day_of_the_agent_s_zone(line: str, since, until) -> None:
    query = read(line, BERLIN)
    assert query.since == (since and since.replace(tzinfo=UTC))
    assert query.until == (until and until.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "problem", "piece"),
    [
        ("before:gestern", Problem.DATE, "before:gestern"),
        ("on:2026-13-40", Problem.DATE, "on:2026-13-40"),
        ("after:0001-01-01", Problem.DATE, "after:0001-01-01"),
        ("after:9999-12-31", Problem.DATE, "after:9999-12-31"),
        ("platform:myspace", Problem.PLATFORM, "platform:myspace"),
        ("kind:fax", Problem.KIND, "kind:fax"),
        ("is:lost", Problem.STATE, "is:lost"),
        ("in:lost", Problem.KIND, "in:lost"),
        ("from: x", Problem.MISSING, "from:"),
        ('by:""', Problem.MISSING, 'by:""'),
        ("from:!!!", Problem.MISSING, "from:!!!"),
        ("a*", Problem.SHORT, "a*"),
        ("from:erika_m*", Problem.SHORT, "from:erika_m*"),
        ("-from:erika", Problem.MINUS, "-from:erika"),
        ("!!!", Problem.NOTHING, ""),
        ("👍", Problem.NOTHING, ""),
        ("-danke", Problem.NOTHING, ""),
    ],
)
def test_what_cannot_be_is_named(line: str, problem: Problem, piece: str) -> None:
    (wrong,) = read(line).wrong
    assert (wrong.problem, wrong.piece) == (problem, piece)


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("foo:bar lang:de foo:x", ("foo", "lang")),
        ("Von:Erika from:erika", ("von",)),
        ("https://example.org mailto:a@b.de 12:30 Problem: Heizung", ()),
        ('"foo:bar"', ()),
    ],
)
def test_what_looks_like_an_operator_counts_as_words_and_is_named(line: str, strange) -> None:
    assert read(line).strange == strange
    assert read(line).terms


@pytest.mark.parametrize("line", ["", "   ", "\n"])
def test_who_typed_nothing_is_told_nothing(line: str) -> None:
    assert read(line) == Query()
    assert read(line).empty


def test_a_long_line_is_read_as_far_as_it_goes_and_says_so() -> None:
    assert len(read("wort " * (MOST + 1)).terms) == MOST
    assert read("wort " * (MOST + 1)).cut
    assert read("x" * 10_000).cut
    assert not read("wort " * MOST).cut


@given(st.text(st.characters(), max_size=200), st.sampled_from(["UTC", BERLIN, "Asia/Kathmandu"]))
def test_no_text_raises(line: str, zone: str) -> None:
    query = read(line, zone)
    for one in (*query.terms, *query.without, *query.people):
        assert one.words
        assert all(word.isalnum() for word in one.words)


OPERATOR = st.sampled_from(
    ["from", "by", "platform", "kind", "is", "before", "after", "on", "tag", "owner"]
)


@given(OPERATOR, st.text(max_size=12))
def test_no_operator_raises(name: str, value: str) -> None:
    read(f"{name}:{value}", BERLIN)
    read(f'-{name}:"{value}"*', BERLIN)
