"""A thousand accounts, one worker: is every stream polled in its interval, and what does it cost?

    python -m benchmarks.thousand_accounts --minutes 5
    python -m benchmarks.thousand_accounts --accounts 1000 --database postgresql://...

The X stand-in plays the platform in a process of its own; customers write to the accounts all
the while. The worker is the real one, started as `python -m inbox worker`. Measured is what its
tables say of its polls, and what the system says of its process. Prints Markdown for
docs/performance.md. Nothing is asserted: shared machines differ too much for that.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import requests
from sqlalchemy import delete, func, select

from connectors.sandbox.accounts import X
from db.migrations import upgrade
from db.models import Account, Message, PollRun, Stream
from db.session import Database, connect
from inbox.care.vault import Vault
from tests.sandbox import Sandbox, in_process

ROOT = Path(__file__).parents[1]
KEY = "a benchmark has no secrets"
OURS = "account"
PACES = {"mentions": 60, "direct": 120}
WARM = 1
"""Rounds of the slowest pace that are not counted: at first everything is due at once."""


@dataclass
class Load:
    """What the worker's process used, second by second."""

    cpu: list[float] = field(default_factory=list)
    rss: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)


def accounts(db: Database, town: Sandbox, count: int) -> list[str]:
    """Connect accounts that the stand-in knows, their streams spread over their pace."""
    session_ = requests.Session()
    session_.trust_env = False
    handles = [f"{OURS}{number}" for number in range(count)]
    ids = [
        session_.post(
            f"{town.url}/control/x/customer", json={"handle": handle, "name": handle}, timeout=30
        ).json()["id"]
        for handle in handles
    ]
    names = ("api_key", "api_secret", "access_token", "access_token_secret")
    sealed = Vault(KEY).seal({name: getattr(X, name) for name in names})
    now = datetime.now(UTC)
    with db.write() as session:
        for handle, number in zip(handles, ids, strict=True):
            row = Account(
                platform="twitter", external_id=number, slug=handle, name=handle, handle=handle,
                base_url=town.x_url, credentials=sealed, sandbox=True, created_at=now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add_all(
                Stream(
                    account_id=row.id, name=name, pace=f"every {seconds}s",
                    due_at=now + timedelta(seconds=5 + random.random() * seconds),
                )
                for name, seconds in PACES.items()
            )  # fmt: skip
    return handles


@contextmanager
def working(url: str, folder: Path, town: Sandbox) -> Iterator[psutil.Process]:
    """Run the real worker."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "SANDBOX": "1",
        "SANDBOX_PORT": town.url.rpartition(":")[2],
        "SECRET_KEY": KEY,
        "LOG_LEVEL": "WARNING",
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "inbox", "worker", "--with-parent"],
        cwd=folder, env=environment, stdin=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield psutil.Process(child.pid)
    finally:
        child.stdin.close()
        child.wait(60)


def customers(town: Sandbox, handles: list[str], a_second: float, stop: threading.Event) -> int:
    """Let customers write, so many a second, until told to stop; returns how many did."""
    session = requests.Session()
    session.trust_env = False
    written, began = 0, time.monotonic()
    while not stop.wait(0.05):
        while written < (time.monotonic() - began) * a_second:
            text = f"@{random.choice(handles)} Mein Abschlag Nummer {written} stimmt nicht."
            given = {"handle": f"customer{written % 500}", "name": "Erika M.", "text": text}
            session.post(f"{town.url}/control/x/post", json=given, timeout=30).raise_for_status()
            written += 1
    return written


def watched(process: psutil.Process, seconds: float) -> Load:
    """Look at a process once a second."""
    load = Load()
    end = time.monotonic() + seconds
    process.cpu_percent()
    while time.monotonic() < end:
        time.sleep(1)
        load.cpu.append(process.cpu_percent())
        load.rss.append(process.memory_info().rss)
        load.threads.append(process.num_threads())
    return load


def lateness(db: Database, since: datetime) -> dict[str, list[float]]:
    """Return by how many seconds polls began later than their pace wanted, by stream's name."""
    last: dict[int, datetime] = {}
    found: dict[str, list[float]] = defaultdict(list)
    with db.read() as session:
        rows = session.execute(
            select(PollRun.stream_id, Stream.name, PollRun.started_at)
            .join(Stream, Stream.id == PollRun.stream_id)
            .join(Account, Account.id == Stream.account_id)
            .where(PollRun.started_at >= since, Account.slug.startswith(OURS))
            .order_by(PollRun.started_at)
        )
        for stream, name, at in rows:
            if stream in last:
                found[name].append((at - last[stream]).total_seconds() - PACES[name])
            last[stream] = at
    return found


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def told(given: argparse.Namespace, db: Database, since: datetime, load: Load, busy: str) -> str:
    """Return what was measured, as Markdown."""
    late = lateness(db, since)
    with db.read() as session:
        runs = session.scalar(select(func.count(PollRun.id)).where(PollRun.started_at >= since))
        failed = session.scalar(
            select(func.count(PollRun.id)).where(
                PollRun.started_at >= since, PollRun.trouble.is_not(None)
            )
        )
        streams = given.accounts * len(PACES)
        messages = session.scalar(select(func.count(Message.id)))
        polled = session.scalar(
            select(func.count(func.distinct(PollRun.stream_id)))
            .join(Stream, Stream.id == PollRun.stream_id)
            .join(Account, Account.id == Stream.account_id)
            .where(PollRun.started_at >= since, Account.slug.startswith(OURS))
        )
    what = f"{given.accounts} accounts, {streams} streams, {given.minutes:g} minutes"
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    mean, most = statistics.mean(load.cpu), max(load.cpu)
    lines = [
        f"{what}, {db.engine.dialect.name}; {where}{busy}",
        "",
        "| what | measured |",
        "|---|---|",
        f"| polls | {runs}, {runs / given.minutes / 60:.1f} a second, {failed} failed |",
        f"| streams polled | {polled} of {streams} |",
    ]
    for name in sorted(late):
        values = late[name]
        lines.append(
            f"| {name}, every {PACES[name]} s: later than its pace by | median"
            f" {statistics.median(values):.2f} s, 95 % {percentile(values, 0.95):.2f} s,"
            f" most {max(values):.2f} s |"
        )
    lines += [
        f"| CPU of the worker | {mean:.0f} % of one core, {most:.0f} % in its busiest second |",
        f"| memory of the worker | {max(load.rss) / 2**20:.0f} MiB |",
        f"| threads, most at once | {max(load.threads)} |",
        f"| messages stored | {messages} |",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--messages", type=float, default=16.0, help="new messages a second")
    parser.add_argument("--database", default="", help="an empty database (default: SQLite)")
    given = parser.parse_args()
    load_before = os.getloadavg()[0]
    busy = f"; the machine was busy beside it (load {load_before:.1f})" if load_before > 0.7 else ""
    with tempfile.TemporaryDirectory() as made, in_process() as town:
        folder = Path(made)
        url = given.database or f"sqlite:///{folder / 'bench.db'}"
        db = connect(url)
        upgrade(db)
        town.settings("x", limits=False)
        handles = accounts(db, town, given.accounts)
        stop, written = threading.Event(), []
        writers = threading.Thread(
            target=lambda: written.append(customers(town, handles, given.messages, stop))
        )
        with working(url, folder, town) as process:
            writers.start()
            time.sleep(WARM * max(PACES.values()) + 10)
            since = datetime.now(UTC)
            load = watched(process, given.minutes * 60)
            until = datetime.now(UTC)
            stop.set()
            writers.join()
            time.sleep(max(PACES.values()) / 2 + 15)  # what was written last is polled, too
        with db.write() as session:
            session.execute(delete(PollRun).where(PollRun.started_at > until))
        print(told(given, db, since, load, busy))
        print(f"| messages written | {written[0]} |")
        db.close()


if __name__ == "__main__":
    main()
