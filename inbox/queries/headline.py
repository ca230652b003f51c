"""The figure that counts: how long until a human's first word on the matter, in opening hours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from db.models import Conversation, TeamMember, Wait

ANSWERED, ACKNOWLEDGED, PUT_AWAY = range(3)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many there were, and how many seconds half of them took at most, and nine of ten.

    `elsewhere`: how many of them were answered in the platform's own app.
    """

    n: int = 0
    median: int = 0
    ninth: int = 0
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """What became of those who waited, in one stretch of time.

    `acknowledged` stand apart: a word that only puts off is no answer. `put_away` got none.
    """

    since: datetime
    answered: Spread = field(default_factory=Spread)
    acknowledged: Spread = field(default_factory=Spread)
    put_away: int = 0


def headlines(
    session: Session, edges: Sequence[datetime], teams: Collection[int] | None = None
) -> list[Headline]:
    """Return the figures between each two of these moments, with one statement.

    `teams`: of these alone.
    """
    found: dict[tuple[int, int], Spread] = {}
    for row in session.execute(_figures(edges, teams)):
        found[row.stretch, row.what] = Spread(row.n, row.median or 0, row.ninth or 0, row.elsewhere)
    return [
        Headline(
            since=since,
            answered=found.get((place, ANSWERED), Spread()),
            acknowledged=found.get((place, ACKNOWLEDGED), Spread()),
            put_away=found.get((place, PUT_AWAY), Spread()).n,
        )
        for place, since in enumerate(edges[:-1])
    ]


def teams_of(session: Session, agent_id: int | None) -> frozenset[int] | None:
    """Return the teams whose figure an agent sees above their list; None: the house's."""
    return frozenset(session.scalars(_teams_of(), {"agent": agent_id})) or None


@cache  # to build it takes longer than to ask it
def _teams_of() -> Select[int]:
    return select(TeamMember.team_id).where(TeamMember.agent_id == bindparam("agent"))


def _figures(edges: Sequence[datetime], teams: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    parts = union_all(
        _part(ANSWERED, Wait.answered_at, Wait.seconds, edges, teams),
        _part(ACKNOWLEDGED, Wait.acknowledged_at, Wait.acknowledged_seconds, edges, teams),
        _part(PUT_AWAY, Wait.ended_at, literal(0), edges, teams).where(Wait.answered_at.is_(None)),
    ).subquery()
    alike = (parts.c.stretch, parts.c.what)
    place = func.row_number().over(partition_by=alike, order_by=parts.c.seconds)
    many = func.count().over(partition_by=alike)
    ranked = select(
        *alike, parts.c.seconds, parts.c.elsewhere, place.label("place"), many.label("many")
    ).subquery()
    half, nine = (ranked.c.many + 1) // 2, (9 * ranked.c.many + 9) // 10
    return select(
        ranked.c.stretch,
        ranked.c.what,
        func.count().label("n"),
        func.max(case((ranked.c.place == half, ranked.c.seconds))).label("median"),
        func.max(case((ranked.c.place == nine, ranked.c.seconds))).label("ninth"),
        func.sum(ranked.c.elsewhere).label("elsewhere"),
    ).group_by(ranked.c.stretch, ranked.c.what)


def _abused() -> ColumnElement[bool]:
    """Return whether people were abused where somebody waited: no figure counts that."""
    return exists().where(Conversation.id == Wait.conversation_id, Conversation.abused.is_(True))


def _part(
    what: int,
    at: Any,
    seconds: ColumnElement[Any] | Any,
    edges: Sequence[datetime],
    teams: Collection[int] | None,
) -> Select[*tuple[Any, ...]]:
    """Return the waits of which this happened, each with the stretch it happened in."""
    stretch = case(*((at < edge, place) for place, edge in enumerate(edges[1:])), else_=0)
    lately = or_(Wait.ended_at >= edges[0], Wait.ended_at.is_(None))
    found = select(
        stretch.label("stretch"),
        literal(what).label("what"),
        seconds.label("seconds"),
        case((Wait.elsewhere.is_(True), int(what == ANSWERED)), else_=0).label("elsewhere"),
    ).where(lately, at >= edges[0], at < edges[-1], ~_abused())
    return found if teams is None else found.where(Wait.team_id.in_(sorted(teams)))
