"""Single keys on or off: the switch on an agent's own page (WCAG 2.1.4)."""

from __future__ import annotations

import streamlit as st

from inbox.care import preferences as choices
from inbox.pages import current, parts
from inbox.queries import preferences
from inbox.queries.agents import AgentView
from inbox.texts import Texts


def section(me: AgentView, t: Texts) -> None:
    """Draw the switch; what it says is kept as it is changed."""
    st.subheader(t("Keys"), anchor="keys")
    with current.database().read() as session:
        st.session_state.setdefault("single_keys", preferences.of(session, me.id).single_keys)
    st.toggle(t("One letter alone does something"), key="single_keys", on_change=_switch)
    parts.quiet(
        t("Switch it off if you dictate. Ctrl + K (⌘ K on a Mac) shows every command by its name.")
    )


def _switch() -> None:
    actor = current.actor(acted=True)
    with current.database().write() as session:
        choices.set_single_keys(session, actor, on=bool(st.session_state.single_keys))
