"""Replies whose answer was lost on the way, seen by a poll before anybody has looked for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sandbox.accounts import X
from db.models import ReplyState, Role
from db.session import Database
from inbox.care.rights import Actor, Via
from inbox.outgoing import outbox, replying
from inbox.outgoing.locks import locks_of
from inbox.queries import thread
from inbox.queries.thread import Entry
from tests import cast
from tests.inbox.incoming.platforms import STREAMS, TOWNS, Front, front
from tests.sandbox import Sandbox


@pytest.fixture
def here(sqlite_database: Database, sandbox: Sandbox, tmp_path: Path) -> Iterator[Front]:
    yield front(sqlite_database, sandbox, tmp_path)
    sandbox.clear_faults()


def loses(here: Front, platform: str, text: str) -> int:
    """Answer the one conversation; the platform takes it, its receipt never comes."""
    (matter,) = here.matters()
    with here.db.write() as session:
        miriam = Actor(cast.agent(session).id, Role.AGENT, Via.PAGE)
        key = uuid.uuid4().hex
        replying.queue(session, miriam, matter.id, text, key, here.settings, here.now())
    here.sandbox.fault(TOWNS[platform], "reset_after", method="POST", times=1)
    locks = locks_of(here.db)
    outbox.deliver_due(here.db, here.opener, locks, here.settings, here.now, "w1")
    assert [entry.delivery.state for entry in ours(here, matter.id)] == [ReplyState.UNKNOWN]
    return matter.id


def ours(here: Front, conversation: int) -> list[Entry]:
    with here.db.read() as session:
        view = thread.opened(session, conversation)
    assert view is not None
    return [entry for entry in view.entries if entry.ours]


@pytest.mark.parametrize(("platform", "name"), STREAMS[1:])
def test_what_a_poll_brings_back_is_the_reply_and_stands_there_once(
    here: Front, platform: str, name: str
) -> None:
    here.posts(name, "Wo bleibt mein Geld?")
    here.poll(name)
    conversation = loses(here, platform, "Das klären wir & melden uns.")
    here.poll(name)
    (entry,) = ours(here, conversation)
    assert entry.delivery is not None
    assert entry.delivery.state == ReplyState.DELIVERED


def test_a_public_reply_on_x_is_known_by_the_answer_below_it(here: Front) -> None:
    here.posts("mentions", "Wo bleibt mein Geld?")
    here.poll("mentions")
    conversation = loses(here, "twitter", "Das klären wir & melden uns.")
    reply = next(post for post in here.sandbox.truth("x") if post["ours"])
    here.sandbox.post("x/post", text=f"@{X.handle} Danke!", handle="erika_m", name="Erika",
                      reply_to=reply["id"])  # fmt: skip
    here.poll("mentions")
    (entry,) = ours(here, conversation)
    assert entry.delivery is not None
    assert entry.delivery.state == ReplyState.DELIVERED
