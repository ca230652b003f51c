"""Reasons to think that two contacts are one person, and what is none."""

from __future__ import annotations

import pytest

from inbox.rules import likeness
from inbox.rules.likeness import Face, Reason, Ways, Why, ways

MAIL = Ways(frozenset({"e@example.com"}))
ERIKA = Face("twitter", "Erika Müller", "erika_m", MAIL)
NAMED = (Why.NAME, "Erika Müller")
CASES = [
    ("the same handle elsewhere", Face("instagram", "E.", "Erika_M"), [(Why.HANDLE, "erika_m")]),
    ("the same handle on one platform", Face("twitter", "E.", "erika_m"), []),
    ("the same name", Face("facebook", "Erika Müller", None), [NAMED]),
    ("the same name, folded", Face("twitter", "ERIKA  MUELLER", None), [NAMED]),
    ("a part of the name", Face("facebook", "Erika", None), []),
    ("a longer name", Face("facebook", "Erika Müller-Lüdenscheidt", None), []),
    ("the name the team gave", Face("facebook", "E.", None, called="Erika Müller"), [NAMED]),
    ("the same address", Face("facebook", "Jo", None, MAIL), [(Why.MAIL, "e@example.com")]),
    (
        "an address and a name",
        Face("facebook", "Erika Mueller", None, MAIL),
        [(Why.MAIL, "e@example.com"), NAMED],
    ),
    ("nothing", Face("facebook", "Jo", "jo_jo", Ways(frozenset({"jo@example.com"}))), []),
]


@pytest.mark.parametrize(("said", "other", "why"), CASES, ids=[case[0] for case in CASES])
def test_reasons(said: str, other: Face, why: list[tuple[Why, str]]) -> None:
    assert likeness.reasons(ERIKA, other) == tuple(Reason(*one) for one in why)
    assert len(likeness.reasons(other, ERIKA)) == len(why)


def test_a_short_handle_is_anybodys() -> None:
    one, other = Face("twitter", "Max", "max"), Face("instagram", "Max P.", "max")
    assert likeness.reasons(one, other) == ()


@pytest.mark.parametrize("nobody", ["", "…", "🌻"])
def test_nobodys_name_is_no_name_in_common(nobody: str) -> None:
    assert likeness.reasons(Face("twitter", nobody, None), Face("facebook", nobody, None)) == ()


def test_one_number_in_two_spellings_is_in_common() -> None:
    one = Face("twitter", "Erika", None, ways(["030 901820"]))
    other = Face("facebook", "Jo", None, ways(["Tel. +49 30 901820"]))
    assert likeness.reasons(one, other) == (Reason(Why.PHONE, "+49 30 901820"),)


def test_addresses_and_numbers_are_read_from_what_was_written() -> None:
    seen = ways(["Mail an Erika@Example.com, bitte.", "Oder (030) 901820 bzw. 0049 30 901820"])
    assert seen == Ways(frozenset({"erika@example.com"}), frozenset({"+4930901820"}))


NONE = [
    ("a date", "am 05.11.2026 und 05-11-26"),
    ("a date with its hour", "05.11.2026 15 und 15.05.2026 10-12"),
    ("a hotline that is called for nothing", "0800 3301000"),
    ("one that costs the caller", "0900 1234567"),
    ("an amount", "Rechnung über 0815.00"),
    ("the middle of a longer number", "DE89370400440532013000"),
    ("no address", "erika@ example, @erika_m"),
]


@pytest.mark.parametrize(("said", "text"), NONE, ids=[case[0] for case in NONE])
def test_what_is_nobodys_own_is_no_way_to_them(said: str, text: str) -> None:
    assert ways([text]) == Ways()
