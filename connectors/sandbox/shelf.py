"""Where the stand-ins keep their worlds: JSON documents, so that a restart forgets nothing.

One SQLite file (or memory) holds documents by kind and id in the order they were put; a
copy in memory answers every read. One process owns a shelf.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Document = Mapping[str, Any]
"""JSON as it was put. Replace a document, never change it in place: only `put` is durable."""

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class Shelf:
    """Documents by kind and id, and counters. Every method is atomic and durable on return."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file, made when missing; None keeps everything in memory only."""
        self._lock = threading.RLock()
        self._database = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_TABLES)
        self._kinds: dict[str, dict[str, Document]] = {}
        for kind, key, body in self._database.execute(
            "SELECT kind, id, body FROM documents ORDER BY rowid"
        ):
            self._kinds.setdefault(kind, {})[key] = json.loads(body)
        self._counters: dict[str, int] = dict(
            self._database.execute("SELECT name, value FROM counters")
        )

    def put(self, kind: str, key: str, document: Document) -> Document:
        """Keep a document; one of the same kind and id is replaced in its place."""
        with self._lock:
            self._database.execute(
                "INSERT INTO documents (kind, id, body) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                (kind, key, json.dumps(document)),
            )
            self._kinds.setdefault(kind, {})[key] = document
            return document

    def get(self, kind: str, key: str) -> Document | None:
        """Return a document, None when there is none."""
        return self._kinds.get(kind, {}).get(key)

    def all(self, kind: str) -> list[Document]:
        """Return every document of a kind in the order they were first put."""
        with self._lock:
            return list(self._kinds.get(kind, {}).values())

    def remove(self, kind: str, key: str) -> None:
        """Forget a document; nothing happens when there is none."""
        with self._lock:
            self._database.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, key))
            self._kinds.get(kind, {}).pop(key, None)

    def count(self, name: str, at_least: int = 1) -> int:
        """Return the next number of a counter: above its last one, and never below `at_least`."""
        with self._lock:
            value = max(self._counters.get(name, 0) + 1, at_least)
            self._database.execute(
                "INSERT INTO counters (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
            self._counters[name] = value
            return value

    def clear(self) -> None:
        """Forget everything but the counters: an id is never given out twice."""
        with self._lock:
            self._database.execute("DELETE FROM documents")
            self._kinds.clear()

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._database.close()
