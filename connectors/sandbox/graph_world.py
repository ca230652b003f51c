"""Facebook as it is behind its API: people, posts, reviews, comments, threads and messages.

    page ─< post, review ─< comment ─< reply   a reply's `parent` is always a top-level comment
    person ─< post that tags the page          person ── thread ─< message

Everything is a JSON document on the shelf. What was written has a time (`at`) and a time
from which others see it (`shown`): the platform shows our own writing late when told to.
"""

from __future__ import annotations

import unicodedata
import weakref
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

PEOPLE, POSTS, REVIEWS, COMMENTS, THREADS, MESSAGES, UPLOADS = (
    "facebook.people",
    "facebook.posts",
    "facebook.reviews",
    "facebook.comments",
    "facebook.threads",
    "facebook.messages",
    "facebook.uploads",
)
SETTINGS = {
    "lag": 0.0,  # seconds before what we wrote shows up in a reading
    "delay": 0.0,  # the same for what customers write
    "rewrites": False,  # trims, composes and escapes what is written, as seen on Facebook
    "refuses_duplicates": False,  # code 506 for the same comment twice on one object
    "withholds_names": False,  # `from` missing for everybody but the page
    "demands_proof": False,  # calls without appsecret_proof are refused
    "detail_limit": 20,  # messages of a thread that still have their details
    "calls_an_hour": 20_000,  # what the usage headers count against
    "reads_reviews": True,  # comments below reviews can be read
    "names_stories": True,  # a review names the story that is commented on
    "reads_content": True,  # False: a reading of what visitors wrote is refused
}
_DAY = 86_400.0


class NotThere(LookupError):
    """No such object, or not visible."""


class GraphWorld:
    """The platform's truth. Every method is one thing that happens on Facebook."""

    def __init__(self, town: Town) -> None:
        town.offers("facebook", SETTINGS)
        town.forgets.append(self._learn)
        self._town = town
        self._shelf = town.shelf
        self._learn()

    def _learn(self) -> None:
        self._below: dict[str, list[str]] = {}
        for kind, above in ((COMMENTS, "post"), (MESSAGES, "thread")):
            for document in self._shelf.all(kind):
                self._below.setdefault(document[above], []).append(document["id"])

    def setting(self, name: str) -> Any:
        """Return a switch of this platform as it is now."""
        return self._town.settings("facebook")[name]

    def now(self) -> float:
        """Return the platform's time, seconds since 1970."""
        return self._town.now().timestamp()

    # people

    def person(self, name: str, *, withheld: bool = False) -> Document:
        """Return the person of that name, who signs up when new; `withheld`: `from` is missing."""
        for known in self._shelf.all(PEOPLE):
            if known["name"] == name and known["withheld"] == withheld:
                return known
        number = str(self._shelf.count("facebook.person", at_least=7_100_000_000_000_001))
        person = {"id": number, "name": name, "withheld": withheld}
        return self._shelf.put(PEOPLE, number, person)

    def named(self, number: str) -> Document:
        """Return the page or a person by id. Raises NotThere."""
        if number == FACEBOOK.id:
            return {"id": FACEBOOK.id, "name": FACEBOOK.name, "withheld": False}
        return self._there(PEOPLE, number)

    def shows_name(self, number: str) -> bool:
        """Return whether a reading of ours may hold `from` for that author."""
        if number == FACEBOOK.id:
            return True
        return not (self.setting("withholds_names") or self.named(number)["withheld"])

    # writing

    def post(self, author: str, text: str, *, tags: bool = False, **more: Any) -> Document:
        """Let the page or a visitor post on the page, or (`tags`) elsewhere with its name."""
        number = self._shelf.count("facebook.post", at_least=122_100_000_000_001)
        key = f"{author if tags else FACEBOOK.id}_{number}"
        return self._shelf.put(POSTS, key, self._written(key, author, text, more) | {"tags": tags})

    def review(self, author: str, text: str, *, recommends: bool, **more: Any) -> Document:
        """Let somebody recommend the page, or not; the id is that of the story."""
        key = str(self._shelf.count("facebook.review", at_least=10_205_863_986_386_001))
        written = self._written(key, author, text, more) | {"recommends": recommends}
        return self._shelf.put(REVIEWS, key, written)

    def upload(self, data: str) -> Document:
        """Keep an image that nobody sees yet, as base64."""
        key = str(self._shelf.count("facebook.upload", at_least=871_200_000_000_001))
        return self._shelf.put(UPLOADS, key, {"id": key, "data": data})

    def uploaded(self, key: str) -> Document:
        """Return an image that was handed over. Raises NotThere."""
        return self._there(UPLOADS, key)

    def comment(self, author: str, on: str, text: str, **more: Any) -> Document:
        """Let somebody comment on a post or a comment. Raises NotThere.

        A reply to a reply lands under the top-level comment, as on Facebook.
        """
        above = self.commentable(on)
        post = above.get("post", above["id"])
        parent = (above["parent"] or above["id"]) if "post" in above else None
        number = self._shelf.count("facebook.comment", at_least=331_200_000_000_001)
        key = f"{post.rpartition('_')[2]}_{number}"
        written = self._written(key, author, text, more)
        written |= {"post": post, "parent": parent, "quiet": bool(more.get("quiet"))}
        self._below.setdefault(post, []).append(key)
        return self._shelf.put(COMMENTS, key, written)

    def message(self, person: str, text: str, *, ours: bool = False, **more: Any) -> Document:
        """Let a person write to the page by Messenger, or (`ours`) the page to a person."""
        thread = self.thread_with(person)
        number = self._shelf.count("facebook.message", at_least=9_400_000_000_001)
        key = f"m_{number:x}Lindenau"
        author = FACEBOOK.id if ours else person
        written = self._written(key, author, text, more) | {"thread": thread["id"]}
        self._below.setdefault(thread["id"], []).append(key)
        return self._shelf.put(MESSAGES, key, written)

    def _written(self, key: str, author: str, text: str, more: dict[str, Any]) -> dict[str, Any]:
        self.named(author)
        at = more.get("at")
        lag = self.setting("lag" if author == FACEBOOK.id else "delay")
        at = self.now() if at is None else float(at)
        return {
            "id": key,
            "author": author,
            "text": _rewritten(text) if self.setting("rewrites") else text,
            "at": at,
            "shown": at + lag,
            "photo": more.get("photo"),
            "sticker": more.get("sticker"),
            "liked": False,
            "hidden": bool(more.get("hidden")),
            "closed": bool(more.get("closed")),
            "deleted": False,
            "source": more.get("source", "app"),
        }

    def thread_with(self, person: str) -> Document:
        """Return the Messenger thread with a person, opened when there is none."""
        self.named(person)
        for thread in self._shelf.all(THREADS):
            if thread["person"] == person:
                return thread
        key = f"t_{self._shelf.count('facebook.thread', at_least=3_300_000_000_001)}"
        return self._shelf.put(THREADS, key, {"id": key, "person": person})

    def change(self, key: str, **what: Any) -> Document:
        """Edit, hide or delete a post, comment or message. Raises NotThere."""
        kind, document = self._find(key)
        return self._shelf.put(kind, key, {**document, **what})

    # reading

    def seen(self, key: str) -> tuple[str, Document]:
        """Return kind and document of what a reading by id finds now. Raises NotThere."""
        kind, document = self._find(key)
        if kind is not THREADS and not self._visible(document):
            raise NotThere(key)
        return kind, document

    def commentable(self, key: str) -> Document:
        """Return the post, review or comment of that id, however young. Raises NotThere."""
        kind, document = self._find(key)
        if kind not in (POSTS, REVIEWS, COMMENTS) or not self.stands(document):
            raise NotThere(key)
        return document

    def feed(self, *, hidden: bool = True, tags: bool = False) -> list[Document]:
        """Return the posts that a reading sees now, newest first: on the page, or tagging it."""
        posts = [p for p in self._shelf.all(POSTS) if p.get("tags", False) is tags]
        return _newest_first(p for p in posts if self._visible(p) and (hidden or not p["hidden"]))

    def reviews(self) -> list[Document]:
        """Return the reviews that a reading sees now, newest first."""
        return _newest_first(r for r in self._shelf.all(REVIEWS) if self._visible(r))

    def comments(self, key: str, *, stream: bool, backwards: bool) -> list[Document]:
        """Return the comments below a post or a comment.

        Not `stream`: the default selection, which is the top level without the quiet ones
        (developers.facebook.com, Object Comments: "filter", "order").
        """
        above = self.seen(key)[1]
        post = above.get("post", key)
        found = [self._there(COMMENTS, c) for c in self._below.get(post, [])]
        if "post" in above:
            found = [c for c in found if c["parent"] == key]
        elif not stream:
            found = [c for c in found if c["parent"] is None]
        if not stream:
            found = [c for c in found if not c["quiet"]]
        newest = _newest_first(c for c in found if self._visible(c))
        return newest if backwards else newest[::-1]

    def messages(self, thread: str) -> list[Document]:
        """Return what a reading of a thread sees now, newest first."""
        found = (self._there(MESSAGES, m) for m in self._below.get(thread, []))
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
        """Return the days since a person last wrote by Messenger, None when never."""
        theirs = [m for m in self.messages(self.thread_with(person)["id"]) if m["author"] == person]
        return (self.now() - theirs[0]["at"]) / _DAY if theirs else None

    def everything(self, kind: str) -> list[Document]:
        """Return the platform's own truth of a kind, in the order of writing."""
        return self._shelf.all(kind)

    def _visible(self, document: Document) -> bool:
        return bool(document["shown"] <= self.now()) and self.stands(document)

    def stands(self, document: Document) -> bool:
        """Return whether neither a thing nor what it hangs on was deleted."""
        if document["deleted"]:
            return False
        above = (document.get("parent"), document.get("post"))
        return not any(key and self._find(key)[1]["deleted"] for key in above)

    def _find(self, key: str) -> tuple[str, Document]:
        for kind in (POSTS, REVIEWS, COMMENTS, THREADS, MESSAGES):
            document = self._shelf.get(kind, key)
            if document is not None:
                return kind, document
        raise NotThere(key)

    def _there(self, kind: str, key: str) -> Document:
        document = self._shelf.get(kind, key)
        if document is None:
            raise NotThere(key)
        return document


_WORLDS: weakref.WeakValueDictionary[int, GraphWorld] = weakref.WeakValueDictionary()


def world_of(town: Town) -> GraphWorld:
    """Return the one Facebook of a town: its API, its control and its story share it."""
    known = _WORLDS.get(id(town))
    if known is None:
        known = _WORLDS[id(town)] = GraphWorld(town)
    return known


def _newest_first(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda d: (d["at"], d["id"]), reverse=True)


def _rewritten(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().replace("&", "&amp;")


def stamp(at: float) -> str:
    """Return a time as the Graph API writes it: whole seconds, UTC as +0000."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
