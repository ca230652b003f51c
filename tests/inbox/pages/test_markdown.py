"""Nothing that a person wrote goes through Markdown: Streamlit would load its images and links.

Elements that interpret Markdown may be called with texts of ours only: a literal, a translation
(`t("...")`, values filled in are ours as well) or a name on the list below.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES = sorted([*(ROOT / "inbox").rglob("*.py"), ROOT / "app.py"])

NAMES = """
    write markdown caption info error warning success exception toast title header subheader
    expander tabs status metric table radio button checkbox toggle popover pills selectbox
    multiselect text_input text_area number_input date_input time_input slider badge link_button
    download_button form_submit_button dialog chat_input page_link segmented_control feedback
    file_uploader color_picker menu_button write_stream spinner progress
"""
MARKDOWN = frozenset(NAMES.split())
FORBIDDEN = frozenset({"write", "markdown", "write_stream", "exception", "latex", "dataframe"})
OURS = frozenset({"label"})
"""Arguments that are words of ours under another name: `_button(label)`, a field's label."""


@cache
def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Return what is called on `st` or on a part of the page, by name."""
    return [
        (node.func.attr, node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not isinstance(node.func.value, ast.Constant)
    ]


def ours(node: ast.expr) -> bool:
    """Return whether a text cannot hold a word of somebody else."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in OURS
    if isinstance(node, ast.IfExp):
        return ours(node.body) and ours(node.orelse)
    if not isinstance(node, ast.Call):
        return False
    counted = ast.unparse(node.func) == "t.n" and not node.keywords
    return counted or getattr(node.func, "id", getattr(node.func, "attr", "")) == "t"


def on_streamlit(node: ast.Call) -> bool:
    """Return whether this is an element of Streamlit, not a namesake of ours."""
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value
    return getattr(owner, "id", "") in ("st", "left", "right", "middle", "column", "container")


def test_markdown_gets_texts_of_ours_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
        for path in PAGES
        for name, node in calls(path)
        if name in MARKDOWN and on_streamlit(node) and node.args and not ours(node.args[0])
    ]
    assert found == []


def test_elements_that_are_never_safe_are_not_used() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
        for path in PAGES
        for name, node in calls(path)
        if name in FORBIDDEN and getattr(node.func.value, "id", "") == "st"  # type: ignore[attr-defined]
    ]
    assert found == []


def test_no_page_runs_scripts_of_its_own() -> None:
    asked = "unsafe_allow_" + "javascript"
    assert [str(path) for path in PAGES if asked in path.read_text()] == []


def test_the_test_finds_what_it_looks_for() -> None:
    bad = ast.parse("st.button(customer.name)").body[0]
    assert isinstance(bad, ast.Expr) and isinstance(bad.value, ast.Call)
    assert on_streamlit(bad.value) and not ours(bad.value.args[0])
