"""Whatever happens in whatever order: no reply twice, none lost, none unsigned, none out of turn.

A machine types, undoes, puts off, approves, sends, breaks the platform, lets customers write on,
disables agents and dies at any step of the real outbox; the platform's own truth is compared with
the tables after each step. Nothing leaves before its time, and nothing that nobody approved.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from connectors import PLATFORMS
from connectors.base import (
    Author,
    Kind,
    OutcomeUnknown,
    OutOfCredit,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
)
from db.models import Account, AccountState, Reply, ReplyEvent, ReplyState
from inbox.care import agents
from inbox.care.delivery import LOOKS, NotNow
from inbox.care.echoes import bind_echo
from inbox.care.rights import MACHINE
from inbox.outgoing import approving, later, replying
from inbox.outgoing.wishes import Asked, Wish
from tests import postgres
from tests.desk import Desk
from tests.inbox.outgoing.waiting import writes_again
from tests.mortal import MEMORY

PEOPLE = [Author(f"c{number}", f"Kundin {number}") for number in range(2)]


BACK = (ReplyState.FAILED, ReplyState.WITHDRAWN, ReplyState.HELD)
ENDED = (ReplyState.DELIVERED, ReplyState.FAILED, ReplyState.WITHDRAWN)


class Died(BaseException):
    """The process is gone in the middle of a step; nothing behind this line happens."""


TROUBLE: dict[str, tuple[str, BaseException] | None] = {
    "all is well": None,
    "time-out, not taken": ("send", OutcomeUnknown("time-out")),
    "time-out, taken": ("sent", OutcomeUnknown("time-out")),
    "dies before the call": ("send", Died()),
    "dies after the call": ("sent", Died()),
    "busy": ("send", Retryable("busy")),
    "refused": ("send", Rejected("no", Refusal.BLOCKED)),
    "not summoned": ("send", Rejected("no", Refusal.NOT_SUMMONED)),
    "login": ("send", ReauthRequired("token")),
    "credit": ("send", OutOfCredit("credits")),
    "bug": ("sent", ValueError("bug")),
}
"""What a platform does at a call, or what happens to the process there."""

DEATHS = {"after the claim": "inbox.outgoing.outbox.attempt", "before the outcome is written":
          "inbox.outgoing.outbox.settle"}  # fmt: skip
LOOKING = {
    "all is well": None,
    "dies": Died(),
    "busy": Retryable("busy"),
    "unclear": OutcomeUnknown("cut off"),
}


def words(number: int, *, long: bool) -> str:
    """Return an answer of which no sentence is ever said twice."""
    name = "".join(chr(ord("A") + int(digit)) for digit in str(number))
    count = 9 if long else 1
    return " ".join(
        f"Den Betrag {name}{chr(ord('a') + each)} haben wir heute zurückgebucht."
        for each in range(count)
    )


class Outbox(RuleBasedStateMachine):
    """A desk under everything that can happen to it."""

    refuses_duplicates = False

    def __init__(self) -> None:
        super().__init__()
        self.hands = ExitStack()
        memory = MEMORY if MEMORY.is_dir() else None
        folder = Path(self.hands.enter_context(tempfile.TemporaryDirectory(dir=memory)))
        url = self.hands.enter_context(postgres.fresh_sqlite(folder))
        self.desk = Desk(postgres.warm(url))
        self.names = {number: name for name, number in self.desk.agents.items()}
        refuses = replace(
            PLATFORMS["memory"],
            refuses_duplicates=lambda kind: self.refuses_duplicates and kind is not Kind.DIRECT,
        )
        self.hands.enter_context(patch.dict(PLATFORMS, {"memory": refuses}))
        self.typed = self.echoed = self.added = 0
        self.by_hand: set[int] = set()
        self._history: dict[int, set[str]] = {}
        self._remembered = 0

    def teardown(self) -> None:
        try:
            self._everything_heals()
        finally:
            self.desk.db.close()
            self.hands.close()

    @initialize(private=st.booleans())
    def customers_wrote(self, private: bool) -> None:
        kind = Kind.DIRECT if private else Kind.MENTION
        self.conversations = [self.desk.writes(who=who, kind=kind) for who in PEOPLE]
        for place, login, long in ((0, "miriam", False), (0, "jonas", True), (1, "jonas", False)):
            self.somebody_answers(place, login, long)

    # -- what happens -------------------------------------------------------------------------

    @rule(place=st.integers(0, 1), login=st.sampled_from(["miriam", "jonas"]), long=st.booleans())
    def somebody_answers(self, place: int, login: str, long: bool) -> None:
        self.typed += 1
        text = words(self.typed, long=long)
        where = self.conversations[place]
        self.desk.answers(where, text, login, f"k{self.typed}", **self._looked(where))

    @rule(
        place=st.integers(0, 1),
        login=st.sampled_from(["miriam", "jonas"]),
        long=st.booleans(),
        asks=st.booleans(),
        hours=st.sampled_from([0, 1]),
    )
    def somebody_answers_for_later_or_asks(
        self, place: int, login: str, long: bool, asks: bool, hours: int
    ) -> None:
        self.typed += 1
        text, where = words(self.typed, long=long), self.conversations[place]
        wish = Wish(
            at=self.desk.time + timedelta(hours=1) if hours else None,
            approval=Asked() if asks else None,
            follow="done" if long else None,
        )
        self.desk.answers(where, text, login, f"k{self.typed}", wish=wish, **self._looked(where))

    def _looked(self, where: int) -> dict[str, Any]:
        """Return how somebody sends who has read everything and means it."""
        read = self.desk.has_read(self.desk.conversation(where).last_inbound_id)
        return {"split": True, "despite": "ja", "read": read}

    @rule(
        what=st.sampled_from(["approve", "approve", "change", "send back", "now", "an hour"]),
        pick=st.integers(0, 5),
    )
    def what_waits_goes_on(self, what: str, pick: int) -> None:
        """A colleague looks, its agent has it sent now, or its time comes."""
        self.desk.wait(seconds=3600 if what == "an hour" else 1)
        waits = [row for row in self._all() if row.part == 1 and (row.held_for or row.plan)]
        if not waits or what == "an hour":
            return
        self.typed += 1
        reply, now = waits[pick % len(waits)], self.desk.time
        author = self.names[reply.agent_id]
        mine, settings = self.desk.actor(author), self.desk.settings
        other = self.desk.actor("jonas" if author == "miriam" else "miriam")
        refused = (NotNow, replying.Objected)
        with suppress(*refused), self.desk.db.write() as session:
            if what == "approve":
                approving.approve(session, other, reply.id, settings, now)
            elif what == "change":
                text = words(self.typed, long=pick % 2 == 0)
                approving.change(session, other, reply.id, text, settings, now)
            elif what == "send back":
                approving.send_back(session, other, reply.id, "", now)
            elif what == "now":
                later.send_now(session, mine, reply.id, settings, now)

    @rule(place=st.integers(0, 1))
    def a_customer_writes_again(self, place: int) -> None:
        self.desk.wait(seconds=1)
        self.added += 1
        writes_again(self.desk, self.conversations[place], f"Hallo {self.added}?", PEOPLE[place])
        here = [row for row in self._all() if row.conversation_id == self.conversations[place]]
        assert not [row for row in here if row.state == ReplyState.SCHEDULED or row.held_for]

    @rule(login=st.sampled_from(["miriam", "jonas"]))
    def an_agent_is_disabled_and_comes_back(self, login: str) -> None:
        with self.desk.db.write() as session:
            agents.disable(session, MACHINE, self.desk.agents[login], self.desk.time)
        mine = [row for row in self._all() if self.names[row.agent_id] == login]
        assert not [row for row in mine if row.state == ReplyState.SCHEDULED or row.held_for]
        with self.desk.db.write() as session:
            agents.enable(session, MACHINE, self.desk.agents[login], self.desk.time)

    @rule(
        what=st.sampled_from(["takes back", "it is there", "send again", "send again"]),
        pick=st.integers(0, 30),
    )
    def somebody_decides(self, what: str, pick: int) -> None:
        """An agent who looks at the platform says what is true there."""
        rows = self._all()
        reply = rows[pick % len(rows)]
        there = reply.text in self.desk.sent()
        actor = self.desk.actor(self.names[reply.agent_id])
        with suppress(NotNow, replying.TooLate), self.desk.db.write() as session:
            if what == "takes back":
                replying.undo(session, actor, reply.id, self.desk.time)
            elif what == "it is there" and there:
                replying.it_is_there(session, actor, reply.id, self.desk.time)
            elif what == "send again" and not there:
                replying.send_again(session, actor, reply.id, self.desk.time)
                self.by_hand.add(reply.id)

    @rule(hidden=st.sampled_from([0, 100, 10**9]))
    def the_platform_shows_posts_late(self, hidden: int) -> None:
        self.desk.town.lag = timedelta(seconds=hidden)

    @rule(
        trouble=st.sampled_from([*TROUBLE, *DEATHS]),
        nth=st.sampled_from([0, 0, 1]),
        waits=st.sampled_from([6, 1200]),
        connects=st.booleans(),
    )
    def the_outbox_runs(self, trouble: str, nth: int, waits: int, connects: bool) -> None:
        """The trouble meets the nth call and all behind it; an admin may have connected again."""
        self.desk.wait(seconds=waits)
        if connects:
            self._connect_again()
        met = TROUBLE.get(trouble)
        calls: Counter[str] = Counter()

        def platform(step: str) -> None:
            calls[step] += 1
            self._refuse_duplicates(step)
            if met and step == met[0] and calls[step] > nth:
                raise met[1]

        with ExitStack() as death:
            if trouble in DEATHS:
                death.enter_context(patch(DEATHS[trouble], side_effect=Died))
            self._run(self.desk.delivers, platform)

    @rule(trouble=st.sampled_from([*LOOKING, "all is well"]), waits=st.sampled_from([61, 1200]))
    def somebody_looks(self, trouble: str, waits: int) -> None:
        self.desk.wait(seconds=waits)
        met = LOOKING[trouble]

        def platform(_: str) -> None:
            if met:
                raise met

        self._run(self.desk.looks, platform)

    @rule()
    def a_poll_shows_our_own_posts(self) -> None:
        for message in self.desk.town.ours()[self.echoed :]:
            with self.desk.db.write() as session:
                bind_echo(session, self.desk.account_id, message, self.desk.time)
        self.echoed = len(self.desk.town.ours())

    # -- what always holds --------------------------------------------------------------------

    @invariant()
    def nothing_is_there_twice_unsigned_or_out_of_turn(self) -> None:
        sent = self.desk.sent()
        assert len(set(sent)) == len(sent), [text for text in sent if sent.count(text) > 1]
        for text in sent:
            assert "Miriam Brandt" in text or "Jonas Weber" in text
            assert text.endswith(("@example.com", "23125456", "23125789"))
        rows = self._all() if self.typed else []
        self._remember()
        places = {text: place for place, text in enumerate(sent)}
        self._states_tell_the_truth(rows, places)
        self._parts_follow_each_other(rows, places)
        self._conversations_keep_their_order(rows, places)

    def _states_tell_the_truth(self, rows: list[Reply], places: dict[str, int]) -> None:
        for reply in rows:
            there = reply.text in places
            match reply.state:
                case ReplyState.DELIVERED:
                    assert there
                case ReplyState.WITHDRAWN | ReplyState.HELD | ReplyState.SCHEDULED:
                    assert not there
                case ReplyState.FAILED:
                    assert not there
                    login = self.names[reply.agent_id]
                    assert reply.body in self.desk.draft(reply.conversation_id, login)

    def _parts_follow_each_other(self, rows: list[Reply], places: dict[str, int]) -> None:
        texts = {reply.id: reply.text for reply in rows}
        for reply in rows:
            if reply.after_id is not None and reply.text in places:
                assert places[texts[reply.after_id]] < places[reply.text]

    def _conversations_keep_their_order(self, rows: list[Reply], places: dict[str, int]) -> None:
        """But for an answer that waited while younger ones went on: for its agent, its time, or
        a colleague's eyes."""
        waited = {"asked", "scheduled", "approval"}
        asked = {row.draft_key for row in rows if waited & self._history.get(row.id, set())}
        for conversation in self.conversations:
            there = [
                places[row.text]
                for row in rows
                if row.conversation_id == conversation
                and row.text in places
                and row.draft_key not in asked
            ]
            assert there == sorted(there)

    def _everything_heals(self) -> None:
        """Then every reply is there or stands in front of a named agent."""
        self._connect_again()
        for left in range(8, 0, -1):
            still = left < 7 and self._rests()
            self.desk.wait(seconds=1800)
            self._run(self.desk.delivers, self._refuse_duplicates)
            self._run(self.desk.looks, lambda _: None)
            if still:  # one round more than it took: what rests stays as it is
                break
        sent = self.desk.sent()
        for reply in self._all() if self.typed else []:
            asked = reply.state == ReplyState.UNKNOWN and reply.looked >= LOOKS
            assert reply.text in sent or asked or reply.state in BACK, (reply.state, reply.body)
        self.nothing_is_there_twice_unsigned_or_out_of_turn()

    def _rests(self) -> bool:
        """Return whether no reply is left that a worker has anything to do with."""
        return all(
            row.state in ENDED or (row.state == ReplyState.UNKNOWN and row.looked >= LOOKS)
            for row in self._all()
        )

    # -- how it is done -----------------------------------------------------------------------

    def _run(self, work, platform) -> None:
        """Run the real outbox; a death takes the process with it, and the next one is new."""
        self.desk.town.fault = platform
        try:
            with suppress(Died):
                work()
        finally:
            self.desk.town.fault = lambda _: None

    def _refuse_duplicates(self, step: str) -> None:
        """Say no to what stands there already, where the platform does that."""
        if step != "send" or not self.refuses_duplicates:
            return
        sent = self.desk.sent()
        air = [row for row in self._all() if row.state == ReplyState.SENDING]
        if any(row.kind != Kind.DIRECT and row.text in sent for row in air):
            raise Rejected("duplicate", Refusal.DUPLICATE)

    def _connect_again(self) -> None:
        with self.desk.db.write() as session:
            session.get_one(Account, self.desk.account_id).state = AccountState.ACTIVE

    def _remember(self) -> None:
        """Read what happened to the replies since the last time; nothing of it is ever changed."""
        new = select(ReplyEvent).where(ReplyEvent.id > self._remembered).order_by(ReplyEvent.id)
        with self.desk.db.read() as session:
            for event in session.scalars(new):
                self._history.setdefault(event.reply_id, set()).add(event.event)
                self._remembered = event.id

    def _all(self) -> list[Reply]:
        with self.desk.db.read() as session:
            return list(session.scalars(select(Reply).order_by(Reply.id)))


class StrictOutbox(Outbox):
    """The same on a platform that refuses duplicates in public, as X does."""

    refuses_duplicates = True


HOW = settings(
    max_examples=10,
    stateful_step_count=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failing story is short enough
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestOutbox = Outbox.TestCase
TestOutbox.settings = HOW
TestStrictOutbox = StrictOutbox.TestCase
TestStrictOutbox.settings = HOW
