"""The Graph API's own words when it refuses, and its usage headers.

Source: developers.facebook.com, Graph API, Handling Errors and Rate Limits.
"""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
from connectors.sandbox.faults import Answer, Fault

HOUR = 3_600.0


@dataclass
class GraphError(Exception):
    """A refusal with its code; `body` is what goes over the wire."""

    code: int
    message: str
    status: int = 400
    subcode: int | None = None
    kind: str = "OAuthException"
    transient: bool = False

    def body(self) -> dict[str, Any]:
        """Return the error object, with a fresh trace id."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient:
            error["is_transient"] = True
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}


def missing(key: str, method: str = "get") -> GraphError:
    """Return the error for an object that is gone or was never there."""
    return GraphError(
        100,
        f"Unsupported {method} request. Object with ID '{key}' does not exist, cannot be loaded"
        " due to missing permissions, or does not support this operation.",
        subcode=33,
        kind="GraphMethodException",
    )


def outside_window() -> GraphError:
    """Return the error for a message more than 24 hours after the person's last one."""
    return GraphError(
        10, "(#10) This message is sent outside of allowed window.", 403, subcode=2018278
    )


class Meter:
    """Counts the calls of the last hour and says so, in per cent of what is allowed."""

    def __init__(self) -> None:
        self._calls: deque[float] = deque()

    def reset(self) -> None:
        """Start counting anew."""
        self._calls.clear()

    def count(self, now: float, allowed: int) -> int:
        """Count one call; return the per cent used, rounded up."""
        self._calls.append(now)
        while self._calls and self._calls[0] <= now - HOUR:
            self._calls.popleft()
        return -(-100 * len(self._calls) // max(allowed, 1))

    def regained(self, now: float) -> int:
        """Return the minutes until the oldest counted call is an hour old."""
        oldest = self._calls[0] if self._calls else now
        return max(1, int((oldest + HOUR - now) / 60) + 1)


def too_many(account: str) -> GraphError:
    """Return the error for more calls than an account of that id has."""
    if account == INSTAGRAM.id:
        return GraphError(
            80002, "(#80002) There have been too many calls to this Instagram account."
        )
    return GraphError(80001, "(#80001) There have been too many calls to this Page account.")


def usage(
    percent: int, minutes: int = 0, kind: str = "pages", account: str = FACEBOOK.id
) -> dict[str, str]:
    """Return the usage headers; `minutes` until access is regained, 0 when it is not lost."""
    load = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
    business = {"type": kind, **load, "estimated_time_to_regain_access": minutes}
    return {
        "x-app-usage": json.dumps(load),
        "x-business-use-case-usage": json.dumps({account: [business]}),
    }


_SAID: Mapping[Fault, tuple[GraphError, dict[str, str]]] = {
    Fault.BUSY: (
        GraphError(
            80001,
            "(#80001) There have been too many calls to this Page account."
            " Wait a bit and try again.",
        ),
        usage(101, minutes=7),
    ),
    Fault.BUSY_SILENT: (
        GraphError(4, "(#4) Application request limit reached", 403, transient=True),
        {},
    ),
    Fault.EXPIRED: (
        GraphError(
            190,
            "Error validating access token: The session has been invalidated because the user"
            " changed their password or Facebook has changed the session for security reasons.",
            401,
            subcode=460,
        ),
        {},
    ),
    Fault.REFUSED: (GraphError(200, "(#200) Permissions error", 403), {}),
    Fault.OUT_OF_CREDIT: (
        GraphError(368, "The action attempted has been deemed abusive or is otherwise disallowed"),
        {},
    ),
}


def speak(fault: Fault) -> Answer | None:
    """Say a switched fault in Facebook's words; None where it has none of its own."""
    if fault not in _SAID:
        return None
    error, headers = _SAID[fault]
    body = json.dumps(error.body()).encode()
    return Answer(error.status, body, "application/json; charset=UTF-8", headers)
