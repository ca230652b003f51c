"""Browser profiles that are used again: a new one has to read and compile every script anew.

A page that stays in its profile opens Streamlit at half of what a new page costs and at a third
of what a new profile costs, so each is handed from test to test, emptied in between. What a page
shows is left standing, as one that neither asks nor keeps anything any more: an empty page in
between would cost a fifth of the next one, which finds what it needs in the one before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

GERMAN: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "locale": "de-DE",
    "timezone_id": "Europe/Berlin",
}
DRESS = ("viewport", "color_scheme")
"""What a page changes without a profile of its own."""

STAND_STILL = """() => {
    dispatchEvent(new Event("pagehide"));
    const last = setTimeout(() => {});
    for (let one = last; one > Math.max(0, last - 100_000); one--) clearTimeout(one);
    window.setTimeout = window.setInterval = () => 0;
    window.fetch = () => new Promise(() => {});
    window.XMLHttpRequest = window.WebSocket = undefined;
    localStorage.clear();
    sessionStorage.clear();
}"""
"""Say what is said when a page is left, then nothing more. Where a test played the clock, timers have
numbers that no loop would come to the end of."""


class Profiles:
    """The profiles of a process: one is in the hands of one test at a time."""

    def __init__(self, chrome: Browser) -> None:
        self._chrome = chrome
        self._free: defaultdict[str, list[Page]] = defaultdict(list)
        self._out: list[tuple[str, Page]] = []

    def page(self, width: int = 1280, **more: Any) -> Page:
        """Return a page in a profile of its own: German, in Berlin, unless asked for another."""
        given = GERMAN | {"viewport": {"width": width, "height": 800}} | more
        profile = {name: said for name, said in given.items() if name not in DRESS}
        key = repr(sorted(profile.items()))
        found = self._free[key].pop() if self._free[key] else None
        page = found or self._chrome.new_context(**GERMAN | profile).new_page()
        self._out.append((key, page))
        dress(page, given)
        return page

    def give_back(self) -> None:
        """Take every page back, as empty as a new one."""
        for key, page in self._out:
            if _emptied(page):
                self._free[key].append(page)
        self._out.clear()

    def close(self) -> None:
        self.give_back()
        for page in (page for pages in self._free.values() for page in pages):
            page.context.close()


def dress(page: Page, given: Mapping[str, Any] = GERMAN) -> None:
    """Let a page look as `given`: what no profile is needed for."""
    if page.viewport_size != given["viewport"]:
        page.set_viewport_size(given["viewport"])
    page.emulate_media(color_scheme=given.get("color_scheme", "light"))


def leave(page: Page) -> None:
    """Let a page stand still, in a profile that keeps nothing, as wide and light as most are."""
    page.unroute_all(behavior="ignoreErrors")
    if page.url.startswith("http"):
        page.evaluate(STAND_STILL)
    dress(page)


def _emptied(page: Page) -> bool:
    context: BrowserContext = page.context
    try:
        for other in context.pages:
            if other is not page:
                other.close()
        leave(page)
        context.clear_cookies()
    except PlaywrightError:
        context.close()
        return False
    return True
