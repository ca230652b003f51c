"""How long customers wait for a first word on their matter: on the page "Team", above the list."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from db.session import Session
from inbox.pages import current, parts
from inbox.pages import headline_words as words
from inbox.queries import headline
from inbox.texts import Texts

_KEPT: dict[tuple[str, int | None, str, datetime], str] = {}
MOST = 1_000
"""Lines that are remembered at once; each for a minute."""


def section(t: Texts) -> None:
    """Draw the figures of the last twelve weeks, and what they leave out."""
    here = current.house()
    edges = words.weeks(t, here.clock())
    with here.database.read() as session:
        weeks = headline.headlines(session, edges)
        (whole,) = headline.headlines(session, (edges[0], edges[-1]))
    st.subheader(t("Time to a first word on the matter"))
    parts.quiet(t(words.LEFT_OUT))
    said = words.told(t, whole)
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(one)}</dd>" for name, one in said)
    st.html(f'<dl class="dw-headline">{told}</dl>')
    if whole.answered.n:
        alt = ": ".join(said[0])
        st.vega_lite_chart(words.chart(t, weeks), width="stretch", alt=alt)


def line(session: Session, t: Texts, agent_id: int | None, now: datetime) -> str:
    """Return the line above an agent's list: their teams' figure of today, asked once a minute."""
    minute = now.replace(second=0, microsecond=0)
    key = (str(session.get_bind().engine.url), agent_id, t.zone + t.language, minute)
    if key not in _KEPT:
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        teams = headline.teams_of(session, agent_id)
        (found,) = headline.headlines(session, words.today(t, now), teams)
        _KEPT[key] = words.line(t, found)
    return _KEPT[key]
