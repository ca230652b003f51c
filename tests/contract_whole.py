"""What a connector promises beyond reading and answering: edits, deletions, actions, pictures.

Each connector's tests inherit this one beside `ConnectorContract`, with the same driver. What a
platform does not have (`Platform.actions`, `looks_at`, `pictures`) it must refuse, not ignore.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import pytest

from connectors import PLATFORMS
from connectors.base import (
    Action,
    Answerable,
    Found,
    Gone,
    InboundMessage,
    OutcomeUnknown,
    Picture,
    ReauthRequired,
    Rejected,
    Retryable,
    Verb,
)
from tests.contract import ConnectorContract, Driver, read

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""One red pixel as PNG."""


class WholeDriver(Driver, Protocol):
    """What customers and operators can do besides; see `Driver`."""

    def edits(self, external_id: str, text: str) -> None:
        """Let the author change a message; its id as we know it stays the same."""

    def removes(self, external_id: str) -> None:
        """Let the author delete a message."""

    def sends_picture(self, text: str) -> str:
        """Let a customer write with a photo; return the id."""

    def is_hidden(self, external_id: str) -> bool:
        """Return whether the platform hides a message from the public."""

    def is_there(self, external_id: str) -> bool:
        """Return whether the platform still has a message."""

    def pictures(self) -> Sequence[bytes]:
        """Return the images that came with our replies, oldest first."""


class Looks(ConnectorContract):
    """What a second look promises: edits and deletions.

    `dated_edits` is False where the platform does not say that a text was edited: then only
    the text itself shows it.
    """

    dated_edits = True

    def look(self, connector, message: InboundMessage) -> Found:
        return connector.look([message.external_id])

    def test_an_edited_message_keeps_its_id(self, connector, platform) -> None:
        first = self.one(connector, platform)
        platform.edits(first.external_id, "eins, berichtigt")
        (now,) = self.look(connector, first).messages
        assert now.external_id == first.external_id
        assert "berichtigt" in now.text
        assert (now.edited_at is not None) is self.dated_edits

    def test_a_message_that_is_as_it_was_is_not_edited(self, connector, platform) -> None:
        first = self.one(connector, platform)
        (now,) = self.look(connector, first).messages
        assert (now.text, now.edited_at) == (first.text, None)

    def test_a_look_says_what_is_gone(self, connector, platform) -> None:
        first = self.one(connector, platform)
        platform.removes(first.external_id)
        seen = self.look(connector, first)
        assert seen.messages == ()
        assert seen.gone == {first.external_id: Gone.DELETED}

    def test_a_look_at_many_tells_them_apart(self, connector, platform) -> None:
        platform.receives("eins", "zwei")
        one, two = sorted(read(connector, self.stream), key=lambda m: m.text)[:2]
        platform.removes(one.external_id)
        seen = connector.look([one.external_id, two.external_id])
        assert [message.external_id for message in seen.messages] == [two.external_id]
        assert list(seen.gone) == [one.external_id]

    @pytest.mark.parametrize(
        ("fault", "error"),
        [("busy", Retryable), ("expired", ReauthRequired), ("html 200", Retryable)],
    )
    def test_a_look_that_failed_says_nothing_of_anybody(
        self, connector, platform, fault, error
    ) -> None:
        first = self.one(connector, platform)
        platform.fault("read", fault)
        with pytest.raises(error):
            self.look(connector, first)


class Acts(ConnectorContract):
    """What actions promise, and what a platform without one does instead."""

    def act(self, verb: Verb, message: InboundMessage) -> Action:
        return Action(f"{verb}-{message.external_id}", verb, message.external_id, message.kind)

    def allowed(self, platform: WholeDriver, message: InboundMessage, ours: bool) -> frozenset:
        return PLATFORMS[platform.name].actions(message.kind, ours)

    def test_what_is_hidden_is_shown_again(self, connector, platform) -> None:
        first = self.one(connector, platform)
        if Verb.HIDE not in self.allowed(platform, first, ours=False):
            with pytest.raises(Rejected):
                connector.act(self.act(Verb.HIDE, first))
            return
        connector.act(self.act(Verb.HIDE, first))
        assert platform.is_hidden(first.external_id)
        connector.act(self.act(Verb.UNHIDE, first))
        assert not platform.is_hidden(first.external_id)

    def test_to_hide_twice_is_to_hide_once(self, connector, platform) -> None:
        first = self.one(connector, platform)
        if Verb.HIDE in self.allowed(platform, first, ours=False):
            connector.act(self.act(Verb.HIDE, first))
            connector.act(self.act(Verb.HIDE, first))
            assert platform.is_hidden(first.external_id)

    def test_our_own_reply_can_be_deleted(self, connector, platform) -> None:
        first = self.one(connector, platform)
        receipt = connector.send(self.reply(first))
        delete = replace(self.act(Verb.DELETE, first), target=receipt.external_id)
        if Verb.DELETE not in self.allowed(platform, first, ours=True):
            with pytest.raises(Rejected):
                connector.act(delete)
            return
        connector.act(delete)
        assert not platform.is_there(receipt.external_id)

    def test_an_action_lost_on_the_way_is_unknown(self, connector, platform) -> None:
        first = self.one(connector, platform)
        if Verb.HIDE in self.allowed(platform, first, ours=False):
            platform.fault("write", "lost after")
            with pytest.raises(OutcomeUnknown):
                connector.act(self.act(Verb.HIDE, first))
            assert platform.is_hidden(first.external_id)

    def test_an_action_the_platform_does_not_know_is_refused(self, connector, platform) -> None:
        first = self.one(connector, platform)
        for verb in set(Verb) - self.allowed(platform, first, ours=False):
            with pytest.raises(Rejected):
                connector.act(self.act(verb, first))


class Carries(ConnectorContract):
    """What hangs on messages, theirs and ours, and whether they can be answered."""

    def test_a_customers_picture_hangs_on_the_message(self, connector, platform) -> None:
        sent = platform.sends_picture("Foto")
        message = next(m for m in read(connector, self.stream) if m.external_id == sent)
        (picture,) = message.attachments
        assert picture.kind == "photo"
        assert picture.url

    def test_a_picture_goes_out_with_the_reply(self, connector, platform) -> None:
        reply = self.reply(self.one(connector, platform))
        reply = replace(reply, pictures=(Picture(PIXEL, "image/png", "Ein rotes Feld"),))
        if PLATFORMS[platform.name].pictures(reply.kind):
            connector.send(reply)
            assert list(platform.posted()) == [reply.text]
            assert list(platform.pictures()) == [PIXEL]

    def test_what_was_written_to_us_can_be_answered(self, connector, platform) -> None:
        assert self.one(connector, platform).answerable is Answerable.YES


class WholeContract(Looks, Acts, Carries):
    """The promises of a whole platform; private messages, which no look finds, have the latter."""
