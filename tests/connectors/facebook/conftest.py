"""One stand-in for all tests of this room, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.facebook.client import FacebookConnector
from tests.connectors.facebook.page import Page
from tests.sandbox import Sandbox, in_thread


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with in_thread() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


@pytest.fixture
def platform(sandbox: Sandbox) -> Page:
    return Page(sandbox)


@pytest.fixture
def connector(platform: Page) -> Iterator[FacebookConnector]:
    opened = platform.connect()
    yield opened
    opened.close()
