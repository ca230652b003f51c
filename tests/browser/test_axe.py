"""Every page, menu and dialog as axe-core sees it: WCAG 2.2 AA and good practice, in both themes.

The pages are read from the app, so a new one is looked at by itself; one after the other speaks the
other language. Each is visited once and its theme switched in place. Streamlit's own markup has
nothing to be forgiven here: should that change, what it causes is mended in frame.css or said here
with the issue of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from db.models import Agent, Role, Stream
from inbox.care import agents
from inbox.care.rights import MACHINE
from tests.browser import room
from tests.browser.awaited import expect
from tests.browser.axe import BY_THEME, violations
from tests.browser.profiles import leave
from tests.browser.running import House, Profile, enter
from tests.cast import NOON
from tests.pages import HOME, Shown, all_pages

ERIKA = "Marlene Voss"
OPENERS = (
    r"button[aria-haspopup], [aria-expanded=false], summary, button:text-matches('(…|[.]{3})$')"
)
"""What says that it opens something: by its role, or by the dots at the end of its words."""
MARK_OPEN = """() => {
    const roots = [...document.querySelectorAll("*")].filter(e => e.shadowRoot);
    for (const host of roots) {
        host.shadowRoot.querySelector("[data-looked-at]")?.removeAttribute("data-looked-at");
        host.removeAttribute("data-host");
    }
    for (const host of roots) {
        const all = "[popover], dialog, details[open], [role=dialog]";
        const open = [...host.shadowRoot.querySelectorAll(all)].find(e => e.checkVisibility());
        if (!open) continue;
        open.setAttribute("data-looked-at", "");
        host.setAttribute("data-host", "");
        return true;
    }
    return false;
}"""


@pytest.fixture(scope="module")
def furnished(house: House) -> House:
    """The sandbox with its first messages in and a colleague to hand things to."""
    room.connected(house)
    room.arrived(house, ERIKA)
    with house.database.write() as session:
        agents.add(session, MACHINE, "jonas", Role.AGENT, NOON)
    return house


def address(house: House, page: Shown) -> str:
    """Return where a page shows something."""
    with house.database.read() as session:
        stream = session.query(Stream.id).first()
    asked = {
        HOME: f"?c={room.known(house, ERIKA)}",
        "stream": f"?id={stream[0] if stream else 0}",
        "search": "?q=Strom",
    }
    return f"{page.path}{asked.get(page.name, '')}"


def speak(house: House, language: str) -> None:
    with house.database.write() as session:
        session.query(Agent).filter_by(login="miriam").one().language = language


def settled(page: Page) -> None:
    """Wait until a page of Streamlit has drawn what it draws at first."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def in_both_themes(page: Page, place: int) -> list[str]:
    """Look at a page as it stands, and at what its other theme changes, in which the next begins."""
    this, other = ("light", "dark") if place % 2 == 0 else ("dark", "light")
    found = [f"{this}, {each}" for each in violations(page)]
    page.emulate_media(color_scheme=other)
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", other)
    return found + [f"{other}, {each}" for each in violations(page, BY_THEME)]


def test_no_page_keeps_anybody_out(furnished: House, used: BrowserContext) -> None:
    found: dict[str, list[str]] = {}
    page = used.pages[0]
    for place, shown in enumerate(all_pages()):
        language = ("de", "en")[place % 2]
        speak(furnished, language)
        if place == 0:
            enter(page, furnished, to=address(furnished, shown))
            expect(room.thread(page).locator("article").first).to_be_visible()
        else:
            page.goto(furnished.url + address(furnished, shown))
            expect(page.get_by_role("heading").first).to_be_visible()
        settled(page)
        said = page.evaluate("document.documentElement.lang")
        wrong = in_both_themes(page, place) + ([] if said == language else [f"lang is {said}"])
        if wrong:
            found[shown.name] = wrong
    leave(page)
    assert found == {}


@pytest.fixture
def opened(furnished: House, used: BrowserContext) -> Iterator[Page]:
    """Miriam at an open conversation, in German."""
    speak(furnished, "de")
    used.clear_cookies()
    page = enter(used.pages[0], furnished, to=f"/?c={room.known(furnished, ERIKA)}")
    expect(room.thread(page).locator("article").first).to_be_visible()
    yield page
    leave(page)


def opens(page: Page) -> bool:
    """Wait a moment for what a click opens, and mark it."""
    with suppress(PlaywrightTimeout):
        page.wait_for_function(MARK_OPEN, timeout=800, polling=50)
        return True
    return False


def test_no_menu_and_no_dialog_keeps_anybody_out(opened: Page) -> None:
    """Everything on the inbox that says it opens something is opened."""
    openers = opened.locator(OPENERS)
    seen: dict[str, list[str]] = {}
    place = -1
    while (place := place + 1) < openers.count():  # what was opened may hold openers of its own
        opener = openers.nth(place)
        if not opener.is_visible() or not opener.is_enabled():
            continue
        opener.click()
        look(opened, opener.get_attribute("aria-label") or opener.inner_text(), seen)
    for key in ("?", "Control+k"):
        opened.get_by_role("listbox").first.focus()
        opened.keyboard.press(key)
        look(opened, key, seen)
    assert {"Filter", "Sperren …", "?", "Control+k"} <= set(seen), list(seen)
    assert {name: wrong for name, wrong in seen.items() if wrong} == {}


def look(page: Page, name: str, seen: dict[str, list[str]]) -> None:
    """Note what is wrong with what has just opened, if anything has, and close it."""
    if opens(page):
        seen[name] = violations(page, within=["[data-host]", "[data-looked-at]"])
    page.keyboard.press("Escape")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_door_keeps_out_nobody_who_may_come_in(
    furnished: House, profile: Profile, theme: str
) -> None:
    page = profile(color_scheme=theme)
    page.goto(f"{furnished.url}/login")
    assert violations(page) == []
    page.goto(furnished.link())
    assert violations(page) == []
