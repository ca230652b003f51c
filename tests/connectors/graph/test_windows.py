"""What is told of the answer window before anything is written is what the connectors go by."""

from __future__ import annotations

import pytest

from connectors import PLATFORMS
from connectors.base import Kind
from connectors.graph.messages import WINDOW


@pytest.mark.parametrize("name", ["facebook", "instagram"])
@pytest.mark.parametrize("kind", Kind)
def test_a_private_message_is_answered_by_anybody_for_a_day(name: str, kind: Kind) -> None:
    expected = WINDOW if kind is Kind.DIRECT else None
    assert PLATFORMS[name].window(kind) == expected
