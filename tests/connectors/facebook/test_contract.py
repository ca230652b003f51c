"""Facebook keeps what every connector promises, wherever customers write to the page."""

from __future__ import annotations

import pytest

from tests.connectors.facebook.page import Page
from tests.contract import ConnectorContract
from tests.contract_whole import WholeContract
from tests.sandbox import Sandbox


class TestFacebook(WholeContract):
    stream = "feed"
    dated_edits = False

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox)


class TestComments(WholeContract):
    stream = "feed"
    dated_edits = False

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox, "comment")


class TestTagged(WholeContract):
    stream = "tagged"
    dated_edits = False

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox, "tag")


class TestReviews(WholeContract):
    stream = "reviews"
    dated_edits = False

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox, "review")

    def test_a_customers_picture_hangs_on_the_message(self, connector, platform) -> None:
        """Facebook's list of reviews has no field for what hangs on one."""
        sent = platform.sends_picture("Foto")
        (message,) = connector.look([sent]).messages
        assert message.attachments == ()


class TestMessages(ConnectorContract):
    """Messenger: nothing can be looked at again or taken back there."""

    stream = "messages"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox, "message")
