"""Searching, as agents do: whoever may read may search."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox.care.rights import Actor, Right, require
from inbox.queries import search
from inbox.queries.search import CROWD, PEOPLE, Found, Known, Order
from inbox.rules.search import LONGEST, Query, read


def look(
    session: Session,
    actor: Actor,
    line: str,
    zone: str,
    order: Order = Order.NEWEST,
    after: str | None = None,
    crowd: int = PEOPLE,
) -> tuple[Query, Found]:
    """Return a line as it was understood and what was found, from `after` on. Raises NotAllowed.

    `crowd` people are shown at most, CROWD of them whatever is asked. Dates in the line are days
    of `zone`, the asking agent's time zone.
    """
    require(actor, Right.READ)
    query = read(line, zone)
    return query, search.find(session, actor.agent_id, query, order, after, crowd=min(crowd, CROWD))


def people(session: Session, actor: Actor, typed: str) -> list[Known]:
    """Return a handful of people whose names hold these words, the last of them begun.

    Raises NotAllowed.
    """
    require(actor, Right.READ)
    line = typed.strip()[: LONGEST - 1]
    begun = f"{line}*" if line[-1:].isalnum() else line
    return search.people(session, actor.agent_id, read(begun, "UTC"))
