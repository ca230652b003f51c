"""Words for this customer: their own name, no canned text, no wish by rote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox.rules import canned, salutation
from inbox.rules.known import Earlier, Known
from inbox.rules.objections import Check, Facts, Level
from tests.inbox.rules.tables import FACTS, NOW, Line, hold, table

CHECKS: dict[str, tuple[Check, Level]] = {
    "canned": (canned.canned, Level.HOLDS),
    "other_name": (salutation.other_name, Level.BLOCKS),
    "same_closing": (salutation.same_closing, Level.HINTS),
}


def several(line: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(filter(None, line.get(name, "").split(" + ")))


def facts_of(line: dict[str, str]) -> Facts:
    """Return what a line of a table says beside its draft."""
    earlier = tuple(Earlier(text, "Jonas Weber", NOW) for text in several(line, "earlier"))
    said = tuple(text.replace("\\n", "\n") for text in several(line, "said"))
    known = Known(
        called=several(line, "called"), others=several(line, "others"), alike=earlier, said=said
    )
    return replace(FACTS, known=known)


@pytest.mark.parametrize("name", CHECKS)
def test_a_rule_judges_as_its_table_says(name: str) -> None:
    check, level = CHECKS[name]

    def seen(line: Line) -> bool:
        text = line["text"].replace("\\n", "\n")
        found = list(check(text, facts_of(line)))
        for one in found:
            assert (one.rule, one.level) == (name, level), line
            assert one.words == tuple(text[a:b].strip() for a, b in one.spans), line
        return bool(found)

    lines = [*table(f"{name}_de"), *table(f"{name}_en")]
    hold(lines, seen, lambda line: bool(line["rule"]))


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_half_of_the_cases_are_free(name: str, language: str, least: int) -> None:
    lines = table(f"{name}_{language}")
    assert len(lines) >= least
    assert 0.4 <= sum(not line["rule"] for line in lines) / len(lines) <= 0.6


LONG = (
    "Vielen Dank für Ihre Nachricht. Es tut uns sehr leid, dass Sie warten mussten. Wir sehen nach"
    " und melden uns bei Ihnen."
)


@pytest.mark.parametrize("name", ["canned_de", "canned_en"])
def test_texts_as_like_as_that_share_a_band(name: str) -> None:
    for line in table(name):
        if line["rule"] and not line["wrong"]:
            assert set(canned.bands(line["earlier"])) & set(canned.bands(line["text"]))


def test_texts_of_their_own_share_no_band() -> None:
    both = [canned.bands(line["earlier"]) for line in table("canned_de")[:1]]
    free = [canned.bands(line["text"]) for line in table("canned_de") if not line["rule"]]
    assert not any(set(both[0]) & set(other) for other in free)


def test_a_band_is_the_same_in_every_process_and_fits_its_column() -> None:
    assert canned.bands(LONG)[0] == FIRST
    assert all(-(2**63) <= band < 2**63 for band in canned.bands(LONG))


FIRST = -2_840_081_993_697_654_328


def test_a_short_answer_has_none() -> None:
    assert canned.bands("Gern geschehen!") == ()


def test_the_name_of_its_customer_makes_no_other_text_of_it() -> None:
    assert canned.bands(f"Petra, {LONG}", ["Petra Müller"]) == canned.bands(LONG)


def test_the_likest_is_named_the_latest_of_several() -> None:
    alike = (
        Earlier(LONG, "Anna", NOW - timedelta(days=2)),
        Earlier(LONG, "Jonas", NOW - timedelta(days=1)),
    )
    (found,) = canned.canned(LONG, replace(FACTS, known=Known(alike=alike)))
    assert found.params == {"who": "Jonas", "sent_at": NOW - timedelta(days=1)}
    assert found.words == ("Vielen Dank für Ihre Nachricht. Es tut uns",)


def test_facts_of_the_library_are_no_canned_text() -> None:
    known = Known(alike=(Earlier(LONG, "Anna", NOW),), library=(LONG,))
    assert list(canned.canned(LONG, replace(FACTS, known=known))) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wo ist mein Paket? LG Petra", ("Petra",)),
        ("Ich bin Anna, hallo.", ("Anna",)),
        ("Bitte um Rückruf.\nViele Grüße\nCem Öztürk", ("Cem Öztürk",)),
        ("My name is Jo.", ("Jo",)),
        ("Wo ist mein Paket?", ()),
    ],
)
def test_who_signs_tells_their_name(text: str, names: tuple[str, ...]) -> None:
    assert salutation.signed(text) == names
