"""What went wrong has one name, and the name says what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import (
    ConnectorError,
    OutOfCredit,
    ReauthRequired,
    Rejected,
    Retryable,
    Throttled,
    Unreadable,
)
from db.models import Trouble
from inbox.incoming.verdict import verdict
from tests.cast import NOON

SOON = NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (Throttled("slow down"), Trouble.BUSY),
        (Throttled("slow down", after=SOON), Trouble.BUSY),
        (Throttled("slow down", after=NOON - timedelta(hours=1)), Trouble.BUSY),
        (Retryable("later", after=SOON), Trouble.BUSY),
        (Retryable("nobody answers"), Trouble.UNREACHABLE),
        (Unreadable("HTML"), Trouble.UNREADABLE),
        (ReauthRequired("token"), Trouble.LOGIN_NEEDED),
        (OutOfCredit("credits"), Trouble.OUT_OF_CREDIT),
        (Rejected("no"), Trouble.REFUSED),
        (RuntimeError("ours"), Trouble.INTERNAL),
    ],
)
def test_each_error_is_one_trouble(error: Exception, trouble: Trouble) -> None:
    assert verdict(error, NOON).trouble is trouble


def test_a_time_that_the_platform_named_is_kept() -> None:
    assert verdict(Throttled("slow down", after=SOON), NOON).not_before == SOON


def test_a_time_that_is_past_is_no_time() -> None:
    late = Throttled("slow down", after=NOON - timedelta(hours=1))
    assert verdict(late, NOON).not_before is None


@pytest.mark.parametrize("error", [ReauthRequired("token"), OutOfCredit("credits")])
def test_what_a_person_has_to_mend_stops_the_account(error: ConnectorError) -> None:
    assert verdict(error, NOON).stops_account is not None


def test_a_refusal_stops_the_stream_and_keeps_the_platforms_words() -> None:
    found = verdict(Rejected("not allowed here"), NOON)
    assert found.stops_stream
    assert found.note == "not allowed here"
