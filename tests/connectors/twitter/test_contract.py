"""X keeps every promise of the contract: in public and in private, by both kinds of login."""

from __future__ import annotations

import pytest

from tests.connectors.twitter.driver import SIGNED, TOKEN, DirectDriver, XDriver
from tests.contract import ConnectorContract
from tests.sandbox import Sandbox


@pytest.fixture(params=[SIGNED, TOKEN], ids=["oauth1", "oauth2"])
def login(request):
    return request.param


class TestMentions(ConnectorContract):
    """The contract, kept by the stream of mentions."""

    stream = "mentions"

    @pytest.fixture
    def platform(self, sandbox: Sandbox, login) -> XDriver:
        return XDriver(sandbox, login, options={"page": "5"})


class TestDirect(ConnectorContract):
    """The contract, kept by the stream of direct messages."""

    stream = "direct"

    @pytest.fixture
    def platform(self, sandbox: Sandbox, login) -> DirectDriver:
        return DirectDriver(sandbox, login, options={"page": "2"})


class TestNewerSpelling(ConnectorContract):
    """The contract, kept when X speaks the names of spec 2.167."""

    stream = "mentions"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> XDriver:
        driver = XDriver(sandbox, options={"page": "5", "field_names": "post"})
        sandbox.settings("x", spelling="post")
        return driver
