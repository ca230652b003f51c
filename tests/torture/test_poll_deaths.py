"""The long campaign of polling: it dies a thousand times at random, and at every line."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from connectors.base import Author
from db.models import Account, Stream
from db.session import connect
from tests import postgres
from tests.inbox.incoming.poll_deaths import POLL_PATH, campaign, rewind, town_of_three_pages
from tests.inbox.incoming.world import world
from tests.killing import Child, deaths

pytestmark = pytest.mark.torture
MEMORY = Path("/dev/shm")
KILLS = 1_000
RECORDS = 40


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, folder) -> Iterator[str]:
    with postgres.fresh_sqlite(folder) if request.param == "sqlite" else postgres.fresh() as made:
        yield made


def test_every_execution_of_every_line(url, folder) -> None:
    here = town_of_three_pages(url, folder)
    killed, faults = campaign(here, deaths(here.poll, POLL_PATH))
    assert faults == {}
    assert killed > 1_500


def test_a_thousand_random_deaths(url, folder) -> None:
    """Polls die at a random moment, again and again, until everything there is has been read."""
    chance = random.Random(20261120)
    killed = 0
    while killed < KILLS:
        db = connect(url)
        here = world(db, folder, page_limit=3)
        for number in range(RECORDS):
            author = Author(f"c{number % 5}", f"Kundin {number % 5}")
            here.town.receives(f"Nummer {number}", author=author, thread=f"t{number % 9}")
        db.close()
        killed += _die_until_read(url, here, chance)
        here.db = connect(url)
        found = Counter(here.texts())
        assert found == Counter(f"Nummer {number}" for number in range(RECORDS))
        rewind(here)
        _forget_account(url)


def _die_until_read(url: str, here, chance: random.Random) -> int:
    killed = 0
    here.clock.forward(hours=1)

    def work() -> None:
        here.db = connect(url)
        while here.poll(by=None).more:
            here.clock.forward(seconds=61)

    while True:
        child = Child(work, lambda _: False, at=0)
        time.sleep(chance.uniform(0, 0.12))
        try:
            os.kill(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        ended = child.wait()
        killed += ended.killed
        if not ended.killed:
            assert ended.code == 0, ended.place
            return killed
        here.clock.forward(minutes=10)


def _forget_account(url: str) -> None:
    db = connect(url)
    with db.write() as session:
        session.execute(delete(Stream))
        session.execute(delete(Account))
    db.close()
