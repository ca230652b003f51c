"""Who is at a conversation: noted sparingly, gone after half a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select

from db.models import Presence
from inbox.care import agents, handing, noting, presence
from inbox.care.rights import MACHINE
from inbox.queries import together
from inbox.queries.together import SILENCE
from tests.desk import Desk
from tests.inbox.outgoing.waiting import asks, later


def here(desk: Desk, conversation: int, by="jonas", **how) -> None:
    with desk.db.write() as session:
        presence.here(session, desk.actor(by), conversation, desk.time, **how)


def seen(desk: Desk, conversation: int, by="miriam") -> list[tuple[str, bool]]:
    with desk.db.read() as session:
        found = together.colleagues(session, desk.agents[by], conversation, desk.time)
        return [(one.name, one.writing) for one in found]


def noted(desk: Desk) -> list[datetime]:
    with desk.db.read() as session:
        return list(session.scalars(select(Presence.seen_at)))


def test_a_colleague_sees_who_reads_and_nobody_sees_themselves(desk) -> None:
    conversation = desk.writes()
    here(desk, conversation)
    assert seen(desk, conversation) == [("Jonas Weber", False)]
    assert seen(desk, conversation, by="jonas") == []


def notes(desk: Desk, conversation: int) -> None:
    with desk.db.write() as session:
        noting.write(session, desk.actor("jonas"), conversation, "Gern.", "k" * 32, desk.time)


@pytest.mark.parametrize(
    "hands_in",
    [
        lambda desk, here: desk.answers(here, login="jonas"),
        lambda desk, here: desk.answers(here, login="jonas", wish=later(desk)),
        lambda desk, here: desk.answers(here, login="jonas", wish=asks()),
        notes,
    ],
    ids=["sent", "for later", "to approve", "a note"],
)
def test_who_handed_in_what_they_wrote_writes_no_more(fast, hands_in) -> None:
    conversation, other = fast.writes(), fast.writes("Und mein Vertrag?")
    for there in (conversation, other):
        here(fast, there, writing=True)
    hands_in(fast, conversation)
    assert seen(fast, conversation) == [("Jonas Weber", False)]
    assert seen(fast, other) == [("Jonas Weber", True)]


def test_after_half_a_minute_of_silence_nobody_is_there(desk) -> None:
    conversation = desk.writes()
    here(desk, conversation)
    desk.time += SILENCE - desk.time.resolution
    assert seen(desk, conversation)
    desk.time += desk.time.resolution
    assert seen(desk, conversation) == []


def test_who_writes_is_said_to_write_until_they_stop(desk) -> None:
    conversation = desk.writes()
    here(desk, conversation)
    here(desk, conversation, writing=True)
    assert seen(desk, conversation) == [("Jonas Weber", True)]
    for _ in range(3):
        desk.wait(seconds=10)
        here(desk, conversation)
    assert seen(desk, conversation) == [("Jonas Weber", False)]


def test_within_ten_seconds_one_is_noted_once(fast) -> None:
    conversation, began = fast.writes(), fast.time
    here(fast, conversation)
    fast.time += presence.EVERY - fast.time.resolution
    here(fast, conversation)
    assert noted(fast) == [began]
    fast.time += fast.time.resolution
    here(fast, conversation)
    assert noted(fast) == [fast.time]


def test_somebody_disabled_is_not_there(fast) -> None:
    conversation = fast.writes()
    here(fast, conversation)
    with fast.db.write() as session:
        agents.disable(session, MACHINE, fast.agents["jonas"], fast.time)
    assert seen(fast, conversation) == []


def test_whoever_runs_the_machine_is_nowhere(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        presence.here(session, MACHINE, conversation, fast.time)
    assert noted(fast) == []


def test_yesterdays_presence_is_swept(fast) -> None:
    old, new = fast.writes(), fast.writes("Und ich?")
    here(fast, old)
    fast.time += presence.KEPT + timedelta(seconds=1)
    here(fast, new)
    with fast.db.write() as session:
        presence.sweep(session, fast.time)
    assert noted(fast) == [fast.time]


def test_what_stands_beside_a_row_is_the_looking_agents_own(desk) -> None:
    read, named, quiet = (desk.writes(text) for text in ("eins", "zwei", "drei"))
    here(desk, read)
    with desk.db.write() as session:
        noting.write(session, desk.actor("jonas"), named, "@Miriam Brandt", "k", desk.time)
    with desk.db.read() as session:
        mine = together.beside(session, desk.agents["miriam"], [read, named, quiet], desk.time)
        theirs = together.beside(session, desk.agents["jonas"], [read, named, quiet], desk.time)
    assert [one.name for one in mine[read].others] == ["Jonas Weber"]
    assert mine[named].named
    assert quiet not in mine
    assert theirs == {}


def test_what_one_offers_is_told_beside_ones_own_row(desk) -> None:
    number, jonas = desk.writes(), desk.agents["jonas"]
    with desk.db.write() as session:
        handing.offer(session, desk.actor(), number, jonas, "", timedelta(hours=1), desk.time)
    with desk.db.read() as session:
        ours = together.beside(session, desk.agents["miriam"], [number], desk.time)[number]
        theirs = together.beside(session, jonas, [number], desk.time)[number]
    assert (ours.asking, ours.offered) == ("Jonas Weber", False)
    assert (theirs.asking, theirs.offered) == (None, True)


@pytest.mark.parametrize("past", [3, 60])
def test_no_look_costs_more_with_what_was(fast, past) -> None:
    """As many statements, and each goes by an index: rows of the past are not walked through."""
    conversation = fast.writes()
    for number in range(past):
        here(fast, fast.writes(f"Nr {number}"))
    fast.time += timedelta(hours=1)
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_more) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(fast.db.engine, "before_cursor_execute", note)
    try:
        with fast.db.read() as session:
            together.beside(session, 1, [conversation], fast.time)
            together.news(session, 1, conversation, fast.time)
    finally:
        event.remove(fast.db.engine, "before_cursor_execute", note)
    assert len(asked) == 4
    with fast.db.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            walks = [row.detail for row in plan if row.detail.startswith("SCAN")]
            assert [one for one in walks if "CONSTANT" not in one] == [], statement
