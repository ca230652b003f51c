"""What an agent's words for a place are judged by, beside the place itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.models import Agent
from inbox.care.promising import Given
from inbox.queries import authority, roster, thanks
from inbox.queries.known import known_of
from inbox.queries.replies import Place
from inbox.rules.authority import Added
from inbox.rules.promises import Dated, Noted


def judged(
    session: Session,
    agent: Agent,
    place: Place,
    conversation_id: int,
    text: str,
    now: datetime,
    *,
    added: Sequence[Added] | None = None,
    said: Mapping[str, Any] | None = None,
    noted: Sequence[Noted] = (),
    given: Sequence[Given] | None = None,
    zone: str = "UTC",
) -> Place:
    """Return the place with what the words for it are judged by.

    `noted` says by when its promises are noted; `given` are those that are confirmed, in place of
    both. `zone` is its agent's where they said no hours.
    """
    if given is not None:
        added, noted = [one.added for one in given], [one.noted for one in given]
    bounds = authority.bounds(session, agent.id, conversation_id, now, said, added)
    known = known_of(session, conversation_id, text, now)
    dated = Dated(roster.calendar(session, agent.id, zone, now), tuple(noted)) if noted else None
    place = replace(place, known=known, bounds=bounds, dated=dated)
    return thanks.known(session, place, conversation_id, text)
