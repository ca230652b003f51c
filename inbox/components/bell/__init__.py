"""The bell on every page: what concerns me; the number in the tab's title; what rings."""

from __future__ import annotations

from collections.abc import Callable

from inbox.components import draw
from inbox.texts import Texts, mark

KEY = "bell"
WORDS = {
    "bell": mark("What concerns you"),
    "new": mark("{n} new"),
    "nothing": mark("Nothing new concerns you."),
    "none": mark("Who gives you a conversation, names you or looks at your reply stands here."),
    "allSeen": mark("Mark all as seen"),
    "older": mark("Older"),
    "unseen": mark("Not seen yet"),
    "lost": mark("This cannot be read at the moment."),
    "rules": mark("How you are told"),
}


def bell(t: Texts, **on: Callable[[], None]) -> None:
    """Draw the bell. Event: go {id}, or {owner}: what somebody has who is away."""
    draw(KEY, t, WORDS, {}, **on)
