"""Somebody is away: their deputy finds their work, and everybody is told before handing over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from db.models import Agent, Conversation
from inbox.care import absences, hours
from inbox.care.absences import Given
from inbox.care.rights import MACHINE
from inbox.rules.hours import read
from tests import cast
from tests.browser.room import arrived, connected, post, row
from tests.browser.running import House


@pytest.fixture(scope="module", autouse=True)
def away(house: House) -> int:
    """Tina's matter is Jonas's, who is away; Miriam stands in. Amina works around the clock."""
    connected(house)
    post(house, "Wo bleibt mein Geld?", handle="c0", name="Tina Take")
    tina = arrived(house, "Tina Take")
    now = datetime.now(UTC)
    with house.database.write() as session:
        jonas, amina = (cast.agent(session, who).id for who in (cast.JONAS, cast.AMINA))
        miriam = session.scalars(select(Agent.id).where(Agent.login == "miriam")).one()
        session.get_one(Conversation, tina).owner_id = jonas
        hours.set_hours(session, MACHINE, amina, read("mon-sun 0-24", "UTC"), now)
        today = now.date()
        given = Given(today, today, "UTC", miriam)
        absences.plan(session, MACHINE, jonas, given, now)
    return tina


def test_the_deputy_finds_it_and_sees_whose_it_is(at: Callable[[str], Page], away: int) -> None:
    page = at(f"/?c={away}&f=mine")
    expect(row(page, "Tina Take")).to_contain_text("für Jonas Weber bis")
    page.locator("[data-hold=holder]").click()
    offered = page.get_by_role("menuitem", name="Amina Haddad")
    expect(offered).to_contain_text("arbeitet gerade")


def test_the_team_stands_on_one_page(at: Callable[[str], Page]) -> None:
    page = at("/team")
    expect(page.get_by_role("listitem").filter(has_text="Jonas Weber")).to_contain_text(
        "Miriam Albers vertritt"
    )
    works = page.get_by_role("listitem").filter(has_text="Amina Haddad").get_by_role("img")
    expect(works.last).to_have_accessible_name("Mo–So 0:00–24:00")
