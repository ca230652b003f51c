"""Notes, presence, offers and facts, as the panes ask for them."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from starlette.applications import Starlette

from db.models import AgentSession, Contact, Draft, Mention, Message, NoteDraft, Presence, Role
from inbox.care import authority, facts, handing, noting, presence
from inbox.care.facts import Given
from inbox.care.rights import MACHINE, Actor, Via
from inbox.pages.current import House
from inbox.rules.authority import Remedy
from inbox.rules.money import Amount
from inbox.web import api, gate, together
from tests import cast
from tests.asgi import Browser
from tests.cast import NOON
from tests.inbox.web import test_api
from tests.inbox.web.test_api import SETTINGS


class Desk(test_api.Desk):
    """Miriam's browser before a conversation with Erika; Jonas works here as well."""

    def __init__(self, database):
        super().__init__(database)
        house = House(database, SETTINGS, lambda: self.now)
        routes = [*api.routes(house), *together.routes(house)]
        cookies = self.browser.cookies
        app = Starlette(routes=routes)
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: self.now))
        self.browser.cookies.update(cookies)
        with database.write() as session:
            self.jonas = cast.agent(session, cast.JONAS).id

    def keep(self, text, seen="", id_=None):
        target = f"/api/note-draft/{id_ or self.id}"
        return self.send("PUT", target, {"text": text, "seen": seen})

    def note(self, text, key=None, id_=None):
        body = {"text": text, "key": key or uuid.uuid4().hex}
        return self.send("POST", f"/api/notes/{id_ or self.id}", body)

    def actor(self, number):
        return Actor(number, Role.AGENT, Via.PAGE)

    def rows(self, table):
        with self.database.read() as session:
            return list(session.scalars(select(table)))

    def beside(self, *names):
        told = self.thread()
        return [told[name] for name in names]


@pytest.fixture
def desk(sqlite_database):
    return Desk(sqlite_database)


def test_a_note_is_kept_told_and_written(desk):
    kept = json.loads(desk.keep("Ruft um drei an").text)
    assert desk.thread()["note"] == kept == {"text": "Ruft um drei an", "stamp": NOON.isoformat()}
    assert json.loads(desk.note("Ruft um drei an").text) == {"ok": True, "text": ""}
    told = desk.thread()
    assert told["note"] == {"text": "", "stamp": ""}
    note = told["entries"][-1]
    assert (note["side"], note["author"], note["text"]) == (
        "note",
        "Miriam Brandt",
        "Ruft um drei an",
    )
    assert note["offers"] == ["unnote"]


def test_a_name_in_a_note_that_is_nobodys_is_said_and_the_note_stands(desk):
    with desk.database.read() as session:
        handle = session.scalars(select(Contact.handle)).first()
    told = json.loads(desk.note(f"@{handle} fragt, @nobody und @miriam.").text)
    assert told["ok"]
    assert told["text"] == (
        "Die Notiz ist geschrieben. Hier heißt niemand @nobody: Damit erfährt niemand davon."
    )


def test_a_note_taken_back_says_so_and_offers_nothing(desk):
    desk.note("Ruft um drei an")
    with desk.database.write() as session:
        number = session.scalar(select(Message.id).where(Message.direction == "note"))
        noting.take_back(session, desk.actor(desk.miriam.id), number, desk.now)
    note = desk.thread()["entries"][-1]
    assert (note["text"], note["gone"], note["offers"]) == ("", "Notiz zurückgenommen", [])


def test_no_route_of_answers_takes_a_notes_words_and_none_of_notes_an_answers(desk):
    """The same key on both: each keeps its own."""
    desk.save("Guten Tag")
    desk.keep("Er ist schwierig")
    desk.note("Er ist schwierig", key=test_api.KEY)
    assert [draft.text for draft in desk.rows(Draft)] == ["Guten Tag"]
    assert desk.thread()["draft"]["text"] == "Guten Tag"
    assert desk.rows(NoteDraft) == []
    assert "schwierig" not in json.dumps(desk.preview("Guten Tag"))


def test_why_a_note_was_not_written_is_a_sentence_and_it_stays(desk):
    desk.keep(" \u200b x")
    said = json.loads(desk.note(" \u200b").text)
    assert (said["ok"], said["text"]) == (False, "Bitte erst eine Notiz schreiben.")
    assert len(desk.rows(NoteDraft)) == 1


@pytest.mark.parametrize(
    ("method", "target", "body", "status"),
    [
        ("PUT", "/api/note-draft/{id}", {"text": 7, "seen": ""}, 400),
        ("PUT", "/api/note-draft/{id}", {"text": "x"}, 400),
        ("PUT", "/api/note-draft/999999", {"text": "x", "seen": ""}, 404),
        ("POST", "/api/notes/{id}", {"text": "x", "key": "short"}, 400),
        ("POST", "/api/notes/{id}", {"key": "0" * 32}, 400),
        ("POST", "/api/notes/999999", {"text": "x", "key": "0" * 32}, 404),
        ("POST", f"/api/notes/{2**63}", {"text": "x", "key": "0" * 32}, 404),
    ],
)
def test_what_makes_no_sense_is_a_bare_status(desk, method, target, body, status):
    assert desk.send(method, target.format(id=desk.id), body).status == status


def test_who_looks_is_there_for_colleagues_and_not_for_themselves(desk):
    assert desk.beside("colleagues") == [[]]
    desk.enter(desk.jonas)
    assert desk.beside("colleagues") == [[{"name": "Miriam Brandt", "writing": False}]]
    desk.now += timedelta(seconds=31)
    assert desk.beside("colleagues") == [[]]


def test_who_types_an_answer_or_a_note_is_writing(desk):
    for types in (lambda: desk.save("Guten Tag"), lambda: desk.keep("Hm")):
        desk.now += timedelta(minutes=1)
        desk.enter(desk.miriam.id)
        types()
        desk.enter(desk.jonas)
        assert desk.beside("colleagues") == [[{"name": "Miriam Brandt", "writing": True}]]


def test_the_answer_is_out_before_it_is_noted_who_looks(desk):
    app, there = desk.browser.app, []

    async def watched(scope, receive, send):
        async def tell(message):
            there.append(len(desk.rows(Presence)))
            await send(message)

        await app(scope, receive, tell)

    desk.browser.app = watched
    desk.thread()
    assert (set(there), len(desk.rows(Presence))) == ({0}, 1)


def test_a_page_that_nobody_sees_is_nobodys_presence(desk):
    desk.get(f"/api/thread/{desk.id}?timed=1&away=1")
    assert desk.rows(Presence) == []


def test_of_many_looks_one_in_ten_seconds_writes(desk):
    written = []

    def note(_connection, _cursor, statement, *_more):
        if statement.startswith(("INSERT", "UPDATE")):
            written.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", note)
    try:
        for _ in range(10):
            desk.get(f"/api/thread/{desk.id}?timed=1")
            desk.now += presence.EVERY / 10
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", note)
    assert len([one for one in written if "presences" in one]) == 1


def test_who_reads_where_they_are_named_has_seen_it(desk):
    desk.note("@Jonas Weber, weißt du das?")
    desk.thread()
    assert [one.seen_at for one in desk.rows(Mention)] == [None]
    desk.enter(desk.jonas)
    desk.thread()
    assert [one.seen_at for one in desk.rows(Mention)] == [NOON]


def test_an_offer_stands_with_the_conversation(desk):
    with desk.database.write() as session:
        wait, actor = timedelta(minutes=30), desk.actor(desk.jonas)
        handing.offer(session, actor, desk.id, desk.miriam.id, "Bitte", wait, NOON)
    (offer,) = desk.beside("offer")
    assert offer["text"].startswith("Jonas Weber bietet Ihnen diese Unterhaltung an")
    assert (offer["words"], offer["ways"]) == ("Bitte", ["accept", "decline"])


@pytest.mark.parametrize(("role", "assigns"), [(Role.AGENT, False), (Role.ADMIN, True)])
def test_only_admins_are_told_that_they_give_without_asking(desk, role, assigns):
    with desk.database.write() as session:
        session.get_one(type(desk.miriam), desk.miriam.id).role = role
    assert desk.beside("assigns") == [assigns]


def test_facts_that_are_true_today_are_offered(desk):
    with desk.database.write() as session:
        for title, last in (("Bad", None), ("Aktion", NOON.date() - timedelta(days=1))):
            given = Given(title, f"<b>{title}</b>", None, last)
            facts.add(session, desk.actor(desk.miriam.id), given, "UTC", NOON)
    found = json.loads(desk.get("/api/facts").text)["facts"]
    assert found == [{"id": 1, "title": "Bad", "text": "<b>Bad</b>", "until": None}]


def test_nobody_without_a_session_reads_or_writes_anything(desk):
    desk.browser.cookies.clear()
    assert desk.get("/api/facts").status == 401
    assert desk.keep("x").status == 401
    assert desk.note("x").status == 401
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(NoteDraft)) == 0


def test_who_may_decide_and_is_here_is_told_with_the_reason(desk) -> None:
    limit = authority.Grant(True, Amount(500_00, "EUR"))
    with desk.database.write() as session:
        authority.set_own(session, MACHINE, desk.jonas, Remedy.REFUND, limit, desk.now)
        ends = desk.now + timedelta(days=1)
        row = AgentSession(token_hash="jonas", agent_id=desk.jonas, expires_at=ends)
        row.created_at = row.seen_at = desk.now
        session.add(row)

    def told(asked: str):
        where = f"/api/deciders/{desk.id}?remedy=refund&sum={asked}"
        return json.loads(desk.get(where).text)

    why = "entscheidet bis 500,00\xa0€ allein"
    here = [{"id": desk.jonas, "name": "Jonas Weber", "why": why}]
    assert told("80") == {"wrong": "", "here": here, "others": ""}
    assert told("501") == {"wrong": "", "here": [], "others": ""}
    assert told("")["wrong"].startswith("Bitte einen Betrag")
    desk.now += timedelta(minutes=11)
    assert told("80")["others"] == "Jetzt nicht da: Jonas Weber"
