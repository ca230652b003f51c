"""The fact library: short, true until its last day is over, never a ready-made sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db.models import Audit
from inbox.care import facts
from inbox.care.facts import LONGEST, MOST, TITLE, Given, NoFact, Refused, Wrong
from inbox.care.rights import MACHINE, NotAllowed
from inbox.queries import facts as library
from tests.desk import Desk

HOURS = Given("Öffnungszeiten Bad", "Mo bis Fr 7 bis 21 Uhr")
ZONE = "Europe/Berlin"


def add(desk: Desk, given: Given = HOURS, zone: str = ZONE) -> int:
    with desk.db.write() as session:
        return facts.add(session, desk.actor(), given, zone, desk.time)


def shown(desk: Desk, **how) -> list[library.FactView]:
    with desk.db.read() as session:
        return library.facts(session, desk.time, **how)


def test_a_fact_is_kept_with_who_said_it_and_when(desk) -> None:
    add(desk)
    (fact,) = shown(desk)
    assert (fact.title, fact.text, fact.by) == (HOURS.title, HOURS.text, "Miriam Brandt")
    assert (fact.updated_at, fact.over, fact.language) == (desk.time, False, None)


def test_facts_stand_by_title_whatever_its_capitals(desk) -> None:
    for title in ("Zähler", "Öl", "adresse", "Bad"):
        add(desk, Given(title, "x"))
    assert [fact.title for fact in shown(desk)] == ["adresse", "Bad", "Öl", "Zähler"]


def test_a_fact_is_said_anew_by_a_colleague(desk) -> None:
    number = add(desk)
    desk.wait(hours=1)
    with desk.db.write() as session:
        new = Given("Öffnungszeiten Bad", "geschlossen", "de", date(2026, 12, 24))
        facts.change(session, desk.actor("jonas"), number, new, ZONE, desk.time)
    (fact,) = shown(desk)
    assert (fact.text, fact.by, fact.language) == ("geschlossen", "Jonas Weber", "de")
    assert fact.valid_until == datetime(2026, 12, 24, 23, tzinfo=UTC)


def test_it_is_offered_until_its_last_day_is_over_where_it_was_said(desk) -> None:
    add(desk, Given("Aktion", "10 Euro", None, date(2026, 11, 20)))
    desk.time = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert len(shown(desk, over=False)) == 1
    desk.time = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert shown(desk, over=False) == []
    (fact,) = shown(desk)
    assert fact.over


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (Given("", "x"), Wrong.TITLE),
        (Given(" \u200b ", "x"), Wrong.TITLE),
        (Given("x" * (TITLE + 1), "x"), Wrong.TITLE_LONG),
        (Given("x", " \n"), Wrong.TEXT),
        (Given("x", "x" * (LONGEST + 1)), Wrong.TEXT_LONG),
    ],
)
def test_what_is_no_fact_is_refused(fast, given, wrong) -> None:
    with pytest.raises(Refused) as told:
        add(fast, given)
    assert told.value.wrong is wrong
    assert shown(fast) == []


@pytest.mark.parametrize("given", [Given("x" * TITLE, "y" * LONGEST), Given("1", "2", "tlh")])
def test_what_just_fits_is_kept(fast, given) -> None:
    add(fast, given)
    (fact,) = shown(fast)
    assert (fact.title, fact.text, fact.language) == (given.title, given.text, None)


def test_a_library_that_nobody_finds_anything_in_does_not_grow(fast, monkeypatch) -> None:
    assert MOST == 500
    monkeypatch.setattr(facts, "MOST", 1)
    add(fast)
    with pytest.raises(Refused) as told:
        add(fast)
    assert told.value.wrong is Wrong.FULL


def test_admins_remove_a_fact_and_agents_do_not(desk) -> None:
    number = add(desk)
    with pytest.raises(NotAllowed), desk.db.write() as session:
        facts.remove(session, desk.actor(), number, desk.time)
    with desk.db.write() as session:
        facts.remove(session, MACHINE, number, desk.time)
    assert shown(desk) == []


def test_what_is_gone_is_neither_changed_nor_removed(fast) -> None:
    with pytest.raises(NoFact), fast.db.write() as session:
        facts.change(session, fast.actor(), 10**6, HOURS, ZONE, fast.time)
    with pytest.raises(NoFact), fast.db.write() as session:
        facts.remove(session, MACHINE, 10**6, fast.time)


def test_every_act_is_audited(fast) -> None:
    number = add(fast)
    with fast.db.write() as session:
        facts.change(session, fast.actor(), number, HOURS, ZONE, fast.time)
        facts.remove(session, MACHINE, number, fast.time)
    with fast.db.read() as session:
        acts = list(session.scalars(select(Audit.action).where(Audit.subject == f"facts:{number}")))
    assert acts == ["fact added", "fact changed", "fact removed"]
