"""What a filter and a tag box offer: names by id, for whoever is signed in."""

from __future__ import annotations

import json

from starlette.applications import Starlette

from db.models import Contact, Person
from inbox.care import tagging, teams
from inbox.care.rights import MACHINE
from inbox.pages.current import House
from inbox.queries import choices as offered
from inbox.web import choices, gate
from tests import cast
from tests.asgi import Browser
from tests.cast import NOON
from tests.inbox.web.test_api import SETTINGS, Desk


def test_everything_is_offered_by_name(database) -> None:
    desk = Desk(database)
    with database.write() as session:
        tagging.put_on(session, MACHINE, desk.id, "<b>Strom</b>", NOON)
        teams.add(session, MACHINE, "Netz", NOON)
        desk.matter.conversation.language = "de"
        session.merge(desk.matter.conversation)
    routes = choices.routes(House(database, SETTINGS, lambda: NOON))
    desk.browser = visitor(desk, routes)
    found = json.loads(desk.get("/api/choices").text)
    assert [tag["name"] for tag in found["tags"]] == ["<b>Strom</b>"]
    assert [one["name"] for one in found["agents"]] == ["Miriam Brandt"]
    assert [one["name"] for one in found["teams"]] == ["Netz"]
    assert found["platforms"] == [{"id": "memory", "name": "Memory"}]
    assert [one["platform"] for one in found["accounts"]] == ["memory"]
    assert {"id": "mention", "name": "Erwähnung"} in found["kinds"]
    assert (found["languages"], found["me"]) == (["de"], desk.miriam.id)


def test_only_kinds_are_offered_in_which_people_write_where_we_are(sqlite_database) -> None:
    desk = Desk(sqlite_database, platform="twitter")
    assert kinds(desk) == ["mention", "comment", "post", "direct"]
    with sqlite_database.write() as session:
        cast.account(session, "facebook")
    assert kinds(desk) == ["mention", "comment", "post", "direct", "review"]


def kinds(desk: Desk) -> list[str]:
    routes = choices.routes(House(desk.database, SETTINGS, lambda: NOON))
    desk.browser = visitor(desk, routes)
    return [one["id"] for one in json.loads(desk.get("/api/choices").text)["kinds"]]


def test_a_language_known_of_a_person_alone_is_offered(sqlite_database) -> None:
    desk = Desk(sqlite_database)
    with sqlite_database.write() as session:
        person = Person(language="fi", updated_at=NOON)
        session.add(person)
        session.flush()
        contact = desk.matter.conversation.contact_id
        session.get_one(Contact, contact).person_id = person.id
    with sqlite_database.read() as session:
        assert offered.choices(session).languages == ("fi",)


def test_strangers_are_offered_nothing(sqlite_database) -> None:
    desk = Desk(sqlite_database)
    routes = choices.routes(House(sqlite_database, SETTINGS, lambda: NOON))
    browser = visitor(desk, routes)
    browser.cookies.clear()
    assert browser.get("/api/choices", {"accept": "application/json"}).status == 401


def visitor(desk: Desk, routes) -> Browser:
    """Return Miriam's browser in front of other routes."""
    browser = Browser(
        gate.Gate(Starlette(routes=routes), desk.database, SETTINGS, "", lambda: NOON)
    )
    browser.cookies.update(desk.browser.cookies)
    return browser
