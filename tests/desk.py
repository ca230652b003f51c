"""A desk to answer at: a database, a town that customers write in, agents and a clock.

Everything goes through the real use cases and the real outbox; only the platform and the
time are ours.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import select

from connectors import memory
from connectors.base import Author, Connection, Credentials, Kind
from db.models import Account, Agent, Conversation, Draft, Reply, ReplyEvent, Role
from db.session import Database
from inbox.care.rights import Actor, Via
from inbox.outgoing import outbox, reconcile, replying
from inbox.outgoing.locks import Locks, locks_of
from inbox.rules.have_read import HaveRead
from inbox.settings import Settings
from tests import cast


class Given(Settings):
    """Settings of what is given alone: to look through the environment takes longer than a test's
    own work, and what a machine has set there is not what a test is about."""

    def __init__(self, **given: object) -> None:
        BaseModel.__init__(self, **given)


def settings(**given: object) -> Settings:
    """Return settings that neither an .env nor the environment of the machine changes."""
    return Given(**given)


@dataclass
class Desk:
    """Two agents, one account, and the time in our hands."""

    db: Database
    settings: Settings = field(default_factory=settings)
    time: datetime = cast.NOON
    town: memory.Town = field(default_factory=memory.Town)
    agents: dict[str, int] = field(default_factory=dict)
    account_id: int = 0
    opened: int = 0
    locks: Locks = field(init=False)

    def __post_init__(self) -> None:
        self.town.now = self.now
        self.locks = locks_of(self.db)
        with self.db.write() as session:
            for who in (cast.MIRIAM, cast.JONAS):
                row = cast.agent(session, who)
                self.agents[row.login] = row.id
            self.account_id = cast.account(session, slug=uuid.uuid4().hex).id

    def another_account(self) -> int:
        """Connect one more account of the same town; `account_id` says where customers write."""
        with self.db.write() as session:
            name = uuid.uuid4().hex
            row = Account(
                platform="memory",
                external_id=name,
                slug=name,
                name="Stadtbad Lindenau",
                handle=name,
                base_url="memory://lindenau",
                credentials="",
                sandbox=True,
                created_at=self.time,
            )
            session.add(row)
            session.flush()
            return row.id

    def now(self) -> datetime:
        return self.time

    def wait(self, **span: float) -> None:
        self.time += timedelta(**span)

    def writes(
        self,
        text: str = "Mein Geld ist noch nicht da.",
        kind: Kind = Kind.MENTION,
        who: Author = cast.ERIKA,
    ) -> int:
        """Let a customer write; returns the conversation."""
        said = self.town.receives(text, author=who, kind=kind)
        with self.db.write() as session:
            account = session.get_one(Account, self.account_id)
            known = session.scalar(
                select(cast.Contact).where(cast.Contact.external_id == who.external_id)
            )
            matter = cast.matter(
                session,
                account,
                text,
                who=known or cast.contact(session, who, account.platform),
                kind=kind,
                thread=said.external_id,
                at=self.time,
            )
            return matter.conversation.id

    def actor(self, login: str = "miriam", via: Via = Via.PAGE) -> Actor:
        return Actor(self.agents[login], Role.AGENT, via)

    def answers(
        self,
        conversation_id: int,
        text: str = "Das klären wir heute.",
        login: str = "miriam",
        key: str | None = None,
        **how: object,
    ) -> list[int]:
        """Press send; returns the replies' ids."""
        with self.db.write() as session:
            queued = replying.queue(
                session,
                self.actor(login),
                conversation_id,
                text,
                key or uuid.uuid4().hex,
                self.settings,
                self.time,
                **how,
            )
        return list(queued.reply_ids)

    def has_read(self, message: int | None = None) -> HaveRead:
        """Say that everything that a colleague answered by now is read."""
        return HaveRead(message, self.time)

    def types(self, conversation_id: int, text: str, login: str = "miriam") -> None:
        """Let an agent have typed something."""
        with self.db.write() as session:
            row = Draft(agent_id=self.agents[login], conversation_id=conversation_id)
            row.key, row.text = uuid.uuid4().hex, text
            row.began_at = row.updated_at = self.time
            session.add(row)

    def open(self, account_id: int) -> memory.MemoryConnector:
        self.opened += 1
        connector = memory.MemoryConnector(
            Connection("memory", "ours", None, "memory://none", Credentials({})), self.now
        )
        connector._town = self.town
        return connector

    def delivers(
        self, worker: str = "w1", opener: Callable[[int], object] | None = None
    ) -> outbox.Delivered:
        return outbox.deliver_due(
            self.db, opener or self.open, self.locks, self.settings, self.now, worker
        )

    def looks(
        self, worker: str = "w1", opener: Callable[[int], object] | None = None
    ) -> reconcile.Reconciled:
        return reconcile.reconcile(
            self.db, opener or self.open, self.locks, self.settings, self.now, worker
        )

    def after_undo(self) -> outbox.Delivered:
        """Let the undo seconds pass and deliver."""
        self.wait(seconds=self.settings.undo_seconds)
        return self.delivers()

    def settles(self) -> reconcile.Reconciled:
        """Let a settle pass and look."""
        self.wait(seconds=self.settings.settle_seconds)
        return self.looks()

    def sent(self) -> list[str]:
        """Return the texts that the platform has from us."""
        return [message.text for message in self.town.ours()]

    def reply(self, reply_id: int) -> Reply:
        with self.db.read() as session:
            return session.get_one(Reply, reply_id)

    def state(self, reply_id: int) -> str:
        return self.reply(reply_id).state

    def history(self, reply_id: int) -> list[str]:
        with self.db.read() as session:
            events = session.scalars(
                select(ReplyEvent.event)
                .where(ReplyEvent.reply_id == reply_id)
                .order_by(ReplyEvent.id)
            )
            return list(events)

    def draft(self, conversation_id: int, login: str = "miriam") -> str:
        with self.db.read() as session:
            row = session.get(Draft, (self.agents[login], conversation_id))
            return row.text if row else ""

    def conversation(self, conversation_id: int) -> Conversation:
        with self.db.read() as session:
            return session.get_one(Conversation, conversation_id)

    def changes(self, login: str = "miriam", **what: object) -> None:
        """Change an agent's row."""
        with self.db.write() as session:
            agent = session.get_one(Agent, self.agents[login])
            for name, value in what.items():
                setattr(agent, name, value)


def armed(*errors: Exception | None, at: str = "send") -> Callable[[str], None]:
    """Return a fault that raises these at the calls named `at`, one after the other, then none."""
    left = list(errors)

    def fault(step: str) -> None:
        if step == at and left:
            error = left.pop(0)
            if error is not None:
                raise error

    return fault
