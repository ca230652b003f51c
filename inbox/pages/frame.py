"""What stands around every page: navigation, the sandbox band, who is signed in, the way out.

Common colours and sizes are CSS variables (`--dw-*`) in frame.css; a page that fills the
height starts at `var(--dw-top)`. Components in a shadow root inherit them as well.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.care.rights import GRANTS, Right
from inbox.pages import connectors, current, inbox, signature
from inbox.queries import agents
from inbox.queries.agents import AgentView
from inbox.texts import Texts, texts

HERE = Path(__file__).parent
ICON = HERE.parents[1] / "static" / "icon.png"

_AWAY = st.components.v2.component(
    "durchwahl_away",
    html="<span></span>",
    js="export default function({data}){ window.location.assign(data.to) }",
)


@lru_cache
def _css() -> str:
    return f"<style>{(HERE / 'frame.css').read_text(encoding='utf-8')}</style>"


def plain(text: str, css_class: str = "dw-plain") -> None:
    """Show a text of somebody else as it was written: nothing in it is markup."""
    st.html(f'<div class="{escape(css_class)}">{escape(text)}</div>')


def leave(to: str = "/login") -> None:
    """Send the browser away from Streamlit."""
    _AWAY(key="durchwahl_away", data={"to": to})


def sorry(reference: str) -> None:
    """Say that a page failed, without a word of the error itself."""
    t = texts(st.context.locale)
    st.error(t("Something went wrong here. Reload the page; if it stays, tell your admin."))
    st.text(t("Reference: {reference}", reference=reference))


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
        leave()
        return
    t = texts(me.language, st.context.timezone)
    page = st.navigation(_pages(me, t), position="top")
    st.html(_css())
    _band(t)
    page.run()


def _pages(me: AgentView, t: Texts) -> list[StreamlitPage]:
    """Return the pages of this agent; each checks its rights again by what it calls."""
    pages = [
        st.Page(inbox.page, title=t("Inbox"), url_path="inbox", default=me.reachable),
        st.Page(
            signature.page, title=t("My signature"), url_path="signature", default=not me.reachable
        ),
    ]
    if Right.CONNECTORS in GRANTS[me.role]:
        pages.insert(1, st.Page(connectors.page, title=t("Connectors"), url_path="connectors"))
    return pages


def _band(t: Texts) -> None:
    if not current.house().settings.sandbox:
        return
    said = escape(
        t("Sandbox: all accounts and customers are made up; nothing leaves this machine.")
    )
    st.html(f'<style>:root{{--dw-band:1.75rem}}</style><div class="dw-band">{said}</div>')
