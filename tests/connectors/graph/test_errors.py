"""Every code of Facebook's has one meaning, on a reading and on a write."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import (
    ConnectorError,
    OutcomeUnknown,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Throttled,
    Unreadable,
)
from connectors.graph.errors import explain, said, usage
from connectors.http import Answer

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def error(code: int, subcode: int | None = None, **more: Any) -> dict[str, Any]:
    found = {"message": f"(#{code}) nein", "type": "OAuthException", "code": code, **more}
    return {"error": found if subcode is None else {**found, "error_subcode": subcode}}


def told(
    body: Any, status: int = 400, *, wrote: bool = False, headers: dict[str, str] | None = None
) -> ConnectorError:
    return explain(Answer(status, headers or {}), body, wrote=wrote, now=NOW)


@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001, 80002, 80006])
@pytest.mark.parametrize("wrote", [True, False])
def test_a_limit_is_no_refusal_and_nothing_happened(code, wrote) -> None:
    assert type(told(error(code), wrote=wrote)) is Throttled


@pytest.mark.parametrize("code", [102, 104, 190])
@pytest.mark.parametrize("subcode", [None, 458, 459, 460, 463, 464, 467])
def test_a_dead_token_needs_a_person(code, subcode) -> None:
    assert type(told(error(code, subcode), 401, wrote=True)) is ReauthRequired


@pytest.mark.parametrize(
    ("code", "subcode", "refusal"),
    [
        (3, None, Refusal.FORBIDDEN),
        (10, None, Refusal.FORBIDDEN),
        (10, 2018278, Refusal.WINDOW_CLOSED),
        (10, 2534022, Refusal.WINDOW_CLOSED),
        (100, None, Refusal.INVALID),
        (100, 33, Refusal.GONE),
        (100, 2018001, Refusal.UNREACHABLE),
        (200, None, Refusal.FORBIDDEN),
        (283, None, Refusal.FORBIDDEN),
        (299, None, Refusal.FORBIDDEN),
        (368, None, Refusal.BLOCKED),
        (506, None, Refusal.DUPLICATE),
        (551, None, Refusal.UNREACHABLE),
        (803, None, Refusal.GONE),
        (1609005, None, Refusal.OTHER),
    ],
)
def test_a_refusal_says_what_it_is(code, subcode, refusal) -> None:
    refused = told(error(code, subcode), wrote=True)
    assert isinstance(refused, Rejected)
    assert refused.code is refusal


@pytest.mark.parametrize("code", [1, 2])
def test_what_may_have_gone_through_is_unknown_on_a_write(code) -> None:
    assert type(told(error(code), 500, wrote=True)) is OutcomeUnknown
    assert type(told(error(code), 500)) is Retryable


def test_a_code_nobody_knows_does_not_stop_a_stream() -> None:
    assert type(told(error(987_654))) is Retryable


def test_what_calls_itself_transient_may_have_happened() -> None:
    assert type(told(error(987_654, is_transient=True), wrote=True)) is OutcomeUnknown


def test_an_error_in_a_200_is_an_error() -> None:
    assert type(told(error(190), 200)) is ReauthRequired


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 422])
def test_a_4xx_without_words_is_a_refusal_on_a_write(status) -> None:
    assert type(told(None, status, wrote=True)) is Rejected


@pytest.mark.parametrize("status", [200, 201, 302, 408, 500, 502, 503, 504])
def test_anything_else_without_words_may_have_happened(status) -> None:
    assert type(told(None, status, wrote=True)) is OutcomeUnknown


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 429, 500, 503])
def test_no_page_without_words_stops_a_stream(status) -> None:
    assert isinstance(told(None, status), Retryable)


def test_a_429_without_words_did_nothing() -> None:
    assert type(told(None, 429, wrote=True)) is Throttled


def test_a_401_without_words_is_a_dead_login() -> None:
    assert type(told(None, 401)) is ReauthRequired


def business(minutes: int) -> dict[str, str]:
    load = {
        "type": "pages",
        "call_count": 101,
        "total_cputime": 5,
        "total_time": 9,
        "estimated_time_to_regain_access": minutes,
    }
    return {"x-business-use-case-usage": json.dumps({"100": [load]})}


def test_a_limit_says_when_access_is_regained() -> None:
    busy = told(error(80001), headers=business(7))
    assert isinstance(busy, Retryable)
    assert busy.after == NOW + timedelta(minutes=7)


def test_a_limit_without_a_time_leaves_it_to_the_back_off() -> None:
    busy = told(error(4))
    assert isinstance(busy, Retryable)
    assert busy.after is None


def test_an_endless_wait_is_a_day() -> None:
    busy = told(error(80001), headers=business(10**9))
    assert isinstance(busy, Retryable)
    assert busy.after == NOW + timedelta(days=1)


def test_usage_is_the_worst_share_of_each_limit() -> None:
    headers = {
        "x-app-usage": '{"call_count":28,"total_cputime":61,"total_time":25}',
        **business(0),
    }
    app, pages = usage(headers, NOW).buckets
    assert (app.name, app.limit, app.remaining) == ("app", 100, 39)
    assert (pages.name, pages.remaining) == ("pages", 0)
    assert pages.reset == NOW + timedelta(hours=1)


WRONG = ["", "{", "[]", "null", '{"call_count":"viel"}', '{"100":7}', '{"100":[7]}', "[" * 5_000]


@pytest.mark.parametrize("text", WRONG)
def test_an_unreadable_usage_header_is_no_limit_reached(text) -> None:
    found = usage({"x-app-usage": text, "x-business-use-case-usage": text}, NOW)
    assert all(bucket.remaining == 100 for bucket in found.buckets)


def test_the_platforms_own_word_is_kept_for_people() -> None:
    body = error(200, error_user_msg="Bitte die Berechtigung prüfen.")
    assert told(body).reason == "Bitte die Berechtigung prüfen."


def test_a_token_that_facebook_repeats_is_taken_out() -> None:
    body = error(190, message="Malformed access token EAAsecret")
    hidden = explain(
        Answer(401, {}), body, wrote=False, now=NOW, hide=lambda t: t.replace("EAAsecret", "…")
    )
    assert hidden.reason == "Malformed access token …"


def test_a_long_word_is_cut() -> None:
    assert len(told(error(200, message="x" * 10_000)).reason) == 300


VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=2)
ERRORS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("message", "code", "error_subcode", "is_transient", "error_user_msg", "type"), VALUES
    ),
)


@settings(max_examples=150, deadline=None, database=None)
@given(
    st.one_of(VALUES, ERRORS.map(lambda inner: {"error": inner})),
    st.integers(100, 599),
    st.booleans(),
)
def test_any_answer_has_a_meaning(body, status, wrote) -> None:
    meant = told(body, status, wrote=wrote)
    assert isinstance(meant, ConnectorError)
    assert wrote or not isinstance(meant, OutcomeUnknown)


@pytest.mark.parametrize("body", [None, [], {}, {"error": None}, {"error": {}}, {"data": []}])
def test_what_holds_no_error_says_none(body) -> None:
    assert said(body) is None


@pytest.mark.parametrize("status", [200, 302, 400, 404])
def test_a_page_that_is_none_has_that_name(status: int) -> None:
    assert type(told(None, status)) is Unreadable
