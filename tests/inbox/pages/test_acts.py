"""What an agent does in the inbox: done once, by right, and refused in one calm sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from connectors.base import Kind
from db.models import (
    Action,
    ActionState,
    Agent,
    Conversation,
    Draft,
    Message,
    Read,
    Reply,
    ReplyState,
    Role,
)
from inbox.care import drafts
from inbox.care.rights import Actor, Via
from inbox.outgoing import replying
from inbox.pages import acts
from inbox.pages.acts import Desk, Unusable
from inbox.pages.current import House
from inbox.settings import Settings
from inbox.texts import texts
from tests import cast
from tests.cast import NOON

SETTINGS = Settings(_env_file=None)
KEY = "a" * 32


class Room:
    """Miriam at her desk in front of Erika's words."""

    def __init__(self, database, kind=Kind.MENTION):
        self.database, self.now = database, NOON + timedelta(minutes=1)
        with database.write() as session:
            account = cast.account(session)
            self.id = cast.matter(session, account, kind=kind).conversation.id
            self.miriam = cast.agent(session).id
            self.jonas = cast.agent(session, cast.JONAS).id
        self.house = House(database, SETTINGS, lambda: self.now)

    def desk(self, agent_id=None, language="en"):
        actor = Actor(agent_id or self.miriam, Role.AGENT, Via.PAGE)
        return Desk(self.house, actor, texts(language))

    def send(self, text="Gern geschehen.", key=KEY, despite="", **more):
        value = {
            "conversation": self.id, "text": text, "key": key, "split": False, "despite": despite,
            "pictures": [],
        } | more  # fmt: skip
        return acts.calmly(self.desk(), "send", value, acts.send)

    def act(self, what, chosen, desk=None):
        value = {"what": what, "id": chosen}
        return acts.calmly(desk or self.desk(), "act", value, acts.act)

    def replies(self):
        with self.database.read() as session:
            return list(session.scalars(select(Reply).order_by(Reply.id)))

    def state(self):
        with self.database.read() as session:
            return session.get(Conversation, self.id).state

    def typed(self):
        with self.database.read() as session:
            return session.scalar(select(Draft.text))


@pytest.fixture
def room(sqlite_database):
    return Room(sqlite_database)


def test_sending_queues_a_signed_reply_and_says_so(room):
    ack = room.send()
    (reply,) = room.replies()
    assert (ack.ok, ack.what, ack.conversation, ack.key) == (True, "send", room.id, KEY)
    assert reply.text.startswith("Gern geschehen.")
    assert "Miriam Brandt" in reply.signature


def test_sending_twice_with_one_key_is_one_reply(room):
    assert [room.send().ok, room.send().ok] == [True, True]
    assert len(room.replies()) == 1


@pytest.mark.parametrize(("chosen", "private"), [(True, True), (False, False), (1, False)])
def test_only_a_clear_choice_makes_it_private(sqlite_database, chosen, private):
    room = Room(sqlite_database, Kind.COMMENT)
    assert room.send(private=chosen).ok
    assert [reply.private for reply in room.replies()] == [private]


def test_a_private_answer_that_is_not_possible_is_not_sent_in_public(room):
    assert not room.send(private=True).ok
    assert room.replies() == []


def test_what_is_objected_to_is_not_queued_and_the_pane_looks_below(room):
    ack = room.send("Ihre Ticketnummer ist 4711.")
    assert (ack.ok, ack.text) == (False, "It has not left. Why, and what to do, stands below.")
    assert (ack.conversation, ack.key) == (room.id, KEY)
    assert room.replies() == []


def test_a_time_behind_the_answer_window_is_refused_with_the_reason(room):
    with room.database.write() as session:
        session.get_one(Conversation, room.id).answer_until = room.now + timedelta(hours=3)
    ack = room.send(at="tomorrow")
    said = "Choose an earlier time: the time to answer ends at 15:01."
    assert (ack.ok, ack.text) == (False, said)
    assert room.replies() == []


def test_a_picture_that_is_not_there_any_more_stops_the_answer_calmly(room):
    ack = room.send(pictures=[7])
    assert (ack.ok, "Look once more" in ack.text) == (False, True)
    assert room.replies() == []


def test_a_refusal_is_said_in_the_agents_language(room):
    value = {"conversation": 999, "text": "x", "key": KEY, "despite": "", "pictures": []}
    ack = acts.calmly(room.desk(language="de"), "send", value, acts.send)
    assert ack.text == "Diese Unterhaltung gibt es nicht mehr."


def test_undo_brings_the_text_back(room):
    room.send("Bis morgen!")
    ack = room.act("undo", room.replies()[0].id)
    assert ack.ok
    assert (room.replies()[0].state, room.typed()) == (ReplyState.WITHDRAWN, "Bis morgen!")


def test_undo_comes_too_late_when_it_is_on_its_way(room):
    room.send()
    with room.database.write() as session:
        session.get(Reply, room.replies()[0].id).state = ReplyState.SENDING
    ack = room.act("undo", room.replies()[0].id)
    assert (ack.ok, ack.text) == (False, "Too late: it is on its way already.")


def test_nobody_takes_back_what_a_colleague_wrote(room):
    room.send()
    ack = room.act("undo", room.replies()[0].id, room.desk(room.jonas))
    assert (ack.ok, ack.text) == (False, "You may not do this.")
    assert room.replies()[0].state == ReplyState.QUEUED


@pytest.mark.parametrize(
    ("way", "state"), [("again", ReplyState.QUEUED), ("there", ReplyState.DELIVERED)]
)
def test_the_agent_decides_about_a_reply_that_nobody_saw(room, way, state):
    room.send()
    with room.database.write() as session:
        row = session.get(Reply, room.replies()[0].id)
        row.state, row.looked, row.sending_at, row.unknown_at = "unknown", 2, NOON, NOON
    assert room.act(way, room.replies()[0].id).ok
    assert room.replies()[0].state == state


def test_sending_again_waits_until_it_was_looked_for(room):
    room.send()
    with room.database.write() as session:
        session.get(Reply, room.replies()[0].id).state = ReplyState.UNKNOWN
    ack = room.act("again", room.replies()[0].id)
    assert (ack.ok, ack.text) == (False, "Something has changed meanwhile. Look again.")


def test_a_conversation_is_put_away_and_taken_up_again(room):
    assert room.act("close", room.id).ok
    assert room.state() == "done"
    ack = room.act("reopen", room.id)
    assert (ack.ok, ack.text) == (True, "It is open again.")
    assert room.state() == "open"


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (True, "Your begun answer is kept there."),
        (False, "The begun answer of Jonas Weber is kept there."),
    ],
)
def test_whoever_puts_away_what_holds_a_begun_answer_is_told(room, mine, said):
    with room.database.write() as session:
        actor = Actor(room.miriam if mine else room.jonas, Role.AGENT, Via.PAGE)
        drafts.save(session, actor, room.id, drafts.Typed("Gern", "k1"), room.now)
    ack = room.act("close", room.id)
    assert ack.text == f"Done. It comes back when the customer writes again. {said}"


def test_whoever_puts_away_what_waits_for_approval_is_told_what_opens_it(room):
    assert room.send(approval={"of": None, "note": ""}).ok
    ack = room.act("close", room.id)
    assert ack.text.endswith("Sent back from approval, its reply opens it again.")


@pytest.mark.parametrize("what", ["undo", "again", "there", "close", "reopen"])
def test_what_is_not_there_is_said_to_be_gone(room, what):
    ack = room.act(what, 999_999)
    assert not ack.ok
    assert "not there any more" in ack.text


WRONG = [
    None, 5, "x", [], {}, {"conversation": "1"}, {"conversation": 1.0}, {"conversation": True},
    {"conversation": -1, "text": "x", "key": KEY, "despite": ""},
    {"conversation": 2**63, "text": "x", "key": KEY, "despite": ""},
    {"conversation": 1, "text": 5, "key": KEY, "despite": ""},
    {"conversation": 1, "text": "x", "key": "K", "despite": ""},
    {"conversation": 1, "text": "x", "key": KEY, "despite": None},
    {"conversation": 1, "text": "x", "key": KEY, "despite": ""},
    {"conversation": 1, "text": "x", "key": KEY, "despite": "", "pictures": ["7"]},
    {"what": "undo", "id": None}, {"what": "drop", "id": 1}, {"what": ["undo"], "id": 1},
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG, ids=range(len(WRONG)))
def test_a_value_that_makes_no_sense_does_nothing(room, value):
    for what, do in (("send", acts.send), ("act", acts.act)):
        ack = acts.calmly(room.desk(), what, value, do)
        assert (ack.ok, ack.text) == (False, "That did not work. Reload the page and try again.")
    acts.quietly(room.desk(), value)
    assert room.replies() == []


def test_an_unknown_act_is_refused(room):
    with pytest.raises(Unusable):
        acts.act(room.desk(), {"what": "burn", "id": 1})


def test_what_was_seen_is_noted(room):
    acts.quietly(room.desk(), {"conversation": room.id, "message": 1})
    with room.database.read() as session:
        assert session.scalar(select(func.max(Read.message_id))) == 1


def test_a_busy_database_is_a_sentence_and_the_draft_stays(room, monkeypatch):
    def busy(*_args, **_more):
        raise OperationalError("", {}, Exception("database is locked"))

    with room.database.write() as session:
        drafts.put_back(session, room.miriam, room.id, "Mein Text", NOON)
    monkeypatch.setattr(replying, "queue", busy)
    ack = room.send("Mein Text")
    assert (ack.ok, "locked" in ack.text) == (False, False)
    assert room.typed() == "Mein Text"


def test_an_agent_disabled_meanwhile_sends_nothing(room):
    with room.database.write() as session:
        session.get(Agent, room.miriam).disabled_at = NOON
    assert not room.send().ok
    assert room.replies() == []


# Things done with a message


def asked(room):
    with room.database.read() as session:
        return list(session.scalars(select(Action).order_by(Action.id)))


def first(room):
    with room.database.read() as session:
        return session.scalar(select(Message.id))


def test_a_wish_for_a_message_stands_in_line_once_however_often_it_is_clicked(room):
    assert [room.act("hide", first(room)).ok, room.act("hide", first(room)).ok] == [True, True]
    (row,) = asked(room)
    assert (row.verb, row.message_id, row.via) == ("hide", first(room), "page")


def test_a_wish_is_taken_back_by_who_had_it_and_nobody_else(room):
    room.act("hide", first(room))
    (row,) = asked(room)
    denied = room.act("stop", row.id, room.desk(room.jonas))
    assert (denied.ok, denied.text) == (False, "You may not do this.")
    ack = room.act("stop", row.id)
    assert (ack.ok, ack.text) == (True, "Taken back. Nothing was done.")
    assert asked(room)[0].state == ActionState.WITHDRAWN


def test_what_has_begun_is_not_taken_back(room):
    room.act("hide", first(room))
    with room.database.write() as session:
        session.get(Action, asked(room)[0].id).state = ActionState.SENDING
    ack = room.act("stop", asked(room)[0].id)
    assert (ack.ok, "cannot be taken back" in ack.text) == (False, True)


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_platform_does_not_do_is_said_with_its_name(room, language):
    ack = room.act("like", first(room), room.desk(language=language))
    assert (ack.ok, "Memory" in ack.text) == (False, True)
    assert asked(room) == []


def test_our_own_post_above_a_conversation_is_nobodys_to_hide(room):
    with room.database.write() as session:
        session.get(Message, first(room)).contact_id = None
    assert not room.act("hide", first(room)).ok
    assert asked(room) == []


@pytest.mark.parametrize("what", ["hide", "delete", "stop"])
def test_what_is_no_longer_there_is_said_to_be_gone(room, what):
    ack = room.act(what, 999_999)
    assert (ack.ok, ack.text) == (False, "This message is not there any more.")


def test_thanks_become_a_question_and_thanks_again(room):
    with room.database.write() as session:
        message = session.scalars(select(Message)).one()
        message.filed, number = True, message.id
        session.get_one(Conversation, room.id).state = "waiting"
    assert room.act("unfile", number).text == "It waits for us, since it was written."
    assert room.state() == "open"
    assert room.act("refile", number).text == "It is filed as thanks again."
    again = room.act("refile", number)
    assert (again.ok, again.text) == (False, "Something has changed meanwhile. Look again.")
