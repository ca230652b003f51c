"""Queues and how they are given out: a part of the page "Team". What it would do is said before."""

from __future__ import annotations

from html import escape

import streamlit as st

from db.session import Busy
from inbox.care import distributing
from inbox.care.distributing import Outlook
from inbox.care.rights import NotAllowed
from inbox.care.teams import NoTeam
from inbox.pages import current, parts
from inbox.queries import roster, teams
from inbox.queries.roster import Queue
from inbox.rules.distribution import USUAL_CAPACITY, Way, Why
from inbox.texts import Texts, mark

WAYS: dict[Way, str] = {
    Way.OFF: mark("Agents take from it themselves"),
    Way.ROUND_ROBIN: mark("Given out in turn"),
    Way.LEAST_LOADED: mark("Given to who has least open"),
}
WHYS: dict[Why, str] = {
    Why.NOBODY: mark("Nothing is given out now: nobody is in this team."),
    Why.ASLEEP: mark(
        "Nothing is given out now: nobody is at work by their working hours."
        " Whoever has entered none is given nothing."
    ),
    Why.ABSENT: mark("Nothing is given out now: all who would be at work are absent."),
    Why.SILENT: mark("Nothing is given out now: nobody at work has a direct contact yet."),
    Why.FULL: mark("Nothing is given out now: all at work have as many open as they may."),
    Why.LANGUAGE: mark("Nothing is given out now: nobody at work speaks the language."),
    Why.PAUSE: mark("Nothing is given out now: all come from a heated conversation."),
}
SORRY: dict[type[Exception], str] = {
    NoTeam: mark("This team is not there any more."),
    NotAllowed: mark("This is for admins. Nothing was changed."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
ASKED = "way_asked"
"""Which queue is to be given out, and how, until it is confirmed or left."""


def section(*, manages: bool) -> None:
    """Draw the queues, what waits there and how they are given out; admins change that."""
    here, t = current.house(), current.words()
    with here.database.read() as session:
        found = roster.queues(session)
        stopped = distributing.stopped(session, here.clock())
    st.subheader(t("Queues"))
    parts.quiet(
        t(
            "A queue gives to who works now, is not away, has a direct contact and room, "
            "and speaks the language. If nobody fits, it waits there."
        )
    )
    with st.container(key="team-queues"):
        for queue in found:
            _queue(t, queue, manages=manages)
            asked = st.session_state.get(ASKED)
            if manages and asked is not None and asked[0] == queue.team_id:
                _foreseen(t, queue.team_id, asked[1])
            elif queue.waiting and queue.team_id in stopped:
                parts.quiet(t(WHYS[stopped[queue.team_id]]))
    parts.told(t, here.clock())


def _queue(t: Texts, queue: Queue, *, manages: bool) -> None:
    key = f"way-{queue.team_id or 0}"
    name = queue.name or t("Everybody's")
    with st.container(horizontal=True, vertical_alignment="center", key=f"queue-{queue.team_id}"):
        waits = t.n("{n} waits", "{n} wait", queue.waiting)
        said = " · ".join((waits, *queue.members))
        st.html(
            f'<p class="dw-queue"><strong><bdi>{escape(name)}</bdi></strong>'
            f"<small>{escape(said)}</small></p>"
        )
        if not manages:
            st.html(f'<p class="dw-quiet">{escape(t(WAYS[queue.way]))}</p>')
            return
        asked = st.session_state.get(ASKED)
        st.session_state[key] = asked[1] if asked and asked[0] == queue.team_id else queue.way
        st.selectbox(
            t("How {queue} is given out", queue=name),
            list(Way),
            key=key,
            format_func=lambda way: t(WAYS[way]),
            label_visibility="collapsed",
            on_change=_choose,
            args=(queue.team_id, queue.way, key),
        )


def _foreseen(t: Texts, team_id: int | None, way: Way) -> None:
    """Say what would be given to whom at once, and do it when that is confirmed."""
    here, actor = current.house(), current.actor()
    with here.database.read() as session:
        outlook = distributing.outlook(session, actor, team_id, way, here.clock())
        names = {one.id: one.name for one in teams.working(session)}
    parts.note(foreseen(t, outlook, names), "warn" if outlook.why else "good")
    parts.quiet(
        t(
            "Nobody is given more than they may have open: {n}, or what stands under Change.",
            n=t.number(USUAL_CAPACITY),
        )
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("Give it out like this"),
            key="way-yes",
            type="primary",
            on_click=_set,
            args=(team_id, way),
        )
        st.button(t("Leave it as it is"), key="way-no", on_click=_leave)


def foreseen(t: Texts, outlook: Outlook, names: dict[int, str]) -> str:
    """Return what would be given out at once, in words: of how many, how many to whom."""
    waits = t.n(
        "{n} conversation there waits for an answer.",
        "{n} conversations there wait for an answer.",
        outlook.waiting,
    )
    given = sum(outlook.gets.values())
    if not given:
        return f"{waits} {t(WHYS[outlook.why])}" if outlook.why else waits
    most = sorted(outlook.gets.items(), key=lambda one: (-one[1], names.get(one[0], "")))
    each = ", ".join(f"{names.get(one, '')} ({t.number(n)})" for one, n in most)
    said = [waits, t("At once they go to: {names}.", names=each)]
    if rest := outlook.waiting - given:
        said.append(t.n("{n} goes on waiting.", "{n} go on waiting.", rest))
    return " ".join(said)


def _choose(team_id: int | None, before: Way, key: str) -> None:
    way = Way(st.session_state[key])
    if before is Way.OFF and way is not Way.OFF:
        st.session_state[ASKED] = (team_id, way)
        return
    _set(team_id, way)


def _leave() -> None:
    st.session_state.pop(ASKED, None)


def _set(team_id: int | None, way: Way) -> None:
    _leave()
    here = current.house()
    try:
        actor = current.actor(acted=True)
        with here.database.write() as session:
            distributing.set_way(session, actor, team_id, way, here.clock())
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())
