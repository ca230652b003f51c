"""How far back a stream begins, on its own page: for one that has read nothing, or once more."""

from __future__ import annotations

import streamlit as st

from connectors import PLATFORMS
from inbox.care import streams
from inbox.pages import parts, stream_acts
from inbox.pages.connector_words import Speaker
from inbox.queries.streams import AccountView, StreamView
from inbox.texts import Texts, mark

DAYS = (1, 7, 14, 30, 90)
USUAL = 0
"""Stands for as far back as the connector goes by itself."""


def panel(s: Speaker, view: StreamView, of: AccountView) -> None:
    """Ask how many days a stream brings along that begins, or that is to read them again."""
    if view.filling:
        parts.quiet(s.t("It still reads what it began with: wait until that is whole."))
        return
    mine = (view.backfill_days,) if view.backfill_days else ()
    most = view.shows_days or DAYS[-1]
    days = sorted({*(each for each in DAYS if each <= most), *mine})
    if view.begun:
        said = mark(
            "It has begun. What it read in the last days can be read once more: what is known is"
            " not doubled, what is missing comes."
        )
    else:
        days, said = [USUAL, *days], mark("It has read nothing yet. How far back shall it begin?")
    parts.quiet(s.t(said))
    if view.begun and PLATFORMS[of.platform].prices:
        parts.quiet(s.t("{platform} may bill it again.", platform=of.platform_label))
    if view.shows_days:
        span = _called(s.t, view.shows_days)
        parts.quiet(s.t("{platform} shows the last {days}.", platform=of.platform_label, days=span))
    chosen = st.pills(
        s.t("How many days?"),
        days,
        default=view.backfill_days or days[0],
        key=f"days-{view.id}-{view.begun}",
        format_func=lambda each: _called(s.t, each),
        required=True,
        wrap=True,
    )
    wanted = chosen if chosen is not None else days[0]
    if view.begun:
        label = s.t("Read them again")
        stream_acts.button(label, "again", streams.begin_again, view.id, wanted)
    else:
        same = wanted == (view.backfill_days or USUAL)
        label = s.t("Begin there")
        args = (view.id, wanted or None)
        stream_acts.button(label, "backfill", streams.set_backfill, *args, disabled=same)


def _called(t: Texts, days: int) -> str:
    return t.n("{n} day", "{n} days", days) if days else t("as usual")
