"""Teams, for admins: made, named, filled and taken away. A part of the page "Colleagues"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import streamlit as st

from db.session import Busy, Session
from inbox.care import teams
from inbox.care.rights import Actor, NotAllowed
from inbox.care.teams import NoTeam, Refused, Wrong
from inbox.pages import current, parts
from inbox.queries import teams as views
from inbox.queries.agents import AgentView
from inbox.queries.teams import Crew
from inbox.rules.labels import LONGEST
from inbox.texts import Texts, mark

WRONGS: dict[Wrong, str] = {
    Wrong.FORM: mark("Give the team a name, on one line."),
    Wrong.TAKEN: mark("There is a team of this name already. Please take another name."),
}
SORRY: dict[type[Exception], str] = {
    NoTeam: mark("This team is not there any more."),
    NotAllowed: mark("This is for admins. Nothing was changed."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
SAID, OPEN, GOING = "teams_said", "team_open", "team_going"


def section(t: Texts, everybody: Iterable[AgentView]) -> None:
    """Draw the teams with who is in them, and what changes them."""
    names = {one.id: one.called for one in everybody if one.disabled_at is None}
    with current.database().read() as session:
        found = views.crews(session)
    with st.container(key="teams", gap="small"):
        st.subheader(t("Teams"))
        parts.quiet(
            t("A team shares a queue: what is handed to the team waits there for who is in it.")
        )
        for team in found:
            _one(t, team, names)
        _new(t, names, first=not found)
        text, kind = st.session_state.pop(SAID, ("", ""))
        if text:
            parts.note(text, kind)
    parts.way(t("How queues are given out"), "team")


def _one(t: Texts, team: Crew, names: dict[int, str]) -> None:
    is_open = st.session_state.get(OPEN) == team.id
    with st.container(key=f"team-{team.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            said = " · ".join(one.name for one in team.members) or t("Nobody is in it yet.")
            st.html(
                f'<div class="dw-colleague"><h4><bdi>{escape(team.name)}</bdi></h4>'
                f'<p class="facts">{escape(said)}</p></div>'
            )
            if not is_open:
                st.button(
                    t("Change"), key=f"team-change-{team.id}", on_click=_open, args=(team.id,)
                )
        if is_open:
            _editor(t, team, names)


def _editor(t: Texts, team: Crew, names: dict[int, str]) -> None:
    inside = {one.id: one.name for one in team.members}
    name, members = f"team-name-{team.id}", f"team-in-{team.id}"
    st.session_state.setdefault(name, team.name)
    st.session_state.setdefault(members, list(inside))
    with st.form(f"team-form-{team.id}", border=False):
        _fields(t, name, members, inside | names)
        st.form_submit_button(
            t("Save"), type="primary", on_click=_save, args=(team.id, frozenset(inside))
        )
    if st.session_state.get(GOING) == team.id:
        _farewell(t, team)
        return
    with st.container(horizontal=True, gap="small"):
        st.button(t("Close"), key="team-close", on_click=_open, args=(None,))
        st.button(t("Take the team away"), key="team-away", on_click=_ask, args=(team.id,))


def _farewell(t: Texts, team: Crew) -> None:
    """Say what becomes of what the team has, before it is gone."""
    with current.database().read() as session:
        waits = views.in_queue(session, team.id)
    waiting = t.n(
        "{n} conversation of its queue waits in everybody's queue then.",
        "{n} conversations of its queue wait in everybody's queue then.",
        waits,
    )
    stays = t("What somebody has already stays theirs.")
    parts.note(f"{waiting} {stays}" if waits else stays, "warn")
    with st.container(horizontal=True, gap="small"):
        st.button(t("Keep the team"), key="team-keep", on_click=_ask, args=(None,))
        st.button(t("Take it away now"), key="team-remove", on_click=_remove, args=(team.id,))


def _new(t: Texts, names: dict[int, str], *, first: bool) -> None:
    st.session_state.setdefault("team-new-name", "")
    st.session_state.setdefault("team-new-in", [])
    place = st.expander(t("Make a team"), expanded=first and len(names) > 1)
    with place.form("team-new", border=False):
        _fields(t, "team-new-name", "team-new-in", names)
        st.form_submit_button(t("Make the team"), on_click=_add)


def _fields(t: Texts, name: str, members: str, names: dict[int, str]) -> None:
    st.text_input(t("Name of the team"), key=name, max_chars=LONGEST, autocomplete="off")
    st.multiselect(
        t("Who is in it"), sorted(names, key=lambda one: names[one].casefold()), key=members,
        format_func=lambda one: names.get(one, ""), placeholder=t("Choose colleagues"),
    )  # fmt: skip


def _add() -> None:
    state, now, t = st.session_state, current.house().clock(), current.words()
    name, members = str(state.get("team-new-name") or ""), list(state.get("team-new-in") or ())

    def make(session: Session, actor: Actor) -> None:
        made = teams.add(session, actor, name, now)
        for agent_id in members:
            teams.join(session, actor, made, agent_id, now)

    if _calmly(make):
        state["team-new-name"], state["team-new-in"] = "", []
        _say(t("Made. Conversations can be handed to {team} now.", team=name.strip()), "good")


def _save(team_id: int, shown: frozenset[int]) -> None:
    """Keep name and members; `shown` were in it when it was drawn: others stay as they are."""
    state, now, t = st.session_state, current.house().clock(), current.words()
    name = str(state.get(f"team-name-{team_id}") or "")
    chosen = frozenset(state.get(f"team-in-{team_id}") or ())

    def keep(session: Session, actor: Actor) -> None:
        teams.rename(session, actor, team_id, name, now)
        for agent_id in sorted(chosen - shown):
            teams.join(session, actor, team_id, agent_id, now)
        for agent_id in sorted(shown - chosen):
            teams.leave(session, actor, team_id, agent_id, now)

    if _calmly(keep):
        _open(None)
        _say(t("Saved."), "good")


def _remove(team_id: int) -> None:
    now, t = current.house().clock(), current.words()
    if _calmly(lambda session, actor: teams.remove(session, actor, team_id, now)):
        _say(t("The team is gone."), "good")
    _open(None)


def _calmly(use_case: Callable[[Session, Actor], object]) -> bool:
    """Run a use case as whoever clicked, in one transaction; a refusal is said there."""
    t, actor = current.words(), current.actor(acted=True)
    try:
        with current.database().write() as session:
            use_case(session, actor)
    except Refused as refused:
        _say(t(WRONGS[refused.wrong]), "warn")
    except tuple(SORRY) as error:
        _say(t(next(text for kind, text in SORRY.items() if isinstance(error, kind))), "warn")
    else:
        return True
    return False


def _say(text: str, kind: str) -> None:
    st.session_state[SAID] = (text, kind)


def _open(team_id: int | None) -> None:
    st.session_state[OPEN] = team_id
    st.session_state.pop(GOING, None)


def _ask(team_id: int | None) -> None:
    st.session_state[GOING] = team_id
