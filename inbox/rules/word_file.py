"""Files of words: plain data that somebody adds to without a line of code."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def sections(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the lines of each section of a file; "#" begins a comment."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = []
        elif line and not line.startswith("#"):
            found[name].append(line)
    return {name: tuple(lines) for name, lines in found.items()}
