"""Praise and care between browser and server: what is offered, delivered and refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Contact, Message, Praise
from inbox.pages.current import House
from inbox.web import praise, treating
from tests import cast
from tests.inbox.web.test_api import SETTINGS, Desk
from tests.inbox.web.test_choices import visitor


class Hall(Desk):
    """Miriam's browser before a conversation; Jonas works here as well."""

    def __init__(self, database) -> None:
        super().__init__(database)
        house = House(database, SETTINGS, lambda: self.now)
        self.other = visitor(self, [*praise.routes(house), *treating.routes(house)])
        with database.write() as session:
            self.jonas = cast.agent(session, cast.JONAS).id

    def says(self, text: str) -> int:
        with self.database.write() as session:
            found = session.scalars(select(Message).order_by(Message.id)).first()
            found.text = text
            return found.id

    def posts(self, path: str, body: dict) -> tuple[int, dict]:
        headers = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
        answer = self.other.ask("POST", path, json.dumps(body).encode(), headers)
        return answer.status, json.loads(answer.text) if answer.status == 200 else {}

    def chips(self) -> dict[str, dict]:
        return {one["kind"]: one for one in self.thread()["composer"]["beside"]}


@pytest.fixture
def hall(sqlite_database) -> Hall:
    return Hall(sqlite_database)


def test_praise_is_offered_to_whom_it_names_and_then_to_be_said(hall: Hall) -> None:
    number = hall.says("Herr Weber war so freundlich!")
    chip = hall.chips()["praise"]
    assert (chip["message"], chip["whom"]) == (number, [hall.jonas])
    assert hall.posts(f"/api/praise/{number}", {"to": [hall.jonas]}) == (
        200,
        {"ok": True, "text": ""},
    )
    chip = hall.chips()["praise"]
    assert chip["told"] == ["Jonas Weber"]
    assert chip["say"] == "Ihr Lob habe ich an Jonas Weber weitergegeben."


def test_ones_own_praise_is_kept_and_nothing_is_to_be_said(hall: Hall) -> None:
    number = hall.says("Miriam war so nett!")
    hall.posts(f"/api/praise/{number}", {"to": [hall.miriam.id]})
    assert hall.chips()["praise"]["say"] is None


def test_somebody_without_a_login_is_told_in_person_and_then_to_be_said(hall: Hall) -> None:
    number = hall.says("Die Fahrerin war so freundlich!")
    driver = "die Fahrerin <b>Anna</b>"
    where, told = f"/api/praise/{number}", {"name": driver, "by": None}
    assert "zuerst weitersagen" in hall.posts(where, {"to": [], "told": told})[1]["text"]
    told["by"] = hall.jonas
    assert hall.posts(where, {"to": [], "told": told}) == (200, {"ok": True, "text": ""})
    chip = hall.chips()["praise"]
    assert chip["told"] == [driver]
    (said,) = chip["inPerson"]
    assert said.startswith("Jonas Weber hat es ") and said.endswith(f": {driver}")
    assert chip["say"] == f"Ihr Lob habe ich an {driver} weitergegeben."


@pytest.mark.parametrize(
    "told", ["Anna", {"by": 1}, {"name": 7, "by": 1}, {"name": "Anna", "by": "1"}]
)
def test_who_was_told_is_a_name_and_a_colleague(hall: Hall, told: object) -> None:
    number = hall.says("Die Fahrerin war so freundlich!")
    assert hall.posts(f"/api/praise/{number}", {"to": [], "told": told})[0] == 400


def test_what_is_refused_of_it_is_not_done_by_half(hall: Hall) -> None:
    number = hall.says("Die Fahrerin war so freundlich!")
    told = {"name": "Anna", "by": hall.jonas}
    hall.posts(f"/api/praise/{number}", {"to": [404], "told": told})
    with hall.database.read() as session:
        assert session.scalars(select(Praise)).all() == []


def test_what_was_not_passed_on_is_let_rest_after_two_weeks(hall: Hall) -> None:
    number = hall.says("Herr Weber war so freundlich!")
    with hall.database.write() as session:
        session.get_one(Message, number).created_at = hall.now - timedelta(days=15)
    assert "praise" not in hall.chips()


@pytest.mark.parametrize("to", [None, "1", [True], ["1"], [-1], list(range(1, 60))])
def test_who_is_no_list_of_colleagues_is_nobody(hall: Hall, to: object) -> None:
    number = hall.says("Herr Weber war so freundlich!")
    assert hall.posts(f"/api/praise/{number}", {"to": to})[0] == 400
    with hall.database.read() as session:
        assert session.scalars(select(Praise)).all() == []


def test_a_refusal_is_a_sentence(hall: Hall) -> None:
    number = hall.says("Herr Weber war so freundlich!")
    assert hall.posts(f"/api/praise/{number}", {"to": []})[1]["text"].startswith("Bitte wählen")
    assert "nicht mehr" in hall.posts("/api/praise/404", {"to": [hall.jonas]})[1]["text"]


def test_words_of_grief_are_shown_until_an_agent_says_what_they_are(hall: Hall) -> None:
    hall.says("Mein Vater ist gestern gestorben.")
    assert hall.chips()["care"]["words"] == ["Mein Vater ist gestern gestorben"]
    assert hall.posts(f"/api/care/{hall.id}", {"why": "grief"})[0] == 200
    chips = hall.chips()
    assert "care" not in chips
    assert chips["cared"]["label"] == "Behutsam: in Trauer"
    with hall.database.read() as session:
        assert session.scalars(select(Contact.care)).one() == "grief"
    assert hall.posts(f"/api/care/{hall.id}", {"why": "joy"})[0] == 400
    assert hall.posts("/api/care/404", {"why": "grief"})[0] == 404
