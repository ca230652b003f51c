"""Pictures come into a draft as they are, are described and taken out; the page is told why not."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

from db.models import Picture
from inbox.care import shelf, sign_in
from inbox.care.rights import MACHINE
from inbox.pages.current import House
from inbox.web import api, drawn, files, gate
from tests import cast
from tests.asgi import COOKIE, Browser
from tests.cast import NOON
from tests.contract_whole import PIXEL
from tests.desk import settings

KEY = "0" * 31 + "1"
OURS = {"sec-fetch-site": "same-origin", "content-type": "image/png"}


class Desk:
    """Miriam's browser before what Erika wrote."""

    def __init__(self, database, folder):
        self.database = database
        self.settings = settings(data_dir=folder)
        house = House(database, self.settings, lambda: NOON)
        app = Starlette(routes=[*api.routes(house), *drawn.routes(house), *files.routes(house)])
        self.browser = Browser(gate.Gate(app, database, self.settings, "", lambda: NOON))
        with database.write() as session:
            self.miriam = cast.agent(session).id
            self.jonas = cast.agent(session, cast.JONAS).id
            self.id = cast.matter(session, cast.account(session)).conversation.id
        self.enter(self.miriam)

    def enter(self, agent_id):
        with self.database.write() as session:
            link = sign_in.new_link(session, MACHINE, agent_id, NOON)
            done = sign_in.with_link(session, link, NOON, self.settings)
        self.browser.cookies[COOKIE] = done.token

    def add(self, data=PIXEL, key=KEY, where=None):
        target = f"/api/draft/{where or self.id}/pictures?key={key}"
        return self.browser.ask("POST", target, data, OURS)

    def tell(self, method, target, body=b""):
        return self.browser.ask(method, target, body, OURS)

    def drafted(self):
        answer = self.browser.get(f"/api/thread/{self.id}", {"accept": "application/json"})
        return json.loads(answer.text)["draft"]["pictures"]


@pytest.fixture
def desk(sqlite_database, tmp_path):
    return Desk(sqlite_database, tmp_path)


def test_a_picture_lies_in_the_draft_and_is_shown_from_our_house(desk):
    (given,) = json.loads(desk.add().text)["pictures"]
    assert desk.drafted() == [given]
    assert desk.browser.get(given["url"], {}).body == PIXEL


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Datei ist leer"),
        (b"%PDF-1.7", "kein Bild"),
        (PIXEL + b"\0" * 1_000_000, "Höchstens 1 MB"),
        (PIXEL + b"\0" * 9_000_000, "Höchstens 1 MB"),
    ],
)
def test_what_is_not_taken_is_said_in_the_agents_language(desk, data, said):
    answer = desk.add(data)
    assert answer.status == 422
    assert said in json.loads(answer.text)["text"]
    assert desk.drafted() == []


def test_one_more_than_fit_is_said_with_how_many_do(desk):
    desk.add()
    assert "1 können mitgehen" in json.loads(desk.add(PIXEL + b"\0").text)["text"]
    assert len(desk.drafted()) == 1


def test_what_it_shows_is_kept(desk):
    (given,) = json.loads(desk.add().text)["pictures"]
    body = json.dumps({"alt": "Ein roter Punkt"}).encode()
    assert desk.tell("PUT", f"/api/picture/{given['id']}", body).status == 200
    assert desk.drafted()[0]["alt"] == "Ein roter Punkt"


def test_what_is_taken_out_is_gone(desk):
    (given,) = json.loads(desk.add().text)["pictures"]
    assert desk.tell("DELETE", f"/api/picture/{given['id']}").status == 200
    assert desk.drafted() == []


@pytest.mark.parametrize(("method", "body"), [("PUT", b'{"alt": "x"}'), ("DELETE", b"")])
@pytest.mark.parametrize("number", ["1", "999", "9" * 40])
def test_a_picture_of_somebody_else_or_of_nobody_is_not_found(desk, method, body, number):
    desk.add()
    desk.enter(desk.jonas)
    assert desk.tell(method, f"/api/picture/{number}", body).status == 404


@pytest.mark.parametrize("key", ["", "short", "z" * 32, KEY + "0"])
def test_a_key_that_is_none_is_refused(desk, key):
    assert desk.add(key=key).status == 400


@pytest.mark.parametrize("where", [999, "9" * 40])
def test_a_conversation_that_is_not_there_takes_no_picture(desk, where):
    assert desk.add(where=where).status == 404


@pytest.mark.parametrize("body", [b"", b"[]", b'{"alt": 5}', b"{}"])
def test_a_description_that_is_none_is_refused(desk, body):
    desk.add()
    assert desk.tell("PUT", "/api/picture/1", body).status == 400


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", f"/api/draft/1/pictures?key={KEY}"),
        ("PUT", "/api/picture/1"),
        ("DELETE", "/api/picture/1"),
    ],
)
@pytest.mark.parametrize(("who", "status"), [("stranger", 401), ("elsewhere", 403)])
def test_nobody_else_hands_pictures_in(desk, method, target, who, status):
    desk.add()
    if who == "stranger":
        desk.browser.cookies.clear()
    headers = OURS if who == "stranger" else {"origin": "https://evil.example"}
    assert desk.browser.ask(method, target, b'{"alt": "x"}', headers).status == status
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Picture)) == 1


def test_no_file_is_left_behind_by_what_is_refused(desk):
    desk.add(b"%PDF-1.7")
    folder = shelf.pictures(desk.settings.data_dir).folder
    assert not folder.exists() or list(folder.iterdir()) == []
