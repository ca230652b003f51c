"""Twenty workers are killed at random moments on each database: none lost, none doubled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from db.models import Reply, ReplyEvent
from tests.killed_worker import House, campaign
from tests.mortal import CLEAN
from tests.sandbox import Sandbox, in_process

KILLS = 20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with in_process() as running:
        yield running


def test_twenty_killed_workers_lose_and_double_nothing(database_url, sandbox, tmp_path) -> None:
    house = House(database_url, tmp_path, sandbox)
    assert campaign(house, KILLS, seed=20261122) == 2 * KILLS
    assert house.verdict() == CLEAN
    with house.db.read() as session:
        in_the_air = session.scalar(
            select(func.count()).select_from(ReplyEvent).where(ReplyEvent.event == "died")
        )
        parts = session.scalar(select(func.max(Reply.parts)))
    house.db.close()
    assert in_the_air > 0, "no worker died with a reply in the air: this tests nothing"
    assert parts > 1
