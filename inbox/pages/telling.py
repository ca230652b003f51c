"""How I am told: by a sound, on the desktop, by e-mail. A part of an agent's own page."""

from __future__ import annotations

from datetime import time

import streamlit as st

from inbox.care import notice_rules
from inbox.care.notice_rules import HOURS, Refused, Wrong
from inbox.components.ringing import ringing
from inbox.pages import current, parts
from inbox.queries import notice_rules as kept
from inbox.queries.agents import AgentView
from inbox.queries.notice_rules import Told
from inbox.rules.digest import Often, Wish, kept_back
from inbox.texts import Texts, mark, zone_of

OFTEN: dict[Often, str] = {
    Often.NONE: mark("No e-mail"),
    Often.MORNING: mark("Once a working day"),
    Often.HOURS: mark("Every few hours, while something waits"),
}
DAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
SORRY: dict[Wrong, str] = {
    Wrong.NO_DAYS: mark("Choose at least one day on which e-mails may come."),
    Wrong.NO_SUCH: mark("That did not work. Reload the page and try again."),
}


def section(me: AgentView, t: Texts) -> None:
    """Draw the switches and the e-mail's rules; each is kept as it is changed."""
    with current.database().read() as session:
        told = kept.rules(session, me.id)
    st.subheader(t("How you are told"))
    _rings(t, told)
    _mails(me, t, told.wish)


def _rings(t: Texts, told: Told) -> None:
    said = t("What concerns you stands under the bell on every page. Nothing rings unless you ask.")
    parts.quiet(said)
    switches = (
        ("told_sound", told.sound, t("A short sound, at most every half minute")),
        ("told_desktop", told.desktop, t("Show it on the desktop: who, and where")),
        ("told_words", told.words, t("Show the customer's words there as well")),
    )
    for key, value, label in switches:
        st.session_state.setdefault(key, value)
        off = key == "told_words" and not st.session_state.told_desktop
        st.toggle(label, key=key, on_change=_ring, disabled=off)
    state = st.session_state
    ringing(t, sound=bool(state.told_sound), desktop=bool(state.told_desktop))


def _ring() -> None:
    here, actor, state = current.house(), current.actor(acted=True), st.session_state
    with here.database.write() as session:
        notice_rules.ring(
            session,
            actor,
            here.clock(),
            sound=bool(state.told_sound),
            desktop=bool(state.told_desktop),
            words=bool(state.told_words),
        )


def _mails(me: AgentView, t: Texts, wish: Wish) -> None:
    parts.label(t("E-mail about what waits"))
    state, sends = st.session_state, current.house().settings.sends_mail
    state.setdefault("told_often", wish.often)
    st.radio(
        t("E-mail about what waits"), list(OFTEN), key="told_often", on_change=_mail,
        format_func=lambda often: t(OFTEN[often]), label_visibility="collapsed",
    )  # fmt: skip
    if state.told_often != Often.NONE:
        _begin(wish)
        _times(t)
        if kept_back(wish):
            late = t("That is within your quiet hours: it comes as soon as they end.")
            parts.note(late, "warn")
        why = _why_none(me, t, sends=sends)
        if why:
            parts.note(why, "warn")
    state.told_drawn = _drawn(Often(state.told_often))
    if "told_sorry" in state:
        parts.note(t(state.pop("told_sorry")), "warn")
    parts.quiet(t("How many wait and who waits longest, without a word of what they wrote."))


def _begin(wish: Wish) -> None:
    """Let the fields begin with what is kept, those that were not on the page before.

    One that appears is given its value in the very run that draws it: a value of an earlier run
    never reaches the browser, which would show the hour of the server's clock instead.
    """
    begin = {
        "told_morning": _time(wish.morning), "told_every": wish.every,
        "told_from": _time(wish.quiet_from), "told_until": _time(wish.quiet_until),
        "told_days": sorted(wish.days),
    }  # fmt: skip
    state = st.session_state
    drawn = state.get("told_drawn", frozenset())
    for key, value in begin.items():
        if key not in drawn or key not in state:
            state[key] = value


def _drawn(often: Often) -> frozenset[str]:
    """Return which fields stand on the page while that is kept."""
    if often is Often.NONE:
        return frozenset()
    own = "told_morning" if often is Often.MORNING else "told_every"
    return frozenset({own, "told_from", "told_until", "told_days"})


def _times(t: Texts) -> None:
    """Draw when: the morning or the hours, what is quiet, and the days."""
    with st.container(horizontal=True, gap="small"):
        if st.session_state.told_often == Often.MORNING:
            st.time_input(t("At"), key="told_morning", on_change=_mail, width=130)
        else:
            st.selectbox(
                t("Every"), HOURS, key="told_every", on_change=_mail, width=150,
                format_func=lambda n: t.n("{n} hour", "{n} hours", n),
            )  # fmt: skip
        st.time_input(t("Quiet from"), key="told_from", on_change=_mail, width=130)
        st.time_input(t("Quiet until"), key="told_until", on_change=_mail, width=130)
    st.pills(
        t("On these days"), range(7), key="told_days", selection_mode="multi", on_change=_mail,
        format_func=lambda day: t(DAYS[day]),
    )  # fmt: skip
    parts.quiet(t("On the clock of {zone}.", zone=_zone().replace("_", " ")))


def _why_none(me: AgentView, t: Texts, *, sends: bool) -> str:
    """Return why no e-mail will come, empty where one will."""
    if not sends:
        return t("None will come: this house has no mail server. Your admin can set one up.")
    if not me.email:
        return t("None will come: you have no e-mail address. Enter one above.")
    return ""


def _mail() -> None:
    here, actor, state = current.house(), current.actor(acted=True), st.session_state
    with here.database.read() as session:
        wish = kept.rules(session, actor.agent_id).wish
    said = {key: state[key] for key in _drawn(wish.often) if key in state}
    wanted = Wish(
        often=Often(state.told_often),
        morning=_minute(said.get("told_morning"), wish.morning),
        every=said.get("told_every") or wish.every,
        quiet_from=_minute(said.get("told_from"), wish.quiet_from),
        quiet_until=_minute(said.get("told_until"), wish.quiet_until),
        days=frozenset(said.get("told_days", wish.days)),
        zone=_zone(),
    )
    try:
        with here.database.write() as session:
            notice_rules.mail(session, actor, wanted, here.clock())
    except Refused as refused:
        state.told_sorry = SORRY[refused.wrong]


def _zone() -> str:
    return zone_of(st.context.timezone)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _minute(chosen: time | None, before: int) -> int:
    return before if chosen is None else chosen.hour * 60 + chosen.minute
