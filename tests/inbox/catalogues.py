"""Which texts the code says, found by reading it: what `t`, `t.n` and `mark` are called with.

A table called SENTENCES counts as well: the rules may not know the catalogues, only their keys.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAYS = frozenset({"t", "mark", "words"})
TABLES = frozenset({"SENTENCES"})


@dataclass(frozen=True)
class Said:
    """One text and where it is said; `many` is its other form when it counts something."""

    text: str
    many: str | None
    where: str


@cache
def said() -> tuple[Said, ...]:
    """Return every text of the screens; the command line speaks English alone."""
    files = [*(ROOT / "inbox").rglob("*.py")]
    return tuple(found for path in sorted(files) if _on_a_screen(path) for found in _in(path))


def _on_a_screen(path: Path) -> bool:
    return (ROOT / "inbox" / "commands") not in path.parents


def _in(path: Path) -> list[Said]:
    where = str(path.relative_to(ROOT))
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            found += _called(node, where)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _name(node) in TABLES:
            found += _listed(node.value, where)
    return found


def _called(node: ast.Call, where: str) -> list[Said]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    texts = [_text(argument) for argument in node.args[:2]]
    if name in SAYS and texts and texts[0] is not None:
        return [Said(texts[0], None, f"{where}:{node.lineno}")]
    if name == "n" and len(texts) == 2 and texts[0] is not None:
        return [Said(texts[0], texts[1], f"{where}:{node.lineno}")]
    return []


def _listed(value: ast.expr | None, where: str) -> list[Said]:
    values = value.values if isinstance(value, ast.Dict) else []
    texts = [(_text(item), item.lineno) for item in values]
    return [Said(text, None, f"{where}:{line}") for text, line in texts if text is not None]


def _name(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return getattr(target, "id", "")


def _text(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None
