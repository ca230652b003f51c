"""A refund above the authority, in two real browsers: held, connected, accepted, and sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page
from sqlalchemy import select

from db.models import Agent, Promise, Reply
from inbox.care import authority
from inbox.care.rights import MACHINE
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from tests import cast
from tests.browser.awaited import expect
from tests.browser.room import arrived, connected, post
from tests.browser.running import House, Profile, enter

WORDS = "Der kalte Burger tut mir leid, Bea: Ich erstatte Ihnen die 80 € bis morgen."
WHY = "Das ganze Essen für acht Personen war kalt."


def limited(house: House) -> None:
    """Miriam refunds up to 50 €; Jonas works here, too, and refunds up to 500 €."""
    with house.database.write() as session:
        jonas = cast.agent(session, cast.JONAS).id
        miriam = session.scalars(select(Agent.id).where(Agent.login == "miriam")).one()
        for agent_id, euros in ((miriam, 50), (jonas, 500)):
            grant = Grant(True, Amount(euros * 100, "EUR"))
            now = datetime.now(UTC)
            authority.set_own(session, MACHINE, agent_id, Remedy.REFUND, grant, now)


def test_a_refund_above_the_authority_is_connected_accepted_and_sent(
    at: Callable[[str], Page], profile: Profile, house: House
) -> None:
    connected(house)
    post(house, "80 € bezahlt, und der Burger war kalt!", handle="bea", name="Bea Burger")
    here = arrived(house, "Bea Burger")
    limited(house)
    theirs = enter(profile(), house, "jonas", to=f"/?c={here}")
    mine = at(f"/?c={here}")

    answer = mine.get_by_role("textbox", name="Antwort", exact=True)
    answer.fill(WORDS)
    held = mine.locator(".objection.blocks")
    expect(held).to_contain_text("50,00")
    held.get_by_role("button", name="Mit jemandem verbinden").click()
    asks = mine.get_by_role("dialog")
    expect(asks.get_by_role("radio", name="Jonas Weber")).to_be_checked()
    asks.get_by_role("textbox", name="Worum geht es?").fill(WHY)
    asks.get_by_role("button", name="Fragen").click()
    expect(mine.get_by_text("Jonas Weber ist um eine Entscheidung gebeten")).to_be_visible()

    offer = theirs.locator(".offer")
    expect(offer.get_by_text("Miriam Albers bittet Sie um eine Entscheidung")).to_be_visible()
    expect(theirs.get_by_role("log").get_by_text(WHY)).to_be_visible()
    card = theirs.get_by_role("region", name="Sie sind um eine Entscheidung gebeten")
    expect(card).to_contain_text("Bea Burger")
    expect(card).to_contain_text("80,00")
    expect(card).to_contain_text(WHY)
    card.get_by_role("button", name="Übernehmen").click()
    said = theirs.get_by_role("log").get_by_text("Jonas Weber hat entschieden: Erstattung, 80,00")
    expect(said).to_be_visible()
    expect(card).to_be_hidden()

    introduce = mine.get_by_role("button", name="Jonas Weber vorstellen")
    expect(introduce).to_be_visible()
    expect(held).to_have_count(0)
    introduce.click()
    mine.get_by_role("button", name="In die Antwort setzen").click()
    expect(answer).to_have_value(
        re.compile(f"^{re.escape(WORDS)} Jonas Weber darf das entscheiden")
    )
    mine.get_by_role("button", name="Als Miriam Albers senden").click()
    expect(answer).to_have_value("")
    with house.database.read() as session:
        (reply,) = session.scalars(select(Reply))
        (promise,) = session.scalars(select(Promise))
    assert "80 €" in reply.text
    assert (promise.amount, promise.currency) == (80_00, "EUR")
