"""X over the wire: tweepy signs and sends, and what it raises stops here.

tweepy's typed models, its waiting on rate limits and its fixed host are not used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import requests
import tweepy

from connectors.base import (
    Bucket,
    Clock,
    Connection,
    ConnectorError,
    OutcomeUnknown,
    Unreadable,
    Usage,
)
from connectors.http import PlatformSession, scrub
from connectors.http import explain as explain_silence
from connectors.twitter.errors import buckets, explain

Ask = Callable[[], requests.Response]


class Wire:
    """One account's way to X. Raises only ConnectorError, without a library's error behind it."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._session = PlatformSession(connection.base_url, connection.deadlines, now)
        self._now = now
        secrets = self._secrets = connection.credentials
        self._signed = "api_key" in secrets
        """OAuth 1.0a signs every call; OAuth 2.0 shows a token."""
        login = (
            {
                "consumer_key": secrets["api_key"],
                "consumer_secret": secrets["api_secret"],
                "access_token": secrets["access_token"],
                "access_token_secret": secrets["access_token_secret"],
            }
            if self._signed
            else {"bearer_token": secrets["access_token"]}
        )
        self._client = tweepy.Client(
            **login, return_type=requests.Response, wait_on_rate_limit=False
        )
        self._client.session = self._session

    def read(self, bucket: str, path: str, asked: dict[str, Any]) -> Any:
        """Return the JSON of a GET; by tweepy's own `request`, whose callers fix the spelling."""
        return self._answered(
            bucket,
            lambda: self._client.request("GET", path, params=asked, user_auth=self._signed),
            wrote=False,
        )

    def post(self, text: str, target: str, media: Sequence[str] = ()) -> Any:
        """Return the JSON that follows a public reply."""
        return self._answered(
            "post",
            lambda: self._client.create_tweet(
                text=text,
                in_reply_to_tweet_id=target,
                media_ids=list(media) or None,
                user_auth=self._signed,
            ),
            wrote=True,
        )

    def direct(self, text: str, whom: dict[str, str], media: str | None = None) -> Any:
        """Return the JSON that follows a direct message, to a participant or a conversation."""
        return self._answered(
            "dm",
            lambda: self._client.create_direct_message(
                **whom, text=text, media_id=media, user_auth=self._signed
            ),
            wrote=True,
        )

    def prepare(self, bucket: str, path: str, body: dict[str, Any]) -> Any:
        """Return the JSON of a POST that nobody sees: lost on the way, it may be made again."""
        return self._answered(bucket, lambda: self._called("POST", path, body), wrote=False)

    def act(self, bucket: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the JSON that follows a call that changes what others see."""
        return self._answered(bucket, lambda: self._called(method, path, body), wrote=True)

    def _called(self, method: str, path: str, body: dict[str, Any] | None) -> requests.Response:
        answer: requests.Response = self._client.request(
            method, path, json=body, user_auth=self._signed
        )
        return answer

    def buckets(self, name: str) -> tuple[Bucket, ...]:
        """Return the rate limits that the last answer told."""
        answer = self._session.answer
        return buckets(answer.headers, name) if answer else ()

    def access(self) -> str | None:
        """Return what the last answer said that this login may: read, read-write ..."""
        answer = self._session.answer
        return answer.headers.get("x-access-level") if answer else None

    def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        self._session.close()

    def _answered(self, bucket: str, ask: Ask, *, wrote: bool) -> Any:
        failure: ConnectorError | None = None
        payload: Any = None
        try:
            payload = _json(ask())
        except Exception as error:
            failure = self._explained(error, bucket, wrote=wrote)
        if failure is not None:  # raised out here, so that no token hangs on its context
            failure.reason = scrub(failure.reason, self._secrets)
            failure.args = (failure.reason,)
            raise failure
        return payload

    def _explained(self, error: Exception, bucket: str, *, wrote: bool) -> ConnectorError:
        answer = self._session.answer
        if answer is None:
            return explain_silence(error, wrote=wrote)
        if 200 <= answer.status < 300:
            usage = Usage(buckets=self.buckets(bucket))
            said = "X's answer cannot be read"
            return OutcomeUnknown(said, usage) if wrote else Unreadable(said, usage=usage)
        return explain(answer, wrote=wrote, now=self._now(), bucket=bucket)


def _json(response: requests.Response) -> Any:
    """Return the JSON of an answer that says it is JSON. Raises ValueError."""
    if "json" not in response.headers.get("content-type", ""):
        raise ValueError("not JSON")
    return json.loads(response.content)
