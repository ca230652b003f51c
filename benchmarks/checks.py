"""All checks together, for a draft of a thousand characters: what do they cost as replies grow?

    python -m benchmarks.checks
    python -m benchmarks.checks --replies 1000 10000 --database postgresql://...

The tables are filled with replies of thirty agents to as many people, written from a bag of words
and from a few texts that everybody sends. Measured is what the composer's preview asks: what the
checks are judged by (`known_of`), the checks alone (`review`), and the whole preview. Prints
Markdown for docs/performance.md. Nothing is asserted: shared machines differ too much for that.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.migrations import upgrade
from db.models import Contact, Conversation, Message, Reply, ReplyBand, ReplyState
from db.session import Database, connect
from inbox.care.rights import Actor, Via
from inbox.outgoing import replying
from inbox.queries.known import known_of
from inbox.rules import canned
from inbox.rules.review import review
from tests import cast
from tests.desk import settings
from tests.inbox.rules.tables import FACTS, table

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
GOOD = [line["text"] for line in table("good_replies")]
BAG = sorted({word.strip(".,!?") for text in GOOD for word in text.split() if len(word) > 2})
SENT_BY_ALL = 8
ONE_IN = 20
PAGE = 5_000
ASKED = "Wann kommt mein Paket? Und was kostet der Rückversand nach Österreich?"


def texts(count: int, drawn: random.Random) -> Iterator[str]:
    """Yield texts of some forty words; one in twenty is one that everybody sends."""
    common = [" ".join(drawn.choices(BAG, k=40)) for _ in range(SENT_BY_ALL)]
    for _ in range(count):
        if drawn.randrange(ONE_IN) == 0:
            yield drawn.choice(common)
        else:
            yield " ".join(drawn.choices(BAG, k=drawn.randrange(25, 55)))


def fill(db: Database, agents: list[int], account_id: int, begun: int, until: int) -> None:
    """Let replies to others have been delivered, as many as `until` with those there already."""
    drawn = random.Random(until)
    said = texts(until - begun, drawn)
    for first in range(begun, until, PAGE):
        with db.write() as session:
            page(session, agents, account_id, range(first, min(first + PAGE, until)), said, drawn)


def page(
    session: Session,
    agents: list[int],
    account_id: int,
    numbers: range,
    said: Iterator[str],
    drawn: random.Random,
) -> None:
    """Write a page of people, their conversations, and what they were answered."""
    at = {
        one: NOW - timedelta(days=80) + timedelta(seconds=60 * one % 6_000_000) for one in numbers
    }
    least = 1_000
    session.execute(insert(Contact), [
        {"id": least + one, "platform": "memory", "external_id": f"c{one}", "created_at": NOW,
         "name": f"{drawn.choice(BAG)} {drawn.choice(BAG)}", "withheld": False} for one in numbers
    ])  # fmt: skip
    session.execute(insert(Conversation), [
        {"id": least + one, "account_id": account_id, "thread_id": f"t{one}", "preview": "",
         "contact_id": least + one, "kind": Kind.MENTION, "state": "waiting", "heat": "",
         "last_message_at": at[one], "created_at": at[one]} for one in numbers
    ])  # fmt: skip
    told = {one: next(said) for one in numbers}
    session.execute(insert(Reply), [
        {"id": least + one, "key": f"k{one}", "draft_key": f"d{one}", "account_id": account_id,
         "conversation_id": least + one, "agent_id": drawn.choice(agents), "via": "page",
         "kind": Kind.MENTION, "thread_id": f"t{one}", "target": "1", "body": told[one],
         "typed": told[one], "signature": "– M", "text": f"{told[one]} – M", "part": 1, "parts": 1,
         "private": False, "state": ReplyState.DELIVERED, "attempt": 1, "looked": 0,
         "not_before": at[one], "queued_at": at[one], "undo_until": at[one], "sent_at": at[one]}
        for one in numbers
    ])  # fmt: skip
    session.execute(insert(ReplyBand), [
        {"band": band, "reply_id": least + one}
        for one in numbers for band in set(canned.bands(told[one]))
    ])  # fmt: skip


def measured(work: Callable[[int], object], times: int) -> float:
    """Return the median of what a piece of work took, in milliseconds."""
    took = []
    for at in range(times + 3):
        begun = time.perf_counter()
        work(at)
        took.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(took[3:])


def drafts(likest: str) -> Callable[[int], str]:
    """Return drafts of a thousand characters, each another: half of them like one that was sent."""
    drawn = random.Random(7)

    def draft(at: int) -> str:
        text = "Hallo Erika, " + (likest if at % 2 else "")
        while len(text) < 1_000:
            text += f" {drawn.choice(GOOD)}"
        return text[:1_000]

    return draft


def measure(db: Database, agent_id: int, here: int, times: int) -> tuple[float, float, float]:
    """Return what the facts, the checks and the whole preview take."""
    with db.read() as session:
        likest = session.scalar(select(Reply.body).order_by(Reply.id.desc()).limit(1)) or ""
    draft, given = drafts(likest), settings(sandbox=True)
    with db.read() as session:
        known = [known_of(session, here, draft(at), NOW) for at in range(8)]
    actor = Actor(agent_id, cast.Role.AGENT, Via.PAGE)

    def facts(at: int) -> None:
        with db.read() as session:
            known_of(session, here, draft(at), NOW)

    def checks(at: int) -> None:
        review(draft(at), replace(FACTS, known=known[at % len(known)]))

    def whole(at: int) -> None:
        with db.read() as session:
            replying.preview(session, actor, here, draft(at), given, NOW)

    return measured(facts, times), measured(checks, times), measured(whole, times)


def scene(db: Database) -> tuple[list[int], int, int]:
    """Set thirty agents, an account and a customer who asks; returns their ids."""
    with db.write() as session:
        account_id = cast.account(session).id
        agents = [
            cast.agent(session, cast.MIRIAM | {"work_name": f"Agentin{at} Brandt"}).id
            for at in range(30)
        ]
        matter = cast.matter(session, session.get_one(cast.Account, account_id), ASKED)
        return agents, account_id, matter.conversation.id


def main() -> int:
    """Fill, measure, fill further; print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--replies", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked.add_argument("--times", type=int, default=60)
    asked.add_argument("--database", help="an empty one; else SQLite in a folder of its own")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'checks.db'}"
        db = connect(url)
        upgrade(db)
        agents, account_id, here = scene(db)
        print(
            "| earlier replies | what it is judged by | the checks | the whole preview | growth |"
        )
        print("|---|---|---|---|---|")
        there, first = 0, 0.0
        for count in given.replies:
            fill(db, agents, account_id, there, count)
            there = count
            facts, checks, whole = measure(db, agents[0], here, given.times)
            first = first or whole
            line = f"| {count:,} | {facts:.1f} ms | {checks:.1f} ms | {whole:.1f} ms"
            print(f"{line} | {whole / first:.2f} |", flush=True)
        with db.read() as session:
            bands = session.scalar(select(func.count()).select_from(ReplyBand))
            told = session.scalar(select(func.count()).select_from(Message))
        print(f"\n{bands:,} bands, {told:,} messages", file=sys.stderr)
        db.engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
