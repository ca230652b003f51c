"""Alarms, for admins: what needs somebody, who has seen it, and what is over."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.session import Busy
from inbox.care import alarm_words as words
from inbox.care import alarms
from inbox.care.alarm_words import Told
from inbox.care.rights import Right, require
from inbox.pages import current, door, parts
from inbox.queries import alarms as views
from inbox.queries.alarms import Admin, AlarmView
from inbox.rules.alarms import Cause
from inbox.texts import Texts, mark

BEAT = 5.0
"""Seconds between two looks at the tables."""

URGENT = frozenset({Cause.LOGIN_DEAD, Cause.CREDIT, Cause.FAILING, Cause.GAP})
"""What costs messages or replies while nobody acts; the rest can wait a little."""


def route(t: Texts, visibility: Literal["visible", "hidden"]) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Alarms"), url_path="alarms", visibility=visibility)


def page() -> None:
    """Show what needs an admin, and what did."""
    t = current.words()
    parts.style("alarms.css")
    st.header(t("Alarms"))
    if not door.lets_in(
        Right.CONNECTORS, t("Alarms are for admins. What concerns you stands above your list.")
    ):
        return
    parts.lead(t("What needs somebody, and what is over."))
    st.fragment(_all, run_every=BEAT)()


def _all() -> None:
    here = current.house()
    require(current.actor(), Right.CONNECTORS)
    t, now = current.words(), here.clock()
    with here.database.read() as session:
        open_, past = views.current(session), views.past(session)
        admins = views.admins(session)
    parts.told(t, now)
    if not open_:
        parts.note(t("Nothing needs you. When something does, it stands here."), "good")
    for view in open_:
        _open(t, view, now)
    parts.quiet(_by_mail(t, admins, sends=here.settings.sends_mail))
    if past:
        parts.label(t("Over"))
        st.html(_over(t, past, now))


def _open(t: Texts, view: AlarmView, now: datetime) -> None:
    with st.container(key=f"alarm-{view.id}", gap="small"):
        st.html(_card(t, view, now))
        if view.seen_at is None:
            st.button(t("I have seen it"), key=f"seen-{view.id}", on_click=_see, args=(view.id,))


def _card(t: Texts, view: AlarmView, now: datetime) -> str:
    tone = "bad" if view.cause in URGENT else "warn"
    told = Told(view.cause, view.facts)
    since = t("Since {at}.", at=t.moment(view.raised_at, now))
    if view.seen_at is not None:
        who = view.seen_by or t("Somebody")
        at = t.moment(view.seen_at, now)
        since += " " + t("Seen by {name} at {at}.", name=who, at=at)
    seen = " seen" if view.seen_at is not None else ""
    return (
        f'<article class="dw-alarm {tone}{seen}">'
        f"<h3>{escape(words.title(t, view.cause))}</h3>"
        f"<p>{escape(words.sentence(t, told, now))}</p>"
        f'<p class="when">{escape(since)}</p></article>'
    )


def _over(t: Texts, past: tuple[AlarmView, ...], now: datetime) -> str:
    rows = "".join(
        f"<li><time>{escape(t.moment(view.healed_at, now))}</time>"
        f"<span>{escape(words.over(t, Told(view.cause, view.facts)))}</span></li>"
        for view in past
        if view.healed_at is not None
    )
    return f'<ul class="dw-over">{rows}</ul>'


def _by_mail(t: Texts, admins: tuple[Admin, ...], *, sends: bool) -> str:
    """Return who is told by e-mail, or what is missing for that."""
    if not sends:
        return t("No e-mails: no mail server is set up (SMTP_URL and MAIL_FROM in .env).")
    if not admins:
        return t("No e-mails: no admin has an e-mail address under “My signature”.")
    names = ", ".join(admin.name for admin in admins)
    return t("By e-mail to {names}, once when it begins and once when it is over.", names=names)


def _see(alarm_id: int) -> None:
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            alarms.acknowledge(session, actor, alarm_id, here.clock())
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())


SORRY: dict[type[Exception], str] = {
    alarms.NoAlarm: mark("This alarm is not there any more."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
