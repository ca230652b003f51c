"""What connectors hand over and take: frozen records, times aware UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NewType

Cursor = NewType("Cursor", str)
"""Where a stream stands. Opaque: only the connector that wrote it can read it."""


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, aware UTC: the one default of every clock argument."""
    return datetime.now(UTC)


class Kind(StrEnum):
    """How a message came, and so who will read the answer."""

    MENTION = "mention"
    COMMENT = "comment"
    POST = "post"
    DIRECT = "direct"
    REVIEW = "review"
    CALL = "call"
    MAIL = "mail"
    NOTE = "note"


class Verb(StrEnum):
    """What can be done with a message on its platform, beside answering it."""

    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    LIKE = "like"
    UNLIKE = "unlike"


class Gone(StrEnum):
    """Why the platform no longer shows a message: what remains of it here is this word."""

    DELETED = "deleted"
    PROTECTED = "protected"
    WITHHELD = "withheld"


class Answerable(StrEnum):
    """Whether the platform would take an answer, as far as can be seen at intake."""

    YES = "yes"
    NOT_SUMMONED = "not_summoned"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    GONE = "gone"
    AUTHOR_GONE = "author_gone"


class Refusal(StrEnum):
    """Why a platform said no; the page has one sentence for each that says what to do."""

    DUPLICATE = "duplicate"
    NOT_SUMMONED = "not_summoned"
    WINDOW_CLOSED = "window_closed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    BLOCKED = "blocked"
    INVALID = "invalid"
    PICTURE = "picture"
    OTHER = "other"


def aware(**times: datetime | None) -> None:
    """Refuse a time without a zone with ValueError, by its name."""
    for name, value in times.items():
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{name} must carry a time zone")


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the platform names them; also our own account in `whoami`."""

    external_id: str
    name: str
    handle: str | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that hangs on a message: kind is photo, video, gif, file, sticker or link."""

    kind: str
    url: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message as a platform showed it, ours included (an echo: its author is the account).

    `thread_id` is the platform's thread, `parent_id` the message it answers, `quotes_id` the
    one it quotes. A missing author was withheld by the platform. `text` is the person's,
    untouched; intake cleans it. An edited message comes under the id of its first version with
    `edited_at`; one that is `gone` comes without text. `hidden` and `liked` are what we did on
    the platform, None where it does not say; `rating` is a review's verdict in the platform's
    word; `language` is a code of two letters where the platform says it.
    """

    external_id: str
    thread_id: str
    kind: Kind
    author: Author | None
    text: str
    created_at: datetime
    parent_id: str | None = None
    permalink: str | None = None
    attachments: tuple[Attachment, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    answerable: Answerable = Answerable.YES
    answer_until: datetime | None = None
    recipient_id: str | None = None
    quotes_id: str | None = None
    hidden: bool | None = None
    liked: bool | None = None
    rating: str | None = None
    gone: Gone | None = None
    language: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.external_id or not self.thread_id:
            raise ValueError("a message needs its platform's id and thread")
        aware(created_at=self.created_at, edited_at=self.edited_at)
        aware(deleted_at=self.deleted_at, answer_until=self.answer_until)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read: kept with its raw bytes, shown, never fatal."""

    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole that the platform's history no longer covers; every lost message lies inside it.

    `about` is how many there may be. In one thread, `faded` are those that the platform still
    names (its id, when it was written), the newest first: which of them are kept already, and so
    are not lost, is known where messages are stored.
    """

    since: datetime
    until: datetime
    about: int | None = None
    thread_id: str | None = None
    faded: tuple[tuple[str, datetime], ...] = ()

    def __post_init__(self) -> None:
        aware(since=self.since, until=self.until)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One rate limit as the platform last told it; `reset` is aware UTC."""

    name: str
    limit: int
    remaining: int
    reset: datetime

    def __post_init__(self) -> None:
        aware(reset=self.reset)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call used up: billed items by name, and the rate limits seen on the answer."""

    items: Mapping[str, int] = field(default_factory=dict)
    buckets: tuple[Bucket, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a stream. `cursor` is saved together with the rows it stands for.

    `context` holds what is to be shown around the messages but is not addressed to us:
    our own post above, what others wrote. `more` says that the next page is already there.
    `gone` are ids that the platform is known to show no more, with the reason.
    """

    messages: tuple[InboundMessage, ...]
    cursor: Cursor
    more: bool = False
    context: tuple[InboundMessage, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    gap: Gap | None = None
    usage: Usage = Usage()
    gone: Mapping[str, Gone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """A stream that a platform offers: polite pace by default, fastest an admin may set.

    `needs` names the account's option without which an optional stream stays off (the words
    of a keyword search). A stream that `looks` is not fetched: the worker hands it ids of
    stored messages, page by page, to learn what was edited or is gone. Where that is billed,
    `pages` is how many one poll takes, what is left waits for the next, and `ages` at which ages a
    message is looked at, each once; without them all are, again and again. `bucket` names the rate
    limit that its calls draw on, where they have one of their own. `shows` is how far back the
    platform tells anybody anything here; None: it says no such time.
    """

    name: str
    every: timedelta
    at_least: timedelta
    page: int = 100
    needs: str | None = None
    looks: bool = False
    pages: int | None = None
    ages: tuple[timedelta, ...] = ()
    bucket: str | None = None
    shows: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What `look` saw: messages as they are now, and ids that are gone with the reason.

    An id in neither could not be seen this time and says nothing.
    """

    messages: tuple[InboundMessage, ...] = ()
    gone: Mapping[str, Gone] = field(default_factory=dict)
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that goes out with a reply; `type` is its media type, such as image/jpeg."""

    data: bytes = field(repr=False)
    type: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with a message on its platform, once. `key` names this wish for ever."""

    key: str
    verb: Verb
    target: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class OutboundReply:
    """One signed reply on its way. `text` goes out byte for byte.

    `target` is the message it answers, `recipient_id` the person (direct messages).
    `bound` are the ids of our replies that are already accounted for in this thread:
    a look never takes one of them for this reply. At `answer_until` the platform's window
    closes: from then on nothing is called any more (None: no window). `heard_at` is when the
    customer last wrote; `by_person` says that somebody signed in pressed send (Meta lets only
    people answer late). A `private` reply goes to the author of the public `target` alone.
    """

    key: str
    kind: Kind
    thread_id: str
    target: str
    recipient_id: str | None
    text: str
    queued_at: datetime
    bound: frozenset[str] = frozenset()
    answer_until: datetime | None = None
    heard_at: datetime | None = None
    by_person: bool = True
    private: bool = False
    pictures: tuple[Picture, ...] = ()

    def __post_init__(self) -> None:
        aware(queued_at=self.queued_at, answer_until=self.answer_until, heard_at=self.heard_at)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's word that it has our reply, and what taking it used up."""

    external_id: str
    sent_at: datetime
    permalink: str | None = None
    usage: Usage = field(default_factory=Usage, compare=False)

    def __post_init__(self) -> None:
        aware(sent_at=self.sent_at)


class Credentials(Mapping[str, str]):
    """The secrets of one account. Read like a mapping; never shows a value by itself."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = MappingProxyType(dict(values))

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self._values))})"


def newest(messages: Sequence[InboundMessage]) -> datetime | None:
    """Return the time of the newest message, None for an empty page."""
    return max((message.created_at for message in messages), default=None)
