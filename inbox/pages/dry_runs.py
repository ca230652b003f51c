"""A dry run on the page of a stream: asked for with a click, shown until another one."""

from __future__ import annotations

import streamlit as st

from db.session import Busy
from inbox.care import accounts
from inbox.care.vault import Vault
from inbox.incoming import dry_run
from inbox.incoming.dry_run import NotNow
from inbox.pages import current, parts
from inbox.pages import stream_words as words
from inbox.pages.connector_words import Speaker, note
from inbox.queries.streams import AccountView, StreamView
from inbox.texts import mark

BUSY = mark("The database is busy. Nothing was changed; please try once more.")


def panel(s: Speaker, view: StreamView, of: AccountView) -> None:
    """Offer a dry run, and show what the last one of this tab came to."""
    about = mark(
        "Asks {platform} for the next page and shows what would become of it. Nothing is stored;"
        " the call itself is counted like any other."
    )
    parts.quiet(s.t(about, platform=of.platform_label))
    state = st.session_state
    with st.container(horizontal=True, key=f"acts-trial-{view.id}", gap="small"):
        if st.button(s.t("Try it without storing"), key=f"try-{view.id}"):
            with st.spinner(s.t("Asking {platform} …", platform=of.platform_label)):
                state.trial = (view.id, _look(s, view.id, of))
        if state.get("trial", (None,))[0] == view.id:
            st.button(s.t("Put it away"), key=f"away-{view.id}", on_click=_away)
    number, html = state.get("trial", (None, ""))
    if number == view.id:
        st.html(html)


def _away() -> None:
    st.session_state.pop("trial", None)


def _look(s: Speaker, stream_id: int, of: AccountView) -> str:
    """Make one dry run; returns what it showed, or why there was none, as HTML."""
    here, actor = current.house(), current.actor(acted=True)
    opener = accounts.opener(here.database, Vault(here.settings.key()), here.settings, here.clock)
    try:
        shown = dry_run.look(here.database, opener, actor, stream_id, here.settings, here.clock)
    except NotNow as not_now:
        until = s.t.moment(not_now.until, s.now) if not_now.until else ""
        said = s.t(words.NOT_NOW[not_now.why], platform=of.platform_label, at=until)
        return note(said, "warn")
    except Busy:
        return note(s.t(BUSY), "warn")
    return words.trial(s, shown, of)
