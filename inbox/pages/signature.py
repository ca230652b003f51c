"""My signature: name, direct line and e-mail, with what customers will see beside it.

The password is here as well, and where the agent is signed in.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from connectors import OFFERED, PLATFORMS
from connectors.base import Kind
from inbox.care import agents, sign_in
from inbox.care.agents import CannotSave, Refused, TooOften, Wrong
from inbox.pages import current, parts
from inbox.queries import agents as people
from inbox.queries.agents import AgentView
from inbox.rules import contact, signature
from inbox.rules.faults import SENTENCES as FLAWS
from inbox.rules.faults import CannotSign, Flaw
from inbox.rules.signature import Form, Profile, Signed, check_profile
from inbox.texts import Texts, mark

WRONGS: dict[Wrong, str] = {
    Wrong.TOO_SHORT: mark("Take at least {shortest} characters: a few words are easy to keep."),
    Wrong.TOO_LONG: mark("Take at most {longest} characters."),
    Wrong.TOO_PLAIN: mark(
        "This is too easy to guess. Take a few words that do not belong together."
    ),
    Wrong.OLD_WRONG: mark("The present password is wrong."),
}


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("My signature"), url_path="signature")


def page() -> None:
    """Show what the agent signs with, and let them change it."""
    me, t = me_now(), current.words()
    parts.style("signature.css")
    st.header(t("My signature"))
    said = t("Every reply leaves with your name and a direct way to reach you.")
    parts.lead(said)
    if not me.reachable:
        first = t("Enter your name and a phone number or an e-mail address: then you can answer.")
        parts.note(first, "warn")
    _own()


def me_now() -> AgentView:
    """Return the agent who looks, as they are kept. Raises SignedOut."""
    with current.database().read() as session:
        me = people.agent(session, current.present().agent_id)
    if me is None:
        raise current.SignedOut
    return me


@st.fragment
def _own() -> None:
    """Fields and preview in one fragment: what is typed shows at once, the page stands still."""
    if st.session_state.pop("own_changed", False):
        st.rerun()  # the menu and the note above are of before
    me, t = me_now(), current.words()
    with st.container(key="own"):
        with st.container(key="own-form"):
            profile = _profile(me, t)
        with st.container(key="own-preview"):
            _preview(profile, t)
        with st.container(key="own-rest"):
            st.divider()
            _password(me, t)
            st.divider()
            _browsers(me, t)


def _profile(me: AgentView, t: Texts) -> Profile:
    """Draw the fields, their faults and the button; return the profile as it is typed."""
    places = _fields(me, t)
    checked, faults = check_profile(*_typed(), region=current.house().settings.phone_region)
    changed = checked != Profile(me.work_name, me.phone, me.email)
    tried = st.session_state.get("profile_tried", False)
    room: dict[str, str] = st.session_state.setdefault("profile_room", {})
    for fault in faults:
        if tried or (changed and fault.code not in (Flaw.NO_CONTACT, Flaw.NO_NAME)):
            room[fault.field] = t(FLAWS[fault.code])
            places[fault.field].html(parts.fault(room[fault.field]))
    for field in room.keys() - {fault.field for fault in faults}:
        places[field].html(_room(room[field]))
    st.button(t("Save"), type="primary", key="save", on_click=_save, disabled=not changed)
    if st.session_state.pop("profile_saved", False):
        parts.note(t("Saved. Your next reply is signed like this."), "good")
        parts.way(t("Back to the inbox"), "")
    return checked


def _room(text: str) -> str:
    """Return the room that a fault took, empty: what stands below stays under the pointer."""
    return f'<p class="dw-fault gone" aria-hidden="true">{escape(text)}</p>'


def _fields(me: AgentView, t: Texts) -> dict[str, DeltaGenerator]:
    """Draw the three fields; returned is the place under each where its fault is said."""
    phone = contact.shown(me.phone) if me.phone else ""
    fields = (
        ("work_name", t("Name that customers see"), me.work_name, "", 80),
        ("phone", t("Direct phone number"), phone, "+49 341 1234567", 40),
        ("email", t("E-mail address that you read"), me.email or "", "name@example.com", 254),
    )
    places = {}
    for field, label, value, example, longest in fields:
        st.session_state.setdefault(field, value)
        st.text_input(label, key=field, live=True, max_chars=longest, placeholder=example)
        places[field] = st.empty()
    return places


def _typed() -> tuple[str, str, str]:
    state = st.session_state
    return (state.work_name or "", state.phone or "", state.email or "")


def _save() -> None:
    """Keep the profile (callback: it runs before the page does)."""
    here, actor = current.house(), current.actor(acted=True)
    typed = Profile(*_typed())
    st.session_state.profile_tried = True
    try:
        with here.database.write() as session:
            agents.save_profile(
                session, actor, actor.agent_id or 0, typed, here.settings.phone_region, here.clock()
            )
    except CannotSave:
        return
    state = st.session_state
    state.profile_saved, state.profile_tried, state.own_changed = True, False, True
    state.pop("profile_room", None)


def _preview(profile: Profile, t: Texts) -> None:
    """Show the two forms for each channel, made by the same code that signs what leaves."""
    parts.label(t("What customers will see"))
    words = t("You are right, and I am sorry. The money is on its way back to you.")
    try:
        channels = _channels(words, profile)
    except CannotSign:
        parts.note(
            t("Your signature shows here as soon as the fields on the left are right."), "warn"
        )
        return
    for (first, later), labels in channels.items():
        st.html(
            f'<section class="dw-card dw-channel"><h3>{escape(", ".join(labels))}</h3>'
            f"{_bubble(t('First reply to a customer'), first)}"
            f"{_bubble(t('Every further reply in the conversation'), later)}</section>"
        )


def _channels(words: str, profile: Profile) -> dict[tuple[Signed, Signed], list[str]]:
    """Return the first reply and every further one, each pair with the platforms it is for."""
    found: dict[tuple[Signed, Signed], list[str]] = {}
    for platform in OFFERED:
        full, short = (
            signature.sign(words, profile, Kind.COMMENT, platform, form)
            for form in (Form.FULL, Form.SHORT)
        )
        found.setdefault((full, short), []).append(PLATFORMS[platform].label)
    return found


def _bubble(label: str, signed: Signed) -> str:
    between = signed.text[len(signed.body) : len(signed.text) - len(signed.signature)]
    return (
        f'<p>{escape(label)}</p><div class="dw-bubble">'
        f'<span class="words">{escape(signed.body)}</span>{between}'
        f'<span class="signature">{escape(signed.signature)}</span></div>'
    )


def _password(me: AgentView, t: Texts) -> None:
    st.subheader(t("Password"))
    if not me.has_password:
        parts.note(
            t("You have none yet: without one, only a new one-time link lets you in again."), "warn"
        )
    state = st.session_state
    if is_new := state.pop("password_set", False):
        state.old = state.new = ""
    with st.form("password", border=False):
        if me.has_password:
            st.text_input(
                t("Present password"), key="old", type="password", autocomplete="current-password"
            )
        st.text_input(
            t("New password"),
            key="new",
            type="password",
            autocomplete="new-password",
            placeholder=t("{n} characters or more", n=agents.SHORTEST),
        )
        pressed = st.form_submit_button(t("Set the password"))
    if is_new:
        said = t(
            "Your password is set. From now on {login} and this password let you in.",
            login=me.login,
        )
        others = t("Every other browser is signed out.")
        parts.note(f"{said} {others}", "good")
    if pressed:
        _set_password(t)


def _set_password(t: Texts) -> None:
    here, actor = current.house(), current.actor(acted=True)
    state = st.session_state
    try:
        agents.set_password(
            here.database,
            actor,
            actor.agent_id or 0,
            state.new or "",
            here.clock(),
            old=state.get("old"),
            address=f"agent {actor.agent_id}",
            here=current.token(),
        )
    except Refused as refused:
        said = WRONGS.get(refused.wrong, WRONGS[Wrong.TOO_PLAIN])
        parts.note(t(said, shortest=agents.SHORTEST, longest=agents.LONGEST), "bad")
    except TooOften as often:
        wait = t.lasting(max(often.until - here.clock(), timedelta(seconds=1)))
        parts.note(t("Too many tries. Please wait {wait} and try again.", wait=wait), "bad")
    else:
        state.password_set = True
        st.rerun()


def _browsers(me: AgentView, t: Texts) -> None:
    st.subheader(t("Where you are signed in"))
    here = current.house()
    with here.database.read() as session:
        open_in = people.sessions(session, me.id, here.clock())
    parts.quiet(t.n("In {n} browser, this one.", "In {n} browsers, this one included.", open_in))
    if st.button(t("Sign out everywhere"), key="out"):
        actor = current.actor(acted=True)
        with here.database.write() as session:
            sign_in.revoke(session, actor, me.id, here.clock())
        parts.leave()
