"""Search: one line, and everything that was ever said to us or by us.

The address says what is searched for, so that a reload, a bookmark and the way back find it
again. Nothing is drawn by a timer: an answer stands until the next question.
"""

from __future__ import annotations

from datetime import datetime

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.care import searching
from inbox.care.rights import NotAllowed
from inbox.pages import current, parts
from inbox.pages import search_words as words
from inbox.queries.search import CROWD, PEOPLE, Found, Order
from inbox.rules.search import LONGEST, Query
from inbox.texts import Texts

MOST_PAGES = 10
"""Pages below each other; one more drops the first."""


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Search"), url_path="search")


def page() -> None:
    """Ask what to look for and show what was found."""
    t = current.words()
    parts.style("search.css")
    st.header(t("Search"))
    line, order = _asked()
    if not line.strip():
        parts.lead(
            t("Everything customers wrote to us, we to them, and our notes. Names count as well.")
        )
    with st.form("search", border=False), st.container(horizontal=True, gap="small"):
        st.text_input(
            t("Words, names, “phrases”"), key="search_line", max_chars=LONGEST,
            placeholder=t("Words, names, “phrases”"), label_visibility="collapsed",
        )  # fmt: skip
        st.form_submit_button(t("Find"), type="primary", on_click=_ask)
    st.html(words.help_line(t, folded=bool(line.strip())))
    if not line.strip():
        return
    try:
        query, pages = _pages(t, line, order)
    except NotAllowed:
        parts.note(t("Searching is for those who may read here."), "warn")
        return
    if pages[0].wrong:
        for said in words.wrong(t, pages[0].wrong):
            parts.note(said, "warn")
        return
    _show(t, query, pages, order)


def _asked() -> tuple[str, Order]:
    """Return what the address asks for; the box follows it when it was changed by hand."""
    state = st.session_state
    line = st.query_params.get("q", "")[:LONGEST]
    named = st.query_params.get("order", "")
    order = Order(named) if named in set(Order) else Order.NEWEST
    if state.get("search_asked") != (line, order):
        state.search_asked, state.search_line = (line, order), line
        state.search_order, state.search_afters = order, [None]
        state.search_crowd = PEOPLE
    elif "search_line" not in state:  # who comes back from another page
        state.search_line, state.search_order = line, order
    return line, order


def _pages(t: Texts, line: str, order: Order) -> tuple[Query, list[Found]]:
    actor = current.actor()
    found, crowd = [], st.session_state.search_crowd
    with current.database().read() as session:
        for after in st.session_state.search_afters:
            query, shown = searching.look(session, actor, line, t.zone, order, after, crowd)
            found.append(shown)
    return query, found


def _show(t: Texts, query: Query, pages: list[Found], order: Order) -> None:
    now = current.house().clock()
    if pages[0].people:
        _people(t, pages[0], now)
    older = pages[-1].older
    if not any(found.hits for found in pages) and older is None:
        if not pages[0].people:
            parts.note(
                t("Nothing found. Try fewer words, or the beginning of one with a star: heat*"),
                "warn",
            )
            for said in words.strange(t, query):
                parts.note(said, "warn")
        return
    with st.container(key="dw-answer", horizontal=True, vertical_alignment="center"):
        parts.quiet(words.count(t, pages))
        st.segmented_control(
            t("Order"), list(Order), key="search_order", label_visibility="collapsed",
            format_func=lambda one: t(words.ORDERS[one]), on_change=_turn, required=True,
        )  # fmt: skip
    for said in [*words.strange(t, query), *words.limits(t, query, pages, order)]:
        parts.quiet(said)
    if rows := "".join(words.messages(t, found.hits, now) for found in pages if found.hits):
        st.html(rows)
    if older is None:
        return
    if pages[-1].bounded and order is Order.NEWEST:
        parts.quiet(t("Not everything is looked through yet."))
        st.button(t("Look further"), on_click=_older, args=(older,))
    else:
        st.button(t("Show older"), on_click=_older, args=(older,))


def _people(t: Texts, page: Found, now: datetime) -> None:
    """Show who is called so, and the way to more of them or how to tell them apart."""
    parts.label(t("People"))
    st.html(words.people(t, page.people, now))
    if not page.crowded:
        return
    if len(page.people) < CROWD:
        st.button(t("Show more people"), on_click=_crowd)
    else:
        parts.quiet(t("More than {n} people fit. Add another word of the name.", n=t.number(CROWD)))


def _crowd() -> None:
    current.actor(acted=True)
    st.session_state.search_crowd = CROWD


def _ask() -> None:
    current.actor(acted=True)
    _address(st.session_state.search_line, _order())


def _turn() -> None:
    current.actor(acted=True)
    _address(st.query_params.get("q", ""), _order())


def _older(after: str) -> None:
    current.actor(acted=True)
    afters = st.session_state.search_afters
    st.session_state.search_afters = [*afters, after][-MOST_PAGES:]


def _order() -> Order:
    return Order(st.session_state.get("search_order") or Order.NEWEST)


def _address(line: str, order: Order) -> None:
    """Say in the address what is asked for; the usual order goes without saying."""
    asked = {"q": line} if line.strip() else {}
    st.query_params.from_dict(asked | ({"order": order.value} if order is Order.BEST else {}))
    st.session_state.search_afters = [None]
