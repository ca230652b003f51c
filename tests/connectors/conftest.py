"""One sandbox for all connector tests, emptied before each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox, in_thread


@pytest.fixture(scope="session")
def _running_sandbox() -> Iterator[Sandbox]:
    with in_thread() as running:
        yield running


@pytest.fixture
def sandbox(_running_sandbox: Sandbox) -> Sandbox:
    """Give an empty sandbox without faults."""
    _running_sandbox.reset()
    return _running_sandbox
