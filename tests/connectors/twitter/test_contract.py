"""X keeps every promise of the contract: in public and in private, by both kinds of login."""

from __future__ import annotations

import pytest

from tests.connectors.twitter.driver import SIGNED, TOKEN, DirectDriver, ReplyDriver, XDriver
from tests.contract_whole import Acts, Carries, WholeContract
from tests.sandbox import Sandbox


@pytest.fixture(params=[SIGNED, TOKEN], ids=["oauth1", "oauth2"])
def login(request):
    return request.param


class TestMentions(WholeContract):
    """The contract, kept by the stream of mentions."""

    stream = "mentions"

    @pytest.fixture
    def platform(self, sandbox: Sandbox, login) -> XDriver:
        return XDriver(sandbox, login, options={"page": "5"})


class TestReplies(WholeContract):
    """The contract, kept by replies under our own posts: these can be hidden."""

    stream = "mentions"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> ReplyDriver:
        return ReplyDriver(sandbox, options={"page": "5"})


class TestDirect(Acts, Carries):
    """The contract, kept by the stream of direct messages."""

    stream = "direct"

    @pytest.fixture
    def platform(self, sandbox: Sandbox, login) -> DirectDriver:
        return DirectDriver(sandbox, login, options={"page": "2"})


class TestNewerSpelling(WholeContract):
    """The contract, kept when X speaks the names of spec 2.167."""

    stream = "mentions"

    @pytest.fixture
    def platform(self, sandbox: Sandbox) -> XDriver:
        driver = XDriver(sandbox, options={"page": "5", "field_names": "post"})
        sandbox.settings("x", spelling="post")
        return driver
