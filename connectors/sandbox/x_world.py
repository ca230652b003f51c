"""What stands on X: users, posts and direct messages, and the rules by which X takes new ones.

Ids are snowflakes: milliseconds since November 2010 above 22 bits of a counter, so they
grow with time and lie far above 2^53. Our account is the one of `accounts.X`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.sandbox import x_media, x_text
from connectors.sandbox.accounts import X
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town
from connectors.sandbox.x_media import Photo

EPOCH = 1_288_834_974_657
USERS, POSTS, DMS = "x.users", "x.posts", "x.dms"

SETTINGS: dict[str, Any] = {
    "lag": 0.0,
    "dm_delay": 0.0,
    "own_parts": True,
    "duplicates": True,
    "spelling": "tweet",
    "limits": True,
    "max_weight": 280,
    "token_seconds": 7200.0,
    "history": 800,
}
"""lag: seconds before our own posts and messages show up in look-ups; dm_delay: before any
message shows up in /2/dm_events; own_parts: a reply to our own reply is taken; spelling:
"tweet", "post" (spec 2.167) or "both"; history: mentions that are ever shown."""


def stamp(moment: datetime) -> str:
    """Return a time as X writes it: milliseconds and Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def time_of(number: int) -> datetime:
    """Return when an id was given out."""
    return datetime.fromtimestamp(((number >> 22) + EPOCH) / 1000, UTC)


class XWorld:
    """X itself. Posts and messages are documents; a post is never changed, only replaced."""

    def __init__(self, town: Town) -> None:
        """Open the world on a town's shelf; our own account is there from the start."""
        self.town = town
        town.offers("x", SETTINGS)
        town.forgets.append(self._settle)
        self._settle()

    def _settle(self) -> None:
        if self.town.shelf.get(USERS, X.id) is None:
            self._keep_user(X.id, X.handle, X.name, verified=True)

    def setting(self, name: str) -> Any:
        """Return a setting of X as it is now."""
        return self.town.settings("x")[name]

    # users

    def customer(
        self, handle: str, name: str, *, protected: bool = False, user_id: str | None = None
    ) -> str:
        """Return the id of the user of that handle; a new one is made."""
        known = next((u for u in self.users() if u["username"].lower() == handle.lower()), None)
        if known is not None:
            return str(known["id"])
        key = user_id or str(2_000_000_000 + self.town.shelf.count("x.customers"))
        self._keep_user(key, handle, name, protected=protected)
        return key

    def _keep_user(
        self, key: str, handle: str, name: str, *, protected: bool = False, verified: bool = False
    ) -> None:
        self.town.shelf.put(
            USERS,
            key,
            {
                "id": key,
                "name": name,
                "username": handle,
                "profile_image_url": f"https://pbs.twimg.com/profile_images/{key}/face_normal.jpg",
                "verified": verified,
                "protected": protected,
            },
        )

    def users(self) -> list[Document]:
        """Return every user, gone ones too."""
        return self.town.shelf.all(USERS)

    def user(self, key: str) -> Document | None:
        """Return a user who can be seen, None when there is none or the account is gone."""
        found = self.town.shelf.get(USERS, key)
        return None if found is None or found.get("gone") else found

    def handle(self, key: str) -> str:
        """Return the handle of a user, whatever became of the account."""
        return str(self._known(USERS, key)["username"])

    def leave(self, key: str) -> None:
        """Let a user delete the account; what was written to others stays behind."""
        self.town.shelf.put(USERS, key, {**self._known(USERS, key), "gone": True})

    def _known(self, kind: str, key: str) -> Document:
        found = self.town.shelf.get(kind, key)
        if found is None:
            raise KeyError(key)
        return found

    # posts

    def post(
        self,
        author_id: str,
        text: str,
        *,
        reply_to: str | None = None,
        quote: str | None = None,
        photos: Sequence[Photo] = (),
        reply_settings: str = "everyone",
        created_at: datetime | None = None,
        lang: str = "de",
        source: str = "app",
    ) -> Document:
        """Let somebody post. A `created_at` of the past gives an id of the past: it comes late.

        Raises KeyError when author, parent or quoted post are unknown.
        """
        self._known(USERS, author_id)
        parent = self._known(POSTS, reply_to) if reply_to else None
        if quote:
            self._known(POSTS, quote)
        key = self._id(created_at)
        document: dict[str, Any] = {
            "id": key,
            "text": text,
            "prefix": self.prefix(author_id, text, parent),
            "author_id": author_id,
            "conversation_id": parent["conversation_id"] if parent else key,
            "created_at": stamp(created_at or self.town.now()),
            "arrived_at": self.town.now().timestamp(),
            "reply_to": reply_to,
            "quote": quote,
            "in_reply_to_user_id": parent["author_id"] if parent else None,
            "media": x_media.documents(key, photos),
            "reply_settings": reply_settings,
            "lang": lang,
            "history": [key],
            "source": source,
        }
        document["mentions"] = self._named(document)
        return self.town.shelf.put(POSTS, key, document)

    def _id(self, moment: datetime | None) -> str:
        millis = int((moment or self.town.now()).timestamp() * 1000) - EPOCH
        low = self.town.shelf.count("x.ids") & 0x3FFFFF
        newest = self.town.shelf.count("x.millis", at_least=millis) if moment is None else millis
        return str((newest << 22) | low)

    def prefix(self, author_id: str, text: str, parent: Document | None) -> str:
        """Return the names that X puts in front of a reply: who is answered and who was named."""
        if parent is None:
            return ""
        handles = {u["id"]: u["username"] for u in self.users()}
        ids = [parent["author_id"], *parent["mentions"]]
        written = x_text.named(text)
        names = [
            handles[key]
            for key in dict.fromkeys(ids)
            if key != author_id and handles[key].lower() not in written
        ]
        return "".join(f"@{name} " for name in names)

    def ids_by_handle(self) -> dict[str, str]:
        """Return user ids by handle in lower case."""
        return {u["username"].lower(): u["id"] for u in self.users()}

    def _named(self, post: Document) -> list[str]:
        """Return the ids of the users that a post names, in its text or in front of it."""
        ids = self.ids_by_handle()
        return [ids[name] for name in x_text.named(post["prefix"] + post["text"]) if name in ids]

    def edit(self, key: str, text: str) -> Document:
        """Let an author edit a post: a new id; every version knows the whole history."""
        old = self.newest(key)
        new = self._id(None)
        history = [*old["history"], new]
        for version in self._versions(old):
            self.town.shelf.put(
                POSTS, version["id"], {**version, "history": history, "replaced_by": new}
            )
        changed = {
            **old,
            "id": new,
            "text": text,
            "history": history,
            "arrived_at": self.town.now().timestamp(),
            "edited_at": stamp(self.town.now()),
        }
        changed["mentions"] = self._named(changed)
        return self.town.shelf.put(POSTS, new, changed)

    def newest(self, key: str) -> Document:
        """Return the newest version of a post by the id of any. KeyError: unknown."""
        return self._known(POSTS, self._known(POSTS, key)["history"][-1])

    def _versions(self, post: Document) -> list[Document]:
        return [self._known(POSTS, key) for key in post["history"]]

    def _mark(self, key: str, **marks: Any) -> None:
        """Write something on every version of a post."""
        for version in self._versions(self._known(POSTS, key)):
            self.town.shelf.put(POSTS, version["id"], {**version, **marks})

    def delete(self, key: str) -> None:
        """Let an author delete a post, every version of it."""
        self._mark(key, deleted=True)

    def hide(self, key: str, *, hidden: bool) -> None:
        """Hide a reply under a post from the public, or show it again."""
        self._mark(key, hidden=hidden)

    def withhold(self, key: str, countries: Sequence[str]) -> None:
        """Let X withhold a post in some countries; none: it is shown again."""
        told = {"copyright": False, "country_codes": list(countries), "scope": "tweet"}
        self._mark(key, withheld=told if countries else None)

    def protect(self, key: str, *, protected: bool) -> None:
        """Let a user show posts to followers only: we are none."""
        marks = {"protected": protected, "closed": protected}
        self.town.shelf.put(USERS, key, {**self._known(USERS, key), **marks})

    def stands(self, key: str) -> bool:
        """Return whether a post was written and not deleted, whoever may see it."""
        post = self.town.shelf.get(POSTS, key)
        return post is not None and not post.get("deleted")

    def open_to_us(self, post: Document) -> bool:
        """Return whether its author lets others than followers see a post."""
        author = self.town.shelf.get(USERS, post["author_id"]) or {}
        return not author.get("closed")

    def found(self, key: str) -> Document | None:
        """Return a post that can be seen, None otherwise."""
        post = self.town.shelf.get(POSTS, key)
        seen = post is not None and not post.get("deleted") and self.open_to_us(post)
        return post if seen else None

    def timeline(self, author_id: str) -> list[Document]:
        """Return what somebody posted, newest first; ours only after the lag."""
        shown = self.town.now().timestamp() - float(self.setting("lag"))
        return [
            p
            for p in self.visible()
            if p["author_id"] == author_id and (author_id != X.id or p["arrived_at"] <= shown)
        ]

    def mentions(self, user_id: str) -> list[Document]:
        """Return the posts that name, answer or quote somebody, newest first."""
        return [post for post in self.visible() if self.summons(post, user_id)]

    def summons(self, post: Document, user_id: str) -> bool:
        """Return whether a post names a user, or quotes a post of that user."""
        if user_id in post["mentions"]:
            return True
        quoted = self.town.shelf.get(POSTS, post["quote"]) if post["quote"] else None
        return quoted is not None and quoted["author_id"] == user_id != post["author_id"]

    def visible(self) -> list[Document]:
        """Return the posts that stand, in their newest version, newest first."""
        posts = [
            p
            for p in self.town.shelf.all(POSTS)
            if not p.get("deleted") and not p.get("replaced_by") and self.open_to_us(p)
        ]
        return sorted(posts, key=lambda p: int(p["id"]), reverse=True)

    # direct messages

    def dm(
        self,
        sender_id: str,
        recipient_id: str | None,
        text: str,
        *,
        conversation_id: str | None = None,
        photos: Sequence[Photo] = (),
        created_at: datetime | None = None,
        source: str = "app",
    ) -> Document:
        """Let somebody write privately, to one person or into a group. KeyError: unknown."""
        self._known(USERS, sender_id)
        if conversation_id is None:
            pair = sorted([sender_id, str(recipient_id)], key=int)
            self._known(USERS, str(recipient_id))
            conversation_id = "-".join(pair)
        key = self._id(created_at)
        document = {
            "id": key,
            "text": text,
            "sender_id": sender_id,
            "dm_conversation_id": conversation_id,
            "created_at": stamp(created_at or self.town.now()),
            "arrived_at": self.town.now().timestamp(),
            "media": x_media.documents(key, photos),
            "source": source,
        }
        return self.town.shelf.put(DMS, key, document)

    def messages(self, user_id: str, conversation_id: str | None = None) -> list[Document]:
        """Return the messages that a user can see, newest first: all, or one conversation's."""
        moment = self.town.now().timestamp()
        shown = moment - float(self.setting("lag"))
        listed = moment - float(self.setting("dm_delay"))
        since = stamp(self.town.now() - timedelta(days=30))
        found = [
            dm
            for dm in self.town.shelf.all(DMS)
            if (
                user_id in dm["dm_conversation_id"].split("-")
                or "-" not in dm["dm_conversation_id"]
            )
            and dm["created_at"] >= since
            and (conversation_id is None or dm["dm_conversation_id"] == conversation_id)
            and (conversation_id is not None or dm["arrived_at"] <= listed)
            and (dm["sender_id"] != user_id or dm["arrived_at"] <= shown)
            and user_id not in dm.get("deleted_for", ())
        ]
        return sorted(found, key=lambda dm: int(dm["id"]), reverse=True)

    def delete_dm(self, key: str, user_id: str) -> None:
        """Take a message out of one person's own view; the others keep theirs."""
        dm = self._known(DMS, key)
        self.town.shelf.put(DMS, key, {**dm, "deleted_for": [*dm.get("deleted_for", ()), user_id]})

    def truth(self) -> list[dict[str, Any]]:
        """Return everything that was ever written and stands, oldest first, as it was written."""
        ours = [
            {**self._truth(dm, "dm"), "thread": dm["dm_conversation_id"], "parent": None}
            for dm in self.town.shelf.all(DMS)
            if X.id not in dm.get("deleted_for", ())
        ]
        posts = [
            {**self._truth(p, "post"), "thread": p["conversation_id"], "parent": p["reply_to"]}
            for p in self.town.shelf.all(POSTS)
            if not p.get("deleted") and not p.get("replaced_by")
        ]
        return sorted(ours + posts, key=lambda found: int(found["id"]))

    def _truth(self, found: Document, kind: str) -> dict[str, Any]:
        author = str(found["author_id"] if kind == "post" else found["sender_id"])
        user = self.town.shelf.get(USERS, author) or {}
        return {
            "id": found["id"],
            "kind": kind,
            "author_id": author,
            "author": user.get("name"),
            "handle": user.get("username"),
            "ours": author == X.id,
            "text": found["text"],
            "created_at": found["created_at"],
            "media": [{**m, "url": x_media.address(m["url"])} for m in found["media"]],
            "hidden": bool(found.get("hidden")),
            "locked": bool(user.get("closed")),
            "first_id": found.get("history", [found["id"]])[0],
            "source": found["source"],
        }
