"""Instagram keeps what every connector promises, wherever customers write to the account."""

from __future__ import annotations

import pytest

from tests.connectors.instagram.account import Account
from tests.contract import ConnectorContract, read
from tests.contract_whole import Carries, WholeContract
from tests.sandbox import Sandbox


class TestInstagram(WholeContract):
    stream = "comments"
    dated_edits = False

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Account:
        return Account(sandbox)

    def test_an_edited_message_keeps_its_id(self, connector, platform) -> None:
        """Nobody can edit a comment on Instagram: whoever wants to, deletes it and writes anew."""
        first = self.one(connector, platform)
        platform.removes(first.external_id)
        anew = self.one(connector, platform)
        assert anew.external_id != first.external_id
        assert anew.edited_at is None

    def test_a_customers_picture_hangs_on_the_message(self, connector, platform) -> None:
        """A comment is text alone; a picture is our media's, shown above it."""
        sent = platform.sends_picture("Foto")
        message = next(m for m in read(connector, self.stream) if m.external_id == sent)
        assert message.attachments == ()


class TestMentions(ConnectorContract):
    """What others publish with our name; comments below it can be read where Instagram lets us."""

    stream = "mentions"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Account:
        sandbox.settings("instagram", reads_tagged=True)
        return Account(sandbox, "mention")


class TestMessages(Carries):
    """Direct messages: nothing can be looked at again or taken back there."""

    stream = "messages"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Account:
        return Account(sandbox, "message")
