"""Who could use a hand: found, taken or said not to be for us; nothing answers by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.base import Answerable, Kind
from db.models import (
    Audit,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    Need,
    Person,
    Reply,
)
from inbox.care import closing, conversations, needs, owning
from inbox.care.needs import NoReason, NotThere
from inbox.care.owning import Holder
from inbox.queries import needs as queries
from inbox.queries.conversations import Folder, listed
from inbox.rules.needs import Sign
from tests import cast
from tests.desk import Desk

ASKS = "Wann macht das Südbad wieder auf?"


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def both(database) -> Desk:
    """A desk on each kind of database, for what they could do differently."""
    return Desk(database)


def below(desk: Desk, text: str = ASKS, *, deep: bool = False, **who: object) -> int:
    """Let a customer comment below a post of ours; `deep`: on somebody's comment there."""
    number = desk.writes(text, kind=Kind.COMMENT, **who)
    with desk.db.write() as session:
        said = session.scalars(select(Message).where(Message.conversation_id == number)).one()
        rows = [("post", Direction.OUTBOUND, None)]
        rows += [("head", Direction.CONTEXT, "post")] if deep else []
        for key, direction, parent in rows:
            known = {"account_id": said.account_id, "external_id": key}
            if session.scalar(select(Message.id).filter_by(**known)) is None:
                session.add(
                    Message(
                        **known, thread_id=key, kind="post", direction=direction, text="Das Südbad",
                        created_at=cast.NOON, stored_at=cast.NOON, parent_id=parent,
                        answerable="yes",
                    )
                )  # fmt: skip
        said.parent_id = "head" if deep else "post"
    return number


def searched(desk: Desk, text: str, answerable: Answerable = Answerable.NOT_SUMMONED) -> int:
    number = desk.writes(text, kind=Kind.POST)
    with desk.db.write() as session:
        those = update(Message).where(Message.conversation_id == number)
        session.execute(those.values(answerable=answerable))
    return number


def looks(desk: Desk) -> None:
    needs.carry_on(desk.db, desk.now, lambda: False)


def queue(desk: Desk) -> list[int]:
    with desk.db.read() as session:
        return [row.id for row in listed(session, desk.agents["miriam"], Folder.HELP).rows]


def signs(desk: Desk, conversation: int) -> str:
    with desk.db.read() as session:
        return queries.why(session, [conversation]).get(conversation, "")


def files(desk: Desk, conversation: int, reason: str = "Gewinnspiel, nicht von uns") -> None:
    with desk.db.write() as session:
        needs.not_for_us(session, desk.actor(), conversation, reason, desk.time)


@pytest.mark.parametrize("deep", [False, True])
def test_a_question_below_our_post_stands_there_once_it_is_two_hours_old(desk, deep) -> None:
    number = below(desk, deep=deep)
    desk.wait(minutes=119)
    looks(desk)
    assert queue(desk) == []
    desk.wait(minutes=1)
    looks(desk)
    assert queue(desk) == [number]
    assert signs(desk, number) == Sign.QUESTION


def test_who_waits_longest_stands_first_whenever_they_were_found(desk) -> None:
    below(desk)
    desk.wait(hours=2)
    asked_later = searched(desk, "Die Lindenauer Stadtwerke gehen nicht ans Telefon")
    looks(desk)
    assert queue(desk)[-1] == asked_later
    waits = desk.time - timedelta(days=1)
    earlier = searched(desk, "Gehen die Lindenauer Stadtwerke noch ans Telefon?")
    with desk.db.write() as session:
        session.get_one(Conversation, earlier).waiting_since = waits
        session.execute(
            update(Message).where(Message.conversation_id == earlier).values(created_at=waits)
        )
    looks(desk)
    assert (queue(desk)[0], queue(desk)[-1]) == (earlier, asked_later)


def test_what_is_no_question_or_not_below_our_post_does_not_stand_there(desk) -> None:
    below(desk, "Endlich! Wir freuen uns.")
    desk.writes(ASKS, kind=Kind.COMMENT, who=cast.JO)
    desk.wait(hours=3)
    looks(desk)
    assert queue(desk) == []


def test_a_post_that_a_search_brought_stands_there_at_once_where_it_names_us(desk) -> None:
    named = searched(desk, "Die Lindenauer Stadtwerke gehen nicht ans Telefon")
    searched(desk, "Fernwärme ist halt teuer")
    searched(desk, "@lindenau die Stadtwerke Lindenau wieder", Answerable.YES)
    looks(desk)
    assert (queue(desk), signs(desk, named)) == ([named], Sign.NAMED)


def test_nobody_waits_for_us_in_a_post_to_others_until_somebody_takes_it_up(desk) -> None:
    number = searched(desk, "Die Lindenauer Stadtwerke gehen nicht ans Telefon")
    with desk.db.write() as session:
        conversations.weigh(session, conversations.locked(session, number))
    looks(desk)
    waits = desk.conversation(number)
    assert (waits.urgent_at, waits.sign_at, waits.call_at) == (None, None, None)
    assert queue(desk) == [number]
    with desk.db.write() as session:
        owning.hand(
            session, desk.actor(), number, Holder(desk.agents["miriam"]), Holder(), desk.time
        )
    assert desk.conversation(number).urgent_at is not None


def test_who_asks_the_same_on_another_account_stands_there(desk) -> None:
    first = desk.writes("Wann kommt der Techniker?", kind=Kind.DIRECT)
    desk.wait(hours=1)
    desk.account_id = desk.another_account()
    second = desk.writes("Kommt der Techniker heute noch?", kind=Kind.DIRECT)
    looks(desk)
    assert (queue(desk), signs(desk, second)) == ([second], Sign.AGAIN)
    assert first not in queue(desk)


def test_two_contacts_of_one_person_are_one_who_asks_twice(both) -> None:
    both.writes("Wann kommt der Techniker?", kind=Kind.DIRECT)
    both.wait(hours=1)
    second = both.writes("Kommt der Techniker heute noch?", kind=Kind.DIRECT, who=cast.JO)
    looks(both)
    assert queue(both) == []
    with both.db.write() as session:
        person = Person(updated_at=both.time)
        session.add(person)
        session.flush()
        session.execute(update(Contact).values(person_id=person.id))
        session.execute(update(Need).values(seen_id=0))
    looks(both)
    assert queue(both) == [second]


def test_what_was_answered_there_is_not_asked_again(desk) -> None:
    first = desk.writes("Wann kommt der Techniker?", kind=Kind.DIRECT)
    desk.answers(first, "Der Techniker kommt um 15 Uhr.")
    desk.after_undo()
    desk.wait(hours=1)
    desk.account_id = desk.another_account()
    desk.writes("Kommt der Techniker heute noch?", kind=Kind.DIRECT)
    looks(desk)
    assert queue(desk) == []


def test_whoever_is_blocked_needs_nobody(desk) -> None:
    below(desk)
    with desk.db.write() as session:
        person = Person(updated_at=desk.time, blocked_until=desk.time + timedelta(days=9))
        session.add(person)
        session.flush()
        session.execute(update(Contact).values(person_id=person.id))
    desk.wait(hours=3)
    looks(desk)
    assert queue(desk) == []


def test_what_is_taken_is_an_ordinary_conversation(both) -> None:
    number = below(both)
    both.wait(hours=2)
    looks(both)
    miriam = both.agents["miriam"]
    with both.db.write() as session:
        owning.hand(session, both.actor(), number, Holder(miriam), Holder(), both.time)
    assert queue(both) == []
    looks(both)
    with both.db.read() as session:
        assert session.get_one(Need, number).found_at is None
        assert [row.id for row in listed(session, miriam, Folder.MINE).rows] == [number]


def test_what_was_put_away_or_taken_and_waits_again_stands_there_again(both) -> None:
    number = below(both)
    both.wait(hours=2)
    looks(both)
    desk, miriam = both.actor(), Holder(both.agents["miriam"])
    with both.db.write() as session:
        closing.close(session, desk, number, both.time)
    looks(both)
    with both.db.write() as session:
        conversations.reopen(session, desk, number, both.time)
    looks(both)
    assert (queue(both), signs(both, number)) == ([number], Sign.QUESTION)
    with both.db.write() as session:
        owning.hand(session, desk, number, miriam, Holder(), both.time)
    looks(both)
    with both.db.write() as session:
        owning.hand(session, desk, number, Holder(), miriam, both.time)
    looks(both)
    assert queue(both) == [number]


def test_what_is_not_for_us_stays_away_when_its_conversation_is_opened_again(desk) -> None:
    number = below(desk)
    desk.wait(hours=2)
    looks(desk)
    files(desk, number)
    with desk.db.write() as session:
        conversations.reopen(session, desk.actor(), number, desk.time)
    looks(desk)
    assert queue(desk) == []


def test_what_is_not_for_us_is_put_away_with_who_and_why(desk) -> None:
    number = below(desk)
    desk.wait(hours=2)
    looks(desk)
    files(desk, number, "  Gewinnspiel,\n nicht von uns ")
    assert (queue(desk), desk.conversation(number).state) == ([], ConversationState.DONE)
    with desk.db.read() as session:
        row = session.get_one(Need, number)
        noted = session.scalars(select(Audit).where(Audit.action == "not for us")).one()
    assert (row.reason, row.filed_by) == ("Gewinnspiel, nicht von uns", desk.agents["miriam"])
    assert (noted.subject, noted.note) == (f"conversations:{number}", {"reason": row.reason})
    looks(desk)
    assert queue(desk) == []


def test_it_is_put_away_with_a_reason_or_not_at_all(both) -> None:
    number = below(both)
    both.wait(hours=2)
    looks(both)
    with pytest.raises(NoReason):
        files(both, number, " \n ")
    assert queue(both) == [number]
    files(both, number)
    with pytest.raises(NotThere):
        files(both, number)
    with pytest.raises(NotThere):
        files(both, both.writes(kind=Kind.COMMENT, who=cast.JO))


def test_a_new_message_is_looked_into_again(both) -> None:
    number = below(both)
    both.wait(hours=2)
    looks(both)
    files(both, number)
    with both.db.write() as session:
        old = session.scalars(select(Message).where(Message.conversation_id == number)).one()
        again = Message(
            account_id=old.account_id, external_id="again", thread_id=old.thread_id,
            conversation_id=number, contact_id=old.contact_id, kind="comment", text=ASKS,
            direction=Direction.INBOUND, created_at=both.time, stored_at=both.time,
            parent_id="post", answerable="yes",
        )  # fmt: skip
        session.add(again)
        session.flush()
        turn = {"state": "open", "waiting_since": both.time, "last_inbound_id": again.id}
        session.execute(update(Conversation).where(Conversation.id == number).values(**turn))
    both.wait(hours=2)
    looks(both)
    assert queue(both) == [number]
    with both.db.read() as session:
        assert session.get_one(Need, number).reason == ""


def test_a_second_look_writes_nothing_and_no_look_ever_answers(desk) -> None:
    below(desk)
    searched(desk, "Stadtwerke Lindenau??")
    desk.wait(hours=2)
    with desk.db.write() as session:
        assert needs.look(session, desk.time) == 2
    with desk.db.write() as session:
        assert needs.look(session, desk.time) == 0
    with desk.db.read() as session:
        assert session.scalars(select(Reply)).all() == []
        assert session.scalars(select(Audit)).all() == []
        owners = session.scalars(select(Conversation.owner_id)).all()
    assert set(owners) == {None}


def test_a_queue_longer_than_one_transaction_is_looked_through(desk, monkeypatch) -> None:
    monkeypatch.setattr(queries, "SOME", 2)
    monkeypatch.setattr(queries, "_unlooked", queries._unlooked.__wrapped__)
    numbers = [searched(desk, f"Stadtwerke Lindenau, Nr. {n}") for n in range(5)]
    looks(desk)
    assert sorted(queue(desk)) == numbers
