"""Records of a stream that could not be read: why, what came, and reading them again after a fix.

Reading many goes on from one run of the page to the next; whoever leaves it leaves the rest where
it was. What a platform sent is text of strangers and shown as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from time import monotonic

import streamlit as st

from connectors import PLATFORMS
from db.session import Busy
from inbox.care import quarantine
from inbox.care.rights import Actor
from inbox.incoming.replay import Outcome, replay_each
from inbox.pages import connector_words as words
from inbox.pages import current, parts
from inbox.pages.connector_words import Speaker
from inbox.queries import quarantine as views
from inbox.queries.quarantine import SkippedView
from inbox.queries.streams import AccountView, StreamView
from inbox.rules.legible import legible
from inbox.texts import Texts, mark

SHOWN = 10
"""Records that are listed at once, and how many more a click brings."""

AT_ONCE, AT_A_STRETCH = 0.5, 3.0
"""Seconds of reading again within a click, and in one run of the page: then it is drawn anew."""

REMEMBERED = timedelta(seconds=30)
"""How long it is told what reading again came to."""

BUSY = mark("The database is busy. What was not done yet is still here; please try once more.")
FORGOTTEN = mark("These records are forgotten.")
OUTCOMES: dict[Outcome, Callable[[Texts, int], str]] = {
    Outcome.STORED: lambda t, n: t.n(
        "{n} record was read and stored.", "{n} records were read and stored.", n
    ),
    Outcome.KNOWN: lambda t, n: t.n(
        "{n} record had come another way already.",
        "{n} records had come another way already.",
        n,
    ),
    Outcome.STILL: lambda t, n: t.n(
        "{n} record still cannot be read. It stays here.",
        "{n} records still cannot be read. They stay here.",
        n,
    ),
    Outcome.NO_WAY: lambda t, n: t.n(
        "{n} record can only be read when it comes again.",
        "{n} records can only be read when they come again.",
        n,
    ),
}
"""What reading so many again came to."""

LEFT = frozenset({Outcome.STILL, Outcome.NO_WAY})


@dataclass
class Replay:
    """Records that are being read again, and what came of those that were."""

    stream_id: int
    left: list[int]
    total: int
    done: Counter[Outcome] = field(default_factory=Counter)
    until: datetime | None = None


def panel(s: Speaker, view: StreamView, of: AccountView, *, always: bool = False) -> None:
    """Show what of a stream could not be read, where a click opened it or it is open `always`."""
    state = st.session_state
    job: Replay | None = state.get("replay")
    mine = job if job is not None and job.stream_id == view.id else None
    if mine is not None and mine.left:
        _go_on(s.t, mine)
    if mine is not None and not mine.left:
        _came_to(s, mine)
    if not view.skipped:
        return
    opened = always or state.get("quarantine_of") == view.id
    if not always:
        label = s.t("Hide these records") if opened else s.t("Show these records")
        st.button(label, key=f"quarantine-of-{view.id}", on_click=_turn, args=(view.id,))
    if opened:
        with st.container(key=f"quarantine-{view.id}", gap="small"):
            _records(s, view, of)


def _turn(stream_id: int) -> None:
    state = st.session_state
    state.quarantine_of = None if state.get("quarantine_of") == stream_id else stream_id
    state.pop("quarantine_raw", None)
    state.pop("quarantine_more", None)
    state.pop("quarantine_doubt", None)


def _records(s: Speaker, view: StreamView, of: AccountView) -> None:
    limit = st.session_state.get("quarantine_more", SHOWN)
    with current.database().read() as session:
        found = views.listed(session, view.id, limit)
    again = PLATFORMS[of.platform].rereads is not None
    with st.container(horizontal=True, gap="xsmall"):
        if again:
            label = s.t.n("Read it again", "Read all {n} again", view.skipped)
            st.button(label, key=f"replay-all-{view.id}", on_click=_all, args=(view.id,))
        label = s.t.n("Forget it …", "Forget all {n} …", view.skipped)
        st.button(label, key=f"forget-all-{view.id}", on_click=_doubt, args=(view.id,))
    said = mark("Worth it after an update of Durchwahl; nothing is asked of the platform.")
    if not again:
        said = mark(
            "{platform}'s records are read when they come again, and then stay in this list too."
            " Forget them when they are here, or when nobody misses them."
        )
    parts.quiet(s.t(said, platform=of.platform_label))
    doubted = _doubted(view.id)
    if doubted:
        _sure(s.t, view.id, len(doubted))
    for record in found:
        _record(s, record, view.id, again=again and view.skipped > 1)
    if view.skipped > len(found):
        st.button(s.t("Show more"), key=f"more-of-{view.id}", on_click=_more, args=(limit,))


def _sure(t: Texts, stream_id: int, count: int) -> None:
    """Ask before records are forgotten: nobody can bring back what came."""
    said = t.n(
        "{n} record is forgotten with what came. Nobody can bring it back.",
        "{n} records are forgotten with what came. Nobody can bring them back.",
        count,
    )
    parts.note(said, "bad")
    with st.container(horizontal=True):
        st.button(
            t("Forget, for good"), key=f"forget-{stream_id}", type="primary",
            on_click=_forget, args=(stream_id,),
        )  # fmt: skip
        st.button(
            t("Leave as it is"), key=f"forget-not-{stream_id}", on_click=_doubt, args=(stream_id,)
        )


def _record(s: Speaker, record: SkippedView, stream_id: int, *, again: bool) -> None:
    opened = st.session_state.get("quarantine_raw") == record.id
    with st.container(key=f"record-{record.id}", gap="xsmall"):
        left, right = st.columns([12, 8], vertical_alignment="center")
        left.html(head(s, record))
        with right, st.container(horizontal=True, key=f"acts-record-{record.id}", gap="xsmall"):
            label = s.t("Hide what came") if opened else s.t("Show what came")
            st.button(label, key=f"raw-{record.id}", on_click=_open, args=(record.id,))
            if again:
                args = (stream_id, record.id)
                st.button(s.t("Read again"), key=f"replay-{record.id}", on_click=_one, args=args)
        if opened:
            with current.database().read() as session:
                came = views.raw(session, record.id)
            if came is not None:
                st.html(shown(s.t, came, record.size))


def head(s: Speaker, record: SkippedView) -> str:
    """Return why a record was skipped and when it came; HTML, escaped."""
    first = s.t.moment(record.first_seen_at, s.now)
    last = s.t.moment(record.last_seen_at, s.now)
    came = s.t("came {at}", at=first)
    if last != first:
        came = s.t("came first {first}, last {last}", first=first, last=last)
    size = s.t.n("{n} byte", "{n} bytes", record.size)
    return (
        f'<p class="dw-reason">{escape(record.reason)}</p>'
        f'<p class="dw-quiet">{escape(came)} · {escape(size)}</p>'
    )


def shown(t: Texts, raw: bytes, size: int) -> str:
    """Return what came, as text that can be scrolled with the keyboard; HTML, escaped."""
    view = legible(raw)
    left = view.left + max(0, size - len(raw))
    rest = ""
    if left:
        said = t.n("… and {n} more character", "… and {n} more characters", left)
        rest = f'<p class="dw-quiet">{escape(said)}</p>'
    label = escape(t("What came"))
    text = escape(view.text) or f"<i>{escape(t('nothing'))}</i>"
    return f'<pre class="dw-raw" tabindex="0" role="region" aria-label="{label}">{text}</pre>{rest}'


def _open(record_id: int) -> None:
    state = st.session_state
    state.quarantine_raw = None if state.get("quarantine_raw") == record_id else record_id


def _doubt(stream_id: int) -> None:
    """Open the question whether to forget a stream's records, or close it where it stands.

    What is there when it is asked is what goes.
    """
    state = st.session_state
    if _doubted(stream_id) is not None:
        state.pop("quarantine_doubt")
        return
    with current.database().read() as session:
        state.quarantine_doubt = stream_id, views.ids(session, stream_id)


def _doubted(stream_id: int) -> list[int] | None:
    """Return the records that a person is asked about, None while nobody is."""
    about, numbers = st.session_state.get("quarantine_doubt", (None, []))
    return numbers if about == stream_id else None


def _forget(stream_id: int) -> None:
    here, actor = current.house(), current.actor(acted=True)
    numbers = _doubted(stream_id) or []
    st.session_state.pop("quarantine_doubt", None)
    try:
        with here.database.write() as session:
            quarantine.forget(session, actor, stream_id, numbers, here.clock())
    except Busy:
        parts.say(BUSY, "warn", here.clock())
        return
    parts.say(FORGOTTEN, "good", here.clock())


def _more(limit: int) -> None:
    st.session_state.quarantine_more = limit + SHOWN


def _one(stream_id: int, record_id: int) -> None:
    _begin(Replay(stream_id, [record_id], 1))


def _all(stream_id: int) -> None:
    with current.database().read() as session:
        numbers = views.ids(session, stream_id)
    _begin(Replay(stream_id, numbers, len(numbers)))


def _begin(job: Replay) -> None:
    """Read the first ones at once, so that the page that follows knows of them already."""
    st.session_state.replay = job
    _work(job, current.actor(acted=True), AT_ONCE)


def _go_on(t: Texts, job: Replay) -> None:
    """Read more of them, and show how far it is."""
    bar = st.progress(0.0, _so_far(t, job))
    _work(
        job, current.actor(), AT_A_STRETCH,
        lambda: bar.progress(1 - len(job.left) / job.total, _so_far(t, job)),
    )  # fmt: skip
    if not job.left:
        bar.empty()


def _work(
    job: Replay, actor: Actor, seconds: float, tell: Callable[[], object] = lambda: None
) -> None:
    """Read records again for a while; each is off the list before anybody is told."""
    here, end = current.house(), monotonic() + seconds
    try:
        for outcome in replay_each(here.database, actor, list(job.left), here.clock):
            job.left.pop(0)
            job.done.update([outcome] if outcome else [])
            tell()
            if monotonic() > end:
                break
    except Busy:
        job.left.clear()
        parts.say(BUSY, "warn", here.clock())
    if not job.left:
        job.until = here.clock() + REMEMBERED


def _so_far(t: Texts, job: Replay) -> str:
    done = t.number(job.total - len(job.left))
    return t("Reading again: {done} of {total}", done=done, total=t.number(job.total))


def _came_to(s: Speaker, job: Replay) -> None:
    """Tell what came of reading again, for as long as it takes to read."""
    if job.until is None or s.now >= job.until:
        return
    st.html(came_to(s.t, job.done))


def came_to(t: Texts, done: Counter[Outcome]) -> str:
    """Return in words what reading again came to; HTML, escaped."""
    if not done:
        return words.note(t("These records were not there any more."), "warn")
    said = [says(t, done[kind]) for kind, says in OUTCOMES.items() if done[kind]]
    return words.note(" ".join(said), "warn" if LEFT & done.keys() else "good")
