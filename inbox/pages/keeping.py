"""What is kept, for admins: how long, what is older than that, and what other days would mean.

Nothing is changed here: the days are settings, and the worker removes what is older.
"""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.care.rights import Right
from inbox.pages import current, door, parts
from inbox.pages import keeping_words as words
from inbox.queries import retention
from inbox.queries.retention import Over
from inbox.rules.retention import Keep
from inbox.texts import Texts

LONGEST = 36_500


def route(t: Texts) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("What is kept"), url_path="keeping", visibility="hidden")


def page() -> None:
    """Show how long things are kept, and let admins look what other days would mean."""
    t = current.words()
    parts.style("keeping.css")
    st.header(t("What is kept"))
    if not door.lets_in(Right.CONNECTORS, t("What is kept is for admins to see.")):
        return
    keep = current.house().settings.keep
    parts.lead(t("The worker removes what is older every hour. The days stand in .env."))
    over = _over(keep)
    st.html(words.table(t, keep, over) + words.stays(t, over))
    parts.quiet(
        t(
            "Independent of that, what a platform no longer shows is forgotten as soon as it is"
            " noticed. Who did what is kept for good; it holds no words of customers."
        )
    )
    parts.quiet(
        t(
            "What the team wrote about a person stays as long as a conversation with them does, on"
            " whatever platform, and goes with the last one: name, notes, block and joins."
        )
    )
    parts.quiet(
        t(
            "Answers to the survey go with the months of conversations; they are nobody's. That"
            " somebody was asked is forgotten after 180 days, or with them."
        )
    )
    with st.expander(t("What would other days mean?")):
        _otherwise(t, keep)
    parts.link(t("Back to the connectors"), "/connectors")


def _otherwise(t: Texts, keep: Keep) -> None:
    """Ask for other days and show what would go at once with them."""
    parts.quiet(t("Days to keep each; 0 keeps it for ever. Nothing is changed by looking."))
    rows = [st.columns(2, gap="medium", vertical_alignment="bottom") for _ in words.KINDS[::2]]
    days = {
        kind.name: rows[at // 2][at % 2].number_input(
            t(kind.called), 0, LONGEST, getattr(keep, kind.name), key=f"keep-{kind.name}"
        )
        for at, kind in enumerate(words.KINDS)
    }
    wanted = Keep(**{name: int(value or 0) for name, value in days.items()})
    if wanted == keep:
        return
    over = _over(wanted)
    st.html(words.table(t, wanted, over) + words.stays(t, over))
    if over.nothing:
        parts.note(t("With these days nothing would go now."), "good")
    else:
        parts.note(
            t("With these days what is older goes within the hour. Nobody can bring it back."),
            "warn",
        )
    parts.quiet(t("To have it so, write this into .env and start again:"))
    st.html(words.lines(wanted))


def _over(keep: Keep) -> Over:
    with current.database().read() as session:
        return retention.preview(session, keep, current.house().clock())
