"""How an answer begins, asked by a browser: two routes, bounded, each refusal a sentence."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette

from db.models import Conversation
from inbox.care import absences, owning
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE, Actor, Via
from inbox.pages.current import House
from inbox.web import gate, taking
from tests import cast
from tests.asgi import Browser
from tests.cast import NOON
from tests.inbox.web import test_api
from tests.inbox.web.test_api import SETTINGS

NOBODY = {"had": {"agent": None, "team": None}}


class Desk(test_api.Desk):
    """Miriam's browser at the two routes."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        cookies = self.browser.cookies
        app = Starlette(routes=taking.routes(House(database, SETTINGS, lambda: NOON)))
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: NOON))
        self.browser.cookies = cookies

    def asks(self, what: str, body: Any, number: int | None = None) -> tuple[int, Any]:
        answer = self.send("POST", f"/api/{what}/{number or self.id}?zone=Europe/Berlin", body)
        return answer.status, json.loads(answer.text or "null")


@pytest.fixture
def desk(sqlite_database: Any) -> Desk:
    return Desk(sqlite_database)


def test_an_answer_begins_with_a_name_and_a_time(desk: Desk) -> None:
    status, told = desk.asks("take", NOBODY)
    assert status == 200
    assert told["text"].startswith("Guten Tag") and "Sie hören bis " in told["text"]
    assert 0 < told["caret"] < len(told["text"])


def test_where_they_hear_sooner_it_says_by_when_to_send_it(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Conversation, desk.id).sign_at = NOON + timedelta(minutes=20)
    assert "13:20" in desk.asks("take", NOBODY)[1]["said"]


def test_who_has_it_by_now_is_said(desk: Desk) -> None:
    with desk.database.write() as session:
        jonas = cast.agent(session, cast.JONAS)
        actor = Actor(jonas.id, jonas.role, Via.PAGE)
        owning.hand(session, actor, desk.id, Holder(jonas.id), Holder(), NOON)
    status, told = desk.asks("take", NOBODY)
    assert (status, "Jonas" in told["why"]) == (409, True)


def test_who_is_absent_themselves_is_told_so(desk: Desk) -> None:
    with desk.database.write() as session:
        given = absences.Given(NOON.date(), NOON.date(), "UTC")
        absences.plan(session, MACHINE, desk.miriam.id, given, NOON)
    status, told = desk.asks("take", NOBODY)
    assert (status, told["why"].startswith("Sie sind als abwesend")) == (409, True)


def test_a_promise_that_is_not_there_is_said(desk: Desk) -> None:
    status, told = desk.asks("tell", {"was": None}, 4711)
    assert (status, told["why"]) == (409, "Dieses Versprechen gibt es nicht mehr.")


def test_a_conversation_that_is_not_there_is_no_secret(desk: Desk) -> None:
    assert desk.asks("take", NOBODY, 4711)[0] in (404, 409)


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("take", {}),
        ("take", {"had": 7}),
        ("take", {"had": {"agent": "x", "team": None}}),
        ("take", {"had": {"agent": -1, "team": None}}),
        ("tell", {"was": "x"}),
        ("tell", {"was": "2026-11-20T12:00"}),
        ("tell", {"was": 7}),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, what: str, body: Any) -> None:
    answer = desk.send("POST", f"/api/{what}/{desk.id}", body)
    assert answer.status == 400
