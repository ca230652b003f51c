"""`messages` and `conversations`: the unified table for other programs, as a stream of lines.

Columns of `messages`, in this order and under these names for good: account, platform,
external_id, thread_id, kind, direction, author_external_id, author_name, text, created_at,
parent_id, state. Times are ISO 8601 in UTC. CSV is RFC 4180 in UTF-8; a cell that a
spreadsheet would run as a formula has an apostrophe in front. docs/operations.md explains
columns and values.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from inbox.commands.scene import scene
from inbox.queries import export
from inbox.queries.export import ConversationRow, MessageRow, WaitRow
from inbox.rules.cells import cell


class Format(StrEnum):
    """How rows are written."""

    JSONL = "jsonl"
    CSV = "csv"


Row = MessageRow | ConversationRow | WaitRow
HOW = (
    "One JSON object a line, texts as they are; or CSV, where a text that a spreadsheet might take"
    " for a formula (= + - @ in front, as most mentions have) begins with an apostrophe."
)
How = Annotated[Format, typer.Option("--format", help=HOW)]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(messages)
    app.command()(conversations)
    app.command()(waits)


def messages(how: How = Format.JSONL) -> None:
    """Print every message of every platform, one row a message.

    The state of what customers wrote is their conversation's: open (waits
    for us), waiting (for the customer: answered), snoozed or done.
    What we wrote is delivered: a reply is a row once the platform has it.
    What others said around it has none.
    """
    with scene() as here:
        write(export.messages(here.db), MessageRow, how)


def conversations(how: How = Format.JSONL) -> None:
    """Print every conversation: one customer's matter in one thread.

    Its state is open (waits for us), waiting (for the customer: answered),
    snoozed or done.
    """
    with scene() as here:
        write(export.conversations(here.db), ConversationRow, how)


def waits(how: How = Format.JSONL) -> None:
    """Print how long each customer waited for a first word on their matter, in opening time."""
    with scene() as here:
        write(export.waits(here.db), WaitRow, how)


def write(rows: Iterable[Row], of: type[Row], how: Format) -> None:
    """Write rows to standard output as they come, in UTF-8 whatever the terminal's language."""
    names = [field.name for field in fields(of)]
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=False)
    try:
        if how is Format.CSV:
            _csv(rows, names, out)
        else:
            for row in rows:
                told = {name: _plain(getattr(row, name)) for name in names}
                out.write(json.dumps(told, ensure_ascii=False) + "\n")
        out.flush()
    finally:
        out.detach()


def _csv(rows: Iterable[Row], names: list[str], out: io.TextIOWrapper) -> None:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        plain = (_plain(getattr(row, name)) for name in names)
        writer.writerow([cell(one) if isinstance(one, str) else one for one in plain])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
