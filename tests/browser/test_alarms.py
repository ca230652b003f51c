"""An alarm in a real browser: it rings, is mailed, is seen, and its end is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy import delete, select, update

from db.models import Account, Agent, Alarm, Gap, Role, SessionEnd, Stream
from inbox.care import budget, sign_in
from tests.browser.awaited import expect
from tests.browser.room import connected, hush
from tests.browser.running import House, Profile, enter, serving


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A Durchwahl whose clock beats quickly, with Miriam as its admin."""
    with serving(tmp_path_factory.mktemp("house"), TICK_SECONDS="0.1") as running:
        connected(running)
        with running.database.write() as session:
            session.execute(update(Agent).values(role=Role.ADMIN))
        yield running


def gap(house: House) -> None:
    """Let something be missing in the stream of mentions."""
    now = datetime.now(UTC)
    with house.database.write() as session:
        wanted = (
            select(Stream)
            .join(Account)
            .where(Stream.name == "mentions", Account.platform == "twitter")
        )
        stream = session.scalars(wanted).one()
        since, until = now - timedelta(hours=5), now - timedelta(hours=2)
        session.add(Gap(stream_id=stream.id, since=since, until=until, found_at=now))


def forgets(house: House) -> int:
    """Let nothing be missing and nobody be warned; returns how many e-mails have come so far."""
    with house.database.write() as session:
        for table in (Alarm, Gap):
            session.execute(delete(table))
    return len(house.sandbox.mails())


def mails(house: House, count: int) -> list[str]:
    """Wait until so many e-mails have come; returns their texts."""
    until = time.monotonic() + 45
    while time.monotonic() < until:
        if len(found := house.sandbox.mails()) >= count:
            return [mail["text"] for mail in found]
        time.sleep(0.2)
    raise AssertionError(f"only {len(house.sandbox.mails())} e-mails came")


def test_an_alarm_rings_is_mailed_is_seen_and_its_end_is_told(
    signed_in: Page, house: House
) -> None:
    page, before = signed_in, forgets(house)
    expect(page.get_by_role("listbox")).to_be_visible()
    hush(house)
    bell = page.get_by_role("button", name="Was Sie betrifft")
    expect(bell).to_have_accessible_name("Was Sie betrifft")
    gap(house)
    rings = "Was Sie betrifft, 1 ungesehene Warnung"
    expect(bell).to_have_accessible_name(rings, timeout=45_000)
    assert "können Nachrichten fehlen" in mails(house, before + 1)[before]
    bell.click()
    page.get_by_role("link", name="1 ungesehene Warnung").click()
    expect(page.get_by_role("heading", name="Warnungen")).to_be_visible()
    card = page.get_by_role("article")
    expect(card).to_contain_text("Stadtwerke Lindenau auf X, Erwähnungen und Antworten")
    page.get_by_role("button", name="Ich habe es gesehen").click()
    expect(card).to_contain_text("Gesehen von Miriam Albers")
    expect(bell).to_have_accessible_name("Was Sie betrifft", timeout=30_000)
    page.get_by_role("link", name="Anbindungen").click()
    page.get_by_role("button", name="Ich habe nachgesehen").click()
    assert "Jemand hat nachgesehen" in mails(house, before + 2)[before + 1]
    page.goto(f"{house.url}/alarms")
    expect(page.get_by_text("Nichts braucht Sie.")).to_be_visible()
    expect(page.locator(".dw-over")).to_contain_text("Jemand hat nachgesehen")


def test_a_budget_is_set_in_the_page_and_holds_back(
    at: Callable[[str], Page], house: House
) -> None:
    with house.database.write() as session:
        account = session.scalars(select(Account).where(Account.platform == "twitter")).one()
        budget.spend(session, account.id, {"reply": 4_600}, budget.today(datetime.now(UTC)))
    page = at("/costs")
    page.get_by_text("Ein Budget setzen").click()
    page.get_by_label("US-Dollar im Monat").fill("1.000")
    expect(page.get_by_text("Bitte 1000 oder 1.00 schreiben.")).to_be_visible()
    page.get_by_label("US-Dollar im Monat").fill("50,00 $")
    expect(page.get_by_text("Das ist ein Budget von 50,00")).to_be_visible()
    page.get_by_role("button", name="Dieses Budget setzen").click()
    shown = page.locator(".dw-budget")
    expect(shown).to_contain_text("92 %", timeout=30_000)
    expect(shown).to_contain_text("nur noch, was Menschen an uns schreiben")
    page.get_by_role("button", name="Budget aufheben").click()
    expect(shown).to_have_count(0)


@pytest.mark.parametrize("path", ["alarms", "costs"])
def test_the_pages_fit_a_phone(profile: Profile, house: House, path: str) -> None:
    gap(house)
    page = enter(profile(width=390), house, to=f"/{path}")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_town_shows_what_was_mailed(page: Page, house: House) -> None:
    gap(house)
    with house.database.write() as session:
        session.execute(update(Alarm).values(told=None))
    mails(house, 1)
    page.goto(house.sandbox.url)
    page.get_by_role("link", name="E-Mails ans Haus").click()
    expect(page.get_by_role("heading", name="E-Mails", exact=True)).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("miriam.albers@example.com")


def test_a_session_that_ends_elsewhere_leads_to_the_door_without_a_traceback(
    at: Callable[[str], Page], house: House
) -> None:
    with house.database.read() as session:
        stream_id = session.scalars(select(Stream.id).order_by(Stream.id)).first()
        miriam = session.scalars(select(Agent.id)).one()
    page = at(f"/stream?id={stream_id}")
    expect(page.get_by_text("Wer was geändert hat")).to_be_visible()
    printed = len(house.log())
    with house.database.write() as session:
        sign_in.end_all(session, miriam, SessionEnd.EVERYWHERE, datetime.now(UTC))
    expect(page.get_by_label("Anmeldename")).to_be_visible(timeout=30_000)
    assert "Traceback" not in house.log()[printed:]
