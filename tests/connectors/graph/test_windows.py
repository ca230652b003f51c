"""How long a private message may be answered, by anybody and by people of an account that may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors import PLATFORMS
from connectors.base import Kind

DAY, WEEK = timedelta(hours=24), timedelta(days=7)


@pytest.mark.parametrize("name", ["facebook", "instagram"])
@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        (Kind.DIRECT, {}, DAY),
        (Kind.DIRECT, {"human_agent": "off"}, DAY),
        (Kind.DIRECT, {"human_agent": "on"}, WEEK),
        (Kind.COMMENT, {"human_agent": "on"}, None),
        (Kind.REVIEW, {}, None),
    ],
)
def test_a_private_message_is_answered_for_a_day_or_by_people_for_seven(
    name: str, kind: Kind, options: dict[str, str], expected: timedelta | None
) -> None:
    assert PLATFORMS[name].window(kind, options) == expected


@pytest.mark.parametrize("kind", Kind)
def test_on_x_no_window_closes(kind: Kind) -> None:
    assert PLATFORMS["twitter"].window(kind, {}) is None
