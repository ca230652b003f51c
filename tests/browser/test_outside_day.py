"""A call that came through the signature, on the real page: their wish, the note, and its answer."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import select

from db.models import Conversation, Message, OutsideDraft, Promise
from tests.browser.awaited import expect
from tests.browser.room import arrived, connected, post
from tests.browser.running import House

WISH = "@lindenau_hilft Wo bleibt mein Geld? Rufen Sie mich bitte an, 0171 2345678"


def test_a_wish_is_taken_over_and_the_call_that_followed_is_their_answer(
    at: Callable[[str], Page], house: House
) -> None:
    connected(house)
    post(house, WISH, handle="bea", name="Bea Burger")
    here = arrived(house, "Bea Burger")
    page = at(f"/?c={here}")

    person = page.get_by_role("complementary", name="Person")
    person.get_by_role("button", name="Übernehmen …").click()
    expect(person.get_by_label("Nummer oder Adresse")).to_have_value("+49 171 2345678")
    person.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("button", name="Wunsch: Telefon")).to_be_visible()

    page.locator(".mode").filter(has_text="Anruf, E-Mail").click()
    page.get_by_role("radio", name="Anruf von uns").check(force=True)
    page.get_by_role("textbox", name="Was besprochen wurde").fill("Geld ist morgen da.")
    noting = page.locator(".outsiding")
    noting.get_by_role("button", name="Versprechen hinzufügen").click()
    noting.get_by_label("Was versprochen ist").fill("Rückruf, ob es da ist")
    with page.expect_response("**/api/outside-draft/*"):
        noting.get_by_label("Was versprochen ist").blur()
    page.reload()
    page.locator(".mode").filter(has_text="Anruf, E-Mail").click()
    expect(page.get_by_role("textbox", name="Was besprochen wurde")).to_have_value(
        "Geld ist morgen da."
    )
    expect(page.get_by_role("radio", name="Anruf von uns")).to_be_checked()
    expect(noting.get_by_label("Was versprochen ist")).to_have_value("Rückruf, ob es da ist")
    noting.get_by_role("button", name="Festhalten").click()
    told = page.get_by_role("log").locator("article.told")
    expect(told).to_contain_text("Anruf von uns")
    expect(told).to_contain_text("Geld ist morgen da.")

    with house.database.read() as session:
        assert session.scalars(select(OutsideDraft)).all() == []
        conversation = session.get_one(Conversation, here)
        (promise,) = session.scalars(select(Promise))
        kept = session.scalars(select(Message).where(Message.direction == "told")).one()
    assert (conversation.waiting_since, promise.conversation_id) == (None, here)
    assert (kept.kind, kept.external_id) == ("call", None)
