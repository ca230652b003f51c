"""Records that could not be read are let go of by a person, and only what that person saw."""

from __future__ import annotations

import pytest

from connectors.base import Skipped
from db.models import Audit, Role, SkippedRecord
from inbox.care import quarantine
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.queries import quarantine as views
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.test_intake import Desk


@pytest.fixture
def desk(database) -> Desk:
    """An account with two records in the quarantine of its stream."""
    found = Desk(database)
    found.store(skipped=(Skipped(b"<1>", "odd"), Skipped(b"<2>", "odd")), now=NOON)
    return found


def seen(desk: Desk) -> list[int]:
    with desk.db.read() as session:
        return views.ids(session, desk.stream_id)


def forgets(desk: Desk, numbers: list[int], stream_id: int = 0, actor: Actor = MACHINE) -> int:
    with desk.db.write() as session:
        return quarantine.forget(session, actor, stream_id or desk.stream_id, numbers, NOON)


def test_what_was_seen_goes_and_what_came_meanwhile_stays(desk) -> None:
    numbers = seen(desk)
    desk.store(skipped=(Skipped(b"<3>", "odd"),), now=NOON)
    assert forgets(desk, numbers) == 2
    assert desk.one(SkippedRecord).raw == b"<3>"


def test_who_forgot_how_many_is_audited_without_their_words(desk) -> None:
    forgets(desk, seen(desk)[:1])
    row = desk.one(Audit)
    assert (row.action, row.subject, row.note) == (
        "records forgotten", f"streams:{desk.stream_id}", {"count": 1},
    )  # fmt: skip


def test_what_is_gone_already_leaves_no_trace(desk) -> None:
    assert forgets(desk, [4711]) == 0
    assert desk.all(Audit) == []


def test_another_streams_records_stay(desk) -> None:
    with desk.db.write() as session:
        other = cast.stream(session, session.get_one(cast.Account, desk.account_id), "other").id
    assert forgets(desk, seen(desk), other) == 0
    assert len(seen(desk)) == 2


def test_only_admins_forget(desk) -> None:
    with pytest.raises(NotAllowed):
        forgets(desk, seen(desk), actor=Actor(1, Role.AGENT, Via.PAGE))
    assert len(seen(desk)) == 2


def test_what_came_is_read_back_byte_by_byte_with_its_size(database) -> None:
    desk, raw = Desk(database), bytes(range(256))
    desk.store(skipped=(Skipped(raw, "odd"),), now=NOON)
    with desk.db.read() as session:
        (view,) = views.listed(session, desk.stream_id, 10)
        assert views.raw(session, view.id) == raw
    assert (view.reason, view.size, view.last_seen_at) == ("odd", 256, NOON)
