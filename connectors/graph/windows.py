"""How long a private message may be answered: by anybody, and by people of an account that may.

Source: developers.facebook.com, Messenger Platform Policy and Message Tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from connectors.base import Kind
from connectors.graph.options import HUMAN_AGENT

WINDOW = timedelta(hours=24)
HUMAN_WINDOW = timedelta(days=7)


def window(kind: Kind, options: Mapping[str, str]) -> timedelta | None:
    """Return how long after their message an account with these options may answer; None: ever."""
    return private(options) if kind is Kind.DIRECT else None


def private(options: Mapping[str, str]) -> timedelta:
    """Return how long that is for a private message."""
    return HUMAN_WINDOW if humans(options) else WINDOW


def humans(options: Mapping[str, str]) -> bool:
    """Return whether people of this account may answer later than anybody may."""
    return options.get(HUMAN_AGENT.name) == "on"
