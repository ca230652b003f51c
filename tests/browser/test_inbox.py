"""The main job in a real browser: read, answer signed, see it arrive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page
from streamlit.proto.BackMsg_pb2 import BackMsg

from db.models import Account, AccountState, Agent
from tests.browser.awaited import expect
from tests.browser.room import (
    arrived,
    box,
    drafted,
    hurry,
    opened,
    post,
    row,
    thread,
    visit,
    write,
)
from tests.browser.running import House, Profile, enter

CUSTOMERS = [
    ("erika_m", "Erika M.", "Mein Abschlag wurde doppelt abgebucht!"),
    ("undo", "Ulla Undo", "Wann kommt der Monteur?"),
    ("zita", "Zita Zurück", "Danke, alles gut!"),
    ("ungewiss", "Uwe Ungewiss", "Kommt das an?"),
    ("twice", "Zoe Zweimal", "Und die Zählernummer?"),
    ("genau", "Gina Genau", "Gibt es Rabatt?"),
    ("abgelehnt", "Resi Refused", "Niemand geht ans Telefon!"),
    ("lang", "Lina Lang", "Erklären Sie mir die Rechnung!"),
    ("nummer", "Nora Nummer", "Was ist mit meiner Beschwerde?"),
    ("fertig", "Fee Fertig", "Danke, alles gut!"),
]
"""Who is in the inbox of this file: one for each test that answers somebody."""


@pytest.fixture(scope="module")
def customers(house: House) -> None:
    """They all wrote on X, Herr Öztürk on Facebook, and stand in the list."""
    for handle, name, words in CUSTOMERS:
        post(house, words, handle, name)
    visit(house, "Seit heute früh kein warmes Wasser.", "Cem Öztürk")
    arrived(house, CUSTOMERS[-1][1])
    arrived(house, "Cem Öztürk")


@pytest.fixture
def inbox(signed_in: Page, customers: None) -> Page:
    """Miriam's inbox with all of them in it."""
    return signed_in


def test_both_platforms_stand_in_the_list(inbox: Page) -> None:
    expect(row(inbox, "Erika M.").first.get_by_role("img", name="X", exact=True)).to_be_visible()
    expect(row(inbox, "Cem Öztürk").first.get_by_role("img", name="Facebook")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "platform", "words"),
    [
        ("Erika M.", "x", "Das buchen wir heute zurück."),
        ("Cem Öztürk", "facebook", "Es läuft wieder."),
    ],
)
def test_an_answer_arrives_signed_and_is_shown_as_delivered(
    inbox: Page, house: House, name: str, platform: str, words: str
) -> None:
    log = opened(inbox, name)
    write(inbox, f"Guten Tag, {words}")
    expect(log.get_by_text("Zugestellt").last).to_be_visible(timeout=15_000)
    (sent,) = [text for text in house.sandbox.ours(platform) if words in text]
    with house.database.read() as session:
        agent = session.query(Agent).filter_by(login="miriam").one()
    assert agent.work_name in sent
    assert agent.email in sent
    assert re.sub(r"\D", "", agent.phone) in re.sub(r"\D", "", sent)
    drafted(house, None)
    expect(box(inbox)).to_have_value("")


@pytest.fixture
def stopped(house: House) -> Iterator[Callable[[AccountState], None]]:
    """Stop and start our account on X; in the end it works."""

    def turn(state: AccountState) -> None:
        with house.database.write() as session:
            session.query(Account).filter_by(platform="twitter").one().state = state

    yield turn
    turn(AccountState.ACTIVE)


def test_a_reply_that_waits_says_why_and_can_be_taken_back(
    inbox: Page, house: House, stopped: Callable[[AccountState], None]
) -> None:
    log = opened(inbox, "Ulla Undo")
    stopped(AccountState.PAUSED)
    write(inbox, "Morgen um neun,\n\nversprochen.")
    expect(log.get_by_text("Wartet: das Konto ist angehalten.")).to_be_visible()
    expect(row(inbox, "Ulla Undo").first).to_contain_text("Antwort wartet")
    log.get_by_role("button", name="Zurückholen").click()
    expect(box(inbox)).to_have_value("Morgen um neun,\n\nversprochen.")
    expect(log.get_by_text("Morgen um neun")).to_have_count(0)
    stopped(AccountState.ACTIVE)
    write(inbox, "Heute noch.")
    expect(log.get_by_text("Zugestellt")).to_be_visible()
    assert not [text for text in house.sandbox.ours("x") if "Morgen um neun" in text]


@pytest.fixture
def unhurried(house: House) -> Iterator[None]:
    """Let what we write on X be taken back for a minute."""

    def turn(**options: str) -> None:
        with house.database.write() as session:
            session.query(Account).filter_by(platform="twitter").one().options = options

    turn(undo_seconds="60")
    yield
    turn()


@pytest.mark.usefixtures("unhurried")
def test_whoever_has_gone_on_takes_the_last_answer_back_with_a_key(
    inbox: Page, house: House
) -> None:
    log = opened(inbox, "Zita Zurück")
    write(inbox, "Gern, bis bald.")
    expect(log.get_by_text("Geht in")).to_be_visible()
    opened(inbox, "Nora Nummer")
    expect(inbox.get_by_role("status").filter(has_text="Antwort an Zita")).to_contain_text(
        "Geht in"
    )
    inbox.keyboard.press("u")
    expect(log).to_contain_text("Danke, alles gut!")
    expect(box(inbox)).to_have_value("Gern, bis bald.")
    expect(log.get_by_text("Gern, bis bald.")).to_have_count(0)
    assert not [text for text in house.sandbox.ours("x") if "bis bald" in text]


def test_while_the_account_is_stopped_nobody_is_said_to_look(
    inbox: Page, house: House, stopped: Callable[[AccountState], None]
) -> None:
    log = opened(inbox, "Uwe Ungewiss")
    house.sandbox.fault("x", "html_500_after", method="POST")
    write(inbox, "Das kommt an.")
    expect(log.get_by_text("Wir sehen nach")).to_be_visible()
    stopped(AccountState.LOGIN_NEEDED)
    expect(log.get_by_text("Nachgesehen wird, sobald die Administration")).to_be_visible()
    chip = inbox.get_by_role("option", selected=True)
    expect(chip).to_contain_text("Ungewiss")
    expect(chip).not_to_contain_text("Nicht gesendet")


def test_ctrl_enter_sends_once_however_often_it_is_pressed(inbox: Page, house: House) -> None:
    log = opened(inbox, "Zoe Zweimal")
    box(inbox).fill("Die steht auf dem Gerät.")
    for _ in range(3):
        box(inbox).press("Control+Enter")
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=15_000)
    assert len([text for text in house.sandbox.ours("x") if "auf dem Gerät" in text]) == 1


def test_what_is_previewed_is_what_leaves(inbox: Page, house: House) -> None:
    log = opened(inbox, "Gina Genau")
    box(inbox).fill("  Ja,   zehn & mehr <b>Prozent</b>:\n\n\n  für Sie 😊  ")
    shown = inbox.locator(".part .words")
    expect(inbox.locator(".bar .count")).to_have_text(re.compile(r"^\d+ / 280$"))
    previewed = shown.evaluate("node => node.textContent")
    inbox.get_by_role("button", name="senden").last.click()
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=15_000)
    assert previewed in house.sandbox.ours("x")


def test_a_refused_answer_says_what_to_do_and_its_text_is_back(inbox: Page, house: House) -> None:
    log = opened(inbox, "Resi Refused")
    house.sandbox.fault("x", "refused", method="POST")
    write(inbox, "Das tut mir leid, ich rufe Sie an.")
    expect(log.get_by_text("Nicht gesendet.")).to_be_visible(timeout=15_000)
    expect(box(inbox)).to_have_value("Das tut mir leid, ich rufe Sie an.")
    expect(inbox.get_by_role("button", name="Zu klären")).to_be_visible()
    expect(row(inbox, "Resi Refused").first).to_contain_text("Nicht gesendet")
    house.sandbox.clear_faults()
    inbox.get_by_role("button", name="senden").last.click()
    expect(log.get_by_text("Zugestellt")).to_be_visible(timeout=15_000)
    expect(box(inbox)).to_have_value("")


def test_an_answer_that_is_too_long_is_offered_in_parts(inbox: Page, house: House) -> None:
    log = opened(inbox, "Lina Lang")
    sentence = (
        "Der Abschlag wird monatlich abgebucht und einmal im Jahr mit dem Verbrauch verrechnet. "
    )
    box(inbox).fill((sentence * 5).strip())
    inbox.get_by_role("button", name=re.compile("In . Teile teilen")).click()
    parts = inbox.locator(".part")
    expect(parts.first).to_contain_text("Teil 1 von")
    previewed = inbox.locator(".part .words").all_text_contents()
    assert len(previewed) > 1
    inbox.get_by_role("button", name="senden").last.click()
    expect(log.get_by_text("Zugestellt")).to_have_count(len(previewed), timeout=30_000)
    assert [text for text in house.sandbox.ours("x") if text in previewed] == previewed


def test_an_objection_stops_it_calmly(inbox: Page, house: House) -> None:
    opened(inbox, "Nora Nummer")
    write(inbox, "Ihre Ticketnummer ist 4711.")
    expect(inbox.locator(".objection.blocks").first).to_be_visible()
    expect(box(inbox)).to_have_value("Ihre Ticketnummer ist 4711.")
    box(inbox).fill("Ich kümmere mich darum.")
    expect(inbox.locator(".objection.blocks")).to_have_count(0)


def test_done_puts_away_and_opens_again(inbox: Page, house: House) -> None:
    opened(inbox, "Fee Fertig")
    inbox.locator(".thread .head").get_by_role("button", name="Erledigt").click()
    expect(row(inbox, "Fee Fertig")).to_have_count(0)
    inbox.get_by_role("navigation", name="Ordner").get_by_role("button", name="Erledigt").click()
    expect(row(inbox, "Fee Fertig")).to_be_visible()
    inbox.get_by_role("button", name="Wieder öffnen").click()
    expect(row(inbox, "Fee Fertig")).to_have_count(0)


def test_what_the_customer_adds_appears_by_itself(inbox: Page, house: House) -> None:
    first = post(house, "Eine Frage noch:", "nachtrag", "Nele Nachtrag")
    arrived(house, "Nele Nachtrag")
    log = opened(inbox, "Nele Nachtrag")
    post(house, "wie lange dauert das?", "nachtrag", "Nele Nachtrag", reply_to=first)
    hurry(house)
    expect(log.get_by_text("wie lange dauert das?")).to_be_visible(timeout=30_000)


def test_public_context_stands_quietly_around(inbox: Page, house: House) -> None:
    ours = house.sandbox.post("x/post", text="Heute wird die Leitung gespült.")["id"]
    post(house, "Wie lange denn?", "kontext", "Kai Kontext", reply_to=ours)
    arrived(house, "Kai Kontext")
    log = opened(inbox, "Kai Kontext")
    above = log.locator("article.context")
    expect(above).to_contain_text("Unser Beitrag")
    expect(above).to_contain_text("Heute wird die Leitung gespült.")


def deed(page: Page, entry: Locator, name: str) -> None:
    """Choose from what can be done with a message."""
    entry.get_by_role("button", name="Was sich damit tun lässt").click()
    page.get_by_role("menuitem", name=name).click()


def test_a_comment_is_seen_hidden_answered_and_the_answer_deleted(
    inbox: Page, house: House
) -> None:
    said = {"author": "Hanno Heikel", "photo": "https://photos.example/heikel.jpg"}
    above = house.sandbox.post("facebook/post", text="Tag der offenen Tür!", as_page=True)
    house.sandbox.post("facebook/comment", on=above["id"], text="So ein Murks!", **said)
    arrived(house, "Hanno Heikel")
    log = opened(inbox, "Hanno Heikel")
    theirs = log.locator("article.customer")
    shown = theirs.get_by_role("img", name="Foto")
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") > 0
    expect(log.locator("article.context").get_by_role("button")).to_have_count(0)

    deed(inbox, theirs, "Auf Facebook verbergen")
    expect(theirs).to_contain_text("Auf Facebook verborgen von Miriam", timeout=15_000)
    write(inbox, "Guten Tag, was ging schief?")
    ours = log.locator("article.us")
    deed(inbox, ours, "Auf Facebook löschen")
    inbox.get_by_role("dialog").get_by_role("button", name="Löschen").click()
    expect(ours).to_contain_text("Auf Facebook gelöscht von Miriam", timeout=15_000)
    expect(ours).to_contain_text("was ging schief?")
    there = {each["text"]: each for each in house.sandbox.truth("facebook")}
    assert there["So ein Murks!"]["hidden"] is True
    assert not [text for text in there if "was ging schief?" in text]


def test_a_link_leads_to_a_conversation_and_back_leads_back(
    at: Callable[[str], Page], customers: None, house: House
) -> None:
    first, second = arrived(house, "Erika M."), arrived(house, "Cem Öztürk")
    inbox = at(f"/?c={first}")
    expect(thread(inbox)).to_contain_text("doppelt abgebucht")
    inbox.locator("[data-folder=all]").click()
    row(inbox, "Cem Öztürk").first.click()
    expect(thread(inbox)).to_contain_text("warmes Wasser")
    expect(inbox).to_have_url(re.compile(rf"\?c={second}&f=all$"))
    inbox.go_back()
    expect(thread(inbox)).to_contain_text("doppelt abgebucht")


def test_who_comes_back_from_another_page_finds_open_what_was(
    at: Callable[[str], Page], customers: None, house: House
) -> None:
    first = arrived(house, "Erika M.")
    inbox = at(f"/?c={first}")
    expect(thread(inbox)).to_contain_text("doppelt abgebucht")
    for name in ("Anbindungen", "Meine Signatur"):
        inbox.get_by_role("link", name=name).click()
        expect(inbox.get_by_role("heading", name=name, exact=True)).to_be_visible()
        inbox.get_by_role("link", name="Eingang").click()
        expect(thread(inbox)).to_contain_text("doppelt abgebucht")
        expect(inbox).to_have_url(re.compile(rf"/\?c={first}$"))


@pytest.mark.parametrize("named", ["999999", "1'--"])
def test_a_link_to_nothing_is_no_mishap(
    at: Callable[[str], Page], customers: None, named: str
) -> None:
    page = at(f"/?c={named}")
    expect(page.get_by_role("option").first).to_be_visible()
    empty = re.compile("Wählen Sie eine (Unterhaltung|andere aus der Liste)")
    expect(thread(page)).to_contain_text(empty)


def test_the_keyboard_walks_and_opens(inbox: Page) -> None:
    rows = inbox.get_by_role("listbox").get_by_role("option")
    expect(rows.nth(1)).to_be_visible()
    expect(inbox.get_by_role("button", name="Befehle")).to_be_visible()  # who hears the keys
    inbox.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    inbox.keyboard.press("j")
    inbox.keyboard.press("k")
    inbox.keyboard.press("j")
    inbox.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    expect(thread(inbox).locator("article").first).to_be_visible()
    inbox.keyboard.press("r")
    expect(box(inbox)).to_be_focused()
    inbox.keyboard.type("jk")
    expect(box(inbox)).to_have_value(re.compile("jk$"))


def test_what_is_typed_after_the_key_for_search_is_looked_for(inbox: Page) -> None:
    expect(inbox.get_by_role("button", name="Befehle")).to_be_visible()
    inbox.keyboard.press("/")
    inbox.keyboard.type("Zimmer")
    expect(inbox.locator(".st-key-search_line input")).to_have_value("Zimmer")
    inbox.keyboard.press("Enter")
    expect(inbox.get_by_role("main")).to_contain_text("Olaf Zimmer")


def test_no_key_has_the_whole_page_drawn_anew(
    house: House, customers: None, profile: Profile
) -> None:
    page, runs = profile(), []

    def note(sent: bytes) -> None:
        told = BackMsg.FromString(sent)
        if told.HasField("rerun_script"):
            runs.append(told.rerun_script)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    enter(page, house)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("button", name="Befehle")).to_be_visible()
    for key in ("c", "r", "j", "Enter"):
        page.keyboard.press(key)
    expect(thread(page).locator("article").first).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("Der Rest kommt per Brief.")
    expect(box(page)).to_have_value("Der Rest kommt per Brief.")
    drafted(house, "Der Rest kommt per Brief.")
    assert [run.fragment_id != "" for run in runs] == [False] + [True] * (len(runs) - 1)


def test_an_english_agent_reads_english(house: House, customers: None, profile: Profile) -> None:
    with house.database.write() as session:
        session.query(Agent).filter_by(login="miriam").one().language = "en"
    try:
        page = enter(profile(locale="en-GB"), house)
        expect(page.get_by_role("navigation", name="Folders")).to_contain_text("All open")
        page.get_by_role("listbox", name="Conversations").get_by_role("option").first.click()
        expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^Send as "))).to_be_visible()
    finally:
        with house.database.write() as session:
            session.query(Agent).filter_by(login="miriam").one().language = "de"
