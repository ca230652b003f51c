"""How an agent wants to be told: by a sound, by the desktop, by e-mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.models import Absence, Agent, Digest, NoticeRule
from inbox.rules.digest import Often, Wish
from inbox.texts import USUAL


@dataclass(frozen=True, slots=True)
class Told:
    """An agent's rules. `words`: what the desktop shows quotes the customer."""

    sound: bool = False
    desktop: bool = False
    words: bool = False
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True, slots=True)
class Reading:
    """An agent who gets e-mails about what waits; `slot` is the last one thought of."""

    agent_id: int
    email: str
    name: str
    language: str
    wish: Wish
    slot: datetime | None


def rules(session: Session, agent_id: int | None) -> Told:
    """Return an agent's rules; who never chose any has the usual ones: nothing rings."""
    row = session.get(NoticeRule, agent_id) if agent_id is not None else None
    return Told(row.sound, row.desktop, row.words, wish(row)) if row else Told()


def wish(row: NoticeRule) -> Wish:
    """Return when an agent wants e-mails, as the rules read it."""
    return Wish(
        often=Often(row.digest),
        morning=row.morning,
        every=row.every,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        days=frozenset(int(day) for day in row.days),
        zone=row.zone,
    )


def readers(session: Session) -> list[Reading]:
    """Return who wants e-mails and can get them: with an address, neither disabled nor absent."""
    away = exists().where(
        Absence.agent_id == Agent.id, Absence.began_at.is_not(None), Absence.ended_at.is_(None)
    )
    found = session.execute(
        select(NoticeRule, Agent)
        .join(Agent, Agent.id == NoticeRule.agent_id)
        .where(
            NoticeRule.digest != Digest.NONE,
            Agent.email.is_not(None),
            Agent.email != "",
            Agent.disabled_at.is_(None),
            ~away,
        )
        .order_by(Agent.id)
    )
    return [
        Reading(
            agent_id=agent.id,
            email=agent.email or "",
            name=agent.called,
            language=agent.language or USUAL,
            wish=wish(row),
            slot=row.slot,
        )
        for row, agent in found
    ]
