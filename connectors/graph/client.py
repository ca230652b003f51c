"""One login at the Graph API: every method is one call, explained; `walked` is a stream's next.

facebook-sdk makes the calls, over a session that sees to host, deadlines, token and errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import facebook
import requests

from connectors import http
from connectors.base import (
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    OutcomeUnknown,
    Picture,
    Receipt,
    Refusal,
    Rejected,
    Retryable,
    Unreadable,
    Usage,
)
from connectors.graph import errors
from connectors.graph.records import Malformed
from connectors.graph.session import PLACEHOLDER, GraphSession, Unsuccessful
from connectors.graph.walking import Ask, State, Step, afresh, seconds

VERSION = "v26.0"


class GraphClient:
    """One login. Not shared between threads. Raises only ConnectorError."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        version = connection.options.get("graph_version", VERSION)
        if not re.fullmatch(r"v\d+\.\d+", version):
            raise ValueError("graph_version is written like v26.0")
        self.now = now
        self._secrets = dict(connection.credentials)
        self._session = GraphSession(
            connection.base_url, connection.credentials, connection.deadlines, now
        )
        self._graph = facebook.GraphAPI(PLACEHOLDER, session=self._session)
        self._graph.version = version  # facebook-sdk knows none above 3.1

    def named(self, key: str, name: str = "name") -> Author:
        """Return who an object is that has a name."""
        given = self.get(key, fields=f"id,{name}")
        found, called = given.get("id"), given.get(name)
        if not isinstance(found, str) or not isinstance(called, str):
            raise Unreadable("the answer does not say who we are", usage=self.usage())
        return Author(found, called)

    def get(self, key: str, **parameters: str) -> dict[str, Any]:
        """Read one object."""
        return self._ask(lambda: self._graph.get_object(step(key), **parameters))

    def several(self, keys: Sequence[str], **parameters: str) -> dict[str, Any]:
        """Read several objects by their ids in one call; refused when one of them is not there."""
        plain = [key for key in keys if "," not in key]
        return self._ask(lambda: self._graph.get_objects(plain, **parameters))

    def read(self, ask: Ask) -> dict[str, Any]:
        """Read one page of an edge."""
        given = {**ask.parameters, **({"after": ask.after} if ask.after else {})}
        return self._ask(lambda: self._graph.get_connections(step(ask.key), ask.edge, **given))

    def post(self, key: str, edge: str, **form: str) -> dict[str, Any]:
        """Write something below an object. OutcomeUnknown when it may have happened."""
        return self._ask(lambda: self._graph.put_object(step(key), edge, **form), wrote=True)

    def change(self, key: str, **form: str) -> dict[str, Any]:
        """Change an object. OutcomeUnknown when it may have happened."""
        return self._call("POST", step(key), form)

    def remove(self, key: str, edge: str | None = None) -> dict[str, Any]:
        """Remove an object, or what we put on its edge. OutcomeUnknown as above."""
        return self._call("DELETE", f"{step(key)}/{edge}" if edge else step(key))

    def upload(
        self, key: str, edge: str, picture: Picture, name: str, form: Mapping[str, str]
    ) -> dict[str, Any]:
        """Hand over an image that nobody sees until something refers to it: never unknown."""
        path = f"{self._graph.version}/{step(key)}/{edge}"
        file = ("picture." + picture.type.partition("/")[2], picture.data, picture.type)
        return self._ask(
            lambda: self._graph.request(
                path, post_args=dict(form), files={name: file}, method="POST"
            )
        )

    def _call(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        whole = f"{self._graph.version}/{path}"
        given = dict(form) if form else None
        return self._ask(
            lambda: self._graph.request(whole, post_args=given, method=method), wrote=True
        )

    def usage(self) -> Usage:
        """Return what the last call used up."""
        answer = self._session.answer
        return errors.usage(answer.headers if answer else {}, self.now())

    def receipt(self, key: Any) -> Receipt:
        """Return the proof that an answer's id is."""
        if not isinstance(key, str) or not key:
            raise OutcomeUnknown("the answer names no message", self.usage())
        return Receipt(key, self.now(), usage=self.usage())

    def close(self) -> None:
        """Give back connections. Safe to call twice."""
        self._session.close()

    def walked(
        self,
        state: State,
        home: str,
        asks: Callable[[State, int], Ask],
        take: Callable[[State, Any, datetime], Step[State]],
        gone: Callable[[State, int], Step[State]],
        forgives: Collection[Refusal] = (Refusal.GONE,),
    ) -> Step[State]:
        """Go one call further with a stream; when it raises, the old state still holds.

        `home` is the object that must be there; of another one that is not, or may not be
        read as far as the stream `forgives`, `gone` is told.
        """
        now = self.now()
        ask = asks(state, seconds(now))
        refused: Rejected | None = None
        try:
            return take(state, self.read(ask), now)
        except Rejected as error:
            refused = error
        except Malformed as error:
            failure = Unreadable(str(error), usage=self.usage())
        if refused is None:
            raise failure
        if refused.code is Refusal.INVALID and ask.after:
            return self._again(state, refused)
        if refused.code in forgives and ask.key != home:
            return gone(state, seconds(now))
        raise refused

    def batch(self, step: Step[State], cursor: Cursor) -> Batch:
        """Return a step as a page of its stream."""
        return Batch(
            messages=step.messages,
            cursor=cursor,
            more=step.state.walk is not None,
            context=step.context,
            skipped=step.skipped,
            gap=step.gap,
            usage=self.usage(),
        )

    def _again(self, state: State, refused: Rejected) -> Step[State]:
        """Start the list under way anew, once: our place in it is known no more."""
        if state.walk is not None and state.walk.again:
            raise Retryable(refused.reason, usage=refused.usage)
        return Step(afresh(state, seconds(self.now())))

    def _ask(self, call: Callable[[], Any], *, wrote: bool = False) -> dict[str, Any]:
        """Make one call. Raises ConnectorError, outside of `except`: no URL hangs on it."""
        try:
            answer: dict[str, Any] = call()
        except Unsuccessful as error:
            failure = errors.explain(
                error.answer, error.body, wrote=wrote, now=self.now(), hide=self._hide
            )
        except (requests.RequestException, facebook.GraphAPIError, ValueError) as error:
            failure = http.explain(error, wrote=wrote)
        else:
            return answer
        raise failure

    def _hide(self, text: str) -> str:
        return http.scrub(text, self._secrets)


def step(key: str) -> str:
    """Return an id as one step of a path: what a platform calls an id is not trusted."""
    return quote(key, safe="_:$.~-")
