"""The documents stay true: what they tell people to type exists, what they point to is there."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from click.testing import Result
from typer.main import get_command
from typer.testing import CliRunner

from db.models import ConversationState
from inbox.commands.entry import build
from inbox.queries.export import ConversationRow, MessageRow, WaitRow

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`(make [a-z-]+|python -m inbox [a-z]+(?: [a-z]+)?)")
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()]
    assert broken == []


def typed(page: Path) -> list[str]:
    """Return the commands that a page tells people to type, in blocks and in sentences."""
    text = page.read_text()
    lines = [line for block in SHELL.findall(text) for line in block.splitlines()]
    commands = [line.split("  #")[0].strip() for line in lines] + INLINE.findall(text)
    return [command.removeprefix(".venv/bin/") for command in commands if command]


ALL = sorted({(name(page), command) for page in PAGES for command in typed(page)})


@pytest.mark.parametrize(
    ("page", "command"), [(page, command) for page, command in ALL if command.startswith("make ")]
)
def test_every_make_target_exists(page: str, command: str) -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text())
    assert command.split()[1] in targets


@cache
def explained(*words: str) -> Result:
    return CliRunner().invoke(build(), [*words, "--help"], prog_name="python -m inbox")


INBOX = sorted({command for _, command in ALL if command.startswith("python -m inbox")})


@pytest.mark.parametrize("command", INBOX)
def test_every_command_exists(command: str) -> None:
    words = [word for word in command.split()[3:] if re.fullmatch(r"[a-z]+", word)]
    shown = explained(*words[:2])
    if shown.exit_code:  # the second word was an argument, not a command
        shown = explained(*words[:1])
    assert shown.exit_code == 0
    assert "Usage" in shown.stdout


EXPORTS = {"messages": MessageRow, "conversations": ConversationRow, "waits": WaitRow}


@pytest.mark.parametrize("command", EXPORTS)
def test_every_column_of_an_export_is_explained(command: str) -> None:
    manual = (ROOT / "docs/operations.md").read_text()
    about = (
        manual.partition(f"\n`{command}`, one row")[2].partition("\n\n|")[2].partition("\n\n")[0]
    )
    first = [line.strip("| ").partition(" | ")[0] for line in about.splitlines()[2:]]
    explained_there = re.findall(r"`(\w+)`", " ".join(first))
    assert sorted(explained_there) == sorted(field.name for field in fields(EXPORTS[command]))


@pytest.mark.parametrize("command", ["messages", "conversations"])
def test_help_says_what_every_state_of_an_export_means(command: str) -> None:
    shown = explained(command).stdout
    assert all(state in shown for state in ConversationState)
    assert "apostrophe" in shown


def everything(command, *words: str) -> list[tuple[str, ...]]:
    """Return every command of the command line, groups included, as the words that are typed."""
    under = getattr(command, "commands", {})
    deeper = [each for word, one in under.items() for each in everything(one, *words, word)]
    return [words, *deeper]


@pytest.mark.parametrize("words", everything(get_command(build())), ids=" ".join)
def test_help_names_no_kind_of_value_for_a_switch(words: tuple[str, ...]) -> None:
    shown = explained(*words)
    assert (shown.exit_code, "--help" in shown.stdout, "<bool>" in shown.stdout) == (0, True, False)
