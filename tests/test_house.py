"""The house is in order: rooms stay small, everything is said once, nothing is left half done."""

from __future__ import annotations

import ast
import re
import statistics
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("connectors", "db", "inbox")


@cache
def sources() -> dict[str, Path]:
    """Return every module of ours by its dotted name; migrations are generated, so not counted."""
    files = [ROOT / "app.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    return {dotted(path): path for path in files if "migrations/versions" not in path.as_posix()}


def dotted(path: Path) -> str:
    """Return the name that a module is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Return the name and length of every function, its docstring not counted."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node, clean=False) is not None:
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            found.append((f"{path.relative_to(ROOT)}:{node.name}", length))
    return found


@cache
def all_functions() -> list[tuple[str, int]]:
    return [function for path in sources().values() for function in functions(path)]


def test_no_file_is_longer_than_400_lines() -> None:
    assert {name: lines(path) for name, path in sources().items() if lines(path) > 400} == {}


def test_half_of_the_files_fit_into_150_lines() -> None:
    assert statistics.median(lines(path) for path in sources().values()) <= 150


def test_no_function_is_longer_than_60_lines() -> None:
    assert [function for function in all_functions() if function[1] > 60] == []


def test_most_functions_are_short() -> None:
    lengths = sorted(length for _, length in all_functions())
    assert statistics.median(lengths) <= 9
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_every_module_says_what_it_is() -> None:
    silent = [name for name, path in sources().items() if not ast.get_docstring(tree(path))]
    assert silent == []


def imported(path: Path, name: str) -> set[str]:
    """Return the modules of ours that this one imports, wherever in its text."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {module for module in found if module in sources() and module != name}


def test_no_two_modules_import_each_other() -> None:
    arrows = {name: imported(path, name) for name, path in sources().items()}
    pairs = [(a, b) for a in arrows for b in arrows[a] if a < b and a in arrows[b]]
    assert pairs == []


def test_the_border_imports_only_the_standard_library() -> None:
    names = {
        node.module or ""
        for path in (ROOT / "connectors" / "base").glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
    }
    others = {name for name in names if not name.startswith("connectors.base.")}
    assert {name.split(".")[0] for name in others} <= sys.stdlib_module_names


def test_the_tests_are_at_least_as_long_as_the_code() -> None:
    code = sum(lines(path) for path in sources().values())
    tests = sum(
        lines(path)
        for path in (ROOT / "tests").rglob("*.py")
        if not path.name.endswith((".expected.py", "_cases.py"))
    )
    assert tests >= code


UNFINISHED = re.compile(
    r"NotImplementedError|#\s*(?:TODO|FIXME|XXX)|mark\.skip|pytest\.skip|importorskip|xfail"
    r"|unsafe_allow_html"
)
ALLOWED = {
    "tests/connectors/twitter/test_openapi.py": (
        '@pytest.mark.skipif(not GIVEN, reason="X_OPENAPI names no copy of X\'s published document")'
    )
}
"""The one test that may be skipped: X's document is not ours to give away."""


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_nothing_is_left_half_done(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / room).rglob("*.py")
        if path != Path(__file__) and not path.name.endswith("_cases.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line) and line != ALLOWED.get(path.relative_to(ROOT).as_posix())
    ]
    assert found == []


NUMBERED = re.compile(r"\b(ticket|case number|vorgang)\b", re.IGNORECASE)


def test_nobody_is_a_ticket_on_our_screens() -> None:
    catalogues = (ROOT / "inbox" / "locale").rglob("*.po")
    said = [
        f"{path.name}: {line}"
        for path in catalogues
        if path.name != "rules.po"  # the rule that keeps these words out has to name them
        for line in path.read_text().splitlines()
        if line.startswith(("msgid", "msgstr")) and NUMBERED.search(line)
    ]
    assert said == []


def test_browser_tests_stand_where_make_looks_for_them() -> None:
    """Elsewhere they would be collected by nobody: looking through all tests takes long."""
    makefile = (ROOT / "Makefile").read_text()
    folders = re.search(r"^BROWSER := (.+)$", makefile, re.MULTILINE)[1].split()
    marked = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__) and "mark.browser" in path.read_text()
    ]
    assert marked
    assert [name for name in marked if not name.startswith(tuple(folders))] == []
