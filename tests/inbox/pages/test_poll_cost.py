"""What a poll costs does not grow with what is stored: counted in steps of SQLite's own machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select
from starlette.applications import Starlette

from db.models import Conversation, Message, Read, Reply
from db.session import Database
from inbox.outgoing import replying
from inbox.pages import current
from inbox.pages.current import House
from inbox.queries import heat
from inbox.web import api, gate, notices_json
from tests import cast
from tests.asgi import COOKIE, Browser
from tests.cast import NOON
from tests.desk import Desk
from tests.inbox.pages.test_inbox import SETTINGS, Tab

SOME, MANY = 6_000, 24_000
"""Both beyond what a badge counts up to, in every state."""
STATES = ("open", "open", "waiting", "done")
UNEVEN = 1.05
"""An index of four times the entries may be a level deeper."""


def fill(database: Database, account_id: int, contact_id: int, count: int) -> None:
    """Store conversations as they lie after months of work."""

    def row(n: int) -> dict[str, object]:
        at, state = NOON - timedelta(minutes=n), STATES[n % 4]
        waits = at if state == "open" else None
        return {
            "account_id": account_id, "thread_id": f"{count}-{n}", "contact_id": contact_id,
            "kind": "mention", "state": state, "preview": "Wo bleibt mein Geld?",
            "last_message_at": at, "waiting_since": waits, "urgent_at": waits, "created_at": at,
        }  # fmt: skip

    with database.write() as session:
        session.execute(insert(Conversation), [row(n) for n in range(count)])


def steps(database: Database, do: Callable[[], object]) -> int:
    """Return how many steps SQLite takes while something is done, in tens."""
    taken = 0

    def tick() -> None:
        nonlocal taken
        taken += 1

    def watch(connection, _record, _proxy) -> None:
        connection.set_progress_handler(tick, 10)

    def leave(connection, _record) -> None:
        connection.set_progress_handler(None, 0)

    event.listen(database.engine, "checkout", watch)
    event.listen(database.engine, "checkin", leave)
    try:
        do()
    finally:
        event.remove(database.engine, "checkout", watch)
        event.remove(database.engine, "checkin", leave)
    return taken


@pytest.fixture
def tab(sqlite_database, monkeypatch):
    """Miriam's tab before one conversation that is open, with nothing else in the tables yet."""
    tab = Tab(sqlite_database)
    current.furnish(House(sqlite_database, SETTINGS, clock=lambda: NOON))
    monkeypatch.setattr(current, "token", lambda: tab.token)
    with sqlite_database.write() as session:
        matter = cast.matter(session, tab.account, "Wo bleibt mein Geld?", thread="the open one")
        tab.open, tab.contact = matter.conversation.id, matter.conversation.contact_id
    yield tab
    current._houses.clear()


def test_a_poll_of_the_list_costs_the_same_however_much_is_stored(tab) -> None:
    few = _cost(tab, SOME, tab.run)
    many = _cost(tab, MANY, tab.run)
    assert 0 < many < few * UNEVEN


@pytest.mark.parametrize("what", ["/api/thread/{}", "/api/notices?open={}"])
def test_a_poll_of_a_route_costs_the_same_however_much_is_stored(tab, what: str) -> None:
    house = House(tab.database, SETTINGS, lambda: NOON)
    app = Starlette(routes=[*api.routes(house), *notices_json.routes(house)])
    browser = Browser(gate.Gate(app, tab.database, SETTINGS, "", lambda: NOON))
    browser.cookies[COOKIE] = tab.token

    def poll() -> None:
        answer = browser.get(what.format(tab.open), {"accept": "application/json"})
        assert answer.status == 200

    few = _cost(tab, SOME, poll)
    many = _cost(tab, MANY, poll)
    assert 0 < many < few * UNEVEN


def test_what_was_answered_long_ago_costs_no_look_for_heat(tab) -> None:
    def look() -> None:
        with tab.database.read() as session:
            assert heat.seen(session, [tab.open]) == {tab.open: ()}

    few = steps(tab.database, look)
    with tab.database.write() as session:
        (one,) = session.scalars(select(Message).where(Message.conversation_id == tab.open))
        names = [column.key for column in Message.__table__.columns if column.key != "id"]
        same = {name: getattr(one, name) for name in names}
        ago = [NOON - timedelta(days=1, minutes=number) for number in range(2_000)]
        rows = [{"external_id": str(at), "created_at": at, "stored_at": at} for at in ago]
        session.execute(insert(Message), [same | row for row in rows])
    assert 0 < steps(tab.database, look) < few * UNEVEN


def test_what_an_agent_has_read_in_all_those_years_makes_no_poll_dearer(tab) -> None:
    few = _cost(tab, SOME, tab.run)
    with tab.database.write() as session:
        ids = session.query(Conversation.id).filter(Conversation.id != tab.open)
        rows = [{"agent_id": 1, "conversation_id": id_, "message_id": 1} for (id_,) in ids]
        session.execute(insert(Read), rows)
    assert steps(tab.database, tab.run) < few * 1.2


def test_what_others_were_answered_makes_no_draft_dearer(sqlite_database) -> None:
    desk = Desk(sqlite_database)
    here, other = desk.writes(), desk.writes(who=cast.JO)
    (number,) = desk.answers(other, "Der Techniker ist morgen um neun da.", despite="So ist es.")
    desk.after_undo()

    def look() -> None:
        with desk.db.read() as session:
            draft = "Das Geld ist seit heute unterwegs."
            replying.preview(session, desk.actor(), here, draft, desk.settings, desk.time)

    look()
    few = steps(desk.db, look)
    with desk.db.write() as session:
        one = session.get_one(Reply, number)
        names = [column.key for column in Reply.__table__.columns if column.key != "id"]
        same = {name: getattr(one, name) for name in names}
        rows = [{"key": f"k{at}", "draft_key": f"d{at}"} for at in range(3_000)]
        session.execute(insert(Reply), [same | row for row in rows])
    assert 0 < steps(desk.db, look) < few * UNEVEN


def _cost(tab, count: int, do: Callable[[], object]) -> int:
    fill(tab.database, tab.account.id, tab.contact, count)
    do()
    return steps(tab.database, do)
