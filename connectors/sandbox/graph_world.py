"""Facebook as it is behind its API: people, posts, reviews, comments, threads and messages.

page ─< post, review ─< comment ─< reply   a reply's `parent` is always a top-level comment
person ─< post that tags the page          person ── thread ─< message
"""

from __future__ import annotations

import unicodedata
from typing import Any

from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.graph_truth import World, Worlds, newest_first
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

POSTS, REVIEWS, COMMENTS, THREADS, MESSAGES, UPLOADS = (
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


class GraphWorld(World):
    """The platform's truth. Every method is one thing that happens on Facebook."""

    platform = "facebook"
    us = {"id": FACEBOOK.id, "name": FACEBOOK.name, "withheld": False}
    settings = SETTINGS
    public = (POSTS, REVIEWS, COMMENTS)
    below = "post"
    thread_key = ("t_", 3_300_000_000_001)

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        town.forgets.append(self._learn)
        self._learn()

    def _learn(self) -> None:
        self._below: dict[str, list[str]] = {}
        for kind, above in ((COMMENTS, "post"), (MESSAGES, "thread")):
            for document in self._shelf.all(kind):
                self._below.setdefault(document[above], []).append(document["id"])

    def person(self, name: str, *, withheld: bool = False) -> Document:
        """Return the person of that name, who signs up when new; `withheld`: `from` is missing."""
        return self.signed_up("name", name, 7_100_000_000_000_001, withheld=withheld)

    # writing

    def post(self, author: str, text: str, *, tags: bool = False, **more: Any) -> Document:
        """Let the page or a visitor post on the page, or (`tags`) elsewhere with its name."""
        number = self._shelf.count("facebook.post", at_least=122_100_000_000_001)
        key = f"{author if tags else FACEBOOK.id}_{number}"
        return self._shelf.put(POSTS, key, self.written(key, author, text, more) | {"tags": tags})

    def review(self, author: str, text: str, *, recommends: bool, **more: Any) -> Document:
        """Let somebody recommend the page, or not; the id is that of the story."""
        key = str(self._shelf.count("facebook.review", at_least=10_205_863_986_386_001))
        written = self.written(key, author, text, more) | {"recommends": recommends}
        return self._shelf.put(REVIEWS, key, written)

    def upload(self, data: str) -> Document:
        """Keep an image that nobody sees yet, as base64."""
        key = str(self._shelf.count("facebook.upload", at_least=871_200_000_000_001))
        return self._shelf.put(UPLOADS, key, {"id": key, "data": data})

    def uploaded(self, key: str) -> Document:
        """Return an image that was handed over. Raises NotThere."""
        return self.there(UPLOADS, key)

    def comment(self, author: str, on: str, text: str, **more: Any) -> Document:
        """Let somebody comment on a post or a comment. Raises NotThere.

        A reply to a reply lands under the top-level comment, as on Facebook.
        """
        above = self.commentable(on)
        post = above.get("post", above["id"])
        parent = (above["parent"] or above["id"]) if "post" in above else None
        number = self._shelf.count("facebook.comment", at_least=331_200_000_000_001)
        key = f"{post.rpartition('_')[2]}_{number}"
        written = self.written(key, author, text, more)
        written |= {"post": post, "parent": parent, "quiet": bool(more.get("quiet"))}
        self._below.setdefault(post, []).append(key)
        return self._shelf.put(COMMENTS, key, written)

    def message(self, person: str, text: str, *, ours: bool = False, **more: Any) -> Document:
        """Let a person write to the page by Messenger, or (`ours`) the page to a person."""
        thread = self.thread_with(person)
        number = self._shelf.count("facebook.message", at_least=9_400_000_000_001)
        key = f"m_{number:x}Lindenau"
        author = FACEBOOK.id if ours else person
        written = self.written(key, author, text, more) | {"thread": thread["id"]}
        self._below.setdefault(thread["id"], []).append(key)
        return self._shelf.put(MESSAGES, key, written)

    def written(self, key: str, author: str, text: str, more: Any) -> dict[str, Any]:
        """Return what every piece of writing has on Facebook."""
        said = _rewritten(text) if self.setting("rewrites") else text
        return super().written(key, author, said, more) | {
            "sticker": more.get("sticker"),
            "liked": False,
            "closed": bool(more.get("closed")),
        }

    # reading

    def feed(self, *, hidden: bool = True, tags: bool = False) -> list[Document]:
        """Return the posts that a reading sees now, newest first: on the page, or tagging it."""
        posts = [p for p in self._shelf.all(POSTS) if p.get("tags", False) is tags]
        return newest_first(p for p in posts if self.visible(p) and (hidden or not p["hidden"]))

    def reviews(self) -> list[Document]:
        """Return the reviews that a reading sees now, newest first."""
        return newest_first(r for r in self._shelf.all(REVIEWS) if self.visible(r))

    def comments(self, key: str, *, stream: bool, backwards: bool) -> list[Document]:
        """Return the comments below a post or a comment.

        Not `stream`: the default selection, which is the top level without the quiet ones
        (developers.facebook.com, Object Comments: "filter", "order").
        """
        above = self.seen(key)[1]
        post = above.get("post", key)
        found = [self.there(COMMENTS, c) for c in self._below.get(post, [])]
        if "post" in above:
            found = [c for c in found if c["parent"] == key]
        elif not stream:
            found = [c for c in found if c["parent"] is None]
        if not stream:
            found = [c for c in found if not c["quiet"]]
        newest = newest_first(c for c in found if self.visible(c))
        return newest if backwards else newest[::-1]

    def messages(self, thread: str) -> list[Document]:
        """Return what a reading of a thread sees now, newest first."""
        found = (self.there(MESSAGES, m) for m in self._below.get(thread, []))
        return newest_first(m for m in found if self.visible(m))


world_of = Worlds(GraphWorld)
"""Return the one Facebook of a town."""


def _rewritten(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().replace("&", "&amp;")
