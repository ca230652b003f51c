"""Text in a spreadsheet stays text. Pure.

A cell that begins with one of these signs is taken for a formula by spreadsheets (OWASP, CSV
injection); full-width forms are turned into the plain ones by some. An apostrophe in front
makes it text; spreadsheets that read a file show it. "@" too begins a formula (`@SUM(...)`), and
where a name ends and a formula begins each spreadsheet decides for itself: so mentions get one.
"""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def cell(value: str | None) -> str:
    """Return a value as a cell that no spreadsheet runs."""
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA) else text
