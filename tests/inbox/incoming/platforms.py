"""Our accounts on both stand-ins, polled by real connectors over real HTTP.

`posts` lets a customer write where a stream looks, `poll` polls it, `said` is what the
Connectors page says of an account and its streams.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from connectors.base import utc_now
from connectors.sandbox.accounts import X
from db.models import Account, Conversation, Message, Stream
from db.session import Database
from inbox.care import accounts, adoption
from inbox.care.rights import MACHINE
from inbox.care.vault import Vault
from inbox.incoming import polling
from inbox.incoming.polling import Run
from inbox.pages import connector_words as words
from inbox.pages.connector_words import Speaker
from inbox.queries import streams as views
from inbox.settings import Settings
from inbox.texts import texts
from tests import desk
from tests.sandbox import Sandbox

KEY = "a key for tests and nothing else"
STREAMS = (("twitter", "mentions"), ("twitter", "direct"),
           ("facebook", "feed"), ("facebook", "messages"))  # fmt: skip
HOMES = {name: platform for platform, name in STREAMS}
TOWNS = {"twitter": "x", "facebook": "facebook"}
PATHS = {
    "mentions": "mentions",
    "direct": "dm_events",
    "feed": "/feed",
    "messages": "conversations",
}
HASTE = {"connect_seconds": 0.5, "read_seconds": 0.5, "total_seconds": 0.5}
"""Deadlines under which a platform that hangs is given up at once."""


@dataclass
class Front:
    """Both accounts as a worker has them; `ahead` moves our clock past the platforms' resets."""

    db: Database
    sandbox: Sandbox
    settings: Settings
    ahead: timedelta = field(default=timedelta(0))

    def now(self) -> datetime:
        return utc_now() + self.ahead

    def opener(self, account_id: int):
        return accounts.opener(self.db, Vault(KEY), self.settings)(account_id)

    def stream(self, name: str) -> Stream:
        with self.db.read() as session:
            return session.scalars(
                select(Stream)
                .join(Account)
                .where(Stream.name == name, Account.platform == HOMES[name])
            ).one()

    def account(self, platform: str) -> Account:
        with self.db.read() as session:
            return session.scalars(select(Account).where(Account.platform == platform)).one()

    def poll(self, name: str, opener: Callable | None = None) -> Run:
        return polling.poll(
            self.db, opener or self.opener, self.stream(name).id, self.settings, self.now
        )

    @contextmanager
    def in_haste(self) -> Iterator[None]:
        """Give calls half a second for a while."""
        patient = self.settings
        self.settings = patient.model_copy(update=HASTE)
        yield
        self.settings = patient

    def posts(self, name: str, text: str) -> None:
        """Let a customer write where this stream looks."""
        if name == "mentions":
            self.sandbox.post("x/post", text=f"@{X.handle} {text}", handle="erika_m", name="Erika")
        elif name == "direct":
            self.sandbox.post("x/dm", text=text, handle="erika_m", name="Erika")
        elif name == "feed":
            self.sandbox.post("facebook/post", text=text, author="Erika M.")
        else:
            self.sandbox.post("facebook/message", text=text, author="Erika M.")

    def breaks(self, platform: str, name: str, fault: str, **given: object) -> None:
        """Let the calls of a stream meet a fault until it is cleared."""
        given = {"method": "GET", "path": PATHS[name], "times": None, **given}
        self.sandbox.fault(TOWNS[platform], fault, **given)

    def resumes(self, platform: str) -> None:
        """Let an admin resume an account."""
        with self.db.write() as session:
            accounts.resume(session, MACHINE, self.account(platform).id, self.now())

    def texts(self) -> list[str]:
        with self.db.read() as session:
            found = session.scalars(select(Message.text).where(Message.direction == "inbound"))
            return sorted(text.removeprefix(f"@{X.handle} ") for text in found)

    def matters(self) -> list[Conversation]:
        with self.db.read() as session:
            return list(session.scalars(select(Conversation).order_by(Conversation.id)))

    def said(self, platform: str, language: str = "en") -> str:
        """Return what the Connectors page says of a platform's account, as a person reads it."""
        speaker = Speaker(texts(language), self.now())
        with self.db.read() as session:
            shown = [a for a in views.connected(session, self.now()) if a.platform == platform]
        parts = [words.account(speaker, shown[0]), words.account_trouble(speaker, shown[0])]
        for stream in shown[0].streams:
            parts.append(words.stream(speaker, stream, shown[0]))
            parts.append(words.stream_trouble(speaker, stream, shown[0]))
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(parts))))


def front(db: Database, sandbox: Sandbox, folder: Path, **given: object) -> Front:
    """Connect our accounts to an empty sandbox whose limits are counted and never refuse."""
    port = urlsplit(sandbox.url).port
    settings = desk.settings(
        data_dir=folder, sandbox=True, sandbox_port=port, secret_key=KEY, undo_seconds=0, **given
    )
    here = Front(db, sandbox, settings)
    sandbox.settings("x", limits=False)
    found = adoption.from_environment(db, Vault(KEY), settings, here.opener, here.now)
    assert found == []
    return here
