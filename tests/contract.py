"""What every connector promises: one class that each connector's tests inherit.

    class TestTwitter(ConnectorContract):
        stream = "mentions"            # where `receives` shows up
        @pytest.fixture
        def platform(self) -> Platform ...   # a driver of the platform's own truth, see `Driver`

Each test is one sentence that holds for X, Facebook and the memory connector alike. A
connector is always read through `walk`: page after page, each cursor saved, as polling does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

import pytest

from connectors import PLATFORMS
from connectors.base import (
    Batch,
    Clock,
    Connector,
    ConnectorError,
    Cursor,
    InboundMessage,
    OutboundReply,
    OutcomeUnknown,
    ReauthRequired,
    Rejected,
    Retryable,
    utc_now,
)

PAGES = 50
"""More pages than any walk of these tests needs: reaching it means that the walk never ends."""

SIGNATURE = "\n— Miriam Brandt · +49 30 23125 456"


class Driver(Protocol):
    """A platform as its customers use it, and the faults that its operators would rather hide.

    `fault` arms one fault for the next call of "read" or "write": "busy" (with a reset time),
    "expired", "refused", "lost before" (no answer, nothing happened), "lost after" (no answer,
    the reply is out), "html 500", "html 200", "cut".
    """

    name: str

    def connect(
        self, now: Clock = utc_now, backfill: Mapping[str, timedelta] = MappingProxyType({})
    ) -> Connector:
        """Open a connector to our account, with its own state."""

    def receives(self, *texts: str) -> Sequence[str]:
        """Let customers write, one message a text, each in a thread of its own; return ids."""

    def answers(self, external_id: str, text: str) -> str:
        """Let the same customer write again in the thread of that message; return the id."""

    def writes_itself(self, external_id: str, text: str) -> str:
        """Let our account answer that message in the platform's own app; return the id."""

    def posted(self) -> Sequence[str]:
        """Return the texts of all our replies as the platform's truth has them, oldest first."""

    def fault(self, call: str, fault: str) -> None:
        """Arm a fault for the next call; see above."""


def walk(connector: Connector, stream: str, cursor: Cursor | None = None) -> Iterator[Batch]:
    """Read a stream page by page to its present end, as polling does."""
    for _ in range(PAGES):
        batch = connector.fetch(stream, cursor)
        yield batch
        if not batch.more:
            return
        assert batch.cursor != cursor, "a walk has to advance"
        cursor = batch.cursor
    pytest.fail(f"the walk did not end within {PAGES} pages")


def read(connector: Connector, stream: str, cursor: Cursor | None = None) -> list[InboundMessage]:
    """Return all messages of a walk."""
    return [message for batch in walk(connector, stream, cursor) for message in batch.messages]


def end(connector: Connector, stream: str, cursor: Cursor | None = None) -> Cursor:
    """Return where a stream stands after a walk."""
    return list(walk(connector, stream, cursor))[-1].cursor


def texts(messages: Sequence[InboundMessage]) -> set[str]:
    """Return what was said, without whom it was said to."""
    return {message.text.removeprefix("@lindenau_hilft").strip() for message in messages}


NUMBERS = ("eins", "zwei", "drei", "vier", "fünf")


class ConnectorContract:
    """The promises. A subclass gives `platform` (a Driver) and the stream that shows it."""

    stream: str

    @pytest.fixture
    def connector(self, platform: Driver) -> Iterator[Connector]:
        opened = platform.connect()
        yield opened
        opened.close()

    def reply(self, message: InboundMessage, text: str = "Gern geschehen!") -> OutboundReply:
        """Answer a message, signed."""
        return OutboundReply(
            key=f"key-{message.external_id}-{len(text)}",
            kind=message.kind,
            thread_id=message.thread_id,
            target=message.external_id,
            recipient_id=message.author.external_id if message.author else None,
            text=text + SIGNATURE,
            queued_at=datetime.now(UTC) - timedelta(seconds=1),
        )

    def one(self, connector: Connector, platform: Driver, text: str = "eins") -> InboundMessage:
        platform.receives(text)
        return next(m for m in read(connector, self.stream) if text in m.text)

    # reading

    @pytest.mark.parametrize(("days", "found"), [(1, set()), (7, {"eins"})])
    def test_a_stream_begins_as_far_back_as_it_is_told(self, platform, days, found) -> None:
        """Three days after somebody wrote."""
        platform.receives("eins")
        later = platform.connect(
            lambda: utc_now() + timedelta(days=3), {self.stream: timedelta(days=days)}
        )
        assert texts(read(later, self.stream)) == found
        later.close()

    def test_the_credentials_belong_to_a_named_account(self, connector, platform) -> None:
        us = connector.whoami()
        assert us.external_id
        assert us.name

    def test_what_customers_wrote_is_read(self, connector, platform) -> None:
        platform.receives(*NUMBERS)
        assert texts(read(connector, self.stream)) >= set(NUMBERS)

    def test_a_message_says_who_wrote_when_and_where(self, connector, platform) -> None:
        before = datetime.now(UTC) - timedelta(minutes=5)
        message = self.one(connector, platform)
        assert message.author is not None
        assert message.author.external_id
        assert message.author.name
        assert before < message.created_at < datetime.now(UTC) + timedelta(minutes=5)
        assert message.thread_id

    def test_each_message_comes_once_in_a_walk(self, connector, platform) -> None:
        platform.receives(*NUMBERS)
        ids = [message.external_id for message in read(connector, self.stream)]
        assert len(ids) == len(set(ids))

    def test_an_empty_platform_gives_an_empty_page_and_a_cursor(self, connector, platform) -> None:
        batches = list(walk(connector, self.stream))
        assert [m for b in batches for m in b.messages if "eins" in m.text] == []
        assert batches[-1].cursor

    @pytest.mark.parametrize("crash_after", [1, 2, 3])
    def test_nothing_is_lost_between_two_pages(self, connector, platform, crash_after) -> None:
        platform.receives(*NUMBERS)
        seen: list[Batch] = []
        for batch in walk(connector, self.stream):
            seen.append(batch)
            if len(seen) == crash_after:
                break
        platform.receives("sechs")  # written while the worker was down
        again = platform.connect()
        found = [m for batch in seen for m in batch.messages]
        found += read(again, self.stream, seen[-1].cursor)
        again.close()
        found += read(connector, self.stream, end(connector, self.stream, seen[-1].cursor))
        assert texts(found) >= {*NUMBERS, "sechs"}

    def test_only_news_come_after_a_walk_but_for_the_overlap(self, connector, platform) -> None:
        platform.receives(*NUMBERS)
        cursor = end(connector, self.stream)
        platform.receives("sechs")
        assert "sechs" in texts(read(connector, self.stream, cursor))

    def test_the_same_cursor_may_be_fetched_twice(self, connector, platform) -> None:
        platform.receives("eins")
        cursor = end(connector, self.stream)
        platform.receives("zwei")
        first, second = read(connector, self.stream, cursor), read(connector, self.stream, cursor)
        assert texts(first) == texts(second)
        assert "zwei" in texts(first)

    def test_an_answer_stays_in_the_thread_it_answers(self, connector, platform) -> None:
        first = self.one(connector, platform)
        platform.answers(first.external_id, "noch etwas")
        later = next(m for m in read(connector, self.stream) if "noch etwas" in m.text)
        assert later.thread_id == first.thread_id
        assert later.external_id != first.external_id

    def test_what_we_wrote_in_the_platforms_own_app_is_known_as_ours(
        self, connector, platform
    ) -> None:
        first = self.one(connector, platform)
        ours = platform.writes_itself(first.external_id, "Aus der App geantwortet")
        platform.answers(first.external_id, "Danke dafür")
        us = connector.whoami().external_id
        echoes = {
            message.external_id
            for batch in walk(connector, self.stream)
            for message in (*batch.messages, *batch.context)
            if message.author and message.author.external_id == us
        }
        assert ours in echoes

    def test_raw_keeps_what_the_platform_said(self, connector, platform) -> None:
        assert "eins" in str(self.one(connector, platform).raw)

    def test_usage_counts_what_was_read(self, connector, platform) -> None:
        platform.receives("eins")
        prices = PLATFORMS[platform.name].prices
        items = [name for batch in walk(connector, self.stream) for name in batch.usage.items]
        assert set(items) <= set(prices) or not prices

    # faults while reading

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ("busy", Retryable),
            ("expired", ReauthRequired),
            ("refused", Rejected),
            ("lost before", Retryable),
            ("html 500", Retryable),
            ("html 200", Retryable),
            ("cut", Retryable),
        ],
    )
    def test_a_fault_while_reading_has_its_name_and_costs_nothing(
        self, connector, platform, fault, error
    ) -> None:
        platform.receives("eins")
        cursor = end(connector, self.stream)
        platform.receives("zwei")
        platform.fault("read", fault)
        with pytest.raises(error):
            list(walk(connector, self.stream, cursor))
        assert "zwei" in texts(read(connector, self.stream, cursor))

    def test_busy_says_when_to_come_back(self, connector, platform) -> None:
        platform.fault("read", "busy")
        with pytest.raises(Retryable) as busy:
            list(walk(connector, self.stream))
        assert busy.value.after is not None
        assert busy.value.after > datetime.now(UTC)

    # writing

    def test_a_reply_arrives_byte_for_byte(self, connector, platform) -> None:
        reply = self.reply(self.one(connector, platform), "Gern! 😊 Grüße — <b>nicht fett</b>")
        receipt = connector.send(reply)
        assert receipt.external_id
        assert list(platform.posted()) == [reply.text]

    def test_a_sent_reply_is_found_again(self, connector, platform) -> None:
        reply = self.reply(self.one(connector, platform))
        receipt = connector.send(reply)
        found = connector.find_sent(reply)
        assert found is not None
        assert found.external_id == receipt.external_id

    def test_a_reply_that_was_never_sent_is_not_found(self, connector, platform) -> None:
        message = self.one(connector, platform)
        connector.send(self.reply(message, "Etwas ganz anderes"))
        assert connector.find_sent(self.reply(message)) is None

    def test_a_reply_already_accounted_for_is_not_taken_for_another(
        self, connector, platform
    ) -> None:
        reply = self.reply(self.one(connector, platform))
        receipt = connector.send(reply)
        assert connector.find_sent(replace(reply, bound=frozenset({receipt.external_id}))) is None

    def test_lost_after_it_took_effect_is_unknown_and_found(self, connector, platform) -> None:
        reply = self.reply(self.one(connector, platform))
        platform.fault("write", "lost after")
        with pytest.raises(OutcomeUnknown):
            connector.send(reply)
        assert list(platform.posted()) == [reply.text]
        assert connector.find_sent(reply) is not None

    def test_lost_before_it_took_effect_is_unknown_and_not_found(self, connector, platform) -> None:
        reply = self.reply(self.one(connector, platform))
        platform.fault("write", "lost before")
        with pytest.raises(OutcomeUnknown):
            connector.send(reply)
        assert list(platform.posted()) == []
        assert connector.find_sent(reply) is None

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ("busy", Retryable),
            ("expired", ReauthRequired),
            ("refused", Rejected),
            ("html 500", OutcomeUnknown),
            ("html 200", OutcomeUnknown),
            ("cut", OutcomeUnknown),
        ],
    )
    def test_a_fault_while_writing_has_its_name(self, connector, platform, fault, error) -> None:
        reply = self.reply(self.one(connector, platform))
        platform.fault("write", fault)
        with pytest.raises(error):
            connector.send(reply)

    def test_only_the_errors_of_the_tree_come_out(self, connector, platform) -> None:
        message = replace(self.one(connector, platform), external_id="404404404404")
        try:
            connector.send(self.reply(message))
        except ConnectorError as error:
            assert type(error).__module__.startswith("connectors.base")
