"""Python reads this before anything else in the pictured house: there it is always the same day.

The two functions that every clock of ours starts from keep their identity and get another body, so
that whoever took them as a default has the moved time as well.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from types import ModuleType

from connectors.base import records
from connectors.sandbox import town

SHIFT = timedelta(seconds=float(os.environ.get("PICTURES_SHIFT", "0")))


def _moved() -> datetime:
    return datetime.now(UTC) + SHIFT


def _move(module: ModuleType) -> None:
    module.SHIFT = SHIFT  # type: ignore[attr-defined]
    module.utc_now.__code__ = _moved.__code__


for each in (records, town):
    _move(each)
