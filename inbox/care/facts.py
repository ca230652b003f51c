"""The fact library: what is true and needed in many answers. Facts, no ready-made sentences.

Opening hours, an address, a price, a link: short enough that nobody mistakes it for an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Fact
from inbox.care import audit
from inbox.care.rights import Actor, Right, require
from inbox.care.writers import writer
from inbox.rules import clean, folding
from inbox.texts import LANGUAGES

LONGEST = 300
"""Characters of a fact; what needs more is an answer, and that is written by somebody."""
TITLE = 80
MOST = 500
"""Facts that are kept at most: more, nobody finds anything in."""


class Wrong(StrEnum):
    """What is wrong with a fact."""

    TITLE = "title"
    TITLE_LONG = "title_long"
    TEXT = "text"
    TEXT_LONG = "text_long"
    FULL = "full"


class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class NoFact(LookupError):
    """There is no such fact any more; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as somebody types it. `last_day` is the last one on which it is true."""

    title: str
    text: str
    language: str | None = None
    last_day: date | None = None


def add(session: Session, actor: Actor, given: Given, zone: str, now: datetime) -> int:
    """Add a fact; returns its id. Raises Refused, NotAllowed."""
    agent = writer(session, actor)
    values = _checked(given, zone)
    if (session.scalar(select(func.count()).select_from(Fact)) or 0) >= MOST:
        raise Refused(Wrong.FULL)
    fact = Fact(**values, updated_at=now, updated_by=agent.id)
    session.add(fact)
    session.flush()
    audit.record(session, actor, "fact added", f"facts:{fact.id}", now, title=fact.title)
    return fact.id


def change(
    session: Session, actor: Actor, fact_id: int, given: Given, zone: str, now: datetime
) -> None:
    """Say a fact anew. Raises Refused, NoFact, NotAllowed."""
    agent = writer(session, actor)
    values = _checked(given, zone)
    fact = _found(session, fact_id)
    for name, value in values.items():
        setattr(fact, name, value)
    fact.updated_at, fact.updated_by = now, agent.id
    audit.record(session, actor, "fact changed", f"facts:{fact_id}", now, title=fact.title)


def remove(session: Session, actor: Actor, fact_id: int, now: datetime) -> None:
    """Remove a fact; what was inserted into answers stays there. Raises NoFact, NotAllowed."""
    require(actor, Right.PEOPLE)
    fact = _found(session, fact_id)
    session.delete(fact)
    audit.record(session, actor, "fact removed", f"facts:{fact_id}", now, title=fact.title)


def _checked(given: Given, zone: str) -> dict[str, str | datetime | None]:
    title = clean.name(given.title)
    text = clean.scrub(given.text[: 10 * LONGEST]).strip()
    for wrong, is_so in (
        (Wrong.TITLE, not title),
        (Wrong.TITLE_LONG, len(title) > TITLE),
        (Wrong.TEXT, not clean.visible(text)),
        (Wrong.TEXT_LONG, len(text) > LONGEST),
    ):
        if is_so:
            raise Refused(wrong)
    return {
        "title": title,
        "folded": " ".join(folding.folded(title)),
        "text": text,
        "language": given.language if given.language in LANGUAGES else None,
        "valid_until": _midnight_after(given.last_day, zone),
    }


def _midnight_after(day: date | None, zone: str) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def _found(session: Session, fact_id: int) -> Fact:
    fact = session.get(Fact, fact_id, with_for_update=True, populate_existing=True)
    if fact is None:
        raise NoFact(fact_id)
    return fact
