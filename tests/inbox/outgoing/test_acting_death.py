"""The one who acts dies before every line: nothing happens twice, nothing is lost silently.

As with replies it dies for real, between any two lines of the action's path, of its transitions
and of the platform's own call; the next worker finds out what happened.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, update

from connectors.base import Verb
from db.models import Account, AccountState, Action, ActionState, Message
from inbox.care import acting
from inbox.care.acting import TRIES
from inbox.outgoing.acting import carry_out
from inbox.outgoing.locks import locks_of
from tests import postgres
from tests.desk import Desk
from tests.killing import deaths_at, survey
from tests.mortal import ACT_PATH, MEMORY, outliving
from tests.paper import Paper


@dataclass
class Mortal:
    """Wishes that wait for a process which may not live to see them through."""

    desk: Desk
    paper: Paper
    wished: dict[int, str] = field(default_factory=dict)

    def wish(self) -> int:
        """Let a message be hidden, on an account of its own; returns the action."""
        self.desk.account_id = self.desk.another_account()
        conversation = self.desk.writes()
        with self.desk.db.write() as session:
            message = session.scalars(select(Message).filter_by(conversation_id=conversation)).one()
            action = acting.ask(
                session, self.desk.actor(), message.id, Verb.HIDE, self.desk.settings,
                self.desk.time,
            )  # fmt: skip
        self.wished[action] = "never begun"
        return action

    def act(self) -> None:
        """Be a process that acts, after a fork: its own connections, its own locks."""
        self.desk.db.engine.dispose(close=False)
        self.carry_out("mortal")

    def carry_out(self, worker: str) -> None:
        desk = self.desk
        carry_out(desk.db, self.open, locks_of(desk.db), desk.settings, desk.now, worker)

    def open(self, account_id: int) -> Paper:
        return self.paper

    def leave(self, action: int, how: str) -> None:
        """Let what a death left stand still; `how` says where it was."""
        self.wished[action] = how
        with self.desk.db.write() as session:
            session.get_one(Account, self.desk.account_id).state = AccountState.PAUSED

    def recover(self) -> None:
        """Let the next worker do what is left to do, as time goes by."""
        with self.desk.db.write() as session:
            session.execute(update(Account).values(state=AccountState.ACTIVE))
        for _ in range(4):
            self.carry_out("next")
            self.desk.wait(seconds=self.desk.settings.settle_seconds)

    def ask_the_agents(self) -> int:
        """Let agents try again what stands before them; returns how much it was."""
        with self.desk.db.read() as session:
            asked = select(Action).where(
                Action.state == ActionState.UNKNOWN, Action.asked_at < self.desk.time - TRIES
            )
            left = list(session.scalars(asked))
        for action in left:
            with self.desk.db.write() as session:
                acting.ask(
                    session, self.desk.actor(), action.message_id, Verb(action.verb),
                    self.desk.settings, self.desk.time,
                )  # fmt: skip
        self.recover()
        return len(left)

    def verdict(self) -> dict[str, list[str]]:
        """Return what did not happen, what happened twice, and what is shown otherwise here."""
        with self.desk.db.read() as session:
            rows = session.execute(
                select(Action, Message.hidden).join(Message, Message.id == Action.message_id)
            ).all()
        changes = {row.id: self.paper.changes(row.target) for row, _ in rows}
        return {
            "lost": [how for number, how in self.wished.items() if not changes[number]],
            "twice": [self.wished[number] for number, some in changes.items() if len(some) > 1],
            "not told": [
                self.wished[row.id]
                for row, hidden in rows
                if row.state != ActionState.DONE or not hidden
            ],
        }


CLEAN: dict[str, list[str]] = {"lost": [], "twice": [], "not told": []}


@contextmanager
def mortals(kind: str) -> Iterator[Mortal]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        folder = Path(made)
        fresh = postgres.fresh_sqlite(folder) if kind == "sqlite" else postgres.fresh()
        with fresh as url:
            mortal = Mortal(Desk(postgres.warm(url)), Paper(folder / "paper"))
            mortal.wish()
            mortal.recover()
            yield mortal
            mortal.desk.db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def mortal(request) -> Iterator[Mortal]:
    with mortals(request.param) as one:
        yield one


def dies(mortal: Mortal, ready: Callable[[], int]) -> int:
    """Let the actor die at every line of its path where that is a death of its own.

    `ready` makes something to act on. Returns among how many executions of lines that was.
    """
    world = outliving(mortal.desk.db, mortal.paper)
    ready()
    mortal.desk.db.close()
    surveyed = survey(mortal.act, ACT_PATH, world)
    action = ready()
    for ended in deaths_at(mortal.act, surveyed):
        mortal.leave(action, f"line {ended.at}, {ended.place}")
        action = ready()
    mortal.recover()
    return surveyed.lines


def test_death_at_a_line_of_the_action_neither_loses_nor_doubles(mortal) -> None:
    assert dies(mortal, mortal.wish) > 150
    assert mortal.verdict() == CLEAN
    with mortal.desk.db.read() as session:
        tried = list(session.scalars(select(Action.attempt)))
    assert tried.count(2) > 0, "no death was in the air: this tests nothing"
    assert max(tried) == 2


def test_death_after_an_answer_was_lost_neither_loses_nor_doubles(mortal) -> None:
    """Each try is for something that was done already, though nobody knows."""

    def done_already() -> int:
        mortal.paper.fails_after = True
        action = mortal.wish()
        mortal.carry_out("first")
        mortal.desk.wait(seconds=mortal.desk.settings.settle_seconds)
        mortal.paper.fails_after = False
        return action

    lines = dies(mortal, done_already)
    mortal.ask_the_agents()
    assert lines > 100
    assert mortal.verdict() == CLEAN
