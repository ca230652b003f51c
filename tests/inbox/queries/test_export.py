"""The unified table for other programs: all of it, in order, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Author, Kind
from db.models import Agent, Conversation, ConversationState, Message, Wait
from inbox.incoming import intake
from inbox.queries import export
from tests import cast
from tests.cast import JO, NOON
from tests.inbox.incoming.world import OURS, page, said


@pytest.fixture
def full(database):
    """A database with two customers, a context post and an answer of ours."""
    with database.write() as session:
        account = cast.account(session)
        stream = cast.stream(session, account)
        batch = page(
            said("1", "Hallo", thread="t"),
            said("2", "Privat", kind=Kind.DIRECT, author=JO, at=NOON + timedelta(seconds=1)),
            said("4", "Schon erledigt", author=OURS, thread="t", parent_id="1",
                 at=NOON + timedelta(seconds=9)),
            context=(said("3", "Ich auch", author=Author("x", "Nachbar"), thread="t"),),
        )  # fmt: skip
        intake.store(session, account.id, stream.id, batch, NOON + timedelta(minutes=1))
    return database


def test_every_message_is_one_row_of_the_promised_columns(full) -> None:
    rows = {row.external_id: row for row in export.messages(full)}
    assert set(rows) == {"1", "2", "3", "4"}
    first = rows["1"]
    assert (first.account, first.platform, first.thread_id) == ("lindenau", "memory", "t")
    assert (first.kind, first.direction, first.text) == ("mention", "inbound", "Hallo")
    assert (first.author_external_id, first.author_name) == (cast.ERIKA.external_id, "Erika M.")
    assert (first.created_at, first.parent_id, first.state) == (NOON, None, "waiting")
    assert rows["2"].state == "open"


def test_context_is_there_and_has_no_state(full) -> None:
    (row,) = [row for row in export.messages(full) if row.direction == "context"]
    assert (row.author_name, row.state) == ("Nachbar", None)


def test_our_answer_has_our_account_as_its_author(full) -> None:
    (row,) = [row for row in export.messages(full) if row.direction == "outbound"]
    assert (row.author_external_id, row.author_name) == ("ours", "Stadtwerke Lindenau")
    assert row.parent_id == "1"


def test_what_is_ours_says_that_it_is_delivered_whosever_turn_it_is(full) -> None:
    with full.write() as session:
        for conversation in session.scalars(select(Conversation)):
            conversation.state = ConversationState.DONE
    states = {row.external_id: row.state for row in export.messages(full)}
    assert states == {"1": "done", "2": "done", "3": None, "4": "delivered"}


def test_an_answer_written_here_names_its_agent(full) -> None:
    with full.write() as session:
        miriam = cast.agent(session)
        session.scalars(select(Message).filter_by(external_id="4")).one().agent_id = miriam.id
    (row,) = [row for row in export.messages(full) if row.direction == "outbound"]
    assert row.author_name == "Miriam Brandt"
    with full.read() as session:
        assert session.scalars(select(Agent)).one().id == miriam.id


def test_a_conversation_is_one_row(full) -> None:
    first, second = sorted(export.conversations(full), key=lambda row: row.last_message_at)[::-1]
    assert (first.thread_id, first.contact_name, first.state) == ("t", "Erika M.", "waiting")
    assert (second.kind, second.contact_handle) == ("direct", "jo_writes_english")
    assert second.waiting_since == NOON + timedelta(seconds=1)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 1000])
def test_however_large_its_pages_are_everything_comes_once(full, size) -> None:
    assert [row.external_id for row in export.messages(full, size)] == [
        row.external_id for row in export.messages(full)
    ]


def test_no_more_than_a_page_is_held_at_once(sqlite_database, monkeypatch) -> None:
    with sqlite_database.write() as session:
        account = cast.account(session)
        stream = cast.stream(session, account)
        many = page(*(said(str(n), thread="t") for n in range(25)))
        intake.store(session, account.id, stream.id, many, NOON)
    sizes, real = [], export._page

    def watched(session, rows):
        found = real(session, rows)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(export, "_page", watched)
    assert len(list(export.messages(sqlite_database, 10))) == 25
    assert sizes == [10, 10, 5]


def test_an_empty_table_is_no_rows(sqlite_database) -> None:
    assert list(export.messages(sqlite_database)) == []


def test_every_wait_is_one_row_with_the_times_it_took(full) -> None:
    with full.write() as session:
        waited = {"began_at": NOON, "ended_at": NOON + timedelta(minutes=9), "elsewhere": True}
        session.add(Wait(**waited, answered_at=NOON + timedelta(minutes=9), seconds=540))
    rows = list(export.waits(full, page=1))
    assert [(row.team, row.seconds, row.elsewhere) for row in rows][-1] == (None, 540, True)
    assert rows[-1].began_at == NOON
