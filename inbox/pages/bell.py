"""The bell beside the name: how many alarms nobody has seen, on every page, for admins."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.care.rights import NotAllowed, Right, require
from inbox.pages import current
from inbox.queries import alarms

BEAT = 10.0
"""Seconds between two looks at the tables."""


def ring(to: StreamlitPage) -> None:
    """Show the bell while there is something to see; a click leads to the alarms."""
    st.fragment(_ring, run_every=BEAT)(to)


def _ring(to: StreamlitPage) -> None:
    try:
        require(current.actor(), Right.CONNECTORS)
    except NotAllowed:
        return
    t = current.words()
    with current.database().read() as session:
        unseen = alarms.unseen(session)
    said = t.n("{n} alarm that nobody has seen", "{n} alarms that nobody has seen", unseen)
    # something is always drawn: where two timed fragments run as one, Streamlit removes only what
    # the first of them no longer draws, and the bell would stay lit
    with st.container(key="dw-bell"):
        if unseen:
            st.page_link(page=to, label=t.number(min(unseen, 99)), icon=":material/notifications:",
                         help=said)  # fmt: skip
        else:
            st.empty()
