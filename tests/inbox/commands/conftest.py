"""What the tests of the command line share."""

from __future__ import annotations

import logging

import pytest

from inbox.settings import Settings
from tests import postgres
from tests.inbox.commands.shell import KEY, Shell


@pytest.fixture
def shell(tmp_path, monkeypatch, capfdbinary):
    """A person at a terminal, with a migrated SQLite database and an empty environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("SANDBOX", "1")
    monkeypatch.setenv("SANDBOX_PORT", "1")
    with postgres.fresh_sqlite(tmp_path) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        root, ours = logging.getLogger(), logging.getLogger("durchwahl")
        before, levels = root.handlers[:], (root.level, ours.level)
        yield Shell(url, capfdbinary)
        root.handlers[:] = before
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
