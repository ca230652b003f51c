"""What every platform looks like from inside: records, errors and the connector itself.

ConnectorError
├─ Retryable(after)        nothing happened; try again, not before `after`
│  └─ Unreadable           an answer came, but it is no page: HTML, cut off, of another shape
├─ ReauthRequired          a person has to connect again; polls stop, replies wait
├─ OutOfCredit             a person has to pay or raise the budget; polls stop, replies wait
├─ Rejected(reason, code)  understood and refused; trying again changes nothing
└─ OutcomeUnknown          only from send(): it may be out; look before sending again

On a write "unknown" is the default and "nothing happened" must be proven. Only the
standard library is imported here, so that rules and pages can use these words freely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NewType, Protocol

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


class Answerable(StrEnum):
    """Whether the platform would take an answer, as far as can be seen at intake."""

    YES = "yes"
    NOT_SUMMONED = "not_summoned"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    GONE = "gone"


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
    OTHER = "other"


def _aware(**times: datetime | None) -> None:
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

    `thread_id` is the platform's thread, `parent_id` the message it answers. A missing
    author was withheld by the platform. `text` is the person's, untouched; intake cleans it.
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
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.external_id or not self.thread_id:
            raise ValueError("a message needs its platform's id and thread")
        _aware(created_at=self.created_at, edited_at=self.edited_at)
        _aware(deleted_at=self.deleted_at, answer_until=self.answer_until)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read: kept with its raw bytes, shown, never fatal."""

    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole that the platform's history no longer covers; every lost message lies inside it."""

    since: datetime
    until: datetime
    about: int | None = None

    def __post_init__(self) -> None:
        _aware(since=self.since, until=self.until)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One rate limit as the platform last told it; `reset` is aware UTC."""

    name: str
    limit: int
    remaining: int
    reset: datetime

    def __post_init__(self) -> None:
        _aware(reset=self.reset)


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
    """

    messages: tuple[InboundMessage, ...]
    cursor: Cursor
    more: bool = False
    context: tuple[InboundMessage, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    gap: Gap | None = None
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """A stream that a platform offers: polite pace by default, fastest an admin may set."""

    name: str
    every: timedelta
    at_least: timedelta
    page: int = 100


@dataclass(frozen=True, slots=True)
class OutboundReply:
    """One signed reply on its way. `text` goes out byte for byte.

    `target` is the message it answers, `recipient_id` the person (direct messages).
    `bound` are the ids of our replies that are already accounted for in this thread:
    a look never takes one of them for this reply. At `answer_until` the platform's window
    closes: from then on nothing is called any more (None: no window).
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

    def __post_init__(self) -> None:
        _aware(queued_at=self.queued_at, answer_until=self.answer_until)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's word that it has our reply."""

    external_id: str
    sent_at: datetime
    permalink: str | None = None

    def __post_init__(self) -> None:
        _aware(sent_at=self.sent_at)


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


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long one call may take, in seconds; `total` bounds everything between ask and answer."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 20.0


@dataclass(frozen=True, slots=True)
class Connection:
    """All that is needed to open an account: who, where, by which secrets, how patiently.

    `options` are the platform's own settings as text (Graph version, spelling of fields ...);
    `overlap` is re-read on every poll, `pages` bounds one walk.
    """

    platform: str
    external_id: str
    handle: str | None
    base_url: str
    credentials: Credentials
    deadlines: Deadlines = Deadlines()
    overlap: timedelta = timedelta(minutes=15)
    options: Mapping[str, str] = field(default_factory=dict)


class Connector(Protocol):
    """One account on one platform. Never sleeps, never retries, raises only ConnectorError."""

    def whoami(self) -> Author:
        """Ask the platform who these credentials are; also the test of credentials."""

    def fetch(self, stream: str, cursor: Cursor | None) -> Batch:
        """Return the next page of a stream; without a cursor the stream starts anew.

        The same cursor may be fetched again after a crash; nothing is lost by it. Raises
        ConnectorError when no page came, and then the old cursor still holds.
        """

    def send(self, reply: OutboundReply) -> Receipt:
        """Hand one reply to the platform, once. OutcomeUnknown when it may be out all the same."""

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look whether the platform shows this reply, whatever it rewrote in it; None: not seen."""

    def close(self) -> None:
        """Give back connections. Safe to call twice."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What can be said of a platform without a token: pure, so the web process needs no SDK.

    `limit` and `measure` count text as the platform does; `prices` are US dollars by item of
    `Usage`; `secrets` names the credentials of each kind of login; `opens` is where the
    connector's `open(connection, now)` lives, as "package.module:function"; `refreshes`
    likewise for `refresh(connection, now) -> Refreshed`, where a login can be renewed;
    `chains` says whether the parts of a long answer hang on each other.
    """

    name: str
    label: str
    streams: tuple[StreamSpec, ...]
    limit: Callable[[Kind], int]
    measure: Callable[[str], int]
    refuses_duplicates: Callable[[Kind], bool]
    prices: Mapping[str, float]
    secrets: Mapping[str, tuple[str, ...]]
    opens: str
    base_url: str
    refreshes: str | None = None
    chains: Callable[[Kind], bool] = lambda kind: False

    def stream(self, name: str) -> StreamSpec:
        """Return the stream of that name; KeyError when the platform has none."""
        found = {spec.name: spec for spec in self.streams}
        return found[name]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Renewed credentials: to be committed before anything else happens."""

    credentials: Credentials
    expires_at: datetime | None


class ConnectorError(Exception):
    """A call to a platform did not do what was asked. Its text never holds a secret."""

    def __init__(self, reason: str = "", usage: Usage = Usage()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.usage = usage


class Retryable(ConnectorError):
    """Nothing happened. Try again, not before `after` (None: choose by back-off)."""

    def __init__(
        self, reason: str = "", after: datetime | None = None, usage: Usage = Usage()
    ) -> None:
        super().__init__(reason, usage)
        _aware(after=after)
        self.after = after


class Throttled(Retryable):
    """The platform asked us to slow down; with or without saying until when."""


class Unreadable(Retryable):
    """An answer came to a reading call that is no answer: HTML, cut off, of another shape."""


class ReauthRequired(ConnectorError):
    """The login is dead. A person has to connect the account again."""


class OutOfCredit(ConnectorError):
    """The platform wants to be paid first."""


class Rejected(ConnectorError):
    """Understood and refused; trying again changes nothing. `reason` is the platform's own word."""

    def __init__(
        self, reason: str = "", code: Refusal = Refusal.OTHER, usage: Usage = Usage()
    ) -> None:
        super().__init__(reason, usage)
        self.code = code


class OutcomeUnknown(ConnectorError):
    """The reply may or may not be out. Look before sending again."""


def newest(messages: Sequence[InboundMessage]) -> datetime | None:
    """Return the time of the newest message, None for an empty page."""
    return max((message.created_at for message in messages), default=None)
