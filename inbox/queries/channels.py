"""By which ways a customer can be answered in a conversation, known before anybody writes.

    reply      where they wrote: in public, or in their private thread
    private    to the author of a public message alone, where the platform has such a way
    others     when all that is shut: their other conversations that still take an answer

What speaks against a way is judged by the rules that judge the reply itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Answerable, Kind, Platform
from db.models import Account, AccountState, Conversation, Direction, Message
from inbox.queries import money, replies
from inbox.queries.replies import Place
from inbox.rules import circumstances
from inbox.rules.objections import Facts, Objection, Privately
from inbox.rules.signature import Signer

OTHERS = 3
"""Other conversations that are named at most."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to answer: `kind` is how the customer reads it, `shut` what speaks against it.

    `until` is when it closes. From `people_since` on only people may answer. `pictures` is how
    many images may go along. `price` is what an answer costs there, in micros.
    """

    private: bool
    kind: Kind
    shut: Objection | None
    until: datetime | None
    people_since: datetime | None
    pictures: int
    price: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """An address by which the customer writes to us in private; costs of a reply in micros."""

    url: str
    with_it: int
    without: int


@dataclass(frozen=True, slots=True)
class Other:
    """Another conversation of the same customer."""

    id: int
    kind: Kind
    preview: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Channels:
    """Every way there is, the usual one first. Within `margin` of its end a way is closing.

    `picture_bytes` and `picture_types` are what a picture may be, where one can go along.
    """

    ways: tuple[Channel, ...]
    picture_bytes: int
    margin: timedelta
    picture_types: frozenset[str] = frozenset()
    link: Link | None = None
    others: tuple[Other, ...] = ()


def channels(session: Session, conversation_id: int, now: datetime) -> Channels | None:
    """Return how a customer can be answered; None when there is no such conversation."""
    here = replies.door(session, conversation_id)
    if here is None:
        return None
    account = session.get_one(Account, here.account_id)
    platform = PLATFORMS[here.platform]
    day = now.date()
    prices = money.prices_on(session, platform.name, day) if platform.prices else {}
    ways = [_reply(session, conversation_id, here, prices, now)]
    ways += _private(session, conversation_id, here, prices, now)
    shut = all(way.shut for way in ways)
    return Channels(
        ways=tuple(ways),
        picture_bytes=platform.picture_bytes,
        margin=timedelta(seconds=account.window_margin),
        picture_types=platform.picture_types,
        link=None if ways[0].shut else _link(account, here, prices),
        others=_others(session, conversation_id, now) if shut else (),
    )


def _reply(
    session: Session, conversation_id: int, here: Place, prices: Mapping[str, int], now: datetime
) -> Channel:
    platform = PLATFORMS[here.platform]
    free = platform.window(here.kind, {})
    heard = _heard(session, conversation_id) if free else None
    late = heard + free if heard and free else None
    further = late is not None and here.answer_until is not None and late < here.answer_until
    return Channel(
        private=False,
        kind=here.kind,
        shut=_shut(here, now),
        until=here.answer_until,
        people_since=late if further else None,
        pictures=platform.pictures(here.kind),
        price=_price(platform, prices, here.kind),
    )


def _private(
    session: Session, conversation_id: int, here: Place, prices: Mapping[str, int], now: datetime
) -> Iterator[Channel]:
    """Yield the private answer to a public message, where there is such a way at all."""
    platform = PLATFORMS[here.platform]
    if not platform.private_reply(here.kind):
        return
    there = replies.privately(session, here, conversation_id)
    if there.private is Privately.NOT_HERE:
        return
    until = there.answer_until if there.private is Privately.YES else None
    price = _price(platform, prices, Kind.DIRECT)
    yield Channel(True, Kind.DIRECT, _shut(there, now), until, None, 0, price)


def _shut(there: Place, now: datetime) -> Objection | None:
    facts = Facts(
        now=now,
        signer=Signer("", None, None),
        length=0,
        limit=0,
        answerable=there.answerable,
        answer_until=there.answer_until,
        private=there.private,
        disconnected=there.disconnected,
    )
    return circumstances.shut(facts)


def _heard(session: Session, conversation_id: int) -> datetime | None:
    return session.scalar(
        select(func.max(Message.created_at)).where(
            Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND
        )
    )


def _link(account: Account, here: Place, prices: Mapping[str, int]) -> Link | None:
    platform = PLATFORMS[here.platform]
    url = platform.private_link(account.external_id)
    if url is None or here.kind is Kind.DIRECT:
        return None
    kind = here.kind
    costs = [_price(platform, prices, kind, text) for text in (url, "")]
    return Link(url, *costs)


def _price(platform: Platform, prices: Mapping[str, int], kind: Kind, text: str = "") -> int:
    """Return what an answer costs at today's prices, in micros."""
    items = platform.bills(kind, text)
    return sum(prices.get(item, 0) * count for item, count in items.items())


def dearer(
    session: Session, name: str, kind: Kind, texts: Collection[str], day: date
) -> Link | None:
    """Return what texts cost by the links in them, and would without; None where it is the same."""
    platform = PLATFORMS[name]
    bare = platform.bills(kind, "")
    if all(platform.bills(kind, text) == bare for text in texts):
        return None
    prices = money.prices_on(session, name, day)
    with_it = sum(_price(platform, prices, kind, text) for text in texts)
    return Link("", with_it, _price(platform, prices, kind) * len(texts))


def _others(session: Session, conversation_id: int, now: datetime) -> tuple[Other, ...]:
    """Return the customer's newest other conversations that take an answer."""
    contact = select(Conversation.contact_id).where(Conversation.id == conversation_id)
    takes = exists().where(
        Message.conversation_id == Conversation.id,
        Message.direction == Direction.INBOUND,
        Message.answerable == Answerable.YES,
        Message.deleted_at.is_(None),
    )
    found = session.scalars(
        select(Conversation)
        .join(Account, Account.id == Conversation.account_id)
        .where(
            Account.state != AccountState.DISCONNECTED,
            Conversation.contact_id == contact.scalar_subquery(),
            Conversation.id != conversation_id,
            or_(Conversation.answer_until.is_(None), Conversation.answer_until > now),
            takes,
        )
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(OTHERS)
    )
    return tuple(Other(row.id, Kind(row.kind), row.preview, row.last_message_at) for row in found)
