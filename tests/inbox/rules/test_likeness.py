"""Reasons to think that two contacts are one person, and what is none."""

from __future__ import annotations

import pytest

from inbox.rules import likeness
from inbox.rules.likeness import Face, Reason, Why, face

ERIKA = Face("twitter", "Erika Müller", "erika_m", frozenset({"e@example.com"}))
CASES = [
    ("the same handle elsewhere", Face("instagram", "E.", "Erika_M"), [(Why.HANDLE, "erika_m")]),
    ("the same handle on one platform", Face("twitter", "E.", "erika_m"), []),
    ("a name alone", Face("facebook", "Erika Müller", None), []),
    (
        "a name and an address",
        Face("facebook", "ERIKA MUELLER", None, frozenset({"e@example.com"})),
        [(Why.MAIL, "e@example.com")],
    ),
    ("an address alone", Face("facebook", "Jo", None, frozenset({"e@example.com"})), []),
]


@pytest.mark.parametrize(("said", "other", "why"), CASES, ids=[case[0] for case in CASES])
def test_reasons(said: str, other: Face, why: list[tuple[Why, str]]) -> None:
    assert likeness.reasons(ERIKA, other) == tuple(Reason(*one) for one in why)
    assert len(likeness.reasons(other, ERIKA)) == len(why)


def test_a_short_handle_is_anybodys() -> None:
    one, other = Face("twitter", "Max", "max"), Face("instagram", "Max P.", "max")
    assert likeness.reasons(one, other) == ()


def test_nobodys_name_is_no_name_in_common() -> None:
    one = Face("twitter", "", None, frozenset({"e@example.com"}))
    assert likeness.reasons(one, one) == ()


def test_addresses_and_numbers_are_read_from_what_was_written() -> None:
    said = ["Mail an Erika@Example.com, bitte.", "Oder (030) 901820 bzw. 0049 30 901820"]
    seen = face("twitter", "Erika", None, said)
    assert seen.mails == {"erika@example.com"}
    assert seen.phones == {"+4930901820"}


def test_one_number_in_two_spellings_is_in_common() -> None:
    one = face("twitter", "Erika", None, ["030 901820"])
    other = face("facebook", "erika", None, ["Tel. +49 30 901820"])
    assert likeness.reasons(one, other) == (Reason(Why.PHONE, "+49 30 901820"),)
