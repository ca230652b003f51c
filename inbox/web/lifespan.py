"""From start to end of the server (first version: the tables)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool

from db.migrations import upgrade
from inbox.pages.current import House


@asynccontextmanager
async def running(here: House) -> AsyncIterator[dict[str, Any]]:
    """Migrate, then serve."""
    await run_in_threadpool(upgrade, here.database)
    yield {}
