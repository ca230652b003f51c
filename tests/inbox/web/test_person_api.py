"""The routes of the person pane: what is kept, what is refused in words, what is shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from db.models import Agent, Contact, Person, Role
from inbox.care import indexing, people
from inbox.care.rights import MACHINE
from inbox.pages import person_words
from inbox.pages.current import House
from inbox.rules.likeness import Why
from inbox.rules.people import Facts, Flaw
from inbox.web import gate, person_api
from tests import cast
from tests.asgi import Browser
from tests.cast import NOON
from tests.inbox.web import test_api
from tests.inbox.web.test_api import SETTINGS

TYPED = {
    "where": "0341 1234567", "hours": "abends",
    "seen": 0, "name": "Frau Müller", "address": "sie", "language": "de", "pace": "brief",
    "channel": "call", "source": "sie bat darum", "since": "2026-11-01", "notes": "Ruhig bleiben.",
}  # fmt: skip


def told(answer) -> dict[str, Any]:
    """Return what an answer says."""
    return json.loads(answer.text)


class Desk(test_api.Desk):
    """Miriam's browser before the person behind Erika's conversation."""

    def __init__(self, database) -> None:
        super().__init__(database, platform="twitter")
        cookies = self.browser.cookies
        app = Starlette(routes=person_api.routes(House(database, SETTINGS, lambda: self.now)))
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: self.now))
        self.browser.cookies = cookies

    def does(self, what: str, body: dict[str, object], zone: str = "Europe/Berlin"):
        return self.send("POST", f"/api/person/{self.id}/{what}?zone={zone}", body)

    def saves(self, **more: object):
        return self.send("PUT", f"/api/person/{self.id}", TYPED | more)

    def other(self, handle: str = "erika_m", text: str = "Hallo") -> int:
        """Let somebody have written on Instagram; returns the contact."""
        with self.database.write() as session:
            account = cast.account(session, "instagram", slug="insta")
            who = cast.contact(session, cast.Author("99", "E. M.", handle), "instagram")
            cast.matter(session, account, text, who=who, thread="insta")
            indexing.keep_up(session)
            return who.id

    def knows(self, contact: int, facts: Facts) -> None:
        """Let a colleague have noted this about somebody."""
        with self.database.write() as session:
            people.save(session, MACHINE, contact, facts, 0, self.now)

    def elsewhere(self) -> None:
        """Go on to the conversation of somebody whom nobody knows."""
        with self.database.write() as session:
            account = cast.account(session, "facebook", slug="face")
            who = cast.contact(session, cast.Author("77", "Cem", "cem"), "facebook")
            self.id = cast.matter(session, account, "Hallo", who=who, thread="f").conversation.id
            indexing.keep_up(session)

    def others(self, typed: str = ""):
        return told(self.get(f"/api/person/{self.id}/others?typed={typed}"))["others"]


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return Desk(sqlite_database)


def test_what_is_written_is_shown_with_who_wrote_it(desk: Desk) -> None:
    known = told(desk.saves())["person"]["known"]
    assert {name: known[name] for name in TYPED if name != "seen"} == {
        name: value for name, value in TYPED.items() if name != "seen"
    }
    assert (known["revision"], known["by"]) == (1, cast.MIRIAM["work_name"])


def test_who_comes_second_is_told_who_was_first_and_what_stands_there_now(desk: Desk) -> None:
    desk.saves()
    answer = desk.saves(name="Erika")
    assert answer.status == 422
    assert told(answer)["text"].startswith(f"{cast.MIRIAM['work_name']} hat das inzwischen")
    assert told(answer)["person"]["known"]["name"] == "Frau Müller"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"since": "gestern"}, 400), ({"name": 5}, 400), ({"seen": -1}, 400), ({"pace": "x"}, 422)],
)
def test_what_makes_no_sense_is_not_kept(desk: Desk, wrong, status) -> None:
    assert desk.saves(**wrong).status == status
    with desk.database.read() as session:
        assert session.scalars(select(Person)).all() == []


def test_nobody_is_written_about_who_is_not_there(desk: Desk) -> None:
    assert desk.send("PUT", "/api/person/99999", TYPED).status == 404
    assert desk.get(f"/api/person/{2**63}/others").status == 404


def test_who_may_be_the_same_is_suggested_with_the_reason(desk: Desk) -> None:
    other = desk.other()
    (found,) = desk.others()
    assert found["id"] == other
    assert found["reasons"] == ["Dasselbe Handle: @erika_m"]


def test_who_has_nothing_in_common_is_found_by_name_alone(desk: Desk) -> None:
    other = desk.other(handle="ganz_anders")
    assert desk.others() == []
    assert [one["id"] for one in desk.others("ganz")] == [other]


def test_two_are_joined_and_parted_and_the_reason_is_shown(desk: Desk) -> None:
    other = desk.other()
    joined = told(desk.does("join", {"other": other, "seen": 0, "otherSeen": 0}))["person"]
    assert [one["id"] for one in joined["contacts"]] == [desk.matter.contact.id, other]
    assert [one["brought"] for one in joined["contacts"]] == [False, True]
    assert joined["join"]["because"] == "dasselbe Handle"
    assert [one["platform"] for one in joined["earlier"]] == ["instagram"]
    assert desk.others() == []
    seen = {"join": joined["join"]["id"], "seen": joined["known"]["revision"]}
    parted = told(desk.does("part", seen))["person"]
    assert len(parted["contacts"]) == 1
    assert parted["join"] is None


def test_a_search_says_the_reasons_as_well_and_what_a_join_would_give_up(desk: Desk) -> None:
    other = desk.other()
    desk.saves()
    desk.knows(other, Facts(name="Erika Muster", address="sie", notes="Noch etwas"))
    (found,) = desk.others("erika_m")
    assert found["reasons"] == ["Dasselbe Handle: @erika_m"]
    assert (found["overruled"], found["known"]["name"]) == (["name"], "Erika Muster")


def test_a_join_that_came_too_late_is_asked_anew_about_both_as_they_are_now(desk: Desk) -> None:
    other = desk.other()
    desk.knows(other, Facts(name="Erika Muster"))
    late = desk.does("join", {"other": other, "seen": 0, "otherSeen": 0})
    now = told(late)["other"]
    assert (late.status, now["revision"], now["reasons"]) == (
        422,
        1,
        ["Dasselbe Handle: @erika_m"],
    )
    assert told(late)["text"].endswith("So steht es jetzt.")
    again = {"other": other, "seen": 0, "otherSeen": now["revision"]}
    joined = told(desk.does("join", again))["person"]
    assert len(joined["contacts"]) == 2
    assert "other" not in told(desk.does("join", again))


def test_with_somebody_who_was_joined_come_all_their_contacts(desk: Desk) -> None:
    other = desk.other()
    joined = told(desk.does("join", {"other": other, "seen": 0, "otherSeen": 0}))["person"]
    desk.elsewhere()
    (found,) = desk.others("erika_m")
    assert sorted(one["id"] for one in found["contacts"]) == [
        one["id"] for one in joined["contacts"]
    ]


def test_a_parting_says_what_was_written_since(desk: Desk) -> None:
    desk.does("join", {"other": desk.other(), "seen": 0, "otherSeen": 0})
    join = told(desk.saves(seen=1))["person"]["join"]
    assert join["news"] == ["name", "address", "language", "pace", "channel"]
    assert join["noted"] == TYPED["notes"]


def test_what_cannot_be_joined_or_parted_is_said_in_words(desk: Desk) -> None:
    mine = desk.matter.contact.id
    for what, body in (
        ("join", {"other": mine, "seen": 0, "otherSeen": 0}),
        ("join", {"other": 9999, "seen": 0, "otherSeen": 0}),
        ("part", {"join": 7, "seen": 1}),
    ):
        answer = desk.does(what, body)
        assert (answer.status, bool(told(answer)["text"])) == (422, True)


def test_a_block_is_shown_with_until_and_why_and_lifted_by_one_click(desk: Desk) -> None:
    person = told(desk.does("block", {"until": "2026-11-22", "reason": "Droht."}))["person"]
    assert person["blocked"] == {
        "until": "2026-11-22T23:00:00+00:00", "reason": "Droht.", "by": cast.MIRIAM["work_name"],
    }  # fmt: skip
    seen = {name: person["blocked"][name] for name in ("until", "reason")}
    assert told(desk.does("lift", {"seen": seen}))["person"]["blocked"] is None


def test_who_blocks_second_reads_the_block_that_stands_and_may_then_replace_it(desk: Desk) -> None:
    first = {"until": "2026-11-22", "reason": "Droht.", "seen": None}
    desk.does("block", first)
    answer = desk.does("block", first | {"reason": "Pöbelt."})
    assert (answer.status, told(answer)["person"]["blocked"]["reason"]) == (422, "Droht.")
    assert "inzwischen geändert" in told(answer)["text"]
    seen = {"until": "2026-11-22T23:00:00+00:00", "reason": "Droht."}
    now = told(desk.does("block", first | {"reason": "Pöbelt.", "seen": seen}))["person"]
    assert now["blocked"]["reason"] == "Pöbelt."
    late = desk.does("lift", {"seen": seen})
    assert (late.status, told(late)["person"]["blocked"]["reason"]) == (422, "Pöbelt.")


@pytest.mark.parametrize(
    "seen", [None, "ja", {"until": "bald", "reason": ""}, {"until": "2026-11-22"}]
)
def test_a_block_is_lifted_only_by_whoever_says_which(desk: Desk, seen: object) -> None:
    assert desk.does("lift", {"seen": seen}).status == 400


def test_a_block_that_is_over_is_not_shown_even_before_the_worker_ends_it(desk: Desk) -> None:
    desk.does("block", {"until": "2026-11-20", "reason": "Droht."}, zone="Etc/GMT-11")
    desk.now = NOON + timedelta(hours=1, seconds=1)
    assert told(desk.saves(seen=1))["person"]["blocked"] is None


@pytest.mark.parametrize(("role", "days"), [(Role.AGENT, 30), (Role.ADMIN, 365)])
def test_admins_may_block_longer(desk: Desk, role: Role, days: int) -> None:
    with desk.database.write() as session:
        session.get_one(Agent, desk.miriam.id).role = role
    asked = {"until": f"{NOON + timedelta(days=days + 1):%Y-%m-%d}", "reason": "Droht."}
    answer = desk.does("block", asked)
    assert answer.status == 422
    assert f"höchstens {days} Tage" in told(answer)["text"]
    assert told(answer)["person"]["blockDays"] == days


def test_all_conversations_of_a_person_can_be_paged_back_to_the_first(desk: Desk) -> None:
    other = desk.other()
    with desk.database.write() as session:
        account = desk.matter.conversation.account_id
        for number in range(23):
            who = session.get_one(Contact, desk.matter.contact.id if number % 2 else other)
            at = NOON - timedelta(hours=number + 1)
            of = session.get_one(cast.Account, account)
            cast.matter(session, of, f"{number}", who=who, thread=f"t{number}", at=at)
    shown = told(desk.does("join", {"other": other, "seen": 0, "otherSeen": 0}))["person"]
    seen, older = list(shown["earlier"]), shown["older"]
    while older:
        page = told(desk.get(f"/api/person/{desk.id}/history?before={older.replace('+', '%2B')}"))
        seen, older = seen + page["earlier"], page["older"]
    assert [one["preview"] for one in seen] == ["Hallo", *map(str, range(23))]


def test_contacts_have_a_way_to_where_they_show_themselves() -> None:
    assert person_words.profile("twitter", "erika_m") == "https://x.com/erika_m"
    for platform, handle in (("facebook", "erika"), ("twitter", None), ("twitter", "../x")):
        assert person_words.profile(platform, handle) is None


def test_every_reason_and_flaw_has_its_words() -> None:
    assert set(person_words.WHYS) == set(person_words.BECAUSE) == set(Why)
    assert set(person_words.FLAWS) == set(Flaw)


def test_somebody_signed_out_reaches_nothing(desk: Desk) -> None:
    desk.browser.cookies.clear()
    assert desk.saves().status == 401
    with desk.database.write() as session:
        people.save(session, MACHINE, desk.matter.contact.id, Facts(name="Da"), 0, NOON)


def test_a_tag_is_put_on_and_taken_off_and_what_is_none_is_said(desk: Desk) -> None:
    (tag,) = told(desk.does("tag", {"name": "VIP"}))["person"]["tags"]
    assert tag["name"] == "VIP"
    refused = desk.does("tag", {"name": "x" * 99})
    assert (refused.status, bool(told(refused)["text"])) == (422, True)
    assert told(desk.does("untag", {"tag": tag["id"]}))["person"]["tags"] == []
