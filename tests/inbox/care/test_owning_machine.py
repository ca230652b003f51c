"""Whatever happens in whatever order: nothing that waits for us is without an owner or a queue."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from db.models import (
    Absence,
    Agent,
    AgentSession,
    Conversation,
    ConversationState,
    Handover,
    SessionEnd,
    Team,
)
from inbox.care import (
    absences,
    agents,
    closing,
    conversations,
    deciding,
    distributing,
    handing,
    hours,
    owning,
    sign_in,
    snoozing,
    teams,
)
from inbox.care.absences import Given, Refused
from inbox.care.handing import NoOffer, NoReason
from inbox.care.owning import HasIt, Holder, NobodyThere
from inbox.care.rights import MACHINE, NotAllowed
from inbox.care.teams import NoTeam
from inbox.queries.conversations import Folder, listed
from inbox.rules.authority import Accepted, Remedy
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from tests import postgres
from tests.desk import Desk

LOGINS = st.sampled_from(["miriam", "jonas"])
MATTERS = st.integers(1, 3)
TEAMS = st.none() | st.integers(1, 2)


class Owning(RuleBasedStateMachine):
    """Agents take, give, leave and come back; customers' matters are closed, put off, reopened."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        url = self.stack.enter_context(postgres.fresh_sqlite(Path(folder)))
        self.db = postgres.warm(url)
        self.stack.callback(self.db.close)

    def teardown(self) -> None:
        self.stack.close()

    @initialize()
    def begins(self) -> None:
        self.desk = Desk(self.db)
        for number in range(3):
            self.desk.writes(f"Nr {number}")
        for name in ("Strom", "Gas"):
            self.does(teams.add, name)
        self.does(hours.set_hours, self.desk.agents["miriam"], read("mon-sun 0-24", "UTC"))

    def does(self, what, *given):
        with self.db.write() as session:
            return what(session, MACHINE, *given, self.desk.time)

    def has(self, matter: int) -> Holder:
        found = self.desk.conversation(matter)
        return Holder(found.owner_id, found.team_id)

    @rule(matter=MATTERS, login=st.none() | LOGINS, team=TEAMS, stale=st.booleans())
    def is_handed(self, matter, login, team, stale) -> None:
        to = Holder(self.desk.agents[login] if login else None, team)
        before = self.has(matter)
        had = Holder(10**6) if stale else before
        try:
            self.does(owning.hand, matter, to, had)
        except (HasIt, NobodyThere):
            assert self.has(matter) == before
        else:
            assert self.has(matter) == to

    @rule(matter=MATTERS, by=LOGINS, to=LOGINS)
    def is_offered(self, matter, by, to) -> None:
        before = self.has(matter)
        with suppress(HasIt, NobodyThere, NotAllowed), self.db.write() as session:
            whom, wait = self.desk.agents[to], timedelta(minutes=30)
            handing.offer(session, self.desk.actor(by), matter, whom, "", wait, self.desk.time)
        assert self.has(matter) == before

    @rule(login=LOGINS)
    def signs_in(self, login) -> None:
        self.clicks(login)

    def clicks(self, login: str) -> None:
        now, ends = self.desk.time, self.desk.time + timedelta(days=9)
        with self.db.write() as session:
            row = AgentSession(token_hash=f"{login} {now}", agent_id=self.desk.agents[login])
            row.created_at, row.seen_at, row.expires_at = now, now, ends
            session.merge(row)

    @rule(login=LOGINS)
    def signs_out(self, login) -> None:
        with self.db.write() as session:
            why, now = SessionEnd.EVERYWHERE, self.desk.time
            sign_in.end_all(session, self.desk.agents[login], why, now)

    @rule(matter=MATTERS, by=LOGINS, to=LOGINS, here=st.booleans())
    def is_connected(self, matter, by, to, here) -> None:
        if here:
            self.clicks(to)
        before, mine = self.has(matter), self.desk.agents[by]
        whom, wait, what = self.desk.agents[to], timedelta(minutes=5), Accepted(Remedy.EXCEPTION)
        try:
            with self.db.write() as session:
                actor, now = self.desk.actor(by), self.desk.time
                deciding.connect(session, actor, matter, whom, what, "Bitte.", "", wait, now)
        except (HasIt, NobodyThere, NotAllowed):
            assert self.has(matter) == before
        else:
            assert self.has(matter) == Holder(before.agent_id or mine, before.team_id)

    @rule(matter=MATTERS, by=LOGINS, takes=st.booleans(), why=st.sampled_from(["", "Nein."]))
    def is_answered(self, matter, by, takes, why) -> None:
        before = self.has(matter)
        with self.db.read() as session:
            waits = (Handover.conversation_id == matter) & Handover.outcome.is_(None)
            offered = session.scalar(select(Handover.id).where(waits)) or 10**6
        try:
            with self.db.write() as session:
                actor, now = self.desk.actor(by), self.desk.time
                if takes:
                    handing.accept(session, actor, offered, now)
                else:
                    handing.decline(session, actor, offered, why, now)
        except (NoOffer, NoReason, NotAllowed):
            assert self.has(matter) == before
        else:
            to = Holder(self.desk.agents[by], before.team_id) if takes else before
            assert self.has(matter) == to

    @rule(login=LOGINS)
    def is_disabled(self, login) -> None:
        self.does(agents.disable, self.desk.agents[login])

    @rule(login=LOGINS)
    def comes_back(self, login) -> None:
        self.does(agents.enable, self.desk.agents[login])

    @rule(matter=MATTERS)
    def is_closed(self, matter) -> None:
        self.does(closing.close, matter)

    @rule(matter=MATTERS)
    def is_reopened(self, matter) -> None:
        self.does(conversations.reopen, matter)

    @rule(matter=MATTERS, asked=st.sampled_from(["later", "tomorrow"]))
    def is_put_off(self, matter, asked) -> None:
        self.does(snoozing.snooze, matter, asked, "UTC")

    @rule(login=LOGINS, deputy=st.none() | LOGINS, days=st.integers(0, 1))
    def goes_away(self, login, deputy, days) -> None:
        first = self.desk.time.date() + timedelta(days=days)
        whom = self.desk.agents[deputy] if deputy else None
        given = Given(first, first + timedelta(days=1), "UTC", whom)
        with suppress(Refused, LookupError):
            self.does(absences.plan, self.desk.agents[login], given)

    @rule(number=st.integers(1, 3))
    def is_back_early(self, number) -> None:
        with suppress(absences.NotThere):
            self.does(absences.end, number)

    @rule(way=st.sampled_from(Way))
    def the_queue_is_distributed(self, way) -> None:
        self.does(distributing.set_way, None, way)
        with self.db.write() as session:
            distributing.give_out(session, self.desk.time)

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours) -> None:
        self.desk.time += timedelta(hours=hours)
        with self.db.write() as session:
            absences.turn(session, self.desk.time)
            distributing.give_out(session, self.desk.time)
            snoozing.wake(session, self.desk.time)
            handing.expire(session, self.desk.time)

    @rule(team=st.integers(1, 2))
    def a_team_is_removed(self, team) -> None:
        with suppress(NoTeam):
            self.does(teams.remove, team)

    @invariant()
    def who_waits_for_an_answer_works_here_and_asks_for_their_own(self) -> None:
        with self.db.read() as session:
            working = set(session.scalars(select(Agent.id).where(Agent.disabled_at.is_(None))))
            for offer in session.scalars(select(Handover).where(Handover.outcome.is_(None))):
                assert {offer.from_id, offer.to_id} <= working
                assert self.has(offer.conversation_id).agent_id in (None, offer.from_id)

    @invariant()
    def everything_has_an_owner_or_a_queue(self) -> None:
        with self.db.read() as session:
            here = Agent.disabled_at.is_(None)
            working = set(session.scalars(select(Agent.id).where(here)))
            known = set(session.scalars(select(Team.id)))
            queue = {row.id for row in listed(session, None, Folder.UNASSIGNED).rows}
            mine = {
                agent: {row.id for row in listed(session, agent, Folder.MINE).rows}
                for agent in working
            }
            away = Absence.began_at.is_not(None), Absence.ended_at.is_(None)
            several = session.execute(
                select(Absence.agent_id, Absence.stand_in_id).where(
                    *away, Absence.stand_in_id.is_not(None)
                )
            )
            for_them = dict(several.tuples().all())
            for matter in session.scalars(select(Conversation)):
                assert matter.owner_id is None or matter.owner_id in working
                assert matter.team_id is None or matter.team_id in known
                snoozed = matter.state == ConversationState.SNOOZED
                assert snoozed == (matter.snoozed_until is not None)
                shows = {whose for whose, ids in mine.items() if matter.id in ids}
                shows |= {None} if matter.id in queue else set()
                owner = matter.owner_id
                both = {owner, for_them.get(owner, owner)}
                assert shows == (both if matter.state == ConversationState.OPEN else set())


Owning.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOwning = Owning.TestCase
