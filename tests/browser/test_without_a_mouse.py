"""The main job without a mouse, in a real browser: from the sign-in to the delivered reply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, post, thread
from tests.browser.running import House, serving

HELD = """() => {
    let held = document.activeElement;
    while (held?.shadowRoot?.activeElement) held = held.shadowRoot.activeElement;
    return held;
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A Durchwahl that Erika and Cem have written to."""
    with serving(tmp_path_factory.mktemp("house")) as running:
        connected(running)
        post(running, "Mein Abschlag wurde doppelt abgebucht!")
        post(running, "Wann kommt der Monteur?", "cem_oe", "Cem Öztürk")
        arrived(running, "Erika M.")
        arrived(running, "Cem Öztürk")
        yield running


def tabs(page: Page, wanted: str, most: int = 60) -> list[str]:
    """Press Tab until something of that class has the focus; returns the panes it went through."""
    seen: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        pane, name = page.evaluate(f"""() => {{
            const held = ({HELD})();
            const pane = document.activeElement.closest("[class*='st-key-pane-']");
            return [pane?.className.match(/st-key-pane-(\\w+)/)?.[1] ?? "", held.className];
        }}""")
        seen += [pane] if pane and pane not in seen else []
        if wanted in (pane, *str(name).split()):
            return seen
    raise AssertionError(f"no {wanted} after {most} tabs, only {seen}")


def look_for(page: Page, name: str) -> None:
    """Open somebody's conversation by their name, in the palette."""
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.get_by_role("dialog").get_by_role("option", name=name).first.wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=2).first).to_be_focused()


def test_from_the_sign_in_to_the_delivered_reply(page: Page, house: House) -> None:
    page.goto(house.link())
    page.get_by_role("button").last.focus()
    page.keyboard.press("Enter")
    rows = page.get_by_role("listbox").get_by_role("option")
    expect(rows.first).to_be_visible()
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    name = str(rows.first.locator(".name").text_content())
    expect(page.get_by_role("heading", name=name, level=2).first).to_be_focused()
    look_for(page, "Erika M.")
    page.keyboard.press("r")
    expect(box(page)).to_be_focused()
    page.keyboard.type("Guten Tag, wir kümmern uns heute darum.")
    page.keyboard.press("Control+Enter")
    expect(thread(page).get_by_text("Zugestellt").last).to_be_visible()
    assert any("kümmern uns heute" in text for text in house.sandbox.ours("x"))
    page.keyboard.press("Control+k")
    page.keyboard.type("alle")
    page.keyboard.press("Enter")
    expect(page.locator("[data-folder=all]")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tab_goes_through_the_panes_and_the_focus_is_seen(
    at: Callable[[str], Page], house: House, theme: Literal["light", "dark"]
) -> None:
    page = at("/?f=all")
    page.emulate_media(color_scheme=theme)
    rows = page.get_by_role("listbox").get_by_role("option")
    expect(rows.first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(thread(page).locator("article").first).to_be_visible()
    page.get_by_role("listbox").get_by_role("option", selected=True).focus()
    seen = []
    for wanted in ("log", "more", "person"):
        seen += tabs(page, wanted)
        width = page.evaluate(f"() => getComputedStyle(({HELD})()).outlineStyle")
        assert width == "solid", wanted
    assert list(dict.fromkeys(seen)) == ["thread", "person"]


def test_a_key_leads_to_a_page_and_back_to_a_folder(signed_in: Page) -> None:
    page = signed_in
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Wörter, Namen")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Wörter, Namen")).to_be_focused()
    look_for(page, "Erika M.")
    page.keyboard.press("p")
    expect(page.get_by_role("complementary", name="Person")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.locator("[data-folder=done]")).to_have_attribute("aria-current", "true")
