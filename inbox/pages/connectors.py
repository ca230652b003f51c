"""Connectors, for admins: every account and stream, how it goes, and what can be done about it.

What is shown is refreshed by a timer; what is typed into a pace stays, the editor stands in
the row that it changes.
"""

from __future__ import annotations

import streamlit as st

from db.models import AccountState
from inbox.care import accounts
from inbox.care.rights import Right, require
from inbox.pages import connector_words as words
from inbox.pages import (
    current,
    door,
    gaps,
    logins,
    options,
    pace_editor,
    parts,
    quarantine,
    stream_acts,
)
from inbox.pages.connector_words import Speaker
from inbox.queries import logins as login_views
from inbox.queries import streams as views
from inbox.queries.logins import LoginView
from inbox.queries.streams import AccountView, StreamView

BEAT = 3.0
"""Seconds between two looks at the tables."""


def page() -> None:
    """Show what we listen to, how often, and how it goes."""
    t = current.words()
    parts.style("connectors.css")
    st.header(t("Connectors"))
    if not door.lets_in(
        Right.CONNECTORS,
        t("Connectors are tuned by admins. Ask one if something seems to stand still."),
    ):
        return
    parts.lead(t("What we listen to, how often, and how it goes."))
    st.fragment(_connected, run_every=BEAT)()


def _connected() -> None:
    here = current.house()
    require(current.actor(), Right.CONNECTORS)
    t, now = current.words(), here.clock()
    with here.database.read() as session:
        found, worker = views.connected(session, now), views.worker(session, now)
        known = login_views.logins(session, now)
    s = Speaker(t, now, working=worker is not None and worker.still_since is None)
    st.html(words.worker(s, worker))
    parts.told(t, now)
    if not found:
        parts.note(
            t("No account is connected yet. Connect the first one: it takes two minutes."), "warn"
        )
    with st.container(horizontal=True, key="ways-on", gap="medium"):
        parts.link(t("Connect an account"), "/connect")
        parts.link(t("What is kept, and for how long"), "/keeping")
    for account in found:
        if account.id in known:
            _account(s, account, known[account.id])


def _account(s: Speaker, view: AccountView, login: LoginView) -> None:
    with st.container(border=True, key=f"account-{view.id}", gap="small"):
        st.html(words.account(s, view))
        with st.container(horizontal=True, key=f"acts-account-{view.id}", gap="xsmall"):
            if view.state is AccountState.ACTIVE:
                stream_acts.button(s.t("Pause the account"), "pause", accounts.pause, view.id)
            elif view.state not in (AccountState.DISCONNECTED, AccountState.LOGIN_NEEDED):
                stream_acts.button(s.t("Resume the account"), "resume", accounts.resume, view.id)
            if view.state is not AccountState.DISCONNECTED:
                options.act(s.t, view.id)
            logins.acts(s.t, login)
        _trouble(words.account_trouble(s, view))
        logins.facts(s.t, login, s.now)
        logins.question(s.t, login)
        if view.state is not AccountState.DISCONNECTED:
            options.editor(s.t, view.id)
            for stream in view.streams:
                _stream(s, stream, view)


def _stream(s: Speaker, view: StreamView, of: AccountView) -> None:
    with st.container(key=f"stream-{view.id}", gap="small"):
        left, right = st.columns([11, 9], vertical_alignment="center")
        left.html(words.stream(s, view, of))
        with right, st.container(horizontal=True, key=f"acts-{view.id}", gap="xsmall"):
            stream_acts.show(s, view, of)
            parts.way(s.t("Details"), "stream", id=view.id)
        _trouble(words.stream_trouble(s, view, of))
        quarantine.panel(s, view, of)
        gaps.panel(s, view, past=False)
        pace_editor.show(s, view, of)


def _trouble(said: str) -> None:
    if said:
        st.html(said)
