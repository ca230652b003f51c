"""A platform without a token, and a connector: one account on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from connectors.base.options import OptionSpec
from connectors.base.records import (
    Action,
    Author,
    Batch,
    Credentials,
    Cursor,
    Found,
    Kind,
    OutboundReply,
    Receipt,
    StreamSpec,
    Verb,
    aware,
)


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
    `overlap` is re-read on every poll. `backfill` says how far back a stream begins that has no
    cursor yet; one that is not named begins where its connector usually does.
    """

    platform: str
    external_id: str
    handle: str | None
    base_url: str
    credentials: Credentials
    deadlines: Deadlines = Deadlines()
    overlap: timedelta = timedelta(minutes=15)
    options: Mapping[str, str] = field(default_factory=dict)
    backfill: Mapping[str, timedelta] = field(default_factory=dict)


class Connector(Protocol):
    """One account on one platform. Never sleeps, never retries, raises only ConnectorError."""

    def whoami(self) -> Author:
        """Ask the platform who these credentials are; also the test of credentials."""

    def fetch(self, stream: str, cursor: Cursor | None) -> Batch:
        """Return the next page of a stream; without a cursor it starts anew, at its backfill.

        The same cursor may be fetched again after a crash; nothing is lost by it. Raises
        ConnectorError when no page came, and then the old cursor still holds.
        """

    def look(self, external_ids: Sequence[str]) -> Found:
        """Read messages again by their ids, at most `Platform.looks_at` at once."""

    def act(self, action: Action) -> Receipt:
        """Do one thing with a message, once; what is done already counts as done.

        OutcomeUnknown when it may have happened all the same.
        """

    def send(self, reply: OutboundReply) -> Receipt:
        """Hand one reply to the platform, once. OutcomeUnknown when it may be out all the same."""

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look whether the platform shows this reply, whatever it rewrote in it; None: not seen."""

    def close(self) -> None:
        """Give back connections. Safe to call twice."""


WRITTEN = frozenset({Kind.MENTION, Kind.COMMENT, Kind.POST, Kind.DIRECT, Kind.REVIEW})
"""Kinds in which people write on platforms; calls, e-mails and notes are written here."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What can be said of a platform without a token: pure, so the web process needs no SDK.

    `limit` and `measure` count text as the platform does; `prices` are US dollars by item of
    `Usage`; `bills` the items of a reply, for a platform that does not say them with its receipt;
    `shared` names the rate limits on which all calls of an account draw, replies as well;
    `secrets` names the credentials of each kind of login; `opens` is where the
    connector's `open(connection, now)` lives, as "package.module:function"; `refreshes`
    likewise for `refresh(connection, now) -> Refreshed`, where a login can be renewed, and
    `revokes` for `revoke(connection, now) -> bool`, where one can be given back;
    `kinds` are those in which people write here;
    `chains` says whether the parts of a long answer hang on each other. `actions` gives what
    can be done with a message of a kind, ours or theirs; `looks_at` how many ids one look
    takes (0: none), `looks_for` whether it finds messages of a kind; `pictures` how many images a
    reply carries, `picture_types` of which media types; `picture_bytes` how big one may be;
    `private_reply` how long after a public
    message its author can be written to privately; `window` how long after their message
    an account with these options may answer it, with none at all: how long anybody may;
    `hosts` are the platform's hosts for media, each with its subdomains; `connects` is the module
    with the functions of `Login`, `app` the names of the app's own credentials it needs;
    `through` is the platform by whose login, app and address its accounts are reached;
    `percent` says that its rate limits are told as a share and not in calls;
    `authorizes` is where `authorize(connection, url) -> Mapping[str, str]` lives, the headers by
    which media of private messages are fetched, `private_hosts` the only hosts they go to, exactly;
    `rereads` is where `reread(connection, stream, raw) -> Batch` lives, which reads one record
    that was skipped once more, from its bytes alone, without asking anybody; `options` are the
    settings of an account that an admin may change.
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
    revokes: str | None = None
    kinds: frozenset[Kind] = WRITTEN
    chains: Callable[[Kind], bool] = lambda kind: False
    actions: Callable[[Kind, bool], frozenset[Verb]] = lambda kind, ours: frozenset()
    looks_at: int = 0
    looks_for: Callable[[Kind], bool] = lambda kind: kind is not Kind.DIRECT
    pictures: Callable[[Kind], int] = lambda kind: 0
    picture_bytes: int = 0
    picture_types: frozenset[str] = frozenset({"image/jpeg", "image/png"})
    private_reply: Callable[[Kind], timedelta | None] = lambda kind: None
    private_link: Callable[[str], str | None] = lambda account_id: None
    window: Callable[[Kind, Mapping[str, str]], timedelta | None] = lambda kind, options: None
    hosts: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    authorizes: str | None = None
    connects: str | None = None
    app: tuple[str, ...] = ()
    through: str | None = None
    percent: bool = False
    bills: Callable[[Kind, str], Mapping[str, int]] = lambda kind, text: {}
    shared: frozenset[str] = frozenset()
    rereads: str | None = None
    options: tuple[OptionSpec, ...] = ()

    def stream(self, name: str) -> StreamSpec:
        """Return the stream of that name; KeyError when the platform has none."""
        found = {spec.name: spec for spec in self.streams}
        return found[name]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Renewed credentials: to be committed before anything else happens."""

    credentials: Credentials
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class App:
    """Our app on a platform, as its login needs it: where, by which secrets, back to where.

    `login_url` is the page where people consent, `base_url` the API. `return_url` is ours.
    """

    base_url: str
    login_url: str
    return_url: str
    credentials: Credentials
    options: Mapping[str, str] = field(default_factory=dict)
    deadlines: Deadlines = Deadlines()


@dataclass(frozen=True, slots=True)
class Begun:
    """A login that a person is sent to: `url` for the browser, `kept` stays on the server."""

    url: str
    kept: Credentials


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that a login opened, tested and ready to be saved.

    `missing` names the rights that the account still lacks, in the platform's words; one with
    `streams_without` can be connected all the same, without these streams.
    """

    platform: str
    author: Author
    login: str
    credentials: Credentials
    scopes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    streams_without: tuple[str, ...] = ()
    expires_at: datetime | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        aware(expires_at=self.expires_at)


@dataclass(frozen=True, slots=True)
class Health:
    """What a platform says of a login: when it ends, what it may. None: it does not end."""

    expires_at: datetime | None = None
    access_ends_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(expires_at=self.expires_at, access_ends_at=self.access_ends_at)


class Login(Protocol):
    """How an account is connected in the page: the functions of the module `connects` names."""

    def begin(self, app: App, state: str) -> Begun:
        """Return where to send the person; `state` comes back with them."""

    def finish(
        self, app: App, kept: Credentials, answer: Mapping[str, str]
    ) -> tuple[Candidate, ...]:
        """Turn the answer in the address they came back by into accounts. Raises ConnectorError."""

    def health(self, connection: Connection) -> Health:
        """Ask what a login may and when it ends. Raises ConnectorError."""
