"""The bell beside the name, on every page: what concerns who is signed in, and where it leads."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.components import bell
from inbox.pages import acts, current, inbox
from inbox.pages.acts import Unusable
from inbox.queries.conversations import Folder
from inbox.texts import Texts


def draw(t: Texts) -> None:
    """Draw the bell; it asks by itself what there is to tell."""
    bell.bell(t, on_go_change=_go)


def follow(home: StreamlitPage, here: StreamlitPage) -> None:
    """Turn to what was chosen under the bell, from whatever page."""
    chosen = st.session_state.pop("bell_to", None)
    if chosen is None:
        return
    if isinstance(chosen, dict):
        st.switch_page(home, query_params=chosen)
    elif here.url_path == home.url_path:
        inbox.show(chosen)
    else:
        st.switch_page(home, query_params={"c": str(chosen)})


def _go() -> None:
    current.present(acted=True)
    value = getattr(st.session_state[bell.KEY], "go", None)
    try:
        if isinstance(value, dict) and "owner" in value:
            owner = str(acts.number(value, "owner"))
            st.session_state.bell_to = {"f": Folder.MINE.value, "owner": owner}
        else:
            st.session_state.bell_to = acts.number(value, "id")
    except Unusable:
        return
