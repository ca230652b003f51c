"""A real browser in front of the real thing.

`house` is one running Durchwahl for all tests of a file, `page` a browser without a past,
`profile()` gives others; `at("/connectors")` is Miriam's page at a path and `signed_in` her inbox.
Profiles go from test to test and from file to file, emptied in between, and the houses of a process
stand one after the other at one address: so a browser keeps the scripts, and whatever else a house
lets it keep. A page of Streamlit costs a second of the machine: open the one that a test is about,
and none before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.profiles import GERMAN, Profiles, leave
from tests.browser.running import House, Profile, enter, serving
from tests.browser.stage import Stage

A_HOUSE = 6
"""How many tests on a bare page take as long as one in a house."""

FIRST = ("test_axe.py", "test_first_start.py", "test_collision.py", "test_decided.py")
"""Files of few tests that take long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser; what takes long begins first, file by file.

    Each process is given whole files: a long one that began last would be waited for alone.
    """
    here = Path(__file__).parent
    work: Counter[Path] = Counter()
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
        work[item.path] += A_HOUSE if "house" in getattr(item, "fixturenames", ()) else 1
    ours = [item for item in items if item.get_closest_marker("browser")]
    ours.sort(key=lambda item: (item.path.name not in FIRST, -work[item.path], item.path))
    items[:] = [item for item in items if not item.get_closest_marker("browser")] + ours


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A second try begins in a house of its own: the first may have left anything behind."""
    if getattr(item, "execution_count", 1) > 1:  # set by what tries again
        used = item._fixtureinfo.name2fixturedefs.values()
        for fixture in (each for several in used for each in several):
            anew = fixture.scope == "module" or fixture.argname in {"profiles", "used", "plain"}
            if anew and fixture.cached_result is not None:
                fixture.finish(item._request)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One running Durchwahl for all tests of a file."""
    with serving(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="session")
def profiles(chrome: Browser) -> Iterator[Profiles]:
    """The browser profiles of a process."""
    kept = Profiles(chrome)
    yield kept
    kept.close()


@pytest.fixture
def profile(profiles: Profiles) -> Iterator[Profile]:
    """Open pages in profiles of their own: German, in Berlin, 1280 wide, unless asked for others."""
    yield profiles.page
    profiles.give_back()


@pytest.fixture
def page(profile: Profile) -> Page:
    """A page in a profile of its own."""
    return profile()


@pytest.fixture(scope="session")
def used(chrome: Browser) -> Iterator[BrowserContext]:
    """A profile that knows the scripts already, as a browser does after its first visit."""
    context = chrome.new_context(**GERMAN)
    context.new_page()
    yield context
    context.close()


@pytest.fixture(scope="session")
def plain(chrome: Browser) -> Iterator[Page]:
    """A page without Streamlit, which knows our scripts from file to file."""
    context = chrome.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def bare(plain: Page) -> Iterator[Page]:
    """One page without Streamlit for all tests of a file: each loads its own document into it."""
    yield plain
    leave(plain)


@pytest.fixture
def stage(bare: Page) -> Stage:
    """A bare page with nothing on it yet."""
    return Stage(bare)


@pytest.fixture
def at(used: BrowserContext, house: House) -> Iterator[Callable[[str], Page]]:
    """Open a page of the house as Miriam; nobody was signed in there before."""
    used.clear_cookies()
    kept = used.pages[0]
    waiting = [kept]
    yield lambda path: enter(waiting.pop() if waiting else used.new_page(), house, to=path)
    for page in used.pages[1:]:
        page.close()
    leave(kept)


@pytest.fixture
def signed_in(at: Callable[[str], Page]) -> Page:
    """Miriam's browser, in her inbox."""
    return at("/")
