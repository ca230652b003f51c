"""Two agents in one inbox, in real browsers: who has it, what is put off, who stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy import select, update

from db.models import Agent, Conversation
from inbox.care import absences, hours, owning
from inbox.care.absences import Given
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE
from inbox.rules.hours import read
from tests import cast
from tests.browser.awaited import expect
from tests.browser.room import arrived, connected, opened, post, row
from tests.browser.running import House

CUSTOMERS = ["Tina Take", "Lara Later", "Olga Other"]


@pytest.fixture(scope="module", autouse=True)
def customers(house: House) -> Iterator[dict[str, int]]:
    """Three have written, and Jonas works here too."""
    connected(house)
    for number, name in enumerate(CUSTOMERS):
        post(house, "Wo bleibt mein Geld?", handle=f"c{number}", name=name)
    with house.database.write() as session:
        cast.agent(session, cast.JONAS)
    yield {name: arrived(house, name) for name in CUSTOMERS}


def head(page: Page, which: str):
    return page.locator(f"[data-hold={which}]")


def choose(page: Page, which: str, what: str | re.Pattern[str]) -> None:
    head(page, which).click()
    page.get_by_role("menuitem", name=what).click()


def test_what_is_taken_stands_in_mine_and_the_address_says_so(
    at: Callable[[str], Page], customers: dict[str, int]
) -> None:
    page = at(f"/?c={customers['Tina Take']}")
    choose(page, "holder", re.compile("Übernehmen$"))
    expect(head(page, "holder")).to_have_accessible_name("Wer es hat: Sie")
    page.get_by_role("button", name="Meine 1").click()
    expect(page).to_have_url(re.compile("f=mine"))
    expect(row(page, "Tina Take")).to_be_visible()
    expect(row(page, "Olga Other")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Meine 1")).to_have_attribute("aria-current", "true")
    page.locator("[data-folder=done]").click()
    expect(page).to_have_url(re.compile("f=done"))
    page.go_back()
    expect(row(page, "Tina Take")).to_be_visible()


def test_who_takes_what_a_colleague_has_by_now_is_told_who(
    signed_in: Page, house: House, customers: dict[str, int]
) -> None:
    opened(signed_in, "Olga Other")
    head(signed_in, "holder").click()
    with house.database.write() as session:
        jonas = session.scalars(select(Agent.id).where(Agent.login == "jonas")).one()
        to = Holder(jonas)
        owning.hand(session, MACHINE, customers["Olga Other"], to, Holder(), datetime.now(UTC))
    signed_in.get_by_role("menuitem", name="Übernehmen", exact=True).click()
    expect(signed_in.get_by_text("Jonas Weber hat es inzwischen übernommen.")).to_be_visible()
    expect(head(signed_in, "holder")).to_have_accessible_name("Wer es hat: Jonas Weber")


def test_what_is_put_off_leaves_the_list_and_comes_back(
    signed_in: Page, house: House, customers: dict[str, int]
) -> None:
    opened(signed_in, "Lara Later")
    choose(signed_in, "snooze", "In 2 Stunden")
    expect(row(signed_in, "Lara Later")).to_have_count(0)
    with house.database.write() as session:
        over = datetime.now(UTC) - timedelta(minutes=1)
        mine = Conversation.id == customers["Lara Later"]
        session.execute(update(Conversation).where(mine).values(snoozed_until=over))
    expect(row(signed_in, "Lara Later")).to_be_visible()


@pytest.fixture(scope="module")
def away(house: House, customers: dict[str, int]) -> int:
    """Sina's matter is Jonas's, who is away; Miriam stands in. Amina works around the clock."""
    post(house, "Wo bleibt mein Geld?", handle="sina", name="Sina Stead")
    sina = arrived(house, "Sina Stead")
    now = datetime.now(UTC)
    with house.database.write() as session:
        amina = cast.agent(session, cast.AMINA).id
        miriam, jonas = (
            session.scalars(select(Agent.id).where(Agent.login == login)).one()
            for login in ("miriam", "jonas")
        )
        session.get_one(Conversation, sina).owner_id = jonas
        hours.set_hours(session, MACHINE, amina, read("mon-sun 0-24", "UTC"), now)
        today = now.date()
        given = Given(today, today, "UTC", miriam)
        absences.plan(session, MACHINE, jonas, given, now)
    return sina


def test_the_deputy_finds_it_and_sees_whose_it_is(at: Callable[[str], Page], away: int) -> None:
    page = at(f"/?c={away}&f=mine")
    expect(row(page, "Sina Stead")).to_contain_text("für Jonas Weber bis")
    page.locator("[data-hold=holder]").click()
    offered = page.get_by_role("menuitem", name="Amina Haddad")
    expect(offered).to_contain_text("arbeitet gerade")


def test_the_team_stands_on_one_page(at: Callable[[str], Page], away: int) -> None:
    page = at("/team")
    expect(page.get_by_role("listitem").filter(has_text="Jonas Weber")).to_contain_text(
        "Miriam Albers vertritt"
    )
    works = page.get_by_role("listitem").filter(has_text="Amina Haddad").get_by_role("img")
    expect(works.last).to_have_accessible_name("Mo–So 0:00–24:00")
