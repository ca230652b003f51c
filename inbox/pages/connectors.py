"""Connectors, for admins: every account and stream, how it goes, and what can be done about it.

What is shown is refreshed by a timer; what is typed into a pace stays, the editor stands in
the row that it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from connectors import PLATFORMS
from db.models import AccountState
from db.session import Busy
from inbox.care import accounts, streams
from inbox.care.rights import NotAllowed, Right, require
from inbox.pages import connector_words as words
from inbox.pages import current, gaps, logins, option_words, options, paces, parts, quarantine
from inbox.pages.connector_words import Speaker
from inbox.queries import logins as login_views
from inbox.queries import streams as views
from inbox.queries.logins import LoginView
from inbox.queries.streams import AccountView, StreamView
from inbox.rules.pace import WrongPace
from inbox.rules.timetable import Timetable, When, compose, often, read_back
from inbox.texts import Texts, mark

BEAT = 3.0
"""Seconds between two looks at the tables."""


def page() -> None:
    """Show what we listen to, how often, and how it goes."""
    t = current.words()
    parts.style("connectors.css")
    st.header(t("Connectors"))
    try:
        require(current.actor(), Right.CONNECTORS)
    except NotAllowed:
        said = t("Connectors are tuned by admins. Ask one if something seems to stand still.")
        parts.note(said, "warn")
        parts.link(t("Back to the inbox"), "/")
        return
    parts.lead(t("What we listen to, how often, and how it goes."))
    st.fragment(_connected, run_every=BEAT)()


def _connected() -> None:
    here = current.house()
    require(current.actor(), Right.CONNECTORS)
    t, now = current.words(), here.clock()
    with here.database.read() as session:
        found, worker = views.connected(session, now), views.worker(session, now)
        known = login_views.logins(session, now)
    s = Speaker(t, now, working=worker is not None and worker.still_since is None)
    st.html(words.worker(s, worker))
    parts.told(t, now)
    if not found:
        parts.note(
            t("No account is connected yet. Connect the first one: it takes two minutes."), "warn"
        )
    with st.container(horizontal=True, key="ways-on", gap="medium"):
        parts.link(t("Connect an account"), "/connect")
        parts.link(t("What is kept, and for how long"), "/keeping")
    for account in found:
        if account.id in known:
            _account(s, account, known[account.id])


def _account(s: Speaker, view: AccountView, login: LoginView) -> None:
    with st.container(border=True, key=f"account-{view.id}", gap="small"):
        left, right = st.columns([11, 9], vertical_alignment="center")
        left.html(words.account(s, view))
        with right, st.container(horizontal=True, key=f"acts-account-{view.id}", gap="small"):
            if view.state is AccountState.ACTIVE:
                _button(s.t("Pause the account"), "pause", accounts.pause, view.id)
            elif view.state not in (AccountState.DISCONNECTED, AccountState.LOGIN_NEEDED):
                _button(s.t("Resume the account"), "resume", accounts.resume, view.id)
            if view.state is not AccountState.DISCONNECTED:
                options.act(s.t, view.id, view.platform)
            logins.acts(s.t, login)
        _trouble(words.account_trouble(s, view))
        logins.facts(s.t, login, s.now)
        logins.question(s.t, login)
        if view.state is not AccountState.DISCONNECTED:
            options.editor(s.t, view.id)
            for stream in view.streams:
                _stream(s, stream, view)


def _stream(s: Speaker, view: StreamView, of: AccountView) -> None:
    with st.container(key=f"stream-{view.id}", gap="small"):
        left, right = st.columns([12, 7], vertical_alignment="center")
        left.html(words.stream(s, view, of))
        with right, st.container(horizontal=True, key=f"acts-{view.id}", gap="xsmall"):
            rests = words.held(s, view, of) != ""
            _button(s.t("Look now"), "poll", streams.poll_now, view.id, disabled=rests)
            st.button(s.t("Change pace"), key=f"edit-{view.id}", on_click=_edit, args=(view.id,))
            if view.lacks in option_words.LACKING:
                label = s.t(option_words.LACKING[view.lacks][2])
                st.button(label, key=f"lacks-{view.id}", on_click=options.turn, args=(of.id,))
            elif view.enabled:
                _button(s.t("Pause"), "rest", streams.pause, view.id)
            else:
                _button(s.t("Resume"), "wake", streams.resume, view.id)
        _trouble(words.stream_trouble(s, view, of))
        gaps.panel(s, view)
        quarantine.panel(s, view, of)
        if st.session_state.get("pace_of") == view.id:
            _editor(s, view, of)


def _trouble(said: str) -> None:
    if said:
        st.html(said)


def _button(
    label: str,
    name: str,
    use_case: Callable[..., Any],
    subject: int,
    *,
    disabled: bool = False,
) -> None:
    args = (use_case, subject)
    st.button(label, key=f"{name}-{subject}", on_click=_do, args=args, disabled=disabled)


def _do(use_case: Callable[..., Any], subject: int) -> None:
    """Hand one click over to its use case, which checks the right to do it."""
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            use_case(session, actor, subject, here.clock())
    except tuple(SORRY) as error:
        said = next(text for kind, text in SORRY.items() if isinstance(error, kind))
        parts.say(said, "warn", here.clock())


def _edit(stream_id: int) -> None:
    """Open the editor in a stream's row, or close it when it stands there."""
    state = st.session_state
    state.pace_of = None if state.get("pace_of") == stream_id else stream_id
    for name in ("often", "when", "as-text", "own", "begin", "wanted"):
        state.pop(f"{name}-{stream_id}", None)


def _editor(s: Speaker, view: StreamView, of: AccountView) -> None:
    with st.container(key=f"pace-{view.id}", gap="small"):
        parts.reveal(f"pace-{view.id}")
        left, right = st.columns(2, gap="medium")
        with left:
            wanted = _wanted(s.t, view, PLATFORMS[of.platform].stream(view.name).every)
        with right:
            _effect(s, view, wanted)


def _wanted(t: Texts, view: StreamView, usual: timedelta) -> str:
    """Ask how often and when, or for a pace in one line; return the pace that is wanted.

    The form starts at `begin`, anew when it is turned over. What a widget starts at is given
    with every run: set once through its key, it is missed when the timer's run overtakes it.
    """
    state, as_text = st.session_state, f"as-text-{view.id}"
    present = paces.readable(view.pace)
    begin = state.setdefault(f"begin-{view.id}", view.pace)
    choices = often(view.at_least, usual, present)
    table = _table(begin, choices, t.zone)
    text = state.get(as_text, table is None)
    if text:
        wanted = _line(t, view, begin)
    else:
        chosen = _answers(t, view, choices, usual, table or Timetable(usual, When.ALWAYS, t.zone))
        same = chosen == _table(view.pace, choices, t.zone)
        wanted = view.pace if same else str(compose(chosen))
    state[f"wanted-{view.id}"] = wanted
    st.toggle(t("Write the pace as text"), text, key=as_text, on_change=_turn_over, args=(view.id,))
    return wanted


def _table(pace: str, choices: tuple[timedelta, ...], zone: str) -> Timetable | None:
    read = paces.readable(pace)
    return read_back(read, choices, zone) if read else None


def _turn_over(stream_id: int) -> None:
    """Let the other form start at what this one came to."""
    state = st.session_state
    state[f"begin-{stream_id}"] = state[f"wanted-{stream_id}"]


def _answers(
    t: Texts, view: StreamView, choices: tuple[timedelta, ...], usual: timedelta, table: Timetable
) -> Timetable:
    """Show both questions, and return what they are answered with."""
    names = {every: paces.choice(t, every, usual) for every in choices}
    every = st.pills(
        t("How often?"),
        choices,
        default=table.every,
        key=f"often-{view.id}",
        format_func=names.__getitem__,
        required=True,
        wrap=True,
    )
    when = st.pills(
        t("When?"),
        list(When),
        default=table.when,
        key=f"when-{view.id}",
        format_func=lambda each: t(paces.TIMES[each]),
        required=True,
        wrap=True,
    )
    return Timetable(every or table.every, when or table.when, table.zone)


def _line(t: Texts, view: StreamView, begin: str) -> str:
    """Show the line for those who write their own pace, with examples and what they mean."""
    label = t("Pace in one line")
    typed = st.text_input(label, begin, key=f"own-{view.id}", live=True, max_chars=120)
    st.html(words.examples(t))
    return typed or ""


def _effect(s: Speaker, view: StreamView, wanted: str) -> None:
    """Show what a pace would come to before it is saved, and the button that saves it."""
    t = s.t
    with current.database().read() as session:
        try:
            then = views.pace_effect(session, view.id, wanted)
        except WrongPace as wrong:
            parts.note(paces.wrong(t, wrong), "bad")
            return
        try:
            present = views.pace_effect(session, view.id, view.pace)
        except WrongPace:
            present = None
    st.html(words.effects(s, present, then))
    if then.too_fast is not None:
        length = t.lasting(then.too_fast, exact=True)
        parts.note(t(paces.WRONG["too_fast"], word=length), "bad")
    with st.container(horizontal=True):
        st.button(
            t("Save this pace"),
            key=f"save-{view.id}",
            type="primary",
            disabled=then.too_fast is not None or then.pace == view.pace,
            on_click=_save,
            args=(view.id, wanted),
        )
        st.button(t("Leave as it is"), key=f"leave-{view.id}", on_click=_edit, args=(view.id,))


def _save(stream_id: int, pace: str) -> None:
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            streams.set_pace(session, actor, stream_id, pace, here.clock())
    except WrongPace:
        return
    st.session_state.pace_of = None
    parts.say(SAVED, "good", here.clock())


SAVED = mark("The pace is changed: it counts from the next look on.")

SORRY: dict[type[Exception], str] = {
    streams.AtRest: mark("It stands still: resume it first, then it looks at once."),
    streams.Needs: mark("It has nothing to look for yet: say so in the account's settings."),
    streams.NoStream: mark("This stream is not there any more."),
    accounts.NoAccount: mark("This account is not there any more."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
