"""What our screens and mails call a stream."""

from __future__ import annotations

from inbox.texts import Texts, mark

STREAMS: dict[str, str] = {
    "mentions": mark("Mentions and replies"),
    "direct": mark("Direct messages"),
    "feed": mark("Posts and comments"),
    "messages": mark("Messenger"),
    "all": mark("Everything"),
    "tagged": mark("Posts that name us"),
    "reviews": mark("Reviews"),
    "search": mark("Search by keywords"),
    "revisit": mark("Older messages, looked at again"),
}


def stream(t: Texts, name: str) -> str:
    """Return a stream's name in words; one that has none is called as its connector calls it."""
    return t(STREAMS[name]) if name in STREAMS else name
