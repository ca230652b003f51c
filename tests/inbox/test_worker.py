"""The worker: fair between accounts, told once what is wrong, gone in order when told to go."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from connectors import PLATFORMS
from connectors.base import Batch, Cursor, Retryable
from db.models import (
    Account,
    AccountState,
    Conversation,
    ConversationState,
    Message,
    Notice,
    NoticeKind,
    Person,
    PollRun,
    Stream,
)
from db.models import Worker as WorkerRow
from db.session import connect
from inbox.care import absences, blocking, distributing, hours, snoozing
from inbox.care.absences import Given
from inbox.care.rights import MACHINE
from inbox.care.tokens import WrongHouse
from inbox.care.vault import Vault
from inbox.incoming import schedule
from inbox.incoming.crew import Crew
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from inbox.worker import Worker, run
from tests import cast, sandbox
from tests.cast import NOON
from tests.inbox.incoming.world import Hands, settings, world

ROOT = Path(__file__).parents[2]


class Calm:
    """A connector that answers at once with an empty page."""

    def __init__(self, fetch=None) -> None:
        self._fetch = fetch or (lambda: None)

    def fetch(self, stream, cursor):
        self._fetch()
        return Batch((), Cursor("1"))

    def close(self) -> None:
        pass


def until(holds, within: float = 20.0) -> None:
    """Wait until something holds; the limit only ends a test that has failed already."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


@pytest.fixture
def here(sqlite_database, tmp_path):
    return world(sqlite_database, tmp_path)


def worker(here, **given) -> Worker:
    given = {"opener": here.opener, "settings": here.settings, **given}
    return Worker(here.db, Vault("x" * 16), now=here.clock, **given)


# -- fairness (C3) --------------------------------------------------------------------------------


def test_a_sound_account_keeps_its_pace_while_twenty_hang_and_five_are_refused(
    sqlite_database, tmp_path
) -> None:
    clock, ticks, hang = Hands(), Hands(), threading.Event()
    with sqlite_database.write() as session:
        ids = []
        for number in range(26):
            account = cast.account(session, slug=f"a{number}", external_id=f"ours-{number}")
            cast.stream(session, account).pace = "every 1s"
            ids.append(account.id)
        sound = session.scalars(select(Stream).where(Stream.account_id == ids[-1])).one()
        sound.due_at, sound_id = NOON + timedelta(microseconds=1), sound.id

    def seconds() -> float:
        return (ticks() - NOON).total_seconds()

    def opener(account_id):
        if account_id in ids[:20]:
            return Calm(hang.wait)
        if account_id in ids[20:25]:
            return Calm(lambda: _raise(Retryable("slow down", after=clock() + timedelta(hours=1))))
        return Calm()

    busy = Worker(sqlite_database, Vault("x" * 16), settings(tmp_path), opener, now=clock)
    busy.crew = Crew(8, seconds)
    try:
        for _ in range(60):
            clock.forward(seconds=1)
            ticks.forward(seconds=1)
            busy.poll()
            until(lambda: sound_id not in busy.crew.running())
        with sqlite_database.read() as session:
            runs = session.scalar(select(func.count(PollRun.id)).filter_by(stream_id=sound_id))
    finally:
        hang.set()
    assert runs >= 57  # 95 % of sixty
    assert busy.crew.idle(within=20)


def _raise(error: Exception) -> None:
    raise error


def test_one_tick_serves_more_streams_than_there_are_places(sqlite_database, tmp_path) -> None:
    """A thousand accounts need far more polls a second than a worker has threads."""
    with sqlite_database.write() as session:
        for number in range(50):
            account = cast.account(session, slug=f"a{number}", external_id=f"ours-{number}")
            cast.stream(session, account)
    given = settings(tmp_path, tick_seconds=60.0, worker_threads=4)
    one = Worker(sqlite_database, Vault("x" * 16), given, lambda _: Calm(), now=Hands())
    one.poll()
    assert one.crew.idle(within=20)
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count(PollRun.id))) == 50


def test_a_tick_ends_in_time_while_every_place_hangs(sqlite_database, tmp_path) -> None:
    hang = threading.Event()
    with sqlite_database.write() as session:
        for number in range(9):
            account = cast.account(session, slug=f"a{number}", external_id=f"ours-{number}")
            cast.stream(session, account)
    given = settings(tmp_path, tick_seconds=0.2, worker_threads=4)
    one = Worker(sqlite_database, Vault("x" * 16), given, lambda _: Calm(hang.wait), now=Hands())
    try:
        one.poll()
        assert len(one.crew.running()) == 4
    finally:
        hang.set()
    assert one.crew.idle(within=20)


def test_a_stream_is_polled_once_however_many_ticks_find_it_running(here) -> None:
    hang, asked = threading.Event(), []

    def fetch() -> None:
        asked.append(1)
        hang.wait()

    one = worker(here, opener=lambda _: Calm(fetch))
    for _ in range(5):
        one.poll()
        here.clock.forward(seconds=1)
    until(lambda: asked)
    hang.set()
    assert one.crew.idle(within=20)
    assert asked == [1]


# -- trouble is told once -------------------------------------------------------------------------


def test_a_database_in_trouble_is_told_once_and_once_that_it_is_over(here, caplog) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    one = worker(here)
    broken = OperationalError("select secret-canary", {}, Exception("database is locked"))
    for what in ("poll", "beat", "poll", "beat"):
        assert not one.guarded(what, lambda: _raise(broken))
    for what in ("poll", "beat", "poll"):
        assert one.guarded(what, lambda: None)
    said = [record.message for record in caplog.records]
    assert len(said) == 2
    assert "worker in trouble" in said[0]
    assert "worker works again" in said[1]
    assert "canary" not in caplog.text


def test_an_unexpected_error_of_a_tick_is_told_once_with_a_reference(here, caplog) -> None:
    one = worker(here)
    for _ in range(5):
        one.guarded("look", lambda: _raise(RuntimeError("token=canary-1")))
    assert len(caplog.records) == 1
    kept = (here.settings.data_dir / "crashes.log").read_text()
    assert "RuntimeError" in kept
    assert "canary" not in kept + caplog.text


def test_a_stream_whose_poll_could_not_be_written_down_comes_back_at_once(
    here, monkeypatch
) -> None:
    one = worker(here)
    with monkeypatch.context() as broken:
        locked = OperationalError("", {}, Exception("database is locked"))
        broken.setattr("inbox.incoming.polling.poll", lambda *_, **__: _raise(locked))
        one.poll()
        assert one.crew.idle(within=20)
    assert here.stream().lease_by == one.name
    one.poll()
    assert one.crew.idle(within=20)
    assert here.stream().last_ok_at == NOON


def test_the_watchdog_speaks_once_when_the_clock_stands_still(here, caplog, monkeypatch) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    one = worker(here)
    looks = iter([-100.0, -100.0, None, None])

    def wait(_) -> bool:
        back = next(looks, "end")
        if back == "end":
            return True
        one.alive_at = time.monotonic() + (back or 0.0)
        return False

    monkeypatch.setattr(one.stop, "wait", wait)
    one.watch()
    said = [record.message.split(" seconds")[0] for record in caplog.records]
    assert said == ["worker stands still", "worker moves again"]


# -- from start to end ----------------------------------------------------------------------------


@contextmanager
def running(one: Worker):
    thread = threading.Thread(target=run, args=(one,))
    thread.start()
    try:
        yield
    finally:
        one.stop.set()
        thread.join(30)
        assert not thread.is_alive()


def test_a_running_worker_beats_polls_and_leaves_nothing_behind(database, tmp_path) -> None:
    here = world(database, tmp_path, tick_seconds=0.05)
    here.town.receives("Hallo?")
    one = worker(here)
    with running(one):
        until(lambda: here.texts() == ["Hallo?"])
        until(lambda: _workers(here) == [one.name])
    assert _workers(here) == []
    assert here.stream().lease_by is None


def _workers(here) -> list[str]:
    with here.db.read() as session:
        return list(session.scalars(select(WorkerRow.id)))


def test_a_worker_waits_for_a_database_that_has_no_tables_yet(tmp_path, caplog) -> None:
    db = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    one = Worker(db, Vault("x" * 16), settings(tmp_path), lambda _: Calm())
    threading.Timer(0.2, one.stop.set).start()
    run(one)
    assert "worker in trouble at=start" in caplog.text
    db.close()


def test_a_worker_refuses_a_database_of_the_other_kind(here) -> None:
    real = here.settings.model_copy(update={"sandbox": False})
    with pytest.raises(WrongHouse):
        run(worker(here, settings=real))


# -- a real process -------------------------------------------------------------------------------


@contextmanager
def process(url: str, tmp_path: Path, sandbox_url: str):
    """Start a real worker against the sandbox; ends with its parent's pipe."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": url,
        "DATA_DIR": str(tmp_path),
        "SANDBOX": "1",
        "SANDBOX_PORT": sandbox_url.rpartition(":")[2],
        "TICK_SECONDS": "0.1",
        "SECRET_KEY": "canary-secret-key-of-the-worker",
        "LOG_LEVEL": "DEBUG",
    }
    with (tmp_path / "worker.log").open("w") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "inbox", "worker", "--with-parent"],
            cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield child
        finally:
            child.kill()
            child.wait()


def frozen(pid: int, db) -> None:
    """Stop a process where it bars nobody: SQLite has one writer, and it may be just that one."""
    while True:
        os.kill(pid, signal.SIGSTOP)
        with closing(sqlite3.connect(db.path, timeout=0.2, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                os.kill(pid, signal.SIGCONT)
                time.sleep(0.05)


def test_a_real_worker_reads_every_platform_survives_a_pause_and_ends_with_its_parent(
    sqlite_database, tmp_path
) -> None:
    """SIGSTOP over a due time is followed by one run of each stream, and no secret is logged."""
    db = sqlite_database
    url = db.engine.url.render_as_string(hide_password=False)

    def count(what) -> int:
        with db.read() as session:
            return session.scalar(select(func.count()).select_from(what)) or 0

    every = [
        spec
        for platform in ("twitter", "facebook", "instagram")
        for spec in PLATFORMS[platform].streams
        if spec.needs is None
    ]

    def polled() -> int:
        with db.read() as session:
            return len(session.scalars(select(PollRun.stream_id).distinct()).all())

    def due(at) -> None:
        with db.write() as session:
            for stream in session.scalars(select(Stream)):
                stream.due_at = at

    with sandbox.in_thread() as town:
        town.post("x/post", handle="erika_m", text="@lindenau_hilft Licht aus!")
        with process(url, tmp_path, town.url) as child:
            until(lambda: count(Stream) >= len(every), within=60)
            until(lambda: count(Message) >= 1 and polled() == len(every), within=60)
            with db.write() as session:
                for stream in session.scalars(select(Stream)):
                    stream.pace = "every 1h"
            until(lambda: not _held(db))
            frozen(child.pid, db)
            before = count(PollRun)
            with db.read() as session:
                now = session.scalars(select(WorkerRow.beat_at)).one()
            due(now - timedelta(hours=5))
            os.kill(child.pid, signal.SIGCONT)
            until(lambda: count(PollRun) >= before + len(every), within=60)
            until(lambda: not _held(db))
            assert count(PollRun) == before + len(every)
            child.stdin.close()
            assert child.wait(60) == 0
    said = (tmp_path / "worker.log").read_text()
    for secret in ("canary-secret", "sandbox-x-api-secret", "sandbox-facebook-page-token",
                   "sandboxAccessToken", "sandbox-facebook-app-secret"):  # fmt: skip
        assert secret not in said
        assert secret not in (tmp_path / url.rpartition("/")[2]).read_bytes().decode("latin-1")
    assert "Traceback" not in said
    assert count(WorkerRow) == 0


def _held(db) -> bool:
    with db.read() as session:
        return bool(session.scalars(select(Stream.id).where(Stream.lease_by.is_not(None))).all())


def test_a_killed_workers_stream_is_taken_over(here) -> None:
    """Its lease runs out by the clock; the heir finds everything as the dead one left it."""
    with here.db.write() as session:
        lease = timedelta(seconds=here.settings.lease_seconds)
        assert schedule.claim(session, "dead", NOON, lease, 1, schedule.Lane.SOUND)
    here.town.receives("Hallo?")
    heir = worker(here)
    heir.poll()
    assert heir.crew.idle(within=20)
    assert here.texts() == []
    here.clock.forward(seconds=here.settings.lease_seconds)
    heir.poll()
    assert heir.crew.idle(within=20)
    assert here.texts() == ["Hallo?"]


def test_polls_rest_while_an_account_does(here) -> None:
    here.change(Account, state=AccountState.LOGIN_NEEDED)
    here.town.receives("Hallo?")
    one = worker(here)
    one.poll()
    assert one.crew.idle(within=20)
    assert here.texts() == []


def test_what_was_put_off_comes_back_however_much_it_is(here, monkeypatch) -> None:
    monkeypatch.setattr(snoozing, "AT_ONCE", 2)
    with here.db.write() as session:
        account = session.scalars(select(Account).order_by(Account.id)).first()
        person = cast.contact(session, platform=account.platform)
        for number in range(5):
            row = cast.matter(session, account, who=person, thread=str(number)).conversation
            row.state, row.snoozed_until = ConversationState.SNOOZED, NOON - timedelta(hours=1)
    worker(here).wake()
    with here.db.read() as session:
        assert set(session.scalars(select(Conversation.state))) == {ConversationState.OPEN}


def test_a_block_ends_by_itself(here) -> None:
    with here.db.write() as session:
        account = session.scalars(select(Account).order_by(Account.id)).first()
        who = cast.contact(session, platform=account.platform)
        blocking.block(session, MACHINE, who.id, f"{NOON:%Y-%m-%d}", "Droht.", "UTC", NOON)
    here.clock.forward(days=2)
    worker(here).wake()
    with here.db.read() as session:
        assert session.scalars(select(Person.blocked_until)).all() == [None]


def test_an_absence_begins_and_its_agents_matters_are_given_out_again(here) -> None:
    with here.db.write() as session:
        account = session.scalars(select(Account).order_by(Account.id)).first()
        jonas, miriam = (cast.agent(session, who).id for who in (cast.JONAS, cast.MIRIAM))
        cast.matter(session, account).conversation.owner_id = jonas
        week, now = read("mon-sun 0-24", "UTC"), NOON
        hours.set_hours(session, MACHINE, miriam, week, now)
        distributing.set_way(session, MACHINE, None, Way.ROUND_ROBIN, now)
        tomorrow = (now + timedelta(days=1)).date()
        absences.plan(session, MACHINE, jonas, Given(tomorrow, tomorrow, "UTC"), now)
    worker(here).hand_out()
    with here.db.read() as session:
        assert session.scalars(select(Conversation.owner_id)).all() == [jonas]
    here.clock.forward(days=1)
    worker(here).hand_out()
    with here.db.read() as session:
        assert session.scalars(select(Conversation.owner_id)).all() == [miriam]


def test_a_worker_calls_whoever_is_to_give_somebody_a_sign_once(here) -> None:
    with here.db.write() as session:
        account = session.scalars(select(Account).order_by(Account.id)).first()
        jonas = cast.agent(session, cast.JONAS).id
        waits = cast.matter(session, account).conversation
        waits.owner_id = jonas
        waits.sign_at, waits.call_at = NOON + timedelta(hours=1), NOON
    for _ in range(2):
        worker(here).remind()
    with here.db.read() as session:
        told = session.execute(select(Notice.agent_id, Notice.kind)).all()
    assert told == [(jonas, NoticeKind.SIGN_DUE)]
