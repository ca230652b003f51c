"""What is known of a person: what can be written, and what joins and partings make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.rules import blocking, people
from inbox.rules.blocking import NoDay
from inbox.rules.people import Facts, Flaw, Known

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KNOWN = Known(("sie", "du"), ("brief", "thorough"), ("call", "mail", "twitter"))
MORE = Facts("Frau Müller", "sie", "de", "call", "sie sagte es", TODAY, "brief", "Ruft lieber an.")


@pytest.mark.parametrize(
    ("wrong", "flaw"),
    [
        ({}, None),
        ({"name": "x" * 101}, Flaw.NAME),
        ({"notes": "x" * 4_001}, Flaw.NOTES),
        ({"channel_source": "x" * 201}, Flaw.SOURCE),
        ({"channel_since": TODAY + timedelta(days=1)}, Flaw.DAY),
        ({"address": "ihr"}, Flaw.UNKNOWN),
        ({"pace": "slow"}, Flaw.UNKNOWN),
        ({"channel": "pigeon"}, Flaw.UNKNOWN),
        ({"language": "xx"}, Flaw.UNKNOWN),
    ],
)
def test_what_cannot_be_kept_is_said_by_its_flaw(wrong: dict[str, object], flaw: Flaw) -> None:
    assert people.flaw(replace(MORE, **wrong), KNOWN, TODAY) == flaw


def test_names_are_one_line_and_blanks_are_nothing() -> None:
    typed = Facts(name="  Frau\n Müller\u202e ", channel_source="  ", notes=" Eins \n zwei ")
    assert people.tidy(typed) == Facts(name="Frau Müller", notes="Eins \n zwei")


def test_without_a_channel_nobody_knows_where_it_is_from() -> None:
    assert people.tidy(Facts(channel_source="gesagt", channel_since=TODAY)) == Facts()


def test_a_join_keeps_what_who_stays_says_and_takes_the_rest_from_the_other() -> None:
    both = people.joined(Facts(name="Anna", notes="A"), MORE)
    assert (both.name, both.address, both.channel) == ("Anna", "sie", "call")
    assert both.notes == "A\n\nRuft lieber an."


def test_a_join_keeps_the_longer_block() -> None:
    short = Facts(blocked_until=NOON, blocked_reason="Beleidigt", blocked_by=1)
    long = Facts(blocked_until=NOON + timedelta(days=1), blocked_reason="Droht", blocked_by=2)
    for one, other in ((short, long), (long, short), (Facts(), long)):
        assert people.joined(one, other).blocked_reason == "Droht"


@pytest.mark.parametrize("to_other", [False, True])
def test_what_was_written_since_goes_to_the_one_who_is_chosen(to_other: bool) -> None:
    before = Facts(name="Anna", notes="A")
    after = people.joined(before, MORE)
    now = replace(after, name="Anna M.", notes=after.notes + "\n\nSeither.")
    stays, goes = people.parted(before, MORE, after, now, since_to_other=to_other)
    heir, other = (goes, stays) if to_other else (stays, goes)
    assert (heir.name, heir.notes.endswith("Seither.")) == ("Anna M.", True)
    assert other == (before if to_other else MORE)


def test_notes_that_were_written_anew_are_kept_whole() -> None:
    before = Facts(notes="A")
    after = people.joined(before, MORE)
    stays, _ = people.parted(before, MORE, after, replace(after, notes="Neu"), since_to_other=False)
    assert stays.notes == "A\n\nNeu"


def test_a_line_that_was_changed_since_goes_to_one_and_the_other_s_notes_stay_their_own() -> None:
    before = Facts(notes="Hat zwei Katzen.\nMag Kaffee.")
    after = people.joined(before, MORE)
    now = replace(after, notes=after.notes.replace("zwei", "drei"))
    stays, goes = people.parted(before, MORE, after, now, since_to_other=False)
    assert stays.notes == "Hat zwei Katzen.\nMag Kaffee.\n\nHat drei Katzen."
    assert goes == MORE
    assert people.noted_since(after.notes, now.notes) == "Hat drei Katzen."


def test_what_was_only_struck_out_since_comes_back() -> None:
    before = Facts(notes="A\nB")
    after = people.joined(before, Facts())
    now = replace(after, notes="A")
    assert people.parted(before, Facts(), after, now, since_to_other=True) == (before, Facts())
    assert people.noted_since(after.notes, now.notes) == ""


def test_what_was_changed_since_a_join_is_named() -> None:
    now = replace(MORE, name="Anna", channel_hours="abends", blocked_until=NOON)
    assert people.news(MORE, now) == ("name", "channel", "block")
    assert people.news(MORE, replace(MORE, notes="Neu")) == ()


def test_only_where_both_say_something_else_is_one_of_them_given_up() -> None:
    other = Facts(name="Anna", address="sie", pace="thorough", channel="call", channel_hours="früh")
    assert people.overruled(MORE, other) == ("name", "pace", "channel")
    assert people.overruled(MORE, Facts()) == people.overruled(Facts(), MORE) == ()
    assert people.overruled(MORE, MORE) == ()


def test_who_was_let_go_since_is_blocked_under_neither_name() -> None:
    held = Facts(blocked_until=NOON, blocked_reason="Droht", blocked_by=1)
    after = people.joined(held, Facts())
    free = replace(after, blocked_until=None, blocked_reason=None, blocked_by=None)
    parted = people.parted(held, Facts(), after, free, since_to_other=True)
    assert [one.blocked_until for one in parted] == [None, None]


lines = st.text("abc \n", max_size=6)
words = st.sampled_from([None, "x", "y"])
facts = st.builds(
    Facts,
    name=words,
    address=words,
    channel=words,
    channel_since=st.sampled_from([None, TODAY]),
    notes=lines,
    blocked_until=st.sampled_from([None, NOON]),
)


@settings(max_examples=60)
@given(facts, facts)
def test_parting_at_once_gives_both_back_exactly(one: Facts, other: Facts) -> None:
    both = people.joined(one, other)
    if both.blocked_until == one.blocked_until or both.blocked_until == other.blocked_until:
        assert people.parted(one, other, both, both, since_to_other=False) == (one, other)
    assert people.read(people.dumped(both)) == both


@pytest.mark.parametrize(
    ("asked", "admin", "until"),
    [
        ("2026-11-20", False, "2026-11-20T23:00:00+00:00"),
        ("2026-12-20", False, "2026-12-20T23:00:00+00:00"),
        ("2026-12-21", False, None),
        ("2026-12-21", True, "2026-12-21T23:00:00+00:00"),
        ("2027-11-21", True, None),
        ("2026-11-19", True, None),
        ("morgen", True, None),
        ("9999-12-31", True, None),
    ],
)
def test_somebody_is_blocked_until_the_end_of_a_day(
    asked: str, admin: bool, until: str | None
) -> None:
    if until is None:
        with pytest.raises(NoDay):
            blocking.ends(asked, NOON, "Europe/Berlin", admin=admin)
    else:
        ends = blocking.ends(asked, NOON, "Europe/Berlin", admin=admin)
        assert ends.isoformat() == until
