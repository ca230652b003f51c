"""Everything that was ever said, searched: people and messages, the newest or the best first.

No look grows with what is kept. A page reads as many places from the index as it shows; where a
conversation has to fit as well (its state, tag, owner), it looks through LOOK of them and says
where to look on. The best are chosen among the newest RANKED. Whom `from:` names is at most WIDE
people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Account,
    Agent,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    Person,
    SearchEntry,
)
from inbox.queries import customers, search_people, tags
from inbox.queries import search_index as index
from inbox.queries.search_index import Wanted
from inbox.queries.search_people import Because
from inbox.queries.search_sift import Sift, sift, sifted
from inbox.rules import abuse, hits, places
from inbox.rules.hits import Piece
from inbox.rules.search import Problem, Query, Wrong

PAGE = 30
LOOK = 1_000
RANKED = 300
WIDE = 100
PEOPLE = 5
CROWD = 50
"""How many people are shown at once, and to whoever wants to see more of them."""
AMONG = 200
"""Of so many who were known last and are called so, those who wrote last are shown."""


class Order(StrEnum):
    """What stands on top."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Hit:
    """One message that was found, and what of it to show. `agent`: who of us wrote it.

    `abusive`: a customer's words that are folded until somebody opens their conversation.
    """

    message_id: int
    conversation_id: int
    name: str
    handle: str | None
    agent: str | None
    ours: bool
    platform: str
    account: str
    kind: str
    state: ConversationState
    at: datetime
    pieces: tuple[Piece, ...]
    abusive: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who was found, with the conversation they wrote in last.

    `called` is the name that the team knows them by, where it wrote one down; `because`: what of
    its words they were found by, where no name says it.
    """

    contact_id: int
    conversation_id: int
    name: str
    handle: str | None
    platform: str
    last_message_at: datetime
    called: str | None = None
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and where the next one starts (None: that was all).

    `bounded`: there may be more than was looked at; `wide`: more people than `from:` looks at;
    `crowded`: more people fit than are shown.
    """

    people: tuple[Known, ...] = ()
    hits: tuple[Hit, ...] = ()
    older: str | None = None
    bounded: bool = False
    wide: bool = False
    wrong: tuple[Wrong, ...] = ()
    crowded: bool = False


def find(
    session: Session,
    agent_id: int | None,
    query: Query,
    order: Order = Order.NEWEST,
    after: str | None = None,
    limit: int = PAGE,
    *,
    crowd: int = PEOPLE,
) -> Found:
    """Return what fits a query, from `after` on (a page's `older`; what is none is the start).

    Above the first messages stand `crowd` people at most.

    The same on both databases. Context around a thread is never found, nor what is gone.
    """
    agents, wrong = _agents(session, query)
    asked, unknown = sift(session, agent_id, query)
    wrong += unknown
    if query.empty or query.wrong or wrong:
        return Found(wrong=query.wrong + tuple(_nearly(session, one) for one in wrong))
    people = [] if after else _people(session, query, asked, crowd + 1)
    crowded, people = len(people) > crowd, people[:crowd]
    writers, wide = search_people.writers(session, query.people, WIDE)
    if query.people and not writers:
        return Found(tuple(people), crowded=crowded)
    wanted = _wanted(query, agents, writers)
    page = _best if order is Order.BEST else _newest
    found, older, bounded = page(session, asked, query, wanted, after or "", limit)
    shown = _hits(session, found, query)
    return Found(tuple(people), shown, older, bounded, wide, crowded=crowded)


def people(session: Session, agent_id: int | None, query: Query) -> list[Known]:
    """Return who is called what a query says, those who wrote last first; PEOPLE at most."""
    asked, wrong = sift(session, agent_id, query)
    return [] if query.empty or query.wrong or wrong else _people(session, query, asked, PEOPLE)


def _nearly(session: Session, wrong: Wrong) -> Wrong:
    """Add the tags that a piece of a tag's name may mean."""
    if wrong.problem is not Problem.NO_TAG:
        return wrong
    return replace(wrong, near=tuple(tags.nearly(session, wrong.piece)))


def _agents(session: Session, query: Query) -> tuple[list[int], tuple[Wrong, ...]]:
    ids = [session.scalar(select(Agent.id).where(Agent.login == login)) for login in query.agents]
    unknown = [login for login, known in zip(query.agents, ids, strict=True) if known is None]
    return [known for known in ids if known], tuple(Wrong(Problem.NOBODY, one) for one in unknown)


def _wanted(query: Query, agents: Sequence[int], writers: Sequence[int]) -> Wanted:
    groups = [
        [index.platform(one) for one in sorted(query.platforms)],
        [index.kind(one) for one in sorted(query.kinds)],
        [index.agent(one) for one in agents],
        [index.customer(one) for one in writers],
    ]
    asked = [group for group in groups if group]
    if not asked and not query.terms:
        asked = [[index.MESSAGE]]
    return Wanted(query.terms, asked, query.without)


def _newest(
    session: Session, asked: Sift, query: Query, wanted: Wanted, after: str, limit: int
) -> tuple[list[int], str | None, bool]:
    bottom, top = _range(query)
    top = min(top, _number(after, top))
    if asked.idle:
        found = index.found(session, wanted, bottom, top, limit + 1)
        return found[:limit], str(found[limit - 1]) if len(found) > limit else None, False
    looked = index.found(session, wanted, bottom, top, LOOK)
    found = sifted(session, asked, looked)
    if len(found) > limit:
        return found[:limit], str(found[limit - 1]), False
    further = len(looked) == LOOK
    return found, str(looked[-1]) if further else None, further


def _best(
    session: Session, asked: Sift, query: Query, wanted: Wanted, after: str, limit: int
) -> tuple[list[int], str | None, bool]:
    bottom, top = _range(query)
    looked = index.found(session, wanted, bottom, top, RANKED + 1)
    found = looked[:RANKED]
    if not asked.idle:
        found = sifted(session, asked, found)
    lines = select(SearchEntry.place, SearchEntry.words).where(SearchEntry.place.in_(found))
    scored = [
        (hits.score(index.said(line.words), query.terms), line.place)
        for line in session.execute(lines)
    ]
    mark, _, place = after.partition("~")
    border = (_number(mark, 0), _number(place, 0)) if after else None
    ranked = sorted((pair for pair in scored if border is None or pair < border), reverse=True)
    older = f"{ranked[limit - 1][0]}~{ranked[limit - 1][1]}" if len(ranked) > limit else None
    return [place for _, place in ranked[:limit]], older, len(looked) > RANKED


def _range(query: Query) -> tuple[int, int]:
    bottom = places.FIRST if query.since is None else places.since(query.since)
    return bottom, places.LAST if query.until is None else places.since(query.until)


def _number(text: str, otherwise: int) -> int:
    """Read a number that a browser hands back."""
    plain = text.isascii() and text.isdecimal() and len(text) < 20
    return min(int(text), places.LAST) if plain else otherwise


def _hits(session: Session, found: Sequence[int], query: Query) -> tuple[Hit, ...]:
    rows = session.execute(
        select(
            SearchEntry.place,
            Message,
            customers.NAME,
            Contact.handle,
            Agent.work_name,
            Account.platform,
            Account.name.label("account"),
            Conversation.state,
        )
        .join(Message, Message.id == SearchEntry.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Message.account_id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(SearchEntry.place.in_(found))
    )
    known = {row.place: _hit(row, query) for row in rows}
    return tuple(known[place] for place in found if place in known)


def _hit(row: Any, query: Query) -> Hit:
    message: Message = row.Message
    assert message.conversation_id is not None
    return Hit(
        message_id=message.id,
        conversation_id=message.conversation_id,
        name=row.name,
        handle=row.handle,
        agent=row.work_name,
        ours=message.direction not in (Direction.INBOUND, Direction.HEARD),
        platform=row.platform,
        account=row.account,
        kind=message.kind,
        state=ConversationState(row.state),
        at=message.created_at,
        pieces=hits.pieces(message.text, query.terms),
        abusive=message.direction == Direction.INBOUND and bool(abuse.found(message.text)),
    )


def _people(session: Session, query: Query, asked: Sift, most: int) -> list[Known]:
    """Return who is called what was typed, where nothing but words and platforms was typed."""
    about_messages = (
        query.people or query.agents or query.kinds or query.since or query.until
        or query.without or not asked.idle
    )  # fmt: skip
    if about_messages or not query.terms:
        return []
    signs = [[index.platform(one) for one in sorted(query.platforms)]] if query.platforms else []
    some = search_people.meant(session, query.terms, signs, AMONG)
    theirs = aliased(Conversation)
    last = (
        select(theirs.id)
        .where(theirs.contact_id == Contact.id)
        .order_by(theirs.last_message_at.desc(), theirs.id.desc())
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Contact,
            Person.name.label("called"),
            Person.notes,
            Person.channel_address,
            Conversation.id.label("last_id"),
            Conversation.last_message_at,
        )
        .outerjoin(Person, Person.id == Contact.person_id)
        .join(Conversation, Conversation.id == last)
        .where(Contact.id.in_(some))
        .order_by(Conversation.last_message_at.desc(), Contact.id.desc())
        .limit(most)
    )
    return [_known(row, query) for row in rows]


def _known(row: Any, query: Query) -> Known:
    contact: Contact = row.Contact
    names = f"{contact.name} {contact.handle or ''} \n {row.called or ''}"
    return Known(
        contact.id,
        row.last_id,
        contact.name,
        contact.handle,
        contact.platform,
        row.last_message_at,
        row.called,
        search_people.because(query.terms, names, row.notes, row.channel_address),
    )
