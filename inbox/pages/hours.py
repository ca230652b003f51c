"""When an agent works and when they are away: edited by themselves, or by an admin."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from db.session import Busy
from inbox.care import absences, distributing, hours
from inbox.care.absences import Given, NotThere, Refused, Wrong
from inbox.care.rights import NotAllowed
from inbox.pages import current, hours_words, parts
from inbox.queries import roster, standing, teams
from inbox.queries.roster import AbsenceView
from inbox.rules import absence
from inbox.rules.hours import Hours, WrongHours, of_day, on_day, week
from inbox.texts import Texts, mark

WRONGS: dict[Wrong, str] = {
    Wrong.DAYS: mark(
        "An absence begins within a year from today, lasts a year at most and ends today or later."
    ),
    Wrong.BACKWARDS: mark("The last day lies before the first one."),
    Wrong.DEPUTY: mark("Choose a colleague who works here."),
    Wrong.TWICE: mark("An absence in these days is entered already."),
}
SORRY: dict[type[Exception], str] = {
    NotThere: mark("This absence is over already."),
    NotAllowed: mark("This is for admins. Nothing was changed."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
FIRST = mark("Choose the first day.")
FORM = mark("Write it like 9:00-12:30, 13:30-17:00. Leave a day empty to be free.")


ALONE = mark(
    "Entered, but nobody stands in: the deputies of these days are absent themselves and lead "
    "to nobody."
)


def editor(t: Texts, agent_id: int) -> None:
    """Draw an agent's week and absences, with what changes them."""
    here = current.house()
    now = here.clock()
    with here.database.read() as session:
        known = roster.week_of(session, agent_id)
        away = roster.absences(session, agent_id).get(agent_id, [])
        others = [one for one in teams.working(session) if one.id != agent_id]
    with st.container(key=f"week-{agent_id}"):
        _week(t, agent_id, known, away, now)
    with st.container(key=f"away-{agent_id}"):
        _away(t, agent_id, away, {one.id: one.name for one in others}, now)


def _week(
    t: Texts, agent_id: int, known: Hours | None, away: list[AbsenceView], now: datetime
) -> None:
    st.subheader(t("Working hours"))
    why = t("Colleagues see them before they hand something over.")
    parts.quiet(f"{why} {t(FORM)}")
    zone = known.zone if known else t.zone
    for day, label in enumerate(hours_words.weekdays(t)):
        key = _key(agent_id, day)
        st.session_state.setdefault(key, of_day(known, day) if known else "")
        st.text_input(label, key=key, max_chars=80, placeholder=t("free"), live=True)
        if not readable(day, st.session_state[key]):
            st.html(parts.fault(t(FORM)))
    st.session_state.setdefault(f"zone-{agent_id}", zone)
    st.selectbox(t("Time zone"), _zones(zone, t.zone), key=f"zone-{agent_id}")
    typed = _typed(agent_id)
    if typed is not None:
        st.html(_labels(t) + hours_words.strip(t, typed, away, now))
        if typed != known:
            _foreseen(t, agent_id, typed, now)
    with st.container(horizontal=True):
        same = typed == known or (known is None and typed is not None and not typed.spans)
        st.button(
            t("Save hours"),
            key=f"save-week-{agent_id}",
            disabled=same or typed is None,
            on_click=_save,
            args=(agent_id,),
        )
        st.button(
            t("Monday's hours until Friday"),
            key=f"same-week-{agent_id}",
            disabled=not st.session_state[_key(agent_id, 0)].strip(),
            on_click=_same,
            args=(agent_id,),
        )
    _told(t, f"week_said-{agent_id}", now)


def _foreseen(t: Texts, agent_id: int, typed: Hours, now: datetime) -> None:
    """Say what queues would give to somebody at once, were these their hours."""
    with current.database().read() as session:
        found = distributing.with_hours(session, current.actor(), agent_id, typed, now)
    given = found.gets.get(agent_id, 0)
    if given:
        said = t.n(
            "Once saved, {n} of the {all} that wait in the queues is given out at once.",
            "Once saved, {n} of the {all} that wait in the queues are given out at once.",
            given, all=t.number(found.waiting),
        )  # fmt: skip
        parts.note(said, "warn")


def _away(
    t: Texts, agent_id: int, away: list[AbsenceView], others: dict[int, str], now: datetime
) -> None:
    st.subheader(t("Absence"))
    parts.quiet(t("Whoever stands in finds the open conversations among their own meanwhile."))
    me = current.present().agent_id
    for view in away:
        with st.container(horizontal=True, vertical_alignment="center", key=f"absent-{view.id}"):
            st.html(_line(t, view, now))
            begun = t("I am back") if agent_id == me else t("Is back")
            label = begun if view.begun else t("Strike out")
            st.button(label, key=f"end-{view.id}", on_click=_end, args=(agent_id, view.id))
    today = now.astimezone(ZoneInfo(t.zone)).date()
    form = "DD.MM.YYYY" if t.language == "de" else "DD/MM/YYYY"
    last = today + timedelta(days=absence.LONGEST)
    with st.form(f"away-form-{agent_id}", border=False):
        left, right = st.columns(2)
        for place, label, name in ((left, t("First day"), "first"), (right, t("Last day"), "last")):
            key = f"{name}-{agent_id}"
            place.date_input(
                label, value=None, min_value=today, max_value=last, format=form, key=key
            )
        st.selectbox(
            t("Who stands in"),
            [None, *others],
            format_func=lambda one: others.get(one) or t("Nobody: it passes to the queue"),
            key=f"deputy-{agent_id}",
        )
        st.text_input(t("A word for colleagues"), key=f"note-{agent_id}", max_chars=absence.NOTE)
        st.form_submit_button(t("Enter the absence"), on_click=_plan, args=(agent_id, t.zone))
    _told(t, f"away_said-{agent_id}", now)


def _line(t: Texts, view: AbsenceView, now: datetime) -> str:
    if view.deputy is None:
        who = t("nobody stands in")
    elif view.begun and view.stand_in != view.deputy:
        who = t("{agent} stands in", agent=view.stand_in) if view.stand_in else ""
        who = who or t("{agent} cannot stand in", agent=view.deputy)
    else:
        who = t("{agent} stands in", agent=view.deputy)
    said = [f"<strong>{escape(hours_words.days_of(t, view, now))}</strong>", escape(who)]
    said += [escape(view.note)] if view.note else []
    return f'<p class="dw-absence">{" · ".join(said)}</p>'


def _labels(t: Texts) -> str:
    days = "".join(f"<span>{escape(name)}</span>" for name in hours_words.weekdays(t, "short"))
    return f'<div class="dw-days" aria-hidden="true">{days}</div>'


def _key(agent_id: int, day: int) -> str:
    return f"hours-{agent_id}-{day}"


def readable(day: int, typed: str) -> bool:
    """Return whether what is typed for a day is hours, or nothing."""
    try:
        on_day(day, typed or "0-24")
    except WrongHours:
        return not typed.strip()
    return True


def _typed(agent_id: int) -> Hours | None:
    """Return the week as it is typed, None while a day of it cannot be read."""
    days = [st.session_state.get(_key(agent_id, day)) or "" for day in range(7)]
    try:
        return week(days, st.session_state[f"zone-{agent_id}"])
    except WrongHours:
        return None


@lru_cache
def _zones(*first: str) -> list[str]:
    """Return the time zones, those that are likely before all others."""
    return [*dict.fromkeys((*first, "UTC", *sorted(available_timezones())))]


def _told(t: Texts, key: str, now: datetime) -> None:
    text, kind, until = st.session_state.get(key, ("", "", now))
    if now < until:
        parts.note(t(text), kind)


def _say(key: str, text: str, kind: str, now: datetime) -> None:
    st.session_state[key] = (text, kind, now + parts.LEGIBLE)


def _same(agent_id: int) -> None:
    for day in range(1, 5):
        st.session_state[_key(agent_id, day)] = st.session_state[_key(agent_id, 0)]


def _save(agent_id: int) -> None:
    here, typed, key = current.house(), _typed(agent_id), f"week_said-{agent_id}"
    now = here.clock()
    if typed is None:
        return
    try:
        actor = current.actor(acted=True)
        with here.database.write() as session:
            hours.set_hours(session, actor, agent_id, typed, now)
    except tuple(SORRY) as error:
        _say(key, _sorry(error), "warn", now)
        return
    for day in range(7):
        st.session_state[_key(agent_id, day)] = of_day(typed, day)
    _say(key, mark("Saved."), "good", now)


def _plan(agent_id: int, zone: str) -> None:
    here, state, key = current.house(), st.session_state, f"away_said-{agent_id}"
    now = here.clock()
    first, last = state.get(f"first-{agent_id}"), state.get(f"last-{agent_id}")
    if first is None:
        _say(key, FIRST, "warn", now)
        return
    try:
        actor = current.actor(acted=True)
        with here.database.write() as session:
            known = roster.week_of(session, agent_id)
            clock = known.zone if known else zone
            deputy, note = state.get(f"deputy-{agent_id}"), state.get(f"note-{agent_id}") or ""
            given = Given(first, last or first, clock, deputy, note)
            made = absences.plan(session, actor, agent_id, given, now)
            nobody = standing.in_a_circle(session, made)
    except Refused as refused:
        _say(key, WRONGS[refused.wrong], "warn", now)
    except tuple(SORRY) as error:
        _say(key, _sorry(error), "warn", now)
    else:
        state[f"first-{agent_id}"] = state[f"last-{agent_id}"] = None
        state[f"note-{agent_id}"] = ""
        if nobody:
            _say(key, ALONE, "warn", now)
        else:
            t = current.words()
            days = hours_words.days(t, given.first, given.last, now)
            _say(key, t("Entered: {days}", days=days), "good", now)


def _end(agent_id: int, absence_id: int) -> None:
    here = current.house()
    now = here.clock()
    try:
        actor = current.actor(acted=True)
        with here.database.write() as session:
            absences.end(session, actor, absence_id, now)
    except tuple(SORRY) as error:
        _say(f"away_said-{agent_id}", _sorry(error), "warn", now)


def _sorry(error: Exception) -> str:
    return next(text for kind, text in SORRY.items() if isinstance(error, kind))
