"""Posts, messages and users as X's API shows them: asked fields, expansions, partial errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.sandbox import x_text
from connectors.sandbox.shelf import Document
from connectors.sandbox.x_world import XWorld

NOT_FOUND = "https://api.twitter.com/2/problems/resource-not-found"

RENAMED = {
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "tweets": "posts",
}
"""Names of answers by the older spelling -> those of spec 2.167."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call asks to see; names are of the older spelling."""

    post: frozenset[str] = frozenset()
    user: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    dm: frozenset[str] = frozenset()
    expansions: frozenset[str] = frozenset()


@dataclass
class Includes:
    """What expansions bring along, each once, and what they could not find."""

    users: dict[str, Any] = field(default_factory=dict)
    tweets: dict[str, Any] = field(default_factory=dict)
    media: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def answer(self) -> dict[str, Any]:
        """Return the parts of an answer that this makes."""
        found = {
            name: list(getattr(self, name).values())
            for name in ("users", "tweets", "media")
            if getattr(self, name)
        }
        return {
            **({"includes": found} if found else {}),
            **({"errors": self.errors} if self.errors else {}),
        }


def missing(kind: str, key: str, parameter: str) -> dict[str, Any]:
    """Return the partial error for something that is not there."""
    return {
        "resource_type": kind,
        "resource_id": key,
        "value": key,
        "parameter": parameter,
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with {parameter}: [{key}].",
        "type": NOT_FOUND,
    }


def user(found: Document, wanted: Wanted) -> dict[str, Any]:
    """Return a user with the asked fields."""
    names = {"id", "name", "username"} | wanted.user
    return {name: found[name] for name in found if name in names}


def media(found: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """Return a picture with the asked fields."""
    names = {"media_key", "type"} | wanted.media
    return {name: value for name, value in found.items() if name in names}


def post(world: XWorld, found: Document, wanted: Wanted) -> dict[str, Any]:
    """Return a post with the asked fields; a long one is cut, its whole in note_tweet."""
    whole = x_text.show(found["text"], found["prefix"])
    long = x_text.weight(found["text"]) > 280
    shown = x_text.Shown(x_text.cut(whole.text), whole.hidden, ()) if long else whole
    ids = world.ids_by_handle()
    every: dict[str, Any] = {
        "author_id": found["author_id"],
        "conversation_id": found["conversation_id"],
        "created_at": found["created_at"],
        "lang": found["lang"],
        "reply_settings": found["reply_settings"],
        "display_text_range": [shown.hidden, len(shown.text)],
    }
    if found["in_reply_to_user_id"]:
        every["in_reply_to_user_id"] = found["in_reply_to_user_id"]
    if references(found):
        every["referenced_tweets"] = references(found)
    if found["media"]:
        every["attachments"] = {"media_keys": [m["media_key"] for m in found["media"]]}
    if x_text.entities(shown, ids):
        every["entities"] = x_text.entities(shown, ids)
    if long:
        every["note_tweet"] = {"text": whole.text, "entities": x_text.entities(whole, ids)}
    return {
        "id": found["id"],
        "text": shown.text,
        "edit_history_tweet_ids": found["history"],
        **{name: value for name, value in every.items() if name in wanted.post},
    }


def references(found: Document) -> list[dict[str, str]]:
    """Return what a post answers and quotes."""
    named = (("replied_to", found["reply_to"]), ("quoted", found["quote"]))
    return [{"type": kind, "id": key} for kind, key in named if key]


def posts(world: XWorld, page: Sequence[Document], wanted: Wanted) -> dict[str, Any]:
    """Return `data`, `includes` and `errors` of a page of posts; no `data` when it is empty."""
    includes = Includes()
    for found in page:
        _expand_post(world, found, wanted, includes)
    data = {"data": [post(world, found, wanted) for found in page]} if page else {}
    return {**data, **includes.answer()}


def _expand_post(world: XWorld, found: Document, wanted: Wanted, includes: Includes) -> None:
    if "author_id" in wanted.expansions:
        _add_users(world, [found["author_id"]], "author_id", wanted, includes)
    if "in_reply_to_user_id" in wanted.expansions and found["in_reply_to_user_id"]:
        answered = [found["in_reply_to_user_id"]]
        _add_users(world, answered, "in_reply_to_user_id", wanted, includes)
    if "attachments.media_keys" in wanted.expansions:
        _add_media(found["media"], wanted, includes)
    if "referenced_tweets.id" in wanted.expansions:
        for reference in references(found):
            other = world.found(reference["id"])
            if other is None:
                error = missing("tweet", reference["id"], "referenced_tweets.id")
                includes.errors.append(error)
            else:
                includes.tweets[other["id"]] = post(world, other, wanted)


def _add_users(
    world: XWorld, keys: Iterable[str], parameter: str, wanted: Wanted, includes: Includes
) -> None:
    for key in keys:
        known = world.user(key)
        if known is not None:
            includes.users[key] = user(known, wanted)
        elif not any(error["resource_id"] == key for error in includes.errors):
            includes.errors.append(missing("user", key, parameter))


def _add_media(found: Iterable[Mapping[str, Any]], wanted: Wanted, includes: Includes) -> None:
    for one in found:
        includes.media[one["media_key"]] = media(one, wanted)


def dms(world: XWorld, page: Sequence[Document], wanted: Wanted) -> dict[str, Any]:
    """Return `data`, `includes` and `errors` of a page of direct messages."""
    includes = Includes()
    for found in page:
        if "sender_id" in wanted.expansions:
            _add_users(world, [found["sender_id"]], "sender_id", wanted, includes)
        if "attachments.media_keys" in wanted.expansions:
            _add_media(found["media"], wanted, includes)
    data = {"data": [dm(world, found, wanted) for found in page]} if page else {}
    return {**data, **includes.answer()}


def dm(world: XWorld, found: Document, wanted: Wanted) -> dict[str, Any]:
    """Return a direct message with the asked fields."""
    shown = x_text.show(found["text"])
    every: dict[str, Any] = {
        "sender_id": found["sender_id"],
        "dm_conversation_id": found["dm_conversation_id"],
        "created_at": found["created_at"],
    }
    if found["media"]:
        every["attachments"] = {"media_keys": [m["media_key"] for m in found["media"]]}
    entities = x_text.entities(shown, world.ids_by_handle())
    if entities:
        every["entities"] = entities
    return {
        "id": found["id"],
        "text": shown.text,
        "event_type": "MessageCreate",
        **{name: value for name, value in every.items() if name in wanted.dm},
    }


def renamed(answer: Any) -> Any:
    """Return an answer with the names of spec 2.167."""
    if isinstance(answer, dict):
        return {RENAMED.get(name, name): renamed(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [renamed(value) for value in answer]
    return answer
