"""The wall of the week: kind words, whom they are for, and when. Nobody is ranked or counted."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from inbox.pages import abuse_words, current, parts, sayings
from inbox.queries import praise
from inbox.queries.praise import Kind
from inbox.texts import Texts


def wall() -> None:
    """Show the praise that was passed on in the last seven days."""
    here, t = current.house(), current.words()
    now = here.clock()
    with here.database.read() as session:
        found = praise.wall(session, now)
    st.subheader(t("Praise of the week"))
    if not found:
        parts.quiet(t("Praise that you pass on beside an answer stands here for a week."))
        return
    parts.style("praise.css")
    parts.quiet(t("Kind words of the last seven days, as they were passed on."))
    label = escape(t("Praise of the week"), quote=True)
    rows = "".join(_row(t, one, now) for one in found)
    st.html(f'<ul class="dw-praise" aria-label="{label}">{rows}</ul>')


def _row(t: Texts, one: Kind, now: datetime) -> str:
    whom = escape(t("For {names}", names=", ".join(one.whom)))
    who = t("from {name}", name=one.who or t("Name withheld"))
    said = " · ".join((who, sayings.label(one.platform), t.moment(one.at, now)))
    return (
        f'<li><blockquote dir="auto">{escape(abuse_words.preview(t, one.words))}</blockquote>'
        f'<p><a href="/?c={one.conversation_id}"><bdi>{whom}</bdi></a>'
        f"<small><bdi>{escape(said)}</bdi></small></p></li>"
    )
