"""Whatever happens in whatever order: nothing is sent without a person's click.

Customers write, thank, rage, edit and take back; the real worker polls, delivers, looks, calls,
hands out, wakes and tidies; agents read, take, note, settle, put off, go away and are disabled;
remedies, beginnings of an answer and draws of the survey are made. None of it is a click on
*Send*. Whatever has reached the platform has one before it, of somebody signed in, as the audit
keeps it, and no more texts reached it than were clicked.
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

from connectors.base import Kind, OutcomeUnknown, Refusal, Rejected
from db.models import (
    Account,
    Audit,
    BulkVerb,
    CauseState,
    Conversation,
    HeldFor,
    Promise,
    Reply,
    ReplyState,
    Role,
    Stream,
)
from inbox.care import (
    absences,
    agents,
    bulk,
    causes,
    distributing,
    drafts,
    hours,
    noting,
    outside,
    promising,
    remedies,
    surveys,
    taking,
)
from inbox.care.absences import Given as Away
from inbox.care.absences import Refused
from inbox.care.closing import StillPromised
from inbox.care.delivery import NotNow
from inbox.care.owning import HasIt, Holder
from inbox.care.promising import Given, Settled, Unclear
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.vault import Vault
from inbox.incoming import polling
from inbox.outgoing import approving, later, replying, surveying
from inbox.outgoing.wishes import Asked, Wish
from inbox.queries import repeats
from inbox.queries import surveys as drawn
from inbox.rules.authority import Remedy
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from inbox.rules.promises import PromiseKind
from inbox.texts import texts
from inbox.worker import Worker
from tests import cast, postgres
from tests.desk import Desk
from tests.inbox.care.test_surveys import BASE, ON
from tests.mortal import MEMORY

LOGINS = st.sampled_from(["miriam", "jonas"])
PEOPLE = st.sampled_from([cast.ERIKA, cast.JO, cast.OEZTUERK])
PICK = st.integers(0, 5)
SAID = (
    "Wo bleibt mein Geld?",
    "Danke!",
    "Ihr Idioten, schon dreimal geschrieben!!!",
    "Mein Zähler ist kaputt.",
    "Der Strom ist weg, wann kommt jemand?",
)
TROUBLE = {
    "none": None,
    "refused": Rejected("no", Refusal.BLOCKED),
    "unclear": OutcomeUnknown("time-out"),
}
UNCLICKED = (
    "take", "begin", "draft", "note", "call", "promise kept", "promise broken", "cause", "bulk",
    "draw", "repeats",
)  # fmt: skip
DE = texts("de", "UTC")


class Clicked(RuleBasedStateMachine):
    """A house at work."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        memory = MEMORY if MEMORY.is_dir() else None
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=memory)))
        self.desk = Desk(postgres.warm(self.stack.enter_context(postgres.fresh_sqlite(folder))))
        self.stack.callback(self.desk.db.close)
        self.worker = Worker(
            self.desk.db, Vault("x" * 16), self.desk.settings, self.desk.open, self.desk.now,
            self.desk.locks,
        )  # fmt: skip
        self.typed = 0
        self.clicked: set[str] = set()
        """What somebody pressed *Send* on, or *Approve* with other words."""

    def teardown(self) -> None:
        try:
            self.the_worker_works(9, "none")
            self.nothing_was_sent_without_a_click()
        finally:
            self.stack.close()

    @initialize()
    def a_house_opens(self) -> None:
        with self.desk.db.write() as session:
            account = session.get_one(Account, self.desk.account_id)
            self.stream = cast.stream(session, account).id
            for number in self.desk.agents.values():
                week = read("mon-sun 0-24", "UTC")
                hours.set_hours(session, MACHINE, number, week, self.desk.time)
            distributing.set_way(session, MACHINE, None, Way.LEAST_LOADED, self.desk.time)
            surveys.save(session, self._admin(), ON, self.desk.time)
        for who in (cast.ERIKA, cast.JO):
            self.a_customer_writes(who, SAID[0], Kind.DIRECT)
        self.the_worker_works(0, "none")
        with self.desk.db.read() as session:
            assert len(session.scalars(select(Conversation.id)).all()) == 2

    # -- no click -----------------------------------------------------------------------------

    @rule(who=PEOPLE, text=st.sampled_from(SAID), kind=st.sampled_from([Kind.DIRECT, Kind.MENTION]))
    def a_customer_writes(self, who, text, kind) -> None:
        self.desk.town.receives(text, author=who, kind=kind, thread=f"{who.external_id}-{kind}")

    @rule(pick=PICK, removes=st.booleans())
    def a_customer_edits_or_takes_back(self, pick, removes) -> None:
        ours = {message.external_id for message in self.desk.town.ours()}
        theirs = [one for one in self.desk.town.all() if one.external_id not in ours]
        one = theirs[pick % len(theirs)].external_id
        if removes:
            self.desk.town.removes(one)
        else:
            self.desk.town.edits(one, "Es ist der andere Zähler.")

    @rule(hours=st.sampled_from([0, 0, 1, 30]), trouble=st.sampled_from([*TROUBLE, "none"]))
    def the_worker_works(self, hours, trouble) -> None:
        met = TROUBLE[trouble]

        def platform(step: str) -> None:
            if met and step == "send":
                raise met

        self.desk.wait(hours=hours, minutes=2)
        for _ in range(3):
            polling.poll(
                self.desk.db, self.desk.open, self.stream, self.desk.settings, self.desk.now
            )
            with self.desk.db.write() as session:
                session.get_one(Stream, self.stream).due_at = self.desk.time
        self.desk.town.fault = platform
        work = self.worker
        for tick in (
            work.deliver, work.act, work.many, work.look, work.wake, work.return_offers,
            work.remind, work.find, work.hand_out, work.sweep, work.hold_back, work.alarm,
            work.digest, work.mail, work.index, work.beat, work.deliver,
        ):  # fmt: skip
            tick()
        self.desk.town.fault = lambda _: None

    @rule(login=LOGINS, what=st.sampled_from(["disabled", "back", "away"]))
    def somebody_leaves_or_comes_back(self, login, what) -> None:
        number, now = self.desk.agents[login], self.desk.time
        other = self.desk.agents["jonas" if login == "miriam" else "miriam"]
        with suppress(Refused, LookupError), self.desk.db.write() as session:
            if what == "disabled":
                agents.disable(session, MACHINE, number, now)
            elif what == "back":
                agents.enable(session, MACHINE, number, now)
            else:
                given = Away(now.date(), now.date() + timedelta(days=1), "UTC", other)
                absences.plan(session, MACHINE, number, given, now)

    @rule(what=st.sampled_from(UNCLICKED), pick=PICK, login=LOGINS)
    def somebody_does_what_sends_nothing(self, what, pick, login) -> None:
        with self.desk.db.read() as session:
            matters = list(session.scalars(select(Conversation).order_by(Conversation.id)))
            pledges = list(session.scalars(select(Promise.id).order_by(Promise.id)))
        if not matters or (what.startswith("promise") and not pledges):
            return
        here, actor, now = matters[pick % len(matters)], self.desk.actor(login), self.desk.time
        refused = (HasIt, NotAllowed, Settled, Unclear, StillPromised, LookupError, ValueError)
        with suppress(*refused), self.desk.db.write() as session:
            match what:
                case "take":
                    had = Holder(here.owner_id, here.team_id)
                    taking.take(session, actor, here.id, had, DE, now)
                case "begin":
                    remedies.offer(session, actor, here.id, Remedy.REPLACEMENT, None, DE, now)
                case "draft":
                    typed = drafts.Typed("Das Geld kommt morgen.", drafts.new_key(), "")
                    drafts.save(session, actor, here.id, typed, now)
                case "note":
                    noting.write(session, actor, here.id, "Bitte rufen.", uuid.uuid4().hex, now)
                case "call":
                    said = outside.Said(Kind.CALL, True, "Sie rief an.")
                    outside.note(session, actor, here.id, said, uuid.uuid4().hex, now)
                case "promise kept":
                    promising.keep(session, actor, pledges[pick % len(pledges)], "Beleg 4711", now)
                case "promise broken":
                    promising.give_up(session, actor, pledges[pick % len(pledges)], "Leer.", now)
                case "cause":
                    cause = causes.found(session, actor, f"Zähler {uuid.uuid4()}", "Neu.", now)
                    causes.link(session, actor, here.id, cause, now)
                    causes.turn(session, actor, cause, CauseState.FIXED, now)
                case "bulk":
                    verb = BulkVerb.DONE if pick % 2 else BulkVerb.SNOOZE
                    how = {} if pick % 2 else {"until": "tomorrow", "zone": "UTC"}
                    bulk.begin(session, actor, verb, [one.id for one in matters], how, now)
                case "draw":
                    drawn.to_ask(session, now)
                case "repeats":
                    repeats.of_conversation(session, here.id, now)

    # -- clicks -------------------------------------------------------------------------------

    @rule(
        pick=PICK,
        login=LOGINS,
        wish=st.sampled_from(["now", "now", "later", "asks"]),
        pledge=st.booleans(),
    )
    def somebody_presses_send(self, pick, login, wish, pledge) -> None:
        with self.desk.db.read() as session:
            ids = list(session.scalars(select(Conversation.id).order_by(Conversation.id)))
        if not ids:
            return
        self.typed += 1
        text = f"Der Betrag {'A' * self.typed} ist heute zurückgebucht."
        at = self.desk.time + timedelta(hours=1) if wish == "later" else None
        how = Wish(at=at, approval=Asked() if wish == "asks" else None)
        due = self.desk.time + timedelta(hours=4)
        given = [Given(PromiseKind.CALL, "Anruf", due)] if pledge else []
        where = ids[pick % len(ids)]
        read = self.desk.has_read(self.desk.conversation(where).last_inbound_id)
        means = {"despite": "So ist es.", "read": read}
        with suppress(NotAllowed, replying.Objected):
            self.desk.answers(where, text, login, wish=how, given=given, **means)
            self.clicked.add(text)

    @rule(pick=PICK, what=st.sampled_from(["approve", "change", "back", "now", "undo", "again"]))
    def somebody_decides_on_a_reply(self, pick, what) -> None:
        with self.desk.db.read() as session:
            rows = list(session.scalars(select(Reply).where(Reply.state != ReplyState.DELIVERED)))
        if what in ("approve", "change", "back"):
            rows = [one for one in rows if one.held_for == HeldFor.APPROVAL]
        if not rows:
            return
        reply, now, house = rows[pick % len(rows)], self.desk.time, self.desk.settings
        author = next(name for name, one in self.desk.agents.items() if one == reply.agent_id)
        mine = self.desk.actor(author)
        other = self.desk.actor("jonas" if author == "miriam" else "miriam")
        refused = (NotNow, NotAllowed, replying.TooLate, replying.Objected)
        with suppress(*refused), self.desk.db.write() as session:
            match what:
                case "approve":
                    approving.approve(session, other, reply.id, house, now)
                case "change":
                    self.typed += 1
                    text = f"Der Betrag {'B' * self.typed} ist heute zurückgebucht."
                    approving.change(session, other, reply.id, text, house, now)
                    self.clicked.add(text)
                case "back":
                    approving.send_back(session, other, reply.id, "", now)
                case "now":
                    later.send_now(session, mine, reply.id, house, now)
                case "undo":
                    replying.undo(session, mine, reply.id, now)
                case "again":
                    replying.send_again(session, mine, reply.id, now)

    @rule()
    def an_admin_asks_those_who_were_drawn(self) -> None:
        with suppress(NotAllowed), self.desk.db.write() as session:
            surveying.invite(session, self._admin(), BASE, self.desk.settings, self.desk.time)
            new = select(Reply.typed).where(Reply.agent_id == self.desk.agents["jonas"])
            self.clicked |= {text for text in session.scalars(new) if BASE in (text or "")}

    # -- what always holds --------------------------------------------------------------------

    @invariant()
    def nothing_was_sent_without_a_click(self) -> None:
        sent = self.desk.sent()
        assert len(set(sent)) == len(sent)
        with self.desk.db.read() as session:
            replies = {one.text: one for one in session.scalars(select(Reply))}
            firsts = {one.draft_key: one for one in replies.values() if one.part == 1}
            acts: dict[str, list[Audit]] = {}
            for act in session.scalars(select(Audit).where(Audit.action == "replied")):
                acts.setdefault(act.subject, []).append(act)
            for message in self.desk.town.ours():
                reply = replies[message.text]
                first = firsts[reply.draft_key]
                (click,) = acts[f"replies:{first.id}"]
                assert (click.agent_id, click.via) == (reply.agent_id, Via.PAGE)
                assert click.at <= message.created_at
                assert first.typed in self.clicked
                if reply.approved_by is not None:
                    assert reply.approved_by != reply.agent_id

    def _admin(self) -> Actor:
        return Actor(self.desk.agents["jonas"], Role.ADMIN, Via.PAGE)


TestClicked = Clicked.TestCase
TestClicked.settings = settings(
    max_examples=10,
    stateful_step_count=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
