"""Facebook keeps what every connector promises, on the page's feed and by Messenger."""

from __future__ import annotations

import pytest

from tests.connectors.facebook.page import Page
from tests.contract import ConnectorContract
from tests.sandbox import Sandbox


class TestFeed(ConnectorContract):
    stream = "feed"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox)


class TestMessages(ConnectorContract):
    stream = "messages"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> Page:
        return Page(sandbox, messenger=True)
