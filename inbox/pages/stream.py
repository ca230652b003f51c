"""One stream on a page of its own: how it goes, what it was, what can be done about it.

`/stream?id=12` leads here. What stands is drawn anew every two seconds, so that a change is seen
at once; the history is drawn more seldom, and what a click brought stays where it is.
"""

from __future__ import annotations

from datetime import timedelta

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.models import AccountState
from inbox.care.rights import Right, require
from inbox.pages import (
    begins,
    change_words,
    connector_words,
    current,
    door,
    dry_runs,
    gaps,
    options,
    pace_editor,
    parts,
    quarantine,
    run_chart,
    stream_acts,
)
from inbox.pages import stream_words as words
from inbox.pages.connector_words import Speaker
from inbox.queries import changes, history
from inbox.queries import streams as views
from inbox.queries.streams import AccountView, StreamView
from inbox.texts import Texts, mark

BEAT, SLOW_BEAT = 2.0, 30.0
"""Seconds between two looks at the tables: for what stands now, and for what was."""

DAY, MONTH = timedelta(days=1), timedelta(days=30)
SPANS = {1: mark("24 hours"), 7: mark("7 days")}
RUNS = 20


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("A stream"), url_path="stream", visibility="hidden")


def page() -> None:
    """Show the stream that the address of the page names."""
    t = current.words()
    parts.style("connectors.css")
    parts.style("stream.css")
    if not door.lets_in(
        Right.CONNECTORS, t("Connectors are tuned by admins. Ask one if something stands still.")
    ):
        return
    parts.way(t("Back to the connectors"), "connectors")
    number = _asked()
    if number is None or _find(number) is None:
        parts.note(t("This stream is not there any more."), "warn")
        return
    st.fragment(_standing, run_every=BEAT)(number)
    st.fragment(_past, run_every=SLOW_BEAT)(number)
    st.fragment(_more)(number)
    st.fragment(_changes, run_every=BEAT)(number)


def _asked() -> int | None:
    """Return the stream that the address names, None where it names none."""
    asked = st.query_params.get("id", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _find(number: int) -> tuple[Speaker, StreamView, AccountView] | None:
    """Return the stream and its account as they are now, and how to speak of them."""
    here = current.house()
    require(current.actor(), Right.CONNECTORS)
    t, now = current.words(), here.clock()
    with here.database.read() as session:
        found = views.one(session, number, now)
        worker = views.worker(session, now)
    if found is None:
        return None
    working = worker is not None and worker.still_since is None
    return Speaker(t, now, working=working), *found


def _standing(number: int) -> None:
    found = _find(number)
    if found is None:
        return
    s, view, of = found
    st.html(connector_words.account(s, of))
    parts.told(s.t, s.now)
    _trouble(connector_words.account_trouble(s, of))
    with st.container(key=f"stream-{view.id}", gap="small"):
        left, right = st.columns([12, 7], vertical_alignment="center")
        left.html(connector_words.stream(s, view, of))
        if of.state is not AccountState.DISCONNECTED:
            with right, st.container(horizontal=True, key=f"acts-{view.id}", gap="xsmall"):
                stream_acts.show(s, view, of)
        _trouble(connector_words.stream_trouble(s, view, of))
        quarantine.panel(s, view, of)
        gaps.panel(s, view)
        if of.state is not AccountState.DISCONNECTED:
            options.editor(s.t, of.id)
        pace_editor.show(s, view, of)


def _trouble(said: str) -> None:
    if said:
        st.html(said)


def _past(number: int) -> None:
    found = _find(number)
    if found is None:
        return
    s, _, of = found
    with current.database().read() as session:
        day = history.history(session, number, s.now, DAY)
        micros = history.cost(session, number, s.now - MONTH)
        runs = views.runs(session, number, RUNS)
    st.html(words.tiles(s, of, day.sum, micros))
    with st.container(horizontal=True, key="head-of-history", vertical_alignment="center"):
        parts.label(s.t("How it went"))
        days = st.segmented_control(
            s.t("How it went"), list(SPANS), default=1, key="span", required=True,
            format_func=lambda each: s.t(SPANS[each]), label_visibility="collapsed",
        )  # fmt: skip
    if days == 7:
        with current.database().read() as session:
            day = history.history(session, number, s.now, 7 * DAY)
    _charts(s.t, day)
    parts.label(s.t("The last looks"))
    st.html(words.runs(s, runs, of))
    parts.label(s.t("What {platform} still allows", platform=of.platform_label))
    st.html(words.limits(s, of))


def _charts(t: Texts, past: history.History) -> None:
    """Show the rows of bars, two beside each other where there is room."""
    if not past.sum.runs:
        parts.quiet(t("It has not looked in this time."))
        return
    for pair in (run_chart.ROWS[:2], run_chart.ROWS[2:]):
        for column, row in zip(st.columns(2, gap="medium"), pair, strict=True):
            with column:
                parts.quiet(t(row.title))
                said = run_chart.told(t, row, past)
                st.vega_lite_chart(run_chart.spec(t, row, past), width="stretch", alt=said)


def _more(number: int) -> None:
    found = _find(number)
    if found is None:
        return
    s, view, of = found
    if of.state is AccountState.DISCONNECTED:
        return
    with st.container(key="trial", gap="small"):
        parts.label(s.t("Dry run"))
        dry_runs.panel(s, view, of)
    if not view.looks:
        with st.container(key="begins", gap="small"):
            parts.label(s.t("How far back"))
            begins.panel(s, view, of)


def _changes(number: int) -> None:
    require(current.actor(), Right.CONNECTORS)
    t, now = current.words(), current.house().clock()
    with current.database().read() as session:
        found = changes.changes(session, number)
    parts.label(t("Who changed what"))
    st.html(change_words.table(t, found, now))
