"""Many accounts, little room: replies before polls, budgets and limits kept, nobody delayed."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from connectors.base import Bucket, Kind, ReauthRequired, Retryable, Usage
from connectors.memory import PLATFORM
from db.models import (
    Account,
    AccountState,
    Limit,
    Message,
    PollRun,
    Reply,
    ReplyState,
    Spending,
    Stream,
)
from inbox.care.limits import note
from inbox.care.vault import Vault
from inbox.incoming import polling, schedule
from inbox.incoming.crew import Crew
from inbox.incoming.schedule import GIVE_WAY, Lane
from inbox.outgoing.outbox import deliver_due
from inbox.queries import limits, streams
from inbox.rules.budget import Thrift
from inbox.rules.limits import kept
from inbox.worker import Worker
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import Hands, Scripted, page, said, settings, world
from tests.inbox.test_worker import Calm, until

LEASE = timedelta(seconds=180)
SOON = NOON + timedelta(minutes=15)


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


@pytest.fixture
def lite(sqlite_database, tmp_path):
    return world(sqlite_database, tmp_path)


def claim(here, worker="w1", now=None, lane=Lane.SOUND) -> list[int]:
    with here.db.write() as session:
        claimed = schedule.claim(session, worker, now or here.clock(), LEASE, 50, lane)
        return [one.stream_id for one in claimed]


def reply(here, not_before=NOON, text="Das klären wir. – Miriam", **more) -> int:
    """Put a reply into line; returns its id."""
    with here.db.write() as session:
        account = session.get_one(Account, here.account_id)
        agent = session.scalars(select(cast.Agent)).first() or cast.agent(session)
        thread = uuid.uuid4().hex
        who = session.scalars(select(cast.Contact)).first()
        matter = cast.matter(session, account, who=who, thread=thread)
        row = Reply(
            key=uuid.uuid4().hex, draft_key=uuid.uuid4().hex, account_id=account.id,
            conversation_id=matter.conversation.id, agent_id=agent.id, via="page",
            kind=Kind.MENTION, thread_id=thread, target=thread, body="Das klären wir.",
            signature="– Miriam", text=text, not_before=not_before, queued_at=NOON,
            undo_until=NOON, **more,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def limit(here, remaining: int, bucket="town", ceiling=10, reset=SOON) -> None:
    with here.db.write() as session:
        told = Usage(buckets=(Bucket(bucket, ceiling, remaining, reset),))
        note(session, here.account_id, told, NOON)


# -- replies before polls (C4) --------------------------------------------------------------------


def test_polls_of_an_account_wait_for_its_due_replies(here) -> None:
    reply(here)
    assert claim(here) == []
    with here.db.write() as session:
        session.execute(update(Reply).values(state=ReplyState.DELIVERED))
    assert claim(here) == [here.stream_id]


def test_polls_of_other_accounts_do_not_wait(here) -> None:
    reply(here)
    with here.db.write() as session:
        other = Account(
            platform="memory", external_id="other", slug="other", name="x",
            base_url="memory://x", credentials="", sandbox=True, created_at=NOON,
        )  # fmt: skip
        session.add(other)
        session.flush()
        stream = cast.stream(session, other).id
    assert claim(here) == [stream]


def test_a_reply_that_is_not_due_yet_holds_up_nothing(here) -> None:
    reply(here, not_before=NOON + timedelta(seconds=5))
    assert claim(here) == [here.stream_id]


def test_a_reply_that_cannot_leave_holds_up_polls_for_a_moment_only(here) -> None:
    reply(here)
    assert claim(here, now=NOON + GIVE_WAY - timedelta(seconds=1)) == []
    assert claim(here, now=NOON + GIVE_WAY) == [here.stream_id]


def test_of_ten_calls_three_replies_go_first_and_sixty_due_polls_share_the_rest(lite) -> None:
    """One budget of ten calls in a quarter of an hour for everything the account does."""
    left = 10

    def call() -> Usage:
        nonlocal left
        if left == 0:
            raise Retryable("slow down", after=SOON)
        left -= 1
        return Usage({"message": 1}, (Bucket("town", 10, left, SOON),))

    class Metered(Scripted):
        def send(self, outbound):
            receipt = lite.opener(lite.account_id).send(outbound)
            told = call()
            return type(receipt)(receipt.external_id, receipt.sent_at, None, told)

    connector = Metered([lambda: page(usage=call())])
    lite.change(Stream, pace="every 1s")
    replies = [reply(lite) for _ in range(3)]
    order = []
    one = Worker(lite.db, Vault("x" * 16), lite.settings, connector.opener, now=lite.clock)
    for _ in range(60):
        before = left
        one.poll()
        assert one.crew.idle(within=20)
        order += ["poll"] * (before - left)
        before = left
        one.deliver()
        order += ["reply"] * (before - left)
        lite.clock.forward(seconds=1)
    assert order[:3] == ["reply"] * 3
    assert order.count("poll") == 10 - 3 - kept(10)
    with lite.db.read() as session:
        states = set(session.scalars(select(Reply.state).where(Reply.id.in_(replies))))
    assert states == {ReplyState.DELIVERED}
    late = reply(lite, not_before=lite.clock())
    one.deliver()
    with lite.db.read() as session:
        assert session.get_one(Reply, late).state == ReplyState.DELIVERED


# -- limits, shared by all workers ----------------------------------------------------------------


def test_a_limit_that_one_worker_saw_holds_every_worker(here) -> None:
    usage = Usage(buckets=(Bucket("town", 100, 10, SOON),))
    with here.db.write() as session:
        account = session.get_one(Account, here.account_id)
        sibling = cast.stream(session, account, "s2").id
    here.poll(Scripted([page(usage=usage)]).opener)
    with here.db.write() as session:
        session.execute(update(Stream).values(due_at=NOON))
    assert claim(here, "another") == []
    assert claim(here, "another", now=SOON) in ([here.stream_id], [sibling])


def test_a_limit_that_is_no_matter_of_replies_holds_its_own_stream_only(here) -> None:
    limit(here, 0, bucket="mentions")
    assert claim(here) == [here.stream_id]


def test_what_a_reply_saw_of_a_limit_counts_for_polls(lite) -> None:
    class Telling(Scripted):
        def send(self, outbound):
            receipt = lite.opener(lite.account_id).send(outbound)
            told = Usage({"reply": 1}, (Bucket("town", 100, 5, SOON),))
            return type(receipt)(receipt.external_id, receipt.sent_at, None, told)

    reply(lite)
    one = Worker(lite.db, Vault("x" * 16), lite.settings, Telling([]).opener, now=lite.clock)
    deliver_due(lite.db, Telling([]).opener, one._locks, lite.settings, lite.clock, "w1")
    assert claim(lite) == []
    assert claim(lite, now=SOON) == [lite.stream_id]


@pytest.mark.parametrize("ceiling", [1, 2, 5, 6, 10, 29, 30, 39, 40, 100, 900])
def test_the_table_keeps_the_share_that_the_rule_says(here, ceiling) -> None:
    limit(here, 0, ceiling=ceiling)
    with here.db.read() as session:
        found = session.scalar(select(limits.kept()).select_from(Limit))
    assert found == kept(ceiling)


@pytest.mark.parametrize(
    ("remaining", "bucket", "reset"),
    [(3, "town", SOON), (4, "town", SOON), (0, "mentions", SOON), (0, "town", NOON)],
)
def test_what_the_clock_holds_back_is_what_the_page_says(here, remaining, bucket, reset) -> None:
    limit(here, remaining, bucket, reset=reset)
    with here.db.read() as session:
        (account,) = streams.connected(session, NOON)
        view, _ = streams.one(session, here.stream_id, NOON)
    rests = claim(here) == []
    assert (account.streams[0].spared(NOON), view.spared(NOON)) == (SOON if rests else None,) * 2


def test_of_two_limits_that_are_kept_for_replies_the_later_reset_counts(here) -> None:
    later = SOON + timedelta(minutes=1)
    limit(here, 0)
    limit(here, 0, bucket="pages", reset=later)
    with here.db.read() as session:
        assert limits.spared_until(session, [here.account_id], NOON) == {here.account_id: later}


def test_the_word_seen_last_counts(here) -> None:
    limit(here, 0)
    limit(here, 9)
    assert claim(here) == [here.stream_id]


def test_every_platforms_shared_limits_are_known(lite) -> None:
    assert PLATFORM.shared <= limits.SHARED


# -- budgets --------------------------------------------------------------------------------------


def thrifty(here, held: Thrift) -> None:
    here.change(Account, thrift=held)


@pytest.mark.parametrize("held", [Thrift.USUAL, Thrift.SLOWER, Thrift.PEOPLE_ONLY])
def test_what_people_write_is_polled_until_the_last_step(here, held) -> None:
    thrifty(here, held)
    assert claim(here) == [here.stream_id]


@pytest.mark.parametrize("held", [Thrift.NO_POLLS, Thrift.NOTHING])
def test_at_the_last_step_nothing_is_polled(here, held) -> None:
    thrifty(here, held)
    assert claim(here) == []


@pytest.mark.parametrize("held", list(Thrift))
@pytest.mark.parametrize("name", ["all", "revisit"])
def test_what_a_budget_stops_is_what_the_page_says(here, held, name) -> None:
    here.change(Stream, name=name)
    thrifty(here, held)
    with here.db.read() as session:
        view, account = streams.one(session, here.stream_id, NOON)
    stopped = claim(here) == []
    assert (view.saves_until, account.thrift) == (date(2026, 12, 1) if stopped else None, held)


def test_a_stream_that_a_budget_stops_does_not_stand_in_the_way_of_the_others(here) -> None:
    with here.db.write() as session:
        account = session.get_one(Account, here.account_id)
        spared = cast.stream(session, account, "revisit")
        spared.due_at = NOON - timedelta(hours=1)
        spared_id = spared.id
    thrifty(here, Thrift.PEOPLE_ONLY)
    assert claim(here) == [here.stream_id]
    thrifty(here, Thrift.SLOWER)
    assert claim(here, now=NOON + LEASE) == [spared_id]


def test_a_stream_that_saves_looks_every_fourth_time(lite) -> None:
    thrifty(lite, Thrift.SLOWER)
    lite.poll()
    assert lite.stream().due_at == NOON + timedelta(minutes=4)


def test_what_looks_seldom_anyway_is_not_made_blind(lite) -> None:
    lite.change(Stream, pace="every 40m")
    thrifty(lite, Thrift.SLOWER)
    lite.poll()
    assert lite.stream().due_at == NOON + timedelta(minutes=40)


def test_replies_leave_when_polls_are_stopped_and_wait_where_an_admin_said_so(here) -> None:
    one = Worker(here.db, Vault("x" * 16), here.settings, here.opener, now=here.clock)
    thrifty(here, Thrift.NOTHING)
    reply(here)
    one.deliver()
    assert here.town.ours() == ()
    thrifty(here, Thrift.NO_POLLS)
    one.deliver()
    assert len(here.town.ours()) == 1


# -- spending -------------------------------------------------------------------------------------


def spent(here) -> dict[str, tuple[int, int]]:
    with here.db.read() as session:
        rows = session.scalars(select(Spending))
        return {row.item: (row.count, row.micros) for row in rows}


def test_a_poll_counts_what_its_pages_used_up_and_its_run_says_so(here) -> None:
    pages = [
        page(said("1"), cursor="1", more=True, usage=Usage({"message": 2})),
        page(said("2"), cursor="2", usage=Usage({"message": 3})),
    ]
    run = here.poll(Scripted(pages).opener)
    assert run.micros == 5_000
    assert spent(here) == {"message": (5, 5_000)}
    assert here.runs()[0].micros == 5_000


def test_what_a_failed_call_used_up_is_counted_too(here) -> None:
    error = Retryable("slow down", usage=Usage({"message": 1}))
    here.poll(Scripted([page(more=True, usage=Usage({"message": 1})), error]).opener)
    assert spent(here) == {"message": (2, 2_000)}
    assert here.runs()[0].micros == 2_000


def test_a_page_that_was_not_stored_was_not_counted(lite, monkeypatch) -> None:
    class Full(Exception):
        pass

    def full(*_):
        raise Full

    monkeypatch.setattr("inbox.incoming.ledger.advance", full)
    lite.poll(Scripted([page(said("1"), usage=Usage({"message": 1}))]).opener)
    assert spent(lite) == {}
    with lite.db.read() as session:
        assert session.scalar(select(func.count(Message.id))) == 0


def test_a_page_read_for_somebody_elses_stream_was_paid_for_all_the_same(lite) -> None:
    def lost():
        lite.change(Stream, lease_by="another", lease_until=NOON + LEASE)
        return page(said("1"), usage=Usage({"message": 1}))

    lite.poll(Scripted([lost]).opener)
    assert spent(lite) == {"message": (1, 1_000)}


def test_a_reply_is_counted_once_by_the_platforms_rule(here) -> None:
    reply(here)
    one = Worker(here.db, Vault("x" * 16), here.settings, here.opener, now=here.clock)
    one.deliver()
    one.deliver()
    here.poll()
    assert spent(here)["reply"] == (1, 10_000)


# -- thirty accounts (C3) -------------------------------------------------------------------------


def test_of_thirty_accounts_the_healthy_keep_their_pace_whatever_the_others_do(
    sqlite_database, tmp_path
) -> None:
    """Fifteen hang, five drip until their deadline, three are logged out; seven are healthy."""
    clock, ticks, hang = Hands(), Hands(), threading.Event()
    with sqlite_database.write() as session:
        ids = []
        for number in range(30):
            account = cast.account(session, slug=f"a{number}", external_id=f"ours-{number}")
            cast.stream(session, account).pace = "every 1s"
            ids.append(account.id)
    hanging, dripping, out, healthy = ids[:15], ids[15:20], ids[20:23], ids[23:]
    asked: dict[int, int] = dict.fromkeys(ids, 0)
    drip = threading.Condition()

    def dripped() -> None:
        """Answer when the clock says that the deadline of twenty seconds has passed."""
        until_ = clock() + timedelta(seconds=20)
        with drip:
            drip.wait_for(lambda: clock() >= until_ or hang.is_set(), 60)
        raise Retryable("no answer in time")

    def opener(account_id):
        asked[account_id] += 1
        if account_id in hanging:
            return Calm(hang.wait)
        if account_id in dripping:
            return Calm(dripped)
        if account_id in out:
            return Calm(lambda: _raise(ReauthRequired("log in again")))
        return Calm()

    def seconds() -> float:
        return (ticks() - NOON).total_seconds()

    given = settings(tmp_path, tick_seconds=0.05)
    busy = Worker(sqlite_database, Vault("x" * 16), given, opener, now=clock)
    busy.crew = Crew(8, seconds)
    with sqlite_database.read() as session:
        streams = dict(session.execute(select(Stream.id, Stream.account_id)).all())
    fine = {stream for stream, account in streams.items() if account in healthy}
    try:
        for _ in range(60):
            clock.forward(seconds=1)
            ticks.forward(seconds=1)
            with drip:
                drip.notify_all()
            busy.poll()
            until(lambda: not fine & busy.crew.running())
        with sqlite_database.read() as session:
            counts = dict(
                session.execute(
                    select(Stream.account_id, func.count(PollRun.id))
                    .join(PollRun, PollRun.stream_id == Stream.id)
                    .group_by(Stream.account_id)
                ).all()
            )
            states = {
                state
                for (state,) in session.execute(select(Account.state).where(Account.id.in_(out)))
            }
    finally:
        hang.set()
        with drip:
            drip.notify_all()
    assert min(counts[account] for account in healthy) >= 57  # 95 % of sixty
    assert states == {AccountState.LOGIN_NEEDED}
    assert max(asked[account] for account in out) == 1
    assert max(asked[account] for account in hanging) == 1
    assert max(asked[account] for account in dripping) <= 2
    assert busy.crew.idle(within=20)


def _raise(error: Exception) -> None:
    raise error


def test_a_poll_that_slept_over_many_due_times_runs_once(lite) -> None:
    """SIGSTOP for ten minutes is such a sleep (C5): the due times in between are not made up."""
    lite.poll()
    lite.clock.forward(minutes=10)
    assert claim(lite) == [lite.stream_id]
    polling.poll(
        lite.db, lite.opener, lite.stream_id, lite.settings, lite.clock, by="w1", draw=lambda: 0.0
    )
    assert claim(lite) == []
    assert lite.stream().due_at == lite.clock() + timedelta(minutes=1)


def test_after_a_refusal_for_speed_an_account_is_asked_at_most_twice_a_minute(lite) -> None:
    """429 without a word about when (C1): a minute at least, then longer and longer."""
    asked = []

    def busy() -> None:
        asked.append(lite.clock())
        raise Retryable("slow down")

    one = Worker(lite.db, Vault("x" * 16), lite.settings, lambda _: Calm(busy), now=lite.clock)
    for _ in range(120):
        lite.clock.forward(seconds=5)
        one.poll()
        assert one.crew.idle(within=20)
    for at in asked:
        assert sum(at <= other < at + timedelta(minutes=1) for other in asked) <= 2
    assert len(asked) <= 5
