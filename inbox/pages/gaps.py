"""Holes in a stream's history: what may be missing, and who has looked for it."""

from __future__ import annotations

from html import escape

import streamlit as st

from db.session import Busy
from inbox.care import streams
from inbox.pages import connector_words as words
from inbox.pages import current, parts
from inbox.pages.connector_words import Speaker
from inbox.queries.gaps import GapView
from inbox.queries.streams import StreamView
from inbox.texts import mark

PAST = 20
"""Gaps that somebody has looked at and that are still listed, the newest."""

SORRY: dict[type[Exception], str] = {
    streams.NoStream: mark("This gap is not there any more."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}


def panel(s: Speaker, view: StreamView, *, past: bool = True) -> None:
    """Show the gaps of a stream: open ones to be looked at, and below them those of the past."""
    for gap in view.gaps:
        if gap.acknowledged_at is None:
            with st.container(key=f"gap-of-{gap.id}", gap="xsmall"):
                st.html(words.gap(s, gap))
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    label = s.t("I have looked")
                    st.button(label, key=f"gap-{gap.id}", on_click=_seen, args=(gap.id,))
                    if gap.conversation_id is not None:
                        parts.way(s.t("Open the conversation"), "", c=gap.conversation_id)
    looked_at = [gap for gap in view.gaps if gap.acknowledged_at is not None]
    if past and looked_at:
        st.html(seen(s, sorted(looked_at, key=lambda gap: gap.until, reverse=True)))


def seen(s: Speaker, gaps: list[GapView]) -> str:
    """Return the gaps that somebody has looked at, folded away; HTML, escaped."""
    head = s.t.n("{n} gap that was looked at", "{n} gaps that were looked at", len(gaps))
    rows = "".join(
        f"<tr><td>{escape(words.span(s, gap))}</td><td>{escape(_by(s, gap))}</td></tr>"
        for gap in gaps[:PAST]
    )
    return (
        f'<details class="dw-past"><summary>{escape(head)}</summary>'
        f'<table class="dw-effect"><thead><tr><th scope="col">{escape(s.t("Missing"))}</th>'
        f'<th scope="col">{escape(s.t("Looked at"))}</th></tr></thead>{rows}</table></details>'
    )


def _by(s: Speaker, gap: GapView) -> str:
    assert gap.acknowledged_at is not None
    at = s.t.moment(gap.acknowledged_at, s.now)
    if gap.acknowledged_by is None:
        return at
    return s.t("{at}, by {name}", at=at, name=gap.acknowledged_by)


def _seen(gap_id: int) -> None:
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            streams.acknowledge_gap(session, actor, gap_id, here.clock())
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())
