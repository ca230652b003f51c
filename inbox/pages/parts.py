"""Small parts that every page shares: notes, labels, a way out. Every text in them is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from inbox.texts import Texts, texts

HERE = Path(__file__).parent
LEGIBLE = timedelta(seconds=10)
"""How long a word about a click stays on a page that a timer draws anew."""


@lru_cache
def read(name: str) -> str:
    """Return a file that lies beside the pages."""
    return (HERE / name).read_text(encoding="utf-8")


_AWAY = st.components.v2.component(
    "durchwahl_away",
    html="<span></span>",
    js="export default function({data}){ window.location.assign(data.to) }",
)


_REVEAL = st.components.v2.component(
    "durchwahl_reveal",
    html="<span></span>",
    js=read("reveal.js"),
)


def style(name: str) -> None:
    """Put a style sheet that lies beside the pages into this one."""
    st.html(f"<style>{read(name)}</style>")


def plain(text: str) -> None:
    """Show a text of somebody else as it was written: nothing in it is markup."""
    st.html(f'<div class="dw-plain">{escape(text)}</div>')


def lead(text: str) -> None:
    """Say under a heading what a page is for."""
    st.html(f'<p class="dw-lead">{escape(text)}</p>')


def quiet(text: str) -> None:
    """Say something that need not be read."""
    st.html(f'<p class="dw-quiet">{escape(text)}</p>')


def label(text: str) -> None:
    """Name a section in small capitals."""
    st.html(f'<p class="dw-label">{escape(text)}</p>')


def note(text: str, kind: str) -> None:
    """Say something in a coloured box: kind is good, bad or warn; a bad one is read out at once."""
    role = "alert" if kind == "bad" else "status"
    st.html(f'<div class="dw-note {escape(kind)}" role="{role}">{escape(text)}</div>')


def say(text: str, kind: str, now: datetime) -> None:
    """Keep a word about a click for the runs that follow it; `told` shows it."""
    st.session_state.dw_said = (text, kind, now + LEGIBLE)


def refused(sentences: Mapping[type[Exception], str], error: Exception, now: datetime) -> None:
    """Keep the word for why a click was refused: the first of these sentences that fits it."""
    said = next(text for kind, text in sentences.items() if isinstance(error, kind))
    say(said, "warn", now)


def told(t: Texts, now: datetime) -> None:
    """Show the word about the last click, for as long as it takes to read."""
    text, kind, until = st.session_state.get("dw_said", ("", "", now))
    if now < until:
        note(t(text), kind)


def link(text: str, to: str) -> None:
    """Show a way to another place of ours."""
    st.html(f'<a class="dw-link" href="{escape(to)}">{escape(text)}</a>')


def ways(pages: Iterable[StreamlitPage]) -> None:
    """Note which pages the navigation of this run knows: what `way` can turn to."""
    st.session_state.dw_ways = {page.url_path: page for page in pages}


def way(text: str, to: str, **query: object) -> None:
    """Show a way to one of our pages that keeps the tab's session; `to` is its path."""
    asked = {name: str(value) for name, value in query.items()}
    known = st.session_state.get("dw_ways", {}).get(to)
    if known is not None:
        st.page_link(page=known, label=text, query_params=asked)
    else:
        link(text, f"/{to}?{urlencode(asked)}" if asked else f"/{to}")


def reveal(box: str) -> None:
    """Scroll as far as needed to show a container, once, when it appears; `box` is its key."""
    _REVEAL(key=f"reveal-{box}", data={"box": f"st-key-{box}"})


def fault(text: str) -> str:
    """Return what is wrong with the field above, as HTML."""
    return f'<p class="dw-fault" role="alert">{escape(text)}</p>'


def leave(to: str = "/login?over=1") -> None:
    """Send the browser away from Streamlit, to a path of ours: the door that says what is over."""
    _AWAY(key="durchwahl_away", data={"to": to})


def sorry(reference: str) -> None:
    """Say that a page failed, without a word of the error itself."""
    t = texts(st.context.locale)
    note(t("Something went wrong here. Reload the page; if it stays, tell your admin."), "bad")
    quiet(t("Reference: {reference}", reference=reference))


def initials(name: str) -> str:
    """Return one or two letters for a name, as an avatar has them."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
