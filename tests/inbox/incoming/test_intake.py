"""Intake: everything of a page, once, whatever order, sight or state it comes in."""

from __future__ import annotations

import json
from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from connectors.base import Answerable, Attachment, Author, Kind
from db.models import (
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    MessageVersion,
    RawMessage,
    Reply,
    ReplyState,
    SkippedRecord,
)
from inbox.care import closing, conversations, snoozing
from inbox.care.rights import SYSTEM
from inbox.incoming import intake
from inbox.queries import thread
from tests import cast, postgres
from tests.cast import ERIKA, JO, NOON, OEZTUERK
from tests.inbox.incoming.world import OURS, page, said

LATER = NOON + timedelta(minutes=10)


class Desk:
    """A database with our account, into which pages are stored."""

    def __init__(self, db) -> None:
        self.db = db
        with db.write() as session:
            account = cast.account(session)
            self.account_id = account.id
            self.stream_id = cast.stream(session, account).id

    def store(self, *messages, now=LATER, **rest) -> intake.Stored:
        with self.db.write() as session:
            batch = page(*messages, **rest)
            return intake.store(session, self.account_id, self.stream_id, batch, now)

    def all(self, what, *order):
        with self.db.read() as session:
            return list(session.scalars(select(what).order_by(*(order or (what.id,)))))

    def one(self, what):
        (found,) = self.all(what)
        return found

    def message(self, external_id):
        with self.db.read() as session:
            return session.scalars(select(Message).filter_by(external_id=external_id)).one()

    def answer(self, conversation_id, at) -> None:
        with self.db.write() as session:
            conversations.answered(session, conversation_id, at, at)


@pytest.fixture
def desk(database):
    return Desk(database)


@pytest.fixture
def lite(sqlite_database):
    return Desk(sqlite_database)


# -- one message ----------------------------------------------------------------------------------


def test_what_is_put_off_comes_back_when_its_customer_writes(desk) -> None:
    desk.store(said("1", "Mein Strom ist weg"))
    with desk.db.write() as session:
        snoozing.snooze(session, SYSTEM, 1, "tomorrow", "UTC", LATER)
    desk.store(said("1", "Mein Strom ist weg"), now=LATER)
    assert desk.one(Conversation).state == ConversationState.SNOOZED
    desk.store(said("2", "Immer noch!", thread="1", at=LATER), now=LATER)
    matter = desk.one(Conversation)
    assert (matter.state, matter.snoozed_until) == (ConversationState.OPEN, None)


def test_a_new_message_opens_a_conversation_that_waits_for_us(desk) -> None:
    assert desk.store(said("1", "Mein Strom ist weg")).new == 1
    matter, message = desk.one(Conversation), desk.one(Message)
    assert (matter.state, matter.preview) == (ConversationState.OPEN, "Mein Strom ist weg")
    assert (matter.waiting_since, matter.last_message_at) == (NOON, NOON)
    assert matter.urgent_at == NOON + timedelta(hours=1)
    assert matter.last_inbound_id == message.id
    assert (message.direction, message.conversation_id) == (Direction.INBOUND, matter.id)
    assert (message.created_at, message.stored_at) == (NOON, LATER)


def test_the_customer_is_known_by_name_and_handle(desk) -> None:
    desk.store(said("1"))
    contact = desk.one(Contact)
    assert (contact.name, contact.handle, contact.platform) == ("Erika M.", "erika_m", "memory")


def test_a_customer_who_changed_her_name_goes_by_the_new_one(desk) -> None:
    desk.store(said("1"))
    desk.store(said("2", author=Author(ERIKA.external_id, "Erika Musterfrau", None)))
    contact = desk.one(Contact)
    assert (contact.name, contact.handle) == ("Erika Musterfrau", "erika_m")


def test_a_conversation_has_the_language_that_the_platform_said_last(desk) -> None:
    desk.store(said("1", language="de"), said("2", thread="1", at=LATER, language="en"))
    desk.store(said("3", thread="1", at=LATER + timedelta(minutes=1)))
    assert desk.one(Conversation).language == "en"


def test_one_customer_in_one_thread_is_one_conversation(desk) -> None:
    desk.store(said("1", thread="t"), said("2", thread="t", at=LATER))
    matter = desk.one(Conversation)
    assert matter.last_message_at == LATER
    assert matter.waiting_since == NOON


def test_a_third_person_in_the_thread_has_a_conversation_of_her_own(desk) -> None:
    desk.store(said("1", thread="t"), said("2", thread="t", author=JO))
    assert len(desk.all(Conversation)) == 2


def test_what_the_platform_sent_is_kept_beside_the_message(desk) -> None:
    desk.store(said("1", raw={"id": "1", "deep": [1, {"x": None}]}))
    with desk.db.read() as session:
        assert session.scalars(select(RawMessage.raw)).one() == {
            "id": "1",
            "deep": [1, {"x": None}],
        }


def test_an_attachment_is_kept_with_its_words_and_only_web_addresses_are_links(desk) -> None:
    shown = Attachment("photo", "https://pbs.example/1.jpg", "Zählerstand")
    evil = Attachment("link", "javascript:alert(1)")
    desk.store(said("1", "", attachments=(shown, evil), permalink="data:text/html,x"))
    message = desk.one(Message)
    assert message.attachments == [
        {"kind": "photo", "url": "https://pbs.example/1.jpg", "alt": "Zählerstand"},
        {"kind": "link", "url": "", "alt": None},
    ]
    assert message.permalink is None


# -- again, and changed ---------------------------------------------------------------------------


def test_the_same_page_again_is_known_and_changes_nothing(desk) -> None:
    desk.store(said("1"), said("2", author=JO))
    before = [(row.id, row.state, row.urgent_at) for row in desk.all(Conversation)]
    again = desk.store(said("1"), said("2", author=JO), now=LATER + timedelta(hours=1))
    assert (again.known, again.fetched) == (2, 2)
    assert [(row.id, row.state, row.urgent_at) for row in desk.all(Conversation)] == before


def test_a_record_that_stands_twice_on_a_page_is_stored_once(desk) -> None:
    done = desk.store(said("1"), said("1"), said("1"))
    assert (done.new, done.known) == (1, 2)


def test_an_edit_keeps_what_was_said_before(desk) -> None:
    desk.store(said("1", "Sie sind doof"))
    done = desk.store(said("1", "Das war nicht gut", edited_at=LATER))
    message = desk.one(Message)
    assert (done.changed, message.text, message.edited_at) == (1, "Das war nicht gut", LATER)
    with desk.db.read() as session:
        assert session.scalars(select(MessageVersion.text)).all() == ["Sie sind doof"]
    assert desk.one(Conversation).preview == "Das war nicht gut"


def test_an_older_sight_of_an_edited_message_changes_nothing(desk) -> None:
    desk.store(said("1", "neu", edited_at=LATER))
    done = desk.store(said("1", "alt"))
    assert (done.known, desk.one(Message).text) == (1, "neu")


def test_an_edit_of_an_answered_message_starts_no_clock(desk) -> None:
    desk.store(said("1", "alt"))
    desk.answer(desk.one(Conversation).id, LATER)
    desk.store(said("1", "neu", edited_at=LATER), now=LATER + timedelta(hours=1))
    assert desk.one(Conversation).state == ConversationState.WAITING


def test_a_deleted_message_is_emptied_at_once(desk) -> None:
    desk.store(said("1", "geheim"))
    desk.store(said("1", "geheimer", edited_at=LATER))
    done = desk.store(said("1", "geheimer", deleted_at=LATER))
    message = desk.one(Message)
    assert (done.changed, message.text, message.deleted_at) == (1, "", LATER)
    with desk.db.read() as session:
        assert session.scalars(select(MessageVersion.text)).all() == []
        assert session.scalars(select(RawMessage.message_id)).all() == []
    assert desk.one(Conversation).preview == ""


def test_a_deleted_message_stays_deleted_when_an_old_page_shows_it(desk) -> None:
    desk.store(said("1", "geheim"))
    desk.store(said("1", deleted_at=LATER))
    assert desk.store(said("1", "geheim")).known == 1
    assert desk.one(Message).text == ""


def test_a_message_deleted_before_we_saw_it_waits_for_nobody(desk) -> None:
    desk.store(said("1", "weg", deleted_at=LATER))
    matter = desk.one(Conversation)
    assert (matter.waiting_since, matter.state) == (None, ConversationState.WAITING)
    assert desk.one(Message).text == ""


def test_a_changed_answer_window_is_a_change(desk) -> None:
    desk.store(said("1", answerable=Answerable.NOT_SUMMONED))
    assert desk.store(said("1", answerable=Answerable.YES)).changed == 1


@pytest.mark.parametrize("first", [Answerable.YES, Answerable.AUTHOR_GONE])
def test_whom_nobody_can_answer_waits_and_is_not_urgent(desk, first) -> None:
    desk.store(said("1", answerable=first))
    desk.store(said("1", answerable=Answerable.AUTHOR_GONE))
    matter = desk.one(Conversation)
    assert (matter.state, matter.waiting_since) == (ConversationState.OPEN, NOON)
    assert matter.urgent_at is None


def test_whose_author_came_back_is_urgent_again(desk) -> None:
    desk.store(said("1", answerable=Answerable.AUTHOR_GONE))
    desk.store(said("1", answerable=Answerable.YES))
    assert desk.one(Conversation).urgent_at == NOON + timedelta(hours=1)


def test_reopening_makes_nothing_urgent_that_nobody_can_answer(desk) -> None:
    desk.store(said("1", answerable=Answerable.AUTHOR_GONE))
    with desk.db.write() as session:
        conversations.reopen(session, SYSTEM, 1, LATER)
    assert desk.one(Conversation).urgent_at is None


def test_a_post_to_others_that_a_search_brought_is_not_urgent_until_it_turns_to_us(desk) -> None:
    desk.store(said("1", kind=Kind.POST, answerable=Answerable.NOT_SUMMONED))
    matter = desk.one(Conversation)
    assert (matter.state, matter.urgent_at) == (ConversationState.OPEN, None)
    desk.store(said("1", kind=Kind.POST, answerable=Answerable.YES))
    assert desk.one(Conversation).urgent_at == NOON + timedelta(hours=1)


# -- whose turn it is -----------------------------------------------------------------------------


def test_a_customer_who_writes_again_opens_an_answered_conversation(desk) -> None:
    desk.store(said("1", thread="t"))
    desk.answer(desk.one(Conversation).id, LATER)
    again = LATER + timedelta(minutes=5)
    desk.store(said("2", "Und noch was", thread="t", at=again), now=again)
    matter = desk.one(Conversation)
    assert (matter.state, matter.waiting_since) == (ConversationState.OPEN, again)


@pytest.mark.parametrize("state", list(ConversationState))
def test_whatever_state_a_conversation_is_in_a_new_word_opens_it(lite, state) -> None:
    lite.store(said("1", thread="t"))
    with lite.db.write() as session:
        session.scalars(select(Conversation)).one().state = state
    lite.store(said("2", thread="t"))
    assert lite.one(Conversation).state == ConversationState.OPEN


def test_a_late_message_older_than_our_answer_still_waits(desk) -> None:
    desk.store(said("2", thread="t", at=NOON), now=NOON)
    desk.answer(desk.one(Conversation).id, LATER)
    late = NOON - timedelta(minutes=3)
    desk.store(said("1", "kam spät an", thread="t", at=late), now=LATER + timedelta(minutes=1))
    matter = desk.one(Conversation)
    assert (matter.state, matter.waiting_since) == (ConversationState.OPEN, late)
    assert matter.preview == "Hallo"


def test_the_answer_window_is_the_newest_messages(desk) -> None:
    until = NOON + timedelta(hours=24)
    desk.store(said("1", kind=Kind.DIRECT, thread="t", answer_until=until))
    desk.store(said("2", kind=Kind.DIRECT, thread="t", answer_until=until + timedelta(hours=1)))
    assert desk.one(Conversation).answer_until == until + timedelta(hours=1)


def test_a_closing_window_makes_a_conversation_urgent_sooner(desk) -> None:
    soon = NOON + timedelta(minutes=80)
    desk.store(said("1", kind=Kind.DIRECT, answer_until=soon))
    assert desk.one(Conversation).urgent_at == soon - timedelta(hours=1)


def test_a_platform_whose_clock_is_ahead_makes_nobody_wait_in_the_future(desk) -> None:
    ahead = LATER + timedelta(hours=1)
    desk.store(said("1", at=ahead), now=LATER)
    matter = desk.one(Conversation)
    assert (matter.waiting_since, matter.last_message_at) == (LATER, ahead)


def test_unread_counts_from_the_message_stored_last(desk) -> None:
    desk.store(said("9", thread="t", at=LATER))
    desk.store(said("1", "älter", thread="t", at=NOON))
    assert desk.one(Conversation).last_inbound_id == desk.message("1").id


# -- context, authors, echoes ---------------------------------------------------------------------


def test_context_is_shown_in_its_thread_and_is_nobodys_work(desk) -> None:
    around = said("0", "Ich auch!", author=JO, thread="t")
    done = desk.store(said("1", thread="t", parent_id="0"), context=(around,))
    assert done.fetched == 1
    row = desk.message("0")
    assert (row.direction, row.conversation_id, row.thread_id) == (Direction.CONTEXT, None, "t")
    assert len(desk.all(Conversation)) == 1


def test_context_that_turns_out_to_be_addressed_to_us_becomes_work(desk) -> None:
    desk.store(context=(said("1", "@lindenau hallo"),))
    assert desk.store(said("1", "@lindenau hallo")).new == 1
    row = desk.message("1")
    assert row.direction == Direction.INBOUND
    assert desk.one(Conversation).last_inbound_id == row.id


def test_a_message_that_is_asked_for_and_context_at_once_is_work(desk) -> None:
    desk.store(said("1"), context=(said("1"),))
    assert desk.one(Message).direction == Direction.INBOUND


def test_work_never_becomes_context(desk) -> None:
    desk.store(said("1"))
    desk.store(context=(said("1"),))
    assert desk.one(Message).direction == Direction.INBOUND


def test_a_withheld_author_is_one_person_a_private_thread(desk) -> None:
    for number in ("1", "2"):
        desk.store(said(number, author=None, kind=Kind.DIRECT, thread="t"))
    contact = desk.one(Contact)
    assert (contact.withheld, contact.name) == (True, "")
    assert len(desk.all(Conversation)) == 1


def test_withheld_authors_in_public_are_not_taken_for_one_person(desk) -> None:
    desk.store(said("1", author=None, thread="t"), said("2", author=None, thread="t"))
    assert len(desk.all(Contact)) == 2


def test_our_own_post_opens_no_conversation(desk) -> None:
    desk.store(said("1", "Heute Baustelle", author=OURS))
    row = desk.one(Message)
    assert (row.direction, row.conversation_id) == (Direction.OUTBOUND, None)
    assert desk.all(Conversation) == []


def test_an_answer_written_in_the_platforms_own_app_counts(desk) -> None:
    desk.store(said("1", thread="t"))
    desk.store(said("2", "Wir kümmern uns", author=OURS, thread="t", parent_id="1", at=LATER))
    matter = desk.one(Conversation)
    assert (matter.state, matter.waiting_since) == (ConversationState.WAITING, None)
    assert (matter.preview, matter.last_message_at) == ("Wir kümmern uns", LATER)
    assert desk.message("2").conversation_id == matter.id


def test_an_answer_that_is_seen_before_its_question_finds_it(desk) -> None:
    answer = said("2", "Schon gelöst", author=OURS, thread="t", parent_id="1", at=LATER)
    desk.store(answer)
    desk.store(said("1", "Frage", thread="t"))
    matter = desk.one(Conversation)
    assert (matter.state, desk.message("2").conversation_id) == (
        ConversationState.WAITING,
        matter.id,
    )


def test_an_answer_waits_for_its_question_when_somebody_who_joined_in_is_seen_first(desk) -> None:
    answer = said("2", "Schon gelöst", author=OURS, thread="t", parent_id="1", at=LATER)
    joined = said(
        "3", "Bei mir nicht", author=JO, thread="t", parent_id="2", at=LATER + timedelta(minutes=1)
    )
    desk.store(joined, context=(answer,))
    desk.store(said("1", "Störung?", thread="t"))
    question, joined_in = desk.message("1").conversation_id, desk.message("3").conversation_id
    states = {matter.id: matter.state for matter in desk.all(Conversation)}
    assert desk.message("2").conversation_id == question
    assert states == {question: ConversationState.WAITING, joined_in: ConversationState.OPEN}


def test_what_came_before_an_answer_in_the_app_does_not_wait_when_it_is_seen_late(desk) -> None:
    after = said("3", "danach", thread="t", at=LATER + timedelta(minutes=1))
    desk.store(after, now=LATER + timedelta(minutes=5))
    answer = said("2", "dazwischen", author=OURS, thread="t", parent_id="1", at=LATER)
    desk.store(answer)
    desk.store(said("1", "davor", thread="t", at=NOON), now=LATER + timedelta(minutes=9))
    matter = desk.one(Conversation)
    assert (matter.state, matter.waiting_since) == (
        ConversationState.OPEN,
        LATER + timedelta(minutes=1),
    )


def test_what_came_after_an_answer_in_the_app_still_waits(desk) -> None:
    desk.store(said("1", thread="t"), said("3", "Und?", thread="t", at=LATER))
    reply = said("2", "So", author=OURS, thread="t", parent_id="1", at=NOON + timedelta(minutes=1))
    desk.store(reply)
    assert desk.one(Conversation).waiting_since == LATER


def test_a_private_word_of_ours_belongs_to_the_threads_one_conversation(desk) -> None:
    desk.store(said("1", kind=Kind.DIRECT, thread="t"))
    desk.store(said("2", "Hallo!", author=OURS, kind=Kind.DIRECT, thread="t", at=LATER))
    assert desk.message("2").conversation_id == desk.one(Conversation).id


def reply_on_its_way(desk, state=ReplyState.UNKNOWN, text="Gern. Miriam Brandt +49 30 23125456"):
    desk.store(said("1", thread="t"))
    matter = desk.one(Conversation)
    with desk.db.write() as session:
        agent = cast.agent(session)
        signature = "Miriam Brandt +49 30 23125456"
        session.add(
            Reply(
                key="k",
                draft_key="d",
                account_id=desk.account_id,
                conversation_id=matter.id,
                agent_id=agent.id,
                via="page",
                kind=Kind.MENTION,
                thread_id="t",
                target="1",
                body="Gern.",
                signature=signature,
                text=text,
                state=state,
                attempt=1,
                not_before=NOON,
                queued_at=LATER,
                undo_until=NOON,
            )
        )
    return text


@pytest.mark.parametrize("state", [ReplyState.SENDING, ReplyState.UNKNOWN])
def test_our_own_reply_coming_back_binds_to_its_row(desk, state) -> None:
    text = reply_on_its_way(desk, state)
    echo = said("2", text, author=OURS, thread="t", parent_id="1", at=LATER)
    done = desk.store(echo, now=LATER + timedelta(minutes=1))
    reply, row = desk.one(Reply), desk.message("2")
    assert (reply.state, reply.external_id) == (ReplyState.DELIVERED, "2")
    assert (row.reply_id, row.direction, done.new) == (reply.id, Direction.OUTBOUND, 0)
    assert len(desk.all(Conversation)) == 1


def test_an_echo_seen_again_is_known(desk) -> None:
    text = reply_on_its_way(desk)
    for _ in range(2):
        done = desk.store(said("2", text + " ", author=OURS, thread="t", at=LATER))
    assert (done.known, desk.one(Reply).state) == (1, ReplyState.DELIVERED)
    assert desk.message("2").text == text


def test_where_a_reply_stands_may_be_said_by_an_echo_alone(desk) -> None:
    text = reply_on_its_way(desk)
    links = (None, "https://facebook.com/1/posts/2", None)
    for link in links:
        desk.store(said("2", text, author=OURS, thread="t", at=LATER, permalink=link))
    with desk.db.read() as session:
        (matter,) = session.scalars(select(Conversation.id))
        (ours,) = [one for one in thread.opened(session, matter).entries if one.delivery]
    assert ours.delivery.permalink == links[1]


# -- bad input ------------------------------------------------------------------------------------


BAD_TEXTS = {
    "nul": "a\x00b",
    "half a surrogate": "a\ud83d",
    "bidi controls": "a\u202eb\u2066c",
    "zalgo": "a" + "\u0301" * 5000,
    "huge": "ä" * 100_000,
    "marks that make NFC quadratic": "a" + "\u0301\u0327" * 50_000,
    "empty": "",
    "only blanks": " \n\t ",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_bad_text_is_stored_clean_and_the_rest_of_the_page_goes_in(desk, text) -> None:
    done = desk.store(said("1", text), said("2", "gut", author=JO))
    assert (done.new, done.skipped) == (2, 0)
    stored = desk.message("1")
    assert len(stored.text) <= 20_000
    assert not set("\x00\ud83d\u202e\u2066") & set(stored.text)
    assert stored.clipped is (len(text) > 20_000)


BAD_RECORDS = {
    "an id with a NUL": said("a\x00b"),
    "an id with half a surrogate": said("1\ud83d"),
    "a thread with a blank": said("1", thread="a b"),
    "an endless id": said("1" * 5000),
    "an author with a NUL for an id": said("1", author=Author("x\x00", "X")),
}


@pytest.mark.parametrize("record", BAD_RECORDS.values(), ids=BAD_RECORDS.keys())
def test_a_bad_record_is_skipped_and_the_rest_of_the_page_goes_in(desk, record) -> None:
    done = desk.store(record, said("2", author=JO))
    assert (done.new, done.skipped) == (1, 1)
    assert json.loads(desk.one(SkippedRecord).raw) == {"id": record.external_id}


BAD_RAWS = {
    "NUL": {"t": "a\x00"},
    "half a surrogate": {"t": "\ud83d", "\ud83d": 1},
    "not a number": {"n": float("nan"), "m": float("inf")},
    "huge number": {"n": 10**400, "m": 2**70},
    "not JSON at all": {"t": NOON, 1: {2, 3}},
}


@pytest.mark.parametrize("raw", BAD_RAWS.values(), ids=BAD_RAWS.keys())
def test_bad_raw_json_costs_no_message(desk, raw) -> None:
    assert desk.store(said("1", raw=raw)).new == 1


def test_raw_json_that_is_nested_without_end_costs_no_message(desk) -> None:
    deep: dict = {}
    level = deep
    for _ in range(5000):
        level["x"] = {}
        level = level["x"]
    assert desk.store(said("1", raw=deep)).new == 1


def test_a_name_of_controls_and_marks_is_shown_harmlessly(desk) -> None:
    desk.store(said("1", author=Author("x", "Eve\x00\u202e\n" + "\u0301" * 500, "e\x00ve")))
    contact = desk.one(Contact)
    assert contact.name.startswith("Eve")
    assert len(contact.name) <= 200
    assert contact.handle == "eve"


def poison(monkeypatch, external_id) -> None:
    """Let one record be refused by the database, as no check of ours foresaw."""
    from inbox.incoming import page as pages

    real = pages._values

    def bitten(row, *rest):
        values = real(row, *rest)
        return {**values, "direction": "sideways"} if row.key == external_id else values

    monkeypatch.setattr(pages, "_values", bitten)


def test_a_record_the_database_refuses_is_kept_aside_and_the_others_go_in(
    desk, monkeypatch
) -> None:
    poison(monkeypatch, "2")
    done = desk.store(*(said(str(n), f"Nr. {n}") for n in range(5)))
    assert (done.new, done.skipped, done.fetched) == (4, 1, 5)
    kept = desk.one(SkippedRecord)
    assert kept.raw == b'{"id": "2"}'
    assert kept.reason == "cannot be stored: IntegrityError"


def test_a_refused_context_record_costs_nothing_of_the_page(desk, monkeypatch) -> None:
    poison(monkeypatch, "0")
    done = desk.store(said("1"), context=(said("0", author=JO),))
    assert (done.new, done.fetched) == (1, 1)
    assert desk.one(SkippedRecord).raw == b'{"id": "0"}'


def test_a_refused_record_goes_in_once_the_fault_is_mended(desk, monkeypatch) -> None:
    with monkeypatch.context() as patched:
        poison(patched, "1")
        desk.store(said("1"))
    assert desk.store(said("1")).new == 1


# -- any order, any doubling ----------------------------------------------------------------------

moments = st.integers(0, 30).map(lambda n: NOON + timedelta(minutes=n))


@st.composite
def histories(draw):
    """Draw what happened on the platform, and the pages in which it is seen."""
    people = [ERIKA, OEZTUERK, JO, None]
    records = []
    for number in range(draw(st.integers(1, 7))):
        at = draw(moments)
        first = said(
            str(number), draw(st.sampled_from(["a", "b", "c"])), at=at,
            author=draw(st.sampled_from(people)), thread=draw(st.sampled_from(["s", "t"])),
        )  # fmt: skip
        records.append(first)
        for edit in range(draw(st.integers(0, 2))):
            edited = at + timedelta(minutes=1 + edit)
            records.append(
                said(first.external_id, f"edit {edit}", at=at, author=first.author,
                     thread=first.thread_id, edited_at=edited)
            )  # fmt: skip
    seen = draw(st.permutations(records + draw(st.lists(st.sampled_from(records), max_size=6))))
    cuts = sorted(draw(st.lists(st.integers(0, len(seen)), max_size=3)))
    return records, [
        seen[a:b] for a, b in zip([0, *cuts], [*cuts, len(seen)], strict=True) if a != b
    ]


def picture(desk):
    """Return what an agent would see: texts, and whose turn it is."""
    with desk.db.read() as session:
        messages = {(m.external_id, m.text, m.direction) for m in session.scalars(select(Message))}
        matters = {
            (c.thread_id, c.state, c.waiting_since, c.last_message_at, c.urgent_at)
            for c in session.scalars(select(Conversation))
        }
    return messages, matters


desks: dict[int, Desk | None] = {}


def empty(desk) -> None:
    with desk.db.write() as session:
        for table in (MessageVersion, RawMessage, Message, Conversation, Contact):
            session.execute(delete(table))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories())
def test_neither_order_nor_doubles_change_what_an_agent_sees(sqlite_database, history) -> None:
    desk = desks.setdefault(id(sqlite_database), None) or Desk(sqlite_database)
    desks[id(sqlite_database)] = desk
    records, pages = history
    empty(desk)
    desk.store(*records)
    expected = picture(desk)
    empty(desk)
    for seen in pages:
        done = desk.store(*seen)
        assert done.fetched == len(seen)
        assert done.skipped == 0
    assert picture(desk) == expected


wild = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
wild_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | wild,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(wild, inner, max_size=3),
    max_leaves=8,
)
wild_messages = st.builds(
    said,
    wild.filter(bool),
    wild,
    author=st.none() | st.builds(Author, wild, wild, st.none() | wild, st.none() | wild),
    at=st.datetimes(timezones=st.just(UTC)),
    kind=st.sampled_from(Kind),
    thread=st.none() | wild,
    parent_id=st.none() | wild,
    permalink=st.none() | wild,
    attachments=st.lists(st.builds(Attachment, wild, wild, st.none() | wild), max_size=2).map(
        tuple
    ),
    raw=st.dictionaries(wild, wild_json, max_size=3),
)


def none_is_lost(db, messages) -> None:
    desk = desks.setdefault(id(db), None) or Desk(db)
    desks[id(db)] = desk
    done = desk.store(*messages, said("good", "gut"), context=tuple(messages[:1]))
    assert done.fetched == len(messages) + 1
    assert desk.message("good").text == "gut"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(wild_messages, max_size=4))
def test_whatever_strangers_send_no_page_falls(sqlite_database, messages) -> None:
    none_is_lost(sqlite_database, messages)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(wild_messages, max_size=4))
def test_whatever_strangers_send_no_page_falls_on_postgresql(postgresql, messages) -> None:
    none_is_lost(postgresql, messages)


@pytest.fixture
def postgresql():
    with postgres.fresh() as url:
        db = postgres.warm(url)
        yield db
        db.close()


# -- what people do and what platforms do ---------------------------------------------------------


def test_closing_is_undone_by_the_customer_and_not_by_an_echo(desk) -> None:
    desk.store(said("1", thread="t"))
    matter = desk.one(Conversation).id
    with desk.db.write() as session:
        closing.close(session, SYSTEM, matter, LATER)
    desk.store(said("2", "Danke Ihnen", author=OURS, thread="t", parent_id="1", at=LATER))
    assert desk.one(Conversation).state == ConversationState.DONE
    desk.store(said("3", thread="t", at=LATER))
    assert desk.one(Conversation).state == ConversationState.OPEN
