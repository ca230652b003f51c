"""Playwright's `expect`, for less of the machine: what a test waits for is awaited first.

Whenever it looks and does not find yet what is expected, Playwright's own writes the whole page
down as its accessibility tree, for a message that nobody reads when the test passes: a fifth of all
that a browser did. So what is awaited most, that something is to be seen or says something, is
waited for without, and then expected within what is left of the time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator
from playwright.sync_api import expect as at_once  # noqa: TID251 (wrapped here)

PATIENCE = 15_000.0
"""Milliseconds that something may take to be as expected, unless a test says how many."""

at_once.set_options(timeout=PATIENCE)


class Expected:
    """What `expect` returns for a part of a page: the same assertions."""

    def __init__(self, locator: Locator, message: str | None) -> None:
        self._locator = locator
        self._expected = at_once(locator, message)

    def to_be_visible(self, *, timeout: float = PATIENCE) -> None:
        """Wait until it is to be seen."""
        __tracebackhide__ = True
        with suppress(PlaywrightError):
            self._locator.wait_for(timeout=timeout)
            return
        self._expected.to_be_visible(timeout=1)  # says what is there instead

    def to_contain_text(self, text: Any, *, timeout: float = PATIENCE, **more: Any) -> None:
        """Wait until it says something."""
        __tracebackhide__ = True
        left = self._said(text, timeout, more)
        self._expected.to_contain_text(text, timeout=left, **more)

    def to_have_text(self, text: Any, *, timeout: float = PATIENCE, **more: Any) -> None:
        """Wait until it says something and nothing else."""
        __tracebackhide__ = True
        left = self._said(text, timeout, more)
        self._expected.to_have_text(text, timeout=left, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._expected, name)

    def _said(self, text: Any, timeout: float, more: Mapping[str, Any]) -> float:
        """Wait for a text that is in what is expected to be said; return the time that is left."""
        begun = time.monotonic()
        if isinstance(text, str) and text and not more:
            try:
                self._locator.filter(has_text=text).wait_for(state="attached", timeout=timeout)
            except PlaywrightError:
                return 1
        return max(timeout - (time.monotonic() - begun) * 1000, 1)


def expect(actual: Any, message: str | None = None) -> Any:
    """Expect something of a part of a page, of a page or of an answer, as Playwright does."""
    return Expected(actual, message) if isinstance(actual, Locator) else at_once(actual, message)
