"""A platform that is a folder of files: what was posted stays posted, whoever dies.

A file a thread, one line a post, appended in one write and read back by whoever asks. `lag`
is how long a post stays invisible, `slow` how long a post takes; `fails_after` loses the
answer to a post that was taken. Its truth are the files themselves.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import (
    Action,
    OutboundReply,
    OutcomeUnknown,
    Receipt,
    Refusal,
    Rejected,
    Verb,
)


@dataclass
class Paper:
    """One account on a platform of paper; `strict` refuses what stands there already."""

    folder: Path
    strict: bool = False
    lag: float = 0.0
    slow: float = 0.0
    fails_after: bool = False

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)

    def send(self, reply: OutboundReply) -> Receipt:
        if self.strict and any(post["text"] == reply.text for post in self.posts(reply.thread_id)):
            raise Rejected("duplicate content", Refusal.DUPLICATE)
        if self.slow:
            time.sleep(self.slow)
        number = f"{time.time_ns()}-{os.getpid()}"
        post = {"id": number, "at": time.time(), "parent": reply.target, "text": reply.text}
        line = (json.dumps(post) + "\n").encode()
        with self._file(reply.thread_id).open("ab", buffering=0) as file:
            file.write(line)
        if self.fails_after:
            raise OutcomeUnknown("reset")
        return Receipt(number, datetime.now(UTC))

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        for post in self.posts(reply.thread_id):
            shown = post["at"] <= time.time() - self.lag
            if shown and post["text"] == reply.text and post["id"] not in reply.bound:
                return Receipt(post["id"], datetime.fromtimestamp(post["at"], UTC))
        return None

    def act(self, action: Action) -> Receipt:
        """Hide or show a message: a line for each time that it changed, none for a repetition."""
        if self.slow:
            time.sleep(self.slow)
        if self.shown(action.target) is not (action.verb is Verb.UNHIDE):
            with self._file(f"acts-{action.target}").open("ab", buffering=0) as file:
                file.write(f"{action.verb}\n".encode())
        if self.fails_after:
            raise OutcomeUnknown("reset")
        return Receipt(action.target, datetime.now(UTC))

    def changes(self, target: str) -> list[str]:
        """Return what became of a message, one verb for each change."""
        file = self._file(f"acts-{target}")
        return file.read_text().splitlines() if file.exists() else []

    def shown(self, target: str) -> bool:
        """Return whether a message is shown to the public."""
        return self.changes(target)[-1:] != [Verb.HIDE]

    def close(self) -> None: ...

    def posts(self, thread: str) -> list[dict]:
        file = self._file(thread)
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def texts(self) -> list[str]:
        """Return everything that was ever posted, thread by thread."""
        threads = sorted(file.name for file in self.folder.iterdir())
        return [post["text"] for thread in threads for post in self.posts(thread)]

    def _file(self, thread: str) -> Path:
        return self.folder / thread
