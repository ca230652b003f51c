"""Polls never eat the calls that replies need: one page, one budget, both at work at once.

Facebook counts every call of a page against one limit (developers.facebook.com, rate limits);
the stand-in does too, and refuses what is above it.
"""

from __future__ import annotations

import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from connectors.sandbox.accounts import X
from db.models import Conversation, PollRun, Reply, ReplyEvent, ReplyState, Role, Stream, Trouble
from db.session import Database
from inbox.care.delivery import Event
from inbox.care.rights import Actor, Via
from inbox.care.vault import Vault
from inbox.outgoing import replying
from inbox.worker import Worker
from tests import cast
from tests.inbox.incoming.platforms import KEY, Front, front
from tests.sandbox import Sandbox

SECOND = timedelta(seconds=1)


class Counter:
    """A page with an agent, on a platform that allows few calls an hour."""

    def __init__(self, here: Front) -> None:
        self.here = here
        with here.db.write() as session:
            self.actor = Actor(cast.agent(session).id, Role.AGENT, Via.PAGE)
        self.worker = Worker(here.db, Vault(KEY), here.settings, here.opener, now=here.now)

    def allowed(self, calls: int) -> None:
        self.here.sandbox.settings("facebook", calls_an_hour=calls)

    def busy_page(self, posts: int) -> None:
        """Let people comment so much that each post costs a call of its own."""
        for post in range(posts):
            key = self.here.sandbox.post("facebook/post", text=f"Frage {post}", author="Jo")["id"]
            for comment in range(27):  # a feed shows 25 of them
                said = f"Kommentar {post} {comment}"
                self.here.sandbox.post("facebook/comment", on=key, text=said, author="Erika M.")

    def everything_is_due(self) -> None:
        with self.here.db.write() as session:
            for stream in session.scalars(select(Stream)):
                if stream.not_before is None or stream.not_before <= self.here.now():
                    stream.due_at = self.here.now() - SECOND

    def queues(self, count: int) -> list[int]:
        """Let the agent answer so many conversations of Facebook; returns the replies' ids."""
        found = []
        with self.here.db.write() as session:
            page = self.here.account("facebook").id
            answered = select(Reply.id).where(Reply.conversation_id == Conversation.id).exists()
            wanted = select(Conversation.id).where(Conversation.account_id == page, ~answered)
            for matter in session.scalars(wanted.order_by(Conversation.id).limit(count)).all():
                queued = replying.queue(
                    session, self.actor, matter, f"Das klären wir heute, Nummer {matter}.",
                    uuid.uuid4().hex, self.here.settings, self.here.now(),
                )  # fmt: skip
                found += queued.reply_ids
        assert len(found) == count
        return found

    def states(self, replies: list[int]) -> list[str]:
        with self.here.db.read() as session:
            return list(session.scalars(select(Reply.state).where(Reply.id.in_(replies))))

    def held_up(self) -> int:
        """Return how often a reply heard that the platform is busy."""
        with self.here.db.read() as session:
            busy = select(func.count()).where(ReplyEvent.event == Event.BUSY)
            return session.scalar(busy) or 0

    def throttled(self) -> int:
        with self.here.db.read() as session:
            runs = select(func.count()).where(PollRun.trouble == Trouble.BUSY)
            return session.scalar(runs) or 0

    def goes_on(self, calls: int) -> None:
        """Wait until polls have made so many calls more, or have had their share."""

        def made() -> int:
            with self.here.db.read() as session:
                return session.scalar(select(func.sum(PollRun.pages))) or 0

        until, end = made() + calls, time.monotonic() + 60
        while made() < until and self.here.stream("feed").not_before is None:
            assert time.monotonic() < end, "nobody polls"
            time.sleep(0.01)

    def polls(self) -> None:
        """Do one tick of polls, to its end."""
        self.worker.poll()
        assert self.worker.crew.idle(within=60)


@pytest.fixture
def counter(sqlite_database: Database, sandbox: Sandbox, tmp_path: Path) -> Counter:
    here = front(sqlite_database, sandbox, tmp_path, page_limit=100, poll_seconds=100)
    return Counter(here)


def test_a_long_walk_ends_where_the_share_of_replies_begins(counter: Counter) -> None:
    counter.busy_page(posts=40)
    counter.allowed(30)
    for _ in range(5):
        counter.everything_is_due()
        counter.polls()
    replies = counter.queues(3)
    counter.worker.deliver()
    assert counter.states(replies) == [ReplyState.DELIVERED] * 3
    assert (counter.held_up(), counter.throttled()) == (0, 0)


def test_replies_that_wait_go_before_polls_that_are_due(counter: Counter) -> None:
    counter.busy_page(posts=4)
    counter.polls()
    counter.everything_is_due()
    replies = counter.queues(3)
    before = len(counter.here.sandbox.truth("facebook"))
    with counter.here.db.read() as session:
        runs = session.scalar(select(func.count(PollRun.id)))
    counter.polls()
    with counter.here.db.read() as session:
        page = counter.here.account("facebook").id
        polled = session.scalar(
            select(func.count(PollRun.id))
            .join(Stream, Stream.id == PollRun.stream_id)
            .where(Stream.account_id == page, PollRun.id > runs)
        )
    counter.worker.deliver()
    assert polled == 0
    assert len(counter.here.sandbox.truth("facebook")) == before + 3
    assert counter.states(replies) == [ReplyState.DELIVERED] * 3


def test_both_at_work_at_once_leave_every_reply_its_call(counter: Counter) -> None:
    counter.busy_page(posts=8)
    counter.polls()
    counter.busy_page(posts=40)
    counter.allowed(40)
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            counter.everything_is_due()
            counter.polls()

    racing = threading.Thread(target=poll)
    racing.start()
    sent: list[int] = []
    try:
        for _ in range(5):
            counter.goes_on(calls=5)
            sent += counter.queues(1)
            counter.worker.deliver()
    finally:
        stop.set()
        racing.join(120)
    assert counter.states(sent) == [ReplyState.DELIVERED] * 5
    assert counter.held_up() == 0


def test_on_x_reading_has_limits_of_its_own(counter: Counter) -> None:
    here = counter.here
    here.sandbox.settings("x", limits=True)
    here.posts("direct", "Meine Kundennummer?")
    for _ in range(16):  # docs.x.com, rate limits: 15 reads of direct messages in 15 minutes
        here.poll("direct")
    here.sandbox.post("x/post", text=f"@{X.handle} Hallo?", handle="erika_m", name="Erika")
    assert here.poll("mentions").trouble is None
    (wait,) = [here.stream("direct").due_at - here.now()]
    assert wait > 10 * 60 * SECOND
