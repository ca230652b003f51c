"""Faults at random, seeds fixed: what a connector says always agrees with what X really holds."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import (
    ConnectorError,
    Cursor,
    Deadlines,
    InboundMessage,
    OutboundReply,
    OutcomeUnknown,
    Receipt,
    Retryable,
)
from connectors.sandbox.accounts import X
from tests.connectors.twitter.driver import SIGNED, TOKEN, DirectDriver, XDriver
from tests.contract import PAGES, read
from tests.sandbox import Sandbox

WRITING = [
    None,
    "busy",
    "busy_silent",
    "expired",
    "refused",
    "out_of_credit",
    "html_500",
    "html_500_after",
    "html_200",
    "html_200_after",
    "empty_500",
    "broken",
    "reset_before",
    "reset_after",
    "cut",
]
READING = [*WRITING, "slow"]
PATIENCE = Deadlines(2.0, 2.0, 4.0)


def answer_to(message: InboundMessage, number: int) -> OutboundReply:
    return OutboundReply(
        key=f"k{number}",
        kind=message.kind,
        thread_id=message.thread_id,
        target=message.external_id,
        recipient_id=message.author.external_id if message.author else None,
        text=f"Antwort {number} & mehr unter www.lindenau.de\n— Miriam Brandt · +49 30 23125 456",
        queued_at=datetime.now(UTC),
    )


def outcome(send: Callable[[], Receipt]) -> Receipt | ConnectorError:
    try:
        return send()
    except ConnectorError as error:
        return error


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", [XDriver, DirectDriver])
def test_what_is_said_of_a_write_is_what_the_platform_holds(sandbox: Sandbox, kind, seed) -> None:
    dice = random.Random(f"{kind.__name__} {seed}")
    driver = kind(sandbox, dice.choice([SIGNED, TOKEN]), deadlines=PATIENCE)
    stream = "mentions" if kind is XDriver else "direct"
    driver.receives(*(f"Frage {n}" for n in range(30)))
    connector = driver.connect()
    messages = read(connector, stream)
    accounted: set[str] = set()
    for number, message in enumerate(messages):
        reply = replace(answer_to(message, number), bound=frozenset(accounted))
        fault = dice.choice(WRITING)
        if fault:
            driver.fault("write", fault)
        said = outcome(lambda reply=reply: connector.send(reply))
        sandbox.clear_faults()
        there = [m["id"] for m in sandbox.truth("x") if m["text"] == reply.text]
        assert len(there) <= 1
        found = connector.find_sent(reply)
        assert (found is not None) == bool(there), f"{fault}: the look and the truth differ"
        if isinstance(said, Receipt):
            assert there == [said.external_id]
        elif not isinstance(said, OutcomeUnknown):
            assert there == [], f"{fault}: called undone and is out"
        accounted |= set(there)
    connector.close()


@pytest.mark.parametrize("seed", range(4))
def test_no_message_is_missed_whatever_goes_wrong_while_reading(sandbox: Sandbox, seed) -> None:
    dice = random.Random(f"reading {seed}")
    driver = XDriver(sandbox, options={"page": "5"}, deadlines=PATIENCE)
    connector, saved, seen, failures = driver.connect(), None, set(), 0
    for round_ in range(25):
        for n in range(dice.randrange(4)):
            late = datetime.now(UTC) - timedelta(minutes=dice.choice([0, 0, 0, 13]))
            text = f"@{X.handle} {round_}/{n}"
            sandbox.post("x/post", handle=f"kunde{n}", text=text, created_at=late.isoformat())
        fault = dice.choice(READING)
        if fault:
            sandbox.fault("x", fault, method="GET", skip=dice.randrange(2), seconds=0.2)
        for _ in range(dice.choice([1, 2, PAGES])):
            try:
                batch = connector.fetch("mentions", saved)
            except ConnectorError:
                failures += 1
                break
            saved = batch.cursor
            seen |= {message.external_id for message in batch.messages}
            assert batch.gap is None
            if not batch.more:
                break
        sandbox.clear_faults()
    while True:
        batch = connector.fetch("mentions", saved)
        saved = batch.cursor
        seen |= {message.external_id for message in batch.messages}
        if not batch.more:
            break
    seen |= {message.external_id for message in read(connector, "mentions", saved)}
    connector.close()
    assert failures > 3
    assert seen == {message["id"] for message in sandbox.truth("x")}


def test_two_who_read_at_once_read_the_same(sandbox: Sandbox) -> None:
    driver = XDriver(sandbox, options={"page": "5"})
    driver.receives(*(str(n) for n in range(40)))
    found: list[set[str]] = []

    def poll() -> None:
        connector = driver.connect()
        found.append({message.external_id for message in read(connector, "mentions")})
        connector.close()

    threads = [threading.Thread(target=poll) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 40


def test_a_login_that_ends_in_mid_walk_costs_nothing(sandbox: Sandbox) -> None:
    driver = XDriver(sandbox, TOKEN, options={"page": "5"})
    driver.receives(*(str(n) for n in range(12)))
    connector = driver.connect()
    first = connector.fetch("mentions", None)
    sandbox.post("x/expire")
    with pytest.raises(ConnectorError):
        connector.fetch("mentions", first.cursor)
    sandbox.reset_logins()
    rest = read(driver.connect(), "mentions", first.cursor)
    assert len({m.external_id for m in (*first.messages, *rest)}) == 12


def test_a_loop_in_a_cursor_of_our_own_making_does_not_hang(sandbox: Sandbox) -> None:
    driver = XDriver(sandbox, options={"page": "5"})
    driver.receives(*(str(n) for n in range(12)))
    connector = driver.connect()
    first = connector.fetch("mentions", None)
    looped = Cursor(first.cursor.replace('"read":5', '"read":5,"blank":4'))
    second = connector.fetch("mentions", looped)
    assert second.more
    wrong = Cursor(second.cursor.replace('"oldest":', '"oldest":1,"_":'))
    assert connector.fetch("mentions", wrong).messages  # unreadable: the walk begins anew
    connector.close()


def test_a_slow_platform_is_retryable_and_the_next_call_is_fresh(sandbox: Sandbox) -> None:
    driver = XDriver(sandbox, deadlines=Deadlines(1.0, 0.3, 0.5))
    driver.receives("eins")
    connector = driver.connect()
    for _ in range(3):
        sandbox.fault("x", "hang_before", method="GET")
        with pytest.raises(Retryable):
            connector.fetch("mentions", None)
        assert len(read(connector, "mentions")) == 1
    connector.close()
