"""Two at once: two agents, two tabs, two workers. One of them is first, and nothing is doubled."""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from db.models import Reply
from inbox.care.delivery import hold_conversation
from inbox.outgoing import claims, outbox, replying
from inbox.outgoing.locks import locks_of
from tests import postgres
from tests.desk import Desk
from tests.mortal import MEMORY
from tests.paper import Paper

RACES = 100


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request) -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        kind = (
            postgres.fresh_sqlite(Path(folder)) if request.param == "sqlite" else postgres.fresh()
        )
        with kind as url:
            yield url


def at_once(*works) -> list[object]:
    """Run these in processes of their own that wait for each other; return what each came to.

    A work gets a barrier to stand at before every race.
    """
    barrier = multiprocessing.get_context("fork").Barrier(len(works))
    pipes = []
    for work in works:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                told = json.dumps(work(barrier)).encode()
                code = 0
            except BaseException as error:
                barrier.abort()
                told = json.dumps(f"{type(error).__name__}: {error}").encode()
            with os.fdopen(write, "wb") as file:
                file.write(told)
            os._exit(code)
        os.close(write)
        pipes.append((child, read))
    results = []
    for child, read in pipes:
        with os.fdopen(read, "rb") as file:
            results.append(json.loads(file.read()))
        _, status = os.waitpid(child, 0)
        assert status == 0, results[-1]
    return results


def presses_send(desk: Desk, login: str, conversations: list[int], key: str | None):
    """Return an agent who presses send in each conversation as soon as the other is there too."""

    def work(barrier) -> list[str]:
        desk.db.engine.dispose(close=False)
        seen = []
        for conversation in conversations:
            barrier.wait(60)
            how = {} if key is None else {"key": f"{key}-{conversation}"}
            try:
                desk.answers(conversation, "Das klären wir heute.", login, **how)
                seen.append("queued")
            except replying.Objected as refused:
                (objection,) = refused.objections
                seen.append(f"{objection.params['colleague']} {objection.params['at']}")
        return seen

    return work


def test_of_two_agents_who_press_send_at_once_one_is_told_of_the_other(url) -> None:
    """Between processes; test_collision.py has two hundred rounds between threads, with drafts."""
    desk = Desk(postgres.warm(url))
    conversations = [desk.writes() for _ in range(RACES // 3)]
    first, second = at_once(
        *(presses_send(desk, login, conversations, None) for login in ("miriam", "jonas"))
    )
    names = {"Miriam Brandt", "Jonas Weber"}
    for mine, theirs in zip(first, second, strict=True):
        assert "queued" in (mine, theirs)
        loser = theirs if mine == "queued" else mine
        assert loser.split(" 2026")[0] in names, (mine, theirs)
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == len(conversations)


def test_two_tabs_with_the_same_draft_make_one_reply(url) -> None:
    desk = Desk(postgres.warm(url))
    conversations = [desk.writes() for _ in range(RACES // 3)]
    at_once(*(presses_send(desk, "miriam", conversations, "draft") for _ in range(2)))
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == len(conversations)


def test_two_workers_never_send_the_same_reply(url, tmp_path: Path) -> None:
    desk = Desk(postgres.warm(url))
    paper = Paper(tmp_path / "paper")
    for _ in range(3):
        desk.account_id = desk.another_account()
        for number in range(RACES // 10):
            desk.answers(desk.writes(), f"Das klären wir, {'ja' * (number + 1)}.")
    desk.wait(seconds=desk.settings.undo_seconds)

    def sends(barrier) -> int:
        desk.db.engine.dispose(close=False)
        locks, count = locks_of(desk.db), 0
        barrier.wait(60)
        for _ in range(40):
            done = outbox.deliver_due(
                desk.db, lambda _: paper, locks, desk.settings, desk.now, str(os.getpid())
            )
            count += sum(done.counts.values())
        return count

    counts = at_once(sends, sends)
    assert len(paper.texts()) == sum(counts) == 3 * (RACES // 10)
    assert len(set(paper.texts())) == RACES // 10


def test_undo_and_a_worker_never_both_win(url, tmp_path: Path) -> None:
    desk = Desk(postgres.warm(url))
    paper = Paper(tmp_path / "paper")
    ids = [
        desk.answers(desk.writes(), f"Das klären wir, {'ja' * (number + 1)}.")[0]
        for number in range(RACES // 3)
    ]
    desk.wait(seconds=desk.settings.undo_seconds)

    def takes_back(barrier) -> list[bool]:
        desk.db.engine.dispose(close=False)
        barrier.wait(60)
        won = []
        for reply_id in reversed(ids):
            try:
                with desk.db.write() as session:
                    replying.undo(session, desk.actor(), reply_id, desk.time)
                won.append(True)
            except replying.TooLate:
                won.append(False)
        return won

    def sends(barrier) -> int:
        desk.db.engine.dispose(close=False)
        barrier.wait(60)
        outbox.deliver_due(
            desk.db, lambda _: paper, locks_of(desk.db), desk.settings, desk.now, "w"
        )
        return 0

    won, _ = at_once(takes_back, sends)
    withdrawn = {reply_id for reply_id, mine in zip(reversed(ids), won, strict=True) if mine}
    sent = set(paper.texts())
    assert len(sent) + len(withdrawn) == len(ids)
    assert not any(desk.reply(each).text in sent for each in withdrawn)


def test_whoever_changes_a_reply_waits_at_its_conversation_first() -> None:
    """A worker that takes a reply must hold nothing that who holds the conversation wants."""
    with postgres.fresh() as url:
        desk = Desk(postgres.warm(url))
        conversation = desk.writes()
        (reply_id,) = desk.answers(conversation, "Das klären wir heute.")
        desk.wait(seconds=desk.settings.undo_seconds)

        def takes() -> bool:
            with desk.db.write() as session:
                return claims.claim(session, desk.account_id, desk.time, "w") is not None

        with ThreadPoolExecutor(1) as worker, desk.db.write() as session:
            hold_conversation(session, conversation)
            taken = worker.submit(takes)
            _until_somebody_waits(desk)
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            replying.undo(session, desk.actor(), reply_id, desk.time)
            session.commit()
            assert taken.result(30) is False
        assert desk.state(reply_id) == "withdrawn"
        desk.db.close()


def _until_somebody_waits(desk: Desk) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(600):
        with desk.db.read() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the conversation")
