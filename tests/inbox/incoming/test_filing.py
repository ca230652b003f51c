"""Thanks file themselves: no clock, nothing opened again, nobody rung; a question never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from connectors.base import Attachment, Author, Gone, Kind
from db.models import Conversation, ConversationState, Notice, Person
from inbox.care import closing, conversations, snoozing
from inbox.care.rights import SYSTEM
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.test_intake import LATER, Desk
from tests.inbox.incoming.world import OURS, said

MINUTE = timedelta(minutes=1)
ASKS, OURS_SAYS = "Wo ist mein Paket?", "Es ist unterwegs."
OPEN, WAITING = ConversationState.OPEN, ConversationState.WAITING
SNOOZED, DONE = ConversationState.SNOOZED, ConversationState.DONE


@pytest.fixture
def desk(database) -> Desk:
    return answered(Desk(database))


@pytest.fixture
def lite(sqlite_database) -> Desk:
    return answered(Desk(sqlite_database))


def answered(desk: Desk, ours: str = OURS_SAYS) -> Desk:
    """Let Erika have asked, and us have answered."""
    desk.store(said("1", ASKS))
    desk.store(said("9", ours, author=OURS, parent_id="1", thread="1", at=NOON + MINUTE))
    return desk


def thanks(desk: Desk, text: str = "Danke!", number: str = "2", **more: object) -> None:
    at, now = more.pop("at", LATER), more.pop("now", LATER + MINUTE)
    desk.store(said(number, text, thread="1", at=at, **more), now=now)


def turn(desk: Desk) -> tuple[str, object, object]:
    matter = desk.one(Conversation)
    return matter.state, matter.waiting_since, matter.urgent_at


def filed(desk: Desk, number: str = "2") -> bool:
    return desk.message(number).filed is True


def test_where_we_have_answered_thanks_start_no_clock(desk) -> None:
    thanks(desk)
    assert (turn(desk), filed(desk)) == ((WAITING, None, None), True)


def test_they_are_shown_like_any_other_message(desk) -> None:
    thanks(desk, "Danke, Miriam!")
    thanks(desk, "Danke!", "3")
    matter = desk.one(Conversation)
    assert (matter.preview, matter.last_message_at) == ("Danke!", LATER)
    assert matter.last_inbound_id == desk.message("3").id


def test_what_is_done_stays_done(desk) -> None:
    with desk.db.write() as session:
        closing.close(session, SYSTEM, 1, LATER)
    thanks(desk)
    assert (turn(desk), filed(desk)) == ((DONE, None, None), True)


def test_what_is_put_off_stays_so_until_its_time(desk) -> None:
    with desk.db.write() as session:
        until = snoozing.snooze(session, SYSTEM, 1, "tomorrow", "UTC", LATER)
    thanks(desk)
    assert turn(desk)[:2] == (SNOOZED, None)
    assert desk.one(Conversation).snoozed_until == until


@pytest.mark.parametrize(
    "text", ["Danke, aber wo ist es?", "danke und wann", "Danke, Nummer 4711", "Danke für nichts"]
)
def test_who_says_more_waits_since_then(lite, text: str) -> None:
    thanks(lite, text)
    assert (turn(lite)[:2], filed(lite)) == ((OPEN, LATER), False)


def test_thanks_and_a_question_after_them_wait_since_the_question(desk) -> None:
    desk.store(
        said("2", "Danke!", thread="1", at=LATER),
        said("3", "Und wann kommt es?", thread="1", at=LATER + MINUTE),
        now=LATER + 2 * MINUTE,
    )
    assert turn(desk)[:2] == (OPEN, LATER + MINUTE)
    assert (filed(desk, "2"), filed(desk, "3")) == (True, False)


def test_who_waits_for_an_answer_goes_on_waiting(desk) -> None:
    thanks(desk, "Und wann kommt es?", "3", at=LATER - MINUTE)
    thanks(desk, "Danke!")
    assert turn(desk)[:2] == (OPEN, LATER - MINUTE)


def test_thanks_that_cross_our_answer_do_not_wait_for_another(desk) -> None:
    thanks(desk, "Und wann kommt es?", "3", at=LATER - MINUTE, now=LATER - MINUTE)
    thanks(desk, "Danke!")
    desk.answer(1, LATER)
    assert turn(desk) == (WAITING, None, None)


@pytest.mark.parametrize("text", ["Ok", "👍", "ja danke"])
def test_who_waits_may_answer_us_with_an_ok(lite, text: str) -> None:
    thanks(lite, "Und wann kommt es?", "3", at=LATER - MINUTE)
    thanks(lite, text)
    assert not filed(lite)


def test_thanks_that_begin_a_conversation_are_for_somebody_to_see(desk) -> None:
    desk.store(said("5", "Danke, ihr seid super!", thread="5", at=LATER))
    with desk.db.read() as session:
        fresh = session.scalars(select(Conversation).filter_by(thread_id="5")).one()
    assert (fresh.state, fresh.waiting_since) == (OPEN, LATER)
    assert not filed(desk, "5")


@pytest.mark.parametrize(("text", "state"), [("Ok", OPEN), ("👍", OPEN), ("Danke!", WAITING)])
def test_where_we_asked_an_ok_is_an_answer(sqlite_database, text: str, state: str) -> None:
    desk = answered(Desk(sqlite_database), "Passt Ihnen Montag um zehn?")
    thanks(desk, text)
    assert turn(desk)[0] == state


def test_a_thumb_below_our_answer_is_thanks(desk) -> None:
    thanks(desk, "👍")
    assert (turn(desk)[0], filed(desk)) == (WAITING, True)


def test_a_sticker_below_our_answer_is_thanks_and_a_photo_is_not(lite) -> None:
    thanks(lite, "", attachments=(Attachment("sticker", "https://x.example/1.png", None),))
    assert turn(lite)[0] == WAITING
    thanks(lite, "", "3", attachments=(Attachment("photo", "https://x.example/2.png", None),))
    assert turn(lite)[0] == OPEN


def test_our_names_and_their_own_may_stand_there(lite) -> None:
    with lite.db.write() as session:
        cast.agent(session, cast.MIRIAM)
    thanks(lite, "Danke Miriam. Erika M.")
    thanks(lite, "Danke Stadtwerke Lindenau", "3")
    assert filed(lite, "2") and filed(lite, "3")
    thanks(lite, "Danke Bernd", "4")
    assert not filed(lite, "4")


def test_a_review_is_no_thanks_among_others(lite) -> None:
    thanks(lite, "Danke!", kind=Kind.REVIEW, rating="positive")
    assert not filed(lite)


def test_who_has_the_conversation_is_not_rung(desk) -> None:
    with desk.db.write() as session:
        miriam = cast.agent(session, cast.MIRIAM)
        session.execute(update(Conversation).values(owner_id=miriam.id))
    thanks(desk)
    assert desk.all(Notice) == []
    thanks(desk, "Und wann kommt es?", "3")
    thanks(desk, "Danke!", "4")
    assert [one.key for one in desk.all(Notice)] == [f"wrote|messages:{desk.message('3').id}"]


def test_thanks_right_behind_a_question_leave_the_bell_to_the_question(lite) -> None:
    with lite.db.write() as session:
        session.execute(update(Conversation).values(owner_id=cast.agent(session, cast.MIRIAM).id))
    lite.store(
        said("3", "Und wann kommt es?", thread="1", at=LATER),
        said("4", "Danke schon mal!", thread="1", at=LATER + MINUTE),
        now=LATER + 2 * MINUTE,
    )
    assert filed(lite, "4")
    assert [one.key for one in lite.all(Notice)] == [f"wrote|messages:{lite.message('3').id}"]


def test_whoever_is_blocked_is_filed_and_heard_by_nobody(lite) -> None:
    with lite.db.write() as session:
        person = Person(blocked_until=LATER + timedelta(days=1), updated_at=NOON)
        session.add(person)
        session.flush()
        session.execute(update(cast.Contact).values(person_id=person.id))
    thanks(lite)
    assert turn(lite) == (WAITING, None, None)


def test_read_again_nothing_changes(lite) -> None:
    thanks(lite)
    thanks(lite)
    assert (turn(lite), filed(lite)) == ((WAITING, None, None), True)


def test_edited_into_a_question_they_wait_since_the_edit(desk) -> None:
    thanks(desk)
    edited = LATER + MINUTE / 2
    thanks(desk, "Danke! Wann kommt es?", edited_at=edited)
    assert (turn(desk)[:2], desk.message("2").filed) == ((OPEN, edited), None)


def test_edited_into_other_thanks_they_stay_filed(lite) -> None:
    thanks(lite)
    thanks(lite, "Dankeschön!", edited_at=LATER + MINUTE / 2)
    assert (turn(lite), filed(lite)) == ((WAITING, None, None), True)


def test_when_the_question_goes_thanks_alone_wait_for_nobody(desk) -> None:
    thanks(desk, "Und wann kommt es?", "3", at=LATER - MINUTE)
    thanks(desk)
    desk.store(gone={"3": Gone.DELETED}, now=LATER + 2 * MINUTE)
    assert turn(desk) == (WAITING, None, None)


def test_opened_again_by_hand_it_waits(lite) -> None:
    thanks(lite)
    with lite.db.write() as session:
        conversations.reopen(session, SYSTEM, 1, LATER)
    assert turn(lite)[:2] == (OPEN, LATER)


def asked(desk: Desk, many: int) -> int:
    """Return how many statements it takes to store thanks of so many customers in one page."""
    people = range(100 * many, 100 * many + many)
    who = {number: Author(f"c{number}", f"Kundin {number}") for number in people}
    desk.store(*[said(f"q{n}", ASKS, author=who[n]) for n in people])
    desk.store(
        *[said(f"a{n}", OURS_SAYS, author=OURS, parent_id=f"q{n}", thread=f"q{n}", at=NOON + MINUTE)
          for n in people]
    )  # fmt: skip
    counted: list[str] = []

    def count(_conn, _cursor, statement, *_rest) -> None:
        counted.append(statement)

    event.listen(desk.db.engine, "before_cursor_execute", count)
    try:
        desk.store(
            *[said(f"t{n}", "Danke!", author=who[n], thread=f"q{n}", at=LATER) for n in people]
        )
    finally:
        event.remove(desk.db.engine, "before_cursor_execute", count)
    assert all(filed(desk, f"t{n}") for n in people)
    return len(counted)


def test_many_thanks_of_a_page_take_as_many_statements_as_one(desk) -> None:
    assert asked(desk, 12) == asked(desk, 2)


def test_somebody_elses_thanks_in_the_thread_begin_a_conversation_of_their_own(lite) -> None:
    lite.store(said("6", "Danke!", thread="1", author=Author("77", "Ute"), at=LATER))
    assert not filed(lite, "6")
    assert [one.state for one in lite.all(Conversation)] == [WAITING, OPEN]
