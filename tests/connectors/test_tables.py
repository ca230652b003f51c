"""What the pages in docs/connectors say of a platform is what its code can do.

| stream | ... | pace, fastest | ... |     the first column names the platform's streams, all of them
| action | on | ... |     `on` is "theirs: `comment`, `post`" or "ours: ...", joined by ";"
| to     | ... |           the kinds of message that can be answered
| option | values | ... |  what an admin may set for an account
"""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from connectors import PLATFORMS
from connectors.base import Kind, Verb

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "connectors").glob("*.md"))
UNITS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
CODE = re.compile(r"`([^`]+)`")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@cache
def tables(page: Path) -> dict[str, list[dict[str, str]]]:
    """Return the tables of a page by the head of their first column."""
    found: dict[str, list[dict[str, str]]] = {}
    lines = page.read_text().splitlines()
    for at, line in enumerate(lines[:-1]):
        if line.startswith("|") and lines[at + 1].startswith("|---"):
            head = cells(line)
            below = lines[at + 2 :]
            end = next((n for n, row in enumerate(below) if not row.startswith("|")), len(below))
            rows = [dict(zip(head, cells(row), strict=True)) for row in below[:end]]
            found.setdefault(head[0], []).extend(rows)
    return found


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def period(text: str) -> timedelta:
    """Read "15 s", "1 min", "6 h"."""
    number, unit = text.split()
    return timedelta(seconds=float(number) * UNITS[unit])


def said(page: Path) -> set[tuple[str, str, bool]]:
    """Return (action, kind, ours) as a page has it."""
    found = set()
    for row in tables(page)["action"]:
        for part in row["on"].split(";"):
            whose = part.strip().partition(":")[0]
            assert whose in ("ours", "theirs"), f"{row['action']}: {part}"
            for verb in CODE.findall(row["action"]):
                found |= {(verb, kind, whose == "ours") for kind in CODE.findall(part)}
    return found


@each_page
def test_every_stream_is_in_the_table_with_its_pace(page: Path) -> None:
    rows = {CODE.findall(row["stream"])[0]: row for row in tables(page)["stream"]}
    streams = {spec.name: spec for spec in PLATFORMS[page.stem].streams}
    assert rows.keys() == streams.keys()
    for name, row in rows.items():
        every, at_least = (period(text) for text in row["pace, fastest"].split(","))
        assert (name, every, at_least) == (name, streams[name].every, streams[name].at_least)


@each_page
def test_every_action_is_in_the_table_and_no_other(page: Path) -> None:
    platform = PLATFORMS[page.stem]
    can = {
        (verb.value, kind.value, ours)
        for kind in Kind
        for ours in (True, False)
        for verb in platform.actions(kind, ours)
    }
    assert said(page) == can
    assert {verb for verb, _, _ in said(page)} <= {verb.value for verb in Verb}


@each_page
def test_what_takes_a_picture_or_a_private_reply_can_be_answered(page: Path) -> None:
    platform = PLATFORMS[page.stem]
    answered = {kind for row in tables(page)["to"] for kind in CODE.findall(row["to"])}
    more = {k.value for k in Kind if platform.pictures(k) or platform.private_reply(k)}
    assert more <= answered <= {kind.value for kind in Kind}


@each_page
def test_every_option_is_in_the_table_with_its_values(page: Path) -> None:
    rows = {CODE.findall(row["option"])[0]: row for row in tables(page)["option"]}
    options = {spec.name: spec for spec in PLATFORMS[page.stem].options}
    assert rows.keys() == options.keys()
    for name, row in rows.items():
        assert set(options[name].choices) <= set(CODE.findall(row["values"]))


@each_page
def test_everything_supported_says_since_when(page: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    released = tuple(int(part) for part in version.split("."))
    rows = [row for rows in tables(page).values() for row in rows if "since" in row]
    assert rows
    for row in rows:
        assert re.fullmatch(r"\d+\.\d+\.\d+", row["since"]), row
        assert tuple(int(part) for part in row["since"].split(".")) <= released


@each_page
def test_what_is_not_supported_says_why(page: Path) -> None:
    rows = tables(page)["what"]
    reasons = [row["why"] for row in rows if "why" in row]
    assert reasons
    assert all(reasons)
