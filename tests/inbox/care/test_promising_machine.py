"""Whatever happens in whatever order: no promise vanishes.

Two agents promise, send, keep, move, break, hand over, take back, leave and come back; customers
write on and thank; conversations are closed, put off, handed on and opened again; people are
joined and parted. What a customer has read as promised is settled, by somebody, with its proof or
its reason, or it is open: somebody's who works here or a queue's, on the page, and in no
conversation that is put away.
"""

from __future__ import annotations

import tempfile
import uuid
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from connectors.base import Gone, Kind, OutcomeUnknown, Refusal, Rejected
from db.models import (
    Agent,
    Audit,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Handover,
    HeldFor,
    Message,
    Person,
    Promise,
    PromiseState,
    Reply,
    ReplyState,
    Team,
)
from inbox.care import (
    absences,
    agents,
    calling,
    closing,
    conversations,
    handing,
    joining,
    outside,
    owning,
    promising,
    reminding,
    removal,
    snoozing,
    teams,
)
from inbox.care.absences import Given as Away
from inbox.care.absences import Refused
from inbox.care.closing import StillPromised
from inbox.care.delivery import NotNow
from inbox.care.handing import NoOffer
from inbox.care.owning import HasIt, Holder, NobodyThere
from inbox.care.promising import Given, Settled, Unclear
from inbox.care.rights import MACHINE, NotAllowed
from inbox.care.snoozing import NeedsYou
from inbox.outgoing import approving, later, replying
from inbox.outgoing.wishes import Asked, Wish
from inbox.queries import promises as ledger
from inbox.queries.promises import Look
from inbox.rules.promises import PROVEN, PromiseKind
from tests import cast, postgres
from tests.desk import Desk
from tests.inbox.outgoing.waiting import writes_again
from tests.mortal import MEMORY

LOGINS = st.sampled_from(["miriam", "jonas"])
PEOPLE = (cast.ERIKA, cast.JO)
MATTERS = st.integers(0, len(PEOPLE) - 1)
PICK = st.integers(0, 5)
TROUBLE = {
    "none": None,
    "refused": Rejected("no", Refusal.BLOCKED),
    "unclear": OutcomeUnknown("time-out"),
}
ACTS = ("keep", "keep", "keep without a proof", "break", "move", "hand", "open again")


class Promising(RuleBasedStateMachine):
    """A desk where things are promised."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        memory = MEMORY if MEMORY.is_dir() else None
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=memory)))
        self.desk = Desk(postgres.warm(self.stack.enter_context(postgres.fresh_sqlite(folder))))
        self.stack.callback(self.desk.db.close)
        self.typed = 0
        self.read: set[int] = set()
        """Promises that a customer has read, or heard."""

    def teardown(self) -> None:
        try:
            self.time_goes_by(9)
            self.no_promise_vanishes()
        finally:
            self.stack.close()

    @initialize()
    def customers_wrote(self) -> None:
        self.here = [self.desk.writes(who=who) for who in PEOPLE]
        with self.desk.db.write() as session:
            teams.add(session, MACHINE, "Strom", self.desk.time)
        for place, login in enumerate(("miriam", "jonas")):
            self.somebody_promises(place, login, PromiseKind.MONEY, hours=20, wish="now")
        self.the_outbox_runs("none", hours=0)

    # -- what is said -------------------------------------------------------------------------

    @rule(
        place=MATTERS,
        login=LOGINS,
        kind=st.sampled_from(PromiseKind),
        hours=st.integers(1, 40),
        wish=st.sampled_from(["now", "now", "now", "later", "asks"]),
    )
    def somebody_promises(self, place, login, kind, hours, wish) -> None:
        self.typed += 1
        money = (20_00, "EUR") if kind is PromiseKind.MONEY else (None, None)
        due, mark = self.desk.time + timedelta(hours=hours + 2), "x" * self.typed
        given = Given(kind, f"Zusage {mark}", due, *money)
        at = self.desk.time + timedelta(hours=1) if wish == "later" else None
        how = Wish(at=at, approval=Asked() if wish == "asks" else None)
        text = f"Ihr Anliegen ist bei mir: {mark}"
        with suppress(NotAllowed, replying.Objected):
            self.desk.answers(
                self.here[place], text, login, given=[given], despite="So ist es.", wish=how
            )

    @rule(trouble=st.sampled_from([*TROUBLE, "none", "none"]), hours=st.sampled_from([0, 1]))
    def the_outbox_runs(self, trouble, hours) -> None:
        met = TROUBLE[trouble]

        def platform(step: str) -> None:
            if met and step == "send":
                raise met

        self.desk.wait(hours=hours, seconds=30)
        self.desk.town.fault = platform
        later.bring(self.desk.db, self.desk.settings, self.desk.now)
        self.desk.delivers()
        self.desk.town.fault = lambda _: None
        self.desk.wait(minutes=2)
        self.desk.looks()

    @rule(pick=PICK, what=st.sampled_from(["takes back", "approves", "changes", "sends back"]))
    def somebody_decides_on_a_reply(self, pick, what) -> None:
        with self.desk.db.read() as session:
            rows = list(session.scalars(select(Reply).where(Reply.state != ReplyState.DELIVERED)))
        waits = [one for one in rows if one.held_for == HeldFor.APPROVAL]
        rows = rows if what == "takes back" else waits
        if not rows:
            return
        reply, now, house = rows[pick % len(rows)], self.desk.time, self.desk.settings
        author = self._login(reply.agent_id)
        mine = self.desk.actor(author)
        other = self.desk.actor("jonas" if author == "miriam" else "miriam")
        refused = (NotNow, NotAllowed, replying.TooLate, replying.Objected)
        with suppress(*refused), self.desk.db.write() as session:
            if what == "takes back":
                replying.undo(session, mine, reply.id, now)
            elif what == "approves":
                approving.approve(session, other, reply.id, house, now)
            elif what == "changes":
                self.typed += 1
                text = f"Ihr Anliegen ist bei uns: {'y' * self.typed}"
                approving.change(session, other, reply.id, text, house, now)
            else:
                approving.send_back(session, other, reply.id, "", now)

    @rule(place=MATTERS, text=st.sampled_from(["ok danke", "Hallo?", "Das ist eine Frechheit!"]))
    def a_customer_writes(self, place, text) -> None:
        self.desk.wait(seconds=1)
        before = self._ledger()
        writes_again(self.desk, self.here[place], text, PEOPLE[place])
        after = self._ledger()
        stand = {one: before[one] for one in before if before[one][0] != PromiseState.MADE}
        assert {one: after[one] for one in stand} == stand

    @rule(place=MATTERS, newest=st.sampled_from([True, True, False]))
    def a_customer_takes_back_what_they_wrote(self, place, newest) -> None:
        theirs = (
            Message.conversation_id == self.here[place],
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
        )
        with self.desk.db.write() as session:
            ids = list(session.scalars(select(Message.id).where(*theirs).order_by(Message.id)))
            gone = ids[-1:] if newest else ids
            if gone:
                removal.remove(session, gone, Gone.DELETED, self.desk.time)

    @rule(place=MATTERS, login=LOGINS, heard=st.booleans(), answers=st.booleans())
    def somebody_promises_on_the_phone(self, place, login, heard, answers) -> None:
        due = self.desk.time + timedelta(hours=5)
        said = outside.Said(Kind.CALL, heard, "Sie ruft zurück.", answers)
        given = (Given(PromiseKind.CALL, "Anruf", due),)
        with suppress(NotAllowed), self.desk.db.write() as session:
            actor, key = self.desk.actor(login), uuid.uuid4().hex
            outside.note(session, actor, self.here[place], said, key, self.desk.time, given)

    # -- what becomes of it -------------------------------------------------------------------

    @rule(pick=PICK, what=st.sampled_from(ACTS), login=LOGINS, days=st.integers(1, 3))
    def somebody_settles(self, pick, what, login, days) -> None:
        with self.desk.db.read() as session:
            ids = list(session.scalars(select(Promise.id).order_by(Promise.id)))
        if not ids:
            return
        one, now, actor = ids[pick % len(ids)], self.desk.time, self.desk.actor(login)
        with suppress(Settled, Unclear, NobodyThere, NotAllowed), self.desk.db.write() as session:
            if what == "keep":
                promising.keep(session, actor, one, "Buchung 4711", now)
            elif what == "keep without a proof":
                promising.keep(session, actor, one, "", now)
            elif what == "break":
                promising.give_up(session, actor, one, "Das Lager ist leer.", now)
            elif what == "move":
                promising.move(session, actor, one, now + timedelta(days=days), "Es dauert.", now)
            elif what == "hand":
                promising.hand(session, actor, one, self.desk.agents[login], now)
            else:
                promising.open_again(session, actor, one, now)

    # -- what happens around it ---------------------------------------------------------------

    @rule(place=MATTERS, login=st.none() | LOGINS, team=st.sampled_from([None, None, 1]))
    def a_conversation_is_handed(self, place, login, team) -> None:
        about = self.desk.conversation(self.here[place])
        to = Holder(self.desk.agents[login] if login else None, team)
        had = Holder(about.owner_id, about.team_id)
        with suppress(HasIt, NobodyThere), self.desk.db.write() as session:
            owning.hand(session, MACHINE, about.id, to, had, self.desk.time)

    @rule(place=MATTERS, by=LOGINS, takes=st.booleans())
    def a_conversation_is_offered(self, place, by, takes) -> None:
        to = "jonas" if by == "miriam" else "miriam"
        with suppress(HasIt, NobodyThere, NotAllowed), self.desk.db.write() as session:
            actor, whom, wait = self.desk.actor(by), self.desk.agents[to], timedelta(minutes=30)
            handing.offer(session, actor, self.here[place], whom, "", wait, self.desk.time)
        if not takes:
            return
        with suppress(NoOffer, NotAllowed), self.desk.db.write() as session:
            waits = select(Handover.id).where(Handover.outcome.is_(None))
            handing.accept(session, self.desk.actor(to), session.scalar(waits) or 0, self.desk.time)

    @rule(place=MATTERS, what=st.sampled_from(["close", "close", "reopen", "tomorrow", "later"]))
    def a_conversation_is_put_away_or_opened(self, place, what) -> None:
        number, now = self.here[place], self.desk.time
        with suppress(StillPromised, NeedsYou), self.desk.db.write() as session:
            if what == "close":
                closing.close(session, MACHINE, number, now)
            elif what == "reopen":
                conversations.reopen(session, MACHINE, number, now)
            else:
                snoozing.snooze(session, MACHINE, number, what, "UTC", now)

    @rule(back=st.booleans(), login=LOGINS)
    def somebody_is_disabled_or_comes_back(self, login, back) -> None:
        with self.desk.db.write() as session:
            what = agents.enable if back else agents.disable
            what(session, MACHINE, self.desk.agents[login], self.desk.time)

    @rule(login=LOGINS, deputy=st.booleans())
    def somebody_goes_away(self, login, deputy) -> None:
        first = self.desk.time.date()
        other = self.desk.agents["jonas" if login == "miriam" else "miriam"]
        away = Away(first, first + timedelta(days=1), "UTC", other if deputy else None)
        with suppress(Refused, LookupError), self.desk.db.write() as session:
            absences.plan(session, MACHINE, self.desk.agents[login], away, self.desk.time)

    @rule(apart=st.booleans())
    def two_are_one_person_or_not(self, apart) -> None:
        with self.desk.db.write() as session:
            both = session.scalars(select(Contact).order_by(Contact.id)).all()
            known = [session.get(Person, one.person_id) if one.person_id else None for one in both]
            (one, other), seen = both, tuple(each.revision if each else 0 for each in known)
            joined = known[0] is not None and known[0] is known[1]
            newest = joining.newest(session, one.person_id) if joined else None
            if apart and newest is not None:
                joining.part(session, MACHINE, newest, seen[0], self.desk.time)
            elif not apart and not joined:
                joining.join(session, MACHINE, one.id, other.id, seen, [], self.desk.time)

    @rule()
    def a_team_is_removed(self) -> None:
        with suppress(teams.NoTeam), self.desk.db.write() as session:
            teams.remove(session, MACHINE, 1, self.desk.time)

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours) -> None:
        self.desk.wait(hours=hours)
        with self.desk.db.write() as session:
            now = self.desk.time
            absences.turn(session, now)
            snoozing.wake(session, now)
            handing.expire(session, now)
            reminding.remind(session, now)
            calling.call(session, now)

    # -- what always holds --------------------------------------------------------------------

    @invariant()
    def no_promise_vanishes(self) -> None:
        with self.desk.db.read() as session:
            rows = {one.id: one for one in session.scalars(select(Promise))}
            there = ReplyState.DELIVERED
            out = set(session.scalars(select(Reply.id).where(Reply.state == there)))
            self.read |= {
                one.id for one in rows.values() if one.reply_id is None or one.reply_id in out
            }
            assert rows.keys() >= self.read
            for one in rows.values():
                assert (one.state == PromiseState.MADE) == (one.id not in self.read)
            read = [rows[one] for one in self.read]
            self._settled_with_who_and_when(session, read)
            self._open_with_whom_and_where(
                session, [one for one in read if one.state == PromiseState.OPEN]
            )

    def _settled_with_who_and_when(self, session, read: list[Promise]) -> None:
        for one in read:
            settled = one.state in (PromiseState.KEPT, PromiseState.BROKEN)
            assert settled == (one.settled_at is not None) == (one.settled_by is not None)
            if one.state == PromiseState.KEPT and PromiseKind(one.kind) in PROVEN:
                assert one.proof
            if one.state == PromiseState.BROKEN:
                assert one.reason
        acts = session.execute(
            select(Audit.subject, Audit.action)
            .where(Audit.subject.like("promises:%"), Audit.action != "promise remembered")
            .order_by(Audit.id)
        )
        last = {row.subject: row.action for row in acts}
        said = {PromiseState.KEPT: "promise kept", PromiseState.BROKEN: "promise broken"}
        for one in read:
            if one.state in said:
                assert last[f"promises:{one.id}"] == said[PromiseState(one.state)]

    def _open_with_whom_and_where(self, session, still: list[Promise]) -> None:
        now = self.desk.time
        works = set(session.scalars(select(Agent.id).where(Agent.disabled_at.is_(None))))
        known = set(session.scalars(select(Team.id)))
        listed = {one.id for one in ledger.page(session, None, Look.TEAM, now)[0]}
        assert listed == {one.id for one in still}
        for one in still:
            matter = session.get_one(Conversation, one.conversation_id)
            assert matter.state != ConversationState.DONE
            mine = [other.due_at for other in still if other.conversation_id == matter.id]
            assert matter.promise_at == min(mine)
            if one.owner_id is None:
                assert matter.owner_id is None
                assert matter.team_id is None or matter.team_id in known
            else:
                assert one.owner_id in works
                theirs = ledger.page(session, one.owner_id, Look.MINE, now)[0]
                assert one.id in {each.id for each in theirs}

    def _ledger(self) -> dict[int, tuple[object, ...]]:
        with self.desk.db.read() as session:
            rows = session.scalars(select(Promise))
            return {one.id: (one.state, one.due_at, one.owner_id, one.proof) for one in rows}

    def _login(self, agent_id: int) -> str:
        return next(name for name, number in self.desk.agents.items() if number == agent_id)


TestPromising = Promising.TestCase
TestPromising.settings = settings(
    max_examples=15,
    stateful_step_count=18,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
