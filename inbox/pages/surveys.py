"""The survey of customers, for admins: what is asked, who is drawn by number, what was answered.

No name stands here and no conversation; results only once there are enough of them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.session import Busy
from inbox.care import surveys
from inbox.care.rights import NotAllowed, Right, require
from inbox.care.surveys import FIELDS, LANGUAGES, Given, Leans, Uneven
from inbox.outgoing import surveying
from inbox.outgoing.surveying import AT_ONCE
from inbox.pages import current, door, parts
from inbox.pages import survey_words as words
from inbox.queries import surveys as queries
from inbox.queries.surveys import SurveyView, Words
from inbox.rules.neutral import QUESTION
from inbox.texts import Texts, mark

SORRY: dict[type[Exception], str] = {
    Uneven: mark("Give as many buttons in one language as in the other."),
    NotAllowed: mark("You may not do this."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
SAVED = mark("Saved.")
NOBODY = mark("Nobody could be asked just now. Nothing was sent.")
ASKED = mark("The messages stand in line and leave signed with your name.")


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Survey"), url_path="surveys", visibility="hidden")


def page() -> None:
    """Show what was answered, who could be asked, and what is asked."""
    t, here = current.words(), current.house()
    parts.style("surveys.css")
    st.header(t("Survey"))
    if not door.lets_in(Right.PEOPLE, t("The survey of customers is for admins.")):
        return
    parts.lead(
        t(
            "Two questions to customers whose private matter has ended, drawn by lot. Nobody"
            " chooses whom, nobody sees who answered what."
        )
    )
    parts.told(t, here.clock())
    with here.database.read() as session:
        view, found = queries.survey(session), queries.results(session)
        drawn = len(queries.to_ask(session, here.clock()))
    parts.label(t("What was answered"))
    shown = view.words.get(t.language) or words.DEFAULTS[t.language]
    st.html(words.results(t, found, shown))
    _invites(t, view, drawn)
    _form(t, view)
    parts.link(t("Back to the colleagues"), "/colleagues")


def _invites(t: Texts, view: SurveyView, drawn: int) -> None:
    parts.label(t("Asking"))
    if not view.on:
        parts.quiet(t("The survey is off: nobody is drawn."))
        return
    if _base() is None:
        parts.note(t("Set PUBLIC_URL first: the link has to lead customers here."), "warn")
        return
    if drawn:
        how = t("They are asked in their private thread, signed with your name.")
        said = t.n("{n} person is drawn just now.", "{n} people are drawn just now.", drawn)
        parts.quiet(f"{said} {how}")
        label = t.n("Ask {n} person", "Ask {n} people", min(drawn, AT_ONCE))
        st.button(label, key="survey-ask", type="primary", on_click=_ask)
    else:
        parts.quiet(t("Nobody is drawn just now."))
    parts.quiet(
        t(
            "Never within 180 days of the last time, whatever the channel; never after grief or"
            " illness was noted, after heat or abuse, after a promise was broken or late, nor"
            " while somebody is blocked."
        )
    )
    parts.quiet(t("The lot is drawn from this seed: {seed}", seed=view.seed))


def _form(t: Texts, view: SurveyView) -> None:
    """Ask for the survey; what was refused stays as it was typed, with the reasons above."""
    parts.label(t("What is asked"))
    refused = st.session_state.get("survey_refused")
    with st.form("survey-form", border=False):
        if refused:
            st.html(words.wrong(t, refused))
        st.toggle(t("Ask customers"), view.on, key="survey-on")
        st.number_input(
            t("Of a hundred who could be asked, so many are drawn"),
            0, 100, view.share, key="survey-share",
        )  # fmt: skip
        for language in LANGUAGES:
            parts.label(t(words.LANGUAGES[language]))
            _fields(t, language, view.words.get(language, words.DEFAULTS[language]))
        parts.quiet(t("Other words begin anew: answers to those before are shown no more."))
        st.form_submit_button(t("Save"), type="primary", on_click=_save, key="survey-save")


def _fields(t: Texts, language: str, one: Words) -> None:
    for name in FIELDS[:2]:
        st.text_input(
            t(words.NAMES[name]), getattr(one, name), key=f"survey-{language}-{name}",
            max_chars=QUESTION,
        )  # fmt: skip
    st.text_area(
        t(words.NAMES["choices"]), "\n".join(one.choices), key=f"survey-{language}-choices",
        height=110, max_chars=400,
    )  # fmt: skip


def _save() -> None:
    state, here = st.session_state, current.house()
    actor, now = current.actor(acted=True), here.clock()
    typed = {
        language: Words(
            state[f"survey-{language}-open"] or "",
            state[f"survey-{language}-ask"] or "",
            tuple((state[f"survey-{language}-choices"] or "").splitlines()),
        )
        for language in LANGUAGES
    }
    given = Given(bool(state["survey-on"]), int(state["survey-share"] or 0), typed)
    state.survey_refused = None
    try:
        with here.database.write() as session:
            surveys.save(session, actor, given, now)
    except Leans as error:
        state.survey_refused = error.faults
        return
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, now)
        return
    parts.say(SAVED, "good", now)


def _ask() -> None:
    here, base = current.house(), _base()
    actor, now = current.actor(acted=True), here.clock()
    require(actor, Right.PEOPLE)
    if base is None:
        return
    try:
        with here.database.write() as session:
            done = surveying.invite(session, actor, base, here.settings, now)
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, now)
        return
    parts.say(ASKED if done else NOBODY, "good" if done else "warn", now)


def _base() -> str | None:
    """Return the address customers reach us by; the sandbox's are on this very machine."""
    settings = current.house().settings
    if settings.public_url:
        return settings.public_url
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}" if settings.sandbox and here.netloc else None
