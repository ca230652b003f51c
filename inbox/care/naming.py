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
    "comments": mark("Comments on our media"),
    "instagram/mentions": mark("Posts that name us"),
    "instagram/messages": mark("Direct messages"),
}
"""By a stream's name; where platforms mean different things by it, by platform and name."""


def stream(t: Texts, name: str, platform: str = "") -> str:
    """Return a stream's name in words; one that has none is called as its connector calls it."""
    said = STREAMS.get(f"{platform}/{name}") or STREAMS.get(name)
    return t(said) if said else name
