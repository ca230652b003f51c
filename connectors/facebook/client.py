"""One Facebook page over the Graph API: every method is one call, a look up to a few.

facebook-sdk makes the calls, over a session that sees to host, deadlines, token and errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import facebook
import requests

from connectors import http
from connectors.base import (
    Author,
    Batch,
    Clock,
    Connection,
    ConnectorError,
    Cursor,
    InboundMessage,
    Kind,
    OutboundReply,
    OutcomeUnknown,
    Receipt,
    Refusal,
    Rejected,
    Retryable,
    Unreadable,
    Usage,
    utc_now,
)
from connectors.facebook import PLATFORM, cursor, errors, feed, messenger
from connectors.facebook.mapping import Malformed, page, read_comment, read_message
from connectors.facebook.rewriting import same
from connectors.facebook.session import PLACEHOLDER, GraphSession, Unsuccessful
from connectors.facebook.walking import Ask, Step, afresh, seconds

VERSION = "v26.0"
LOOKS = 5
"""Pages of one look: more than 500 messages after ours are looked at another time."""

SKEW = timedelta(hours=2)
"""How far our clock and Facebook's may be apart."""

_COMMENT = "id,message,created_time,from{id,name},parent{id},permalink_url"
_MESSAGE = "id,message,created_time,from,to"

State = TypeVar("State", cursor.Feed, cursor.Threads)
T = TypeVar("T")


class FacebookConnector:
    """One page. Not shared between threads."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        version = connection.options.get("graph_version", VERSION)
        if not re.fullmatch(r"v\d+\.\d+", version):
            raise ValueError("graph_version is written like v26.0")
        self._us = connection.external_id
        self._now = now
        self._overlap = connection.overlap
        self._secrets = dict(connection.credentials)
        self._session = GraphSession(
            connection.base_url, connection.credentials, connection.deadlines, now
        )
        self._graph = facebook.GraphAPI(PLACEHOLDER, session=self._session)
        self._graph.version = version  # facebook-sdk knows none above 3.1

    def whoami(self) -> Author:
        """Ask which page this token belongs to."""
        us = self._ask(lambda: self._graph.get_object("me", fields="id,name"))
        key, name = us.get("id"), us.get("name")
        if not isinstance(key, str) or not isinstance(name, str):
            raise Unreadable("the answer does not say who we are", usage=self._usage())
        return Author(key, name)

    def fetch(self, stream: str, cursor_: Cursor | None) -> Batch:
        """Make the next call of the stream's walk; `more` until the walk is done."""
        PLATFORM.stream(stream)
        floor = seconds(self._now() - feed.ALIVE)
        if stream == "feed":
            state = cursor.feed(cursor_, floor)
            return self._batch(self._walk(state, feed.ask, feed.take, feed.gone))
        threads = cursor.threads(cursor_, floor)
        return self._batch(self._walk(threads, messenger.ask, messenger.take, messenger.gone))

    def send(self, reply: OutboundReply) -> Receipt:
        """Comment on the target, or write by Messenger; once."""
        if reply.kind is Kind.DIRECT:
            return self._message(reply)
        answer = self._ask(
            lambda: self._graph.put_object(_path(reply.target), "comments", message=reply.text),
            wrote=True,
        )
        return self._receipt(answer.get("id"))

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look through the thread from its end, down to when the reply was queued."""
        found: InboundMessage | None = None
        after: str | None = None
        for _ in range(LOOKS):
            shown = self._shown(reply, after)
            if shown is None:
                return None
            messages, following = shown
            found = next((m for m in reversed(messages) if self._is(reply, m)), found)
            past = any(m.created_at < reply.queued_at - SKEW for m in messages)
            if past or following is None:
                return _seen(found)
            if following == after:
                break
            after = following
        raise Retryable("the thread is too long to look far enough back", usage=self._usage())

    def close(self) -> None:
        """Give back connections. Safe to call twice."""
        self._session.close()

    # one call

    def _ask(self, call: Callable[[], Any], *, wrote: bool = False) -> dict[str, Any]:
        """Make one call. Raises ConnectorError, outside of `except`: no URL hangs on it."""
        try:
            answer: dict[str, Any] = call()
        except Unsuccessful as error:
            failure = errors.explain(
                error.answer, error.body, wrote=wrote, now=self._now(), hide=self._hide
            )
        except (requests.RequestException, facebook.GraphAPIError, ValueError) as error:
            failure = http.explain(error, wrote=wrote)
        else:
            return answer
        raise failure

    def _read(self, ask: Ask) -> dict[str, Any]:
        after = {"after": ask.after} if ask.after else {}
        return self._ask(
            lambda: self._graph.get_connections(_path(ask.key), ask.edge, **ask.parameters, **after)
        )

    def _hide(self, text: str) -> str:
        return http.scrub(text, self._secrets)

    def _usage(self) -> Usage:
        answer = self._session.answer
        return errors.usage(answer.headers if answer else {}, self._now())

    # reading

    def _walk(
        self,
        state: State,
        asks: Callable[[State, str, int], Ask],
        take: Callable[..., Step[State]],
        gone: Callable[[State, int], Step[State]],
    ) -> Step[State]:
        """Go one call further. Raises ConnectorError; then the old state still holds."""
        now = self._now()
        ask = asks(state, self._us, seconds(now))
        refused: Rejected | None = None
        try:
            return take(state, self._read(ask), self._us, now, self._overlap)
        except Rejected as error:
            refused = error
        except Malformed as error:
            failure = Unreadable(str(error), usage=self._usage())
        if refused is None:
            raise failure
        if refused.code is Refusal.GONE and ask.key != self._us:
            return gone(state, seconds(now))
        if refused.code is Refusal.INVALID and ask.after:
            return self._again(state, refused)
        raise refused

    def _again(self, state: State, refused: Rejected) -> Step[State]:
        """Start the list under way anew, once: Facebook knows our place in it no more."""
        if state.walk is not None and state.walk.again:
            raise Retryable(refused.reason, usage=refused.usage)
        return Step(afresh(state, seconds(self._now())))

    def _batch(self, step: Step[Any]) -> Batch:
        return Batch(
            messages=step.messages,
            cursor=cursor.dump(step.state),
            more=step.state.walk is not None,
            context=step.context,
            skipped=step.skipped,
            gap=step.gap,
            usage=self._usage(),
        )

    # writing

    def _message(self, reply: OutboundReply) -> Receipt:
        if reply.recipient_id is None:
            raise Rejected("Facebook does not say who wrote this", Refusal.UNREACHABLE)
        if reply.answer_until is not None and self._now() >= reply.answer_until:
            raise Rejected("more than 24 hours after their last message", Refusal.WINDOW_CLOSED)
        given = {
            "recipient": json.dumps({"id": reply.recipient_id}),
            "messaging_type": "RESPONSE",
            "message": json.dumps({"text": reply.text}),
        }
        answer = self._ask(
            lambda: self._graph.put_object(_path(self._us), "messages", **given), wrote=True
        )
        return self._receipt(answer.get("message_id"))

    def _receipt(self, key: Any) -> Receipt:
        if not isinstance(key, str) or not key:
            raise OutcomeUnknown("Facebook's answer names no message", self._usage())
        return Receipt(key, self._now())

    def _shown(
        self, reply: OutboundReply, after: str | None
    ) -> tuple[list[InboundMessage], str | None] | None:
        """Return a page of the reply's thread, newest first, and its cursor; None: thread gone."""
        direct = reply.kind is Kind.DIRECT
        kept: Mapping[str, str] = (
            {"fields": _MESSAGE, "limit": "100"}
            if direct
            else {
                "fields": _COMMENT,
                "limit": "100",
                "filter": "stream",
                "order": "reverse_chronological",
            }
        )
        ask = Ask(reply.thread_id, "messages" if direct else "comments", kept, after)
        try:
            answer = page(self._read(ask))
        except Rejected as refused:
            if refused.code is Refusal.GONE:
                return None
            raise
        except Malformed as error:
            failure: ConnectorError = Unreadable(str(error), usage=self._usage())
        else:
            read = [self._one(record, reply) for record in answer.records]
            return [one for one in read if isinstance(one, InboundMessage)], answer.after
        raise failure

    def _one(self, record: Any, reply: OutboundReply) -> Any:
        if reply.kind is Kind.DIRECT:
            return read_message(record, self._us, reply.thread_id, closed=False)
        return read_comment(record, self._us, reply.thread_id, "")

    def _is(self, reply: OutboundReply, message: InboundMessage) -> bool:
        return (
            message.author is not None
            and message.author.external_id == self._us
            and message.external_id not in reply.bound
            and message.created_at >= reply.queued_at - SKEW
            and same(reply.text, message.text)
        )


def _seen(message: InboundMessage | None) -> Receipt | None:
    if message is None:
        return None
    return Receipt(message.external_id, message.created_at, message.permalink)


def _path(key: str) -> str:
    """Return an id as one step of a path: what a platform calls an id is not trusted."""
    return quote(key, safe="_:$.~-")


def open(connection: Connection, now: Clock = utc_now) -> FacebookConnector:
    """Open a page. Nothing is asked yet. Raises KeyError when a credential is missing."""
    return FacebookConnector(connection, now)
