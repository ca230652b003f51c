"""What colleagues do with each other: done by right, refused in one calm sentence."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Kind
from db.models import AgentSession, Conversation, Direction, Handover, Message
from inbox.care import authority, drafts, handing, noting, outside, owning, presence
from inbox.care.outside import Said
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE
from inbox.pages import together, together_rows, together_words
from inbox.queries import thread
from inbox.queries import together as colleagues
from inbox.queries.conversations import Folder, listed
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from inbox.texts import texts
from tests.inbox.pages.test_acts import Room

EN = texts("en", "UTC")


@pytest.fixture
def room(sqlite_database):
    return Room(sqlite_database)


def act(room, what, desk=None, chosen=None, **more):
    return together.act(desk or room.desk(), {"what": what, "id": chosen or room.id, **more})


def take(room):
    with room.database.write() as session:
        mine = Holder(room.miriam)
        owning.hand(session, room.desk().actor, room.id, mine, Holder(), room.now)


def offer(room, note=""):
    act(room, "offer", to=room.jonas, note=note)
    with room.database.read() as session:
        waits = Handover.outcome.is_(None)
        return session.scalar(select(Handover.id).where(waits))


def owner(room):
    with room.database.read() as session:
        return session.get_one(Conversation, room.id).owner_id


def said(room, looks):
    with room.database.read() as session:
        found = colleagues.offer(session, looks, room.id)
        return found and together_words.offer(EN, found, room.now)


def test_an_offer_is_asked_answered_and_said_to_everybody(room):
    take(room)
    ack = act(room, "offer", to=room.jonas, note="Sie spricht Polnisch.")
    assert (ack.ok, ack.text) == (True, "Offered. It stays where it is until the answer.")
    mine, theirs, other = (said(room, who) for who in (room.miriam, room.jonas, 10**6))
    until = EN.moment(room.now + timedelta(minutes=30), room.now)
    assert (mine["text"], mine["ways"]) == (f"Offered to Jonas Weber until {until}.", ["withdraw"])
    assert theirs["text"] == f"Miriam Brandt offers you this conversation until {until}."
    assert (theirs["words"], theirs["ways"]) == ("Sie spricht Polnisch.", ["accept", "decline"])
    with room.database.read() as session:
        note = session.scalars(select(Message).where(Message.direction == Direction.NOTE)).one()
    assert theirs["entry"] == f"m{note.id}"
    assert other["text"] == "Miriam Brandt has offered it to Jonas Weber."
    assert other["ways"] == []
    assert act(room, "accept", room.desk(room.jonas), offer=theirs["id"]).text == "It is yours."
    assert owner(room) == room.jonas
    assert said(room, room.miriam) is None


def test_who_asked_reads_why_not_until_they_know(room):
    take(room)
    number = offer(room)
    act(room, "decline", room.desk(room.jonas), offer=number, note="Keine Zeit")
    told = said(room, room.miriam)
    assert told["text"] == "Jonas Weber has declined. It stays where it is."
    assert (told["words"], told["entry"], told["ways"]) == ("Keine Zeit", None, ["know"])
    act(room, "know", offer=number)
    assert said(room, room.miriam) is None


def test_what_nobody_answered_is_said(room):
    take(room)
    offer(room)
    room.now += timedelta(minutes=30)
    with room.database.write() as session:
        handing.expire(session, room.now)
    assert said(room, room.miriam)["text"] == "Jonas Weber has not taken it. It stays where it is."


def test_an_offer_is_taken_back(room):
    take(room)
    assert act(room, "withdraw", offer=offer(room)).text == "The offer is taken back."
    assert said(room, room.jonas) is None


@pytest.mark.parametrize(
    ("what", "more", "text"),
    [
        ("accept", {"offer": 10**6}, "This offer is over. Nothing was changed."),
        ("offer", {"to": 10**6, "note": ""}, "They are not here any more. Choose somebody else."),
        ("offer", {"to": 0, "note": ""}, "That did not work. Reload the page and try again."),
        ("decline", {"offer": 1, "note": 7}, "That did not work. Reload the page and try again."),
        ("unnote", {"chosen": 10**6}, "This message is not there any more."),
        ("outsideBack", {"chosen": 10**6}, "This message is not there any more."),
    ],
)
def test_what_cannot_be_is_one_calm_sentence(room, what, more, text):
    ack = act(room, what, **more)
    assert (ack.ok, ack.text) == (False, text)


def test_what_a_colleague_has_is_not_offered(room):
    with room.database.write() as session:
        his = Holder(room.jonas)
        owning.hand(session, room.desk(room.jonas).actor, room.id, his, Holder(), room.now)
    ack = act(room, "offer", to=room.jonas, note="")
    assert ack.text == "Jonas Weber has it by now. Nothing was changed."


def note(room, text="Ruft um drei an."):
    with room.database.write() as session:
        return noting.write(session, room.desk().actor, room.id, text, "k", room.now)


def test_a_note_is_taken_back_as_long_as_that_is_offered(room):
    number = note(room)

    def offered(agent_id):
        with room.database.read() as session:
            (entry,) = (
                one for one in thread.opened(session, room.id).entries if one.message_id == number
            )
        return together_words.takes_back(entry, agent_id, room.now)

    room.now += noting.REGRET - timedelta(seconds=1)
    assert (offered(room.miriam), offered(room.jonas)) == (True, False)
    room.now += timedelta(seconds=1)
    assert not offered(room.miriam)
    ack = act(room, "unnote", chosen=number)
    assert ack.text == "A note can be taken back for ten minutes. This one stands."
    room.now -= timedelta(seconds=1)
    assert act(room, "unnote", chosen=number).text == "The note is taken back."
    assert not offered(room.miriam)
    with room.database.read() as session:
        assert session.get_one(Message, number).text == ""


def test_a_call_is_taken_back_for_ten_minutes_in_words_of_its_own(room):
    with room.database.write() as session:
        said = Said(Kind.CALL, True, "Ruft um drei an.")
        number = outside.note(session, room.desk().actor, room.id, said, "k", room.now)
    room.now += noting.REGRET
    ack = act(room, "outsideBack", chosen=number)
    assert ack.text == "It can be changed for ten minutes. This one stands."
    room.now -= timedelta(seconds=1)
    ack = act(room, "outsideBack", chosen=number)
    assert ack.text == "Taken back. What was promised in it stays promised."


def test_what_is_offered_stands_above_mine_and_nowhere_twice(room):
    offer(room)

    def rows(folder, agent_id, *, first=True):
        with room.database.read() as session:
            found = listed(session, agent_id, folder).rows
            shown = together_rows.under_offers(session, agent_id, folder, found, first=first)
            return [row.id for row in shown]

    assert rows(Folder.MINE, room.jonas) == [room.id]
    assert rows(Folder.MINE, room.jonas, first=False) == []
    assert rows(Folder.MINE, room.miriam) == []
    assert rows(Folder.OPEN, room.jonas) == [room.id]
    with room.database.read() as session:
        assert together_rows.counts(session, room.jonas)[0][Folder.MINE] == 1
        assert together_rows.counts(session, room.miriam)[0][Folder.MINE] == 0


def test_a_row_says_what_is_beside_it(room):
    take(room)
    offer(room)
    with room.database.write() as session:
        presence.here(session, room.desk().actor, room.id, room.now, writing=True)
    with room.database.read() as session:
        seen = together_rows.beside(session, room.jonas, [room.id, 10**6], room.now, mentions=0)
    assert seen[room.id] == {
        "others": [{"name": "Miriam Brandt", "writing": True}],
        "offer": "asked",
        "offeredTo": None,
        "named": False,
    }
    nothing = {"others": [], "offer": None, "offeredTo": None, "named": False}
    assert seen[10**6] == nothing


@pytest.mark.parametrize("wrong", list(noting.Wrong))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_reason_has_its_sentence(wrong, language):
    said = together_words.note(texts(language), wrong)
    assert said
    assert "{" not in said


def test_a_refusal_names_what_was_tried_so_that_its_words_can_stay(room):
    take(room)
    offered = offer(room)
    act(room, "withdraw", offer=offered)
    ack = act(room, "decline", room.desk(room.jonas), offer=offered, note="Keine Zeit")
    assert (ack.what, ack.ok, ack.conversation) == ("decline", False, room.id)
    assert ack.text == "This offer is over. Nothing was changed."


def test_what_makes_no_sense_is_refused_in_a_sentence(room):
    for chosen in ("1", -1, None, True):
        ack = together.act(room.desk(), {"what": "accept", "id": chosen, "offer": 1})
        assert (ack.ok, ack.text) == (False, "That did not work. Reload the page and try again.")


def may_decide(room, login, up_to):
    """Let somebody refund up to that many euros, and be here."""
    with room.database.write() as session:
        grant = Grant(True, Amount(up_to * 100, "EUR"))
        authority.set_own(session, MACHINE, login, Remedy.REFUND, grant, room.now)
        ends = room.now + timedelta(days=1)
        row = AgentSession(token_hash=f"{login}", agent_id=login, expires_at=ends)
        row.created_at = row.seen_at = room.now
        session.merge(row)


def connect(room, note="Sie wartet seit drei Wochen.", **more):
    given = {"to": room.jonas, "remedy": "refund", "sum": "80", "note": note}
    return act(room, "connect", **(given | more))


def test_who_may_decide_is_asked_with_words_and_briefing_and_takes_it_over(room):
    take(room)
    may_decide(room, room.jonas, 500)
    ack = connect(room)
    assert (ack.ok, ack.text) == (True, "Asked. It stays yours until it is taken over.")
    mine, theirs = said(room, room.miriam), said(room, room.jonas)
    assert mine["text"].endswith("Refund, €80.00. It stays yours until then.")
    assert "asks you to decide, until" in theirs["text"]
    assert theirs["words"].startswith("Sie wartet seit drei Wochen.\n\nTo decide: Refund, €80.00\n")
    assert theirs["ways"] == ["accept", "decline"]
    why = act(room, "decline", room.desk(room.jonas), offer=theirs["id"], note="")
    assert (why.ok, why.text) == (False, "Say why: your colleague has to tell the customer.")
    for _ in range(2):
        ack = act(room, "accept", room.desk(room.jonas), offer=theirs["id"])
        assert (ack.ok, ack.text) == (True, "It is yours.")
    assert owner(room) == room.jonas


def test_what_was_begun_goes_along_to_who_is_to_decide(room):
    take(room)
    may_decide(room, room.jonas, 500)
    with room.database.write() as session:
        begun = drafts.Typed("Ich erstatte 80 €.", uuid.uuid4().hex)
        drafts.save(session, room.desk().actor, room.id, begun, room.now)
    connect(room)
    words = said(room, room.jonas)["words"]
    assert words.endswith("\n\nThe answer begun so far:\nIch erstatte 80 €.")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"note": " "}, "Say in a sentence of your own what it is about."),
        ({"sum": "viel"}, "Write an amount above 0, in digits, for example 20 or 20.50."),
        ({"sum": "501"}, "They are not here any more. Choose somebody else."),
        ({"remedy": "gold"}, "Say what is promised, in a few words."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(room, more, why):
    take(room)
    may_decide(room, room.jonas, 500)
    ack = connect(room, **more)
    assert (ack.ok, ack.text) == (False, why)
    assert said(room, room.miriam) is None
