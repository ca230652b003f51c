"""Preferences: how somebody is told, when they work, their language, their keys and their list."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.care import agents
from inbox.care import preferences as choices
from inbox.pages import current, hours, parts, single_keys, telling
from inbox.pages.signature import me_now
from inbox.queries import preferences
from inbox.queries.agents import AgentView
from inbox.texts import LANGUAGES, Texts


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Preferences"), url_path="preferences")


def page() -> None:
    """Show what is an agent's own choice and nobody else's, and let them change it."""
    t = current.words()
    parts.style("preferences.css")
    parts.style("hours.css")
    st.header(t("Preferences"))
    parts.lead(t("How you work here. Customers see none of it."))
    _own()


@st.fragment
def _own() -> None:
    """Every choice is kept at once, so one fragment redraws what it changes."""
    me, t = me_now(), current.words()
    with st.container(key="preferences"):
        _language(me, t)
        st.divider()
        hours.editor(t, me.id)
        st.divider()
        telling.section(me, t)
        st.divider()
        _density(me, t)
        st.divider()
        single_keys.section(me, t)


def _language(me: AgentView, t: Texts) -> None:
    st.subheader(t("Language of the screens"))
    if st.session_state.pop("language_changed", False):
        parts.leave("/preferences")  # the page's own language, and what a browser has of choices
    st.session_state.setdefault("language", me.language)
    st.radio(
        t("Language"),
        list(LANGUAGES),
        key="language",
        format_func=LANGUAGES.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        on_change=_speak,
    )
    said = t("Customers are answered in whatever language you write.")
    parts.quiet(said)


def _speak() -> None:
    actor = current.actor(acted=True)
    with current.database().write() as session:
        agents.set_language(session, actor, actor.agent_id or 0, st.session_state.language)
    st.session_state.language_changed = True


def _density(me: AgentView, t: Texts) -> None:
    st.subheader(t("Rows of your list"))
    with current.database().read() as session:
        st.session_state.setdefault("dense", preferences.of(session, me.id).dense)
    st.radio(
        t("Rows of your list"),
        [False, True],
        key="dense",
        format_func=lambda dense: t("Close together") if dense else t("With room"),
        horizontal=True,
        label_visibility="collapsed",
        on_change=_set_density,
    )


def _set_density() -> None:
    actor = current.actor(acted=True)
    with current.database().write() as session:
        choices.set_density(session, actor, dense=bool(st.session_state.dense))
