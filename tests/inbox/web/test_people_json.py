"""Whom a few letters may mean: a handful of names, for whoever is signed in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.applications import Starlette

from inbox.care import indexing
from inbox.pages.current import House
from inbox.queries.search import PEOPLE
from inbox.web import gate, people_json
from tests import cast
from tests.asgi import Browser
from tests.cast import NOON
from tests.inbox.web import test_api
from tests.inbox.web.test_api import SETTINGS


class Desk(test_api.Desk):
    """Miriam's browser; `write` lets others write to us."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        cookies = self.browser.cookies
        app = Starlette(routes=people_json.routes(House(database, SETTINGS, lambda: NOON)))
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: NOON))
        self.browser.cookies = cookies
        with database.write() as session:
            indexing.keep_up(session)

    def write(self, *names: str) -> None:
        with self.database.write() as session:
            account = cast.account(session, "twitter", slug="palette")
            for number, name in enumerate(names):
                author = cast.Author(f"p{number}", name, f"p{number}")
                who = cast.contact(session, author, "twitter")
                cast.matter(session, account, "Hallo", who=who, thread=f"p{number}")
            indexing.keep_up(session)

    def typed(self, line: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.get(f"/api/people?typed={line}").text)[
            "people"
        ]
        return found


@pytest.fixture
def desk(database: Any) -> Desk:
    return Desk(database)


def test_a_name_is_found_while_it_is_typed(desk: Desk) -> None:
    desk.write("Zoë Öztürk", "Jo Klein")
    (found,) = desk.typed("oezt")
    assert (found["name"], found["handle"], found["label"]) == ("Zoë Öztürk", "p0", "X")
    assert isinstance(found["conversation"], int)


@pytest.mark.parametrize("line", ["", "%20", "%22", "from:nobody", "state:nothing", "x" * 3000])
def test_what_names_nobody_finds_nobody(desk: Desk, line: str) -> None:
    assert desk.typed(line) == []


def test_no_more_are_told_than_a_palette_shows(desk: Desk) -> None:
    desk.write(*(f"Anna {number}" for number in range(PEOPLE + 3)))
    assert len(desk.typed("anna")) == PEOPLE


def test_strangers_are_told_nobody(sqlite_database: Any) -> None:
    desk = Desk(sqlite_database)
    desk.browser.cookies.clear()
    assert desk.browser.get("/api/people?typed=er", {"accept": "application/json"}).status == 401
