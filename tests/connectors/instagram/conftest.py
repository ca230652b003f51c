"""Our account on the stand-in, and a connector to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.instagram.client import InstagramConnector
from tests.connectors.instagram.account import Account
from tests.sandbox import Sandbox


@pytest.fixture
def account(sandbox: Sandbox) -> Account:
    return Account(sandbox)


@pytest.fixture
def opened(account: Account) -> Iterator[InstagramConnector]:
    opened = account.connect()
    yield opened
    opened.close()
