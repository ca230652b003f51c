"""What was promised, by whom, by when, and what became of it; acted on from its row."""

from __future__ import annotations

from datetime import UTC, datetime, time
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.models import PromiseState
from inbox.care.promising import LONGEST
from inbox.care.rights import Right, require
from inbox.pages import acts, current, parts, promise_acts, promise_chart, sayings
from inbox.pages import promise_words as words
from inbox.queries import promises, teams
from inbox.queries.promises import MOST, PAGE, Look, PromiseView
from inbox.texts import Texts, mark

SHOWN = 40
"""Promises that are drawn at once."""

LOOKS: dict[Look, str] = {
    Look.MINE: mark("Mine"),
    Look.TEAM: mark("Team"),
    Look.DUE: mark("Due within a day"),
    Look.OVERDUE: mark("Overdue"),
    Look.KEPT: mark("Kept and broken"),
}
EMPTY: dict[Look, str] = {
    Look.MINE: mark("You have promised nothing that is still open."),
    Look.TEAM: mark("Nothing is promised that is still open."),
    Look.DUE: mark("Nothing is due within a day."),
    Look.OVERDUE: mark("Nothing is overdue."),
    Look.KEPT: mark("No promise has been kept or broken yet."),
}
BECAME = {
    "keep": mark("Kept"),
    "break": mark("Broken"),
    "move": mark("Another time"),
    "entrust": mark("A colleague keeps it"),
}


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Promises"), url_path="promises")


def page() -> None:
    """Show the ledger, and let agents say what became of a promise."""
    t, now = current.words(), current.house().clock()
    actor = current.actor()
    parts.style("promises.css")
    st.header(t("Promises"))
    require(actor, Right.READ)
    parts.lead(t("What we said we would do, by when, and what became of it."))
    top = st.container()
    with current.database().read() as session:
        counts = promises.counts(session, actor.agent_id, now)
        look = _look(t, counts)
        found, more = promises.page(session, actor.agent_id, look, now, SHOWN)
        untold = promises.untold(session, found)
        team, _ = promises.page(session, actor.agent_id, Look.TEAM, now, PAGE)
        ended = promises.outcomes(session, now)
        agents = {one.id: one.name for one in teams.working(session)}
    _orphaned({one.id for one in found}, now)
    with top:
        parts.told(t, now)
    if not found:
        parts.quiet(t(EMPTY[look]))
    for one in found:
        with st.container(key=f"promise-{one.id}", border=True, gap="small"):
            _row(t, one, agents, now, untold=one.id in untold)
    if more:
        parts.quiet(t("Only the first {n} are shown.", n=t.number(SHOWN)))
    _pictures(t, [one.due_at for one in team], ended, now)


def _look(t: Texts, counts: dict[Look, int]) -> Look:
    def named(look: Look) -> str:
        count = counts.get(look, 0)
        said = f"{t.number(MOST)}+" if count > MOST else t.number(count)
        return f"{t(LOOKS[look])} ({said})" if count else t(LOOKS[look])

    chosen = st.segmented_control(
        t("Promises"), list(Look), default=Look.MINE, format_func=named, key="promise_look",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return Look(chosen or Look.MINE)


def _orphaned(shown: set[int], now: datetime) -> None:
    """Say at the top why a click was refused whose row stands here no more."""
    state = st.session_state
    if state.get("promise_refused") and state.promise_editing not in shown:
        parts.say(state.promise_refused, "warn", now)
        _edit(None)


def _row(
    t: Texts, one: PromiseView, agents: dict[int, str], now: datetime, *, untold: bool
) -> None:
    st.html(_said(t, one, now))
    if st.session_state.get("promise_editing") == one.id:
        _form(t, one, agents)
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if untold:
            parts.way(t("Tell the customer"), "", c=one.conversation_id, tell=one.id)
        if one.state is not PromiseState.OPEN:
            st.button(
                t("Open again"), key=f"promise-again-{one.id}",
                on_click=_do, args=(one.id, one.conversation_id, "unsettle"),
            )  # fmt: skip
            return
        if not one.proven:
            st.button(
                t("Kept"), key=f"promise-kept-{one.id}", type="primary",
                on_click=_do, args=(one.id, one.conversation_id, "keep"),
            )  # fmt: skip
        st.button(
            t("What became of it …"), key=f"promise-edit-{one.id}", on_click=_edit, args=(one.id,)
        )


def _said(t: Texts, one: PromiseView, now: datetime) -> str:
    """Return a promise in two lines; nothing in it is markup."""
    total = words.amount(t, one.amount)
    what = f"{one.what} · {total}" if total and total not in one.what else one.what
    who = one.name or t("Name withheld")
    facts = [t(words.KINDS[one.kind]), one.owner or t("in the queue"), sayings.label(one.platform)]
    if one.proof:
        facts.append(t("Proof: {proof}", proof=one.proof))
    if one.reason:
        facts.append(t("Why: {reason}", reason=one.reason))
    if one.first_due_at != one.due_at:
        facts.append(t("first by {moment}", moment=t.moment(one.first_due_at, now)))
    tone = "late" if one.late else one.state.value
    return (
        f'<div class="dw-promise {tone}"><h2><span class="when">{escape(words.stands(t, one, now))}'
        f'</span> <bdi>{escape(what)}</bdi></h2><p><a href="/?c={one.conversation_id}">'
        f"<bdi>{escape(who)}</bdi></a> · <bdi>{escape(' · '.join(facts))}</bdi></p></div>"
    )


def _form(t: Texts, one: PromiseView, agents: dict[int, str]) -> None:
    """Ask what became of it; what was refused stays as it was typed, with the reason above."""
    state, number = st.session_state, one.id
    became = st.radio(
        t("What became of it"), list(BECAME), key=f"promise-what-{number}", horizontal=True,
        format_func=lambda what: t(BECAME[what]),
    )  # fmt: skip
    with st.form(f"promise-form-{number}", border=False):
        if state.get("promise_refused"):
            st.html(parts.fault(state.promise_refused))
        _asked(t, one, became or "keep", agents)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                t("Save"), type="primary", key=f"promise-save-{number}",
                on_click=_save, args=(number, one.conversation_id, t.zone),
            )  # fmt: skip
            st.form_submit_button(
                t("Cancel"), on_click=_edit, args=(None,), key=f"promise-leave-{number}"
            )


def _asked(t: Texts, one: PromiseView, became: str, agents: dict[int, str]) -> None:
    """Ask for what this outcome needs, and for nothing else."""
    note = f"promise-note-{one.id}"
    if became == "entrust":
        st.selectbox(
            t("Colleague"), list(agents), key=f"promise-to-{one.id}",
            format_func=lambda agent: agents.get(agent, ""),
        )  # fmt: skip
    elif became != "keep":
        st.text_input(t("Why?"), key=note, max_chars=LONGEST)
    elif one.proven:
        st.text_input(t(words.PROOF), key=note, max_chars=LONGEST)
    if became != "move":
        return
    here = one.due_at.astimezone(ZoneInfo(t.zone))
    left, right = st.columns(2)
    left.date_input(
        t("Another day"), here.date(), key=f"promise-day-{one.id}",
        format="DD.MM.YYYY" if t.language == "de" else "YYYY-MM-DD",
    )  # fmt: skip
    right.time_input(t("By"), here.time(), key=f"promise-time-{one.id}", step=900)


def _pictures(
    t: Texts, due: list[datetime], ended: tuple[promises.Outcome, ...], now: datetime
) -> None:
    left, right = st.columns(2)
    with left:
        parts.label(t("Due in the next weeks"))
        st.html(promise_chart.table(t, due, now))
    with right:
        parts.label(t("Kept and broken by week"))
        if not ended:
            return parts.quiet(t("None was kept or broken in the last twelve weeks."))
        said = promise_chart.weeks_told(t, ended)
        st.vega_lite_chart(promise_chart.weeks(t, ended, now), width="stretch", alt=said)


def _edit(number: int | None) -> None:
    current.actor(acted=True)
    st.session_state.promise_editing = number
    st.session_state.promise_refused = None


def _save(number: int, conversation: int, zone: str) -> None:
    state = st.session_state
    day, clock = state.get(f"promise-day-{number}"), state.get(f"promise-time-{number}")
    due = datetime.combine(day, clock or time(17), ZoneInfo(zone)).astimezone(UTC) if day else None
    _do(
        number, conversation, state[f"promise-what-{number}"],
        note=state.get(f"promise-note-{number}") or "", to=state.get(f"promise-to-{number}"),
        due=due.isoformat() if due else "",
    )  # fmt: skip


def _do(number: int, conversation: int, what: str, **more: Any) -> None:
    """Do it by the same use case as in the conversation; a refusal keeps the form open."""
    present, here = current.present(acted=True), current.house()
    desk = acts.Desk(here, present.actor, current.words())
    value = {"what": what, "id": conversation, "promise": number, "note": "", **more}
    ack = promise_acts.act(desk, value)
    if not ack.ok and st.session_state.get("promise_editing") == number:
        st.session_state.promise_refused = ack.text
        return
    _edit(None)
    if ack.text:
        parts.say(ack.text, "good" if ack.ok else "warn", here.clock())
