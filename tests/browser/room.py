"""Words for the inbox tests: a customer writes, an agent opens, types and sends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import delete, select, update

from connectors.sandbox.accounts import X
from db.models import Contact, Conversation, Draft, Notice, Stream
from tests.browser.awaited import expect
from tests.browser.running import House


def hurry(house: House) -> None:
    """Let every stream be polled now."""
    with house.database.write() as session:
        session.execute(update(Stream).values(due_at=datetime.now(UTC)))


def hush(house: House) -> None:
    """Let nobody be called for who waits: the bell rings for what a test does alone.

    What lies on the platforms is read first: it would ring afterwards.
    """
    until = time.monotonic() + 45
    unread = select(Stream.id).where(Stream.enabled, Stream.last_ok_at.is_(None)).limit(1)
    while True:
        with house.database.read() as session:
            if session.scalar(unread) is None:
                break
        assert time.monotonic() < until, "a stream was never read"
        time.sleep(0.1)
    with house.database.write() as session:
        session.execute(update(Conversation).values(call_at=None))
        session.execute(delete(Notice))


@contextmanager
def busy(house: House) -> Iterator[None]:
    """Whoever else writes waits until this ends, ten seconds at most."""
    with house.database.write() as session:
        session.connection()
        yield


def post(
    house: House, text: str, handle: str = "erika_m", name: str = "Erika M.", **more: Any
) -> str:
    """Let a customer mention us on X; returns the id of the post."""
    given = house.sandbox.post(
        "x/post", text=f"@{X.handle} {text}", handle=handle, name=name, **more
    )
    return str(given["id"])


def visit(house: House, text: str, name: str = "Erika M.") -> str:
    """Let a visitor write on our Facebook page; returns the id of the post."""
    return str(house.sandbox.post("facebook/post", text=text, author=name)["id"])


def row(page: Page, name: str) -> Locator:
    """Return a customer's row in the list."""
    return page.get_by_role("listbox").get_by_role("option").filter(has_text=name)


def connected(house: House) -> None:
    """Wait until the worker has made the sandbox's accounts and their streams."""
    until = time.monotonic() + 45
    while time.monotonic() < until:
        with house.database.read() as session:
            if len({account for (account,) in session.query(Stream.account_id)}) >= 2:
                return
        time.sleep(0.1)
    raise AssertionError("the accounts were never connected")


def known(house: House, name: str) -> int | None:
    """Return our id of a customer's newest conversation, None when there is none yet."""
    with house.database.read() as session:
        return session.scalar(
            select(Conversation.id)
            .join(Contact, Contact.id == Conversation.contact_id)
            .where(Contact.name == name)
            .order_by(Conversation.id.desc())
        )


def arrived(house: House, name: str) -> int:
    """Wait until a customer's words stand in the tables; returns the conversation's id."""
    hurry(house)
    until = time.monotonic() + 45
    while time.monotonic() < until:
        if (found := known(house, name)) is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing of {name} arrived")


def box(page: Page) -> Locator:
    """Return the composer's text box, in either language."""
    return page.locator(".composer textarea")


def thread(page: Page) -> Locator:
    """Return the conversation."""
    return page.get_by_role("log")


def turns(page: Page, to: str) -> None:
    """Turn an open page to another address as its links do, without loading it anew."""
    page.evaluate(
        "to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }",
        to,
    )


def opened(page: Page, name: str) -> Locator:
    """Open a customer's conversation and wait until it stands."""
    row(page, name).first.click()
    expect(thread(page).locator("article").first).to_be_visible()
    return thread(page)


def write(page: Page, text: str) -> None:
    """Type an answer and press send."""
    box(page).fill(text)
    page.get_by_role("button", name="senden").last.click()


def drafted(house: House, text: str | None) -> None:
    """Wait until exactly this draft is kept (None: none)."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with house.database.read() as session:
            kept = list(session.scalars(select(Draft.text)))
        if (text is None and not kept) or text in kept:
            return
        time.sleep(0.1)
    raise AssertionError(f"drafts are {kept}, not {text!r}")
