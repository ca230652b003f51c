"""The clock of the house: a process of its own that polls, sends, looks and sweeps.

APScheduler keeps the beat, from memory; what is due stands in our tables. Ticks claim it, so
any number of workers can run, one that is killed is replaced when its lease ends, and one that
slept catches up with one run of each stream, not with all it missed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from connectors.base import Clock, Connection, utc_now
from db.migrations import current, newest
from db.session import Database, Session
from inbox.care import (
    absences,
    adoption,
    alarms,
    blocking,
    budget,
    bulk,
    calling,
    digests,
    distributing,
    handing,
    health,
    indexing,
    needs,
    noticing,
    presence,
    reminding,
    retention,
    snoozing,
    tokens,
    workers,
)
from inbox.care.accounts import Opener
from inbox.care.journal import crash, tell
from inbox.care.vault import Vault
from inbox.incoming import polling, schedule
from inbox.incoming.crew import Crew
from inbox.incoming.media import fetch_due
from inbox.incoming.schedule import Claimed, Lane
from inbox.outgoing.acting import carry_out
from inbox.outgoing.locks import Locks, locks_of
from inbox.outgoing.mailing import send_due
from inbox.outgoing.outbox import deliver_due
from inbox.outgoing.reconcile import reconcile
from inbox.queries import money
from inbox.settings import Settings

log = logging.getLogger("durchwahl.worker")

BEAT = 5.0
SWEEP = 3600.0
CHECK = 60.0
NAMING = 30.0
HOLDING = 15.0
WAKING = 5.0
ALARMS = 30.0
MAILS = 10.0
INDEX = 5.0
STILL = 30.0
"""Seconds without a finished poll tick after which the watchdog speaks."""

WORD = 2.0
"""Seconds between two looks of the watchdog, and two tries at a database that is not there."""


@dataclass
class Worker:
    """One worker process: its ticks, and what it remembers between them."""

    db: Database
    vault: Vault
    settings: Settings
    opener: Opener
    now: Clock = utc_now
    locks: Locks | None = None
    name: str = field(default_factory=workers.process_name)
    stop: threading.Event = field(default_factory=threading.Event)
    crew: Crew = field(init=False)
    started_at: datetime = field(init=False)
    alive_at: float = field(init=False)
    _wrong: dict[str, str] = field(default_factory=dict, init=False)
    _watch: alarms.Watch = field(init=False)
    _orphans: set[int] = field(default_factory=set, init=False)
    _unnamed: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        self.crew = Crew(self.settings.worker_threads)
        self.locks = self.locks or locks_of(self.db)
        self._watch = alarms.Watch(self.db, self.settings.alarm_failures)
        self.started_at = self.now()
        self.alive_at = time.monotonic()

    def poll(self) -> None:
        """Claim what is due, as much as there is room for, and poll it in threads.

        Where more was due than there was room for, room is filled again as it comes, until
        the next tick: so a thousand accounts are not bound to a handful of polls a second.
        """
        self._return_orphans()
        until = time.monotonic() + self.settings.tick_seconds
        with self.db.read() as session:
            due = schedule.due(session, self.now())
        crowded = [lane for lane in due if self._claim(lane)]
        while crowded and self.crew.has_room(crowded, until - time.monotonic()):
            crowded = [lane for lane in crowded if self._claim(lane)]
        self.alive_at = time.monotonic()

    def _claim(self, lane: Lane) -> bool:
        """Claim and start what fits into a lane; return whether more may be due than that."""
        room = self.crew.room(lane)
        if self.stop.is_set():
            return False
        if not room:
            return True
        lease = timedelta(seconds=self.settings.lease_seconds)
        with self.db.write() as session:
            mine = schedule.claim(session, self.name, self.now(), lease, room, lane)
        if mine:
            tell(log, logging.DEBUG, "streams claimed", lane=lane.name, streams=len(mine))
        for one in mine:
            self.crew.start(lane, one.stream_id, partial(self._poll, one))
        return len(mine) == room

    def _poll(self, one: Claimed) -> None:
        def once() -> None:
            polling.poll(self.db, self.opener, one.stream_id, self.settings, self.now, by=self.name)

        if not self.guarded(f"poll of stream {one.stream_id}", once):
            self._orphans.add(one.stream_id)

    def _return_orphans(self) -> None:
        """Give back streams whose poll could not even write that it failed."""
        for stream_id in sorted(self._orphans):
            with self.db.write() as session:
                schedule.release(session, stream_id, self.name)
            self._orphans.discard(stream_id)

    def deliver(self) -> None:
        """Send what is due."""
        deliver_due(
            self.db, self.opener, self._locks, self.settings, self.now, self.name, self.stop.is_set
        )

    def act(self) -> None:
        """Do what agents asked to be done with messages."""
        carry_out(
            self.db, self.opener, self._locks, self.settings, self.now, self.name, self.stop.is_set
        )

    def many(self) -> None:
        """Carry out what agents asked for with many conversations at once."""
        bulk.carry_on(self.db, self.settings, self.now, self.stop.is_set)

    def media(self) -> None:
        """Fetch what customers sent along."""
        fetch_due(self.db, self.settings, self.now, self.stop.is_set, login=self._login)

    def _login(self, account_id: int) -> Connection:
        return tokens.fresh(self.db, self.vault, self.settings, account_id, self.now)

    def look(self) -> None:
        """Find out about replies whose outcome is open."""
        reconcile(
            self.db, self.opener, self._locks, self.settings, self.now, self.name, self.stop.is_set
        )

    @property
    def _locks(self) -> Locks:
        assert self.locks is not None
        return self.locks

    def beat(self) -> None:
        """Say that this worker lives."""
        with self.db.write() as session:
            workers.beat(session, self.name, self.started_at, self.now())

    def sweep(self) -> None:
        """Forget what is long past."""
        with self.db.write() as session:
            workers.sweep(session, self.now())
            alarms.forget(session, self.now())
            noticing.sweep(session, self.now())
            presence.sweep(session, self.now())
        retention.tidy(self.db, self.settings, self.now, self.stop.is_set)

    def wake(self) -> None:
        """Bring back what agents have put off until now, and hear those whose block is over."""
        with self.db.read() as session:
            over, free = snoozing.due(session, self.now()), blocking.over(session, self.now())
        if free:
            self._in_pieces(blocking.lift_over, blocking.AT_ONCE)
        if over:
            self._in_pieces(snoozing.wake, snoozing.AT_ONCE)

    def return_offers(self) -> None:
        """Let come back what no colleague has answered in time."""
        with self.db.read() as session:
            over = handing.due(session, self.now())
        if over:
            self._in_pieces(handing.expire, handing.AT_ONCE)

    def remind(self) -> None:
        """Call whoever is to give somebody who waits a sign, or to keep a promise."""
        calling.carry_on(self.db, self.now, self.stop.is_set)
        reminding.carry_on(self.db, self.now, self.stop.is_set)

    def find(self) -> None:
        """Find who could use a hand."""
        needs.carry_on(self.db, self.now, self.stop.is_set)

    def hand_out(self) -> None:
        """Begin and end absences; let queues give out what lies in them."""
        with self.db.read() as session:
            turns = absences.due(session, self.now())
        if turns:
            with self.db.write() as session:
                absences.turn(session, self.now())
        with self.db.read() as session:
            gives = distributing.due(session, self.now())
        if gives:
            self._in_pieces(distributing.give_out, distributing.AT_ONCE)

    def hold_back(self) -> None:
        """Let every account do what its budget allows."""
        with self.db.read() as session:
            changes = money.thrift_to_change(session, self.now())
        if changes:
            with self.db.write() as session:
                budget.hold_back(session, self.now())

    def alarm(self) -> None:
        """Tell admins what they have to know."""
        self._watch.look(self.now())
        alarms.tell(self.db, self.settings, self.now())

    def digest(self) -> None:
        """Tell agents by e-mail what waits, as they chose."""
        digests.send(self.db, self.settings, self.now())

    def mail(self) -> None:
        """Send the e-mails that are due."""
        send_due(self.db, self.settings, self.now, self.stop.is_set)

    def index(self) -> None:
        """Let search know what an upgrade, or whoever forgot, left to be done."""
        indexing.catch_up(self.db, self.stop.is_set)

    def check(self) -> None:
        """Ask the platforms about logins that were not asked about for a day."""
        health.check_due(self.db, self.vault, self.settings, self.now, self.stop.is_set)

    def adopt(self) -> None:
        """Make the environment's accounts, and ask the platform for names that are missing."""
        if self._unnamed:
            left = adoption.from_environment(
                self.db, self.vault, self.settings, self.opener, self.now
            )
            self._unnamed = bool(left)

    def _in_pieces(self, piece: Callable[[Session, datetime], int], whole: int) -> None:
        self.db.in_pieces(lambda session: piece(session, self.now()), self.stop.is_set, whole)

    def guarded(self, what: str, work: Callable[[], None]) -> bool:
        """Do the work; tell trouble once, and once that it is over; return whether it went well."""
        try:
            work()
        except SQLAlchemyError:
            self._broke(what, "the database cannot be used, trying again")
            return False
        except Exception as error:
            if what not in self._wrong:
                reference = crash(self.settings.data_dir, error, self.now())
                self._broke(what, f"unexpected, reference {reference}")
            return False
        self._healed(what)
        return True

    def _broke(self, what: str, said: str) -> None:
        told = said in self._wrong.values()
        if self._wrong.get(what) != said:
            self._wrong[what] = said
            if not told:
                tell(log, logging.ERROR, "worker in trouble", at=what, why=said)

    def _healed(self, what: str) -> None:
        said = self._wrong.pop(what, None)
        if said is not None and said not in self._wrong.values():
            tell(log, logging.INFO, "worker works again", at=what, was=said)

    def watch(self) -> None:
        """Look from outside the pool whether the clock still ticks; say once when it does not."""
        told = False
        while not self.stop.wait(WORD):
            still = time.monotonic() - self.alive_at > STILL
            if still and not told:
                tell(log, logging.ERROR, "worker stands still", seconds=int(STILL))
            if told and not still:
                tell(log, logging.INFO, "worker moves again")
            told = still

    def ready(self) -> bool:
        """Wait for a database with the tables of this version; False when told to stop."""
        while not self.stop.is_set():
            if self.guarded("start", self._look_at_tables):
                return True
            self.stop.wait(WORD)
        return False

    def _look_at_tables(self) -> None:
        if current(self.db) != newest():
            raise SQLAlchemyError("no tables of this version")


def run(worker: Worker) -> None:
    """Work until `worker.stop` is set; then finish what is being sent and leave in order.

    Raises WrongHouse where sandbox and real accounts would share a database, WrongKey where
    the credentials in it were sealed with another key: before anything is touched.
    """
    if not worker.ready():
        return
    with worker.db.read() as session:
        adoption.one_house(session, worker.settings)
        adoption.right_key(session, worker.vault)
    clock = _clock(worker)
    clock.start()
    threading.Thread(target=worker.watch, name="watchdog", daemon=True).start()
    tell(log, logging.INFO, "worker started", worker=worker.name)
    try:
        worker.stop.wait()
    finally:
        worker.stop.set()
        clock.shutdown(wait=True)
        worker.crew.idle(within=worker.settings.tick_seconds)
        worker.guarded("end", lambda: _leave(worker))
        tell(log, logging.INFO, "worker ended", worker=worker.name)


def _leave(worker: Worker) -> None:
    with worker.db.write() as session:
        workers.ended(session, worker.name)
        for stream_id in sorted(worker.crew.running()):
            schedule.release(session, stream_id, worker.name)


def _clock(worker: Worker) -> BackgroundScheduler:
    tick = worker.settings.tick_seconds
    jobs: tuple[tuple[Callable[[], None], float], ...] = (
        (worker.adopt, NAMING),
        (worker.beat, min(BEAT, tick * 5)),
        (worker.poll, tick),
        (worker.deliver, tick),
        (worker.act, tick),
        (worker.many, tick),
        (worker.media, tick * 2),
        (worker.look, tick * 2),
        (worker.wake, min(WAKING, tick * 5)),
        (worker.return_offers, min(WAKING, tick * 5)),
        (worker.remind, min(WAKING, tick * 5)),
        (worker.find, min(HOLDING, tick * 15)),
        (worker.hand_out, min(WAKING, tick * 5)),
        (worker.sweep, SWEEP),
        (worker.hold_back, min(HOLDING, tick * 15)),
        (worker.alarm, min(ALARMS, tick * 30)),
        (worker.digest, min(ALARMS, tick * 30)),
        (worker.mail, min(MAILS, tick * 10)),
        (worker.index, min(INDEX, tick * 5)),
        (worker.check, CHECK),
    )
    clock = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(len(jobs))},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=UTC,
    )
    for work, every in jobs:
        clock.add_job(
            worker.guarded, "interval", args=(work.__name__, work), seconds=every,
            next_run_time=datetime.now(UTC), id=work.__name__,
        )  # fmt: skip
    return clock
