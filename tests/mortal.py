"""A desk whose replies go out by processes that die, freeze and come back.

Each death has an account, a conversation and a reply of its own; what it leaves behind stands
still (its account is paused) until all are through. Then the survivors find out what happened.

python -m tests.mortal KIND send     dies before every line of the send path; prints JSON
python -m tests.mortal KIND look     dies before every line of the look
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from connectors import PLATFORMS
from db import session as sessions
from db.models import Account, AccountState, Reply, ReplyState
from db.session import Database
from inbox.outgoing import outbox, reconcile, replying
from inbox.outgoing.locks import locks_of
from inbox.outgoing.reconcile import LOOKS
from tests import postgres
from tests.desk import Desk
from tests.killing import (
    Child,
    Surveyed,
    Work,
    World,
    deaths,
    deaths_at,
    files,
    inside,
    survey,
    together,
)
from tests.paper import Paper

SEND_PATH = inside(
    "inbox/outgoing", "inbox/care/delivery.py", "inbox/care/unsent.py", "tests/paper.py"
)
ACT_PATH = inside(
    "inbox/outgoing", "inbox/care/acting.py", "inbox/care/removal.py", "tests/paper.py"
)
MEMORY = Path("/dev/shm")
"""Where a file system loses nothing to a killed process and costs nothing to sync."""


def outliving(db: Database, paper: Paper) -> World:
    """Return what a dead process leaves: the files, or what it ended on the server, and the paper."""
    path = db.path
    if path is not None:
        return files(path.parent, paper.folder)
    url = db.engine.url.render_as_string(hide_password=False)
    return together(files(paper.folder), postgres.lasting(url))


class Mortal:
    """Replies that wait for a process which may not live to see them out."""

    def __init__(self, url: str, paper: Paper) -> None:
        self.url = url
        self.desk = Desk(postgres.warm(url))
        self.paper = paper
        self.expected: dict[str, str] = {}
        self._count = 0
        self.queue()
        self.recover()

    def queue(self) -> int:
        """Let a reply be due, on an account of its own; returns its id."""
        self._count += 1
        name = "".join(chr(ord("A") + int(digit)) for digit in str(self._count))
        self.desk.account_id = self.desk.another_account()
        (reply_id,) = self.desk.answers(self.desk.writes(), f"Den Betrag {name} haben Sie zurück.")
        self.expected[self.desk.reply(reply_id).text] = "never sent"
        self._last = self.desk.reply(reply_id).text
        self.desk.wait(seconds=self.desk.settings.undo_seconds)
        return reply_id

    def send(self) -> None:
        """Be a process that sends, after a fork: its own connections, its own locks."""
        db = self._reborn()
        outbox.deliver_due(db, self.open, locks_of(db), self.desk.settings, self.desk.now, "mortal")

    def look(self) -> None:
        """Be a process that looks, after a fork."""
        db = self._reborn()
        reconcile.reconcile(
            db, self.open, locks_of(db), self.desk.settings, self.desk.now, "mortal"
        )

    def survey(self, work: Work) -> Surveyed:
        """Say where in the send path a death is one of its own; its reply is sent or found."""
        world = outliving(self.desk.db, self.paper)
        self.desk.db.close()
        return survey(work, SEND_PATH, world)

    def open(self, account_id: int) -> Paper:
        return self.paper

    def _reborn(self) -> Database:
        """Return the parent's database with what it has compiled, but none of its connections."""
        self.desk.db.engine.dispose(close=False)
        return self.desk.db

    def leave(self, how: str) -> None:
        """Let what the last death left stand still; `how` says where it was."""
        self.expected[self._last] = how
        with self.desk.db.write() as session:
            row = session.get_one(Account, self.desk.account_id)
            row.state = AccountState.PAUSED

    def wake(self) -> None:
        """Let all accounts work again."""
        with self.desk.db.write() as session:
            session.execute(update(Account).values(state=AccountState.ACTIVE))

    def recover(self) -> None:
        """Let the next worker do what is left to do, as time goes by."""
        self.wake()
        for _ in range(5):
            self.desk.delivers("next", self.open)
            self.desk.looks("next", self.open)
            self.desk.wait(seconds=self.desk.settings.settle_seconds)

    def ask_the_agents(self) -> int:
        """Let agents decide, by what they see there, what stands before them; returns how much."""
        with self.desk.db.read() as session:
            unsettled = select(Reply).where(Reply.state != ReplyState.DELIVERED)
            left = list(session.scalars(unsettled.order_by(Reply.id)))
        for reply in left:
            assert (reply.state, reply.looked) == (ReplyState.UNKNOWN, LOOKS), reply.body
            assert reply.text not in self.paper.texts(), "it was there and nobody found it"
            with self.desk.db.write() as session:
                replying.send_again(session, self.desk.actor(), reply.id, self.desk.time)
        self.recover()
        return len(left)

    def verdict(self) -> dict[str, list[str]]:
        """Return what was lost, doubled and unsigned, by where its process died."""
        there = Counter(self.paper.texts())
        names = ("Miriam Brandt", "+49 30 23125456")
        return {
            "lost": [how for text, how in self.expected.items() if there[text] == 0],
            "doubled": [self.expected.get(text, text) for text, n in there.items() if n > 1],
            "unsigned": [text for text in there if not all(name in text for name in names)],
        }


CLEAN: dict[str, list[str]] = {"lost": [], "doubled": [], "unsigned": []}


@dataclass
class Died:
    """How often it died, and among how many executions of lines, where they were looked at."""

    lines: int = 0
    deaths: int = 0


def sends_and_dies(mortal: Mortal, step: int | None = None) -> Died:
    """Let the sender die before line 1, 1 + step ... of the send path.

    None: before every execution of every line, once for those where a death leaves the same.
    """
    return _dies(mortal, mortal.send, mortal.queue, step)


def looks_and_dies(mortal: Mortal, step: int | None = None) -> Died:
    """The same for the look at a reply that was out although its answer was lost."""
    mortal.paper.fails_after = True
    return _dies(mortal, mortal.look, lambda: _in_the_air(mortal), step)


def _dies(mortal: Mortal, work: Work, ready: Callable[[], object], step: int | None) -> Died:
    done = Died()
    if step is None:
        ready()
        surveyed = mortal.survey(work)
        done.lines = surveyed.lines
        runs = deaths_at(work, surveyed)
    else:
        runs = deaths(work, SEND_PATH, step=step)
    ready()
    for ended in runs:
        mortal.leave(f"line {ended.at}, {ended.place}")
        done.deaths += ended.killed
        ready()
    mortal.recover()
    return done


def _in_the_air(mortal: Mortal) -> None:
    reply_id = mortal.queue()
    mortal.desk.delivers(opener=mortal.open)
    assert mortal.desk.state(reply_id) == ReplyState.UNKNOWN
    mortal.desk.wait(seconds=mortal.desk.settings.settle_seconds)


@dataclass
class Frosts:
    """How often a sender stood still, how often with a reply in hand, and who was served then."""

    frozen: int = 0
    in_hand: int = 0
    served: int = 0


def sends_and_freezes(mortal: Mortal, step: int) -> Frosts:
    """Freeze the sender at line 1, 1 + step ...; a second worker serves others and leaves its
    account alone; then it goes on."""
    seen = Frosts()
    line = 1
    while True:
        theirs = mortal.queue()
        child = Child(mortal.send, SEND_PATH, at=line, sign=signal.SIGSTOP)
        stands_still = child.frozen()
        if stands_still:
            in_hand = mortal.desk.state(theirs) == ReplyState.SENDING
            seen.frozen += 1
            seen.in_hand += in_hand
            seen.served += _serves_others(mortal)
            still = mortal.desk.state(theirs)
            assert still == ReplyState.SENDING or not in_hand, f"line {line}"
        ended = child.resume() if stands_still else child.wait()
        assert ended.code == 0, ended.place
        if not stands_still:
            mortal.recover()
            return seen
        line += step


def _serves_others(mortal: Mortal) -> bool:
    """Let a second worker serve another account while the first one stands still.

    SQLite has one writer: while that one is frozen inside a transaction nobody writes, and
    the second worker gets a clear error instead. Returns whether it could write.
    """
    try:
        others = mortal.queue()
    except OperationalError:
        return False
    mortal.desk.wait(days=1)
    mortal.desk.delivers("second", mortal.open)
    mortal.desk.looks("second", mortal.open)
    assert mortal.desk.state(others) == ReplyState.DELIVERED
    return True


def impatient(mortal: Mortal, milliseconds: int = 300) -> Mortal:
    """Let the desk wait for a locked SQLite only for a moment."""
    kept, sessions.SQLITE_WAIT_MS = sessions.SQLITE_WAIT_MS, milliseconds
    try:
        mortal.desk.db.engine.dispose()
        mortal.desk.db = postgres.warm(mortal.url)
        with mortal.desk.db.read() as session:
            session.get_one(Account, mortal.desk.account_id)
    finally:
        sessions.SQLITE_WAIT_MS = kept
    return mortal


@contextmanager
def refusing_duplicates() -> Iterator[None]:
    """Let the paper's platform be one that refuses duplicates in public, as X does."""
    memory = PLATFORMS["memory"]
    PLATFORMS["memory"] = replace(memory, refuses_duplicates=lambda kind: True)
    try:
        yield
    finally:
        PLATFORMS["memory"] = memory


@contextmanager
def mortals(kind: str, strict: bool = False) -> Iterator[Mortal]:
    """Give a desk on an empty database of that kind, its files in memory where there is some."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        folder = Path(made)
        fresh = postgres.fresh_sqlite(folder) if kind == "sqlite" else postgres.fresh()
        with fresh as url:
            mortal = Mortal(url, Paper(folder / "paper", strict=strict))
            yield mortal
            mortal.desk.db.close()


if __name__ == "__main__":
    campaign = {"send": sends_and_dies, "look": looks_and_dies}[sys.argv[2]]
    with mortals(sys.argv[1]) as stranger:
        died = campaign(stranger)
        asked = stranger.ask_the_agents()
        print(json.dumps([died.lines, died.deaths, asked, stranger.verdict()]))
    postgres.drop_all()
