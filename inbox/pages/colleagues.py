"""Colleagues, for admins: who answers here, what they may do, and the link that lets them in.

A link is shown once, on this page alone: the tables keep what it is worth, not what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.models import Role
from db.session import Busy, Session
from inbox.care import agents, preferences, sign_in
from inbox.care.agents import CannotSave, Disabled, Refused, Wrong
from inbox.care.rights import Actor, Right, require
from inbox.pages import current, deciding, door, parts, teams
from inbox.queries import agents as people
from inbox.queries import preferences as chosen
from inbox.queries.agents import AgentView
from inbox.rules import contact
from inbox.rules.faults import SENTENCES as FLAWS
from inbox.rules.faults import Fault
from inbox.rules.signature import Profile
from inbox.texts import Texts, mark

ROLES: dict[Role, str] = {
    Role.AGENT: mark("Answers"),
    Role.ADMIN: mark("Answers and manages"),
}
WRONGS: dict[Wrong, str] = {
    Wrong.LOGIN_FORM: mark("A login name has letters, digits and . _ @ + - only, 64 at most."),
    Wrong.LOGIN_TAKEN: mark("Somebody has this login name already. Please take another."),
    Wrong.LAST_ADMIN: mark("This is the last admin. Make somebody else an admin first."),
}
BUSY = mark("The database is busy. Nothing was changed; please try once more.")
Done = TypeVar("Done")
FIELDS = ("login", "name", "phone", "email")


def route(t: Texts, visibility: Literal["visible", "hidden"]) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Colleagues"), url_path="colleagues", visibility=visibility)


def page() -> None:
    """Show everybody who answers here, and let admins add, change and shut out."""
    t = current.words()
    parts.style("colleagues.css")
    st.header(t("Colleagues"))
    if not door.lets_in(Right.PEOPLE, t("Who answers here is managed by admins.")):
        return
    if current.came_back():
        st.session_state.pop("colleague_link", None)
    parts.lead(t("Everybody who answers signs with their own name and direct contact."))
    st.fragment(_all)()


def _all() -> None:
    here, actor = current.house(), current.actor()
    require(actor, Right.PEOPLE)
    t = current.words()
    with here.database.read() as session:
        everybody = people.everybody(session)
        asked = people.roles_with_approval(session)
        away = chosen.of(session, actor.agent_id).steps_away
    others = {one.id for one in everybody} - {actor.agent_id}
    if st.session_state.get("colleague") not in others:
        parts.told(t, here.clock())
    with st.container(key="colleagues", gap="small"):
        for one in everybody:
            _one(t, one, mine=one.id == actor.agent_id)
    _second_eyes(t, everybody, asked)
    deciding.of_roles(t, ROLES)
    _add(t, alone=len(everybody) == 1)
    teams.section(t, everybody)
    parts.way(t("Survey of customers"), "surveys")
    if away:
        st.button(t("Show the first steps above the list again"), key="steps", on_click=_steps)


def _one(t: Texts, one: AgentView, *, mine: bool) -> None:
    """Draw one colleague; whoever looks changes the others, and themselves at their signature."""
    is_open = st.session_state.get("colleague") == one.id and not mine
    with st.container(key=f"colleague-{one.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(_card(t, one))
            if mine:
                parts.way(t("My signature"), "signature")
            elif not is_open:
                st.button(t("Change"), key=f"change-{one.id}", on_click=_open, args=(one.id,))
        if is_open:
            parts.told(t, current.house().clock())
            _editor(t, one)
        _link(t, one)


def _card(t: Texts, one: AgentView) -> str:
    kind, said = _state(t, one)
    ways = (contact.shown(one.phone) if one.phone else "", one.email or "")
    looked = t("replies need approval") if one.needs_approval else ""
    said_of = (one.login, t(ROLES[one.role]), looked, *ways)
    facts = " · ".join(escape(part) for part in said_of if part)
    out = " out" if one.disabled_at else ""
    return (
        f'<div class="dw-colleague{out}"><h2 dir="auto">{escape(one.called)}</h2>'
        f'<p class="facts">{facts}</p><p class="dw-dot {kind}">{escape(said)}</p></div>'
    )


def _state(t: Texts, one: AgentView) -> tuple[str, str]:
    """Return how ready somebody is to answer, and the colour for it."""
    if one.disabled_at is not None:
        return "", t("Shut out since {day}", day=t.day(one.disabled_at))
    if not one.reachable:
        return "warn", t("Cannot answer yet: name and direct contact are missing")
    if not one.has_password:
        return "warn", t("Has not set a password yet")
    return "good", t("Can answer")


def _editor(t: Texts, one: AgentView) -> None:
    st.radio(
        t("May do"), list(ROLES), list(ROLES).index(one.role), lambda role: t(ROLES[role]),
        key=f"role-{one.id}", on_change=_set_role, args=(one.id,), horizontal=True,
    )  # fmt: skip
    parts.quiet(t("Who manages also connects accounts, sees costs and lets colleagues in."))
    key = f"approval-{one.id}"
    st.session_state[key] = one.needs_approval
    st.toggle(
        t("A colleague looks at their replies before they leave"),
        key=key, on_change=_set_approval, args=(one.id,), disabled=one.role_approval,
    )  # fmt: skip
    if one.role_approval:
        parts.quiet(t("It is asked of everybody who may do this; see below the list."))
    deciding.of_agent(t, one)
    with st.container(horizontal=True, gap="small"):
        if one.disabled_at is None:
            st.button(t("Make a new link"), key="link", on_click=_new_link, args=(one.id,))
            st.button(t("Shut out"), key="disable", on_click=_set_out, args=(one.id, True))
        else:
            st.button(t("Let in again"), key="enable", on_click=_set_out, args=(one.id, False))
        st.button(t("Close"), key="close", on_click=_open, args=(None,))
    if one.disabled_at is None:
        parts.quiet(
            t(
                "Who is shut out is signed out at once. Their conversations wait in their queues"
                " again; what they sent stays theirs."
            )
        )


def _second_eyes(t: Texts, everybody: list[AgentView], asked: frozenset[Role]) -> None:
    """Let an admin ask a second pair of eyes of everybody with a role."""
    with st.container(key="second-eyes", gap="small"):
        st.subheader(t("A second pair of eyes"))
        parts.quiet(
            t(
                "Whatever these write waits until a colleague has looked at it."
                " Nobody approves their own."
            )
        )
        for role, said in ROLES.items():
            key = f"eyes-{role}"
            st.session_state[key] = role in asked
            st.toggle(t(said), key=key, on_change=_set_role_approval, args=(role,))
        able = [one for one in everybody if one.disabled_at is None]
        if len(able) == 1 and able[0].needs_approval:
            parts.note(t("Nothing leaves now: nobody else is here to look at it."), "warn")


def _link(t: Texts, one: AgentView) -> None:
    """Show the link that was just made for somebody, until it was taken."""
    agent_id, token = st.session_state.get("colleague_link", (None, ""))
    if agent_id != one.id:
        return
    said = t(
        "This link lets {name} in once, within 24 hours. It is shown only now.", name=one.called
    )
    st.html(
        f'<div class="dw-note good" role="status"><p>{escape(said)}</p>'
        f'<code class="dw-once" tabindex="0">{escape(_address())}/login/link?token={escape(token)}'
        "</code></div>"
    )
    st.button(t("I have copied it"), key="copied", on_click=_forget_link)


def _address() -> str:
    """Return where colleagues find us: as it is set up, else as this browser came."""
    here = current.house()
    came = urlsplit(st.context.url or "")
    by_browser = f"{came.scheme}://{came.netloc}" if came.netloc else ""
    known = here.settings.public_url or by_browser or agents.where(here.settings.data_dir) or ""
    return known.rstrip("/")


def _add(t: Texts, *, alone: bool) -> None:
    with st.expander(t("Add a colleague"), expanded=alone):
        with st.form("colleague-new", border=False):
            st.text_input(
                t("Login name"),
                key="new-login",
                max_chars=64,
                placeholder="jonas",
                autocomplete="off",
            )
            st.radio(
                t("May do"), list(ROLES), 0, lambda role: t(ROLES[role]),
                key="new-role", horizontal=True,
            )  # fmt: skip
            parts.quiet(t("What follows can be left empty: then they enter it themselves."))
            st.text_input(t("Name that customers see"), key="new-name", max_chars=80)
            st.text_input(t("Direct phone number"), key="new-phone", max_chars=40)
            st.text_input(t("E-mail address that they read"), key="new-email", max_chars=254)
            st.form_submit_button(t("Add and make a link"), type="primary", on_click=_added)
        for said in st.session_state.pop("colleague_faults", ()):
            st.html(parts.fault(t(said)))


def _added() -> None:
    """Add whom the form describes (callback: it runs before the page does)."""
    here, state = current.house(), st.session_state
    login, name, phone, email = (str(state.get(f"new-{field}") or "") for field in FIELDS)
    given = Profile(name, phone, email) if name or phone or email else None
    region = here.settings.phone_region

    def add(session: Session, actor: Actor) -> tuple[int, str]:
        role, now = state["new-role"], here.clock()
        made = agents.add(session, actor, login, role, now, profile=given, region=region)
        return made, sign_in.new_link(session, actor, made, now)

    try:
        state.colleague_link = _do(add)
    except Refused as refused:
        state.colleague_faults = (WRONGS[refused.wrong],)
    except CannotSave as wrong:
        state.colleague_faults = tuple(_sentence(fault) for fault in wrong.faults)
    except Busy:
        state.colleague_faults = (BUSY,)
    else:
        state.update({f"new-{field}": "" for field in FIELDS})


def _sentence(fault: Fault) -> str:
    return FLAWS[fault.code]


def _do(use_case: Callable[[Session, Actor], Done]) -> Done:
    """Run a use case as whoever clicked, in one transaction."""
    actor = current.actor(acted=True)
    with current.database().write() as session:
        return use_case(session, actor)


def _calmly(use_case: Callable[[Session, Actor], object]) -> None:
    """Run a use case; a refusal is said on the page."""
    now = current.house().clock()
    try:
        _do(use_case)
    except Refused as refused:
        parts.say(WRONGS[refused.wrong], "warn", now)
    except Busy:
        parts.say(BUSY, "warn", now)


def _open(agent_id: int | None) -> None:
    st.session_state.colleague = agent_id


def _set_role(agent_id: int) -> None:
    role, now = st.session_state[f"role-{agent_id}"], current.house().clock()
    _calmly(lambda session, actor: agents.set_role(session, actor, agent_id, role, now))


def _set_approval(agent_id: int) -> None:
    on, now = bool(st.session_state[f"approval-{agent_id}"]), current.house().clock()
    _calmly(lambda session, actor: agents.set_approval(session, actor, agent_id, now, on=on))


def _set_role_approval(role: Role) -> None:
    on, now = bool(st.session_state[f"eyes-{role}"]), current.house().clock()
    _calmly(lambda session, actor: agents.set_role_approval(session, actor, role, now, on=on))


def _set_out(agent_id: int, out: bool) -> None:
    now, t = current.house().clock(), current.words()

    def shut(session: Session, actor: Actor) -> None:
        left = agents.disable(session, actor, agent_id, now)
        one = people.agent(session, agent_id)
        parts.say(taken_back(t, one.called if one else "", left), "good", now)

    if out:
        _calmly(shut)
    else:
        _calmly(lambda session, actor: agents.enable(session, actor, agent_id, now))


def taken_back(t: Texts, name: str, left: Disabled) -> str:
    """Return what shutting somebody out took back, in numbers and words."""
    counted = {
        t.n(
            "Signed out in {n} browser.", "Signed out in {n} browsers.", left.sessions
        ): left.sessions,
        t.n(
            "{n} reply that was to leave was taken back; its words are a note in the thread.",
            "{n} replies that were to leave were taken back; their words are notes in the thread.",
            left.withdrawn,
        ): left.withdrawn,
        t.n(
            "{n} conversation waits in its queue again.",
            "{n} conversations wait in their queues again.",
            left.freed,
        ): left.freed,
        t.n("{n} offer is over.", "{n} offers are over.", left.offers): left.offers,
    }
    said = [sentence for sentence, n in counted.items() if n]
    nothing = t("Nothing of theirs was waiting.")
    return " ".join((t("{name} is shut out.", name=name), *(said or [nothing])))


def _new_link(agent_id: int) -> None:
    now = current.house().clock()

    def make(session: Session, actor: Actor) -> None:
        token = sign_in.new_link(session, actor, agent_id, now)
        st.session_state.colleague_link = (agent_id, token)

    _calmly(make)


def _forget_link() -> None:
    st.session_state.pop("colleague_link", None)


def _steps() -> None:
    _calmly(preferences.show_steps)
