"""Searching, as agents do: whoever may read may search."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox.care.rights import Actor, Right, require
from inbox.queries import search
from inbox.queries.search import Found, Order
from inbox.rules.search import Query, read


def look(
    session: Session,
    actor: Actor,
    line: str,
    zone: str,
    order: Order = Order.NEWEST,
    after: str | None = None,
) -> tuple[Query, Found]:
    """Return a line as it was understood and what was found, from `after` on. Raises NotAllowed.

    Dates in the line are days of `zone`, the asking agent's time zone.
    """
    require(actor, Right.READ)
    query = read(line, zone)
    return query, search.find(session, actor.agent_id, query, order, after)
