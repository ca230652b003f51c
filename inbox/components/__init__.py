"""The panes of the inbox as Streamlit components: one folder each with .html .css .js.

Streamlit sends a component's code along with its data. Ours only names a module, so that the
browser keeps the code: `/assets/<digest>/list/list.js`, served by `inbox.web.assets`. The
digest changes with any script, so a kept one is never stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from inbox.texts import Texts

HERE = Path(__file__).parent
PREFIX = "/assets"


@cache
def scripts() -> dict[str, bytes]:
    """Return every script by its path below this folder, as `list/list.js`."""
    found = sorted(HERE.glob("*/*.js"))
    return {path.relative_to(HERE).as_posix(): path.read_bytes() for path in found}


@cache
def digest() -> str:
    """Return a name for this very state of all scripts."""
    together = hashlib.sha256()
    for name, script in scripts().items():
        together.update(name.encode() + b"\0" + script + b"\0")
    return together.hexdigest()[:16]


def loader(name: str) -> str:
    """Return the few lines of script that fetch a pane's module from us and read its data."""
    where = f"{PREFIX}/{digest()}/{name}/{name}.js"
    return (
        f'const pane = await import(new URL("{where}", document.baseURI).href);\n'
        "export default (component) =>\n"
        "  pane.default({ ...component, data: JSON.parse(component.data[0]) });\n"
    )


@cache
def renderer(name: str) -> Any:
    """Return the component of that folder, registered once. Any: Streamlit gives it no type."""
    styles = [HERE / "shared" / "shared.css", *sorted((HERE / name).glob("*.css"))]
    return st.components.v2.component(
        f"durchwahl_{name}",
        html=(HERE / name / f"{name}.html").read_text(encoding="utf-8"),
        css="\n".join(style.read_text(encoding="utf-8") for style in styles),
        js=loader(name),
    )


def draw(
    name: str, t: Texts, words: Mapping[str, str], data: Mapping[str, Any], **how: Any
) -> None:
    """Draw the pane of that name with its words and what it shows now; `how` is Streamlit's.

    It goes as one text in a list: what is a dict Streamlit searches for tables. As bytes the pane
    would be drawn anew after each run, as those never are the same to its browser.
    """
    kept = (name, t.language)
    if kept not in _SPOKEN:
        _SPOKEN[kept] = spoken(t, words)
    whole = {**data, "language": t.language, "words": _SPOKEN[kept]}
    renderer(name)(key=name, data=[json.dumps(whole)], **how)


_SPOKEN: dict[tuple[str, str], dict[str, str]] = {}
"""The words of the panes by name and language: they never change."""


def spoken(t: Texts, words: Mapping[str, str]) -> dict[str, str]:
    """Return a pane's words in a language."""
    return {name: t(text) for name, text in words.items()}
