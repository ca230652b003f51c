"""The environment is read once, checked whole, and explained in .env.example."""

from __future__ import annotations

import itertools
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import Deadlines
from inbox.settings import Settings, WrongSettings, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"
VARIABLE = re.compile(r"^([A-Z0-9_]+)=", re.MULTILINE)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from an environment that sets nothing."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_names_exactly_the_variables_that_are_read() -> None:
    named = VARIABLE.findall(EXAMPLE.read_text())
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_holds_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text())
    assert load() == Settings(_env_file=None)


def test_every_line_of_meaning_comes_before_its_variable() -> None:
    lines = EXAMPLE.read_text().splitlines()
    bare = [line for above, line in itertools.pairwise(lines) if VARIABLE.match(line) and not above]
    assert bare == []


def test_nothing_set_is_a_sqlite_file_and_its_own_worker() -> None:
    settings = load()
    assert settings.url == "sqlite:///data/durchwahl.db"
    assert settings.runs_worker


def test_the_sandbox_has_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX", "1")
    assert load().url == "sqlite:///data/sandbox.db"


def test_a_server_does_not_get_the_embedded_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://inbox@db/inbox")
    assert not load().runs_worker


@pytest.mark.parametrize(("said", "runs"), [("1", True), ("0", False)])
def test_the_worker_can_be_said(monkeypatch: pytest.MonkeyPatch, said: str, runs: bool) -> None:
    monkeypatch.setenv("EMBEDDED_WORKER", said)
    assert load().runs_worker is runs


def test_every_fault_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDO_SECONDS", "61")
    monkeypatch.setenv("PAGE_LIMIT", "many")
    monkeypatch.setenv("FACEBOOK_GRAPH_VERSION", "26")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert [fault.split(":")[0] for fault in wrong.value.faults] == [
        "FACEBOOK_GRAPH_VERSION",
        "PAGE_LIMIT",
        "UNDO_SECONDS",
    ]


def test_times_that_do_not_fit_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTLE_SECONDS", "50")
    monkeypatch.setenv("LEASE_SECONDS", "140")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert [fault.split()[0] for fault in wrong.value.faults] == ["SETTLE_SECONDS", "LEASE_SECONDS"]


def test_a_wrong_variable_does_not_hide_that_others_do_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TICK_SECONDS", "0")
    monkeypatch.setenv("SETTLE_SECONDS", "1")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert [fault.split()[0] for fault in wrong.value.faults] == [
        "TICK_SECONDS:",
        "SETTLE_SECONDS",
    ]


def test_a_look_waits_longer_than_a_call_and_the_platforms_lag() -> None:
    settings = load()
    assert settings.deadlines == Deadlines(5.0, 10.0, 20.0)
    assert settings.settle > timedelta(seconds=20 + 30)


def test_a_fault_never_shows_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-canary-canary")
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere")
    monkeypatch.setenv("X_API_KEY", "canary-too")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert "canary" not in str(wrong.value)
    assert wrong.value.faults == ["SECRET_KEY and SECRET_KEY_FILE are both set: keep one"]


def test_settings_never_show_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        if "secret" in name or "token" in name or name.endswith("_key"):
            monkeypatch.setenv(name.upper(), "canary-canary-canary")
    monkeypatch.delenv("SECRET_KEY_FILE")
    assert "canary" not in repr(load())


def test_the_first_start_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    key = load().key()
    file = tmp_path / "data" / "secret.key"
    assert len(key) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load().key() == key


def test_a_given_key_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a key of one's own")
    assert load().key() == "a key of one's own"


def test_a_key_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a key in a file, 20+\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert load().key() == "a key in a file, 20+"


@pytest.mark.parametrize("content", [None, "short"])
def test_a_key_file_that_is_none_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content:
        (tmp_path / "key").write_text(content)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(WrongSettings, match="SECRET_KEY_FILE"):
        load().key()


@pytest.mark.parametrize("key", ["short", "x" * 15])
def test_a_key_that_is_too_short_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(WrongSettings, match="16 characters"):
        load()


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://host/name", "postgresql://user:secret@host:port/name"]
)
def test_a_database_that_we_do_not_know_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(WrongSettings) as wrong:
        load(_env_file=None)
    assert [fault.split(":")[0] for fault in wrong.value.faults] == ["DATABASE_URL"]
    assert "secret@" not in str(wrong.value)
