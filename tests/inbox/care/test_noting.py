"""Notes: what colleagues tell each other, and what never becomes a customer's."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from db.models import Agent, Conversation, Draft, Mention, Message, NoteDraft, Reply
from inbox.care import agents, drafts, noting, teams
from inbox.care.conversations import NoConversation
from inbox.care.drafts import Typed
from inbox.care.noting import LONGEST, REGRET, NoNote, Refused, Wrong
from inbox.care.rights import MACHINE, NotAllowed
from inbox.care.searching import look
from inbox.outgoing import replying
from inbox.queries import notes
from tests.desk import Desk

WORDS = "Frau Muster hat schon zweimal angerufen."


def write(desk: Desk, conversation: int, text: str = WORDS, by="miriam", key="") -> int:
    with desk.db.write() as session:
        key = key or uuid.uuid4().hex
        return noting.write(session, desk.actor(by), conversation, text, key, desk.time)


def take_back(desk: Desk, note: int, by="miriam") -> None:
    with desk.db.write() as session:
        noting.take_back(session, desk.actor(by), note, desk.time)


def keep(desk: Desk, conversation: int, text: str, seen: str = "", by="miriam"):
    with desk.db.write() as session:
        return noting.keep(session, desk.actor(by), conversation, text, seen, desk.time)


def message(desk: Desk, number: int) -> Message:
    with desk.db.read() as session:
        return session.get_one(Message, number)


def all_of(desk: Desk, table) -> list:
    with desk.db.read() as session:
        return list(session.scalars(select(table)))


def mentioned(desk: Desk) -> set[str]:
    logins = {number: login for login, number in desk.agents.items()}
    return {logins[mention.agent_id] for mention in all_of(desk, Mention)}


def signs_in_as_jw(desk: Desk) -> None:
    with desk.db.write() as session:
        session.get_one(Agent, desk.agents["jonas"]).login = "jw"


def row(desk: Desk, number: int) -> dict:
    found = desk.conversation(number)
    return {column.name: getattr(found, column.name) for column in Conversation.__table__.columns}


def test_a_note_is_a_message_of_its_own_direction(desk) -> None:
    note = message(desk, write(desk, desk.writes()))
    assert (note.direction, note.kind, note.text) == ("note", "note", WORDS)
    assert (note.agent_id, note.external_id) == (desk.agents["miriam"], None)


@pytest.mark.parametrize("state", ["open", "waiting", "snoozed", "done"])
def test_a_note_changes_nothing_of_the_conversation(fast, state) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        session.get_one(Conversation, conversation).state = state
    before = row(fast, conversation)
    fast.wait(hours=3)
    write(fast, conversation)
    assert row(fast, conversation) == before


def test_the_same_click_twice_is_one_note(desk) -> None:
    conversation, key = desk.writes(), uuid.uuid4().hex
    assert write(desk, conversation, key=key) == write(desk, conversation, key=key)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("", Wrong.EMPTY), (" \u200b\n", Wrong.EMPTY), ("x" * (LONGEST + 1), Wrong.LONG)],
)
def test_what_is_no_note_is_refused(fast, text, wrong) -> None:
    with pytest.raises(Refused) as told:
        write(fast, fast.writes(), text)
    assert told.value.wrong is wrong


def test_a_note_about_nothing_is_refused(fast) -> None:
    with pytest.raises(NoConversation):
        write(fast, 10**9)


def test_its_author_takes_it_back_and_the_row_stays(desk) -> None:
    note = write(desk, desk.writes())
    desk.time += REGRET - desk.time.resolution
    take_back(desk, note)
    left = message(desk, note)
    assert (left.text, left.deleted_at) == ("", desk.time)


def test_taken_back_twice_is_once(fast) -> None:
    note = write(fast, fast.writes())
    take_back(fast, note)
    first = message(fast, note).deleted_at
    fast.wait(minutes=1)
    take_back(fast, note)
    assert message(fast, note).deleted_at == first


def test_after_ten_minutes_it_stands(fast) -> None:
    note = write(fast, fast.writes())
    fast.time += REGRET
    with pytest.raises(Refused) as told:
        take_back(fast, note)
    assert told.value.wrong is Wrong.OLD
    assert message(fast, note).text == WORDS


def test_nobody_takes_a_colleagues_note_back(fast) -> None:
    note = write(fast, fast.writes())
    with pytest.raises(Refused) as told:
        take_back(fast, note, by="jonas")
    assert told.value.wrong is Wrong.OTHERS


def test_what_is_no_note_is_not_taken_back(fast) -> None:
    fast.writes()
    with pytest.raises(NoNote):
        take_back(fast, all_of(fast, Message)[0].id)


def test_agents_find_notes_and_only_notes_by_their_sign(desk) -> None:
    conversation = desk.writes("Der Zähler ist kaputt.")
    note = write(desk, conversation, "Zähler schon bestellt")

    def found(line: str) -> list[int]:
        with desk.db.read() as session:
            _, shown = look(session, desk.actor(), line, "UTC")
            return [hit.message_id for hit in shown.hits]

    assert len(found("zähler")) == 2
    assert found("zähler is:note") == found("in:notes zähler") == found("is:notes") == [note]
    take_back(desk, note)
    assert found("bestellt") == []


# -- what a note never becomes --------------------------------------------------------------------


def test_what_is_noted_never_lies_with_what_is_for_the_customer(desk) -> None:
    conversation = desk.writes()
    desk.types(conversation, "Guten Tag")
    keep(desk, conversation, "Er ist schwierig")
    with desk.db.read() as session:
        assert notes.draft(session, desk.agents["miriam"], conversation).text == "Er ist schwierig"
        assert [draft.text for draft in session.scalars(select(Draft))] == ["Guten Tag"]
    write(desk, conversation, "Er ist schwierig")
    assert [draft.text for draft in all_of(desk, Draft)] == ["Guten Tag"]
    assert all_of(desk, NoteDraft) == []


def test_sending_takes_the_answer_and_leaves_the_note_where_it_is(desk) -> None:
    conversation = desk.writes()
    keep(desk, conversation, "Er ist schwierig")
    desk.answers(conversation, "Das klären wir heute.")
    (reply,) = all_of(desk, Reply)
    assert "schwierig" not in reply.text
    assert [draft.text for draft in all_of(desk, NoteDraft)] == ["Er ist schwierig"]


def test_a_reply_that_comes_back_brings_no_note(desk) -> None:
    conversation = desk.writes()
    keep(desk, conversation, "Er ist schwierig")
    (reply,) = desk.answers(conversation, "Das klären wir heute.")
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply, desk.time)
    assert [draft.text for draft in all_of(desk, Draft)] == ["Das klären wir heute."]


def test_a_notes_key_is_no_drafts_key(desk) -> None:
    """A late save of the answer under a key that a note was written with is kept as it is."""
    conversation, key = desk.writes(), uuid.uuid4().hex
    write(desk, conversation, key=key)
    with desk.db.write() as session:
        kept = drafts.save(session, desk.actor(), conversation, Typed("Guten Tag", key), desk.time)
    assert kept.text == "Guten Tag"
    assert [note.text for note in all_of(desk, Message) if note.direction == "note"] == [WORDS]


# -- what is being written ------------------------------------------------------------------------


def test_what_two_tabs_type_is_kept_both(desk) -> None:
    conversation = desk.writes()
    first = keep(desk, conversation, "eins")
    desk.wait(seconds=1)
    second = keep(desk, conversation, "zwei")
    assert (first.text, second.text) == ("eins", "eins\n\nzwei")


def test_what_was_seen_is_written_over(desk) -> None:
    conversation = desk.writes()
    first = keep(desk, conversation, "eins")
    desk.wait(seconds=1)
    assert keep(desk, conversation, "eins zwei", first.stamp).text == "eins zwei"


def test_an_emptied_note_is_kept_nowhere(fast) -> None:
    conversation = fast.writes()
    first = keep(fast, conversation, "eins")
    assert keep(fast, conversation, " ", first.stamp).stamp == ""
    assert keep(fast, conversation, "").text == ""
    assert all_of(fast, NoteDraft) == []


def test_a_note_about_nothing_is_not_kept(fast) -> None:
    with pytest.raises(NoConversation):
        keep(fast, 10**9, "eins")


# -- who is named ---------------------------------------------------------------------------------


def test_who_is_named_is_told_once_and_nobody_else(desk) -> None:
    conversation = desk.writes()
    write(desk, conversation, "@Jonas Weber @jonas weber, und ich @Miriam Brandt")
    assert mentioned(desk) == {"jonas"}
    assert desk.conversation(conversation).owner_id is None


def test_a_team_that_is_named_is_everybody_of_it_who_works_here(desk) -> None:
    with desk.db.write() as session:
        team = teams.add(session, MACHINE, "Abrechnung", desk.time)
        for login in ("miriam", "jonas"):
            teams.join(session, MACHINE, team, desk.agents[login], desk.time)
    write(desk, desk.writes(), "@Abrechnung?")
    assert mentioned(desk) == {"jonas"}


@pytest.mark.parametrize("text", ["@jonas", "@Jonas, bitte", "frag @JONAS weber", "@jw?"])
def test_a_login_or_a_first_name_is_enough_where_it_is_one_agents(desk, text) -> None:
    signs_in_as_jw(desk)
    number = write(desk, desk.writes(), text)
    with desk.db.read() as session:
        told = notes.named(session, [session.get_one(Message, number)])
    assert mentioned(desk) == {"jonas"}
    assert told == {number: (text[text.index("@") :].removesuffix(", bitte").rstrip("?"),)}


def test_a_first_name_of_two_names_nobody_and_is_not_marked(desk) -> None:
    desk.changes("miriam", work_name="Jonas Brandt")
    signs_in_as_jw(desk)
    number = write(desk, desk.writes(), "@Jonas und @jw")
    with desk.db.read() as session:
        told = notes.named(session, [session.get_one(Message, number)])
    assert (mentioned(desk), told) == ({"jonas"}, {number: ("@jw",)})


def test_a_team_comes_before_a_first_name(desk) -> None:
    with desk.db.write() as session:
        team = teams.add(session, MACHINE, "Jonas", desk.time)
        teams.join(session, MACHINE, team, desk.agents["miriam"], desk.time)
    write(desk, desk.writes(), "@jonas")
    assert mentioned(desk) == set()


def test_a_name_that_reached_nobody_is_not_marked(desk) -> None:
    number = write(desk, desk.writes(), "@Nobody, und ich, @Miriam Brandt")
    with desk.db.read() as session:
        assert notes.named(session, [session.get_one(Message, number)]) == {}


def test_somebody_disabled_is_told_nothing(desk) -> None:
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["jonas"], desk.time)
    write(desk, desk.writes(), "@Jonas Weber")
    assert mentioned(desk) == set()


def test_a_note_taken_back_names_nobody_any_more(fast) -> None:
    take_back(fast, write(fast, fast.writes(), "@Jonas Weber"))
    assert mentioned(fast) == set()


def test_what_was_read_is_seen_by_that_one_alone(desk) -> None:
    here, there = desk.writes(), desk.writes("Und ich?")
    for conversation in (here, there):
        write(desk, conversation, "@Jonas Weber")
    with desk.db.write() as session:
        noting.mentions_seen(session, desk.actor("miriam"), here, desk.time)
        noting.mentions_seen(session, desk.actor("jonas"), here, desk.time)
    with desk.db.read() as session:
        unseen = select(Mention.conversation_id).where(Mention.seen_at.is_(None))
        assert list(session.scalars(unseen)) == [there]


def test_somebody_disabled_writes_no_note(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        agents.disable(session, MACHINE, fast.agents["jonas"], fast.time)
    with pytest.raises(NotAllowed):
        write(fast, conversation, by="jonas")
    with fast.db.read() as session:
        told = select(func.count()).where(Message.direction == "note")
        assert session.scalar(told) == 0
