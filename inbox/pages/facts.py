"""The fact library: what is true and needed in many answers, found, added, changed and removed.

Facts, no ready-made sentences: what is inserted into an answer is a fact, the answer is written.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.session import Busy
from inbox.care import facts
from inbox.care.facts import LONGEST, TITLE, Given, NoFact, Refused
from inbox.care.rights import GRANTS, NotAllowed, Right, require
from inbox.pages import current, parts
from inbox.pages import fact_words as words
from inbox.queries import facts as library
from inbox.queries.facts import FactView
from inbox.rules.folding import folded
from inbox.texts import Texts, mark

SHOWN = 40
"""Facts that are drawn at once; a word finds the others."""
NEW = 0

SORRY: dict[type[Exception], str] = {
    NoFact: mark("This fact is not there any more."),
    NotAllowed: mark("You may not do this."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
SAVED = mark("Saved. It is offered in the composer from now on.")
REMOVED = mark("Removed.")


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Facts"), url_path="facts")


def page() -> None:
    """Show the facts and let agents add and change them."""
    t, now = current.words(), current.house().clock()
    actor = current.actor()
    parts.style("facts.css")
    st.header(t("Facts"))
    require(actor, Right.READ)
    parts.lead(
        t(
            "What is true and needed in many answers: opening hours, addresses, prices, links."
            " Facts, no ready-made sentences: every answer is written by somebody."
        )
    )
    parts.told(t, now)
    with current.database().read() as session:
        found = library.facts(session, now)
    editing = st.session_state.get("fact_editing")
    if editing == NEW:
        _form(t, None)
    else:
        st.button(t("Add a fact"), key="fact-add", type="primary", on_click=_edit, args=(NEW,))
    removes = Right.PEOPLE in GRANTS[actor.role]
    for view in _found(t, found):
        with st.container(key=f"fact-{view.id}", border=True, gap="small"):
            if editing == view.id:
                _form(t, view, removes=removes)
            else:
                st.html(words.fact(t, view, now))
                st.button(t("Change"), key=f"change-{view.id}", on_click=_edit, args=(view.id,))


def _found(t: Texts, every: list[FactView]) -> list[FactView]:
    """Let words narrow the list; said is how many more there are."""
    if not every:
        parts.quiet(t("There are no facts yet."))
        return []
    line = st.text_input(
        t("Find a fact"), key="fact_line", placeholder=t("Find a fact"), live=True,
        label_visibility="collapsed", max_chars=80,
    )  # fmt: skip
    asked = folded(line or "")
    fits = [view for view in every if _fits(view, asked)]
    if not fits:
        parts.quiet(t("No fact fits."))
    elif len(fits) > SHOWN:
        parts.quiet(t("The first {n} of {of}; a word finds the others.", n=SHOWN, of=len(fits)))
    return fits[:SHOWN]


def _fits(view: FactView, asked: list[str]) -> bool:
    known = folded(f"{view.title} {view.text}")
    return all(any(word.startswith(one) for word in known) for one in asked)


def _form(t: Texts, view: FactView | None, *, removes: bool = False) -> None:
    """Ask for a fact; what was refused stays as it was typed, with the reason above."""
    number, state = view.id if view else NEW, st.session_state
    day = None
    if view and view.valid_until:
        day = (view.valid_until - timedelta(seconds=1)).astimezone(ZoneInfo(t.zone)).date()
    with st.form(f"fact-form-{number}", border=view is None):
        if number == state.get("fact_refused_at"):
            st.html(parts.fault(words.wrong(t, state.fact_refused)))
        st.text_input(
            t("Title"), view.title if view else "", key=f"fact-title-{number}", max_chars=TITLE
        )
        st.text_area(
            t("What is true"), view.text if view else "", key=f"fact-text-{number}",
            max_chars=LONGEST, height=96,
        )  # fmt: skip
        left, right = st.columns(2)
        left.selectbox(
            t("For answers in"), [None, *words.LANGUAGES], key=f"fact-language-{number}",
            index=[None, *words.LANGUAGES].index(view.language if view else None),
            format_func=lambda one: t(words.LANGUAGES[one] if one else words.EVERY),
        )  # fmt: skip
        right.date_input(
            t("True until (may stay empty)"), day, key=f"fact-day-{number}",
            format="DD.MM.YYYY" if t.language == "de" else "YYYY-MM-DD",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                t("Save"),
                type="primary",
                on_click=_save,
                args=(number, t.zone),
                key=f"fact-save-{number}",
            )
            st.form_submit_button(
                t("Cancel"), on_click=_edit, args=(None,), key=f"fact-leave-{number}"
            )
            if removes:
                st.form_submit_button(
                    t("Remove"), on_click=_remove, args=(number,), key=f"fact-remove-{number}"
                )


def _edit(number: int | None) -> None:
    current.actor(acted=True)
    st.session_state.fact_editing = number
    st.session_state.fact_refused_at = None


def _save(number: int, zone: str) -> None:
    state, here = st.session_state, current.house()
    actor, now = current.actor(acted=True), here.clock()
    given = Given(
        state[f"fact-title-{number}"] or "",
        state[f"fact-text-{number}"] or "",
        state[f"fact-language-{number}"],
        state[f"fact-day-{number}"],
    )
    try:
        with here.database.write() as session:
            if number == NEW:
                facts.add(session, actor, given, zone, now)
            else:
                facts.change(session, actor, number, given, zone, now)
    except Refused as refused:
        state.fact_refused, state.fact_refused_at = refused.wrong, number
        return
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, now)
        return
    _edit(None)
    parts.say(SAVED, "good", now)


def _remove(number: int) -> None:
    here = current.house()
    actor, now = current.actor(acted=True), here.clock()
    try:
        with here.database.write() as session:
            facts.remove(session, actor, number, now)
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, now)
        return
    _edit(None)
    parts.say(REMOVED, "good", now)
