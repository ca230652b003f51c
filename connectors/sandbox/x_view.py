"""Posts, messages and users as X's API shows them: asked fields, expansions, partial errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.sandbox import x_media, x_text
from connectors.sandbox.shelf import Document
from connectors.sandbox.x_world import XWorld

PROBLEMS = "https://api.twitter.com/2/problems"

RENAMED = {
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "tweets": "posts",
}
"""Names of answers by the older spelling -> those of spec 2.167."""


WITHHELD = "This Post from @{} has been withheld in Germany in response to a legal demand."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call asks to see; names are of the older spelling. `origin` is our own address."""

    post: frozenset[str] = frozenset()
    user: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    dm: frozenset[str] = frozenset()
    expansions: frozenset[str] = frozenset()
    origin: str = ""


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
        "type": f"{PROBLEMS}/resource-not-found",
    }


def not_seen(world: XWorld, key: str, parameter: str) -> dict[str, Any]:
    """Return the partial error for a post: it is gone, or its author hides it from us."""
    if not world.stands(key):
        return missing("tweet", key, parameter)
    return {
        "resource_type": "tweet",
        "resource_id": key,
        "value": key,
        "parameter": parameter,
        "section": "data",
        "title": "Authorization Error",
        "detail": f"Sorry, you are not authorized to see the Tweet with {parameter}: [{key}].",
        "type": f"{PROBLEMS}/not-authorized-for-resource",
    }


def user(found: Document, wanted: Wanted) -> dict[str, Any]:
    """Return a user with the asked fields."""
    names = {"id", "name", "username"} | wanted.user
    return {name: found[name] for name in found if name in names}


def media(found: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """Return a picture with the asked fields."""
    names = {"media_key", "type"} | wanted.media
    shown = x_media.shown(found, wanted.origin)
    return {name: value for name, value in shown.items() if name in names and value is not None}


def post(world: XWorld, found: Document, wanted: Wanted) -> dict[str, Any]:
    """Return a post with the asked fields; a long one is cut, its whole in note_tweet."""
    withheld = found.get("withheld")
    text = WITHHELD.format(world.handle(found["author_id"])) if withheld else found["text"]
    whole = x_text.show(text, "" if withheld else found["prefix"])
    long = x_text.weight(text) > 280
    plain = x_text.Shown(x_text.cut(whole.text), whole.hidden, ()) if long else whole
    shown = x_text.with_media(plain, _media_links(world, found))
    ids = world.ids_by_handle()
    every: dict[str, Any] = {
        "author_id": found["author_id"],
        "conversation_id": found["conversation_id"],
        "created_at": found["created_at"],
        "lang": found["lang"],
        "reply_settings": found["reply_settings"],
        "display_text_range": [plain.hidden, len(plain.text)],
        "in_reply_to_user_id": found["in_reply_to_user_id"],
        "referenced_tweets": references(found),
        "attachments": _attached(found),
        "entities": x_text.entities(shown, ids),
        "note_tweet": long and {"text": whole.text, "entities": x_text.entities(whole, ids)},
        "withheld": withheld,
    }
    return {
        "id": found["id"],
        "text": shown.text,
        "edit_history_tweet_ids": found["history"],
        **{name: value for name, value in every.items() if name in wanted.post and value},
    }


def _attached(found: Document) -> dict[str, Any] | None:
    if not found["media"] or found.get("withheld"):
        return None
    return {"media_keys": [media["media_key"] for media in found["media"]]}


def _media_links(world: XWorld, found: Document) -> list[tuple[str, str]]:
    """Return where X leads from the short link behind a text, and the key of what is there."""
    if found.get("withheld"):
        return []
    where = f"https://x.com/{world.handle(found['author_id'])}/status/{found['id']}"
    return [
        (f"{where}/{'photo' if m['type'] == 'photo' else 'video'}/1", m["media_key"])
        for m in found["media"]
    ]


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
    if "attachments.media_keys" in wanted.expansions and not found.get("withheld"):
        _add_media(found["media"], wanted, includes)
    if "referenced_tweets.id" in wanted.expansions:
        for reference in references(found):
            other = world.found(reference["id"])
            if other is None:
                error = not_seen(world, reference["id"], "referenced_tweets.id")
                includes.errors.append(error)
            else:
                includes.tweets[other["id"]] = post(world, other, wanted)
                _expand_other(world, other, wanted, includes)


def _expand_other(world: XWorld, other: Document, wanted: Wanted, includes: Includes) -> None:
    """Add what a referenced post brings along: its author and its media."""
    if "referenced_tweets.id.author_id" in wanted.expansions:
        _add_users(world, [other["author_id"]], "referenced_tweets.id.author_id", wanted, includes)
    if "referenced_tweets.id.attachments.media_keys" in wanted.expansions:
        _add_media(other["media"], wanted, includes)


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
            _add_media(map(x_media.hidden, found["media"]), wanted, includes)
    data = {"data": [dm(world, found, wanted) for found in page]} if page else {}
    return {**data, **includes.answer()}


def dm(world: XWorld, found: Document, wanted: Wanted) -> dict[str, Any]:
    """Return a direct message with the asked fields."""
    pictures = [
        (f"https://x.com/messages/media/{found['id']}", m["media_key"]) for m in found["media"]
    ]
    shown = x_text.with_media(x_text.show(found["text"]), pictures)
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
    """Return an answer with the names of spec 2.168: posts for tweets, and problems at x.com."""
    if isinstance(answer, dict):
        told = {RENAMED.get(name, name): renamed(value) for name, value in answer.items()}
        return {**told, "scope": "post"} if told.get("scope") == "tweet" else told
    if isinstance(answer, list):
        return [renamed(value) for value in answer]
    if isinstance(answer, str) and answer.startswith(PROBLEMS):
        return answer.replace("api.twitter.com", "api.x.com", 1)
    return answer
