"""Accounts are connected through the stand-ins' own pages; a login dies and is renewed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import delete, select, update

from connectors.sandbox.accounts import FACEBOOK_POOLS, X_POOLS, X
from db.models import Account, AccountState, Agent, Connecting, Conversation, Message, Reply
from inbox.pages.connector_words import STATES
from inbox.pages.sayings import STOPPED
from inbox.texts import texts
from tests.browser import room
from tests.browser.awaited import expect
from tests.browser.running import House, Profile, enter

DE = texts("de")
CARD = "div[class*='st-key-account-']"


@pytest.fixture
def connect(at: Callable[[str], Page], house: House) -> Page:
    """Miriam on the Connect page, the sandbox's own accounts being there already."""
    room.connected(house)
    nothing_waits(house)
    page = at("/connect")
    expect(page.get_by_role("heading", name="Konto verbinden")).to_be_visible()
    return page


def nothing_waits(house: House) -> None:
    with house.database.write() as session:
        session.execute(delete(Connecting))


def account(house: House, external_id: str) -> Account | None:
    with house.database.read() as session:
        return session.scalar(select(Account).where(Account.external_id == external_id))


def until(what: Callable[[], object], seconds: float = 40.0) -> None:
    """Wait until something holds in the tables."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.2)


def lets_in(page: Page, *names: str) -> None:
    """Say yes on a stand-in's page, for the accounts of these names."""
    expect(page.get_by_role("heading", name="Durchwahl Zugriff geben?")).to_be_visible()
    for name in names:
        page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Zugriff geben").click()


def offer(page: Page) -> Locator:
    found = page.locator("div[class*='st-key-offer-']")
    expect(found).to_be_visible()
    return found


def candidate(page: Page, *words: str) -> Locator:
    """Return the row of an account that may be chosen."""
    found = page.locator("div[class*='st-key-found-']")
    for word in words:
        found = found.filter(has_text=word)
    return found


def test_an_x_account_is_connected_through_xs_own_page(connect: Page, house: House) -> None:
    connect.get_by_role("button", name="Bei X anmelden").click()
    lets_in(connect, X_POOLS.name)
    expect(connect).to_have_url(f"{house.url}/connect")
    expect(offer(connect)).to_contain_text(f"@{X_POOLS.handle}")
    assert account(house, X_POOLS.id) is None
    connect.get_by_role("button", name="Verbinden", exact=True).click()
    expect(connect.get_by_text("Lindenauer Bäder ist verbunden.")).to_be_visible()
    found = account(house, X_POOLS.id)
    assert found is not None
    assert (found.state, found.login) == (AccountState.ACTIVE, "oauth2")
    house.sandbox.post(
        "x/post", handle="jo", name="Jo", text=f"@{X_POOLS.handle} Wann öffnet das Freibad?"
    )
    room.arrived(house, "Jo")


def test_a_facebook_page_is_connected_through_facebooks_own_page(
    connect: Page, house: House
) -> None:
    connect.get_by_role("button", name="Bei Facebook anmelden").click()
    lets_in(connect)
    expect(candidate(connect, "Stadtwerke Lindenau", "Facebook")).to_contain_text("Neu verbinden")
    row = candidate(connect, FACEBOOK_POOLS.name, "Facebook")
    expect(row).to_contain_text("MESSAGING: Ihre Rolle auf der Seite umfasst keine Nachrichten")
    row.get_by_role("button", name="Verbinden", exact=True).click()
    expect(connect.get_by_text("Lindenauer Bäder ist verbunden.")).to_be_visible()
    found = account(house, FACEBOOK_POOLS.id)
    assert found is not None
    assert (found.state, found.missing) == (AccountState.ACTIVE, ["MESSAGING"])
    expect(offer(connect)).to_contain_text("Stadtwerke Lindenau")
    connect.get_by_role("button", name="Jetzt nicht").click()
    expect(connect.get_by_role("button", name="Bei X anmelden")).to_be_visible()


def test_what_came_back_survives_a_reload_and_shows_in_another_browser(
    connect: Page, house: House, profile: Profile
) -> None:
    connect.get_by_role("button", name="Bei X anmelden").click()
    lets_in(connect, X.name)
    expect(offer(connect)).to_contain_text(f"@{X.handle}")
    connect.reload()
    expect(offer(connect)).to_contain_text(f"@{X.handle}")
    other = enter(profile(), house, to="/connect")
    offer(other).get_by_role("button", name="Jetzt nicht").click()
    expect(other.locator("div[class*='st-key-offer-']")).to_have_count(0)
    with house.database.read() as session:
        assert session.scalars(select(Connecting)).all() == []


def test_the_answer_may_come_to_another_browser(
    connect: Page, house: House, profile: Profile
) -> None:
    connect.get_by_role("button", name="Bei X anmelden").click()
    expect(connect.get_by_role("heading", name="Durchwahl Zugriff geben?")).to_be_visible()
    other = enter(profile(), house)
    other.goto(connect.url)
    lets_in(other, X.name)
    expect(offer(other)).to_contain_text(f"@{X.handle}")
    offer(other).get_by_role("button", name="Jetzt nicht").click()


def test_who_says_no_reads_so(connect: Page) -> None:
    connect.get_by_role("button", name="Bei X anmelden").click()
    connect.get_by_role("button", name="Abbrechen").click()
    expect(connect.get_by_text("Der Zugriff wurde nicht freigegeben")).to_be_visible()
    connect.get_by_role("button", name="Verstanden").click()
    expect(connect.get_by_text("Der Zugriff wurde nicht freigegeben")).to_have_count(0)


def test_an_answer_that_nobody_asked_for_is_refused_in_plain_words(
    connect: Page, house: House
) -> None:
    connect.goto(f"{house.url}/connect/twitter/return?state=guessed&code=guessed")
    expect(connect.get_by_role("alert")).to_contain_text("Bitte beginnen Sie noch einmal.")


def test_keys_are_pasted_tested_and_connected(connect: Page, house: House) -> None:
    way = connect.locator("div.st-key-way-twitter")
    way.get_by_text("Stattdessen Schlüssel einfügen").click()
    for label, key in (
        ("API-Schlüssel (API key)", X.api_key),
        ("Geheimer API-Schlüssel", X.api_secret),
        ("Zugriffstoken (Access token)", X.access_token),
        ("Geheimnis zum Zugriffstoken", X.access_token_secret),
    ):
        way.get_by_label(label).fill(key)
    way.get_by_role("button", name="Schlüssel prüfen").click()
    expect(offer(connect)).to_contain_text(f"@{X.handle}")
    connect.get_by_role("button", name="Neu verbinden").click()
    expect(connect.get_by_text("Stadtwerke Lindenau ist verbunden.")).to_be_visible()
    found = account(house, X.id)
    assert found is not None
    assert found.login == "oauth1"


def test_wrong_keys_are_said_to_be_and_change_nothing(connect: Page, house: House) -> None:
    before = account(house, X.id)
    way = connect.locator("div.st-key-way-facebook")
    way.get_by_text("Stattdessen Schlüssel einfügen").click()
    way.get_by_label("Zugriffstoken der Seite").fill("wrong")
    way.get_by_label("App-Geheimcode").fill("wrong")
    way.get_by_role("button", name="Schlüssel prüfen").click()
    expect(connect.get_by_role("alert")).to_contain_text("Facebook hat diese Anmeldung abgelehnt.")
    connect.get_by_role("button", name="Verstanden").click()
    expect(connect.get_by_role("alert")).to_have_count(0)
    expect(way.get_by_label("App-Geheimcode")).to_have_value("wrong")
    after = account(house, X.id)
    assert before is not None and after is not None
    assert before.credentials == after.credentials


def test_a_login_dies_and_is_renewed_with_nothing_lost(
    at: Callable[[str], Page], house: House, profile: Profile
) -> None:
    """Replies wait under a banner; after the admin connected again they leave, in order."""
    room.connected(house)
    nothing_waits(house)
    room.post(house, "Der Strom ist weg!", "herr_oe", "Cem Öztürk")
    room.arrived(house, "Cem Öztürk")
    house.sandbox.post("x/revoke")
    room.hurry(house)
    until(lambda: (found := account(house, X.id)) and found.state == AccountState.LOGIN_NEEDED)
    house.sandbox.post(
        "x/post", handle="frau_k", name="Frau Krause", text=f"@{X.handle} Während der Störung"
    )
    signed_in = at("/")
    banner = signed_in.get_by_text("X, Stadtwerke Lindenau: muss neu verbunden werden")
    expect(banner).to_be_visible()
    room.opened(signed_in, "Cem Öztürk")
    room.write(signed_in, "Ich kümmere mich sofort darum.")
    waits = DE(STOPPED[AccountState.LOGIN_NEEDED])
    expect(room.thread(signed_in)).to_contain_text(waits, timeout=30_000)

    admin = enter(profile(), house, to="/connectors")
    dead = account(house, X.id)
    assert dead is not None
    card = admin.locator(f".st-key-account-{dead.id}")
    expect(card).to_contain_text(DE(STATES[AccountState.LOGIN_NEEDED][0]))
    expect(card.get_by_role("button", name="Konto fortsetzen")).to_have_count(0)
    card.get_by_role("link", name="Neu verbinden").click()
    expect(admin.get_by_role("heading", name="Konto neu verbinden")).to_be_visible()
    expect(admin.get_by_role("button", name="Bei Facebook anmelden")).to_have_count(0)
    admin.get_by_role("button", name="Bei X anmelden").click()
    lets_in(admin, X.name)
    offer(admin).get_by_role("button", name="Neu verbinden").click()
    expect(admin.get_by_text("Stadtwerke Lindenau ist verbunden.")).to_be_visible()

    expect(room.thread(signed_in)).to_contain_text("Zugestellt", timeout=40_000)
    ours = [text for text in house.sandbox.ours("x") if "Ich kümmere mich sofort" in text]
    assert len(ours) == 1
    room.arrived(house, "Frau Krause")
    expect(banner).to_have_count(0, timeout=20_000)
    with house.database.read() as session:
        assert len(session.scalars(select(Account).where(Account.external_id == X.id)).all()) == 1
        assert session.scalars(select(Reply)).one().state == "delivered"


def test_the_end_of_a_login_is_counted_down_on_its_card(
    at: Callable[[str], Page], house: House
) -> None:
    room.connected(house)
    ends = datetime.now(UTC).replace(microsecond=0)
    with house.database.write() as session:
        session.execute(
            update(Account)
            .where(Account.platform == "facebook")
            .values(access_ends_at=ends.replace(year=ends.year + 1), checked_at=ends)
        )
    card = at("/connectors").locator(CARD).filter(has_text="Facebook").first
    expect(card).to_be_visible()
    expect(card.get_by_text("neue Zustimmung")).to_have_count(0)
    with house.database.write() as session:
        session.execute(
            update(Account)
            .where(Account.platform == "facebook")
            .values(access_ends_at=ends + timedelta(days=6, hours=12))
        )
    expect(
        card.get_by_text(re.compile("Facebook verlangt bis .* eine neue Zustimmung"))
    ).to_be_visible()


def test_an_account_is_let_go_of_and_its_messages_are_kept_then_erased(
    at: Callable[[str], Page], house: House
) -> None:
    room.connected(house)
    room.visit(house, "Wann ist das Bad offen?", "Ada Beck")
    room.arrived(house, "Ada Beck")
    with house.database.read() as session:
        mine = session.scalars(
            select(Conversation.account_id).join(Account).where(Account.platform == "facebook")
        ).first()
    page = at("/connectors")
    card = page.locator(f".st-key-account-{mine}")
    card.get_by_role("button", name="Trennen …").click()
    card.get_by_role("button", name="Trennen", exact=True).click()
    expect(page.get_by_text("Das Konto ist getrennt.")).to_be_visible()
    expect(card).to_contain_text("Getrennt")
    with house.database.read() as session:
        kept = session.scalars(select(Message).where(Message.account_id == mine)).all()
        assert len(kept) > 0
        assert session.get_one(Account, mine).credentials == ""
    card.get_by_role("button", name="Nachrichten löschen …").click()
    expect(card.get_by_role("alert")).to_contain_text("Niemand kann")
    card.get_by_role("button", name="Für immer löschen").click()
    expect(page.get_by_text("Die Nachrichten des Kontos sind gelöscht.")).to_be_visible()
    with house.database.read() as session:
        assert session.scalars(select(Message).where(Message.account_id == mine)).all() == []


def test_the_page_fits_a_phone(profile: Profile, house: House) -> None:
    nothing_waits(house)
    page = enter(profile(width=390), house, to="/connect")
    page.get_by_role("button", name="Bei Facebook anmelden").click()
    lets_in(page)
    offer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Jetzt nicht").click()


def test_an_agent_is_told_who_connects_accounts(page: Page, house: House) -> None:
    with house.database.write() as session:
        session.query(Agent).filter_by(login="miriam").one().role = "agent"
    try:
        enter(page, house, to="/connect")
        expect(page.get_by_text("Konten verbindet die Administration.")).to_be_visible()
        expect(page.get_by_role("button", name="Bei X anmelden")).to_have_count(0)
    finally:
        with house.database.write() as session:
            session.query(Agent).filter_by(login="miriam").one().role = "admin"
