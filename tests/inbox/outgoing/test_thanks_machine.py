"""Whatever happens in whatever order: no second thanks leaves without a reason.

One person writes on three channels; two agents thank, answer, put off and take back, the outbox
delivers. What the platform has in the end is compared with who gave a reason.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import update

from connectors.base import Kind
from db.models import Contact, Person
from inbox.outgoing import later, replying
from inbox.outgoing.wishes import Wish
from tests import cast, postgres
from tests.desk import Desk
from tests.inbox.outgoing.waiting import writes_again
from tests.mortal import MEMORY

CHANNELS = ((cast.ERIKA, Kind.MENTION), (cast.ERIKA, Kind.DIRECT), (cast.JO, Kind.COMMENT))
LOGINS = st.sampled_from(["miriam", "jonas"])
PLACES = st.integers(0, len(CHANNELS) - 1)


@dataclass(frozen=True)
class Thanked:
    """Thanks that an agent pressed send on; `since`: their customer's matter began then."""

    reply: int
    reason: bool
    at: datetime
    since: datetime


class Thanks(RuleBasedStateMachine):
    """One person, two agents, and every order of their words."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        memory = MEMORY if MEMORY.is_dir() else None
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=memory)))
        url = self.stack.enter_context(postgres.fresh_sqlite(folder))
        self.desk = Desk(postgres.warm(url))
        self.stack.callback(self.desk.db.close)
        self.thanked: list[Thanked] = []
        self.typed = 0

    def teardown(self) -> None:
        self.hours_pass(8)
        self.no_second_thanks_left_without_a_reason()
        self.stack.close()

    @initialize()
    def one_person_writes_on_three_channels(self) -> None:
        self.here = [self.desk.writes("Alles bestens!", kind, who) for who, kind in CHANNELS]
        self.began = [self.desk.time] * len(CHANNELS)
        with self.desk.db.write() as session:
            person = Person(updated_at=self.desk.time)
            session.add(person)
            session.flush()
            session.execute(update(Contact).values(person_id=person.id))

    @rule(place=PLACES, login=LOGINS, reason=st.booleans(), waits=st.sampled_from([0, 0, 2]))
    def somebody_thanks(self, place: int, login: str, reason: bool, waits: int) -> None:
        self.typed += 1
        self.desk.wait(seconds=1)
        text = f"Vielen Dank für Ihr Lob{'!' * self.typed}"
        wish = Wish(at=self.desk.time + timedelta(hours=waits)) if waits else None
        why = "Es gab einen Grund." if reason else None
        with suppress(replying.Objected):
            means = {"despite": why, "wish": wish, "read": self.desk.has_read()}
            (reply,) = self.desk.answers(self.here[place], text, login, **means)
            self.thanked.append(Thanked(reply, reason, self.desk.time, self.began[place]))

    @rule(place=PLACES, login=LOGINS)
    def somebody_answers(self, place: int, login: str) -> None:
        self.typed += 1
        self.desk.wait(seconds=1)
        text = f"Der Betrag {'A' * self.typed} ist heute zurückgebucht."
        means = {"despite": "Das wollte sie wissen.", "read": self.desk.has_read()}
        self.desk.answers(self.here[place], text, login, **means)

    @rule(place=PLACES, more=st.booleans())
    def the_person_writes_on(self, place: int, more: bool) -> None:
        self.desk.wait(seconds=1)
        self.typed += 1
        text = f"Noch etwas: {'B' * self.typed} war auch gut." if more else "Danke!"
        who, _ = CHANNELS[place]
        writes_again(self.desk, self.here[place], text, who)
        if more:
            self.began[place] = self.desk.time

    @rule(pick=st.integers(0, 5))
    def somebody_takes_one_back(self, pick: int) -> None:
        if not self.thanked:
            return
        one = self.desk.reply(self.thanked[pick % len(self.thanked)].reply)
        login = next(name for name, number in self.desk.agents.items() if number == one.agent_id)
        with suppress(replying.TooLate), self.desk.db.write() as session:
            replying.undo(session, self.desk.actor(login), one.id, self.desk.time)

    @rule(hours=st.sampled_from([0, 1, 3]))
    def hours_pass(self, hours: int) -> None:
        self.desk.wait(hours=hours, seconds=30)
        later.bring(self.desk.db, self.desk.settings, self.desk.now)
        self.desk.after_undo()

    @invariant()
    def no_second_thanks_left_without_a_reason(self) -> None:
        out = {text: place for place, text in enumerate(self.desk.sent())}
        left = {
            one: out[text]
            for one in self.thanked
            if (text := self.desk.reply(one.reply).text) in out
        }
        for one, place in left.items():
            before = [other for other, at in left.items() if at < place and other.at >= one.since]
            assert one.reason or not before, (one, before)


TestThanks = Thanks.TestCase
TestThanks.settings = settings(
    max_examples=8,
    stateful_step_count=14,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
