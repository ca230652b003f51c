"""What X says when it does not say yes: each refusal has its name, and doubt stays doubt."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import (
    OutcomeUnknown,
    OutOfCredit,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Throttled,
)
from connectors.http import Answer
from connectors.twitter.errors import allowed_at, buckets, explain, problem_in

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
P = "https://api.twitter.com/2/problems/"


def said(status: int, detail: str = "x", kind: str = "about:blank", title: str = "T") -> Answer:
    body = {"title": title, "detail": detail, "type": kind, "status": status}
    return Answer(status, {}, json.dumps(body).encode())


def coded(status: int, code: int, message: str = "x") -> Answer:
    body = {"errors": [{"code": code, "message": message}]}
    return Answer(status, {}, json.dumps(body).encode())


def unix(moment: datetime) -> str:
    return str(int(moment.timestamp()))


REFUSALS = [
    (said(403, "You are not allowed to create a Tweet with duplicate content."), Refusal.DUPLICATE),
    (
        said(
            403,
            "Reply to this conversation is not allowed because you have not been mentioned or"
            " otherwise engaged by the author of the post you are replying to.",
        ),
        Refusal.NOT_SUMMONED,
    ),
    (
        said(403, "You attempted to reply to a Tweet that is deleted or not visible to you."),
        Refusal.GONE,
    ),
    (said(403, "You cannot send messages to this user."), Refusal.UNREACHABLE),
    (said(403, "Your account is suspended and is not permitted to do this."), Refusal.BLOCKED),
    (said(403, "Your Tweet text is too long."), Refusal.INVALID),
    (said(403, "You are not permitted to perform this action."), Refusal.FORBIDDEN),
    (said(403, "No.", f"{P}client-forbidden"), Refusal.FORBIDDEN),
    (
        said(403, "No.", "https://api.x.com/2/problems/unsupported-authentication"),
        Refusal.FORBIDDEN,
    ),
    (said(404, "Could not find tweet", f"{P}resource-not-found"), Refusal.GONE),
    (said(400, "One or more parameters", f"{P}invalid-request"), Refusal.INVALID),
    (said(422, "Unprocessable"), Refusal.OTHER),
    (said(410, "Gone"), Refusal.GONE),
    (coded(403, 187, "Status is a duplicate."), Refusal.DUPLICATE),
    (coded(403, 385), Refusal.GONE),
    (coded(403, 349), Refusal.UNREACHABLE),
    (coded(403, 326), Refusal.BLOCKED),
    (coded(403, 186, "Tweet needs to be a bit shorter."), Refusal.INVALID),
]


@pytest.mark.parametrize(("answer", "code"), REFUSALS)
@pytest.mark.parametrize("wrote", [True, False])
def test_a_refusal_is_final_and_has_a_code(answer, code, wrote) -> None:
    error = explain(answer, wrote=wrote, now=NOW)
    assert type(error) is Rejected
    assert error.code is code
    assert error.reason


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said(401, "Unauthorized"), ReauthRequired),
        (Answer(401, {}, b""), ReauthRequired),
        (coded(403, 89, "Invalid or expired token"), ReauthRequired),
        (said(402, "no credits", title="CreditsDepleted"), OutOfCredit),
        (said(429, "Too Many Requests"), Throttled),
        (coded(429, 88, "Rate limit exceeded"), Throttled),
        (coded(403, 88, "Rate limit exceeded"), Throttled),
        (Answer(429, {}, b"<html>slow down</html>"), Throttled),
    ],
)
@pytest.mark.parametrize("wrote", [True, False])
def test_what_to_do_next_is_the_same_after_a_read_and_a_write(answer, kind, wrote) -> None:
    assert type(explain(answer, wrote=wrote, now=NOW)) is kind


HTML = b"<!DOCTYPE html><html><body>blocked</body></html>"
DOUBTFUL = [
    said(500, "Internal"),
    said(502),
    said(503, "Service Unavailable"),
    said(504),
    said(408, "Request Timeout"),
    Answer(500, {}, HTML),
    Answer(500, {}, b'{"data":[]}'),
    Answer(503, {}, b""),
    Answer(302, {}, b""),
    Answer(301, {}, b'{"title":"Moved"}'),
    Answer(304, {}, b""),
    Answer(401, {}, HTML),
    Answer(402, {}, HTML),
    Answer(403, {}, HTML),
    Answer(404, {}, HTML),
    Answer(403, {}, b"[]"),
    Answer(403, {}, b"{}"),
    Answer(403, {}, b"null"),
    Answer(400, {}, b'{"detail":7,"errors":"no"}'),
    Answer(407, {}, HTML),
    Answer(413, {}, HTML),
    Answer(403, {}, b"[" * 50_000),
    Answer(403, {}, b"\xff\xfe"),
]


@pytest.mark.parametrize("answer", DOUBTFUL)
def test_what_is_not_x_s_own_no_leaves_a_write_in_doubt_and_a_read_to_be_repeated(answer) -> None:
    assert type(explain(answer, wrote=True, now=NOW)) is OutcomeUnknown
    assert type(explain(answer, wrote=False, now=NOW)) is Retryable


# when X takes calls again

LATER, EVEN_LATER = NOW + timedelta(minutes=9), NOW + timedelta(hours=20)


def headers(**resets: tuple[int, datetime]) -> dict[str, str]:
    names = {"quarter": "x-rate-limit", "user": "x-user-limit-24hour", "app": "x-app-limit-24hour"}
    told: dict[str, str] = {}
    for name, (remaining, reset) in resets.items():
        told[f"{names[name]}-limit"] = "100"
        told[f"{names[name]}-remaining"] = str(remaining)
        told[f"{names[name]}-reset"] = unix(reset)
    return told


@pytest.mark.parametrize(
    ("told", "after"),
    [
        (headers(quarter=(0, LATER)), LATER),
        (headers(quarter=(0, LATER), user=(50, EVEN_LATER)), LATER),
        (headers(quarter=(9, LATER), user=(0, EVEN_LATER)), EVEN_LATER),
        (headers(quarter=(0, LATER), app=(0, EVEN_LATER)), EVEN_LATER),
        (headers(quarter=(9, LATER), user=(9, EVEN_LATER)), EVEN_LATER),
        ({"x-rate-limit-reset": unix(LATER)}, LATER),
        ({}, None),
        ({"x-rate-limit-reset": "soon"}, None),
        ({"x-rate-limit-reset": ""}, None),
        ({"x-rate-limit-reset": "9" * 40}, None),
        (headers(quarter=(0, NOW - timedelta(minutes=1))), None),
        (headers(quarter=(0, NOW)), None),
        (headers(quarter=(0, NOW + timedelta(days=4000))), None),
    ],
)
def test_busy_waits_for_the_reset_of_what_is_used_up(told, after) -> None:
    error = explain(Answer(429, told, b""), wrote=False, now=NOW)
    assert isinstance(error, Retryable)
    assert error.after == after


@pytest.mark.parametrize("skew", [timedelta(hours=-1), timedelta(minutes=2), timedelta(hours=1)])
def test_a_reset_is_meant_by_the_server_s_clock_not_ours(skew) -> None:
    told = headers(quarter=(0, LATER)) | {"date": "Fri, 20 Nov 2026 12:00:00 GMT"}
    ours = NOW + skew
    assert allowed_at(told, ours) == ours + (LATER - NOW)


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 99 Nov 2026 12:00:00 GMT"])
def test_an_unreadable_date_is_no_date(date) -> None:
    assert allowed_at(headers(quarter=(0, LATER)) | {"date": date}, NOW) == LATER


def test_every_answer_tells_its_buckets() -> None:
    told = buckets(headers(quarter=(7, LATER), user=(3, EVEN_LATER)), "mentions")
    assert [(b.name, b.remaining, b.reset) for b in told] == [
        ("mentions", 7, LATER),
        ("mentions user 24h", 3, EVEN_LATER),
    ]
    assert buckets({"x-rate-limit-limit": "a"}, "mentions") == ()


def test_a_reason_is_the_platform_s_own_word_without_secrets_and_not_endless() -> None:
    answer = said(403, "No for Bearer AAAAAAAAabcdef " + "very " * 200)
    reason = explain(answer, wrote=True, now=NOW).reason
    assert reason.startswith("No for Bearer …")
    assert len(reason) <= 300


def test_a_reason_with_half_a_character_can_be_stored() -> None:
    problem = problem_in(b'{"detail":"half \\ud83d"}')
    assert problem is not None
    problem.reason.encode()
