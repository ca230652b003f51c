"""Recorded shapes beside what is expected of them: a new case is two files and no code.

`tests/fixtures/twitter/mentions/reply.json` lies beside `reply.expected.py`, which holds one
name, `expected`.
"""

from __future__ import annotations

import json
import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass(frozen=True)
class Recorded:
    """A payload as a platform gave it, and the records that it has to become."""

    name: str
    payload: Any
    expected: Any


def recorded(where: str) -> list[Recorded]:
    """Return every case below a folder of the fixtures."""
    cases = []
    for payload in sorted((FIXTURES / where).glob("*.json")):
        found = runpy.run_path(str(payload.with_suffix(".expected.py")))
        cases.append(Recorded(payload.stem, json.loads(payload.read_text()), found["expected"]))
    if not cases:
        raise LookupError(f"no fixtures below {where}")
    return cases


def name(case: Recorded) -> str:
    """Return the name of a case, for pytest."""
    return case.name
