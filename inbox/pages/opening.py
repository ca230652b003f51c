"""When the house and its teams answer: read by everybody, changed by admins, on the page "Team"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from db.session import Busy
from inbox.care import calling, opening
from inbox.care.opening import LONGEST_PLEDGE, Given, NoCalendar, WrongCalendar
from inbox.care.rights import NotAllowed
from inbox.care.teams import NoTeam
from inbox.pages import current, hours, hours_words, parts
from inbox.pages import opening_words as words
from inbox.queries import opening as calendars
from inbox.queries import teams
from inbox.queries.opening import HOUSE, Kept
from inbox.rules.hours import WrongHours, of_day, week
from inbox.rules.opening import NAME, Closed, WrongDays
from inbox.texts import Texts, mark

SORRY: dict[type[Exception], str] = {
    NoTeam: mark("This team is not there any more."),
    NoCalendar: mark("Save the hours first."),
    WrongCalendar: mark("Enter hours on one day at least."),
    WrongDays: mark("Closed days have a name, a first and a last day, three months at most."),
    NotAllowed: mark("This is for admins. Nothing was changed."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
SAVED = mark("Saved. Everybody who waits has a time by it.")


def section(t: Texts, *, manages: bool) -> None:
    """Draw the calendars there are, and for admins what changes one of them."""
    here = current.house()
    now = here.clock()
    with here.database.read() as session:
        kept = calendars.calendars(session)
        teams_there = teams.named(session)
    st.subheader(t("Opening hours"))
    parts.quiet(
        t("Whoever writes hears from you within opening time; nights and holidays do not count.")
    )
    names: dict[int | None, str] = {HOUSE: t("The whole house")}
    names |= {team.id: team.name for team in teams_there}
    drawn = [
        words.card(t, name, kept.own[one], now) for one, name in names.items() if one in kept.own
    ]
    st.html("".join(drawn) or parts.fault(t("Nobody has said when: every hour counts.")))
    if manages:
        with st.expander(t("Change opening hours")), st.container(key="openings"):
            chosen = st.selectbox(
                t("For whom"), list(names), format_func=lambda one: names[one], key="opening_of"
            )
            _editor(t, chosen, kept.own.get(chosen))
    parts.told(t, now)


def _editor(t: Texts, team_id: int | None, kept: Kept | None) -> None:
    number, state = team_id or 0, st.session_state
    with st.container(key=f"week-opening-{number}"):
        for day, label in enumerate(hours_words.weekdays(t)):
            key = _key(number, day)
            state.setdefault(key, of_day(kept.opening.hours, day) if kept else "")
            st.text_input(label, key=key, max_chars=80, placeholder=t("closed"), live=True)
            if not hours.readable(day, state[key]):
                st.html(parts.fault(t(hours.FORM)))
    left, right = st.columns(2)
    left.selectbox(
        t("Holidays of"), list(words.STATES), key=f"opening-state-{number}",
        index=list(words.STATES).index(kept.opening.state if kept else ""),
        format_func=lambda one: words.state(t, one),
    )  # fmt: skip
    minutes = int(kept.pledge.total_seconds() // 60) if kept and kept.pledge else None
    right.number_input(
        t("An answer within (minutes of opening time)"), 1, LONGEST_PLEDGE, minutes, 15,
        key=f"opening-pledge-{number}", placeholder=t("as the account says"),
    )  # fmt: skip
    with st.container(horizontal=True):
        st.button(t("Save opening hours"), key=f"opening-save-{number}", on_click=_save,
                  args=(team_id, t.zone if kept is None else kept.opening.hours.zone))  # fmt: skip
        if kept is not None:
            st.button(t("Remove these hours"), key=f"opening-drop-{number}", on_click=_act,
                      args=(opening.drop, team_id))  # fmt: skip
    if kept is not None:
        _days(t, team_id, kept)


def _days(t: Texts, team_id: int | None, kept: Kept) -> None:
    number, now = team_id or 0, current.house().clock()
    st.html(f"<strong>{escape(t('Closed days'))}</strong>")
    for place, one in enumerate(kept.opening.closed):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="dw-absence">{escape(words.days(t, one, now))}</p>')
            st.button(t("Strike out"), key=f"opening-strike-{number}-{place}", on_click=_act,
                      args=(opening.open_days, team_id, one))  # fmt: skip
    form = "DD.MM.YYYY" if t.language == "de" else "DD/MM/YYYY"
    with st.form(f"opening-days-{number}", border=False):
        left, right = st.columns(2)
        left.date_input(t("First day"), None, format=form, key=f"opening-first-{number}")
        right.date_input(t("Last day"), None, format=form, key=f"opening-last-{number}")
        st.text_input(t("What it is called"), key=f"opening-name-{number}", max_chars=NAME)
        st.form_submit_button(t("Close these days"), on_click=_close, args=(team_id,))


def _key(number: int, day: int) -> str:
    return f"opening-{number}-{day}"


def _save(team_id: int | None, zone: str) -> None:
    number, state = team_id or 0, st.session_state
    try:
        typed = week([state.get(_key(number, day)) or "" for day in range(7)], zone)
    except WrongHours:
        return parts.say(hours.FORM, "warn", current.house().clock())
    pledge = state[f"opening-pledge-{number}"]
    return _act(opening.set_week, team_id, Given(typed, state[f"opening-state-{number}"], pledge))


def _close(team_id: int | None) -> None:
    number, state = team_id or 0, st.session_state
    first = state[f"opening-first-{number}"] or date.min
    last = state[f"opening-last-{number}"] or first
    name = state[f"opening-name-{number}"] if first != date.min else ""
    _act(opening.close_days, team_id, Closed(first, last, name or ""))


def _act(use_case: Callable[..., None], team_id: int | None, *given: object) -> None:
    """Run a use case as whoever clicked; a refusal is said on the page."""
    here = current.house()
    actor, now = current.actor(acted=True), here.clock()
    try:
        with here.database.write() as session:
            use_case(session, actor, team_id, *given, now)
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, now)
        return
    calling.weigh_anew(here.database)
    parts.say(SAVED, "good", now)
