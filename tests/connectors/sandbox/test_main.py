"""The sandbox as a process: one line when it listens, nothing forgotten, clear words when not."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.sandbox.accounts import X
from tests.sandbox import in_process

COMMAND = [sys.executable, "-m", "connectors.sandbox", "--no-story"]


def test_what_was_written_is_there_after_a_restart(tmp_path) -> None:
    state = tmp_path / "below" / "town.db"
    with in_process("--state", str(state)) as sandbox:
        first = sandbox.post("x/post", handle="erika_m", name="Erika M.", text=f"@{X.handle} hallo")
        sandbox.settings("x", lag=1.5)
    with in_process("--state", str(state)) as sandbox:
        assert [m["text"] for m in sandbox.truth("x")] == [f"@{X.handle} hallo"]
        assert sandbox.get("")["settings"]["x"]["lag"] == 1.5
        second = sandbox.post("x/post", handle="erika_m", text="noch da?", reply_to=first["id"])
        assert int(second["id"]) > int(first["id"])
        assert second["author_id"] == first["author_id"]


@pytest.mark.parametrize(
    ("more", "remedy"),
    [((), ": stop what uses it, or choose another by --port."), (("--with-parent",), ".")],
    ids=["typed", "started by a server, which names its own"],
)
def test_a_port_in_use_is_said_with_the_remedy(more: tuple[str, ...], remedy: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--port", port, *more],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken or not allowed{remedy}\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("content", [b"this is no database", None])
def test_a_state_that_cannot_be_used_is_said_with_the_remedy(tmp_path, content) -> None:
    state = tmp_path / "town.db"
    state.mkdir() if content is None else state.write_bytes(content * 100)
    done = subprocess.run(
        [*COMMAND, "--state", str(state)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert str(state) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("pace", ["0", "-1", "nan", "often", "1e9"])
def test_a_pace_that_no_story_can_keep_is_refused(pace) -> None:
    done = subprocess.run(
        [*COMMAND, "--pace", pace], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "--pace" in done.stderr
    assert "Traceback" not in done.stderr


def imported(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_no_module_of_it_imports_a_connector_or_anything_of_the_inbox() -> None:
    modules = list((Path(__file__).parents[3] / "connectors" / "sandbox").glob("*.py"))
    assert len(modules) > 10
    foreign = {
        name
        for module in modules
        for name in imported(module)
        if name.startswith(("connectors", "inbox", "db", "tweepy", "facebook", "sqlalchemy"))
        and not name.startswith("connectors.sandbox")
    }
    assert foreign == set()
