"""Queues give what lies in them to their agents, where an admin wants that.

The clock does it in batches, the most urgent first. Queues are locked first, so that no two give
at once and no agent gets more than they have room for; then agents; then conversations, where
those that somebody holds at this moment are left to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import Conversation, Distribution, Schedule, Team
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care import audit, owning
from inbox.care.owning import Holder
from inbox.care.rights import SYSTEM, Actor, Right, require
from inbox.care.teams import NoTeam
from inbox.queries import distribution as views
from inbox.queries import pairing
from inbox.rules import distribution
from inbox.rules.distribution import Candidate, Way, Why
from inbox.rules.hours import Hours, works_at

AT_ONCE = 100
"""Conversations that are given in one transaction."""

FORESEEN = 1_000
"""Conversations that are looked at to say what would be given."""


@dataclass(frozen=True, slots=True)
class Gift:
    """What a queue gives to whom, and why."""

    conversation_id: int
    team_id: int | None
    agent_id: int
    why: str
    at: datetime
    """The moment, told apart from those of the same tick: so that turns go round."""
    heated: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be given at once: of how many, how many to which agent; why to nobody."""

    waiting: int
    gets: Mapping[int, int]
    why: Why | None = None


def set_way(session: Session, actor: Actor, team_id: int | None, way: Way, now: datetime) -> None:
    """Say how a team's queue is distributed, None for everybody's. Raises NoTeam, NotAllowed."""
    require(actor, Right.PEOPLE)
    if team_id is not None and session.get(Team, team_id, with_for_update=KEEP_KEYS) is None:
        raise NoTeam(team_id)
    row = insert_into(session, Distribution).values(
        queue=team_id or 0, team_id=team_id, way=way.value
    )
    session.execute(
        row.on_conflict_do_update(index_elements=["queue"], set_={"way": row.excluded.way})
    )
    subject = f"teams:{team_id}" if team_id is not None else "queue"
    audit.record(session, actor, "distribution set", subject, now, way=way.value)


def outlook(
    session: Session, actor: Actor, team_id: int | None, way: Way, now: datetime
) -> Outlook:
    """Return what a queue would give at once, were it distributed like this. Raises NotAllowed."""
    require(actor, Right.READ)
    agents = views.candidates(session, now)
    found = _gifts(session, now, views.ways(session) | {team_id: way}, agents, FORESEEN)
    gets = Counter(gift.agent_id for gift in found if gift.team_id == team_id)
    why = _stopped(session, team_id, agents)
    return Outlook(views.lying(session, team_id), gets, why)


def with_hours(
    session: Session, actor: Actor, agent_id: int, week: Hours, now: datetime
) -> Outlook:
    """Return what an agent would be given at once, did they work like this. Raises NotAllowed."""
    require(actor, Right.READ)
    ways, agents = views.ways(session), views.candidates(session, now)
    those = {one.id: one for one in agents}
    if not ways or agent_id not in those:
        return Outlook(0, {})
    room = _room(session, those[agent_id])
    those[agent_id] = replace(those[agent_id], capacity=room, works=works_at(week, now))
    found = _gifts(session, now, ways, those.values(), FORESEEN)
    waiting = sum(views.lying(session, queue) for queue in ways)
    return Outlook(waiting, Counter(gift.agent_id for gift in found if gift.agent_id == agent_id))


def _room(session: Session, one: Candidate) -> int | None:
    """Return how many somebody may have at most, once their hours are known."""
    known = session.get(Schedule, one.id) is not None
    return one.capacity if known else distribution.USUAL_CAPACITY


def stopped(session: Session, now: datetime) -> dict[int | None, Why]:
    """Return which of the queues that are distributed give nothing to anybody now, and why."""
    ways = views.ways(session)
    agents = views.candidates(session, now) if ways else []
    found = {queue: _stopped(session, queue, agents) for queue in ways}
    return {queue: why for queue, why in found.items() if why is not None}


def _stopped(session: Session, team_id: int | None, agents: Iterable[Candidate]) -> Why | None:
    inside = views.members(session, team_id)
    those = [one for one in agents if inside is None or one.id in inside]
    return None if distribution.able(those) else distribution.nobody(those)


def due(session: Session, now: datetime) -> bool:
    """Return whether a queue has something for somebody."""
    return bool(_given(session, now))


def give_out(session: Session, now: datetime) -> int:
    """Give out what the queues have, `AT_ONCE` at most; returns how many were given."""
    on = select(Distribution).where(Distribution.way != Way.OFF).order_by(Distribution.queue)
    session.execute(on.with_for_update())
    agents = sorted({gift.agent_id for gift in _given(session, now)})
    here = {agent_id for agent_id in agents if owning.keep(session, agent_id)}
    given = 0
    for gift in _given(session, now):
        if gift.agent_id in here and _give(session, gift, now):
            given += 1
    return given


def _give(session: Session, gift: Gift, now: datetime) -> bool:
    still = select(Conversation).where(
        Conversation.id == gift.conversation_id,
        Conversation.owner_id.is_(None),
        views.queued(gift.team_id),
    )
    found = session.scalar(
        still.with_for_update(key_share=True, skip_locked=True).execution_options(
            populate_existing=True
        )
    )
    if found is None:
        return False
    to = Holder(gift.agent_id, gift.team_id)
    owning.give(session, SYSTEM, found, to, now, why=gift.why, act=f"queues|{now.isoformat()}")
    given = {"given_at": gift.at, "heated_at": gift.at if gift.heated else None}
    session.execute(update(Schedule).where(Schedule.agent_id == gift.agent_id).values(given))
    return True


def _given(session: Session, now: datetime) -> list[Gift]:
    """Return what is to be given now, as much as one transaction gives."""
    ways = views.ways(session)
    return _gifts(session, now, ways, views.candidates(session, now), AT_ONCE) if ways else []


def _gifts(
    session: Session,
    now: datetime,
    ways: Mapping[int | None, Way],
    candidates: Iterable[Candidate],
    most: int,
) -> list[Gift]:
    """Return what these queues would give these agents: each gift counts for those after it."""
    agents = {one.id: one for one in candidates}
    gifts: list[Gift] = []
    for team_id, way in sorted(ways.items(), key=lambda one: -(one[0] or 0)):  # everybody's last
        inside = views.members(session, team_id)
        ids = [one for one in agents if inside is None or one in inside]
        able = distribution.able(agents[one] for one in ids)
        if not able:
            continue
        limit, until = most - len(gifts), now + distribution.PAUSE
        rested = [one for one in able if not distribution.rests(one, now)]
        calm_after = None if rested else until
        there = views.waiting(session, team_id, _spoken(able), limit, now, calm_after=calm_after)
        there = _in_turn(there, rested=len(rested) == len(able))
        apart = pairing.apart(session, [one.id for one in there])
        known = pairing.known(session, [one.id for one in there])
        for waiting in there:
            never = apart.get(waiting.id, frozenset())
            those = [agents[one] for one in ids if one not in never]
            resting = frozenset(one.id for one in those if distribution.rests(one, now))
            choice = distribution.choose(
                way, those, waiting.language, known.get(waiting.id), again=waiting.again,
                resting=resting if waiting.heated else frozenset(),
                waits=waiting.heated and waiting.due_at > until,
            )  # fmt: skip
            if choice.agent_id is not None:
                at = now + timedelta(microseconds=len(gifts))
                gift = Gift(waiting.id, team_id, choice.agent_id, choice.why, at, waiting.heated)
                gifts.append(gift)
                one = agents[choice.agent_id]
                heated_at = at if waiting.heated else None
                agents[one.id] = replace(one, load=one.load + 1, given_at=at, heated_at=heated_at)
    return gifts


def _in_turn(there: list[views.Waiting], *, rested: bool) -> list[views.Waiting]:
    """Return what waits in the order in which it is given."""

    def turn(one: views.Waiting) -> tuple[datetime, int]:
        return distribution.turn(one.due_at, heated=one.heated, rested=rested), one.id

    return sorted(there, key=turn)


def _spoken(able: list[Candidate]) -> frozenset[str] | None:
    """Return the languages that somebody with room speaks, None where somebody takes any."""
    if any(not one.languages for one in able):
        return None
    return frozenset(word for one in able for word in one.languages)
