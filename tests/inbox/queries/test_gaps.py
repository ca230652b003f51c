"""Holes in the history of a stream, and the conversation in which one stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Account, Conversation, Gap, Stream
from inbox.queries import gaps
from tests import cast
from tests.desk import Desk


@pytest.mark.parametrize("thread", ["its own", "", "none of ours"])
def test_a_hole_in_one_thread_leads_to_its_conversation(desk: Desk, thread: str) -> None:
    here = desk.writes()
    with desk.db.write() as session:
        conversation = session.get_one(Conversation, here)
        stream = cast.stream(session, session.get_one(Account, conversation.account_id))
        named = conversation.thread_id if thread == "its own" else thread
        since = desk.time - timedelta(hours=1)
        hole = {"thread_id": named, "since": since, "until": desk.time, "found_at": desk.time}
        session.add(Gap(stream_id=stream.id, **hole))
    with desk.db.read() as session:
        ((found,),) = gaps.by_stream(session, select(Stream.id)).values()
    assert found.conversation_id == (here if thread == "its own" else None)
