"""What is older than it is to be kept goes, whole; what somebody still needs stays."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from connectors.base import Answerable, Author, Kind
from db.models import (
    Action,
    Audit,
    Base,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Media,
    MediaState,
    Message,
    MessageVersion,
    Person,
    PollRun,
    RawMessage,
    Reply,
    ReplyEvent,
    SkippedRecord,
)
from db.session import Database
from inbox.care import retention, shelf
from inbox.queries.retention import Over, preview
from inbox.rules.retention import Keep, before
from tests import cast, postgres
from tests.cast import NOON
from tests.desk import Desk, settings
from tests.inbox.care.test_pictures import PIXEL, adds

KEEP = Keep(raw=30, skipped=90, runs=35, messages=365)
YEAR = timedelta(days=366)


@pytest.fixture
def desk(database, tmp_path) -> Desk:
    return keeping(database, tmp_path)


@pytest.fixture
def fast(sqlite_database, tmp_path) -> Desk:
    return keeping(sqlite_database, tmp_path)


def keeping(db: Database, tmp_path, keep: Keep = KEEP) -> Desk:
    """Stand at a desk where things are kept for so many days."""
    days = {f"retention_{name}_days": getattr(keep, name) for name in keep.__slots__}
    return Desk(db, settings(data_dir=tmp_path / "data", **days))


def tidy(desk: Desk, stop=lambda: False) -> retention.Swept:
    return retention.tidy(desk.db, desk.settings, desk.now, stop)


def over(desk: Desk, keep: Keep | None = None) -> Over:
    with desk.db.read() as session:
        return preview(session, keep or desk.settings.keep, desk.time)


def count(desk: Desk, *tables: type[Base]) -> list[int]:
    with desk.db.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def put(desk: Desk, *rows: Base) -> None:
    with desk.db.write() as session:
        session.add_all(rows)


def closes(desk: Desk, conversation: int, state=ConversationState.DONE, **values) -> None:
    with desk.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.state, row.waiting_since = state, None
        for name, value in values.items():
            setattr(row, name, value)


def messages(desk: Desk) -> list[Message]:
    with desk.db.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def run(stream: int, at: datetime) -> PollRun:
    return PollRun(
        stream_id=stream, started_at=at, finished_at=at, pages=1, fetched=0, new=0, changed=0,
        known=0, skipped=0, micros=0,
    )  # fmt: skip


def skipped(stream: int, digest: str, at: datetime) -> SkippedRecord:
    return SkippedRecord(
        stream_id=stream, digest=digest, raw=b"{}", reason="odd", first_seen_at=NOON,
        last_seen_at=at,
    )  # fmt: skip


def stream(desk: Desk) -> int:
    with desk.db.write() as session:
        return cast.stream(session, session.get_one(cast.Account, desk.account_id)).id


# -- the days -------------------------------------------------------------------------------------


def test_nothing_goes_that_is_kept_for_ever() -> None:
    assert before(0, NOON) is None
    assert before(7, NOON) == NOON - timedelta(days=7)


def test_by_default_what_was_said_is_kept_for_ever() -> None:
    assert settings().keep == Keep(raw=30, skipped=90, runs=35, messages=0)


# -- raw records, skipped records, runs -----------------------------------------------------------


def test_what_platforms_sent_goes_and_what_was_said_stays(desk) -> None:
    for number in range(3):
        desk.writes(who=Author(f"x{number}", "X"))
    first, second, third = messages(desk)
    put(
        desk,
        RawMessage(message_id=first.id, raw={"t": 1}, stored_at=NOON),
        RawMessage(message_id=second.id, raw={"t": 2}, stored_at=NOON + timedelta(days=2)),
        RawMessage(message_id=third.id, raw={"t": 3}, stored_at=NOON + timedelta(days=9)),
    )
    desk.wait(days=35)
    assert over(desk).raw == 2
    assert tidy(desk).raw == 2
    with desk.db.read() as session:
        assert session.scalars(select(RawMessage.message_id)).all() == [third.id]
    assert len(messages(desk)) == 3


def test_skipped_records_go_when_they_came_no_more(desk) -> None:
    number = stream(desk)
    put(desk, skipped(number, "a", NOON), skipped(number, "b", NOON + timedelta(days=50)))
    desk.wait(days=100)
    assert over(desk).skipped == 1
    assert tidy(desk).skipped == 1
    with desk.db.read() as session:
        assert session.scalars(select(SkippedRecord.digest)).all() == ["b"]


def test_the_history_of_polls_goes(desk) -> None:
    number = stream(desk)
    put(desk, *(run(number, NOON + timedelta(days=day)) for day in range(40)))
    desk.wait(days=39)
    assert over(desk).runs == 4
    assert tidy(desk).runs == 4
    assert count(desk, PollRun) == [36]


# -- conversations --------------------------------------------------------------------------------


def whole(desk: Desk) -> int:
    """Let a conversation have everything that belongs to one; returns it."""
    conversation = desk.writes("Wo bleibt mein Geld?")
    adds(desk, conversation)
    desk.answers(conversation, key="a" * 32)
    desk.after_undo()
    message = messages(desk)[0]
    with desk.db.write() as session:
        person = Person(name="Frau M.", updated_at=cast.NOON)
        session.add(person)
        session.flush()
        session.scalars(select(Contact)).one().person_id = person.id
    put(
        desk,
        RawMessage(message_id=message.id, raw={}, stored_at=desk.time),
        MessageVersion(message_id=message.id, replaced_at=desk.time, text="davor"),
        Media(message_id=message.id, place=0, url="https://x", due_at=desk.time),
        Action(
            key="k", account_id=desk.account_id, message_id=message.id,
            agent_id=desk.agents["miriam"], via="page", verb="hide", target="1",
            not_before=desk.time, asked_at=desk.time,
        ),
    )  # fmt: skip
    desk.types(conversation, "Noch etwas")
    closes(desk, conversation)
    return conversation


EVERYTHING = (
    Conversation, Message, RawMessage, MessageVersion, Media, Action, Reply, ReplyEvent, Draft,
    Contact, Person,
)  # fmt: skip


def test_a_conversation_goes_with_all_that_belongs_to_it(desk) -> None:
    whole(desk)
    desk.time += YEAR
    assert (over(desk).conversations, over(desk).messages) == (1, 2)
    assert tidy(desk).conversations == 1
    assert count(desk, *EVERYTHING) == [0] * len(EVERYTHING)


def test_what_was_done_stays_in_the_audit(fast) -> None:
    whole(fast)
    before_ = count(fast, Audit)
    fast.time += YEAR
    tidy(fast)
    assert count(fast, Audit) == before_ != [0]


def test_the_last_word_counts_not_the_first(fast) -> None:
    conversation = fast.writes()
    closes(fast, conversation, last_message_at=NOON + timedelta(days=300))
    fast.time += YEAR
    assert over(fast).conversations == 0
    assert tidy(fast).conversations == 0


def test_somebody_who_waits_is_not_forgotten(desk) -> None:
    desk.writes()
    desk.time += YEAR * 3
    assert (over(desk).conversations, over(desk).waiting) == (0, 1)
    assert tidy(desk).conversations == 0


@pytest.mark.parametrize("state", [ConversationState.OPEN, ConversationState.SNOOZED])
def test_what_lies_on_somebodys_desk_stays(fast, state) -> None:
    closes(fast, fast.writes(), state)
    fast.time += YEAR
    assert tidy(fast).conversations == 0


@pytest.mark.parametrize("state", ["scheduled", "held", "queued", "sending", "unknown"])
def test_a_conversation_stays_while_something_of_ours_has_not_left(desk, state) -> None:
    conversation = desk.writes()
    (reply,) = desk.answers(conversation)
    with desk.db.write() as session:
        session.get_one(Reply, reply).state = state
    closes(desk, conversation)
    desk.time += YEAR
    assert (over(desk).conversations, tidy(desk).conversations) == (0, 0)


def test_a_failed_reply_before_its_agent_keeps_its_conversation(fast) -> None:
    closes(fast, fast.writes(), unsent_at=NOON)
    fast.time += YEAR
    assert tidy(fast).conversations == 0


def test_a_customer_who_wrote_elsewhere_too_stays_known(desk) -> None:
    old, young = desk.writes("alt"), desk.writes("neu")
    closes(desk, old)
    closes(desk, young, last_message_at=NOON + YEAR)
    desk.time += YEAR
    assert tidy(desk).conversations == 1
    assert count(desk, Contact, Conversation) == [1, 1]


def test_a_person_with_another_contact_stays_known(fast) -> None:
    first, second = fast.writes(), fast.writes(who=cast.JO)
    with fast.db.write() as session:
        person = Person(name="Jo", updated_at=cast.NOON)
        session.add(person)
        session.flush()
        for contact in session.scalars(select(Contact)):
            contact.person_id = person.id
    closes(fast, first)
    closes(fast, second, last_message_at=NOON + YEAR)
    fast.time += YEAR
    tidy(fast)
    assert count(fast, Contact, Person) == [1, 1]


def around(desk: Desk, thread: str, external_id: str, contact: int | None = None) -> Message:
    return Message(
        account_id=desk.account_id, external_id=external_id, thread_id=thread, text="Ich auch",
        contact_id=contact, kind=Kind.MENTION, direction=Direction.CONTEXT, created_at=NOON,
        stored_at=NOON, answerable=Answerable.YES,
    )  # fmt: skip


def test_what_stands_around_a_thread_goes_when_nobody_is_left_in_it(desk) -> None:
    conversation = desk.writes()
    thread = messages(desk)[0].thread_id
    put(desk, around(desk, thread, "x1"), around(desk, "elsewhere", "x2"))
    desk.time += YEAR
    assert (over(desk).around, tidy(desk).around) == (1, 1)
    assert {row.external_id for row in messages(desk)} == {thread, "x1"}
    closes(desk, conversation)
    tidy(desk)
    assert messages(desk) == []


def test_a_stranger_of_whom_no_word_is_left_is_forgotten(fast) -> None:
    with fast.db.write() as session:
        stranger = cast.contact(session, cast.JO).id
    put(fast, around(fast, "elsewhere", "x1", stranger))
    fast.time += YEAR
    tidy(fast)
    assert count(fast, Contact) == [0]


# -- a few at a time ------------------------------------------------------------------------------


def test_many_go_a_few_at_a_time_and_all_of_them(desk, monkeypatch) -> None:
    monkeypatch.setattr(retention, "TALKS", 3)
    monkeypatch.setattr(retention, "ROWS", 3)
    for number in range(10):
        closes(desk, desk.writes(who=Author(f"x{number}", "X")))
    number = stream(desk)
    put(desk, *(run(number, NOON) for _ in range(10)))
    desk.time += YEAR
    swept = tidy(desk)
    assert (swept.conversations, swept.runs) == (10, 10)


def test_a_sweep_ends_and_the_next_goes_on(fast, monkeypatch) -> None:
    monkeypatch.setattr(retention, "ROUNDS", 2)
    monkeypatch.setattr(retention, "ROWS", 3)
    number = stream(fast)
    put(fast, *(run(number, NOON) for _ in range(10)))
    fast.time += YEAR
    assert [tidy(fast).runs, tidy(fast).runs] == [6, 4]


def test_told_to_stop_it_stops(fast) -> None:
    closes(fast, fast.writes())
    fast.time += YEAR
    assert tidy(fast, lambda: True) == retention.Swept()
    assert over(fast).conversations == 1


def test_nobody_writes_into_a_conversation_that_is_being_removed(tmp_path, monkeypatch) -> None:
    """On PostgreSQL: SQLite has one writer, so nobody could come between."""
    with postgres.fresh() as url:
        desk = keeping(postgres.warm(url), tmp_path)
        conversation = desk.writes()
        thread = messages(desk)[0].thread_id
        closes(desk, conversation)
        desk.time += YEAR
        real = retention._people

        def meanwhile(session, *rest):
            late = around(desk, thread, "late")
            late.conversation_id = conversation
            with pytest.raises(OperationalError), desk.db.write() as other:
                other.connection().exec_driver_sql("SET lock_timeout = '200ms'")
                other.add(late)
            return real(session, *rest)

        monkeypatch.setattr(retention, "_people", meanwhile)
        assert tidy(desk).conversations == 1
        assert count(desk, Conversation, Message) == [0, 0]
        desk.db.close()


def test_a_conversation_that_somebody_writes_into_is_left_alone(tmp_path) -> None:
    with postgres.fresh() as url:
        desk = keeping(postgres.warm(url), tmp_path)
        conversation = desk.writes()
        closes(desk, conversation)
        desk.time += YEAR
        with desk.db.write() as other:
            late = around(desk, messages(desk)[0].thread_id, "late")
            late.conversation_id = conversation
            other.add(late)
            other.flush()
            assert tidy(desk).conversations == 0
        assert count(desk, Conversation, Message) == [1, 2]
        desk.db.close()


def test_the_preview_changes_nothing(fast) -> None:
    whole(fast)
    fast.time += YEAR
    before_ = count(fast, *EVERYTHING)
    shown = over(fast, Keep(1, 1, 1, 1))
    assert count(fast, *EVERYTHING) == before_
    assert not shown.nothing


def test_the_preview_tells_what_other_days_would_do(fast) -> None:
    closes(fast, fast.writes())
    fast.wait(days=10)
    assert over(fast, Keep(messages=9)).conversations == 1
    assert over(fast, Keep(messages=11)).nothing
    assert over(fast, Keep()).nothing


# -- files ----------------------------------------------------------------------------------------


def aged(kept: shelf.Shelf, digest: str, hours: float) -> None:
    then = time.time() - hours * 3_600
    os.utime(kept.path(digest), (then, then))


def test_files_that_nobody_refers_to_go_in_time(fast) -> None:
    conversation = fast.writes()
    message = messages(fast)[0]
    theirs, ours = (
        shelf.media(fast.settings.data_dir),
        shelf.pictures(fast.settings.data_dir),
    )
    kept, lost = theirs.keep(b"kept"), theirs.keep(b"lost")
    adds(fast, conversation)
    dropped = ours.keep(b"dropped")
    put(
        fast,
        Media(
            message_id=message.id, place=0, url="https://x", due_at=NOON, digest=kept,
            state=MediaState.STORED, type="image/png", size=4,
        ),
    )  # fmt: skip
    for digest in (kept, lost):
        aged(theirs, digest, 2)
    aged(ours, dropped, 25)
    assert tidy(fast).files == 2
    assert theirs.read(kept) == b"kept"
    assert not theirs.path(lost).exists()
    assert not ours.path(dropped).exists()


def test_a_picture_that_an_agent_is_adding_is_left_alone(fast) -> None:
    kept = shelf.pictures(fast.settings.data_dir)
    digest = kept.keep(PIXEL)
    aged(kept, digest, 2)
    assert tidy(fast).files == 0
    assert kept.path(digest).exists()


def test_after_a_removal_its_picture_is_gone_within_hours(fast) -> None:
    """The row goes at once, and with it every way to the file; the file with the next sweeps."""
    from connectors.base import Gone
    from inbox.care import removal

    fast.writes()
    message = messages(fast)[0]
    kept = shelf.media(fast.settings.data_dir)
    digest = kept.keep(PIXEL)
    put(
        fast,
        Media(
            message_id=message.id, place=0, url="https://x", due_at=NOON, digest=digest,
            state=MediaState.STORED, type="image/png", size=4,
        ),
    )  # fmt: skip
    with fast.db.write() as session:
        removal.remove(session, [message.id], Gone.DELETED, NOON)
    aged(kept, digest, 2)
    assert tidy(fast).files == 1


def test_the_worker_tidies_up(fast) -> None:
    from inbox.care.vault import Vault
    from inbox.worker import Worker

    closes(fast, fast.writes())
    fast.time += YEAR
    worker = Worker(fast.db, Vault("a key of sixteen letters"), fast.settings, fast.open, fast.now)
    worker.sweep()
    assert count(fast, Conversation) == [0]
