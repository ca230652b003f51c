"""Holes in a thread: one however often it is looked at, and never for what is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.base import Gap, Kind
from db import models
from db.session import Database
from tests.cast import NOON
from tests.inbox.incoming.platforms import Front, front
from tests.inbox.incoming.world import Scripted, World, page, said, world
from tests.sandbox import Sandbox

THREAD = "t_1"


def at(number: int) -> datetime:
    return NOON + timedelta(seconds=number)


@pytest.fixture
def here(database: Database, tmp_path: Path) -> World:
    return world(database, tmp_path)


def holes(db: Database) -> list[models.Gap]:
    with db.read() as session:
        return list(session.scalars(select(models.Gap).order_by(models.Gap.id)))


def told(here: World) -> list[tuple[datetime, datetime, int | None]]:
    return [(row.since, row.until, row.about) for row in holes(here.db)]


def look_at(here: World, number: int) -> None:
    with here.db.write() as session:
        session.get_one(models.Gap, number).acknowledged_at = NOON


def look(here: World, told: range, faded: range, floor: int = 0, unnamed: int = 0) -> None:
    """Let a poll bring messages by number, and name others without their words."""
    named = tuple((f"m{number}", at(number)) for number in reversed(faded))
    about, until = len(faded) + unnamed, at(max(faded, default=floor))
    gap = Gap(at(floor), until, about, THREAD, named) if faded else None
    brought = [
        said(f"m{number}", f"Nummer {number}", at=at(number), kind=Kind.DIRECT, thread=THREAD)
        for number in told
    ]
    here.poll(Scripted([page(*brought, cursor=str(told.stop), gap=gap)]).opener)


def test_a_hole_lies_between_the_messages_that_are_kept(here: World) -> None:
    look(here, range(1, 5), range(0))
    look(here, range(51, 71), range(1, 51))
    assert told(here) == [(at(4), at(51), 46)]
    assert holes(here.db)[0].thread_id == THREAD


def test_it_is_one_however_often_it_is_looked_at_and_from_how_far_back(here: World) -> None:
    look(here, range(1, 5), range(0))
    for floor in (1, 1, 30):
        look(here, range(51, 71), range(floor, 51), floor)
    assert told(here) == [(at(4), at(51), 46)]


def test_what_was_looked_at_is_not_said_again(here: World) -> None:
    look(here, range(1, 5), range(0))
    look(here, range(51, 71), range(1, 51))
    look_at(here, 1)
    look(here, range(51, 71), range(30, 51), 30)
    assert len(told(here)) == 1


def test_what_was_kept_before_it_faded_is_not_lost(here: World) -> None:
    look(here, range(1, 21), range(0))
    look(here, range(21, 41), range(1, 21))
    assert told(here) == []


def test_one_more_message_makes_no_second_hole(here: World) -> None:
    look(here, range(1, 5), range(0))
    look(here, range(51, 71), range(1, 51))
    look(here, range(52, 72), range(30, 52), 30)
    assert told(here) == [(at(4), at(51), 46)]


def test_a_second_outage_is_a_second_hole(here: World) -> None:
    look(here, range(1, 5), range(0))
    look(here, range(51, 71), range(1, 51))
    look_at(here, 1)
    look(here, range(81, 101), range(30, 81), 30)
    assert told(here) == [(at(4), at(51), 46), (at(70), at(81), 10)]


def test_more_than_are_named_are_counted_with_the_oldest(here: World) -> None:
    look(here, range(1, 5), range(0))
    look(here, range(500, 520), range(300, 500), unnamed=295)
    assert told(here) == [(at(4), at(500), 495)]


def test_a_thread_that_cannot_be_asked_for_is_one_hole_that_grows_until_it_is_looked_at(
    here: World,
) -> None:
    for number in range(1, 4):
        gap = Gap(at(0), at(number * 60), thread_id=THREAD)
        here.poll(Scripted([page(cursor=str(number), gap=gap)]).opener)
    assert told(here) == [(at(0), at(180), None)]


def test_a_private_conversation_beyond_the_platforms_memory_is_one_hole_poll_after_poll(
    sqlite_database: Database, sandbox: Sandbox, tmp_path: Path
) -> None:
    """By the real connector: fifty messages between two polls, then polls in which nothing comes."""
    both: Front = front(sqlite_database, sandbox, tmp_path)
    for number in range(70):
        if number == 4:
            assert both.poll("messages").trouble is None
        given = {"text": f"Nummer {number}", "author": "Erika M.", "ago": (70 - number) * 2}
        sandbox.post("facebook/message", **given)
    for _ in range(4):
        assert both.poll("messages").trouble is None
    (hole,) = holes(sqlite_database)
    assert hole.about == 46
    assert both.texts() == sorted(f"Nummer {number}" for number in [*range(4), *range(50, 70)])
