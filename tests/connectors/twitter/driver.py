"""Drives the X stand-in as the contract wants it, and opens real connectors to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import requests

from connectors.base import Clock, Connection, Credentials, Deadlines, utc_now
from connectors.sandbox.accounts import X
from connectors.twitter import client
from tests.sandbox import Sandbox

SIGNED = Credentials(
    {
        "api_key": X.api_key,
        "api_secret": X.api_secret,
        "access_token": X.access_token,
        "access_token_secret": X.access_token_secret,
    }
)
TOKEN = Credentials(
    {
        "client_id": X.client_id,
        "client_secret": X.client_secret,
        "access_token": X.oauth2_access_token,
        "refresh_token": X.oauth2_refresh_token,
    }
)
FAULTS = {
    "lost before": "reset_before",
    "lost after": "reset_after",
    "html 500": "html_500",
    "html 200": "html_200",
}


PHOTO = "https://photos.example/lindenau/zaehler.jpg"


def fetched(sandbox: Sandbox, path: str) -> bytes:
    """Return the bytes of a picture that the stand-in serves, by its place or whole address."""
    session = requests.Session()
    session.trust_env = False
    answer = session.get(path if "://" in path else sandbox.url + path, timeout=5)
    answer.raise_for_status()
    return answer.content


def connection(sandbox: Sandbox, credentials: Credentials = SIGNED, **given: Any) -> Connection:
    """Return what opens our account in the sandbox."""
    wanted: dict[str, Any] = {
        "platform": "twitter",
        "external_id": X.id,
        "handle": X.handle,
        "base_url": sandbox.x_url,
        "credentials": credentials,
        "deadlines": Deadlines(2.0, 2.0, 4.0),
    }
    return Connection(**{**wanted, **given})


class XDriver:
    """X as its customers use it: mentions in public, each in a thread of its own."""

    name = "twitter"

    def __init__(self, sandbox: Sandbox, credentials: Credentials = SIGNED, **given: Any) -> None:
        self.sandbox = sandbox
        self._connection = connection(sandbox, credentials, **given)
        sandbox.settings("x", limits=False)

    def connect(
        self, now: Clock = utc_now, backfill: Mapping[str, timedelta] | None = None
    ) -> client.TwitterConnector:
        return client.open(replace(self._connection, backfill=backfill or {}), now)

    def receives(self, *texts: str) -> Sequence[str]:
        return [
            self._post(f"kunde_{number}", f"@{X.handle} {text}")["id"]
            for number, text in enumerate(texts)
        ]

    def _post(self, handle: str, text: str, **given: Any) -> dict[str, Any]:
        return self.sandbox.post("x/post", handle=handle, name="Erika M.", text=text, **given)

    def answers(self, external_id: str, text: str) -> str:
        thread = self._truth(external_id)
        newest = [m for m in self.sandbox.truth("x") if m["thread"] == thread["thread"]][-1]
        return str(self._post(thread["handle"], text, reply_to=newest["id"])["id"])

    def writes_itself(self, external_id: str, text: str) -> str:
        return str(self.sandbox.post("x/post", text=text, reply_to=external_id)["id"])

    def _truth(self, external_id: str) -> dict[str, Any]:
        return next(m for m in self.sandbox.truth("x") if m["id"] == external_id)

    def posted(self) -> Sequence[str]:
        return self.sandbox.ours("x")

    def fault(self, call: str, fault: str) -> None:
        methods = ["GET"] if call == "read" else ["POST", "PUT", "DELETE"]
        for method in methods:
            self.sandbox.fault("x", FAULTS.get(fault, fault), method=method)

    def edits(self, external_id: str, text: str) -> None:
        self.sandbox.post("x/edit", id=external_id, text=f"@{X.handle} {text}")

    def removes(self, external_id: str) -> None:
        self.sandbox.post("x/delete", id=external_id)

    def sends_picture(self, text: str) -> str:
        return str(self._post("kunde_0", f"@{X.handle} {text}", photo=PHOTO, alt="Ein Foto")["id"])

    def is_hidden(self, external_id: str) -> bool:
        return bool(self._truth(external_id)["hidden"])

    def is_there(self, external_id: str) -> bool:
        return external_id in {message["first_id"] for message in self.sandbox.truth("x")}

    def pictures(self) -> Sequence[bytes]:
        return [
            fetched(self.sandbox, media["url"])
            for message in self.sandbox.truth("x")
            for media in message["media"]
            if message["ours"]
        ]


class ReplyDriver(XDriver):
    """X under our own posts: each customer answers a post of its own."""

    def _post(self, handle: str, text: str, **given: Any) -> dict[str, Any]:
        ours = given.pop("reply_to", None)
        ours = ours or self.sandbox.post("x/post", text=f"Guten Morgen, {handle}!")["id"]
        text = text.removeprefix(f"@{X.handle} ")
        return super()._post(handle, text, reply_to=ours, **given)

    def posted(self) -> Sequence[str]:
        return [m["text"] for m in self.sandbox.truth("x") if m["ours"] and m["parent"]]


class DirectDriver(XDriver):
    """X in private: each customer a conversation of her own."""

    def receives(self, *texts: str) -> Sequence[str]:
        return [self._direct(f"kunde_{number}", text)["id"] for number, text in enumerate(texts)]

    def _direct(self, handle: str, text: str) -> dict[str, Any]:
        return self.sandbox.post("x/dm", handle=handle, name="Erika M.", text=text)

    def answers(self, external_id: str, text: str) -> str:
        return str(self._direct(self._truth(external_id)["handle"], text)["id"])

    def writes_itself(self, external_id: str, text: str) -> str:
        to = self._truth(external_id)["handle"]
        return str(self.sandbox.post("x/dm", to=to, text=text)["id"])

    def sends_picture(self, text: str) -> str:
        given = {"handle": "kunde_0", "text": text, "photo": PHOTO}
        return str(self.sandbox.post("x/dm", **given)["id"])
