"""Instagram as it is behind its API: accounts, media, comments with replies, threads, messages.

we ─< media ─< comment ─< reply     a reply's `parent` is always a top-level comment
account ─< media that tags us       account ── thread ─< message
"""

from __future__ import annotations

from typing import Any

from connectors.sandbox.accounts import INSTAGRAM
from connectors.sandbox.graph_truth import World, Worlds, newest_first
from connectors.sandbox.shelf import Document

PEOPLE, MEDIA, COMMENTS, THREADS, MESSAGES = (
    "instagram.people",
    "instagram.media",
    "instagram.comments",
    "instagram.threads",
    "instagram.messages",
)
SETTINGS = {
    "lag": 0.0,  # seconds before what we wrote shows up in a reading
    "delay": 0.0,  # the same for what customers write
    "withholds_names": False,  # `from` and `username` missing for everybody but us
    "scoped_us": False,  # our own words come under an id that only Instagram knows
    "detail_limit": 20,  # messages of a thread that still have their details
    "reads_comments": True,  # False: a reading of comments is refused
    "reads_tagged": False,  # comments on others' media can be read
    "replies_first": True,  # replies come oldest first
}


class InstagramWorld(World):
    """The platform's truth. Every method is one thing that happens on Instagram."""

    platform = "instagram"
    us = {"id": INSTAGRAM.id, "handle": INSTAGRAM.handle, "withheld": False}
    settings = SETTINGS
    public = (MEDIA, COMMENTS)
    below = "media"
    thread_key = ("aWdfZAG06", 3_402_000_001)

    def person(self, handle: str, *, withheld: bool = False) -> Document:
        """Return the account of that handle, which signs up when new."""
        return self.signed_up("handle", handle, 5_210_000_000_000_001, withheld=withheld)

    # writing

    def media(self, author: str, text: str, **more: Any) -> Document:
        """Let somebody publish a photo: we, or another who tags us."""
        key = str(self._shelf.count("instagram.media", at_least=17_890_000_000_000_001))
        return self._shelf.put(MEDIA, key, self.written(key, author, text, more))

    def comment(self, author: str, on: str, text: str, **more: Any) -> Document:
        """Let somebody comment on media or answer a comment. Raises NotThere.

        A reply to a reply lands under the top-level comment, as on Instagram.
        """
        above = self.commentable(on)
        media = above.get("media", above["id"])
        parent = (above["parent"] or above["id"]) if "media" in above else None
        key = str(self._shelf.count("instagram.comment", at_least=17_990_000_000_000_001))
        written = self.written(key, author, text, more) | {"media": media, "parent": parent}
        return self._shelf.put(COMMENTS, key, written)

    def message(self, person: str, text: str, *, ours: bool = False, **more: Any) -> Document:
        """Let a person write to us, or (`ours`) us to a person."""
        thread = self.thread_with(person)
        number = self._shelf.count("instagram.message", at_least=32_400_000_000_001)
        key = f"aWdfZAG1faXRlbToxOklH{number:x}ZD"
        author = INSTAGRAM.id if ours else person
        written = self.written(key, author, text, more) | {"thread": thread["id"]}
        return self._shelf.put(MESSAGES, key, written)

    # reading

    def knows(self, key: str) -> bool:
        """Return whether an id is one of Instagram's, gone or not."""
        kinds = (PEOPLE, MEDIA, COMMENTS, THREADS, MESSAGES)
        return key == INSTAGRAM.id or any(self._shelf.get(kind, key) for kind in kinds)

    def published(self, *, tags: bool) -> list[Document]:
        """Return the media that a reading sees now, newest first: ours, or those that tag us."""
        found = self._shelf.all(MEDIA)
        chosen = (one for one in found if (one["author"] != INSTAGRAM.id) is tags)
        return newest_first(one for one in chosen if self.visible(one))

    def comments(self, media: str, parent: str | None = None) -> list[Document]:
        """Return the top-level comments on media, or the replies to one, newest first."""
        found = self._shelf.all(COMMENTS)
        below = (c for c in found if c["media"] == media and c["parent"] == parent)
        return newest_first(c for c in below if self.visible(c))

    def count(self, media: str) -> int:
        """Return how many comments media has, replies counted (IG Media, comments_count)."""
        found = self._shelf.all(COMMENTS)
        return sum(c["media"] == media and self.visible(c) for c in found)


world_of = Worlds(InstagramWorld)
"""Return the one Instagram of a town."""
