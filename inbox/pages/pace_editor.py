"""The editor of a pace: how often and when, fixed or following the messages, or one line of text.

What a change comes to is shown before it is saved. Its widgets start at what is given with every
run: set once through their keys, they are missed when the timer's run overtakes them.
"""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from connectors import PLATFORMS
from connectors.base import StreamSpec
from inbox.care import streams
from inbox.pages import connector_words as words
from inbox.pages import current, paces, parts, refusals
from inbox.pages.connector_words import Speaker
from inbox.queries.effects import pace_effect
from inbox.queries.streams import AccountView, StreamView
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import WrongPace, rhythm
from inbox.rules.timetable import Timetable, When, compose, often, read_back, seldom
from inbox.texts import Texts, mark

Wanted = tuple[str, Bounds | None]
"""A pace, and between what it follows the messages; None: it holds."""

SAVED = mark("The pace is changed: it counts from the next look on.")
FIELDS = ("often", "when", "adapts", "slowest", "as-text", "own", "begin", "wanted")


def act(t: Texts, stream_id: int) -> None:
    """Show the button that opens the editor of a stream, or closes it."""
    st.button(t("Change pace"), key=f"edit-{stream_id}", on_click=_turn, args=(stream_id,))


def show(s: Speaker, view: StreamView, of: AccountView) -> None:
    """Show the editor where somebody opened it."""
    if st.session_state.get("pace_of") != view.id:
        return
    with st.container(key=f"pace-{view.id}", gap="small"):
        parts.reveal(f"pace-{view.id}")
        left, right = st.columns(2, gap="medium")
        with left:
            wanted = _wanted(s.t, view, PLATFORMS[of.platform].stream(view.name))
        with right:
            _effect(s, view, wanted)


def _turn(stream_id: int) -> None:
    """Open the editor of a stream, or close it when it stands there."""
    state = st.session_state
    state.pace_of = None if state.get("pace_of") == stream_id else stream_id
    for name in FIELDS:
        state.pop(f"{name}-{stream_id}", None)


def _wanted(t: Texts, view: StreamView, spec: StreamSpec) -> Wanted:
    """Ask how often and when, or for a pace in one line; return what is wanted.

    The form starts at `begin`, anew when it is turned over.
    """
    state, as_text, usual = st.session_state, f"as-text-{view.id}", spec.every
    present = paces.readable(view.pace)
    begin = state.setdefault(f"begin-{view.id}", view.pace)
    choices = often(view.at_least, usual, present)
    table = _table(begin, choices, t.zone)
    wanted: Wanted
    if state.get(as_text, table is None):
        line = _line(t, view, begin)
        wanted = line, None if spec.looks else _bounds(t, view, _fastest(view, line, usual))
    else:
        chosen = _answers(t, view, choices, usual, table or Timetable(usual, When.ALWAYS, t.zone))
        same = chosen == _table(view.pace, choices, t.zone)
        bounds = None if spec.looks else _bounds(t, view, chosen.every)  # it brings nothing new
        wanted = view.pace if same else str(compose(chosen)), bounds
    state[f"wanted-{view.id}"] = wanted[0]
    st.toggle(
        t("Write the pace as text"), table is None, key=as_text,
        on_change=_turn_over, args=(view.id,),
    )  # fmt: skip
    return wanted


def _fastest(view: StreamView, line: str, usual: timedelta) -> timedelta:
    """Return the quickest look of a written pace; what was adapting already keeps its own."""
    read = paces.readable(line)
    if view.adapts is not None and (read is None or line == view.pace):
        return view.adapts.fastest
    if read is None:
        return usual
    return read.every or rhythm(read).shortest


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


def _bounds(t: Texts, view: StreamView, fastest: timedelta) -> Bounds | None:
    """Ask whether the pace follows the messages, and how slow it may become."""
    label = t("Look less often while nobody writes")
    adapts = st.toggle(label, view.adapts is not None, key=f"adapts-{view.id}")
    choices = seldom(fastest, view.adapts.slowest if view.adapts else None)
    if not adapts or not choices:
        return None
    begin = view.adapts.slowest if view.adapts and view.adapts.slowest in choices else choices[0]
    slowest = st.pills(
        t("At the slowest"),
        choices,
        default=begin,
        key=f"slowest-{view.id}",
        format_func=lambda each: paces.how_often(t, each),
        required=True,
        wrap=True,
    )
    said = mark(
        "After each message it looks as often as chosen above; then the next look waits a sixth"
        " of the time that nobody has written, until this is reached."
    )
    parts.quiet(t(said))
    return Bounds(fastest, slowest if slowest in choices else begin)


def _line(t: Texts, view: StreamView, begin: str) -> str:
    """Show the line for those who write their own pace, with examples and what they mean."""
    label = t("Pace in one line")
    typed = st.text_input(label, begin, key=f"own-{view.id}", live=True, max_chars=120)
    st.html(words.examples(t))
    return typed or ""


def _effect(s: Speaker, view: StreamView, wanted: Wanted) -> None:
    """Show what a pace would come to before it is saved, and the button that saves it."""
    t, (pace, bounds) = s.t, wanted
    with current.database().read() as session:
        try:
            then = pace_effect(session, view.id, pace, s.now, bounds)
        except WrongPace as wrong:
            parts.note(paces.wrong(t, wrong), "bad")
            return
        try:
            present = pace_effect(session, view.id, view.pace, s.now, view.adapts)
        except WrongPace:
            present = None
    st.html(words.effects(s, present, then))
    if then.too_fast is not None:
        length = t.lasting(then.too_fast, exact=True)
        parts.note(t(paces.WRONG["too_fast"], word=length), "bad")
    same = (then.pace, then.adapts) == (view.pace, view.adapts)
    with st.container(horizontal=True):
        st.button(
            t("Save this pace"),
            key=f"save-{view.id}",
            type="primary",
            disabled=then.too_fast is not None or same,
            on_click=_save,
            args=(view.id, wanted),
        )
        st.button(t("Leave as it is"), key=f"leave-{view.id}", on_click=_turn, args=(view.id,))


def _save(stream_id: int, wanted: Wanted) -> None:
    here, actor = current.house(), current.actor(acted=True)
    pace, bounds = wanted
    try:
        with here.database.write() as session:
            streams.set_pace(session, actor, stream_id, pace, here.clock(), bounds)
    except WrongPace:
        return
    except tuple(refusals.SORRY) as error:
        parts.refused(refusals.SORRY, error, here.clock())
        return
    st.session_state.pace_of = None
    parts.say(SAVED, "good", here.clock())
