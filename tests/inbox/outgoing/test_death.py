"""The sender dies before every line that it runs: nothing is lost, nothing is doubled.

It dies for real (SIGKILL in a process of its own), between any two lines of the outbox, of
the transitions and of the platform's own call; the next worker finds out what happened.
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from db.models import Reply, ReplyState
from db.session import connect
from tests import postgres
from tests.killing import Child, deaths
from tests.mortal import CLEAN, MEMORY, SEND_PATH, Mortal, refusing_duplicates
from tests.paper import Paper


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def mortal(request, folder) -> Iterator[Mortal]:
    fresh = postgres.fresh_sqlite(folder) if request.param == "sqlite" else postgres.fresh()
    with fresh as url:
        mortal = Mortal(url, Paper(folder / "paper"))
        yield mortal
        mortal.desk.db.close()


@pytest.fixture
def impatient(monkeypatch, mortal) -> Mortal:
    """A desk that waits for a locked SQLite only for a moment."""
    monkeypatch.setattr("db.session.SQLITE_WAIT_MS", 300)
    mortal.desk.db.engine.dispose()
    mortal.desk.db = connect(mortal.url)
    return mortal


def every(mortal: Mortal) -> int:
    """Return the step: every line on SQLite, every fifth on PostgreSQL."""
    return 1 if mortal.desk.db.embedded else 5


def test_death_at_a_line_of_the_send_path_neither_loses_nor_doubles(mortal) -> None:
    lines = 0
    mortal.queue()
    for ended in deaths(mortal.send, SEND_PATH, step=every(mortal)):
        mortal.leave(f"line {ended.at}, {ended.place}")
        lines = ended.at
        mortal.queue()
    mortal.recover()
    assert mortal.ask_the_agents() > 0, "no death was in the air: this tests nothing"
    assert mortal.verdict() == CLEAN
    assert lines > 200


def test_death_at_a_line_of_the_look_neither_loses_nor_doubles(mortal) -> None:
    """Each look is for a reply that was out when its sender died."""
    mortal.paper.fails_after = True
    in_the_air(mortal)
    for ended in deaths(mortal.look, SEND_PATH, step=every(mortal) * 4):
        mortal.leave(f"line {ended.at}, {ended.place}")
        in_the_air(mortal)
    mortal.recover()
    assert mortal.ask_the_agents() == 0
    assert mortal.verdict() == CLEAN


def in_the_air(mortal: Mortal) -> None:
    reply_id = mortal.queue()
    mortal.desk.delivers(opener=mortal.open)
    assert mortal.desk.state(reply_id) == ReplyState.UNKNOWN
    mortal.desk.wait(seconds=mortal.desk.settings.settle_seconds)


def test_where_duplicates_are_refused_nobody_has_to_be_asked(folder) -> None:
    with refusing_duplicates(), postgres.fresh_sqlite(folder) as url:
        mortal = Mortal(url, Paper(folder / "paper", strict=True))
        mortal.queue()
        for ended in deaths(mortal.send, SEND_PATH, step=15):
            mortal.leave(f"line {ended.at}, {ended.place}")
            mortal.queue()
        mortal.recover()
        assert mortal.ask_the_agents() == 0
        assert mortal.verdict() == CLEAN


def test_a_frozen_sender_keeps_its_account_and_nobody_elses(impatient) -> None:
    """Frozen at a line; others serve the rest and leave its account alone; then it goes on."""
    mortal = impatient
    line, stride = 1, 25 if mortal.desk.db.embedded else 80
    kept = served = 0
    while True:
        theirs = mortal.queue()
        child = Child(mortal.send, SEND_PATH, at=line, sign=signal.SIGSTOP)
        stands_still = child.frozen()
        if stands_still:
            with mortal.desk.db.read() as session:
                in_hand = session.get_one(Reply, theirs).state == ReplyState.SENDING
            kept += in_hand
            served += serves_others(mortal)
            still = mortal.desk.state(theirs)
            assert still == ReplyState.SENDING or not in_hand, f"line {line}"
        ended = child.resume() if stands_still else child.wait()
        assert ended.code == 0, ended.place
        if not stands_still:
            break
        line += stride
    mortal.recover()
    assert mortal.ask_the_agents() == 0
    assert mortal.verdict() == CLEAN
    assert kept > 0, "it was never frozen with a reply in hand: this tests nothing"
    assert served > 0, "nobody else was ever served: this tests nothing"


def serves_others(mortal: Mortal) -> bool:
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
