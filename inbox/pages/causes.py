"""What goes wrong, how often and how far it is mended; and who is still to be told that it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.models import CauseState
from db.session import Session
from inbox.care import causes
from inbox.care.causes import CHANGE, NAME, NoCause, Unclear
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor, Right, require
from inbox.pages import cause_words as words
from inbox.pages import current, parts, sayings, week_bars
from inbox.queries import causes as queries
from inbox.queries import teams
from inbox.queries.causes import CauseView, Complainer
from inbox.texts import Texts, mark

SHOWN = 40
"""Causes that are drawn at once."""

LOOKS: dict[CauseState, str] = {
    CauseState.OPEN: mark("Open"),
    CauseState.FIXING: mark("Being fixed"),
    CauseState.FIXED: mark("Fixed"),
}
EMPTY: dict[CauseState, str] = {
    CauseState.OPEN: mark("No cause is open."),
    CauseState.FIXING: mark("Nothing is being fixed."),
    CauseState.FIXED: mark("Nothing has been fixed yet."),
}
TURNS: dict[CauseState, str] = {
    CauseState.OPEN: mark("Open again"),
    CauseState.FIXING: mark("It is being fixed"),
    CauseState.FIXED: mark("It is fixed"),
}
COLOURS = {
    CauseState.OPEN: "#d1323a",
    CauseState.FIXING: "#c98a1b",
    CauseState.FIXED: "#2f8f5b",
}
WHAT = mark("Complaints")
WEEKS = mark("Complaints by week, by how their cause stands now")


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Causes"), url_path="causes")


def page() -> None:
    """Show the causes, and let agents say how far each is mended and who was told."""
    t, now = current.words(), current.house().clock()
    actor = current.actor()
    parts.style("causes.css")
    st.header(t("Causes"))
    require(actor, Right.READ)
    parts.lead(t("What customers complained about, what changes, and who has been told."))
    parts.told(t, now)
    with current.database().read() as session:
        look = _look(t, queries.counts(session))
        found, more = queries.page(session, look, now, SHOWN)
        listed = {
            one.id: queries.complainers(session, one.id, actor.agent_id)
            for one in found
            if look is CauseState.FIXED
        }
        agents = {one.id: one.name for one in teams.working(session)}
        happened = queries.complained(session, now)
    if not found:
        parts.quiet(t(EMPTY[look]))
        if look is CauseState.OPEN:
            parts.quiet(t("The answer to a complaint opens one: “What changes?” above it."))
    for one in found:
        with st.container(key=f"cause-{one.id}", border=True, gap="small"):
            _row(t, one, agents, now)
            if one.id in listed:
                _people(t, one, *listed[one.id], now)
    if more:
        parts.quiet(t("Only the first {n} are shown.", n=t.number(SHOWN)))
    _weeks(t, happened, now)


def _look(t: Texts, counts: dict[CauseState, int]) -> CauseState:
    def named(look: CauseState) -> str:
        count = counts.get(look, 0)
        return f"{t(LOOKS[look])} ({t.number(count)})" if count else t(LOOKS[look])

    chosen = st.segmented_control(
        t("Causes"), list(CauseState), default=CauseState.OPEN, format_func=named,
        key="cause_look", label_visibility="collapsed", required=True,
    )  # fmt: skip
    return CauseState(chosen or CauseState.OPEN)


def _row(t: Texts, one: CauseView, agents: dict[int, str], now: datetime) -> None:
    st.html(_said(t, one, now))
    if st.session_state.get("cause_editing") == one.id:
        _form(t, one, agents)
        return
    with st.container(horizontal=True, gap="small"):
        for state in CauseState:
            if state is one.state:
                continue
            forward = state is CauseState.FIXED
            st.button(
                t(TURNS[state]), key=f"cause-{state}-{one.id}",
                type="primary" if forward else "secondary", on_click=_turn, args=(one.id, state),
            )  # fmt: skip
        st.button(t("Edit …"), key=f"cause-edit-{one.id}", on_click=_edit, args=(one.id,))


def _said(t: Texts, one: CauseView, now: datetime) -> str:
    """Return a cause in three lines; nothing in it is markup."""
    count = words.people(t, one.people)
    if one.lately:
        count = t("{people}, {n} of them within a week", people=count, n=t.number(one.lately))
    since = t(
        "{state} since {moment}", state=t(words.STATES[one.state]), moment=t.moment(one.since, now)
    )
    facts = [since, one.owner or t("nobody sees to it yet")]
    if one.state is CauseState.FIXED:
        facts.append(
            t("{told} of {people} told", told=t.number(one.told), people=t.number(one.people))
        )
    return (
        f'<div class="dw-cause"><h2><bdi>{escape(one.name)}</bdi>'
        f' <span class="count">· {escape(count)}</span></h2>'
        f'<p class="change"><bdi>{escape(one.change)}</bdi></p>'
        f"<p><bdi>{escape(' · '.join(facts))}</bdi></p></div>"
    )


def _people(
    t: Texts, one: CauseView, found: tuple[Complainer, ...], more: bool, now: datetime
) -> None:
    """List who complained: each is told in their own conversation, by their contact person."""
    if not found:
        return
    waits = sum(each.told_at is None for each in found)
    with st.expander(
        t.n("{n} person is not told yet", "{n} people are not told yet", waits)
        if waits
        else t("Everybody was told"),
        expanded=waits > 0,
    ):
        for each in found:
            _person(t, one, each, now)
        if more:
            parts.quiet(t("Only the newest are listed."))


def _person(t: Texts, one: CauseView, who: Complainer, now: datetime) -> None:
    number, told = who.conversation_id, who.told_at
    name = who.name or t("Name withheld")
    mine = t("you") if who.mine else who.contact_person
    facts = [sayings.label(who.platform), t.moment(who.at, now), mine or t("in the queue")]
    state = ""
    if told is not None:
        said = t("told by {agent}, {moment}", agent=who.told_by or "?", moment=t.moment(told, now))
        state = f'<small class="told">{escape(said)}</small>'
    place = f"told-{one.id}-{number}"
    with st.container(key=place, horizontal=True, gap="small", vertical_alignment="center"):
        st.html(
            f'<p class="dw-told"><bdi>{escape(name)}</bdi>'
            f"<small><bdi>{escape(' · '.join(facts))}</bdi></small>{state}</p>"
        )
        if told is None:
            label = t("Begin the note to them")
            parts.way(label, "", c=number, fixed=one.id)
        st.button(
            t("They were told") if told is None else t("Not told after all"),
            key=f"cause-{place}",
            on_click=_told,
            args=(one.id, number, told is None),
        )  # fmt: skip


def _form(t: Texts, one: CauseView, agents: dict[int, str]) -> None:
    """Say it anew; what was refused stays as it was typed, with the reason above."""
    state, number = st.session_state, one.id
    with st.form(f"cause-form-{number}", border=False):
        if state.get("cause_refused"):
            st.html(parts.fault(state.cause_refused))
        st.text_input(
            t("What goes wrong (for the team)"),
            one.name,
            key=f"cause-name-{number}",
            max_chars=NAME,
        )
        st.text_area(
            t("What changes, as you say it to a customer"), one.change,
            key=f"cause-change-{number}", max_chars=CHANGE, height=80,
        )  # fmt: skip
        whom = [0, *agents]
        st.selectbox(
            t("Who sees to it"), whom, key=f"cause-owner-{number}",
            index=whom.index(one.owner_id or 0) if one.owner_id in agents else 0,
            format_func=lambda agent: agents.get(agent, t("nobody yet")),
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                t("Save"), type="primary", key=f"cause-save-{number}",
                on_click=_save, args=(number,),
            )  # fmt: skip
            st.form_submit_button(
                t("Cancel"), on_click=_edit, args=(None,), key=f"cause-leave-{number}"
            )


def _weeks(t: Texts, happened: tuple[tuple[datetime, CauseState], ...], now: datetime) -> None:
    if not happened:
        return
    parts.label(t(WEEKS))
    bars = week_bars.bars(t, happened, words.STATES, COLOURS, WHAT, queries.WEEKS, now)
    counted = {state: sum(each is state for _, each in happened) for state in CauseState}
    named = ", ".join(f"{t.number(n)} {t(words.STATES[state])}" for state, n in counted.items())
    said = f"{t('The last twelve weeks')}: {named}"
    st.vega_lite_chart(bars, width="stretch", alt=said)


def _edit(number: int | None) -> None:
    current.actor(acted=True)
    st.session_state.cause_editing = number
    st.session_state.cause_refused = None


def _turn(number: int, state: CauseState) -> None:
    """Say how far a cause is mended; what is fixed is looked at, for whom to tell stands there."""
    if not _do(lambda session, actor, now: causes.turn(session, actor, number, state, now)):
        return
    if state is CauseState.FIXED:
        st.session_state.cause_look = state
        parts.say(words.FIXED, "good", current.house().clock())


def _told(number: int, conversation: int, yes: bool) -> None:
    _do(lambda session, actor, now: causes.told(session, actor, conversation, number, now, yes=yes))


def _save(number: int) -> None:
    state = st.session_state
    name, change = state[f"cause-name-{number}"], state[f"cause-change-{number}"]
    owner = state[f"cause-owner-{number}"] or None

    def act(session: Session, actor: Actor, now: datetime) -> None:
        causes.reword(session, actor, number, name or "", change or "", now)
        causes.entrust(session, actor, number, owner, now)

    if _do(act):
        _edit(None)


def _do(act: Callable[..., None]) -> bool:
    """Do it in one transaction; a refusal keeps a form open, else it is said at the top."""
    here, actor, t = current.house(), current.actor(acted=True), current.words()
    try:
        with here.database.write() as session:
            act(session, actor, here.clock())
    except Unclear as error:
        st.session_state.cause_refused = words.flaw(t, error.flaw)
        return False
    except (NoCause, NoConversation, LookupError):
        parts.say(words.GONE, "warn", here.clock())
        return False
    return True
