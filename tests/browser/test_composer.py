"""What an agent types stays: through reload, polling, a fast switch, a second tab, a dead line.

So do its pictures, and who was to read it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, Route

from db.models import Agent, Message
from tests.browser.awaited import expect
from tests.browser.room import arrived, box, drafted, opened, post, row, thread, visit
from tests.browser.running import House, Profile, enter
from tests.contract_whole import PIXEL


@pytest.fixture(scope="module")
def customers(house: House) -> None:
    """Erika and Jo have written on X."""
    post(house, "Mein Abschlag wurde doppelt abgebucht!")
    post(house, "My heating is cold.", "jo_writes", "Jo Smith")
    arrived(house, "Erika M.")
    arrived(house, "Jo Smith")


@pytest.fixture
def erika(signed_in: Page, customers: None) -> Page:
    """Miriam in front of Erika's words, with nothing typed yet."""
    opened(signed_in, "Erika M.")
    box(signed_in).fill("")
    return signed_in


def test_a_draft_survives_reload(erika: Page, house: House) -> None:
    box(erika).fill("Guten Tag Frau M., ich")
    drafted(house, "Guten Tag Frau M., ich")
    erika.reload()
    expect(box(erika)).to_have_value("Guten Tag Frau M., ich")


def test_a_draft_survives_a_reload_right_after_the_last_key(erika: Page, house: House) -> None:
    box(erika).type("Nur keine Eile")
    erika.reload()
    expect(box(erika)).to_have_value("Nur keine Eile")


def test_a_fast_switch_keeps_both_drafts_apart(erika: Page, house: House) -> None:
    box(erika).type("An Erika")
    row(erika, "Jo Smith").first.click()
    expect(thread(erika)).to_contain_text("My heating is cold.")
    expect(box(erika)).to_have_value("")
    box(erika).type("To Jo")
    row(erika, "Erika M.").first.click()
    expect(box(erika)).to_have_value("An Erika")
    drafted(house, "An Erika")
    drafted(house, "To Jo")
    row(erika, "Jo Smith").first.click()
    expect(box(erika)).to_have_value("To Jo")
    box(erika).fill("")
    row(erika, "Erika M.").first.click()


def test_polls_touch_neither_text_nor_focus_nor_caret(erika: Page, house: House) -> None:
    box(erika).fill("Anfang und Ende")
    box(erika).focus()
    box(erika).evaluate("area => area.setSelectionRange(7, 7)")
    post(house, "Hallo?", "stoert", "Stine Stört")
    arrived(house, "Stine Stört")
    expect(row(erika, "Stine Stört")).to_be_visible()
    with erika.expect_response("**/api/thread/**"):
        erika.keyboard.type("Mitte ")
    post(house, "Hallo!?", "stoert_mit", "Stefan Stört")
    arrived(house, "Stefan Stört")
    expect(row(erika, "Stefan Stört")).to_be_visible()
    erika.keyboard.type("ist da, ")
    expect(box(erika)).to_have_value("Anfang Mitte ist da, und Ende")


def test_a_second_tab_of_the_same_agent_shows_what_was_typed(erika: Page, house: House) -> None:
    box(erika).fill("Im ersten Fenster")
    drafted(house, "Im ersten Fenster")
    second = erika.context.new_page()
    second.goto(erika.url)
    expect(box(second)).to_have_value("Im ersten Fenster")
    box(second).fill("Im zweiten Fenster")
    expect(box(erika)).to_have_value("Im zweiten Fenster", timeout=20_000)


def test_two_tabs_send_one_answer(erika: Page, house: House) -> None:
    post(house, "Wer antwortet mir?", "tabs", "Tabea Tab")
    arrived(house, "Tabea Tab")
    log = opened(erika, "Tabea Tab")
    box(erika).fill("Ich, und zwar einmal.")
    drafted(house, "Ich, und zwar einmal.")
    second = erika.context.new_page()
    second.goto(erika.url)
    expect(box(second)).to_have_value("Ich, und zwar einmal.")
    for tab in (erika, second):
        tab.get_by_role("button", name="senden").last.click()
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=20_000)
    sent = [text for text in house.sandbox.ours("x") if "zwar einmal" in text]
    assert len(sent) == 1


def test_without_a_connection_the_text_is_kept_and_saved_later(erika: Page, house: House) -> None:
    def dead(route: Route) -> None:
        route.abort()

    erika.route("**/api/draft/**", dead)
    box(erika).fill("Im Funkloch geschrieben")
    expect(erika.get_by_text("Noch nicht gesichert")).to_be_visible()
    erika.unroute("**/api/draft/**", dead)
    expect(erika.get_by_text("Entwurf gesichert")).to_be_visible()
    drafted(house, "Im Funkloch geschrieben")


def test_an_agent_without_a_direct_contact_reads_and_is_shown_the_way_to_answer(
    erika: Page, house: House
) -> None:
    box(erika).fill("Schon angefangen")
    drafted(house, "Schon angefangen")
    with house.database.write() as session:
        agent = session.query(Agent).filter_by(login="miriam").one()
        kept = agent.phone, agent.email
        agent.phone = agent.email = None
    try:
        notice = erika.locator(".notice", has_text="Antworten können Sie, sobald")
        expect(notice).to_be_visible()
        expect(box(erika)).to_be_hidden()
        expect(thread(erika)).to_contain_text("doppelt abgebucht")
        notice.get_by_role("link", name="Meine Signatur").click()
        expect(erika.get_by_role("heading", name="Meine Signatur")).to_be_visible()
    finally:
        with house.database.write() as session:
            agent = session.query(Agent).filter_by(login="miriam").one()
            agent.phone, agent.email = kept
    erika.get_by_role("link", name="Eingang").click()
    expect(box(erika)).to_have_value("Schon angefangen")


def test_what_the_customer_added_meanwhile_has_to_be_read(erika: Page, house: House) -> None:
    first = post(house, "Wann kommt jemand?", "nochmal", "Nina Nochmal")
    arrived(house, "Nina Nochmal")
    log = opened(erika, "Nina Nochmal")
    box(erika).fill("Morgen früh.")
    drafted(house, "Morgen früh.")
    post(house, "Hat sich erledigt!", "nochmal", "Nina Nochmal", reply_to=first)
    arrived(house, "Nina Nochmal")
    expect(log.get_by_text("Hat sich erledigt!")).to_be_visible(timeout=30_000)
    box(erika).fill("Morgen früh um acht.")
    held = erika.locator(".objection.blocks")
    expect(held).to_be_visible()
    erika.get_by_role("button", name="senden").last.click()
    expect(box(erika)).to_have_value("Morgen früh um acht.")
    held.get_by_role("button", name="Ich habe es gelesen").click()
    expect(held).to_have_count(0)
    erika.get_by_role("button", name="senden").last.click()
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=20_000)


def test_a_reader_further_up_is_not_moved_by_something_new(
    house: House, customers: None, profile: Profile
) -> None:
    page = enter(profile(width=1280), house)
    number = arrived(house, "Erika M.")
    fill(house, number)
    opened(page, "Erika M.")
    log = thread(page)
    expect(log.get_by_text("Satz 59")).to_be_visible()
    log.hover()
    page.mouse.wheel(0, -1500)
    before = resting(log)
    fill(house, number, 60, 61)
    expect(page.get_by_role("button", name="Neue Nachricht")).to_be_visible(timeout=20_000)
    assert abs(log.evaluate("log => log.scrollTop") - before) < 3
    page.get_by_role("button", name="Neue Nachricht").click()
    expect(log.get_by_text("Satz 60")).to_be_in_viewport()


def test_older_messages_come_page_by_page_without_a_jump(
    house: House, customers: None, profile: Profile
) -> None:
    page = enter(profile(), house)
    number = arrived(house, "Jo Smith")
    fill(house, number, 0, 100)
    log = opened(page, "Jo Smith")
    expect(log.get_by_text("Satz 0,", exact=False)).to_have_count(0)
    text = log.locator("article").first.inner_text()
    log.evaluate("log => log.scrollTop = 0")
    expect(log.get_by_text("Satz 25,")).to_have_count(1)
    expect(log.locator("article", has_text=text.splitlines()[-1])).to_be_in_viewport()


def resting(log: Locator) -> float:
    """Wait until a list does not scroll any more and return where it stands."""
    return log.evaluate(
        """log => new Promise(done => {
            let last = -1;
            const look = () => {
                if (log.scrollTop === last) return done(last);
                last = log.scrollTop;
                setTimeout(look, 100);
            };
            look();
        })"""
    )


def fill(house: House, conversation: int, first: int = 0, last: int = 60) -> None:
    """Let a conversation be long."""
    with house.database.write() as session:
        known = session.query(Message).filter_by(conversation_id=conversation).first()
        assert known is not None
        for number in range(first, last):
            now = datetime.now(UTC)
            session.add(
                Message(
                    account_id=known.account_id,
                    external_id=f"f{conversation}.{number}",
                    thread_id=known.thread_id,
                    conversation_id=conversation,
                    contact_id=known.contact_id,
                    kind=known.kind,
                    direction="inbound",
                    text=f"Satz {number}, und noch mehr davon.",
                    created_at=now,
                    stored_at=now,
                    answerable="yes",
                    attachments=[],
                )
            )


def test_pictures_stay_with_the_draft_and_leave_with_the_reply(erika: Page, house: House) -> None:
    post(house, "Welcher Zähler ist gemeint?", "zaehler", "Zoe Zähler")
    arrived(house, "Zoe Zähler")
    log = opened(erika, "Zoe Zähler")
    box(erika).fill("Dieser hier, im Keller links.")
    erika.locator("input[type=file]").set_input_files(
        {"name": "zaehler.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    shown = erika.get_by_role("textbox", name="Was Bild 1 zeigt")
    shown.fill("Ein Zähler")
    drafted(house, "Dieser hier, im Keller links.")
    erika.reload()
    expect(shown).to_have_value("Ein Zähler")
    erika.get_by_role("button", name="senden").last.click()
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=20_000)
    (sent,) = [one for one in house.sandbox.truth("x") if "Keller links" in one["text"]]
    assert [media["alt_text"] for media in sent["media"]] == ["Ein Zähler"]
    expect(shown).to_have_count(0)


def test_a_private_answer_stays_private_through_a_reload_and_reaches_one_person(
    erika: Page, house: House
) -> None:
    visit(house, "Wieso ist mein Vertrag gekündigt?", "Vera Vertraulich")
    arrived(house, "Vera Vertraulich")
    log = opened(erika, "Vera Vertraulich")
    erika.locator(".way", has_text="Privat").click()
    box(erika).fill("Ihr Vertrag läuft weiter, versprochen.")
    drafted(house, "Ihr Vertrag läuft weiter, versprochen.")
    erika.reload()
    expect(erika.get_by_role("radio", name="Privat")).to_be_checked()
    erika.get_by_role("button", name="Privat senden als").click()
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=20_000)
    (sent,) = [
        one
        for one in house.sandbox.truth("facebook")
        if "versprochen" in one["text"] and one["ours"]
    ]
    assert sent["kind"] == "message"
    expect(erika.get_by_role("radio", name="Öffentlich")).to_be_checked()
    erika.locator(".way", has_text="Privat").click()
    expect(erika.locator(".notice.door")).to_contain_text("Öffentlich antworten")
