"""No script and no template says a word of its own: every word comes in the agent's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "inbox").rglob("*.js"))
TEMPLATES = sorted((ROOT / "inbox").rglob("*.html"))
READ_OUT = {"title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription"}
NAMES = {"Durchwahl"}
"""Words that are the same in every language."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
FILLED = re.compile(r"\$\{?\w+\}?")
TEXT = r"""(["'`])(?P<text>(?:(?!\1).)*)\1"""
SAYING = (
    rf"\b(?:el|theirs)\(\s*[^,()]+,\s*[^,()]+,\s*{TEXT}",
    rf"\bbutton\(\s*[^,()]+,\s*{TEXT}",
    rf"\.(?:textContent|innerText|title|ariaLabel|placeholder|alt)\s*=\s*{TEXT}",
    rf"setAttribute\(\s*[\"'](?:{'|'.join(sorted(READ_OUT))})[\"'],\s*{TEXT}",
    rf"\.append\(\s*{TEXT}",
)
SAYS = tuple(re.compile(pattern) for pattern in SAYING)


def words(text: str) -> list[str]:
    """Return the words that a person would read; what is filled in is not one of ours."""
    found = LETTERS.findall(FILLED.sub("", re.sub(r"\$\{.*?\}", "", text)))
    return [word for word in found if word not in NAMES]


def said_by_script(script: str) -> list[str]:
    """Return the texts that a script puts before people by itself."""
    return [
        found["text"] for says in SAYS for found in says.finditer(script) if words(found["text"])
    ]


class Template(HTMLParser):
    """Collects what a template says: its text, and what is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.said += [value for name, value in attrs if name in READ_OUT and words(value or "")]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent and words(data):
            self.said.append(data.strip())


def said_by_template(template: str) -> list[str]:
    reader = Template()
    reader.feed(template)
    return reader.said


def said_by(reads: Callable[[str], list[str]], paths: list[Path]) -> dict[str, list[str]]:
    """Return what files say by themselves, by the name of the file."""
    assert paths
    said = {path.relative_to(ROOT).as_posix(): reads(path.read_text()) for path in paths}
    return {name: texts for name, texts in said.items() if texts}


def test_no_script_says_a_word_of_its_own() -> None:
    assert said_by(said_by_script, SCRIPTS) == {}


def test_no_template_says_a_word_of_its_own() -> None:
    assert said_by(said_by_template, TEMPLATES) == {}


@pytest.mark.parametrize(
    "script",
    [
        'line.append(el("span", "count", "Not read"));',
        'button("plain", "Send", act)',
        "made.title = 'Close';",
        "made.ariaLabel = `Open ${name}`;",
        'box.setAttribute("aria-label", "Tags");',
        'row.append("waits since");',
    ],
)
def test_a_word_in_a_script_is_found(script: str) -> None:
    assert len(said_by_script(script)) == 1


@pytest.mark.parametrize(
    "script",
    [
        'el("span", "count", words.unread)',
        'line.append(" · ")',
        "made.title = `${words.order}: ${words[data.order]}`;",
        'made.setAttribute("aria-haspopup", "dialog");',
    ],
)
def test_what_is_no_word_is_not_taken_for_one(script: str) -> None:
    assert said_by_script(script) == []


def test_a_word_in_a_template_is_found() -> None:
    assert said_by_template('<p>Hello</p><input placeholder="Name"><b>$name</b>') == [
        "Hello",
        "Name",
    ]
