"""Who is looking, and where the tables are: asked anew on every run of a page.

A websocket outlives the session it was opened with, so nothing said at its start is believed:
the cookie of the connection is looked up in the table each time. Callbacks run before the
page does; they call `actor()` as well, and the use cases check its rights.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from connectors.base import Clock, utc_now
from db.session import Database
from inbox.care import sign_in
from inbox.care.rights import Actor, NotAllowed
from inbox.settings import Settings
from inbox.texts import Texts, texts


class SignedOut(NotAllowed):
    """The session behind this connection is over: the browser has to go to the sign-in page."""


@dataclass(frozen=True, slots=True)
class House:
    """What every page stands on."""

    database: Database
    settings: Settings
    clock: Clock = utc_now
    sandbox_url: str | None = None


_houses: list[House] = []


def furnish(house: House) -> None:
    """Say where the tables are, once, when the server starts."""
    _houses[:] = [house]


def house() -> House:
    """Return what the server was started with."""
    return _houses[0]


def database() -> Database:
    """Return the database of this server."""
    return house().database


def token() -> str:
    """Return the token of the browser at the other end. Raises SignedOut when it has none."""
    host, cookies = st.context.headers.get("Host", ""), st.context.cookies
    names = (sign_in.cookie(host, secure=secure) for secure in (True, False))
    found = next((cookies[name] for name in names if cookies.get(name)), None)
    if not found:
        raise SignedOut
    return found


def present(*, acted: bool = False) -> sign_in.Present:
    """Return who is signed in. Raises SignedOut when nobody is any more.

    `acted` is for callbacks: a person did something, so the idle time starts again. Runs by
    a timer leave it out, or a forgotten tab would stay signed in for ever.
    """
    here = house()
    found = sign_in.session_of(here.database, token(), here.clock(), here.settings, present=acted)
    if found is None:
        raise SignedOut
    return found


def actor(*, acted: bool = False) -> Actor:
    """Return who acts, for a use case. Raises SignedOut; see `present`."""
    return present(acted=acted).actor


def words() -> Texts:
    """Return the words of the one who looks: their language, their browser's time zone."""
    return texts(present().language, st.context.timezone)


def turned_to(page: str) -> None:
    """Note which page of the tab is drawn, before it is."""
    before = st.session_state.get("dw_page", page)
    st.session_state.dw_page, st.session_state.dw_came_back = page, before != page


def came_back() -> bool:
    """Return whether the tab showed another page until now."""
    return bool(st.session_state.get("dw_came_back", False))
