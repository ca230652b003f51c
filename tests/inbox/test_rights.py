"""Who may do what: every use case is asked by everybody, for their own things and another's."""

from __future__ import annotations

import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import cast as trust

import pytest
from sqlalchemy import select, update

from connectors.base import Kind, Verb
from db.models import (
    Account,
    Agent,
    AgentSession,
    Alarm,
    Audit,
    Budget,
    BulkVerb,
    Gap,
    Message,
    Promise,
    Reply,
    ReplyState,
    Role,
    SkippedRecord,
)
from inbox import care, incoming, outgoing
from inbox.care import acting, bulk, pictures, views
from inbox.care.pictures import NoPicture
from inbox.care.promising import Given
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.outgoing.reconcile import LOOKS
from inbox.outgoing.wishes import Asked, Wish
from inbox.rules.promises import PromiseKind
from tests import cast
from tests.contract_whole import PIXEL
from tests.desk import Desk, settings
from tests.inbox.rights_table import ALONE, INSIDE, WITHIN, Asker, Things

TABLE = {**WITHIN, **ALONE}
ADMIN = {Asker.ADMIN, Asker.ADMIN_FOREIGN}
FOREIGN = {Asker.AGENT_FOREIGN, Asker.ADMIN_FOREIGN}
BACK_AT_WORK = update(Agent).values(disabled_at=None)


def use_cases(rooms: tuple[ModuleType, ...] = (care, incoming, outgoing)) -> Iterator[str]:
    """Find the public functions that take an actor."""
    for room in rooms:
        for found in pkgutil.iter_modules(room.__path__):
            module = import_module(f"{room.__name__}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                ours = function.__module__ == module.__name__ and not name.startswith("_")
                if ours and "actor" in inspect.signature(function).parameters:
                    yield f"{room.__name__.removeprefix('inbox.')}.{found.name}.{name}"


def test_every_use_case_stands_in_the_table() -> None:
    assert sorted({*TABLE, *INSIDE}) == sorted(use_cases())


@pytest.fixture
def desk(sqlite_database, tmp_path) -> Desk:
    return Desk(sqlite_database, settings(data_dir=tmp_path))


def actor(desk: Desk, asker: Asker) -> Actor:
    if asker is Asker.MACHINE:
        return Actor(None, Role.ADMIN, Via.COMMAND_LINE)
    role = Role.ADMIN if asker in ADMIN else Role.AGENT
    known = trust("Role", "guest") if asker is Asker.GUEST else role
    return Actor(desk.agents["miriam"], known, Via.PAGE)


class Room:
    """One of everything, made when a use case needs it; what is an agent's is `owner`'s."""

    def __init__(self, desk: Desk, owner: str) -> None:
        self.desk, self.owner = desk, owner
        self.db, self.settings, self.now = desk.db, desk.settings, desk.time
        self.agent = desk.agents[owner]
        self.account = desk.account_id = desk.another_account()
        self.whose = Actor(self.agent, Role.AGENT, Via.PAGE)

    def made_for(self, call: Callable[..., object]) -> Things:
        """Make what a call names, before its transaction begins."""
        for name in call.__code__.co_names:
            getattr(self, name, None)
        return trust("Things", self)

    @cached_property
    def conversation(self) -> int:
        return self.desk.writes(kind=Kind.COMMENT)

    @cached_property
    def contact(self) -> int:
        return self.desk.conversation(self.conversation).contact_id

    @cached_property
    def message(self) -> int:
        with self.db.read() as session:
            wanted = select(Message.id).where(Message.conversation_id == self.conversation)
            return session.scalars(wanted).one()

    @cached_property
    def filed(self) -> int:
        return self._thanks(filed=True)

    @cached_property
    def unfiled(self) -> int:
        turn = {"state": "waiting", "waiting": None, "snoozed": None, "inbound": self.message}
        return self._thanks(filed=False, unfiled=turn)

    def _thanks(self, **values: object) -> int:
        with self.db.write() as session:
            session.execute(update(Message).where(Message.id == self.message).values(**values))
        return self.message

    @cached_property
    def reply(self) -> int:
        return self.desk.answers(self.conversation, login=self.owner)[0]

    @cached_property
    def promise(self) -> int:
        due = self.now + timedelta(days=1)
        given = [Given(PromiseKind.CALL, "Anruf", due)]
        self.desk.answers(self.desk.writes(), login=self.owner, given=given)
        self.desk.after_undo()
        with self.db.read() as session:
            newest = select(Promise.id).order_by(Promise.id.desc()).limit(1)
            return session.scalars(newest).one()

    @cached_property
    def draft_key(self) -> str:
        """The key of a draft that has left."""
        return self.desk.reply(self.reply).draft_key

    @cached_property
    def scheduled(self) -> int:
        return self._waits(Wish(at=self.now + timedelta(days=1)))

    @cached_property
    def held(self) -> int:
        return self._waits(Wish(approval=Asked()))

    def _waits(self, wish: Wish) -> int:
        return self.desk.answers(self.desk.writes(), login=self.owner, wish=wish)[0]

    @cached_property
    def unknown(self) -> int:
        (found,) = self.desk.answers(self.desk.writes(), login=self.owner)
        looked = {"state": ReplyState.UNKNOWN, "looked": LOOKS, "sending_at": self.now}
        with self.db.write() as session:
            session.execute(update(Reply).where(Reply.id == found).values(**looked))
        return found

    @cached_property
    def action(self) -> int:
        with self.db.write() as session:
            return acting.ask(session, self.whose, self.message, Verb.HIDE, self.settings, self.now)

    @cached_property
    def picture(self) -> int:
        place, key = self.conversation, uuid.uuid4().hex
        with self.db.write() as session:
            return pictures.add(
                session, self.whose, place, key, pictures.Given(PIXEL), self.settings, self.now
            ).id

    @cached_property
    def stream(self) -> int:
        with self.db.write() as session:
            return cast.stream(session, session.get_one(Account, self.account)).id

    @cached_property
    def gap(self) -> int:
        return self._put(
            Gap(stream_id=self.stream, since=self.now, until=self.now, found_at=self.now)
        )

    @cached_property
    def skipped(self) -> int:
        seen = {"first_seen_at": self.now, "last_seen_at": self.now}
        return self._put(
            SkippedRecord(stream_id=self.stream, digest="d", raw=b"{}", reason="odd", **seen)
        )

    @cached_property
    def alarm(self) -> int:
        return self._put(Alarm(cause="gap", stream_id=self.stream, facts={}, raised_at=self.now))

    @cached_property
    def budget(self) -> int:
        return self._put(Budget(scope=uuid.uuid4().hex, platform="twitter", micros=1, steps={}))

    @cached_property
    def bulk(self) -> int:
        """Something asked for with many, by whom it belongs to."""
        with self.db.write() as session:
            ids = [self.conversation]
            return bulk.begin(session, self.whose, BulkVerb.DONE, ids, {}, self.now)

    @cached_property
    def view(self) -> int:
        """Something everybody sees, made by whom it belongs to."""
        with self.db.write() as session:
            return views.save(session, self.whose, uuid.uuid4().hex, {}, self.now, shared=True)

    def _put(self, row: Gap | SkippedRecord | Alarm | Budget) -> int:
        with self.db.write() as session:
            session.add(row)
            session.flush()
            return row.id


def asks(desk: Desk, name: str, asker: Asker, made: Things | None = None) -> None:
    """Call a use case as somebody, on things made for it."""
    call = TABLE[name][1]
    with desk.db.write() as session:
        session.execute(BACK_AT_WORK)
    there = made or Room(desk, "jonas" if asker in FOREIGN else "miriam").made_for(call)
    if name in ALONE:
        ALONE[name][1](actor(desk, asker), there)
        return
    with desk.db.write() as session:
        WITHIN[name][1](session, actor(desk, asker), there)


def lets_in(desk: Desk, name: str, asker: Asker) -> bool:
    """Return whether they pass the door: whatever else a use case refuses comes after it.

    Another agent's picture is not there at all for them, which is as good.
    """
    try:
        asks(desk, name, asker)
    except (NotAllowed, NoPicture):
        return False
    except Exception as error:
        ours = type(error).__module__.startswith(("inbox.", "connectors."))
        assert ours, f"{name}: {error!r}"
    return True


@pytest.mark.parametrize("name", TABLE)
def test_a_use_case_lets_in_whom_the_table_says_and_nobody_else(desk: Desk, name: str) -> None:
    """Who has a role that nobody knows is turned away from everything, and changes nothing."""
    made = Room(desk, "miriam").made_for(TABLE[name][1])
    before = everything(desk)
    with pytest.raises(NotAllowed):
        asks(desk, name, Asker.GUEST, made)
    assert everything(desk) == before
    known = set(Asker) - {Asker.GUEST}
    assert {asker for asker in known if lets_in(desk, name, asker)} == set(TABLE[name][0])


def everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    tables = Agent.metadata.sorted_tables
    assert {Audit.__table__, AgentSession.__table__} <= set(tables)
    with desk.db.read() as session:
        plain = session.connection().exec_driver_sql
        return {t.name: [tuple(row) for row in plain(f"SELECT * FROM {t.name}")] for t in tables}
