"""A new user's first minutes: a copy of the checkout, the README's commands, a signed reply."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select

from db.models import Stream
from db.session import connect
from inbox.commands.entry import run
from tests.browser.awaited import expect
from tests.browser.running import PRINTED, ROOT, House, environment, free_port
from tests.test_documents import SHELL

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "data", ".env", "__pycache__", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout that was never started; its environment is already installed."""
    folder = tmp_path_factory.mktemp("new") / "durchwahl"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture(scope="module")
def surroundings(checkout: Path) -> dict[str, str]:
    """What the shell of that user sets: nothing of ours but ports that are free here."""
    kept = environment(checkout, SANDBOX_PORT=str(free_port()), PORT=str(free_port()))
    del kept["DATA_DIR"], kept["PYTHONPATH"]
    return kept


@pytest.fixture(scope="module")
def started(checkout: Path, surroundings: dict[str, str]) -> Iterator[House]:
    """`make run`, typed once."""
    printed = checkout / "printed"
    with printed.open("wb") as out:
        process = subprocess.Popen(
            ["make", "run", f"PORT={surroundings['PORT']}"],
            cwd=checkout,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    house = House(f"http://127.0.0.1:{surroundings['PORT']}", checkout, process, printed)
    try:
        house.ready()
        yield house
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def test_one_command_leads_to_every_platform_in_the_list(started: House, page: Page) -> None:
    page.goto(started.says(PRINTED))
    page.get_by_role("button").click()
    rows = page.get_by_role("listbox").get_by_role("option")
    expect(rows.filter(has_text="Erwähnung").first).to_be_visible(timeout=30_000)
    expect(rows.filter(has_text="Beitrag").first).to_be_visible(timeout=30_000)


def test_a_fresh_env_plays_the_sandbox_and_is_private(started: House, checkout: Path) -> None:
    written = checkout / ".env"
    assert "SANDBOX=1" in written.read_text().splitlines()
    assert written.stat().st_mode & 0o077 == 0


def test_a_port_in_use_is_said_with_the_remedy(
    started: House, checkout: Path, surroundings: dict[str, str]
) -> None:
    port = int(surroundings["PORT"])
    again = subprocess.run(
        ["make", "run", f"PORT={port}"],
        cwd=checkout,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode != 0
    (free,) = re.findall(r"Type: make run PORT=(\d+)", again.stderr)
    assert int(free) > int(port)


@pytest.fixture(scope="module")
def settled(started: House, checkout: Path) -> House:
    """Started, and every stream read once: what a person who types a command finds."""
    started.says(PRINTED)
    database = connect(f"sqlite:///{checkout / 'data' / 'sandbox.db'}")
    unread = select(func.count(Stream.id)).where(Stream.enabled, Stream.last_run_at.is_(None))
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with database.read() as session:
            if session.scalar(select(func.count(Stream.id))) and not session.scalar(unread):
                break
        time.sleep(0.2)
    database.close()
    return started


README = (ROOT / "README.md").read_text()
TYPED = [
    line
    for block in SHELL.findall(README)
    for line in block.splitlines()
    if line.startswith(".venv/bin/python -m inbox")
]


@pytest.mark.parametrize("line", TYPED)
def test_every_command_of_the_readme_works(
    settled: House,
    checkout: Path,
    surroundings: dict[str, str],
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Inside this process, where none has to start; the export below is typed for real."""
    for name in set(os.environ) - set(surroundings):
        monkeypatch.delenv(name)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(checkout)
    code = run(shlex.split(line)[3:])
    out, err = capfd.readouterr()
    assert code == 0, out + err
    assert "Traceback" not in out + err


def test_the_export_is_one_json_object_a_line(
    started: House, checkout: Path, surroundings: dict[str, str]
) -> None:
    command = [".venv/bin/python", "-m", "inbox", "messages", "--format", "jsonl"]
    done = subprocess.run(
        command, cwd=checkout, env=surroundings, capture_output=True, check=True, timeout=60
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["platform"] for row in rows} == {"twitter", "facebook", "instagram"}
    assert all(re.fullmatch(r"\d{4}-.*Z", row["created_at"]) for row in rows)
