"""Where an agent asked to go, from whatever page: by a key, by a name, from under the bell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.pages import inbox


def turn(to: Mapping[str, Any]) -> None:
    """Note where to go: `{page}`, `{conversation}`, `{look}`, or `{folder}` with an `owner`."""
    st.session_state.turn_to = to


def follow(pages: Sequence[StreamlitPage], here: StreamlitPage) -> None:
    """Turn to what was asked for; the inbox is the first of the pages."""
    to, home = st.session_state.pop("turn_to", None), pages[0]
    if to is None:
        return
    if "page" in to:
        page = next((one for one in pages if one.url_path == to["page"]), None)
        if page is not None and page.url_path != here.url_path:
            st.switch_page(page)
    elif "look" in to:
        st.switch_page(home, query_params=to["look"])
    elif "folder" in to:
        owner = {"owner": to["owner"]} if "owner" in to else {}
        st.switch_page(home, query_params={"f": to["folder"], **owner})
    elif here.url_path == home.url_path:
        inbox.show(to["conversation"])
    else:
        st.switch_page(home, query_params={"c": str(to["conversation"])})
