"""The routes by which calls and e-mails are noted: what comes from a browser, and what is shown."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from db.models import Message, Promise
from inbox.care.outside import REGRET
from inbox.pages.current import House
from inbox.web import api, gate, outside
from tests.asgi import Browser
from tests.inbox.web import test_api
from tests.inbox.web.test_api import SETTINGS

SAID = {"kind": "call", "heard": True, "text": "Zähler abgelesen", "answers": True}


class Desk(test_api.Desk):
    """Miriam's browser before a conversation with Erika."""

    def __init__(self, database):
        super().__init__(database)
        house = House(database, SETTINGS, lambda: self.now)
        routes = [*api.routes(house), *outside.routes(house)]
        cookies = self.browser.cookies
        app = Starlette(routes=routes)
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: self.now))
        self.browser.cookies.update(cookies)

    def notes(self, **more):
        body = SAID | {"key": uuid.uuid4().hex, "promises": []} | more
        return self.send("POST", f"/api/outside/{self.id}", body)

    def changes(self, number, **more):
        return self.send("PUT", f"/api/outside/message/{number}", SAID | more)

    def rows(self, table):
        with self.database.read() as session:
            return list(session.scalars(select(table)))


@pytest.fixture
def desk(sqlite_database):
    return Desk(sqlite_database)


def test_what_was_noted_is_shown_and_said_anew(desk):
    assert json.loads(desk.notes().text) == {"ok": True, "text": ""}
    told = desk.thread()["entries"][-1]
    assert (told["side"], told["text"], told["author"]) == (
        "heard",
        "Zähler abgelesen",
        "Miriam Brandt",
    )
    assert told["outside"] == {
        "kind": "call",
        "heard": True,
        "answers": True,
        "said": "Anruf bei uns",
    }
    assert told["offers"] == ["outsideEdit", "outsideBack"]
    assert json.loads(desk.changes(told["id"], kind="mail", heard=False, text="Doch per Mail").text)
    told = desk.thread()["entries"][-1]
    assert (told["side"], told["outside"]["said"]) == ("told", "E-Mail von uns")
    desk.now += REGRET
    assert desk.thread()["entries"][-1]["offers"] == []


def test_a_promise_goes_along_and_one_that_is_none_is_said(desk):
    late = {"kind": "call", "what": "Rückruf", "due": desk.now.isoformat(), "words": ""}
    refused = json.loads(desk.notes(promises=[late]).text)
    assert (refused["ok"], bool(refused["text"]), desk.rows(Promise)) == (False, True, [])
    due = desk.now + timedelta(hours=3)
    assert json.loads(desk.notes(promises=[late | {"due": due.isoformat()}]).text)["ok"]
    assert [one.due_at for one in desk.rows(Promise)] == [due]


def test_why_nothing_was_noted_is_said(desk):
    assert json.loads(desk.notes(text=" ").text) == {
        "ok": False,
        "text": "Bitte zuerst eine Zeile schreiben, was besprochen wurde.",
    }


@pytest.mark.parametrize(
    "more",
    [{"kind": "note"}, {"kind": "direct"}, {"kind": 7}, {"text": None}, {"key": "x"},
     {"promises": "x"}, {"promises": [7]}],
)  # fmt: skip
def test_what_makes_no_sense_notes_nothing(desk, more):
    before = len(desk.rows(Message))
    assert desk.notes(**more).status == 400
    assert len(desk.rows(Message)) == before


TYPED = SAID | {
    "key": "a" * 32, "editing": None,
    "promises": [{"what": "Rückruf", "kind": "call", "due": "2026-11-30T12:00", "sum": ""}],
}  # fmt: skip


def keeps(desk, said) -> int:
    return desk.send("PUT", f"/api/outside-draft/{desk.id}", {"said": said}).status


def test_what_is_half_typed_is_there_again(desk):
    assert desk.thread()["outside"] is None
    assert keeps(desk, TYPED) == 200
    assert desk.thread()["outside"] == TYPED
    assert keeps(desk, TYPED | {"text": "Zähler <b>abgelesen</b>", "more": 1}) == 200
    assert desk.thread()["outside"] == TYPED | {"text": "Zähler <b>abgelesen</b>"}
    assert len(desk.rows(Message)) == 1
    assert keeps(desk, None) == 200
    assert desk.thread()["outside"] is None


def test_what_is_noted_is_half_typed_no_more(desk):
    assert keeps(desk, TYPED) == 200
    assert json.loads(desk.notes(key=TYPED["key"]).text)["ok"]
    assert desk.thread()["outside"] is None
    assert keeps(desk, TYPED) == 200  # on its way when it was noted
    assert desk.thread()["outside"] is None


def test_what_was_refused_is_still_there(desk):
    assert keeps(desk, TYPED | {"text": " "}) == 200
    assert not json.loads(desk.notes(key=TYPED["key"], text=" ").text)["ok"]
    assert desk.thread()["outside"]["promises"] == TYPED["promises"]


@pytest.mark.parametrize(
    "said",
    [
        7,
        TYPED | {"key": "x"},
        TYPED | {"kind": "direct"},
        TYPED | {"text": "x" * 8001},
        TYPED | {"text": "\0"},
        TYPED | {"editing": "9"},
        TYPED | {"promises": [7]},
        TYPED | {"promises": TYPED["promises"] * 9},
        TYPED | {"promises": [TYPED["promises"][0] | {"what": "x" * 201}]},
        TYPED | {"promises": [TYPED["promises"][0] | {"kind": "gift"}]},
    ],
)
def test_what_nobody_can_have_typed_is_not_kept(desk, said):
    assert keeps(desk, said) == 400
    assert desk.thread()["outside"] is None


def test_of_another_message_nothing_is_changed(desk):
    (theirs,) = desk.rows(Message)
    assert desk.changes(theirs.id).status == 404
    assert desk.changes(10**6).status == 404


def test_what_the_line_promises_is_told_first_as_rows_and_noted_when_it_was_looked_at(desk):
    line = "Er bekommt am 27.11. um 17 Uhr 80 € erstattet."
    told = json.loads(desk.notes(text=line).text)
    assert (told["ok"], desk.rows(Promise)) == (False, [])
    (row,) = told["promises"]
    assert (row["kind"], row["what"], row["sum"]) == ("money", line.rstrip("."), "80,00\xa0€")
    given = [row | {"words": ""}]
    assert json.loads(desk.notes(text=line, promises=given).text)["ok"]
    (promise,) = desk.rows(Promise)
    assert (promise.kind, promise.amount) == ("money", 80_00)


def test_what_was_no_promise_after_all_is_noted_as_it_stands(desk):
    line = "Er bekommt am 27.11. um 17 Uhr 80 € erstattet."
    assert json.loads(desk.notes(text=line, looked=True).text)["ok"]
    assert desk.rows(Promise) == []
