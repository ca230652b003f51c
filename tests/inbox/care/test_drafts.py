"""Drafts: nothing typed is lost, nothing sent comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Draft, Reply, Role
from db.session import Database
from inbox.care import drafts
from inbox.care.conversations import NoConversation
from inbox.care.drafts import Typed
from inbox.care.rights import SYSTEM, Actor, NotAllowed, Via
from inbox.queries.drafts import Told, Why
from tests import cast
from tests.cast import NOON

LATER = NOON + timedelta(seconds=10)


@pytest.fixture
def desk(database: Database):
    """A conversation in front of Miriam."""
    with database.write() as session:
        account = cast.account(session)
        matter = cast.matter(session, account)
        agent = cast.agent(session)
        actor = Actor(agent.id, Role.AGENT, Via.PAGE)
        return database, actor, matter.conversation.id


def save(desk, text, key="k1", seen="", now=NOON, private=False, base=""):
    database, actor, conversation_id = desk
    typed = Typed(text, key, seen, private, base=base)
    with database.write() as session:
        return drafts.save(session, actor, conversation_id, typed, now)


def stored(desk):
    database, actor, conversation_id = desk
    with database.read() as session:
        row = session.get(Draft, (actor.agent_id, conversation_id))
        return row and (row.key, row.text)


def put_back(desk, text, now=LATER, private=False):
    database, actor, conversation_id = desk
    with database.write() as session:
        return drafts.put_back(session, actor.agent_id, conversation_id, text, now, private=private)


def test_a_draft_is_kept_with_the_key_of_its_first_save(desk):
    kept = save(desk, "Guten Tag")
    assert (kept.key, kept.text) == ("k1", "Guten Tag")
    assert stored(desk) == ("k1", "Guten Tag")


def test_typing_on_writes_over_what_the_browser_has_seen(desk):
    first = save(desk, "Guten")
    assert save(desk, "Guten Tag", seen=first.stamp, now=LATER).text == "Guten Tag"


def test_a_second_tab_that_saw_nothing_is_joined_and_takes_the_key_of_the_first(desk):
    save(desk, "Guten Tag", key="k1")
    second = save(desk, "Hallo Frau M.", key="k2", now=LATER)
    assert (second.key, second.text) == ("k1", "Guten Tag\n\nHallo Frau M.")
    assert second.told == Told(Why.JOINED, joined=True)


def test_that_two_were_joined_is_told_until_it_is_gone_and_of_no_others(desk):
    first = save(desk, "Guten Tag")
    assert save(desk, "Guten Tag, Frau M.", now=LATER).told is None
    whole = save(desk, "Hallo", seen=first.stamp, now=LATER)
    typed_on = save(desk, f"{whole.text}!", seen=whole.stamp, now=LATER)
    assert whole.told == typed_on.told == Told(Why.JOINED, joined=True)
    save(desk, "", seen=typed_on.stamp, now=LATER)
    assert save(desk, "Neu", now=LATER).told is None


def test_a_text_put_back_is_not_written_over_by_a_browser_that_has_not_seen_it(desk):
    seen = save(desk, "P.S.").stamp
    put_back(desk, "Das ging nicht raus.")
    after = LATER + timedelta(seconds=1)
    kept = save(desk, "P.S. Und noch", seen=seen, now=after, base="P.S.")
    assert kept.text == "Das ging nicht raus.\n\nP.S. Und noch"


def test_what_was_emptied_after_a_text_was_put_back_above_it_is_gone_from_below_it(desk):
    seen = save(desk, "P.S.").stamp
    put_back(desk, "Das ging nicht raus.")
    kept = save(desk, "", seen=seen, now=LATER + timedelta(seconds=1), base="P.S.")
    assert kept.text == "Das ging nicht raus."


def test_two_tabs_that_type_on_keep_one_sentence_each(desk):
    first = save(desk, "Guten")
    both = save(desk, "Das Geld", key="k2", now=LATER)
    assert both.text == "Guten\n\nDas Geld"
    after = LATER + timedelta(seconds=1)
    kept = save(desk, "Guten Tag", seen=first.stamp, now=after, base="Guten")
    assert kept.text == "Guten Tag\n\nDas Geld"
    assert kept.told == Told(Why.JOINED, joined=True)


@pytest.mark.parametrize("base", ["D", "Das ging", "ausgedacht", "\n\n", " "])
def test_what_is_only_a_piece_of_other_words_is_not_taken_out_of_them(desk, base):
    put_back(desk, "Das ging nicht raus.")
    kept = save(desk, "Gern.", now=LATER + timedelta(seconds=1), base=base)
    assert kept.text == "Das ging nicht raus.\n\nGern."


def test_words_put_back_above_others_are_told_with_why_and_that_others_stand_below(desk):
    database, actor, conversation_id = desk
    save(desk, "P.S.")
    why = Told(Why.WROTE_AGAIN)
    with database.write() as session:
        back = drafts.put_back(session, actor.agent_id, conversation_id, "Gern.", LATER, told=why)
    assert (back.text, back.told) == ("Gern.\n\nP.S.", Told(Why.WROTE_AGAIN, joined=True))


def test_words_put_back_alone_are_joined_to_nothing(desk):
    assert put_back(desk, "Gern.").told is None


def test_a_text_put_back_comes_with_a_new_key(desk):
    save(desk, "P.S.", key="k1")
    assert put_back(desk, "Das ging nicht raus.").key != "k1"


def test_a_text_put_back_into_nothing_makes_a_draft(desk):
    put_back(desk, "Das ging nicht raus.")
    assert stored(desk)[1] == "Das ging nicht raus."


def test_putting_the_same_text_back_twice_says_it_once(desk):
    put_back(desk, "Das ging nicht raus.")
    assert put_back(desk, "Das ging nicht raus.").text == "Das ging nicht raus."


def test_an_emptied_draft_is_gone(desk):
    first = save(desk, "Guten Tag")
    assert save(desk, "", seen=first.stamp, now=LATER).text == ""
    assert stored(desk) is None


def test_an_empty_save_that_missed_a_text_put_back_does_not_delete_it(desk):
    put_back(desk, "Das ging nicht raus.")
    assert save(desk, "", seen="", now=LATER).text == "Das ging nicht raus."


def test_blanks_alone_are_no_draft(desk):
    save(desk, "  \n ")
    assert stored(desk) is None


def test_a_save_that_arrives_after_its_text_was_sent_is_dropped(desk):
    database, actor, conversation_id = desk
    with database.write() as session:
        session.add(sent(session, actor, conversation_id, "k1"))
    kept = save(desk, "Guten Tag", key="k1")
    assert kept.text == ""
    assert kept.key != "k1"
    assert stored(desk) is None


def sent(session, actor, conversation_id, key):
    return Reply(
        key=f"{key}.1", draft_key=key, account_id=1, conversation_id=conversation_id,
        agent_id=actor.agent_id, via="page", kind="mention", thread_id="1001", target="1001",
        body="Guten Tag", signature="Miriam Brandt", text="Guten Tag\nMiriam Brandt",
        not_before=NOON, queued_at=NOON, undo_until=NOON,
    )  # fmt: skip


def test_discarding_leaves_a_younger_draft_alone(desk):
    database, actor, conversation_id = desk
    save(desk, "Neu", key="k2")
    with database.write() as session:
        drafts.discard(session, actor.agent_id, conversation_id, "k1")
    assert stored(desk) == ("k2", "Neu")
    with database.write() as session:
        drafts.discard(session, actor.agent_id, conversation_id, "k2")
    assert stored(desk) is None


@pytest.mark.parametrize("text", ["a\0b", "a\ud83db", "x" * 30_000], ids=["nul", "lone", "long"])
def test_what_a_database_cannot_hold_is_made_harmless(desk, text):
    assert 0 < len(save(desk, text).text) <= drafts.LONGEST


def test_whoever_runs_the_machine_has_no_drafts(desk):
    database, _, conversation_id = desk
    with database.write() as session, pytest.raises(NotAllowed):
        drafts.save(session, SYSTEM, conversation_id, Typed("Hallo", "k1"), NOON)


def test_a_conversation_that_is_not_there_keeps_nothing(desk):
    database, actor, _ = desk
    with database.write() as session, pytest.raises(NoConversation):
        drafts.save(session, actor, 999_999, Typed("Hallo", "k1"), NOON)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("a", "", "a"),
        ("", "b", "b"),
        ("ab", "b", "ab"),
        ("a", "ab", "ab"),
        ("a\n", "\nb", "a\n\nb"),
    ],
)
def test_joining_says_nothing_twice(first, second, both):
    assert drafts.joined(first, second) == both


def test_a_draft_keeps_for_whom_it_is_meant(desk):
    assert save(desk, "Nur für Sie", private=True).private is True


def test_who_saw_the_draft_may_make_it_public_again(desk):
    seen = save(desk, "Nur für Sie", private=True).stamp
    assert save(desk, "Für alle", seen=seen, now=LATER).private is False


def test_a_choice_alone_is_kept_too(desk):
    seen = save(desk, "Guten Tag").stamp
    assert save(desk, "Guten Tag", seen=seen, private=True).private is True


def test_a_tab_that_missed_that_it_is_private_does_not_make_it_public(desk):
    save(desk, "Nur für Sie", private=True)
    assert save(desk, "Hallo", key="k2", now=LATER).private is True


@pytest.mark.parametrize("typed", [True, False])
def test_private_words_put_back_make_the_whole_draft_private(desk, typed):
    save(desk, "P.S.", private=not typed)
    assert put_back(desk, "Ihre Kundendaten", private=typed).private is True
