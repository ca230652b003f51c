"""Who went on by another channel than the one a customer chose: a figure on the page "Team"."""

from __future__ import annotations

from html import escape

import streamlit as st

from inbox.pages import current, parts
from inbox.pages import headline_words as words
from inbox.queries import moved
from inbox.texts import Texts, mark

COUNTED = mark(
    "Counted are conversations answered in the last twelve weeks. A step is a call or an e-mail "
    "that an agent noted, our private answer to a public message, or a reply that sent them "
    "elsewhere for a reason; who took the first one, counts. What nobody noted is not in it."
)


def section(t: Texts) -> None:
    """Draw how many conversations were moved, by us and by them, and what that counts."""
    here = current.house()
    edges = words.weeks(t, here.clock())
    with here.database.read() as session:
        found = moved.moved(session, edges[0], edges[-1])
    st.subheader(t("Moved to another channel"))
    parts.quiet(t(COUNTED))
    rows = ((t("By us"), found.by_us), (t("By them"), found.by_them))
    told = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(share(t, n, found.answered))}</dd>" for name, n in rows
    )
    st.html(f'<dl class="dw-headline">{told}</dl>')


def share(t: Texts, n: int, of: int) -> str:
    """Return a part of all: 3 of 40 (8 %)."""
    if not of:
        return t("nobody was answered yet")
    percent = t.number(round(100 * n / of))
    return t("{n} of {of} ({percent}%)", n=t.number(n), of=t.number(of), percent=percent)
