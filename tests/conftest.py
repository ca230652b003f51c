"""What all tests share: databases of both kinds, each empty, migrated and one's own."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from db.session import Database
from tests import chromium, nursery, postgres, streamlits
from tests.browser import hosts
from tests.sandbox import Sandbox, in_thread

MAIN = sys.modules["__main__"]

MEMORY = Path("/dev/shm")
"""A file system in memory: SQLite waits for a disk at each commit, which no test is about."""

ROOM = 2_000_000_000
"""What has to be free there, in bytes: a container's own is often far too small."""

if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


gc.disable()  # what is imported and found stays to the end: looking through it finds nothing


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty, migrated database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        with postgres.fresh_sqlite(tmp_path) as url:
            yield url
    else:
        with postgres.fresh() as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give an empty, migrated database: the test runs once on each kind."""
    with postgres.kept(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """Give an empty, migrated SQLite database, where one kind is enough."""
    with postgres.fresh_sqlite(tmp_path) as url:
        opened = postgres.warm(url)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def _running_sandbox() -> Iterator[Sandbox]:
    """One sandbox for all tests of a process."""
    with in_thread() as running:
        yield running


@pytest.fixture
def sandbox(_running_sandbox: Sandbox) -> Sandbox:
    """Give an empty sandbox without faults."""
    _running_sandbox.reset()
    return _running_sandbox


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The browser; where there is none, the command that gets one."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[*chromium.ARGUMENTS, chromium.SHORT_LIVED, hosts.rule()],
        )
        yield browser
        browser.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """One nursery for all processes that test; it imports nothing until one of them asks."""
    node.workerinput["nursery"] = str(nursery.place())


def pytest_configure(config: pytest.Config) -> None:
    """Take the nursery that whoever started this process has."""
    if given := getattr(config, "workerinput", {}).get("nursery"):
        nursery.join(Path(given))


def pytest_collection_finish() -> None:
    """Keep the collector away from what stays to the end: thousands of tests, and the code.

    What a test leaves is collected seldom: a tenth of the time went into looking for it.
    """
    streamlits.look_once()
    streamlits.log_through_one_door()
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_runtest_teardown() -> None:
    """Put back what Streamlit's AppTest leaves as the main module: who spawns would run a page."""
    sys.modules["__main__"] = MAIN


def pytest_sessionfinish() -> None:
    """Leave no database and no process behind."""
    postgres.drop_all()
    nursery.close()
