"""What could not be read is read again after a fix, and nothing is lost by trying."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

import connectors
from connectors import PLATFORMS, memory
from connectors.base import Batch, Connection, Credentials, Cursor, Kind, Skipped
from db.models import Account, Audit, Conversation, Message, Role, SkippedRecord, Stream
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.incoming import replay
from inbox.incoming.replay import NoRecord, Outcome
from tests.cast import NOON
from tests.inbox.incoming.test_intake import LATER, Desk
from tests.inbox.incoming.world import said

TOLD = {
    "id": "1", "thread": "t1", "kind": "mention", "author": "c1", "name": "Erika M.",
    "text": "Mein Strom ist weg", "at": NOON.isoformat(),
}  # fmt: skip


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


@pytest.fixture
def lite(sqlite_database) -> Desk:
    return Desk(sqlite_database)


def aside(desk: Desk, *raws: bytes) -> list[int]:
    """Put records into the quarantine, as a page does; returns their numbers."""
    desk.store(skipped=tuple(Skipped(raw, "odd") for raw in raws), now=NOON)
    return [row.id for row in desk.all(SkippedRecord)]


def told(**other) -> bytes:
    return json.dumps({**TOLD, **other}).encode()


def again(desk: Desk, number: int, actor: Actor = MACHINE) -> Outcome:
    with desk.db.write() as session:
        return replay.replay(session, actor, number, LATER)


def test_a_record_that_can_be_read_by_now_is_stored_like_any_other(desk) -> None:
    (number,) = aside(desk, told())
    assert again(desk, number) is Outcome.STORED
    matter, message = desk.one(Conversation), desk.one(Message)
    assert (message.text, message.created_at, message.stored_at) == (TOLD["text"], NOON, LATER)
    assert (matter.waiting_since, matter.preview) == (NOON, TOLD["text"])
    assert desk.all(SkippedRecord) == []


def test_one_that_came_another_way_meanwhile_is_known(desk) -> None:
    (number,) = aside(desk, told())
    desk.store(said("1", TOLD["text"], thread="t1"))
    assert again(desk, number) is Outcome.KNOWN
    assert len(desk.all(Message)) == 1
    assert desk.all(SkippedRecord) == []


BAD = {
    "no JSON": b"<html>",
    "not even text": b"\xff\xfe\x00",
    "a list": b"[]",
    "nothing": b"",
    "an odd kind": told(kind="telegram"),
    "no time": told(at="gestern"),
    "a time without a zone": told(at="2026-01-01T12:00:00"),
    "an abyss": b"[" * 100_000,
    "an id that no table keeps": told(id="a\x00b"),
    "a number for a text": told(text=7),
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_one_that_still_cannot_be_read_stays_with_its_bytes(desk, raw) -> None:
    (number,) = aside(desk, raw)
    assert again(desk, number) is Outcome.STILL
    kept = desk.one(SkippedRecord)
    assert (kept.id, kept.raw) == (number, raw)
    assert kept.reason
    assert desk.all(Message) == []


def test_one_that_the_database_refuses_leaves_nothing_half_done(desk, monkeypatch) -> None:
    from tests.inbox.incoming.test_intake import poison

    (number,) = aside(desk, told())
    poison(monkeypatch, "1")
    assert again(desk, number) is Outcome.STILL
    assert [row.id for row in desk.all(SkippedRecord)] == [number]
    assert desk.all(Conversation) == []


def test_a_bug_of_the_reader_is_one_more_skipped_record(lite, monkeypatch) -> None:
    def bug(*_: object) -> Batch:
        raise ZeroDivisionError

    monkeypatch.setattr(memory, "reread", bug)
    (number,) = aside(lite, told())
    assert again(lite, number) is Outcome.STILL
    assert lite.one(SkippedRecord).reason == "ZeroDivisionError"


def test_a_platform_that_cannot_read_single_records_says_so(lite, monkeypatch) -> None:
    monkeypatch.setitem(PLATFORMS, "memory", replace(PLATFORMS["memory"], rereads=None))
    (number,) = aside(lite, told())
    assert again(lite, number) is Outcome.NO_WAY
    assert len(lite.all(SkippedRecord)) == 1


def test_the_reader_is_told_the_stream_and_whose_account_it_is_but_no_secret(
    lite, monkeypatch
) -> None:
    given = []

    def read(connection: Connection, stream: str, raw: bytes) -> Batch:
        given.append((connection, stream, raw))
        return Batch((), Cursor(""))

    monkeypatch.setattr(memory, "reread", read)
    with lite.db.write() as session:
        session.get_one(Account, lite.account_id).options = {"country": "AT"}
    (number,) = aside(lite, told())
    again(lite, number)
    ((connection, stream, raw),) = given
    assert (connection.external_id, connection.handle, stream, raw) == (
        "ours",
        "lindenau",
        "all",
        told(),
    )
    assert connection.options == {"country": "AT"}
    assert connection.credentials == Credentials({})


@pytest.mark.parametrize("role", [Role.AGENT])
def test_only_admins_replay(lite, role) -> None:
    (number,) = aside(lite, told())
    actor = Actor(1, role, Via.PAGE)
    with pytest.raises(NotAllowed):
        again(lite, number, actor)
    with pytest.raises(NotAllowed):
        replay.replay_all(lite.db, actor, lite.stream_id, lambda: LATER)


def test_a_record_that_is_not_there_is_none(lite) -> None:
    with pytest.raises(NoRecord):
        again(lite, 4711)


def test_who_replayed_what_is_audited_without_its_words(lite) -> None:
    (number,) = aside(lite, told())
    again(lite, number)
    row = lite.one(Audit)
    assert (row.action, row.subject, row.note) == (
        "replayed", f"skipped:{number}", {"outcome": "stored"},
    )  # fmt: skip


def test_all_records_of_a_stream_are_replayed_each_for_itself(desk) -> None:
    aside(desk, told(id="1"), b"<html>", told(id="2", thread="t2"), told(id="1", name="Erika"))
    with desk.db.write() as session:
        other = Stream(account_id=desk.account_id, name="other", pace="every 60s", due_at=NOON)
        session.add(other)
        session.flush()
        session.add(
            SkippedRecord(
                stream_id=other.id, digest="d", raw=told(id="9"), reason="odd",
                first_seen_at=NOON, last_seen_at=NOON,
            )
        )  # fmt: skip
    done = replay.replay_all(desk.db, MACHINE, desk.stream_id, lambda: LATER)
    assert done == Counter({Outcome.STORED: 2, Outcome.KNOWN: 1, Outcome.STILL: 1})
    assert sorted(row.external_id for row in desk.all(Message)) == ["1", "2"]
    assert len(desk.all(SkippedRecord)) == 2


def test_a_record_that_went_while_others_were_replayed_is_passed_over(lite) -> None:
    first, second = aside(lite, told(id="1"), told(id="2"))

    def meanwhile():
        with lite.db.write() as session:
            gone = session.get(SkippedRecord, max(first, second))
            if gone is not None:
                session.delete(gone)
        return LATER

    done = replay.replay_all(lite.db, MACHINE, lite.stream_id, meanwhile)
    assert done == Counter({Outcome.STORED: 1})
    assert lite.all(SkippedRecord) == []


# -- what the platforms make of their own bytes ---------------------------------------------------


def test_what_the_town_tells_can_be_read_again() -> None:
    town = memory.Town()
    wrote = town.receives("Hallo", kind=Kind.COMMENT, thread="t")
    nobody = Connection("memory", "ours", None, "memory://x", Credentials({}))
    (read,) = connectors.reread(nobody, "all", json.dumps(dict(wrote.raw)).encode()).messages
    assert (read.external_id, read.thread_id, read.kind, read.text, read.created_at) == (
        wrote.external_id, "t", Kind.COMMENT, "Hallo", wrote.created_at,
    )  # fmt: skip


X = Connection("twitter", "1000", "lindenau", "https://api.x.com", Credentials({}))
POST = {
    "id": "1800000000000000001",
    "text": "@lindenau Licht aus!",
    "author_id": "2244994945",
    "created_at": "2026-11-20T12:00:00.000Z",
    "conversation_id": "1800000000000000001",
}


@pytest.mark.parametrize("stream", ["mentions", "search", "revisit"])
def test_a_post_on_x_is_read_from_its_bytes_alone(stream) -> None:
    (read,) = connectors.reread(X, stream, json.dumps(POST).encode()).messages
    assert (read.external_id, read.text) == (POST["id"], POST["text"])
    assert read.author.external_id == "2244994945"


@pytest.mark.parametrize("stream", ["mentions", "search", "direct", "revisit"])
@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"null", b"{}", b"[" * 100_000, b"\xff"])
def test_bytes_that_are_no_post_stay_skipped(stream, raw) -> None:
    read = connectors.reread(X, stream, raw)
    assert (read.messages, len(read.skipped)) == ((), 1)


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_where_a_platform_rereads_there_is_a_reader(name) -> None:
    where = PLATFORMS[name].rereads
    assert where is None or callable(connectors._load(where))
