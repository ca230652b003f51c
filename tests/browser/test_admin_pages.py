"""My signature, Connectors and what charts show, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page

from connectors import PLATFORMS
from connectors.twitter.ids import id_at
from db.models import Account, Agent, Message, PollRun, SkippedRecord, Stream
from db.session import Session
from inbox.rules.faults import SENTENCES, Flaw
from inbox.texts import texts
from tests.browser import room
from tests.browser.awaited import expect
from tests.browser.running import House, Profile, enter

DE = texts("de")
STREAMS = sum(len(PLATFORMS[name].streams) for name in ("twitter", "facebook", "instagram"))


@pytest.fixture
def signature(at: Callable[[str], Page], house: House) -> Iterator[Page]:
    """Miriam at her signature; what she changes is put back."""
    page = at("/signature")
    expect(page.get_by_role("heading", name="Meine Signatur")).to_be_visible()
    with house.database.read() as session:
        before = session.query(Agent).filter_by(login="miriam").one()
        kept = (before.work_name, before.phone, before.email, before.language, before.password_hash)
    yield page
    with house.database.write() as session:
        row = session.query(Agent).filter_by(login="miriam").one()
        row.work_name, row.phone, row.email, row.language, row.password_hash = kept


def test_the_preview_follows_what_is_typed(signature: Page) -> None:
    signature.get_by_label("Name, den die Kundschaft sieht").fill("Mira Albers-Roth")
    expect(signature.locator(".dw-bubble").first).to_contain_text(
        "– Mira Albers-Roth, +49 30 23125042"
    )


def test_both_forms_are_shown_for_each_channel(signature: Page) -> None:
    expect(signature.locator(".dw-channel h3")).to_have_text(["X", "Facebook, Instagram"])
    expect(signature.locator(".dw-bubble")).to_have_count(4)
    full, short = signature.locator(".dw-channel").first.locator(".signature").all_inner_texts()
    assert full == "– Miriam Albers, +49 30 23125042, miriam.albers@example.com"
    assert short == "– Miriam Albers, +49 30 23125042"


def test_a_way_that_customers_cannot_use_is_refused(signature: Page, house: House) -> None:
    for field, typed, right, flaw in (
        ("Durchwahl", "0900 123456", "+49 30 23125042", Flaw.PHONE_PAID),
        (
            "E-Mail-Adresse, die Sie lesen",
            "noreply@example.com",
            "m@example.com",
            Flaw.EMAIL_NO_REPLY,
        ),
    ):
        signature.get_by_label(field, exact=True).fill(typed)
        expect(signature.get_by_role("alert")).to_have_text(DE(SENTENCES[flaw]))
        signature.get_by_role("button", name="Speichern").click()
        expect(signature.get_by_role("alert")).to_have_text(DE(SENTENCES[flaw]))
        expect(signature.get_by_text("Gespeichert.")).to_have_count(0)
        signature.get_by_label(field, exact=True).fill(right)
        expect(signature.get_by_role("alert")).to_have_count(0)
    with house.database.read() as session:
        row = session.query(Agent).filter_by(login="miriam").one()
    assert (row.phone, row.email) == ("+493023125042", "miriam.albers@example.com")


def test_what_is_saved_is_what_was_shown(signature: Page, house: House) -> None:
    signature.get_by_label("Durchwahl", exact=True).fill("030 23125 777")
    expect(signature.locator(".dw-bubble").first).to_contain_text("+49 30 23125777")
    signature.get_by_role("button", name="Speichern").click()
    expect(signature.get_by_text("Gespeichert.")).to_be_visible()
    with house.database.read() as session:
        assert session.query(Agent).filter_by(login="miriam").one().phone == "+493023125777"


def test_the_language_changes_the_whole_page(at: Callable[[str], Page]) -> None:
    page = at("/preferences")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Preferences")).to_be_visible()
    expect(page.get_by_role("link", name="Connectors")).to_be_visible()
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.get_by_role("heading", name="Einstellungen", exact=True)).to_be_visible()


def test_hostile_names_stay_text(signature: Page, house: House) -> None:
    """What stands in the table is shown, whoever wrote it there."""
    hostile = "<img src=x onerror=alert(1)> **b** :material/home:"
    dialogs: list[str] = []
    signature.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    with house.database.write() as session:
        session.query(Agent).filter_by(login="miriam").one().work_name = hostile
    signature.reload()
    expect(signature.locator(".account .name")).to_have_text(hostile)
    assert dialogs == []


def test_whoever_changes_their_password_stays_and_signs_in_by_it(
    signature: Page, house: House
) -> None:
    signature.get_by_label("Neues Passwort").fill("sieben ruhige Laternen")
    signature.get_by_role("button", name="Passwort setzen").click()
    expect(signature.get_by_text("Ab jetzt führen miriam")).to_be_visible()
    signature.context.clear_cookies()
    signature.goto(f"{house.url}/login")
    signature.get_by_label("Anmeldename").fill("miriam")
    signature.get_by_label("Passwort").fill("sieben ruhige Laternen")
    signature.get_by_role("button", name="Anmelden").click()
    expect(signature.get_by_role("link", name="Eingang")).to_be_visible()


def test_a_short_password_is_refused_in_plain_words(signature: Page) -> None:
    signature.get_by_label("Neues Passwort").fill("kurz")
    signature.get_by_role("button", name="Passwort setzen").click()
    expect(signature.get_by_role("alert")).to_contain_text(
        re.compile("12 Zeichen|jetzige Passwort")
    )


@pytest.fixture
def connectors(at: Callable[[str], Page], house: House) -> Page:
    room.connected(house)
    page = at("/connectors")
    expect(page.get_by_role("heading", name="Anbindungen")).to_be_visible()
    expect(page.get_by_text("Erwähnungen und Antworten")).to_be_visible()
    return page


def on_x(session: Session, name: str) -> Stream:
    """Return a stream of our account on X."""
    streams = session.query(Stream).join(Account, Account.id == Stream.account_id)
    return streams.filter(Account.platform == "twitter", Stream.name == name).one()


def mentions(page: Page) -> Locator:
    return page.locator("div[class*='st-key-stream-']", has_text="Erwähnungen und Antworten")


def test_every_stream_is_shown_with_its_pace_and_result(connectors: Page) -> None:
    rows = connectors.locator("div[class*='st-key-stream-']")
    expect(rows).to_have_count(STREAMS)
    for name in ("Erwähnungen und Antworten", "Suche nach Stichwörtern", "Messenger"):
        expect(rows.filter(has_text=name)).to_have_count(1)
    expect(rows.first).to_contain_text(re.compile(r"\d+ neu"))
    expect(connectors.get_by_text("Der Worker läuft")).to_be_visible()


def test_the_effect_of_a_pace_is_shown_before_it_is_saved(connectors: Page, house: House) -> None:
    row = mentions(connectors)
    row.get_by_role("button", name="Takt ändern").click()
    row.get_by_role("radio", name="alle 15 Minuten").click()
    effect = row.locator(".dw-effect")
    expect(effect).to_contain_text("8 Minuten")
    expect(effect).to_contain_text("Kosten im Monat")
    with house.database.read() as session:
        assert on_x(session, "mentions").pace != "every 15m jitter 75s"
    row.get_by_role("button", name="Diesen Takt speichern").click()
    expect(connectors.get_by_text("Der Takt ist geändert")).to_be_visible()
    expect(mentions(connectors)).to_contain_text("alle 15 Minuten")
    with house.database.read() as session:
        assert on_x(session, "mentions").pace == "every 15m jitter 75s"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_editor_of_a_stream_opens_in_view_wherever_it_stands(
    profile: Profile, house: House, width: int
) -> None:
    page = enter(profile(width=width), house, to="/connectors")
    rows = page.locator("div[class*='st-key-stream-']")
    expect(rows).to_have_count(STREAMS)
    for number in (0, 1, STREAMS // 2, STREAMS - 1):
        rows.nth(number).get_by_role("button", name="Takt ändern").click()
        expect(page.locator("div[class*='st-key-pace-']")).to_have_count(1)
        expect(rows.nth(number).get_by_text("Wie oft?")).to_be_in_viewport()
        expect(rows.nth(number).get_by_text("Wann?")).to_be_in_viewport()
        expect(rows.nth(number).get_by_role("radio", checked=True)).to_have_count(2)


def test_the_hours_of_a_pace_are_chosen_by_name(connectors: Page) -> None:
    row = mentions(connectors)
    row.get_by_role("button", name="Takt ändern").click()
    row.get_by_role("radio", name="Arbeitszeit, Mo bis Fr, 8:00 bis 18:00").click()
    row.get_by_role("radio", name="jede Stunde").click()
    expect(row.locator(".dw-then")).to_have_text("Mo–Fr 8:00–18:00, jede Stunde")


def test_a_pace_that_makes_no_sense_says_what_to_write(connectors: Page) -> None:
    row = mentions(connectors)
    row.get_by_role("button", name="Takt ändern").click()
    row.get_by_text("Den Takt als Text schreiben").click()
    row.get_by_label("Takt in einer Zeile").fill("cron 0-4 9:00 Europe/Berlin")
    expect(row.get_by_role("alert")).to_contain_text("mon-fri, sat,sun oder daily")
    expect(row.get_by_role("button", name="Diesen Takt speichern")).to_have_count(0)


def test_what_is_typed_survives_the_timer(connectors: Page) -> None:
    row = mentions(connectors)
    row.get_by_role("button", name="Takt ändern").click()
    row.get_by_text("Den Takt als Text schreiben").click()
    line = row.get_by_label("Takt in einer Zeile")
    line.fill("every 7m")
    expect(row.locator(".dw-then")).to_have_text("alle 7 Minuten")
    connectors.wait_for_timeout(7_000)
    expect(line).to_have_value("every 7m")
    expect(line).to_be_focused()


def test_what_was_chosen_survives_the_timer_and_turning_the_form_over(connectors: Page) -> None:
    row = mentions(connectors)
    row.get_by_role("button", name="Takt ändern").click()
    row.get_by_role("radio", name="alle 2 Minuten").click()
    row.get_by_role("radio", name="Nachts Ruhe").click()
    connectors.wait_for_timeout(4_000)
    turn = row.get_by_text("Den Takt als Text schreiben")
    turn.click()
    line = row.get_by_label("Takt in einer Zeile")
    expect(line).to_have_value("every 2m jitter 10s quiet 22:00-6:00 Europe/Berlin")
    turn.click()
    expect(row.get_by_role("radio", name="alle 2 Minuten")).to_be_checked()
    expect(row.get_by_role("radio", name="Nachts Ruhe")).to_be_checked()


def test_a_stream_rests_and_goes_on(connectors: Page, house: House) -> None:
    mentions(connectors).get_by_role("button", name="Anhalten").click()
    expect(mentions(connectors)).to_contain_text("Angehalten")
    expect(mentions(connectors)).to_contain_text("wenn der Abruf fortgesetzt wird")
    expect(mentions(connectors).get_by_role("button", name="Jetzt abrufen")).to_be_disabled()
    with house.database.read() as session:
        assert not on_x(session, "mentions").enabled
    mentions(connectors).get_by_role("button", name="Fortsetzen").click()
    expect(mentions(connectors).get_by_role("button", name="Anhalten")).to_be_visible()


def test_look_now_looks_now(connectors: Page, house: House) -> None:
    house.sandbox.post("x/post", handle="erika_m", text="@lindenau_hilft Sind Sie da?")
    mentions(connectors).get_by_role("button", name="Jetzt abrufen").click()
    expect(mentions(connectors)).to_contain_text("1 neu", timeout=20_000)


def details(page: Page) -> Page:
    """Turn from the list to the page of the mentions."""
    mentions(page).get_by_role("link", name="Details").click()
    expect(page.get_by_role("button", name="Ohne Speichern ausprobieren")).to_be_visible()
    return page


def test_a_changed_pace_moves_the_next_look_in_every_browser(
    connectors: Page, profile: Profile, house: House
) -> None:
    page = details(connectors)
    assert re.fullmatch(r".*/stream\?id=\d+", page.url)
    hours = page.get_by_test_id("stVegaLiteChart").locator(
        "svg text", has_text=re.compile(r"^\d\d:00$")
    )
    expect(hours.first).to_be_attached()
    elsewhere = enter(profile(), house, to=page.url.removeprefix(house.url))
    page.get_by_role("button", name="Takt ändern").click()
    page.get_by_role("radio", name="jede Stunde").click()
    page.get_by_role("button", name="Diesen Takt speichern").click()
    for each in (page, elsewhere):
        expect(each.locator(".dw-stream")).to_contain_text(re.compile(r"in (1 Stunde|59 Minuten)"))
    expect(page.locator(".dw-changes li").first).to_contain_text("hat den Takt geändert")


def test_a_dry_run_stores_nothing(connectors: Page, house: House) -> None:
    """The stream rests, so that nobody else fetches what was written."""
    page = details(connectors)
    page.get_by_role("button", name="Anhalten").click()
    expect(page.get_by_role("button", name="Fortsetzen")).to_be_visible()
    asked = "@lindenau_hilft Probieren Sie das <b>erst</b> aus?"
    house.sandbox.post("x/post", handle="erika_m", text=asked)
    before = kept(house)
    page.get_by_role("button", name="Ohne Speichern ausprobieren").click()
    found = page.locator(".dw-trial li", has_text=asked)
    expect(found).to_contain_text("neu")
    expect(page.locator(".dw-changes li").first).to_contain_text("Probeabruf")
    assert kept(house) == before
    page.get_by_role("button", name="Fortsetzen").click()
    expect(page.locator(".dw-stream")).to_contain_text("1 neu", timeout=20_000)


def kept(house: House) -> tuple[object, ...]:
    """Return what a poll of the mentions would change."""
    with house.database.read() as session:
        row = on_x(session, "mentions")
        runs = session.query(PollRun).filter_by(stream_id=row.id).count()
        of_it = session.query(Message).filter_by(account_id=row.account_id, kind="mention")
        return row.cursor, row.due_at, row.last_run_at, runs, of_it.count()


def search(page: Page) -> Locator:
    return page.locator("div[class*='st-key-stream-']", has_text="Suche nach Stichwörtern")


def test_a_search_begins_with_its_keywords_and_a_gap_after_a_rest_is_acknowledged(
    connectors: Page, house: House
) -> None:
    """The keywords are typed in the page; nine days of rest are more than X searches back."""
    house.sandbox.post("x/post", handle="frau_s", name="Sabine S.", text="Die Fernwärme ist kalt")
    search(connectors).get_by_role("button", name="Stichwörter eintragen").click()
    words = connectors.get_by_label("Wörter und Wendungen, nach denen gesucht wird")
    words.fill("!!!")
    words.blur()
    expect(connectors.get_by_role("alert")).to_have_text("Darin steht kein Wort.")
    words.fill("Fernwärme\nStadtwerke Lindenau")
    connectors.get_by_role("button", name="Einstellungen speichern").click()
    expect(connectors.get_by_text("Die Einstellungen sind gespeichert.")).to_be_visible()
    room.arrived(house, "Sabine S.")
    expect(search(connectors)).to_contain_text("Läuft")

    rested = json.dumps({"since": id_at(datetime.now(UTC) - timedelta(days=9))})
    with house.database.write() as session:
        on_x(session, "search").cursor = rested
    room.hurry(house)
    expect(search(connectors)).to_contain_text("können Nachrichten fehlen")
    search(connectors).get_by_role("button", name="Ich habe nachgesehen").click()
    expect(search(connectors)).not_to_contain_text("können Nachrichten fehlen")
    search(connectors).get_by_role("link", name="Details").click()
    connectors.get_by_text("1 Lücke, die angesehen wurde").click()
    expect(connectors.get_by_text("von Miriam Albers").first).to_be_visible()


def test_a_skipped_record_is_looked_at_and_read_again(connectors: Page, house: House) -> None:
    raw = json.dumps(
        {
            "id": "1990000000000000001", "author_id": "2244994990",
            "conversation_id": "1990000000000000001", "created_at": "2026-11-20T12:00:00.000Z",
            "text": "@lindenau_hilft <img src=x onerror=alert(1)>",
        }
    )  # fmt: skip
    now = datetime.now(UTC)
    with house.database.write() as session:
        number = on_x(session, "mentions").id
        session.add(
            SkippedRecord(
                stream_id=number, digest="d", raw=raw.encode(), reason="a fault of ours",
                first_seen_at=now, last_seen_at=now,
            )
        )  # fmt: skip
    row = mentions(connectors)
    row.get_by_role("button", name="Diese Einträge zeigen").click()
    row.get_by_role("button", name="Zeigen, was kam").click()
    came = row.get_by_role("region", name="Was kam")
    expect(came).to_contain_text('"text": "@lindenau_hilft <img src=x onerror=alert(1)>"')
    came.focus()
    expect(came).to_be_focused()
    row.get_by_role("button", name="Noch einmal lesen").click()
    expect(row).to_contain_text("1 Eintrag wurde gelesen und gespeichert.")
    expect(row.get_by_role("button", name="Diese Einträge")).to_have_count(0)
    with house.database.read() as session:
        assert session.query(Message).filter_by(external_id="1990000000000000001").count() == 1


@pytest.mark.parametrize("path", ["/connectors", "/signature"])
def test_the_pages_fit_a_phone(profile: Profile, house: House, path: str) -> None:
    page = enter(profile(width=390), house, to=path)
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_agent_does_not_see_the_connectors(page: Page, house: House) -> None:
    with house.database.write() as session:
        session.query(Agent).filter_by(login="miriam").one().role = "agent"
    try:
        enter(page, house)
        expect(page.get_by_role("link", name="Eingang")).to_be_visible()
        expect(page.get_by_role("link", name="Anbindungen")).to_have_count(0)
        page.goto(f"{house.url}/connectors")
        expect(page.get_by_text("Um die Anbindungen kümmern sich Admins.")).to_be_visible()
        expect(page.get_by_text("Der Worker läuft")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_role("link", name="Zurück zum Eingang").click()
        expect(page.get_by_role("listbox")).to_be_visible()
    finally:
        with house.database.write() as session:
            session.query(Agent).filter_by(login="miriam").one().role = "admin"


def test_a_chart_has_no_buttons_that_speak_another_language(at: Callable[[str], Page]) -> None:
    page = at("/connectors")
    mentions(page).get_by_role("link", name="Details").click()
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    expect(chart.locator("canvas, svg").first).to_be_visible()
    chart.hover()
    tools = page.locator("[data-testid=stElementToolbar] button")
    expect(tools.first).to_be_attached()
    expect(tools.locator("visible=true")).to_have_count(0)
