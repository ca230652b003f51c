"""The way that customers choose, found in their words; never taken for what they only tell of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from inbox.rules.people import Facts
from inbox.rules.wished import Heard, in_words, proposal, wished
from tests.inbox.rules.tables import table

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
CALL = "Rufen Sie mich bitte an, 0171 2345678, ab 17 Uhr"


def kinds(text: str) -> set[str]:
    return {one.kind for one in wished(text)}


def test_ways_are_found_and_near_misses_are_not() -> None:
    lines = [*table("wished_de"), *table("wished_en")]
    assert len({line["text"] for line in lines}) == len(lines)
    meant = {line["text"]: set(filter(None, line["kind"].split(" + "))) for line in lines}
    wrong = {line["text"] for line in lines if kinds(line["text"]) != meant[line["text"]]}
    assert wrong == {line["text"] for line in lines if line["wrong"]}


REDS = "I'm rubbish at typing, phoning suits me best."


def test_what_no_words_choose_is_seen_by_what_was_learnt_in_its_heaviest_words() -> None:
    assert in_words(REDS) == ()
    (one,) = wished(f"Hello there. {REDS}")
    assert (one.channel, one.no) == ("call", False)
    assert one.words in REDS


@pytest.mark.parametrize(
    "text",
    [
        "Ich kann schlecht hören, also bitte nichts am Telefon",
        "phoning is no good for me, I'm rubbish at it",
        "Thanks for phoning, that suits me best",
    ],
)
def test_a_no_is_only_ever_read_in_words_and_thanks_choose_nothing(text: str) -> None:
    assert not [one for one in wished(text) if not one.no]


def test_number_and_hours_come_along() -> None:
    (one,) = wished(CALL)
    assert (one.words, one.address, one.hours) == (
        "Rufen Sie mich bitte an",
        "+49 171 2345678",
        "ab 17 Uhr",
    )
    assert wished("lieber per Mail an Max.Kranich@example.org")[0].address == (
        "max.kranich@example.org"
    )


def test_of_two_numbers_none_is_taken() -> None:
    assert wished(f"{CALL} oder 0341 1234567")[0].address == ""


def heard(number: int, text: str, days: int = 0) -> Heard:
    return Heard(number, text, NOW - timedelta(days=days))


def test_the_newest_words_are_proposed_with_their_message() -> None:
    said = [heard(3, "Danke!"), heard(2, "lieber per Mail"), heard(1, CALL)]
    found = proposal(said, Facts())
    assert found is not None
    assert (found.heard.message_id, found.wish.channel) == (2, "mail")


@pytest.mark.parametrize(
    "known",
    [
        Facts(channel="call", channel_address="+49 171 2345678"),
        Facts(channel="mail", channel_message_id=1),
        Facts(channel="mail", channel_message_id=7),
        Facts(channel="mail", channel_since=date(2026, 11, 21)),
    ],
)
def test_what_the_team_knows_already_is_not_proposed(known: Facts) -> None:
    assert proposal([heard(1, CALL)], known) is None


def test_a_number_that_was_missing_and_another_way_are_proposed() -> None:
    assert proposal([heard(1, CALL)], Facts(channel="call")) is not None
    assert proposal([heard(2, CALL)], Facts(channel="mail", channel_message_id=1)) is not None


def test_what_they_do_not_want_is_proposed_until_it_is_noted() -> None:
    said = [heard(1, "kein Telefon bitte")]
    found = proposal(said, Facts())
    assert found is not None
    assert (found.wish.channel, found.wish.no) == ("call", True)
    assert proposal(said, replace(Facts(), notes=f"Möchte nicht: “{found.wish.words}”")) is None


def test_nothing_said_proposes_nothing() -> None:
    assert proposal([], Facts()) is None
    assert proposal([heard(1, "")], Facts()) is None
