"""Signs of heat in the list's rows: they come with a message and go with the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Gone
from db.models import Conversation, ConversationState
from inbox.care import closing, conversations
from inbox.care.rights import SYSTEM
from inbox.queries import heat
from inbox.rules.heat import Sign
from tests.cast import ERIKA, JO, NOON
from tests.inbox.incoming.test_intake import LATER, Desk
from tests.inbox.incoming.world import OURS, said

MINUTE = timedelta(minutes=1)
ANGRY, CALM = "Das ist eine Frechheit", "Wann kommt mein Paket?"


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


@pytest.fixture
def lite(sqlite_database) -> Desk:
    return Desk(sqlite_database)


def kept(desk: Desk) -> str:
    return desk.one(Conversation).heat


def words(desk: Desk) -> dict[Sign, tuple[str, ...]]:
    """Return what stands above the conversation."""
    with desk.db.read() as session:
        (number,) = session.scalars(select(Conversation.id))
        return {one.sign: one.words for one in heat.seen(session, [number])[number]}


def test_a_calm_message_has_no_signs(desk) -> None:
    desk.store(said("1", CALM))
    assert (kept(desk), words(desk)) == ("", {})


def test_the_row_keeps_which_signs_there_are_and_none_of_their_words(desk) -> None:
    desk.store(said("1", f"{ANGRY}, schon dreimal angerufen!!!"))
    assert kept(desk) == "anger again marks"
    assert words(desk)[Sign.ANGER] == ("Frechheit",)


def test_they_are_seen_in_all_that_waits(desk) -> None:
    desk.store(said("1", ANGRY))
    desk.store(said("2", "Hallo???", thread="1", at=NOON + MINUTE))
    desk.store(said("3", "Ja bitte", thread="1", at=NOON + 2 * MINUTE))
    assert kept(desk) == "anger marks"


def test_the_same_again_is_seen_across_two_polls(desk) -> None:
    desk.store(said("1", CALM))
    desk.store(said("2", CALM, thread="1", at=NOON + MINUTE))
    assert words(desk) == {Sign.REPEATS: (CALM,)}
    assert kept(desk) == "repeats"


def test_every_conversation_of_a_page_has_its_own(desk) -> None:
    desk.store(said("1", ANGRY, author=ERIKA), said("2", CALM, author=JO))
    assert [one.heat for one in desk.all(Conversation)] == ["anger", ""]


def test_they_go_out_with_our_answer(desk) -> None:
    desk.store(said("1", ANGRY))
    desk.answer(1, LATER)
    assert (kept(desk), words(desk)) == ("", {})


def test_what_was_answered_is_not_seen_again_in_the_next_message(desk) -> None:
    desk.store(said("1", ANGRY))
    desk.answer(1, LATER)
    desk.store(said("2", CALM, thread="1", at=LATER + MINUTE), now=LATER + 2 * MINUTE)
    assert (kept(desk), words(desk)) == ("", {})


def test_they_go_out_with_an_answer_from_the_platforms_own_app(desk) -> None:
    desk.store(said("1", ANGRY))
    desk.store(said("9", "Wir klären das.", author=OURS, parent_id="1", thread="1", at=LATER))
    assert desk.one(Conversation).state == ConversationState.WAITING
    assert kept(desk) == ""


def test_what_came_while_we_wrote_keeps_its_own(desk) -> None:
    desk.store(said("1", ANGRY), now=NOON)
    later = NOON + 10 * MINUTE
    desk.store(said("2", "Hallo???", thread="1", at=later), now=later)
    desk.answer(1, NOON + 5 * MINUTE)
    assert kept(desk) == "marks"


def test_an_edit_takes_them_out_and_brings_them_in(desk) -> None:
    desk.store(said("1", ANGRY))
    desk.store(said("1", CALM, edited_at=NOON + MINUTE))
    assert kept(desk) == ""
    desk.store(said("1", ANGRY, edited_at=NOON + 2 * MINUTE))
    assert kept(desk) == "anger"


def test_what_the_platform_shows_no_more_is_no_sign(desk) -> None:
    desk.store(said("1", CALM))
    desk.store(said("2", ANGRY, thread="1", at=NOON + MINUTE))
    desk.store(gone={"2": Gone.DELETED})
    assert (kept(desk), words(desk)) == ("", {})


def test_whoever_puts_it_away_as_done_puts_them_away(lite) -> None:
    lite.store(said("1", ANGRY))
    with lite.db.write() as session:
        closing.close(session, SYSTEM, 1, LATER)
    assert kept(lite) == ""


def test_an_undo_gives_them_back_with_the_wait(lite) -> None:
    lite.store(said("1", ANGRY))
    with lite.db.write() as session:
        closing.close(session, SYSTEM, 1, LATER)
        conversation = conversations.locked(session, 1)
        conversations.restore(session, conversation, ConversationState.OPEN, NOON, None)
    assert kept(lite) == "anger"


def test_put_away_it_is_nobodys_and_taken_up_again_it_is_as_it_was(lite) -> None:
    lite.store(said("1", ANGRY))
    with lite.db.write() as session:
        closing.close(session, SYSTEM, 1, LATER)
    assert kept(lite) == ""
    with lite.db.write() as session:
        conversations.reopen(session, SYSTEM, 1, LATER + MINUTE)
    assert kept(lite) == "anger"


def test_an_old_page_that_changes_nothing_writes_nothing(lite) -> None:
    lite.store(said("1", ANGRY))
    lite.store(said("1", ANGRY))
    assert kept(lite) == "anger"
