"""Where messages of a private conversation are missing, the conversation says so, and where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from connectors.base import Kind
from db.models import Account, Gap, Message
from inbox.queries import thread
from tests import cast
from tests.cast import NOON
from tests.inbox.web.test_api import Desk, long

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(sqlite_database: Any) -> Desk:
    """Sixty private messages after the first, a minute apart."""
    made = Desk(sqlite_database, "facebook", Kind.DIRECT)
    long(made)
    return made


def lacks(desk: Desk, behind: int, about: int | None = 46, **more: Any) -> None:
    """Let a hole begin behind that message."""
    with desk.database.write() as session:
        stream = cast.stream(session, session.query(Account).one(), name="messages")
        given = {"thread_id": session.get_one(Message, desk.matter.message.id).thread_id} | more
        since, until = NOON + behind * MINUTE, NOON + (behind + 1) * MINUTE
        session.add(Gap(stream_id=stream.id, since=since, until=until, about=about,
                        found_at=NOON, **given))  # fmt: skip


def shown(desk: Desk, query: str = "") -> list[str]:
    return [entry["text"] for entry in desk.thread(query)["entries"]]


MISSING = (
    "Hier fehlen etwa 46 Nachrichten: Facebook hat nicht mehr herausgegeben. "
    "Auf Facebook selbst sind sie zu lesen."
)


@pytest.mark.parametrize("looked_at", [None, NOON])
def test_the_line_stands_between_the_messages_also_after_somebody_looked(
    desk: Desk, looked_at: Any
) -> None:
    lacks(desk, 50, acknowledged_at=looked_at)
    texts = shown(desk)
    place = texts.index(MISSING)
    assert (texts[place - 1], texts[place + 1]) == ("Nr 50", "Nr 51")


def test_without_a_number_they_may_be_missing(desk: Desk) -> None:
    lacks(desk, 50, None)
    assert any("Hier können Nachrichten fehlen" in text for text in shown(desk))


def test_it_comes_with_the_page_of_the_message_before_it_and_with_no_other(desk: Desk) -> None:
    lacks(desk, 5)
    newest = desk.thread()
    assert MISSING not in [entry["text"] for entry in newest["entries"]]
    older = shown(desk, f"?before={quote(newest['older'])}")
    assert older[older.index("Nr 5") + 1] == MISSING
    assert len(newest["entries"]) == thread.PAGE


@pytest.mark.parametrize("other", ["", "t_other"])
def test_a_hole_of_another_thread_or_of_a_whole_stream_is_not_told(desk: Desk, other: str) -> None:
    lacks(desk, 50, thread_id=other)
    assert not any("fehlen" in text for text in shown(desk))
