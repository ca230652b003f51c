"""Instagram as it is behind its API: accounts, media, comments with replies, threads, messages.

    we ─< media ─< comment ─< reply     a reply's `parent` is always a top-level comment
    account ─< media that tags us       account ── thread ─< message

Everything is a JSON document on the shelf, as in Facebook's world.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

from connectors.sandbox.accounts import INSTAGRAM
from connectors.sandbox.graph_world import NotThere
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

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
_DAY = 86_400.0


class InstagramWorld:
    """The platform's truth. Every method is one thing that happens on Instagram."""

    def __init__(self, town: Town) -> None:
        town.offers("instagram", SETTINGS)
        self._town = town
        self._shelf = town.shelf

    def setting(self, name: str) -> Any:
        """Return a switch of this platform as it is now."""
        return self._town.settings("instagram")[name]

    def now(self) -> float:
        """Return the platform's time, seconds since 1970."""
        return self._town.now().timestamp()

    # people

    def person(self, handle: str, *, withheld: bool = False) -> Document:
        """Return the account of that handle, which signs up when new."""
        for known in self._shelf.all(PEOPLE):
            if known["handle"] == handle and known["withheld"] == withheld:
                return known
        number = str(self._shelf.count("instagram.person", at_least=5_210_000_000_000_001))
        person = {"id": number, "handle": handle, "withheld": withheld}
        return self._shelf.put(PEOPLE, number, person)

    def named(self, number: str) -> Document:
        """Return us or somebody else by id. Raises NotThere."""
        if number == INSTAGRAM.id:
            return {"id": INSTAGRAM.id, "handle": INSTAGRAM.handle, "withheld": False}
        return self._there(PEOPLE, number)

    def shows_name(self, number: str) -> bool:
        """Return whether a reading of ours may say who wrote."""
        if number == INSTAGRAM.id:
            return True
        return not (self.setting("withholds_names") or self.named(number)["withheld"])

    # writing

    def media(self, author: str, text: str, **more: Any) -> Document:
        """Let somebody publish a photo: we, or another who tags us."""
        key = str(self._shelf.count("instagram.media", at_least=17_890_000_000_000_001))
        return self._shelf.put(MEDIA, key, self._written(key, author, text, more))

    def comment(self, author: str, on: str, text: str, **more: Any) -> Document:
        """Let somebody comment on media or answer a comment. Raises NotThere.

        A reply to a reply lands under the top-level comment, as on Instagram.
        """
        above = self.commentable(on)
        media = above.get("media", above["id"])
        parent = (above["parent"] or above["id"]) if "media" in above else None
        key = str(self._shelf.count("instagram.comment", at_least=17_990_000_000_000_001))
        written = self._written(key, author, text, more) | {"media": media, "parent": parent}
        return self._shelf.put(COMMENTS, key, written)

    def message(self, person: str, text: str, *, ours: bool = False, **more: Any) -> Document:
        """Let a person write to us, or (`ours`) us to a person."""
        thread = self.thread_with(person)
        number = self._shelf.count("instagram.message", at_least=32_400_000_000_001)
        key = f"aWdfZAG1faXRlbToxOklH{number:x}ZD"
        author = INSTAGRAM.id if ours else person
        written = self._written(key, author, text, more) | {"thread": thread["id"]}
        return self._shelf.put(MESSAGES, key, written)

    def _written(self, key: str, author: str, text: str, more: dict[str, Any]) -> dict[str, Any]:
        self.named(author)
        at = more.get("at")
        at = self.now() if at is None else float(at)
        return {
            "id": key,
            "author": author,
            "text": text,
            "at": at,
            "shown": at + self.setting("lag" if author == INSTAGRAM.id else "delay"),
            "photo": more.get("photo"),
            "hidden": bool(more.get("hidden")),
            "deleted": False,
            "source": more.get("source", "app"),
        }

    def thread_with(self, person: str) -> Document:
        """Return the thread with a person, opened when there is none."""
        self.named(person)
        for thread in self._shelf.all(THREADS):
            if thread["person"] == person:
                return thread
        key = f"aWdfZAG06{self._shelf.count('instagram.thread', at_least=3_402_000_001)}"
        return self._shelf.put(THREADS, key, {"id": key, "person": person})

    def change(self, key: str, **what: Any) -> Document:
        """Hide or delete something. Raises NotThere."""
        kind, document = self._find(key)
        return self._shelf.put(kind, key, {**document, **what})

    # reading

    def knows(self, key: str) -> bool:
        """Return whether an id is one of Instagram's, gone or not."""
        kinds = (PEOPLE, MEDIA, COMMENTS, THREADS, MESSAGES)
        return key == INSTAGRAM.id or any(self._shelf.get(kind, key) for kind in kinds)

    def seen(self, key: str) -> tuple[str, Document]:
        """Return kind and document of what a reading by id finds now. Raises NotThere."""
        kind, document = self._find(key)
        if kind != THREADS and not self._visible(document):
            raise NotThere(key)
        return kind, document

    def commentable(self, key: str) -> Document:
        """Return the media or comment of that id, however young. Raises NotThere."""
        kind, document = self._find(key)
        if kind not in (MEDIA, COMMENTS) or not self.stands(document):
            raise NotThere(key)
        return document

    def published(self, *, tags: bool) -> list[Document]:
        """Return the media that a reading sees now, newest first: ours, or those that tag us."""
        found = self._shelf.all(MEDIA)
        chosen = (one for one in found if (one["author"] != INSTAGRAM.id) is tags)
        return _newest_first(one for one in chosen if self._visible(one))

    def comments(self, media: str, parent: str | None = None) -> list[Document]:
        """Return the top-level comments on media, or the replies to one, newest first."""
        found = self._shelf.all(COMMENTS)
        below = (c for c in found if c["media"] == media and c["parent"] == parent)
        return _newest_first(c for c in below if self._visible(c))

    def count(self, media: str) -> int:
        """Return how many comments media has, replies counted (IG Media, comments_count)."""
        found = self._shelf.all(COMMENTS)
        return sum(c["media"] == media and self._visible(c) for c in found)

    def messages(self, thread: str) -> list[Document]:
        """Return what a reading of a thread sees now, newest first."""
        found = (m for m in self._shelf.all(MESSAGES) if m["thread"] == thread)
        return _newest_first(m for m in found if self._visible(m))

    def conversations(self) -> list[tuple[float, Document]]:
        """Return every thread that has a message with the time of its last one, newest first."""
        dated = [
            (messages[0]["at"], thread)
            for thread in self._shelf.all(THREADS)
            if (messages := self.messages(thread["id"]))
        ]
        return sorted(dated, key=lambda pair: (pair[0], pair[1]["id"]), reverse=True)

    def since_they_wrote(self, person: str) -> float | None:
        """Return the days since a person last wrote to us, None when never."""
        theirs = [m for m in self.messages(self.thread_with(person)["id"]) if m["author"] == person]
        return (self.now() - theirs[0]["at"]) / _DAY if theirs else None

    def everything(self, kind: str) -> list[Document]:
        """Return the platform's own truth of a kind, in the order of writing."""
        return self._shelf.all(kind)

    def stands(self, document: Document) -> bool:
        """Return whether neither a thing nor what it hangs on was deleted."""
        if document["deleted"]:
            return False
        above = (document.get("parent"), document.get("media"))
        return not any(key and self._find(key)[1]["deleted"] for key in above)

    def _visible(self, document: Document) -> bool:
        return bool(document["shown"] <= self.now()) and self.stands(document)

    def _find(self, key: str) -> tuple[str, Document]:
        for kind in (MEDIA, COMMENTS, THREADS, MESSAGES):
            document = self._shelf.get(kind, key)
            if document is not None:
                return kind, document
        raise NotThere(key)

    def _there(self, kind: str, key: str) -> Document:
        document = self._shelf.get(kind, key)
        if document is None:
            raise NotThere(key)
        return document


_WORLDS: weakref.WeakValueDictionary[int, InstagramWorld] = weakref.WeakValueDictionary()


def world_of(town: Town) -> InstagramWorld:
    """Return the one Instagram of a town: its API, its control and its story share it."""
    known = _WORLDS.get(id(town))
    if known is None:
        known = _WORLDS[id(town)] = InstagramWorld(town)
    return known


def _newest_first(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda d: (d["at"], d["id"]), reverse=True)
