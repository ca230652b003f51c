"""The long campaigns of the outbox: a thousand random deaths a database, every line, every frost.

Each prints one row of the table that docs/reliability.md quotes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.models import ReplyEvent
from tests.killed_worker import House, campaign
from tests.mortal import (
    CLEAN,
    Mortal,
    impatient,
    looks_and_dies,
    mortals,
    sends_and_dies,
    sends_and_freezes,
)
from tests.sandbox import in_process

pytestmark = pytest.mark.torture
KILLS = 1_000
ROW = "| {:<34} | {:<10} | {:>6} | {:>7} | {:>4} | {:>7} | {:>8} | {:>5} |"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def mortal(kind: str) -> Iterator[Mortal]:
    with mortals(kind) as desk:
        yield desk


@pytest.fixture
def table(kind: str, capsys) -> Iterator[Callable[..., None]]:
    """Print one row: what was done to how many replies, and what came of them."""
    began = time.monotonic()

    def row(what: str, deaths: int, replies: int, verdict: dict[str, list[str]]) -> None:
        minutes = f"{(time.monotonic() - began) / 60:.1f}"
        counts = [len(verdict[name]) for name in ("lost", "doubled", "unsigned")]
        with capsys.disabled():
            print("\n" + ROW.format(what, kind, deaths, replies, *counts, minutes))

    yield row


def test_death_before_every_line_of_the_send_path(mortal, table) -> None:
    count = sends_and_dies(mortal, 1).deaths
    mortal.ask_the_agents()
    table("killed before every line, sending", count, len(mortal.expected), mortal.verdict())
    assert mortal.verdict() == CLEAN
    assert count > 200


def test_death_before_every_line_of_the_look(mortal, table) -> None:
    count = looks_and_dies(mortal, 1).deaths
    mortal.ask_the_agents()
    table("killed before every line, looking", count, len(mortal.expected), mortal.verdict())
    assert mortal.verdict() == CLEAN
    assert count > 100


def test_frost_at_every_line_of_the_send_path(mortal, table) -> None:
    seen = sends_and_freezes(impatient(mortal), 1)
    assert mortal.ask_the_agents() == 0
    table("frozen at every line, sending", seen.frozen, len(mortal.expected), mortal.verdict())
    assert mortal.verdict() == CLEAN
    assert seen.in_hand > 50


def test_a_thousand_random_deaths_of_a_worker(database_url, table, tmp_path: Path) -> None:
    with in_process() as sandbox:
        house = House(database_url, tmp_path, sandbox)
        replies = campaign(house, KILLS, seed=20261123)
        verdict = house.verdict()
        table("worker killed at random", KILLS, replies, verdict)
        with house.db.read() as session:
            died = select(func.count()).select_from(ReplyEvent).where(ReplyEvent.event == "died")
            assert session.scalar(died) > KILLS / 20
        house.db.close()
    assert verdict == CLEAN


@pytest.fixture
def database_url(kind: str, tmp_path: Path) -> Iterator[str]:
    """Give the same kind of database that the table's row names."""
    from tests import postgres

    fresh = postgres.fresh_sqlite(tmp_path) if kind == "sqlite" else postgres.fresh()
    with fresh as url:
        yield url
