"""The team: who is here, who works when, who is away and who stands in; how queues are given out.

Everybody reads it; admins change it on the same page.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.session import Busy
from inbox.care import hours as weeks
from inbox.care.hours import WrongShare
from inbox.care.rights import GRANTS, NotAllowed, Right, require
from inbox.pages import (
    current,
    giving_out,
    headline,
    hours,
    hours_words,
    lines,
    moved,
    opening,
    parts,
    praise_wall,
)
from inbox.queries import roster
from inbox.queries.roster import Member
from inbox.rules.distribution import MOST_CAPACITY, USUAL_CAPACITY
from inbox.texts import Texts, mark

BEAT = 10.0
"""Seconds between two looks at who is here."""

SORRY: dict[type[Exception], str] = {
    WrongShare: mark("Nothing was changed: languages are codes like “de, en”."),
    NotAllowed: mark("This is for admins. Nothing was changed."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Team"), url_path="team")


def page() -> None:
    """Show the team; let admins change it."""
    t, actor = current.words(), current.actor()
    require(actor, Right.READ)
    parts.style("hours.css")
    st.header(t("Team"))
    parts.lead(t("Who is here, who works when, and who stands in for whom."))
    st.fragment(_people, run_every=BEAT)()
    praise_wall.wall()
    st.fragment(headline.section)(t)
    st.fragment(moved.section)(t)
    manages = Right.PEOPLE in GRANTS[actor.role]
    st.fragment(giving_out.section)(manages=manages)
    st.fragment(opening.section)(t, manages=manages)
    if manages:
        st.fragment(_change)()
        st.fragment(lines.editor)()


def _people() -> None:
    here, t = current.house(), current.words()
    now = here.clock()
    with here.database.read() as session:
        found = roster.roster(session, now)
    days = "".join(f"<span>{escape(name)}</span>" for name in hours_words.weekdays(t, "short"))
    rows = "".join(_row(t, one, now) for one in found)
    st.html(
        f'<div class="dw-team"><div class="head" aria-hidden="true"><span></span>'
        f'<div class="dw-days">{days}</div><span></span></div>'
        f'<ul aria-label="{escape(t("Team"), quote=True)}">{rows}</ul></div>'
    )


def _row(t: Texts, one: Member, now: datetime) -> str:
    here = t("is here") if one.here else t("not here")
    said = hours_words.hint(t, one.at, now) or (t("no hours yet") if one.hours is None else "")
    load = t.n("{n} open", "{n} open", one.load)
    if one.capacity is not None:
        load = t("{n} of {most} open", n=t.number(one.load), most=t.number(one.capacity))
    more = [", ".join(one.teams), ", ".join(one.languages)]
    about = " · ".join(escape(each) for each in more if each)
    return (
        f'<li><div class="who"><span class="face {"here" if one.here else ""}" role="img"'
        f' aria-label="{escape(here, quote=True)}" title="{escape(here, quote=True)}">'
        f"{escape(parts.initials(one.name))}</span>"
        f'<span class="name"><bdi>{escape(one.name)}</bdi>'
        f"<small>{escape(said)}</small></span></div>"
        f"{hours_words.strip(t, one.hours, one.absences, now)}"
        f'<div class="load"><span>{escape(load)}</span><small><bdi>{about}</bdi></small></div></li>'
    )


def _change() -> None:
    here, t = current.house(), current.words()
    with here.database.read() as session:
        found = {one.id: one for one in roster.roster(session, here.clock())}
    st.subheader(t("Change"))
    with st.container(key="team-change"):
        chosen = st.selectbox(
            t("Agent"),
            list(found),
            index=None,
            format_func=lambda one: found[one].name,
            placeholder=t("Choose an agent"),
            key="team_agent",
        )
        if chosen in found:
            _share(t, found[chosen])
            hours.editor(t, chosen)


def _share(t: Texts, one: Member) -> None:
    most = one.capacity if one.hours or one.capacity else USUAL_CAPACITY
    st.session_state.setdefault(f"capacity-{one.id}", most)
    st.session_state.setdefault(f"languages-{one.id}", ", ".join(one.languages))
    with st.form(f"share-{one.id}", border=False):
        left, right = st.columns(2)
        left.number_input(
            t("Open conversations at most"),
            min_value=1,
            max_value=MOST_CAPACITY,
            value=None,
            key=f"capacity-{one.id}",
            placeholder=t("any number"),
        )
        right.text_input(
            t("Languages"),
            key=f"languages-{one.id}",
            max_chars=80,
            placeholder=t("any, or: de, en"),
        )
        st.form_submit_button(t("Save"), on_click=_set_share, args=(one.id,))
    if st.session_state.pop("share_saved", None) == one.id:
        parts.note(t("Saved."), "good")
    elif said := st.session_state.pop("share_sorry", None):
        parts.note(t(said), "warn")


def _set_share(agent_id: int) -> None:
    here, state = current.house(), st.session_state
    try:
        actor = current.actor(acted=True)
        with here.database.write() as session:
            now, most = here.clock(), state[f"capacity-{agent_id}"]
            weeks.set_capacity(session, actor, agent_id, most, now)
            spoken = state[f"languages-{agent_id}"] or ""
            kept = weeks.set_languages(session, actor, agent_id, spoken, now)
    except tuple(SORRY) as error:
        state.share_sorry = next(text for kind, text in SORRY.items() if isinstance(error, kind))
        return
    state[f"languages-{agent_id}"] = ", ".join(kept)
    state.share_saved = agent_id
