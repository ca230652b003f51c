"""An Instagram account as tests use it: the stand-in behind the contract's `Driver`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from connectors.base import Clock, Connection, Credentials, Deadlines, Kind, OutboundReply, utc_now
from connectors.instagram.client import InstagramConnector, open
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
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
PHOTO = "https://photos.example/lampe.jpg"
SIGNED = "Gern! Morgen um acht.\n— Miriam Brandt · +49 30 23125 456"


def connection(
    url: str,
    *,
    overlap: timedelta = timedelta(minutes=15),
    deadlines: Deadlines = Deadlines(),
    token: str = FACEBOOK.page_token,
    external_id: str = INSTAGRAM.id,
    backfill: Mapping[str, timedelta] | None = None,
    **options: str,
) -> Connection:
    """Return the way to our account on a stand-in."""
    return Connection(
        platform="instagram",
        external_id=external_id,
        handle=INSTAGRAM.handle,
        base_url=url,
        credentials=Credentials({"page_token": token, "app_secret": FACEBOOK.app_secret}),
        deadlines=deadlines,
        overlap=overlap,
        options={"page_id": FACEBOOK.id, **options},
        backfill=backfill or {},
    )


class Account:
    """Our account: customers write to it by the stand-in's control."""

    name = "instagram"

    def __init__(self, sandbox: Sandbox, place: str = "comment") -> None:
        """`place` is where the contract's customers write: comment, reply, mention, message."""
        self.sandbox = sandbox
        self._place = place
        self._photo: str | None = None

    def connect(
        self, now: Clock = utc_now, backfill: Mapping[str, timedelta] | None = None, **how: Any
    ) -> InstagramConnector:
        return open(connection(self.sandbox.graph_url, backfill=backfill, **how), now)

    # what customers and colleagues do

    def media(self, text: str = "Das Südbad ist offen", **more: Any) -> str:
        given = {"as_us": True, "photo": PHOTO, **more}
        return str(self.sandbox.post("instagram/media", text=text, **given)["id"])

    def tags_us(self, text: str, **more: Any) -> str:
        given = {"as_us": False, "handle": "uschi.p", **more}
        return self.media(f"@{INSTAGRAM.handle} {text}", **given)

    def comment(self, on: str, text: str, **more: Any) -> str:
        return str(self.sandbox.post("instagram/comment", on=on, text=text, **more)["id"])

    def message(self, text: str, **more: Any) -> str:
        return str(self.sandbox.post("instagram/message", text=text, **more)["id"])

    def one(self, external_id: str) -> dict[str, Any]:
        return next(m for m in self.sandbox.truth("instagram") if m["id"] == external_id)

    def photo(self) -> str:
        """Return a photo of ours, the same each time."""
        self._photo = self._photo or self.media()
        return self._photo

    # the contract's driver

    def receives(self, *texts: str) -> Sequence[str]:
        return [self._one(text) for text in texts]

    def _one(self, text: str, **more: Any) -> str:
        if self._place == "message":
            return self.message(text, handle=f"kundin.{len(text)}.{text}", **more)
        if self._place == "mention":
            return self.tags_us(text, **more)
        return self.comment(self.photo(), text, handle="erika.m", **more)

    def answers(self, external_id: str, text: str) -> str:
        first = self.one(external_id)
        if self._place == "message":
            return self.message(text, thread=first["thread"])
        return self.comment(external_id, text, handle=first["author"])

    def writes_itself(self, external_id: str, text: str) -> str:
        if self._place == "message":
            return self.message(text, thread=self.one(external_id)["thread"], as_us=True)
        return self.comment(external_id, text, as_us=True)

    def posted(self) -> Sequence[str]:
        ours = [m for m in self.sandbox.truth("instagram") if m["ours"] and m["source"] == "api"]
        return [message["text"] for message in ours if message["text"]]

    def edits(self, external_id: str, text: str) -> None:
        raise AssertionError("nobody can edit a comment on Instagram")

    def removes(self, external_id: str) -> None:
        self.sandbox.post("instagram/delete", id=external_id)

    def sends_picture(self, text: str) -> str:
        return self._one(text, photo=PHOTO)

    def is_hidden(self, external_id: str) -> bool:
        return bool(self.one(external_id)["hidden"])

    def is_there(self, external_id: str) -> bool:
        return any(m["id"] == external_id for m in self.sandbox.truth("instagram"))

    def pictures(self) -> Sequence[bytes]:
        names = [
            m["photo"]
            for m in self.sandbox.truth("instagram")
            if m["ours"] and m["photo"] and m["source"] == "api"
        ]
        media = f"{self.sandbox.graph_url}/media"
        return [
            requests.get(f"{media}/{name.removeprefix('upload:')}", timeout=5).content
            for name in names
        ]

    def fault(self, call: str, fault: str) -> None:
        self.sandbox.fault("facebook", FAULTS[fault], method=METHODS[call])


def reply(target: str, text: str = SIGNED, **more: Any) -> OutboundReply:
    """Return a reply on its way to a comment, or as `more` says."""
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
