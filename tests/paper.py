"""A platform that is a file: what was posted stays posted, whoever dies.

One line a post, appended in one write, read back by whoever asks. `lag` is how long a post
stays invisible; its truth is the file itself.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import OutboundReply, Receipt, Refusal, Rejected


@dataclass
class Paper:
    """One account on a platform of paper; `strict` refuses what stands there already."""

    path: Path
    strict: bool = False
    lag: float = 0.0
    slow: float = 0.0

    def __post_init__(self) -> None:
        self.path.touch()

    def send(self, reply: OutboundReply) -> Receipt:
        if self.strict and any(post["text"] == reply.text for post in self.posts()):
            raise Rejected("duplicate content", Refusal.DUPLICATE)
        if self.slow:
            time.sleep(self.slow)
        number = f"{time.time_ns()}-{os.getpid()}"
        post = {
            "id": number,
            "at": time.time(),
            "thread": reply.thread_id,
            "parent": reply.target,
            "text": reply.text,
        }
        line = (json.dumps(post) + "\n").encode()
        with self.path.open("ab", buffering=0) as file:
            file.write(line)
        return Receipt(number, datetime.now(UTC))

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        for post in self.posts():
            shown = post["at"] <= time.time() - self.lag
            ours = (post["thread"], post["text"]) == (reply.thread_id, reply.text)
            if shown and ours and post["id"] not in reply.bound:
                return Receipt(post["id"], datetime.fromtimestamp(post["at"], UTC))
        return None

    def close(self) -> None: ...

    def posts(self) -> list[dict]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    def texts(self) -> list[str]:
        return [post["text"] for post in self.posts()]
