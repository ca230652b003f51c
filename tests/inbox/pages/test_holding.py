"""What stands in a conversation's head: done by right, refused in one calm sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Account, Conversation
from inbox.care import presence, teams
from inbox.care.rights import MACHINE
from inbox.pages import holding
from tests.inbox.pages.test_acts import Room

NOBODY = {"agent": None, "team": None}


@pytest.fixture
def room(sqlite_database):
    return Room(sqlite_database)


def hand(room, to, had=NOBODY, desk=None, chosen=None, **more):
    value = {"what": "hand", "id": chosen or room.id, "to": to, "had": had, **more}
    return holding.act(desk or room.desk(), value)


def agent(number):
    return {"agent": number, "team": None}


def admin(room):
    return replace(room.desk(), actor=MACHINE)


def test_taking_it_is_said(room):
    ack = hand(room, agent(room.miriam))
    assert (ack.ok, ack.what, ack.text) == (True, "hand", "It is yours.")
    assert ack.conversation == room.id


def test_giving_it_away_needs_no_word(room):
    assert hand(room, agent(room.jonas), desk=admin(room)).text == ""


def test_only_admins_give_without_asking(room):
    ack = hand(room, agent(room.jonas))
    assert (ack.ok, ack.text) == (False, "You may not do this.")


def test_who_comes_second_is_told_who_has_it(room):
    hand(room, agent(room.jonas), desk=room.desk(room.jonas))
    ack = hand(room, agent(room.miriam))
    assert (ack.ok, ack.text) == (False, "Jonas Weber has it by now. Nothing was changed.")


def test_over_an_owner_who_writes_there_it_is_asked_back_and_done_when_it_is_meant(room):
    hand(room, agent(room.jonas), desk=room.desk(room.jonas))
    with room.database.write() as session:
        presence.here(session, room.desk(room.jonas).actor, room.id, room.now, writing=True)
    ack = hand(room, agent(room.miriam), agent(room.jonas), room.desk(language="de"))
    assert (ack.what, ack.ok, ack.conversation) == ("handSure", False, room.id)
    assert ack.text == "Jonas Weber schreibt dort gerade."
    assert hand(room, agent(room.miriam), agent(room.jonas), sure=True).text == "It is yours."


def test_a_queue_it_went_into_meanwhile_is_said_too(room):
    with room.database.write() as session:
        team = teams.add(session, MACHINE, "Strom", room.now)
    hand(room, {"agent": None, "team": team})
    ack = hand(room, agent(room.miriam), desk=room.desk(language="de"))
    assert (ack.ok, ack.text) == (
        False,
        "Es liegt inzwischen woanders. Nichts wurde geändert.",
    )


def test_who_is_not_there_is_given_nothing(room):
    ack = hand(room, agent(10**6), desk=admin(room))
    assert (ack.ok, ack.text) == (False, "They are not here any more. Choose somebody else.")


def test_a_conversation_that_is_gone_is_said(room):
    ack = hand(room, agent(room.miriam), chosen=10**6)
    assert (ack.ok, ack.text) == (False, "This conversation is not there any more.")


@pytest.mark.parametrize(
    ("to", "had"),
    [
        (None, NOBODY),
        (NOBODY, "x"),
        ({"agent": "1"}, NOBODY),
        ({"agent": True}, NOBODY),
        ({"agent": None, "team": -1}, NOBODY),
        ({"agent": 2**70}, NOBODY),
    ],
)
def test_nonsense_from_a_browser_changes_nothing(room, to, had):
    ack = hand(room, to, had)
    assert (ack.ok, ack.text) == (False, "That did not work. Reload the page and try again.")


def snooze(room, until, language="en"):
    value = {"what": "snooze", "id": room.id, "until": until}
    return holding.act(room.desk(language=language), value)


def test_putting_off_says_when_it_comes_back(room):
    assert snooze(room, "monday").text == "It comes back Mon 08:00."
    assert room.state() == "snoozed"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It comes back Sat 11:01, before it can no longer be answered."),
        ("de", "Es kommt wieder, solange man noch antworten kann: Sa. 11:01."),
    ],
)
def test_a_window_that_closes_sooner_is_said(room, language, said):
    with room.database.write() as session:
        here = session.get_one(Conversation, room.id)
        here.answer_until = room.now + timedelta(hours=24)
        session.get_one(Account, here.account_id).window_margin = 3600
    assert snooze(room, "monday", language).text == said


@pytest.mark.parametrize("until", ["2020-01-01T08:00", "soon"])
def test_a_time_that_cannot_be_is_said(room, until):
    ack = snooze(room, until)
    assert (ack.ok, ack.text[:28]) == (False, "That time cannot be chosen. ")


@pytest.mark.parametrize("until", [None, 7, ["later"]])
def test_a_time_that_is_no_text_is_refused(room, until):
    ack = snooze(room, until)
    assert (ack.ok, ack.text) == (False, "That did not work. Reload the page and try again.")


def test_what_needs_its_agent_first_is_said(room):
    with room.database.write() as session:
        session.get_one(Conversation, room.id).unsent_at = room.now
    ack = snooze(room, "later")
    assert (ack.ok, ack.text) == (False, "A reply here needs you first. Nothing was changed.")
