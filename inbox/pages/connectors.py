"""Connectors, for admins: every account and stream, how it goes, and what can be done about it.

What is shown is refreshed by a timer; what is typed into a pace stays, the editor stands in
the row that it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from connectors import PLATFORMS
from db.models import AccountState
from inbox.care import accounts, streams
from inbox.care.rights import NotAllowed, Right, require
from inbox.pages import connector_words as words
from inbox.pages import current, paces, parts
from inbox.pages.connector_words import Speaker
from inbox.queries import streams as views
from inbox.queries.streams import AccountView, StreamView
from inbox.rules.pace import WrongPace
from inbox.texts import mark

BEAT = 3.0
"""Seconds between two looks at the tables."""


def page() -> None:
    """Show what we listen to, how often, and how it goes."""
    t = current.words()
    parts.style("connectors.css")
    st.header(t("Connectors"))
    parts.lead(t("What we listen to, how often, and how it goes."))
    try:
        require(current.actor(), Right.CONNECTORS)
    except NotAllowed:
        parts.note(
            t("Only admins see this page. Ask one if something seems to stand still."), "warn"
        )
        return
    st.fragment(_connected, run_every=BEAT)()


def _connected() -> None:
    here = current.house()
    require(current.actor(), Right.CONNECTORS)
    s = Speaker(current.words(), here.clock())
    with here.database.read() as session:
        found, worker = views.connected(session, s.now), views.worker(session, s.now)
    st.html(words.worker(s, worker))
    said = st.session_state.pop("connectors_said", None)
    if said:
        parts.note(s.t(said), "good")
    if not found:
        parts.note(
            s.t("No account is connected yet. Put its credentials into .env and start again."),
            "warn",
        )
    for account in found:
        _account(s, account)


def _account(s: Speaker, view: AccountView) -> None:
    with st.container(border=True, key=f"account-{view.id}", gap="small"):
        left, right = st.columns([7, 3], vertical_alignment="center")
        left.html(words.account(s, view) + words.limits(s, view.limits))
        with right, st.container(horizontal=True, key=f"acts-account-{view.id}"):
            if view.state is AccountState.ACTIVE:
                _button(s.t("Pause the account"), "pause", accounts.pause, view.id)
            else:
                _button(s.t("Resume the account"), "resume", accounts.resume, view.id)
        for stream in view.streams:
            _stream(s, stream, view)


def _stream(s: Speaker, view: StreamView, of: AccountView) -> None:
    with st.container(key=f"stream-{view.id}", gap="small"):
        left, right = st.columns([6, 4], vertical_alignment="center")
        left.html(words.stream(s, view, of))
        with right, st.container(horizontal=True, key=f"acts-{view.id}"):
            _button(s.t("Look now"), "poll", streams.poll_now, view.id)
            st.button(
                s.t("Change pace"), key=f"edit-{view.id}", on_click=_edit, args=(view.id, view.pace)
            )
            if view.enabled:
                _button(s.t("Pause"), "rest", streams.pause, view.id)
            else:
                _button(s.t("Resume"), "wake", streams.resume, view.id)
        for gap in view.gaps:
            if gap.acknowledged_at is None:
                st.html(words.gap(s, gap))
                _button(s.t("I have looked"), "gap", streams.acknowledge_gap, gap.id)
        if st.session_state.get("pace_of") == view.id:
            _editor(s, view, of)


def _button(label: str, name: str, use_case: Callable[..., Any], subject: int) -> None:
    st.button(label, key=f"{name}-{subject}", on_click=_do, args=(use_case, subject))


def _do(use_case: Callable[..., Any], subject: int) -> None:
    """Hand one click over to its use case, which checks the right to do it."""
    here, actor = current.house(), current.actor(acted=True)
    with here.database.write() as session:
        use_case(session, actor, subject, here.clock())


def _edit(stream_id: int, pace: str) -> None:
    """Open the editor in a stream's row, or close it when it stands there."""
    state = st.session_state
    state.pace_of = None if state.get("pace_of") == stream_id else stream_id
    for name in (f"preset-{stream_id}", f"own-{stream_id}"):
        state.pop(name, None)
    state[f"own-{stream_id}"] = pace


def _editor(s: Speaker, view: StreamView, of: AccountView) -> None:
    t, state = s.t, st.session_state
    usual = PLATFORMS[of.platform].stream(view.name).every
    offered = paces.presets(usual, view.at_least, t.zone)
    names = {preset.id: t(preset.name) for preset in offered} | {paces.OWN: t("A pace of its own")}
    state.setdefault(f"preset-{view.id}", paces.chosen(view.pace, offered))
    with st.container(key=f"pace-{view.id}", gap="small"):
        left, right = st.columns(2, gap="medium")
        with left:
            choice = st.radio(
                t("How often?"), list(names), key=f"preset-{view.id}", format_func=names.__getitem__
            )
            wanted = next((p.pace for p in offered if p.id == choice), None)
            if wanted is None:
                label = t("Pace in one line")
                wanted = st.text_input(label, key=f"own-{view.id}", live=True, max_chars=120) or ""
                parts.quiet(t("For example: {example}", example=paces.EXAMPLE))
        with right:
            _effect(s, view, wanted)


def _effect(s: Speaker, view: StreamView, wanted: str) -> None:
    """Show what a pace would come to before it is saved, and the button that saves it."""
    t = s.t
    with current.database().read() as session:
        try:
            then = views.pace_effect(session, view.id, wanted)
        except WrongPace as wrong:
            parts.note(paces.wrong(t, wrong), "bad")
            return
        try:
            present = views.pace_effect(session, view.id, view.pace)
        except WrongPace:
            present = None
    st.html(words.effects(s, present, then))
    if then.too_fast is not None:
        length = t.lasting(then.too_fast, exact=True)
        parts.note(t(paces.WRONG["too_fast"], word=length), "bad")
    with st.container(horizontal=True):
        st.button(
            t("Save this pace"),
            key=f"save-{view.id}",
            type="primary",
            disabled=then.too_fast is not None or then.pace == view.pace,
            on_click=_save,
            args=(view.id, wanted),
        )
        st.button(t("Leave as it is"), key=f"leave-{view.id}", on_click=_edit, args=(view.id, ""))


def _save(stream_id: int, pace: str) -> None:
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            streams.set_pace(session, actor, stream_id, pace, here.clock())
    except WrongPace:
        return
    st.session_state.pace_of = None
    st.session_state.connectors_said = SAVED


SAVED = mark("The pace is changed: it counts from the next look on.")
