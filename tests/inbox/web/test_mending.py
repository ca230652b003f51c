"""Beside the answer to a complaint: remedies and causes, asked by a browser; each refusal a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.applications import Starlette

from db.models import CauseState, Message
from inbox.care import authority, causes
from inbox.care.rights import MACHINE, Actor, Via
from inbox.pages.current import House
from inbox.queries import causes as listed
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from inbox.web import api, gate, mending
from tests.asgi import Browser
from tests.cast import NOON
from tests.inbox.web import test_api
from tests.inbox.web.test_api import SETTINGS

TWICE = "Wir verpacken Tassen jetzt doppelt."
OPENED = {"name": "Tassen zerbrechen", "change": TWICE}


class Desk(test_api.Desk):
    """Miriam's browser before a conversation whose customer complains."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        cookies = self.browser.cookies
        house = House(database, SETTINGS, lambda: NOON)
        app = Starlette(routes=[*mending.routes(house), *api.routes(house)])
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: NOON))
        self.browser.cookies = cookies
        self.says("Meine Tasse kam kaputt an.")

    def says(self, text: str) -> None:
        with self.database.write() as session:
            session.get_one(Message, self.matter.message.id).text = text

    def asks(self, path: str, body: Any, number: int | None = None) -> tuple[int, Any]:
        where = path.format(id=number or self.id)
        answer = self.send("POST", f"/api/{where}?zone=Europe/Berlin", body)
        return answer.status, json.loads(answer.text or "null")

    def chips(self) -> dict[str, Any]:
        return {kind: one for kind, one in self.named().items() if one.get("shown", True)}

    def named(self) -> dict[str, Any]:
        """Return what stands ready by its name, shown or not."""
        return {one["kind"]: one for one in self.thread()["composer"]["beside"]}

    def opened(self) -> int:
        status, told = self.asks("causes/{id}", OPENED)
        assert status == 200
        return told["id"]

    def turns(self, cause: int, state: CauseState) -> None:
        with self.database.write() as session:
            actor = Actor(self.miriam.id, self.miriam.role, Via.PAGE)
            causes.turn(session, actor, cause, state, NOON)


@pytest.fixture
def desk(sqlite_database: Any) -> Desk:
    return Desk(sqlite_database)


def test_a_complaint_brings_remedies_and_the_way_to_a_cause(desk: Desk) -> None:
    chips = desk.chips()
    assert chips["remedies"]["words"] == chips["causes"]["words"] == ["kaputt"]
    assert [one["remedy"] for one in chips["remedies"]["remedies"]] == [
        "refund", "replacement", "voucher", "exception"
    ]  # fmt: skip
    assert chips["causes"]["label"] == "Was ändert sich?"


def test_who_only_asks_is_offered_neither_and_both_stand_ready_by_name(desk: Desk) -> None:
    desk.says("Wann kommt mein Paket?")
    assert desk.chips() == {}
    ready = desk.named()
    assert ready["remedies"]["words"] == ready["causes"]["words"] == []
    assert [one["remedy"] for one in ready["remedies"]["remedies"]][:1] == ["refund"]
    assert desk.asks("remedy/{id}", {"remedy": "refund", "sum": "20"})[0] == 200


def test_who_may_not_say_what_changes_alone_reads_so_beside_the_causes(desk: Desk) -> None:
    assert desk.chips()["causes"]["alone"]
    with desk.database.write() as session:
        authority.set_own(session, MACHINE, desk.miriam.id, Remedy.APOLOGY, Grant(False), NOON)
    assert not desk.chips()["causes"]["alone"]
    desk.opened()
    (held,) = (
        one for one in desk.preview(f"Das tut mir leid. {TWICE}")["objections"] if one["decide"]
    )
    assert (held["level"], held["decide"]) == ("blocks", {"remedy": "apology", "sum": ""})


def test_a_limit_stands_beside_its_remedy(desk: Desk) -> None:
    with desk.database.write() as session:
        fifty = Grant(True, Amount(50_00, "EUR"))
        authority.set_own(session, MACHINE, desk.miriam.id, Remedy.REFUND, fifty, NOON)
        authority.set_own(session, MACHINE, desk.miriam.id, Remedy.EXCEPTION, Grant(False), NOON)
    stands = {one["remedy"]: one for one in desk.chips()["remedies"]["remedies"]}
    assert (stands["refund"]["limit"], stands["voucher"]["limit"]) == (
        "Erstattung bis 50,00\xa0€", ""
    )  # fmt: skip
    assert [one for one, how in stands.items() if not how["alone"]] == ["exception"]


def test_a_remedy_is_a_sentence_to_this_customer(desk: Desk) -> None:
    status, told = desk.asks("remedy/{id}", {"remedy": "refund", "sum": "20"})
    assert (status, told["text"]) == (
        200, "Ich erstatte Ihnen 20 € bis zum 27. November um 17:00 Uhr."
    )  # fmt: skip
    found = desk.preview(told["text"])["promises"]
    assert [(one["kind"], one["amount"]) for one in found] == [("money", 20_00)]


def test_a_refund_needs_an_amount(desk: Desk) -> None:
    for typed in ("", "viel", "0"):
        status, told = desk.asks("remedy/{id}", {"remedy": "refund", "sum": typed})
        assert (status, told["field"]) == (409, "sum")


def test_a_cause_is_opened_and_the_conversation_complains_about_it(desk: Desk) -> None:
    number = desk.opened()
    chip = desk.chips()["causes"]
    assert chip["label"] == OPENED["name"]
    assert [(one["id"], one["change"], one["fixed"]) for one in chip["linked"]] == [
        (number, TWICE, False)
    ]
    (one,) = json.loads(desk.get("/api/causes").text)["causes"]
    assert (one["name"], one["people"], one["state"]) == (OPENED["name"], "1 Person", "offen")


def test_one_that_is_there_is_chosen_and_taken_back(desk: Desk) -> None:
    number = desk.opened()
    assert desk.asks("causes/{id}/undo", {"cause": number})[0] == 200
    assert desk.chips()["causes"]["linked"] == []
    assert desk.asks("causes/{id}", {"cause": number})[0] == 200
    assert desk.asks("causes/{id}", {"cause": 4711})[0] == 409


def test_a_cause_without_what_changes_says_which_field(desk: Desk) -> None:
    status, told = desk.asks("causes/{id}", {"name": "Tassen", "change": " "})
    assert (status, told["field"], bool(told["why"])) == (409, "change", True)


def test_what_is_fixed_is_told_by_a_note_and_marked_by_a_press(desk: Desk) -> None:
    number = desk.opened()
    desk.turns(number, CauseState.FIXED)
    chip = desk.chips()["causes"]
    assert (chip["label"], chip["tone"]) == ("Behoben: Bescheid geben", "good")
    status, note = desk.asks("fixed/{id}", {"cause": number})
    assert status == 200 and note["text"].endswith(f"Es ist behoben: {TWICE}")
    assert desk.asks("causes/{id}/told", {"cause": number, "told": True})[0] == 200
    assert desk.chips()["causes"]["linked"][0]["told"]
    assert desk.asks("causes/{id}/told", {"cause": number, "told": False})[0] == 200
    assert not desk.chips()["causes"]["linked"][0]["told"]


def test_a_linked_cause_stays_beside_the_answer_when_the_complaint_is_answered(desk: Desk) -> None:
    number = desk.opened()
    desk.says("Danke!")
    chips = desk.chips()
    assert list(chips) == ["causes"] and chips["causes"]["linked"][0]["id"] == number


def test_a_sentence_on_what_changes_that_a_cause_holds_is_that_part(desk: Desk) -> None:
    strange = "Tassen kommen ab Montag im Schaumnest."
    number = desk.asks("causes/{id}", {"name": "Tassen", "change": strange})[1]["id"]
    said = f"Tut mir leid. {strange} Ich schicke Ihnen morgen einen Ersatz."
    rules = {one["rule"] for one in desk.preview(said)["objections"]}
    assert not rules & {"no_change", "only_sorry", "only_a_remedy"}
    desk.asks("causes/{id}/undo", {"cause": number})
    assert "no_change" in {one["rule"] for one in desk.preview(said)["objections"]}


NONSENSE: list[tuple[str, Any, int]] = [
    ("remedy/{id}", {"remedy": "apology", "sum": ""}, 400),
    ("remedy/{id}", {"remedy": "refund"}, 400),
    ("remedy/{id}", {"remedy": ["refund"], "sum": ""}, 400),
    ("causes/{id}", {}, 400),
    ("causes/{id}", {"cause": "1"}, 400),
    ("causes/{id}/told", {"cause": -1}, 400),
    ("fixed/{id}", {"cause": 4711}, 409),
]


def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    for path, body, status in NONSENSE:
        assert (path, body, desk.asks(path, body)[0]) == (path, body, status)
    with desk.database.read() as session:
        assert listed.counts(session) == {}


def test_a_conversation_that_is_not_there_is_no_secret(desk: Desk) -> None:
    body = {"remedy": "replacement", "sum": "", "cause": desk.opened()}
    for path in ("remedy/{id}", "causes/{id}", "fixed/{id}"):
        assert desk.asks(path, body, 4711)[0] in (404, 409)


def test_without_a_session_nothing_is_told(desk: Desk) -> None:
    desk.browser.cookies.clear()
    assert desk.get("/api/causes").status == 401
