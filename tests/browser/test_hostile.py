"""Whatever customers write, and whatever they call themselves, stays text; nothing is fetched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request

from connectors.base import Attachment, Author, Batch, Cursor, InboundMessage, Kind
from db.models import Account, Stream
from inbox.incoming.intake import store
from inbox.rules import clean
from tests.browser.awaited import expect
from tests.browser.payloads_cases import payloads
from tests.browser.profiles import leave
from tests.browser.room import box, connected, known, row, thread, turns
from tests.browser.running import House, enter

NAMED = "Hedwig Hostile"


class Tracker:
    """A server that must never be asked."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def tracker() -> Iterator[Tracker]:
    """A listener on this machine, as a stranger's server would be."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = Tracker(server)
    found.asked = asked
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def texts(tracker: Tracker) -> list[str]:
    return payloads(tracker.url)


def said(
    number: int, text: str, author: Author, thread_id: str, tracker: Tracker
) -> InboundMessage:
    return InboundMessage(
        external_id=f"7{number:05}",
        thread_id=thread_id,
        kind=Kind.MENTION,
        author=author,
        text=text,
        created_at=datetime.now(UTC) - timedelta(seconds=600 - number),
        permalink=f"{tracker.url}/permalink",
        attachments=(Attachment("photo", f"{tracker.url}/media.jpg", text),),
    )


@pytest.fixture(scope="module")
def written(house: House, texts: list[str], tracker: Tracker) -> None:
    """All of it in one thread by one person, and each again by somebody who is called like it."""
    hedwig = Author("hedwig", NAMED, "hedwig", f"{tracker.url}/avatar.png")
    mine = [said(n, text, hedwig, "hostile", tracker) for n, text in enumerate(texts)]
    named = [
        said(n, text, Author(f"a{n}", text, text[:40], f"{tracker.url}/avatar"), f"t{n}", tracker)
        for n, text in enumerate(texts, 1000)
    ]
    around = [
        said(n, text, Author(f"a{n - 1000}", text), "hostile", tracker)
        for n, text in enumerate(texts[:12], 2000)
    ]
    connected(house)
    with house.database.write() as session:
        account = session.query(Account).filter_by(platform="twitter").one()
        stream = session.query(Stream).filter_by(account_id=account.id, name="mentions").one()
        revisit = session.query(Stream).filter_by(account_id=account.id, name="revisit").one()
        revisit.enabled = False  # the stand-in has none of these: they would count as deleted
        batch = Batch((*mine, *named), Cursor(stream.cursor or ""), context=tuple(around))
        done = store(session, account.id, stream.id, batch, datetime.now(UTC))
    assert (done.new, done.skipped) == (2 * len(texts), 0)


class Watch:
    """A page that notes every request to another host, every dialog, every new window."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.strangers: list[str] = []
        self.pops: list[str] = []
        self._host = urlsplit(home).netloc
        page.context.on("request", self._asked)
        page.on("dialog", self._spoken)
        page.on("popup", self._popped)

    def over(self) -> None:
        """Note nothing any more: the page goes on to other tests."""
        self.page.context.remove_listener("request", self._asked)
        self.page.remove_listener("dialog", self._spoken)
        self.page.remove_listener("popup", self._popped)

    def _asked(self, asked: Request) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme not in ("blob", "data") and parts.netloc != self._host:
            self.strangers.append(asked.url)

    def _spoken(self, dialog: Dialog) -> None:
        self.pops.append(dialog.message)
        dialog.dismiss()

    def _popped(self, popup: Page) -> None:
        self.pops.append(popup.url)

    def is_calm(self, tracker: Tracker) -> None:
        self.page.wait_for_timeout(500)
        assert (self.strangers, self.pops, tracker.asked) == ([], [], [])
        assert "getroffen" not in self.page.title()


@contextmanager
def watched(page: Page, house: House) -> Iterator[Watch]:
    """Open the conversation in which all of it stands."""
    watch = Watch(page, house.url)
    enter(page, house, to=f"/?c={known(house, NAMED)}")
    expect(thread(page).locator("article").first).to_be_visible()
    yield watch
    watch.over()


@pytest.fixture(scope="module")
def looking(used: BrowserContext, house: House, written: None) -> Iterator[Watch]:
    """The conversation, for tests that only look at it."""
    with watched(used.pages[0], house) as watch:
        yield watch
    leave(watch.page)


@pytest.fixture
def acting(page: Page, house: House, written: None) -> Iterator[Watch]:
    """The conversation, for a test that goes on from there."""
    with watched(page, house) as watch:
        yield watch


def test_every_text_in_a_thread_stands_as_it_was_written(
    looking: Watch, texts: list[str], tracker: Tracker
) -> None:
    page = looking.page
    thread(page).evaluate("log => log.scrollTop = 0")
    shown = thread(page).locator("article.customer .text")
    expect(shown).to_have_count(len(texts))
    assert shown.evaluate_all("all => all.map(one => one.textContent)") == [
        clean.clean(text).text for text in texts
    ]
    assert thread(page).locator("article .text :not(a)").count() == 0
    looking.is_calm(tracker)


def test_every_name_and_media_text_in_a_thread_does_too(
    looking: Watch, texts: list[str], tracker: Tracker
) -> None:
    named = thread(looking.page).locator("article.context .author")
    shown = named.evaluate_all("all => all.map(one => one.textContent)")
    assert set(shown) == {clean.name(text) for text in texts[:12]}
    media = thread(looking.page).locator("article.context .medium bdi")
    assert set(media.evaluate_all("all => all.map(one => one.textContent)")) == set(texts[:12])
    assert thread(looking.page).locator("img, iframe, video, object, svg image").count() == 0
    looking.is_calm(tracker)


def test_every_name_in_the_list_does_too(acting: Watch, texts: list[str], tracker: Tracker) -> None:
    page = acting.page
    page.get_by_role("button", name="Reihenfolge").click()
    expect(page.get_by_role("button", name="Reihenfolge")).to_contain_text("Neueste")
    rows = page.get_by_role("listbox")
    names = rows.locator(".name")
    for page_end in range(50, len(texts) + 50, 50):
        rows.evaluate("rows => rows.scrollTop = rows.scrollHeight")
        expect(names.nth(min(page_end, len(texts)))).to_be_attached()
    found = set(names.evaluate_all("all => all.map(one => one.textContent)"))
    assert {clean.name(text) for text in texts} <= found
    acting.is_calm(tracker)


def test_a_person_may_be_called_anything(
    acting: Watch, house: House, texts: list[str], tracker: Tracker
) -> None:
    page = acting.page
    for place, text in enumerate((texts[0], texts[20], texts[22], texts[34])):
        to = f"/?c={known(house, clean.name(text))}"
        turns(page, to) if place else page.goto(house.url + to)
        person = page.get_by_role("complementary", name="Person")
        expect(person.locator(".name")).to_have_text(clean.name(text))
        expect(page.locator(".thread .head .name")).to_have_text(clean.name(text))
    acting.is_calm(tracker)


def test_what_an_agent_types_is_text_as_well(
    acting: Watch, texts: list[str], tracker: Tracker
) -> None:
    page = acting.page
    for text in texts[::9]:
        box(page).fill(text)
        expect(page.locator(".part .words").first).to_contain_text(text.split("\n")[0].strip())
    assert page.locator(".part .words :not(.sign)").count() == 0
    box(page).fill("")
    acting.is_calm(tracker)


def test_links_show_their_real_host_and_only_web_addresses_are_links(
    looking: Watch, tracker: Tracker
) -> None:
    bare = tracker.url.split("//", 1)[1]
    links = thread(looking.page).locator("article .text a")
    told = links.evaluate_all("all => all.map(one => [one.href, one.dataset.host, one.rel])")
    assert told
    assert all(href.startswith(("http://", "https://")) for href, _, _ in told)
    assert all(host == bare for _, host, _ in told)
    assert all("noopener" in rel and "noreferrer" in rel for _, _, rel in told)
    bank = thread(looking.page).locator("article .text a", has_text="bank.example@")
    expect(bank.first).to_have_attribute("data-host", bare)


def test_the_browser_refuses_what_would_slip_through(looking: Watch, tracker: Tracker) -> None:
    loaded = looking.page.evaluate(
        """url => new Promise(done => {
            const image = new Image();
            image.onload = () => done("loaded");
            image.onerror = () => done("refused");
            image.src = url;
        })""",
        f"{tracker.url}/slipped.png",
    )
    assert (loaded, tracker.asked) == ("refused", [])


def test_the_list_shows_wild_texts_in_one_line_each(looking: Watch) -> None:
    heights = row(looking.page, "").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert max(heights) <= 100
