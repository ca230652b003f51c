"""A Facebook page as tests use it: the stand-in behind the contract's `Driver`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from connectors.base import Clock, Connection, Credentials, Deadlines, Kind, OutboundReply, utc_now
from connectors.facebook.client import FacebookConnector, open
from connectors.sandbox.accounts import FACEBOOK
from tests.sandbox import Sandbox

FAULTS = {
    "busy": "busy",
    "expired": "expired",
    "refused": "refused",
    "lost before": "reset_before",
    "lost after": "reset_after",
    "html 500": "html_500",
    "html 200": "html_200",
    "cut": "cut",
}
METHODS = {"read": "GET", "write": "POST"}
HASTY = Deadlines(connect=1.0, read=0.5, total=1.0)
"""For tests that wait for an answer that never comes; a busy machine is slower than that."""


def connection(
    url: str,
    *,
    overlap: timedelta = timedelta(minutes=15),
    deadlines: Deadlines = Deadlines(),
    token: str = FACEBOOK.page_token,
    backfill: Mapping[str, timedelta] | None = None,
    **options: str,
) -> Connection:
    """Return the way to our page on a stand-in."""
    return Connection(
        platform="facebook",
        external_id=FACEBOOK.id,
        handle=None,
        base_url=url,
        credentials=Credentials({"page_token": token, "app_secret": FACEBOOK.app_secret}),
        deadlines=deadlines,
        overlap=overlap,
        options=options,
        backfill=backfill or {},
    )


class Page:
    """Our page: customers write on it by the stand-in's control."""

    name = "facebook"

    def __init__(self, sandbox: Sandbox, place: str = "post") -> None:
        """`place` is where the contract's customers write: post, comment, tag, review, message."""
        self.sandbox = sandbox
        self._place = place
        self._board: str | None = None

    def connect(
        self, now: Clock = utc_now, backfill: Mapping[str, timedelta] | None = None, **how: Any
    ) -> FacebookConnector:
        return open(connection(self.sandbox.graph_url, backfill=backfill, **how), now)

    # what customers and colleagues do

    def post(self, text: str, **more: Any) -> str:
        return str(self.sandbox.post("facebook/post", text=text, **more)["id"])

    def comment(self, on: str, text: str, **more: Any) -> str:
        return str(self.sandbox.post("facebook/comment", on=on, text=text, **more)["id"])

    def message(self, text: str, **more: Any) -> str:
        return str(self.sandbox.post("facebook/message", text=text, **more)["id"])

    def one(self, external_id: str) -> dict[str, Any]:
        key = external_id.removeprefix("review:")
        return next(m for m in self.sandbox.truth("facebook") if m["id"] == key)

    def review(self, text: str, **more: Any) -> str:
        return str(self.sandbox.post("facebook/review", text=text, **more)["id"])

    def tag(self, text: str, **more: Any) -> str:
        return str(self.sandbox.post("facebook/tag", text=text, **more)["id"])

    # the contract's driver

    def receives(self, *texts: str) -> Sequence[str]:
        return [self._ours(self._one(text)) for text in texts]

    def _one(self, text: str, **more: Any) -> str:
        if self._place == "message":
            return self.message(text, author=f"Kundin {text}", **more)
        if self._place != "comment":
            do = {"post": self.post, "tag": self.tag, "review": self.review}[self._place]
            return do(text, author="Erika M.", **more)
        self._board = self._board or self.post("Wir bauen", as_page=True)
        return self.comment(self._board, text, author="Erika M.", **more)

    def _ours(self, key: str) -> str:
        return f"review:{key}" if self._place == "review" else key

    def answers(self, external_id: str, text: str) -> str:
        first = self.one(external_id)
        if self._place == "message":
            return self.message(text, thread=first["thread"])
        return self.comment(first["id"], text, author=first["author"])

    def writes_itself(self, external_id: str, text: str) -> str:
        if self._place == "message":
            return self.message(text, thread=self.one(external_id)["thread"], as_page=True)
        return self.comment(self.one(external_id)["id"], text, as_page=True)

    def posted(self) -> Sequence[str]:
        ours = [m for m in self.sandbox.truth("facebook") if m["ours"] and m["source"] == "api"]
        return [message["text"] for message in ours if message["text"]]

    def edits(self, external_id: str, text: str) -> None:
        self.sandbox.post("facebook/edit", id=self.one(external_id)["id"], text=text)

    def removes(self, external_id: str) -> None:
        self.sandbox.post("facebook/delete", id=self.one(external_id)["id"])

    def sends_picture(self, text: str) -> str:
        return self._ours(self._one(text, photo="https://photos.example/lampe.jpg"))

    def is_hidden(self, external_id: str) -> bool:
        return bool(self.one(external_id)["hidden"])

    def is_there(self, external_id: str) -> bool:
        return any(m["id"] == external_id for m in self.sandbox.truth("facebook"))

    def pictures(self) -> Sequence[bytes]:
        names = [m["photo"] for m in self.sandbox.truth("facebook") if m["ours"] and m["photo"]]
        media = f"{self.sandbox.graph_url}/media"
        return [
            requests.get(f"{media}/{name.removeprefix('upload:')}", timeout=5).content
            for name in names
        ]

    def fault(self, call: str, fault: str) -> None:
        self.sandbox.fault("facebook", FAULTS[fault], method=METHODS[call])


def reply(target: str, text: str = "Gern geschehen! — Miriam", **more: Any) -> OutboundReply:
    """Return a reply on its way to a comment or post, or by `kind=DIRECT` to a person."""
    given: dict[str, Any] = {
        "key": f"key-{target}",
        "kind": Kind.COMMENT,
        "thread_id": target,
        "target": target,
        "recipient_id": None,
        "text": text,
        "queued_at": datetime.now(UTC) - timedelta(seconds=1),
    }
    return OutboundReply(**{**given, **more})
