"""Whatever happens in whatever order: no reply twice, none lost, none unsigned, none out of turn.

A machine types, undoes, sends, breaks the platform and dies at any step of the real outbox;
the platform's own truth is compared with the tables after each step.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
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
from db.models import Account, AccountState, Reply, ReplyState
from db.session import connect
from inbox.care.delivery import LOOKS, NotNow, bind_echo
from inbox.outgoing import replying
from tests import postgres
from tests.desk import Desk

PEOPLE = [Author(f"c{number}", f"Kundin {number}") for number in range(3)]


def words(number: int, *, long: bool) -> str:
    """Return an answer of which no sentence is ever said twice."""
    name = "".join(chr(ord("A") + int(digit)) for digit in str(number))
    count = 9 if long else 1
    return " ".join(
        f"Den Betrag {name}{chr(ord('a') + each)} haben wir heute zurückgebucht."
        for each in range(count)
    )


FAULTS = {
    "busy": Retryable("busy"),
    "login": ReauthRequired("token"),
    "credit": OutOfCredit("credits"),
    "refused": Rejected("no", Refusal.BLOCKED),
    "not summoned": Rejected("no", Refusal.NOT_SUMMONED),
    "time-out": OutcomeUnknown("time-out"),
    "bug": ValueError("bug"),
}


class Died(BaseException):
    """The process is gone in the middle of a step; nothing behind this line happens."""


class Outbox(RuleBasedStateMachine):
    """A desk under everything that can happen to it."""

    refuses_duplicates = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(
            prefix="machine-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None
        )
        with postgres.fresh_sqlite(Path(self.folder.name)) as url:
            self.desk = Desk(connect(url))
        self.memory = PLATFORMS["memory"]
        refuses = type(self).refuses_duplicates
        PLATFORMS["memory"] = replace(
            self.memory, refuses_duplicates=lambda kind: refuses and kind is not Kind.DIRECT
        )
        self.typed = 0
        self.by_hand: set[int] = set()
        self.echoed = 0
        self.taken: set[str] = set()

    def teardown(self) -> None:
        PLATFORMS["memory"] = self.memory
        self.desk.db.close()
        self.folder.cleanup()

    @initialize(private=st.booleans())
    def customers_wrote(self, private: bool) -> None:
        kind = Kind.DIRECT if private else Kind.MENTION
        self.conversations = [self.desk.writes(who=who, kind=kind) for who in PEOPLE]

    # -- people -------------------------------------------------------------------------------

    @rule(place=st.integers(0, 2), login=st.sampled_from(["miriam", "jonas"]), long=st.booleans())
    def somebody_answers(self, place: int, login: str, long: bool) -> None:
        self.typed += 1
        self.desk.answers(
            self.conversations[place],
            words(self.typed, long=long),
            login,
            f"k{self.typed}",
            split=True,
            despite="ja",
        )

    @precondition(lambda self: self.typed)
    @rule(pick=st.integers(0, 10**6))
    def somebody_takes_back(self, pick: int) -> None:
        reply = self._one(pick)
        login = {number: name for name, number in self.desk.agents.items()}[reply.agent_id]
        try:
            with self.desk.db.write() as session:
                replying.undo(session, self.desk.actor(login), reply.id, self.desk.time)
        except replying.TooLate:
            pass

    @precondition(lambda self: self.typed)
    @rule(pick=st.integers(0, 10**6))
    def somebody_says_it_is_there(self, pick: int) -> None:
        """An agent who looks at the platform says so only when it is there."""
        reply = self._one(pick)
        if reply.state != ReplyState.UNKNOWN or reply.text not in self.desk.sent():
            return
        with self.desk.db.write() as session:
            replying.it_is_there(session, self.desk.actor(), reply.id, self.desk.time)

    @precondition(lambda self: self.typed)
    @rule(pick=st.integers(0, 10**6))
    def somebody_sends_again(self, pick: int) -> None:
        """An agent who looks at the platform says so only when it is not there."""
        reply = self._one(pick)
        if reply.text in self.desk.sent():
            return
        try:
            with self.desk.db.write() as session:
                replying.send_again(session, self.desk.actor(), reply.id, self.desk.time)
        except NotNow:
            return
        self.by_hand.add(reply.id)

    @rule()
    def an_admin_connects_again(self) -> None:
        with self.desk.db.write() as session:
            session.get_one(Account, self.desk.account_id).state = AccountState.ACTIVE

    # -- the clock and the platform -----------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 5, 30, 61, 1200]))
    def time_passes(self, seconds: int) -> None:
        self.desk.wait(seconds=seconds)

    @rule(
        dies_at=st.sampled_from([None, None, "send", "sent", "claimed", "settle"]),
        fault=st.sampled_from([None, None, *FAULTS]),
        when=st.sampled_from(["send", "sent"]),
        nth=st.integers(0, 2),
    )
    def the_outbox_runs(self, dies_at: str | None, fault: str | None, when: str, nth: int) -> None:
        if when == "sent" and fault not in ("time-out", "bug"):
            when = "send"  # a platform that says no has not taken it
        seen: Counter[str] = Counter()

        def platform(step: str) -> None:
            seen[step] += 1
            if step == "send" and self._duplicate():
                raise Rejected("duplicate", Refusal.DUPLICATE)
            if step == dies_at and seen[step] > nth:
                raise Died
            if fault and step == when and seen[step] > nth:
                raise FAULTS[fault]

        self._run(
            self.desk.delivers, platform, dies_at if dies_at in ("claimed", "settle") else None
        )

    @rule(dies=st.booleans(), fault=st.sampled_from([None, None, "busy", "login", "time-out"]))
    def somebody_looks(self, dies: bool, fault: str | None) -> None:
        def platform(step: str) -> None:
            if dies:
                raise Died
            if fault:
                raise FAULTS[fault]

        self._run(self.desk.looks, platform, None)

    @rule()
    def a_poll_shows_our_own_posts(self) -> None:
        for message in self.desk.town.ours()[self.echoed :]:
            with self.desk.db.write() as session:
                bind_echo(session, self.desk.account_id, message, self.desk.time)
        self.echoed = len(self.desk.town.ours())

    # -- what always holds --------------------------------------------------------------------

    @invariant()
    def no_reply_is_on_the_platform_twice(self) -> None:
        twice = [text for text, count in Counter(self.desk.sent()).items() if count > 1]
        assert not twice, twice

    @invariant()
    def nothing_unsigned_is_on_the_platform(self) -> None:
        for text in self.desk.sent():
            assert text.rstrip().endswith(("@example.com", "23125456", "23125789")), text
            assert "Miriam Brandt" in text or "Jonas Weber" in text

    @invariant()
    def what_counts_as_delivered_is_there_and_withdrawn_is_not(self) -> None:
        sent = self.desk.sent()
        for reply in self._all():
            if reply.state == ReplyState.DELIVERED:
                assert reply.text in sent
            if reply.state in (ReplyState.WITHDRAWN, ReplyState.HELD):
                assert reply.text not in sent

    @invariant()
    def what_failed_is_back_in_its_agents_hands(self) -> None:
        for reply in self._all():
            if reply.state == ReplyState.FAILED:
                assert reply.text not in self.desk.sent()
                login = {number: name for name, number in self.desk.agents.items()}[reply.agent_id]
                assert reply.body in self.desk.draft(reply.conversation_id, login)

    @invariant()
    def each_conversation_keeps_its_order(self) -> None:
        """But for a reply that an agent decided about when younger ones had gone on."""
        sent = {text: place for place, text in enumerate(self.desk.sent())}
        for conversation in self.conversations:
            rows = [reply for reply in self._all() if reply.conversation_id == conversation]
            places = [sent[row.text] for row in rows if row.text in sent and not self._decided(row)]
            assert places == sorted(places)

    @invariant()
    def a_part_is_there_only_behind_the_part_before(self) -> None:
        sent = self.desk.sent()
        texts = {reply.id: reply.text for reply in self._all()}
        for reply in self._all():
            if reply.after_id is not None and reply.text in sent:
                before = texts[reply.after_id]
                assert before in sent
                assert sent.index(before) < sent.index(reply.text)

    def teardown_check(self) -> None:
        """Let everything heal: then every reply is there or stands in front of a named agent."""
        self.an_admin_connects_again()
        for _ in range(12):
            self.desk.wait(seconds=1200)
            self._run(self.desk.delivers, self._strict, None)
            self._run(self.desk.looks, lambda step: None, None)
        sent = self.desk.sent()
        for reply in self._all():
            asked = reply.state == ReplyState.UNKNOWN and reply.looked >= LOOKS
            held = reply.state == ReplyState.HELD
            back = reply.state in (ReplyState.FAILED, ReplyState.WITHDRAWN)
            assert reply.text in sent or asked or held or back, (reply.state, reply.body)

    @rule()
    def everything_heals_in_the_end(self) -> None:
        self.teardown_check()

    # -- how it is done -----------------------------------------------------------------------

    def _run(self, work, platform, dies_at: str | None) -> None:
        """Run the real outbox; a death takes the process with it, and the next one is new."""
        self.desk.town.fault = platform
        patched = _patched(dies_at)
        try:
            with patched, suppress(Died):
                work()
        finally:
            self.desk.town.fault = lambda _: None

    def _strict(self, step: str) -> None:
        if step == "send" and self._duplicate():
            raise Rejected("duplicate", Refusal.DUPLICATE)

    def _duplicate(self) -> bool:
        """Return whether what is being sent stands on a platform that refuses duplicates."""
        if not type(self).refuses_duplicates:
            return False
        sent = self.desk.sent()
        return any(
            row.state == ReplyState.SENDING and row.kind != Kind.DIRECT and row.text in sent
            for row in self._all()
        )

    def _decided(self, reply: Reply) -> bool:
        return reply.id in self.by_hand or "asked" in self.desk.history(reply.id)

    def _all(self) -> list[Reply]:
        with self.desk.db.read() as session:
            return list(session.scalars(select(Reply).order_by(Reply.id)))

    def _one(self, pick: int) -> Reply:
        rows = self._all()
        return rows[pick % len(rows)]


def _patched(dies_at: str | None):
    """Let the process die between two transactions of the outbox."""
    from contextlib import nullcontext
    from unittest.mock import patch

    def dies(*_: object) -> None:
        raise Died

    if dies_at == "claimed":
        return patch("inbox.outgoing.outbox.attempt", dies)
    if dies_at == "settle":
        return patch("inbox.outgoing.outbox.settle", dies)
    return nullcontext()


class StrictOutbox(Outbox):
    """The same on a platform that refuses duplicates in public, as X does."""

    refuses_duplicates = True


HOW = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failing story is short enough
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestOutbox = Outbox.TestCase
TestOutbox.settings = HOW
TestStrictOutbox = StrictOutbox.TestCase
TestStrictOutbox.settings = HOW
