"""A real worker, killed at random moments while it answers on the X stand-in.

The whole worker runs (`inbox.worker.run`: clock, ticks, threads, tweepy over HTTP) in a process
of its own that gets SIGKILL; deadline, platform lag and settle are scaled down together. At
the end `python -m inbox worker` does what is left to do.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select

from connectors.base import utc_now
from db.models import Account, Conversation, Reply, ReplyState, Role, Stream
from inbox import worker as clock
from inbox.care import adoption
from inbox.care.accounts import opener
from inbox.care.rights import Actor, Via
from inbox.care.vault import Vault
from inbox.incoming import polling
from inbox.outgoing import replying
from inbox.outgoing.reconcile import LOOKS
from inbox.settings import Settings
from tests import cast, nursery, postgres
from tests.sandbox import Sandbox

KEY = "a key for tests and nothing else"
QUICK = {
    "CONNECT_SECONDS": "1",
    "READ_SECONDS": "1",
    "TOTAL_SECONDS": "1.2",
    "PLATFORM_LAG_SECONDS": "0.2",
    "SETTLE_SECONDS": "1.6",
    "POLL_SECONDS": "3",
    "LEASE_SECONDS": "6",
    "TICK_SECONDS": "0.05",
    "UNDO_SECONDS": "0",
    "WORKER_THREADS": "3",
}
OPEN = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.HELD)


class House:
    """Customers on the stand-in, one agent, and workers that do not live long."""

    def __init__(self, url: str, folder: Path, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        port = urlsplit(sandbox.url).port
        self.environment = {
            **QUICK,
            "DATABASE_URL": url,
            "SECRET_KEY": KEY,
            "DATA_DIR": str(folder / "data"),
            "SANDBOX": "1",
            "SANDBOX_PORT": str(port),
        }
        given = {name.lower(): value for name, value in self.environment.items()}
        self.settings = Settings(_env_file=None, **given)
        sandbox.reset()
        sandbox.settings("x", limits=False, lag=0.2)
        self.db = postgres.warm(url)
        with self.db.write() as session:
            self.agent_id = cast.agent(session).id
        adoption.from_environment(self.db, Vault(KEY), self.settings, self.opener(), utc_now)
        self._said = 0

    def opener(self):
        return opener(self.db, Vault(KEY), self.settings)

    def customers(self, count: int) -> list[int]:
        """Let customers write, in public and every sixth in private; return the conversations."""
        for number in range(count):
            kind = "x/dm" if number % 6 == 5 else "x/post"
            self.sandbox.post(
                kind,
                handle=f"kundin_{number}",
                text=f"{'' if kind == 'x/dm' else '@lindenau_hilft '}Frage {number}",
            )
        with self.db.read() as session:
            streams = session.scalars(
                select(Stream.id).join(Account).where(Account.platform == "twitter")
            ).all()
        for stream in streams:
            while polling.poll(self.db, self.opener(), stream, self.settings, utc_now).more:
                pass
        with self.db.read() as session:
            found = list(session.scalars(select(Conversation.id).order_by(Conversation.id)))
        assert len(found) == count
        return found

    def answers(self, conversation: int) -> None:
        """Queue a reply; every fourth is long and goes out in parts."""
        self._said += 1
        name = "".join(chr(ord("A") + int(digit)) for digit in str(self._said))
        sentences = 7 if self._said % 4 == 0 else 1
        words = " ".join(
            f"Die Buchung {name}{each} haben wir heute geklärt und zurückgezahlt."
            for each in "abcdefg"[:sentences]
        )
        actor = Actor(self.agent_id, Role.AGENT, Via.PAGE)
        with self.db.write() as session:
            replying.queue(
                session, actor, conversation, words, f"k{self._said}", self.settings, utc_now(),
                split=True,
            )  # fmt: skip

    def worker_dies(self, after: float) -> bool:
        """Start a worker and kill it after so many seconds; return whether that was a death."""
        return self._dies(lambda: time.sleep(after))

    def worker_dies_sending(self, hang: str, after: float) -> bool:
        """Kill a worker so many seconds after a reply is seen in the air, where X hangs.

        What falls at random alone meets no reply in the air on some machine, some day.
        """
        self.sandbox.fault("x", hang, method="POST", seconds=5)
        died = self._dies(lambda: (self._in_the_air(), time.sleep(after)))
        self.sandbox.clear_faults()
        return died

    def _in_the_air(self) -> None:
        end = time.monotonic() + 20
        sending = select(func.count()).where(Reply.state == ReplyState.SENDING)
        while time.monotonic() < end:
            with self.db.read() as session:
                if session.scalar(sending):
                    return
            time.sleep(0.005)
        raise AssertionError("no reply left within 20 seconds")

    def _dies(self, wait: Callable[[], object]) -> bool:
        child = os.fork()
        if child == 0:
            try:
                self.db.engine.dispose(close=False)
                clock.run(clock.Worker(self.db, Vault(KEY), self.settings, self.opener()))
            finally:
                os._exit(3)
        wait()
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    def open_replies(self) -> int:
        with self.db.read() as session:
            unlooked = (Reply.state == ReplyState.UNKNOWN) & (Reply.looked < LOOKS)
            wanted = Reply.state.in_(OPEN) | unlooked
            return session.scalar(select(func.count()).where(wanted)) or 0

    def survives(self, within: float = 90.0) -> None:
        """Let `python -m inbox worker` do what is left to do, and an agent decide what is asked."""
        names = {name.upper() for name in Settings.model_fields}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        with (self.folder / "worker.log").open("wb") as said:
            process = nursery.start(
                ["-m", "inbox", "worker"],
                cwd=nursery.ROOT,
                env={**kept, **self.environment},
                out=said,
            )
        try:
            end = time.monotonic() + within
            # what waits behind a part that is asked about moves only once that is decided
            while time.monotonic() < end and self._decide() + self.open_replies():
                time.sleep(0.1)
        finally:
            process.send_signal(signal.SIGTERM)
            _ends(process, self.folder / "worker.log")
        assert self.open_replies() == 0

    def _decide(self) -> int:
        """An agent looks at X and says what is there; return how many questions there were."""
        there = self.sandbox.ours("x")
        actor = Actor(self.agent_id, Role.AGENT, Via.PAGE)
        with self.db.write() as session:
            asks = (Reply.state == ReplyState.UNKNOWN) & (Reply.looked >= LOOKS)
            asked = session.scalars(select(Reply).where(asks)).all()
            for reply in asked:
                assert reply.text not in there, "it was there and nobody found it"
                replying.send_again(session, actor, reply.id, utc_now())
        return len(asked)

    def verdict(self) -> dict[str, list[str]]:
        """Return what X does not have, has twice, or has without a name and a number."""
        there = Counter(self.sandbox.ours("x"))
        with self.db.read() as session:
            queued = session.scalars(select(Reply.text).order_by(Reply.id)).all()
        return {
            "lost": [text for text in queued if there[text] == 0],
            "doubled": [text for text, count in there.items() if count > 1],
            "unsigned": [text for text in there if "Miriam Brandt, +49 30 23125456" not in
                         text.replace("\n", ", ")],
        }  # fmt: skip


def _ends(process: nursery.Process, said: Path) -> None:
    """Wait for the end of a worker; one that hangs says where each of its threads stands."""
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait(10)
        raise AssertionError(f"the worker did not end:\n{said.read_text()[-8000:]}") from None


def campaign(house: House, kills: int, seed: int) -> int:
    """Answer and die until there were so many deaths; return how many replies that were.

    Every fifth death is of a worker whose reply is in the air, before or after X took it.
    """
    chance = random.Random(seed)
    places = house.customers(24)
    killed = 0
    while killed < kills:
        for place in chance.sample(places, 2):
            house.answers(place)
        if killed % 5 == 4:
            hang = chance.choice(["hang_before", "hang_after"])
            killed += house.worker_dies_sending(hang, chance.uniform(0, 0.5))
        else:
            killed += house.worker_dies(chance.uniform(0.02, 0.7))
    house.survives(within=90.0 + kills * 2)
    return house._said
