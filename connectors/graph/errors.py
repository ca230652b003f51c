"""What the Graph API's refusals mean for us, by code and subcode.

A refusal that Meta names is a proof that nothing was written; anything else on a write
may have happened. Sources: developers.facebook.com, Graph API, Handling Errors; Rate Limits;
Messenger Platform, Error Codes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import (
    Bucket,
    ConnectorError,
    OutcomeUnknown,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Throttled,
    Unreadable,
    Usage,
)
from connectors.http import Answer

BUSY = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
"""Limits of the app, the user, the page, custom ones, and those of business use cases."""

LOGIN = frozenset({102, 104, 190})
PASSING = frozenset({1, 2})
"""Unknown error and service down: a write may have gone through all the same."""

_REFUSALS: Mapping[int, Refusal] = {
    3: Refusal.FORBIDDEN,
    10: Refusal.FORBIDDEN,
    100: Refusal.INVALID,
    324: Refusal.PICTURE,
    368: Refusal.BLOCKED,
    506: Refusal.DUPLICATE,
    551: Refusal.UNREACHABLE,
    803: Refusal.GONE,
    10900: Refusal.DUPLICATE,
    10903: Refusal.UNREACHABLE,
    **dict.fromkeys(range(200, 300), Refusal.FORBIDDEN),
}
_FINER: Mapping[tuple[int, int], Refusal] = {
    (10, 2018278): Refusal.WINDOW_CLOSED,
    (10, 2534022): Refusal.WINDOW_CLOSED,
    (100, 33): Refusal.GONE,
    (100, 2018001): Refusal.UNREACHABLE,
}
_BY_STATUS: Mapping[int, Refusal] = {
    403: Refusal.FORBIDDEN,
    404: Refusal.GONE,
    410: Refusal.GONE,
}
_WINDOW = timedelta(hours=1)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Said:
    """The error object, read: what is missing is 0, "" or False."""

    code: int
    subcode: int
    message: str
    transient: bool


def said(body: Any) -> Said | None:
    """Return the error that an answer holds, None when it holds none."""
    error = body.get("error") if isinstance(body, dict) else None
    if not error:
        return None
    if not isinstance(error, dict):
        return Said(0, 0, "", transient=False)
    message = error.get("error_user_msg") or error.get("message")
    return Said(
        _number(error.get("code")),
        _number(error.get("error_subcode")),
        message if isinstance(message, str) else "",
        transient=error.get("is_transient") is True,
    )


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def explain(
    answer: Answer, body: Any, *, wrote: bool, now: datetime, hide: Callable[[str], str] = str
) -> ConnectorError:
    """Return what an answer that is no success means. Never raises.

    `body` is the parsed JSON, None when there was none. `hide` takes secrets out of Meta's
    own words: it repeats a token that it cannot read.
    """
    status, headers = answer.status, answer.headers
    seen = usage(headers, now)
    error = said(body)
    if error is None or not error.code:
        return _unnamed(status, seen, wrote=wrote)
    error = replace(error, message=hide(error.message)[:_LONGEST])
    if error.code in LOGIN:
        return ReauthRequired(error.message, seen)
    if error.code in BUSY:
        return Throttled(error.message, _regained(headers, now), seen)
    refusal = _FINER.get((error.code, error.subcode)) or _REFUSALS.get(error.code)
    if error.code in PASSING or (refusal is None and (error.transient or status >= 500)):
        return (
            OutcomeUnknown(error.message, seen) if wrote else Retryable(error.message, None, seen)
        )
    if refusal is None and not wrote:
        return Retryable(error.message, None, seen)
    return Rejected(error.message, refusal or Refusal.OTHER, seen)


def _unnamed(status: int, seen: Usage, *, wrote: bool) -> ConnectorError:
    """Judge an answer by its status alone: a machine in between said no, or nobody knows."""
    reason = f"HTTP {status} without a reason that could be read"
    if status == 401:
        return ReauthRequired(reason, seen)
    if status == 429:
        return Throttled(reason, None, seen)
    if not wrote:
        return (Unreadable if status < 500 else Retryable)(reason, None, seen)
    if 400 <= status < 500 and status != 408:
        return Rejected(reason, _BY_STATUS.get(status, Refusal.INVALID), seen)
    return OutcomeUnknown(reason, seen)


def usage(headers: Mapping[str, str], now: datetime) -> Usage:
    """Return one call, and per cent of each limit that its answer names.

    A limit counts the last hour, so that is when it is whole again, or when Meta says.
    """
    buckets = [_bucket(name, load, now) for name, load in _loads(headers)]
    return Usage({"call": 1}, tuple(bucket for bucket in buckets if bucket))


def _loads(headers: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (limit's name, its load in per cent) from the two usage headers."""
    app = _json(headers.get("x-app-usage"))
    if isinstance(app, dict):
        yield "app", app
    business = _json(headers.get("x-business-use-case-usage"))
    for loads in business.values() if isinstance(business, dict) else ():
        for load in loads if isinstance(loads, list) else ():
            if isinstance(load, dict):
                yield str(load.get("type", "page")), load


def _json(text: str | None) -> Any:
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return None


def _bucket(name: str, load: Mapping[str, Any], now: datetime) -> Bucket | None:
    shares = [_number(load.get(n)) for n in ("call_count", "total_cputime", "total_time")]
    used = max(0, *shares)
    minutes = _minutes(load)
    reset = now + (timedelta(minutes=minutes) if minutes else _WINDOW)
    return Bucket(name, 100, max(0, 100 - used), reset)


def _minutes(load: Mapping[str, Any]) -> int:
    """Return the minutes until access is regained, at most a day: the rest is no waiting time."""
    return min(max(0, _number(load.get("estimated_time_to_regain_access"))), 1_440)


def _regained(headers: Mapping[str, str], now: datetime) -> datetime | None:
    longest = max((_minutes(load) for _, load in _loads(headers)), default=0)
    return now + timedelta(minutes=longest) if longest else None
