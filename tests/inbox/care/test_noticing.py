"""What concerns an agent: told once a cause, never to who did it, seen everywhere at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Conversation, Notice, NoticeKind, Read
from inbox.care import noticing
from inbox.queries import notices
from tests.desk import Desk


def tells(desk: Desk, kind: NoticeKind, conversation: int, cause: str = "1", **how) -> None:
    with desk.db.write() as session:
        whom = how.pop("agents", [desk.agents["miriam"]])
        noticing.tell(session, kind, whom, conversation, cause, desk.time, **how)


def shown(desk: Desk, login: str = "miriam") -> list[tuple[str, bool]]:
    with desk.db.read() as session:
        found, _ = notices.page(session, desk.agents[login])
        return [(one.kind, one.seen) for one in found]


def unseen(desk: Desk, login: str = "miriam") -> int:
    with desk.db.read() as session:
        return notices.unseen(session, desk.agents[login])


def test_the_same_cause_is_told_once(desk) -> None:
    conversation = desk.writes()
    for _ in range(2):
        tells(desk, NoticeKind.MENTIONED, conversation)
    tells(desk, NoticeKind.MENTIONED, conversation, cause="2")
    assert shown(desk) == [("mentioned", False), ("mentioned", False)]


def test_nobody_is_told_what_they_did_themselves(desk) -> None:
    both, jonas = list(desk.agents.values()), desk.agents["jonas"]
    tells(desk, NoticeKind.GIVEN, desk.writes(), agents=both, by=jonas)
    assert (unseen(desk), unseen(desk, "jonas")) == (1, 0)


def test_what_is_seen_in_a_conversation_is_seen_there_alone(desk) -> None:
    first, second = desk.writes(), desk.writes("Und mein Vertrag?")
    tells(desk, NoticeKind.GIVEN, first)
    tells(desk, NoticeKind.MENTIONED, first)
    tells(desk, NoticeKind.GIVEN, second, cause="2")
    with desk.db.write() as session:
        noticing.seen(session, desk.actor("jonas"), first, desk.time)
    assert unseen(desk) == 3
    with desk.db.write() as session:
        noticing.seen(session, desk.actor(), first, desk.time)
    assert shown(desk) == [("given", False), ("mentioned", True), ("given", True)]


def test_what_came_after_the_list_was_read_stays_new(desk) -> None:
    conversation = desk.writes()
    tells(desk, NoticeKind.GIVEN, conversation)
    with desk.db.read() as session:
        (read,), _ = notices.page(session, desk.agents["miriam"])
    tells(desk, NoticeKind.MENTIONED, conversation)
    with desk.db.write() as session:
        noticing.all_seen(session, desk.actor(), read.id, desk.time)
    assert shown(desk) == [("mentioned", False), ("given", True)]


def owns(desk: Desk, conversation: int, login: str = "miriam") -> None:
    with desk.db.write() as session:
        found = session.get_one(Conversation, conversation)
        found.owner_id = desk.agents[login]


def test_who_has_it_hears_that_the_customer_wrote_again_and_of_the_newest_only(desk) -> None:
    mine, nobodys = desk.writes(), desk.writes("Und mein Vertrag?")
    owns(desk, mine)
    for message in (11, 12):
        with desk.db.write() as session:
            said = {mine: (message, desk.time), nobodys: (message + 10, desk.time)}
            noticing.wrote(session, said, desk.time)
        desk.wait(minutes=1)
    assert shown(desk) == [("wrote", False)]
    with desk.db.read() as session:
        assert session.scalars(select(Notice.key)).all() == ["wrote|messages:12"]


def test_what_was_seen_stays_when_the_customer_writes_once_more(desk) -> None:
    conversation = desk.writes()
    owns(desk, conversation)
    for message in (11, 12):
        with desk.db.write() as session:
            noticing.wrote(session, {conversation: (message, desk.time)}, desk.time)
            noticing.seen(session, desk.actor(), conversation, desk.time)
    assert shown(desk) == [("wrote", True), ("wrote", True)]


def test_the_pages_go_on_where_the_last_one_ended(desk) -> None:
    conversation = desk.writes()
    for cause in range(5):
        tells(desk, NoticeKind.MENTIONED, conversation, cause=str(cause))
    read, before = [], None
    with desk.db.read() as session:
        while True:
            found, before = notices.page(session, desk.agents["miriam"], before, limit=2)
            read += [one.id for one in found]
            if before is None:
                break
    assert read == sorted(read, reverse=True)
    assert len(read) == 5


def test_a_month_later_it_is_gone(desk) -> None:
    conversation = desk.writes()
    tells(desk, NoticeKind.GIVEN, conversation)
    desk.wait(days=29)
    tells(desk, NoticeKind.MENTIONED, conversation)
    desk.wait(days=2)
    with desk.db.write() as session:
        assert noticing.sweep(session, desk.time) == 1
    assert shown(desk) == [("mentioned", False)]


@pytest.mark.parametrize(
    ("written", "later", "rings"), [(0, 0, True), (30, 0, False), (0, 3, False)]
)
def test_only_what_is_fresh_rings(fast, written: int, later: int, *, rings: bool) -> None:
    at = fast.time - timedelta(minutes=written)
    tells(fast, NoticeKind.WROTE, fast.writes(), written_at=at)
    fast.wait(minutes=later)
    with fast.db.read() as session:
        found = notices.ring(session, fast.agents["miriam"], fast.time)
    assert bool(found) is rings


def test_the_tab_counts_what_waits_unread_for_me_or_for_anybody(desk) -> None:
    mine, nobodys, others, read = (desk.writes(f"Nummer {n}") for n in range(4))
    owns(desk, mine)
    owns(desk, others, "jonas")
    with desk.db.write() as session:
        last = session.get_one(Conversation, read).last_inbound_id
        session.add(Read(
            agent_id=desk.agents["miriam"], conversation_id=read, message_id=last
        ))  # fmt: skip
        session.flush()
        assert notices.waiting(session, desk.agents["miriam"]) == 2
        session.get_one(Conversation, nobodys).state = "done"
        session.flush()
        assert notices.waiting(session, desk.agents["miriam"]) == 1
