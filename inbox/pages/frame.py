"""What stands around every page: navigation, the sandbox band, who is signed in, the way out.

Common colours and sizes are CSS variables (`--dw-*`) in frame.css; a page that fills the
height starts at `var(--dw-top)`. Components in a shadow root inherit them as well.
"""

from __future__ import annotations

from html import escape
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.care import sign_in
from inbox.care.rights import GRANTS, Right
from inbox.pages import (
    alarms,
    bell,
    causes,
    colleagues,
    connect,
    connectors,
    costs,
    current,
    facts,
    inbox,
    keeping,
    keyboard,
    parts,
    preferences,
    promises,
    search,
    signature,
    stream,
    surveys,
    team,
    turning,
)
from inbox.queries import agents
from inbox.queries.agents import AgentView
from inbox.texts import Texts, mark, texts

ADDRESSES = frozenset(
    {
        "", "alarms", "causes", "colleagues", "connect", "connectors", "costs", "facts", "keeping",
        "preferences", "promises", "search", "signature", "stream", "surveys", "team",
    }
)  # fmt: skip
"""Every page there is; the inbox is "". Streamlit would greet any other with words of its own."""

Visible = Literal["visible", "hidden"]
ICON = parts.HERE.parents[1] / "static" / "icon.png"


_ACCOUNT = st.components.v2.component(
    "durchwahl_account",
    html=parts.read("account.html"),
    css=parts.read("account.css"),
    js=parts.read("account.js"),
)


LOCKED = mark(
    "You have no password yet: once signed out, only a new link lets you in."
    " You can set one under My signature."
)


def run() -> None:
    """Draw the page that was asked for, for the one who is signed in; else send them away."""
    st.set_page_config(page_title="Durchwahl", page_icon=str(ICON), layout="wide")
    try:
        here = current.present()
        with current.database().read() as session:
            me = agents.agent(session, here.agent_id)
        if me is None:
            raise current.SignedOut
    except current.SignedOut:
        parts.leave()
        return
    t = texts(me.language, st.context.timezone)
    pages = _pages(me, t)
    page = st.navigation(pages, position="top")
    parts.ways(pages)
    current.turned_to(page.url_path)
    parts.style("frame.css")
    turning.follow(pages, page)
    st.set_page_config(page_title=f"{page.title} · Durchwahl")
    _band(t)
    with st.container(key="dw-account", horizontal=True, gap="small"):
        keyboard.draw(t, me.id, pages, page)
        bell.draw(t)
        _account(me, t)
    page.run()


def _pages(me: AgentView, t: Texts) -> list[StreamlitPage]:
    """Return the pages of this agent; each checks its rights again by what it calls."""
    tunes = Right.CONNECTORS in GRANTS[me.role]
    shown: Visible = "visible" if tunes else "hidden"
    return [
        st.Page(inbox.page, title=t("Inbox"), default=True),
        search.route(t),
        promises.route(t),
        causes.route(t),
        team.route(t),
        facts.route(t),
        st.Page(
            connectors.page,
            title=t("Connectors"),
            url_path="connectors",
            visibility=shown,
        ),
        costs.route(t, shown),
        alarms.route(t, shown),
        colleagues.route(t, shown),
        st.Page(
            connect.page, title=t("Connect an account"), url_path="connect", visibility="hidden"
        ),
        keeping.route(t),
        stream.route(t),
        surveys.route(t),
        signature.route(t),
        preferences.route(t),
    ]


def _band(t: Texts) -> None:
    here = current.house()
    if not here.settings.sandbox:
        return
    said = t("Sandbox: all accounts and customers are made up; nothing leaves this machine.")
    link = ""
    if here.sandbox_url:
        label = escape(t("Write as a customer"))
        link = f'<a href="{escape(here.sandbox_url)}" target="_blank" rel="noopener">{label}</a>'
    st.html(
        f'<div class="dw-band" role="note"><span class="long">{escape(said)}</span>'
        f'<span class="short">{escape(t("Sandbox: all made up."))}</span>{link}</div>'
    )


def _account(me: AgentView, t: Texts) -> None:
    _ACCOUNT(
        key="durchwahl_account",
        data={
            "initials": parts.initials(me.called),
            "name": me.called,
            "login": t("Signed in as {login}", login=me.login),
            "label": t("{name}: open the menu", name=me.called),
            "locked": "" if me.has_password else t(LOCKED),
            "out": t("Sign out"),
            "skip": t("Skip to the content"),
            "csrf": sign_in.form_token(current.token()),
        },
    )
