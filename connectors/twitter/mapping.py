"""X's JSON -> records; pure, and it never raises whatever the JSON holds.

Both spellings are read: the older one (tweet, referenced_tweets ...) and that of spec 2.167
(post, referenced_posts ...). A record that cannot be read becomes Skipped, with its reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.base import Answerable, Author, Gone, InboundMessage, Kind, Skipped
from connectors.twitter.ids import id_of, time_of
from connectors.twitter.shapes import (
    Around,
    Malformed,
    Unfit,
    Us,
    attachments,
    created,
    envelope,
    list_of,
    mapping_of,
    numbers,
    person,
    record_of,
    text_of,
    withheld,
)
from connectors.twitter.texts import as_written, entries, whole

Read = Callable[[Any], InboundMessage | None]

UNFORESEEN = "a value cannot be read"
_LANGUAGE = re.compile(r"[a-z]{2}")
_IGNORED = {"ParticipantsJoin", "ParticipantsLeave"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: records, the ids it went through, and where the next one is.

    `item` is what its records are billed as, `items` what came along with them, and `along`
    says with which record what came.
    """

    name: str
    item: str
    messages: tuple[InboundMessage, ...]
    context: tuple[InboundMessage, ...]
    skipped: tuple[Skipped, ...]
    ids: tuple[int, ...]
    next_token: str | None
    items: Mapping[str, frozenset[int]] = field(default_factory=dict)
    along: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def billed(self, known: int) -> dict[str, int]:
        """Return how many records of each kind are billed: those up to `known` were before.

        What comes along with a record that was billed before was billed with it.
        """
        fresh = {key for key in self.ids if key > known}
        before = {one for key, brought in self.along.items() if key <= known for one in brought}
        around = {item: len(keys - before) if fresh else 0 for item, keys in self.items.items()}
        return {**around, self.item: around.get(self.item, 0) + len(fresh)}


def read_mentions(payload: Any, us: Us) -> Page:
    """Read a page of mentions. Raises Malformed only."""
    return _posts(payload, us, "mentions", "mention", Kind.MENTION)


def read_search(payload: Any, us: Us) -> Page:
    """Read a page of a search; what does not turn to us is a post. Raises Malformed only."""
    return _posts(payload, us, "search", "post", Kind.POST)


def _posts(payload: Any, us: Us, name: str, item: str, kind: Kind) -> Page:
    records, token, around = envelope(payload)
    messages, skipped = _each(records, lambda record: post_of(record, us, around, kind))
    known = {message.external_id for message in messages}
    above, _ = _each(list(around.posts.values()), lambda record: post_of(record, us, around, None))
    context = tuple(message for message in above if message.external_id not in known)
    return Page(
        name=name,
        item=item,
        messages=_once(messages),
        context=_once(context),
        skipped=skipped,
        ids=numbers(records),
        next_token=token,
        items={
            "post": frozenset(int(message.external_id) for message in _once(context)),
            "user": frozenset(numbers(list(around.users.values()))),
        },
        along=_along(records, around),
    )


def read_direct(payload: Any, us: Us) -> Page:
    """Read a page of direct messages. Raises Malformed only."""
    records, token, around = envelope(payload)
    messages, skipped = _each(records, lambda record: _direct(record, us, around))
    return Page(
        name="dm_events",
        item="dm",
        messages=_once(messages),
        context=(),
        skipped=skipped,
        ids=numbers(records),
        next_token=token,
        items={"user": frozenset(numbers(list(around.users.values())))},
        along=_along(records, around),
    )


def _along(records: Sequence[Any], around: Around) -> dict[int, frozenset[int]]:
    """Return which users and posts came along with each record, by their ids."""
    found: dict[int, frozenset[int]] = {}
    for record in map(mapping_of, records):
        cited = [around.posts.get(key, {}) for key in references(record).values()]
        people = [record.get("sender_id"), record.get("in_reply_to_user_id")]
        people += [post.get("author_id") for post in (record, *cited)]
        posts = [versions(post)[0] for post in cited if post]
        brought = frozenset(int(key) for key in map(id_of, [*people, *posts]) if key)
        for key in numbers([record]):
            found[key] = found.get(key, frozenset()) | brought
    return found


def read_user(payload: Any) -> Author:
    """Read who we are. Raises Malformed."""
    user = mapping_of(mapping_of(payload).get("data"))
    key = id_of(user.get("id"))
    if key is None:
        raise Malformed("no user in the answer")
    return person(key, {key: user})


def _once(messages: Sequence[InboundMessage]) -> tuple[InboundMessage, ...]:
    """Return each message once: of two versions the one edited last."""
    found: dict[str, InboundMessage] = {}
    for message in messages:
        known = found.get(message.external_id)
        if known is None or (message.edited_at or message.created_at) > (
            known.edited_at or known.created_at
        ):
            found[message.external_id] = message
    return tuple(found.values())


def _each(records: Sequence[Any], read: Read) -> tuple[list[InboundMessage], tuple[Skipped, ...]]:
    messages, skipped = [], []
    for record in records:
        try:
            message = read(record)
        except Unfit as error:
            skipped.append(Skipped(_bytes(record), str(error)))
            continue
        except Exception:  # one record that nobody foresaw must not hold back the page
            skipped.append(Skipped(_bytes(record), UNFORESEEN))
            continue
        if message is not None:
            messages.append(message)
    return messages, tuple(skipped)


def _bytes(record: Any) -> bytes:
    try:
        return json.dumps(record).encode()
    except (ValueError, RecursionError, TypeError):
        return b"too deep to be written down"


# posts


def post_of(record: Any, us: Us, around: Around, kind: Kind | None) -> InboundMessage:
    """Return a post as a message of a kind, None: it only stands around one. Raises Unfit."""
    post, version = record_of(record)
    first = versions(post)[0]
    author = _author(id_of(post.get("author_id")), us, around)
    thread = id_of(post.get("conversation_id")) or first
    written_at, cited = created(post, first), references(post)
    gone = withheld(post, us.country)
    return InboundMessage(
        external_id=first,
        thread_id=thread,
        kind=Kind.POST if kind is None else _kind(post, us, around, kind),
        author=author,
        text="" if gone else as_written(post),
        created_at=written_at,
        parent_id=cited.get("replied_to"),
        permalink=permalink(author.handle if author else None, version),
        attachments=() if gone else attachments(post, around),
        edited_at=None if version == first else time_of(int(version)) or written_at,
        answerable=_answerable(post, us, around),
        recipient_id=id_of(post.get("in_reply_to_user_id")),
        quotes_id=cited.get("quoted"),
        gone=Gone.WITHHELD if gone else None,
        language=None if gone else language(post),
        raw={} if gone else post,
    )


def language(post: Mapping[str, Any]) -> str | None:
    """Return the language that X sees in a post; its own codes for "none" and "unsure" are none.

    Three languages go by the codes they had before 1989.
    """
    said = post.get("lang")
    if not isinstance(said, str) or not _LANGUAGE.fullmatch(said):
        return None
    return {"in": "id", "iw": "he", "ji": "yi"}.get(said, said)


def versions(post: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of a post's versions, the first one first; at least its own. Raises Unfit."""
    listed = list_of(post.get("edit_history_tweet_ids")) or list_of(
        post.get("edit_history_post_ids")
    )
    _, own = record_of(post)
    return tuple(key for key in map(id_of, listed) if key) or (own,)


def _kind(post: Mapping[str, Any], us: Us, around: Around, kind: Kind) -> Kind:
    """Return how a post turns to us: under a post of ours, by our name, or as it was found.

    Only a reply in a conversation that we began can be hidden, so it is a kind of its own.
    """
    if _under_ours(post, us, around):
        return Kind.COMMENT
    return Kind.MENTION if kind is Kind.POST and summons(post, us, around) else kind


def _under_ours(post: Mapping[str, Any], us: Us, around: Around) -> bool:
    """Return whether a reply stands in a conversation that we began, as far as can be seen."""
    root, above = id_of(post.get("conversation_id")), references(post).get("replied_to")
    if above is None or root is None or id_of(post.get("author_id")) == us.id:
        return False
    if root in around.posts:
        return id_of(around.posts[root].get("author_id")) == us.id
    if above != root:
        post = around.posts.get(above, {})
    return references(post).get("replied_to") == root and _answers(post, us)


def _answers(post: Mapping[str, Any], us: Us) -> bool:
    return id_of(post.get("in_reply_to_user_id")) == us.id


def permalink(handle: str | None, key: str) -> str:
    """Return where a browser finds a post; X leads on from any handle to the right one."""
    return f"https://x.com/{handle or 'i'}/status/{key}"


def _author(key: str | None, us: Us, around: Around) -> Author | None:
    """Return who wrote; without a known user the id alone, so that a conversation stays whole."""
    if key is None:
        return None
    if key not in around.users and key == us.id:
        return Author(key, us.handle or "", us.handle)
    return person(key, around.users)


def references(post: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids that a post refers to, by how: replied_to, quoted, retweeted."""
    found: dict[str, str] = {}
    listed = list_of(post.get("referenced_tweets")) or list_of(post.get("referenced_posts"))
    for reference in listed:
        how, key = mapping_of(reference).get("type"), id_of(mapping_of(reference).get("id"))
        if isinstance(how, str) and key:
            found.setdefault(how, key)
    return found


def _answerable(post: Mapping[str, Any], us: Us, around: Around) -> Answerable:
    """Return whether X would take an answer of ours.

    Since February 2026 only the author of a post that names us, or quotes a post of ours, can
    be answered (docs.x.com, changelog). Who is named may answer whatever reply_settings say.
    """
    author = id_of(post.get("author_id"))
    if author is not None and author in around.gone:
        return Answerable.AUTHOR_GONE
    if named(post, us):
        return Answerable.YES
    if author != us.id and not summons(post, us, around):
        return Answerable.NOT_SUMMONED
    settings = post.get("reply_settings", "everyone")
    return Answerable.YES if settings == "everyone" else Answerable.RESTRICTED


def summons(post: Mapping[str, Any], us: Us, around: Around) -> bool:
    """Return whether a post names us, or quotes one of ours."""
    quoted = around.posts.get(references(post).get("quoted", ""), {})
    return named(post, us) or id_of(quoted.get("author_id")) == us.id


def named(post: Mapping[str, Any], us: Us) -> bool:
    """Return whether a post names us anywhere in its text."""
    text, entities = whole(post)
    of_short = mapping_of(post.get("entities"))
    for entry in (*entries(entities, "mentions"), *entries(of_short, "mentions")):
        name = entry.get("username")
        if id_of(entry.get("id")) == us.id or (
            us.handle and isinstance(name, str) and name.lower() == us.handle.lower()
        ):
            return True
    return bool(us.handle) and f"@{us.handle}".lower() in text.lower()


# direct messages


def _direct(record: Any, us: Us, around: Around) -> InboundMessage | None:
    event, key = record_of(record)
    kind = text_of(event.get("event_type", "MessageCreate"))
    if kind in _IGNORED:
        return None
    if kind != "MessageCreate":
        raise Unfit("an event of an unknown kind")
    thread = text_of(event.get("dm_conversation_id"))
    if thread is None:
        raise Unfit("no conversation")
    sender = id_of(event.get("sender_id"))
    return InboundMessage(
        external_id=key,
        thread_id=thread,
        kind=Kind.DIRECT,
        author=_author(sender, us, around),
        text=as_written(event),
        created_at=created(event, key),
        permalink=f"https://x.com/messages/{thread}",
        attachments=attachments(event, around),
        answerable=Answerable.AUTHOR_GONE if sender in around.gone else Answerable.YES,
        recipient_id=other_of(thread, sender) if sender else None,
        raw=event,
    )


def other_of(thread: str, one: str) -> str | None:
    """Return the other person of a one-to-one conversation, None for a group."""
    pair = thread.split("-")
    others = [key for key in pair if key != one]
    return others[0] if len(pair) == 2 and len(others) == 1 else None
