"""`make pictures`: every page of the app as it looks, in both languages, light and dark.

Each is looked at by axe-core on the way: the tests do so with one language a page, to save time.

The house is the sandbox on a fixed morning. A picture that hardly differs from the one that is
there leaves it alone, so that the repository changes only where a page did.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from db.models import Stream
from tests import chromium
from tests.browser.axe import violations
from tests.browser.running import ROOT, House, enter, serving
from tests.pages import HOME, Shown, all_pages
from tests.pictures.scene import MORNING, OPEN, Scene

IMAGES = ROOT / "docs" / "images"
SCREENS = ROOT / "docs" / "screens.md"
LANGUAGES = {"de": "de-DE", "en": "en-GB"}
THEMES = ("light", "dark")
INTRODUCTION = (
    "Every page as it looks in the sandbox on a fixed morning; `make pictures` takes them anew."
)
LARGEST = 60_000
"""Bytes of one picture."""
SAME = 0.004
"""Share of points that may differ in a picture that is kept: a minute that went by."""
THERE = "[data-testid=stMain] :is(h1, h2, h3, [role=heading], [role=option])"
"""What a page shows when it is there; on a busy machine a blank one holds still, too."""
PHONE = Shown(f"{HOME}-phone", "/", "Inbox on a telephone")
FIRST = Shown("first-steps", "/", "First steps")
DOOR = Shown("sign-in", "/login", "Sign in")
EMPTY = {DOOR, FIRST}
"""What is taken before anybody has answered or let a colleague in."""


@dataclass(frozen=True)
class Take:
    """One picture: a page in a language and a theme."""

    page: Shown
    language: str
    theme: str

    @property
    def file(self) -> Path:
        return IMAGES / f"{self.page.name}-{self.language}-{self.theme}.webp"


def pictured() -> list[Shown]:
    """Return every page of the app and what else has to be seen."""
    home, *others = all_pages()
    return [DOOR, FIRST, home, PHONE, *others]


def takes(pages: list[Shown]) -> Iterator[Take]:
    """Return every picture that there has to be."""
    for language in LANGUAGES:
        for theme in THEMES:
            yield from (Take(page, language, theme) for page in pages)


def addresses(scene: Scene) -> dict[str, str]:
    """Return what a page is asked for, where it shows nothing without being asked."""
    with scene.database.read() as session:
        stream = session.query(Stream).filter_by(name="mentions").first()
        assert stream is not None
        number = stream.id
    return {
        HOME: f"/?c={scene.conversation(OPEN)}",
        PHONE.name: f"/?c={scene.conversation(OPEN)}",
        "search": "/search?q=Strom",
        "stream": f"/stream?id={number}",
    }


def take(
    browser: Browser, house: House, scene: Scene, wanted: Take, address: str
) -> tuple[bytes, list[str]]:
    """Visit a page; return what is seen there once nothing moves any more, and what axe finds."""
    phone = wanted.page is PHONE
    context = browser.new_context(
        viewport={"width": 390, "height": 780} if phone else {"width": 1280, "height": 800},
        locale=LANGUAGES[wanted.language],
        timezone_id="Europe/Berlin",
        color_scheme="dark" if wanted.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.clock.install(time=scene.now())
    page = context.new_page()
    if wanted.page is DOOR:
        page.goto(house.url + address)
    else:
        scene.first_steps(shown=wanted.page is FIRST)
        enter(page, house, to=address, now=scene.now())
        page.locator(THERE).locator("visible=true").first.wait_for()
    seen, wrong = still(page), violations(page)
    context.close()
    return seen, wrong


def still(page: Page) -> bytes:
    """Return a screenshot that looks as the one before it."""
    with contextlib.suppress(TimeoutError):  # a page that polls may never be idle on a busy machine
        page.wait_for_load_state("networkidle", timeout=8_000)
    before = b""
    for _ in range(20):
        page.wait_for_timeout(700)
        seen = page.screenshot(animations="disabled", caret="hide")
        if seen == before:
            break
        before = seen
    return seen


def keep(wanted: Take, seen: bytes) -> bool:
    """Write a picture unless it hardly differs from the one that is there."""
    picture = Image.open(io.BytesIO(seen)).convert("RGB")
    if wanted.file.exists() and alike(Image.open(wanted.file).convert("RGB"), picture):
        return False
    for quality in (82, 70, 55, 40):
        packed = io.BytesIO()
        picture.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= LARGEST:
            break
    wanted.file.write_bytes(packed.getvalue())
    return True


def alike(old: Image.Image, new: Image.Image) -> bool:
    """Return whether hardly any point of two pictures differs, packing aside."""
    if old.size != new.size:
        return False
    different = ImageChops.difference(old, new).convert("L").point(lambda v: 255 if v > 60 else 0)
    return different.histogram()[255] / (new.width * new.height) <= SAME


def screens(pages: list[Shown]) -> str:
    """Return the document that shows every picture."""
    parts = [f"# Screens\n\n{INTRODUCTION}\n"]
    for page in pages:
        parts.append(f"\n## {page.title}\n\n| Deutsch | English |\n|---|---|\n")
        for theme in THEMES:
            cells = [
                f"![{page.title}, {language}, {theme}](images/{Take(page, language, theme).file.name})"
                for language in LANGUAGES
            ]
            parts.append(f"| {' | '.join(cells)} |\n")
    return "".join(parts)


def main(only: list[str]) -> int:
    """Take every picture, or those of the pages that are named; 1 where axe found a flaw."""
    pages = pictured()
    SCREENS.write_text(screens(pages), encoding="utf-8")
    shift = MORNING - datetime.now(UTC)
    moved = {
        "PICTURES_SHIFT": str(shift.total_seconds()),
        "PYTHONPATH": f"{ROOT}:{Path(__file__).parent / 'clock'}",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), cold=True, **moved) as house,
        sync_playwright() as playwright,
    ):
        scene = Scene(house.database, shift)
        found = chromium.find()
        browser = playwright.chromium.launch(executable_path=found, args=chromium.ARGUMENTS)
        chosen = [page for page in pages if not only or page.name in only]
        scene.arrive()
        flaws = 0
        asked = addresses(scene)
        for part, then in ((EMPTY, scene.work), (set(pages) - EMPTY, None)):
            for wanted in takes([page for page in chosen if page in part]):
                scene.speaks(wanted.language)
                address = asked.get(wanted.page.name, wanted.page.path)
                seen, wrong = take(browser, house, scene, wanted, address)
                print(f"{'new ' if keep(wanted, seen) else 'kept'} {wanted.file.name}", flush=True)
                print("\n".join(wrong), end="\n" if wrong else "", flush=True)
                flaws += len(wrong)
            if then:
                then()
        browser.close()
    return min(flaws, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
