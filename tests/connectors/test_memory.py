"""The reference connector keeps every promise of the contract, with the plainest of platforms."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors import memory
from connectors.base import (
    Attachment,
    Author,
    Connection,
    ConnectorError,
    Credentials,
    OutcomeUnknown,
    ReauthRequired,
    Rejected,
    Retryable,
    utc_now,
)
from tests.contract_whole import WholeContract


class MemoryDriver:
    """Drives a town of its own."""

    name = "memory"

    def __init__(self) -> None:
        self.url = f"memory://{uuid.uuid4().hex}"
        self.town = memory.town(self.url)

    def connect(self, now=utc_now, backfill=None) -> memory.MemoryConnector:
        given = Connection("memory", "ours", None, self.url, Credentials({}))
        return memory.open(replace(given, backfill=backfill or {}), now)

    def receives(self, *texts: str) -> Sequence[str]:
        return [
            self.town.receives(text, author=Author(f"c{n}", "Erika M.")).external_id
            for n, text in enumerate(texts)
        ]

    def answers(self, external_id: str, text: str) -> str:
        first = self.town.message(external_id)
        return self.town.receives(
            text, author=first.author, thread=first.thread_id, parent=external_id
        ).external_id

    def writes_itself(self, external_id: str, text: str) -> str:
        thread = self.town.message(external_id).thread_id
        return self.town.receives(text, author=memory.OURS, thread=thread).external_id

    def posted(self) -> Sequence[str]:
        return [message.text for message in self.town.ours()]

    def edits(self, external_id: str, text: str) -> None:
        self.town.edits(external_id, text)

    def removes(self, external_id: str) -> None:
        self.town.removes(external_id)

    def sends_picture(self, text: str) -> str:
        photo = Attachment("photo", "memory://photo/1", "ein Foto")
        return self.town.receives(text, attachments=(photo,)).external_id

    def is_hidden(self, external_id: str) -> bool:
        return self.town.message(external_id).hidden

    def is_there(self, external_id: str) -> bool:
        return self.town.message(external_id).gone is None

    def pictures(self) -> Sequence[bytes]:
        return self.town.pictures()

    def fault(self, call: str, fault: str) -> None:
        moments, error = self._wanted(call, fault)

        def strike(now: str) -> None:
            if now in moments:
                self.town.fault = lambda _: None
                raise error

        self.town.fault = strike

    @staticmethod
    def _wanted(call: str, fault: str) -> tuple[set[str], ConnectorError]:
        after = datetime.now(UTC) + timedelta(minutes=1)
        lost: ConnectorError = OutcomeUnknown(fault) if call == "write" else Retryable(fault)
        error = {
            "busy": Retryable(fault, after=after),
            "expired": ReauthRequired(fault),
            "refused": Rejected(fault),
        }.get(fault, lost)
        if call == "read":
            return {"fetch", "look"}, error
        return ({"sent", "acted"} if fault == "lost after" else {"send", "act"}), error


class TestMemory(WholeContract):
    """The contract, kept in memory."""

    stream = "all"

    @pytest.fixture
    def platform(self) -> MemoryDriver:
        return MemoryDriver()


def test_a_town_is_the_same_for_everybody_who_names_it() -> None:
    assert memory.town("memory://one") is memory.town("memory://one")
    assert memory.town("memory://one") is not memory.town("memory://two")


def test_an_edit_comes_again_with_the_same_id() -> None:
    driver = MemoryDriver()
    (first,) = driver.receives("eins")
    driver.town.edits(first, "eins, verbessert")
    assert driver.town.message(first).text == "eins, verbessert"
    assert len(driver.town.all()) == 2


def test_a_reply_shows_up_only_after_the_towns_lag() -> None:
    driver, contract = MemoryDriver(), TestMemory()
    connector = driver.connect()
    reply = contract.reply(contract.one(connector, driver))
    driver.town.lag = timedelta(minutes=1)
    connector.send(reply)
    assert connector.find_sent(reply) is None
    driver.town.lag = timedelta(0)
    assert connector.find_sent(reply) is not None
