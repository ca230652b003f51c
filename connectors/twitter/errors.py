"""What an answer of X other than the asked one means.

429            Retryable, after the reset of what is used up
401            ReauthRequired                402  OutOfCredit
other 4xx      Rejected, with the platform's own word and a code for ours
5xx, 3xx, HTML Retryable on a read, OutcomeUnknown on a write

A refusal counts as one only in X's own form (a problem object or its `errors`): a page of
some machine in between proves nothing. Shapes and texts: docs.x.com, response codes and errors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.base import (
    Bucket,
    ConnectorError,
    OutcomeUnknown,
    OutOfCredit,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Throttled,
    Usage,
)
from connectors.http import Answer, scrub

LONGEST_WAIT = timedelta(days=32)
"""A usage cap lasts a month at most; a header that says more is wrong."""

_HEADERS = (
    ("", "x-rate-limit"),
    ("user 24h", "x-user-limit-24hour"),
    ("app 24h", "x-app-limit-24hour"),
)

_WORDS = (
    ("duplicate content", Refusal.DUPLICATE),
    ("not been mentioned or otherwise engaged", Refusal.NOT_SUMMONED),
    ("deleted or not visible", Refusal.GONE),
    ("cannot send messages to this user", Refusal.UNREACHABLE),
    ("not following you", Refusal.UNREACHABLE),
    ("temporarily locked", Refusal.BLOCKED),
    ("suspended", Refusal.BLOCKED),
    ("text is too long", Refusal.INVALID),
    ("a bit shorter", Refusal.INVALID),
    ("not permitted", Refusal.FORBIDDEN),
)
_TYPES = {
    "resource-not-found": Refusal.GONE,
    "invalid-request": Refusal.INVALID,
    "client-forbidden": Refusal.FORBIDDEN,
    "unsupported-authentication": Refusal.FORBIDDEN,
    "not-authorized-for-resource": Refusal.FORBIDDEN,
    "duplicate-rules": Refusal.DUPLICATE,
}
_CODES = {
    144: Refusal.GONE,
    385: Refusal.GONE,
    150: Refusal.UNREACHABLE,
    349: Refusal.UNREACHABLE,
    186: Refusal.INVALID,
    187: Refusal.DUPLICATE,
    64: Refusal.BLOCKED,
    326: Refusal.BLOCKED,
    433: Refusal.NOT_SUMMONED,
}
_STATUS = {400: Refusal.INVALID, 404: Refusal.GONE, 410: Refusal.GONE, 403: Refusal.FORBIDDEN}
_DEAD_LOGIN = {32, 89, 215}


@dataclass(frozen=True, slots=True)
class Problem:
    """X's own words for a refusal, whichever of its three forms they came in."""

    reason: str
    kind: str = ""
    codes: tuple[int, ...] = ()


def problem_in(body: bytes) -> Problem | None:
    """Return the problem that a body tells, None when it is not of X's form."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    listed = told.get("errors")
    errors = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
    words = [told.get("detail"), *(e.get("message") or e.get("detail") for e in errors)]
    words += [told.get("title"), told.get("error_description"), told.get("error")]
    said = [word for word in words if isinstance(word, str) and word]
    if not said:
        return None
    kind = told.get("type")
    codes = tuple(e["code"] for e in errors if isinstance(e.get("code"), int))
    last = kind.rstrip("/").rpartition("/")[2] if isinstance(kind, str) else ""
    return Problem(_sentence(said), last, codes)


def _sentence(said: list[str]) -> str:
    """Return the most telling words: the detail, and the first message when it says more."""
    first = said[0]
    extra = next((word for word in said[1:2] if word not in first), "")
    clear = " ".join(f"{first} {extra}".split())
    return scrub(clear.encode("utf-8", "replace").decode())[:300]


def explain(answer: Answer, *, wrote: bool, now: datetime, bucket: str = "calls") -> ConnectorError:
    """Return what an answer that is no success means; raise it outside of `except`."""
    usage = Usage(buckets=buckets(answer.headers, bucket))
    problem = problem_in(answer.body)
    if answer.status == 429 or (problem and 88 in problem.codes):
        reason = problem.reason if problem else "Too Many Requests"
        return Throttled(reason, after=allowed_at(answer.headers, now), usage=usage)
    if answer.status == 401 and not problem and not answer.body.strip():
        problem = Problem("Unauthorized")
    if problem is None or not 400 <= answer.status < 500 or answer.status == 408:
        said = f"X answered {answer.status}" + (f": {problem.reason}" if problem else "")
        return OutcomeUnknown(said, usage) if wrote else Retryable(said, usage=usage)
    if answer.status == 401 or _DEAD_LOGIN & set(problem.codes):
        return ReauthRequired(problem.reason, usage)
    if answer.status == 402:
        return OutOfCredit(problem.reason, usage)
    return Rejected(problem.reason, _refusal(answer.status, problem), usage)


def _refusal(status: int, problem: Problem) -> Refusal:
    said = problem.reason.lower()
    for words, refusal in _WORDS:
        if words in said:
            return refusal
    for code in problem.codes:
        if code in _CODES:
            return _CODES[code]
    return _TYPES.get(problem.kind) or _STATUS.get(status, Refusal.OTHER)


def _numbers(headers: Mapping[str, str]) -> Iterator[tuple[str, int, int, datetime]]:
    for name, prefix in _HEADERS:
        try:
            limit = int(headers[f"{prefix}-limit"])
            remaining = int(headers[f"{prefix}-remaining"])
            reset = datetime.fromtimestamp(int(headers[f"{prefix}-reset"]), UTC)
        except (KeyError, ValueError, OverflowError, OSError):
            continue
        yield name, limit, remaining, reset


def buckets(headers: Mapping[str, str], call: str) -> tuple[Bucket, ...]:
    """Return the rate limits that an answer tells of."""
    return tuple(
        Bucket(f"{call} {name}".strip(), limit, remaining, reset)
        for name, limit, remaining, reset in _numbers(headers)
    )


def allowed_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when X takes calls again: the latest reset of what is used up, by our clock.

    When nothing seems used up it is a cap without a count: the latest reset of all. None:
    X does not say, or says a time that is past or absurd.
    """
    told = [(remaining, reset) for _, _, remaining, reset in _numbers(headers)]
    told = [row for row in told if row[0] <= 0] or told
    resets = [reset for _, reset in told] or list(_lone_resets(headers))
    if not resets:
        return None
    wait = max(resets) - (_date(headers) or now)
    return now + wait if timedelta(0) < wait <= LONGEST_WAIT else None


def _lone_resets(headers: Mapping[str, str]) -> Iterator[datetime]:
    for _, prefix in _HEADERS:
        try:
            yield datetime.fromtimestamp(int(headers[f"{prefix}-reset"]), UTC)
        except (KeyError, ValueError, OverflowError, OSError):
            continue


def _date(headers: Mapping[str, Any]) -> datetime | None:
    """Return the server's own time, by which its resets are meant: our clock may be wrong."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
