"""The chip that says that a customer prefers another way than the one they are answered by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from inbox.queries.people import Behind
from inbox.rules.people import Facts
from inbox.texts import texts
from inbox.web import preferring

READER = SimpleNamespace(t=texts("de", "Europe/Berlin"), now=datetime(2026, 11, 20, tzinfo=UTC))
CALL = Facts(
    channel="call",
    channel_address="0171 2345678",
    channel_hours="ab 17 Uhr",
    channel_source="hat es uns gesagt",
    channel_since=date(2026, 11, 19),
)


def chips(facts: Facts) -> list[dict]:
    return preferring.chips(READER, SimpleNamespace(platform="twitter", behind=Behind((), facts)))


def test_who_prefers_the_phone_is_shown_with_number_hours_and_source() -> None:
    (one,) = chips(CALL)
    assert (one["kind"], one["label"]) == ("prefers", "Wunsch: Telefon")
    assert one["lines"] == ["0171 2345678 · ab 17 Uhr", "hat es uns gesagt · 19. November 2026"]
    assert (one["promise"]["what"], one["promise"]["kind"]) == ("Rückruf: 0171 2345678", "call")


@pytest.mark.parametrize(
    ("hours", "due"),
    [
        ("ab 17 Uhr", "2026-11-20T17:00:00+00:00"),
        ("zwischen 9 und 12 Uhr", "2026-11-20T11:00:00+00:00"),
        ("vormittags", "2026-11-21T11:00:00+00:00"),
        ("evenings, after 6 pm", "2026-11-20T18:00:00+00:00"),
        ("immer", None),
        (None, None),
    ],
)
def test_the_call_is_due_within_the_hours_they_chose(hours: str | None, due: str | None) -> None:
    (one,) = chips(replace(CALL, channel_hours=hours))
    assert one["promise"]["due"] == due


@pytest.mark.parametrize(
    ("facts", "promise"),
    [
        (Facts(channel="mail"), {"what": "Antwort per E-Mail", "kind": "answer", "due": None}),
        (Facts(channel="instagram"), None),
    ],
)
def test_an_e_mail_is_promised_as_an_answer_and_a_platform_not_at_all(facts, promise) -> None:
    (one,) = chips(facts)
    assert (one["promise"], one["lines"]) == (promise, [])


@pytest.mark.parametrize("facts", [Facts(), replace(CALL, channel="twitter")])
def test_who_is_answered_by_their_way_needs_no_chip(facts: Facts) -> None:
    assert chips(facts) == []


def test_of_nobody_there_is_nothing_to_say() -> None:
    assert preferring.chips(READER, None) == []
