"""Many conversations from the page: begun, told, refused in one calm sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Conversation
from inbox.care import bulk as many
from inbox.care.bulk_steps import Refusal
from inbox.pages import bulk
from inbox.pages.looks import Look
from inbox.queries import thread
from inbox.queries.conversations import Folder
from inbox.rules.filters import Filter
from inbox.texts import texts
from tests import cast
from tests.inbox.pages.test_acts import SETTINGS, Room

UNUSABLE = "That did not work. Reload the page and try again."


@pytest.fixture
def room(sqlite_database):
    return Room(sqlite_database)


def act(room, look=None, language="en", **value):
    return bulk.act(room.desk(language=language), look or Look(), value)


def carried(room):
    return many.carry_on(room.database, SETTINGS, lambda: room.now, lambda: False)


def shown(room, language="en"):
    with room.database.read() as session:
        return bulk.shown(session, room.miriam, texts(language), room.now)


def another(room, language=None):
    with room.database.write() as session:
        account = session.scalars(select(cast.Account)).one()
        person = session.scalars(select(cast.Contact)).one()
        row = cast.matter(session, account, who=person, thread="2").conversation
        row.language = language
        return row.id


def test_what_is_asked_for_is_told_until_it_is_done_and_put_back(room):
    assert act(room, verb="done", ids=[room.id]).ok
    assert (shown(room)["text"], shown(room)["undo"]) == ("0 of 1 …", True)
    carried(room)
    told = shown(room, "de")
    assert (told["text"], told["waiting"]) == ("1 Unterhaltung ist erledigt.", 0)
    assert act(room, verb="undo", id=told["id"]).ok
    carried(room)
    assert (shown(room)["text"], shown(room)["undo"]) == ("1 conversation is put back.", False)
    assert room.state() == "open"


def test_all_that_match_are_those_of_the_look(room):
    german = another(room, "de")
    act(room, Look(Folder.OPEN, asked=Filter(languages=("de",))), verb="tag", tag="Strom", all=True)
    assert carried(room) == 1
    act(room, Look(), verb="tag", tag="Gas", all=True)
    assert (carried(room), german) == (2, german)


def test_all_that_match_are_those_that_matched_when_they_were_counted(room):
    match = bulk.match(room.desk(), Look())
    later = another(room)
    assert bulk.is_question({"verb": "match"})
    assert bulk.takes_all({"verb": "done", "all": True})
    assert bulk.act(room.desk(), Look(), {"verb": "tag", "tag": "Gas", "all": True}, match).ok
    assert (carried(room), list(match.last), later in match.last) == (1, [room.id], False)


@pytest.mark.parametrize("value", [None, "match", {}, {"verb": "done", "ids": [1]}])
def test_whatever_else_a_browser_sends_asks_for_no_count(value):
    assert (bulk.is_question(value), bulk.takes_all(value)) == (False, False)


def test_what_the_agent_had_seen_comes_from_the_browser(room):
    with room.database.write() as session:
        session.get_one(cast.Conversation, room.id).last_inbound_id = 8
    act(room, verb="done", ids=[room.id], seen=[7])
    carried(room)
    assert shown(room)["refused"][0]["why"] == "The customer has written since you chose it."
    assert room.state() == "open"


def test_after_a_minute_what_came_of_it_is_old(room):
    act(room, verb="done", ids=[room.id])
    carried(room)
    assert shown(room)["old"] is False
    room.now += bulk.FRESH
    assert (shown(room)["old"], shown(room)["undo"]) == (True, True)


def test_what_is_offered_is_said_so(room):
    assert act(room, verb="offer", ids=[room.id], agent=room.jonas, note="Bitte du").ok
    carried(room)
    assert shown(room)["text"] == "1 conversation is offered."
    assert shown(room, "de")["text"] == "1 Unterhaltung ist angeboten."


@pytest.mark.parametrize(
    ("value", "said", "back"),
    [
        ({"verb": "done"}, "1 conversation is done.", "Put back: 1 done"),
        ({"verb": "tag", "tag": "{n} Gas "}, "1 conversation has the tag “{n} Gas”.",
         "Put back: 1 tagged"),
        ({"verb": "assign", "agent": "me"}, "1 conversation is yours now.",
         "Put back: 1 handed on"),
    ],
)  # fmt: skip
def test_what_came_of_it_names_what_was_done(room, value, said, back):
    whom = {"agent": room.miriam} if "agent" in value else {}
    assert act(room, ids=[room.id], **{**value, **whom}).ok
    carried(room)
    told = shown(room)
    assert (told["text"], told["back"]) == (said, back)


def test_what_goes_back_to_the_queue_is_said_so(room):
    act(room, verb="assign", ids=[room.id], agent=room.miriam)
    carried(room)
    assert act(room, verb="assign", ids=[room.id], agent=None).ok
    carried(room)
    assert shown(room)["text"] == "1 conversation is back in the queue."


def test_where_more_match_than_one_act_takes_that_is_known(room, monkeypatch):
    another(room)
    assert not bulk.match(room.desk(), Look()).further
    monkeypatch.setattr(bulk, "MOST", 1)
    match = bulk.match(room.desk(), Look())
    assert (len(match.last), match.further) == (1, True)


def test_a_refusal_says_whose_it_is_and_why(room):
    ack = act(room, verb="assign", ids=[room.id], agent=room.jonas)
    carried(room)
    assert ack.ok
    assert shown(room)["text"] == "Not one of them could be changed."
    assert shown(room)["refused"] == [
        {"id": room.id, "name": "Erika M.", "why": "You may not do this."}
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"verb": "done", "ids": []}, "Nothing of what you chose is here any more. Nothing was changed."),
        ({"verb": "tag", "tag": " "}, "A tag has 1 to 40 characters on one line."),
        ({"verb": "snooze", "until": "soon"}, "That time cannot be chosen. Choose one within a year from now."),
        (
            {"verb": "offer", "agent": 1, "note": "", "ids": [*range(1, 52)]},
            "Choose at most 50 conversations at once.",
        ),
        ({"verb": "offer", "agent": 1, "note": "x" * 9000}, "A note has 4,000 characters at most."),
        ({"verb": "undo", "id": 7}, "It cannot be taken back any more."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(room, value, said):
    ack = act(room, **{"ids": [room.id], **value})
    assert (ack.ok, ack.text, shown(room)) == (False, said, None)


@pytest.mark.parametrize(
    "value",
    [
        {}, {"verb": "delete", "ids": [1]}, {"verb": ["done"], "ids": [1]}, {"verb": "done"},
        {"verb": "done", "ids": "1"}, {"verb": "done", "ids": ["1"]}, {"verb": "tag", "ids": [1]},
        {"verb": "offer", "ids": [1], "agent": 1}, {"verb": "offer", "ids": [1], "note": ""},
        {"verb": "snooze", "ids": [1], "until": 7}, {"verb": "assign", "ids": [1], "agent": "x"},
        {"verb": "done", "ids": [1] * 1001}, {"verb": "done", "ids": [1], "seen": [1, 2]},
        {"verb": "done", "ids": [1], "seen": ["1"]}, {"verb": "done", "ids": [1], "seen": None}, {"verb": "undo"},
    ],
)  # fmt: skip
def test_nonsense_from_a_browser_begins_nothing(room, value):
    ack = act(room, **value)
    assert (ack.ok, ack.text, shown(room)) == (False, UNUSABLE, None)


def test_every_refusal_has_its_sentence():
    assert set(bulk.REFUSALS) == set(Refusal)


def test_how_many_come_back_sooner_than_chosen_is_said(room):
    with room.database.write() as session:
        here = session.get_one(Conversation, room.id)
        here.answer_until = room.now + timedelta(hours=24)
        session.get_one(cast.Account, here.account_id).window_margin = 3600
    second = another(room)
    act(room, verb="snooze", ids=[room.id, second], until="monday")
    carried(room)
    assert shown(room)["text"] == (
        "2 conversations are put off. 1 comes back sooner than chosen: later it cannot be answered."
    )
    assert "1 kommt früher als gewählt zurück" in shown(room, "de")["text"]
    with room.database.read() as session:
        views = [thread.opened(session, each) for each in (room.id, second)]
    assert [view.early for view in views if view] == [True, False]
