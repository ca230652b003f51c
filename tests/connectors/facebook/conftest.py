"""Our page on the stand-in, and a connector to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.facebook.client import FacebookConnector
from tests.connectors.facebook.page import Page
from tests.sandbox import Sandbox


@pytest.fixture
def page(sandbox: Sandbox) -> Page:
    return Page(sandbox)


@pytest.fixture
def opened(page: Page) -> Iterator[FacebookConnector]:
    opened = page.connect()
    yield opened
    opened.close()
