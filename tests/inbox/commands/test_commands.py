"""The command line: one line a result, one sentence a fault, an exit code, never a traceback."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors import memory
from connectors.base import utc_now
from db.models import Account, AccountState, Audit, Stream, Trouble
from db.session import connect
from inbox.care import accounts, workers
from inbox.care.vault import Vault
from inbox.commands.entry import run
from tests import cast, postgres
from tests.cast import NOON

ROOT = Path(__file__).parents[3]
KEY = "the key of these tests"


@pytest.fixture
def shell(tmp_path, monkeypatch, capfdbinary):
    """A person at a terminal, with a migrated SQLite database and an empty environment."""
    for name in list(os.environ):
        if name.lower() in {"database_url", "data_dir", "sandbox", "secret_key", "log_level"}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("SANDBOX", "1")
    with postgres.fresh_sqlite(tmp_path) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        before = logging.getLogger().handlers[:]
        yield Shell(url, capfdbinary)
        logging.getLogger().handlers[:] = before


class Shell:
    def __init__(self, url: str, capture) -> None:
        self.url, self._capture = url, capture
        self.town = memory.town("memory://commands")
        self.town._messages.clear()

    def run(self, *argv: str) -> tuple[int, str, str]:
        code = run(argv)
        said = self._capture.readouterr()
        out, err = said.out.decode(), said.err.decode()
        assert "Traceback" not in out + err
        return code, out, err

    def account(self) -> int:
        db = connect(self.url)
        with db.write() as session:
            account = cast.account(session)
            account.base_url = "memory://commands"
            account.credentials = Vault(KEY).seal({"word": "canary-word"})
            number = account.id
            cast.stream(session, account)
        db.close()
        return number

    def change(self, use_case, *args):
        db = connect(self.url)
        with db.write() as session:
            done = use_case(session, *args)
        db.close()
        return done

    def one(self, what):
        return self.change(lambda session: session.scalars(select(what)).one())


# -- settings and database ------------------------------------------------------------------------


def test_every_wrong_setting_is_named_and_the_exit_code_is_two(shell, monkeypatch) -> None:
    monkeypatch.setenv("PAGE_LIMIT", "0")
    monkeypatch.setenv("UNDO_SECONDS", "soon")
    code, out, err = shell.run("accounts", "list")
    assert (code, out) == (2, "")
    assert "PAGE_LIMIT" in err
    assert "UNDO_SECONDS" in err


def test_a_database_without_tables_says_what_to_do(shell, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    code, _, err = shell.run("accounts", "list")
    assert (code, err) == (
        1,
        "The database has not the tables of this version: run `python -m inbox migrate`.\n",
    )


def test_migrate_makes_the_tables_and_may_be_repeated(shell, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    for _ in range(2):
        assert shell.run("migrate") == (0, "The database is up to date.\n", "")
    assert shell.run("accounts", "list")[0] == 0


def test_a_database_that_is_locked_is_a_sentence(shell, monkeypatch) -> None:
    monkeypatch.setattr("db.session.SQLITE_WAIT_MS", 50)
    shell.account()
    holder = sqlite3.connect(shell.url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    code, _, err = shell.run("accounts", "pause", "memory/lindenau")
    holder.close()
    assert (code, err) == (
        1, "The database is locked by another process: try again when that one is done.\n",
    )  # fmt: skip


def test_a_database_that_is_not_there_is_a_sentence(shell, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    code, _, err = shell.run("accounts", "list")
    assert code == 1
    assert err.startswith("The database cannot be reached or written")


def test_an_unexpected_error_is_a_sentence_with_a_reference(shell, monkeypatch, tmp_path) -> None:
    def broken(*_):
        raise RuntimeError("token=canary-9")

    monkeypatch.setattr("inbox.queries.streams.connected", broken)
    code, _, err = shell.run("accounts", "list")
    kept = (tmp_path / "data" / "crashes.log").read_text()
    assert code == 1
    assert err.rstrip(".\n").rpartition(" ")[2] in kept
    assert "canary" not in err + kept


@pytest.mark.parametrize("argv", [("nope",), ("streams", "nope"), ("poll", "--nope")])
def test_a_misspelt_command_is_exit_code_two(shell, argv) -> None:
    assert shell.run(*argv)[0] == 2


# -- poll and export ------------------------------------------------------------------------------


def test_poll_says_what_came(shell) -> None:
    shell.account()
    shell.town.receives("=1+1")
    shell.town.receives('Zweite Zeile\nmit "Zitat" und Ümläut 🚰')
    assert shell.run("poll")[:2] == (
        0, "memory/lindenau/all: 2 new, 0 changed, 0 known, 0 skipped\n",
    )  # fmt: skip
    assert shell.run("poll", "memory/lindenau/all")[1].startswith("memory/lindenau/all: 0 new")


def test_poll_says_trouble_and_exits_with_one(shell) -> None:
    shell.account()
    shell.change(lambda s: setattr(s.scalars(select(Account)).one(), "credentials", "other key"))
    code, out, _ = shell.run("poll")
    assert code == 1
    assert "trouble: key" in out


def test_poll_leaves_a_stream_that_a_worker_polls(shell) -> None:
    shell.account()

    def hold(session) -> None:
        stream = session.scalars(select(Stream)).one()
        stream.lease_by, stream.lease_until = "w", NOON.replace(year=2100)

    shell.change(hold)
    assert shell.run("poll")[:2] == (
        0, "memory/lindenau/all: is being polled by a worker just now\n",
    )  # fmt: skip


def test_poll_of_no_such_stream_is_misuse(shell) -> None:
    code, _, err = shell.run("poll", "twitter")
    assert (code, err) == (2, "There is no such stream: see `streams list`.\n")


COLUMNS = ["account", "platform", "external_id", "thread_id", "kind", "direction",
           "author_external_id", "author_name", "text", "created_at", "parent_id",
           "state"]  # fmt: skip


def with_messages(shell) -> None:
    shell.account()
    for text in ("=cmd|'/c calc'!A1", 'Zeile\r\n"zwei", mit Komma', "Ümläut 🚰"):
        shell.town.receives(text)
    shell.run("poll")


def test_messages_are_json_lines_of_stable_columns(shell) -> None:
    with_messages(shell)
    code, out, _ = shell.run("messages")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [list(row) for row in rows] == [COLUMNS] * 3
    assert [row["text"] for row in rows] == [
        "=cmd|'/c calc'!A1", 'Zeile\n"zwei", mit Komma', "Ümläut 🚰",
    ]  # fmt: skip
    assert rows[0]["created_at"].endswith("Z")


def test_messages_are_csv_that_no_spreadsheet_runs(shell) -> None:
    with_messages(shell)
    code, out, _ = shell.run("messages", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert code == 0
    assert list(rows[0]) == COLUMNS
    assert [row["text"] for row in rows] == [
        "'=cmd|'/c calc'!A1", 'Zeile\n"zwei", mit Komma', "Ümläut 🚰",
    ]  # fmt: skip
    assert out.count("\r\n") == 4


def test_conversations_are_json_lines_too(shell) -> None:
    with_messages(shell)
    rows = [json.loads(line) for line in shell.run("conversations")[1].splitlines()]
    assert {row["contact_name"] for row in rows} == {"Erika M."}
    assert {row["state"] for row in rows} == {"open"}


# -- accounts and streams -------------------------------------------------------------------------


def test_accounts_are_listed_paused_and_resumed(shell) -> None:
    shell.account()
    assert shell.run("accounts", "list")[1] == "memory/lindenau  Stadtwerke Lindenau  active\n"
    assert shell.run("accounts", "pause", "memory/lindenau")[0] == 0
    assert shell.one(Account).state == AccountState.PAUSED
    assert shell.run("accounts", "resume", "memory/lindenau")[1] == "memory/lindenau works again.\n"


def test_an_account_is_checked_by_asking_the_platform(shell) -> None:
    number = shell.account()
    dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
    shell.change(accounts.stop, number, *dead, NOON)
    code, out, _ = shell.run("accounts", "check", "memory/lindenau")
    assert (code, out) == (0, "memory/lindenau works: Stadtwerke Lindenau @lindenau\n")
    assert shell.one(Account).state == AccountState.ACTIVE


def test_an_account_is_added_with_secrets_from_a_pipe(shell, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("word=canary-secret\n"))
    code, out, err = shell.run("accounts", "add", "memory")
    assert (code, out) == (0, "memory/lindenau is connected: Stadtwerke Lindenau\n")
    assert "canary" not in out + err + shell.one(Account).credentials
    assert shell.one(Audit).via == "command line"


@pytest.mark.parametrize(
    ("argv", "piped", "said"),
    [
        (("accounts", "add", "myspace"), "", "There is no platform"),
        (("accounts", "add", "memory", "--login", "oauth9"), "", "There is no login"),
        (("accounts", "add", "memory"), "", "Missing: word."),
        (("accounts", "check", "memory/nobody"), "", "There is no account"),
    ],
)
def test_what_is_asked_wrongly_is_a_sentence(shell, monkeypatch, argv, piped, said) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
    code, _, err = shell.run(*argv)
    assert code == 2
    assert err.startswith(said)


def test_streams_are_listed_with_pace_and_last_result(shell) -> None:
    with_messages(shell)
    out = shell.run("streams", "list")[1]
    assert out.startswith("memory/lindenau/all  every 60s  next ")
    assert "last 3 new of 3" in out


def test_a_pace_is_set_and_what_it_comes_to_is_shown(shell) -> None:
    shell.account()
    code, out, _ = shell.run("streams", "set", "memory", "every 300s")
    assert (code, out) == (0, "every 5m: seen after 150 s as a rule, 288 calls a day\n")
    assert shell.one(Stream).pace == "every 5m"


def test_a_dry_run_sets_nothing(shell) -> None:
    shell.account()
    assert shell.run("streams", "set", "memory", "every 5m", "--dry-run")[0] == 0
    assert shell.one(Stream).pace == "every 60s"


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        ("cron 1 9:00 UTC", "Weekdays are mon"),
        ("every now", "A length is a number"),
        ("hourly", "A pace is written as"),
    ],
)
def test_a_wrong_pace_says_how_it_is_written(shell, pace, said) -> None:
    shell.account()
    code, _, err = shell.run("streams", "set", "memory", pace)
    assert code == 2
    assert err.startswith(said)
    assert shell.one(Stream).pace == "every 60s"


def test_a_word_that_means_no_one_stream_is_misuse(shell) -> None:
    code, _, err = shell.run("streams", "set", "twitter", "every 60s")
    assert code == 2
    assert err.startswith("Which stream is meant")


# -- doctor ---------------------------------------------------------------------------------------


def doctor(shell) -> tuple[int, dict[str, str]]:
    code, out, _ = shell.run("doctor")
    return code, dict(line.split(": ", 1) for line in out.splitlines())


def alive(session) -> None:
    workers.beat(session, "w1", utc_now(), utc_now())


def test_a_house_in_order_is_ok_in_every_line(shell) -> None:
    shell.account()
    shell.change(alive)
    code, said = doctor(shell)
    assert (code, set(said.values())) == (0, {"ok"})
    assert list(said) == ["settings", "database", "tables", "key", "worker",
                          "account memory/lindenau", "clock"]  # fmt: skip


def test_the_doctor_says_of_each_fault_what_to_do(shell) -> None:
    number = shell.account()
    shell.change(accounts.stop, number, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, NOON)
    code, said = doctor(shell)
    assert code == 1
    assert said["worker"] == "none has run: start `make run`"
    assert said["account memory/lindenau"] == "the platform wants a new login: `accounts add`"


def test_a_worker_that_stands_still_is_found(shell) -> None:
    shell.account()
    shell.change(workers.beat, "w1", NOON.replace(year=2020), NOON.replace(year=2020))
    assert doctor(shell)[1]["worker"].startswith("stands still since 2020-11-20 12:00 UTC")


def test_a_wrong_key_is_found(shell, monkeypatch) -> None:
    shell.account()
    monkeypatch.setenv("SECRET_KEY", "another key than before")
    assert doctor(shell)[1]["key of memory/lindenau"].startswith("set the SECRET_KEY")


def test_wrong_settings_are_found_all_at_once(shell, monkeypatch) -> None:
    monkeypatch.setenv("PAGE_LIMIT", "0")
    monkeypatch.setenv("TICK_SECONDS", "-1")
    code, out, _ = shell.run("doctor")
    assert code == 1
    assert "PAGE_LIMIT" in out
    assert "TICK_SECONDS" in out


def test_a_database_without_tables_is_found(shell, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    assert doctor(shell)[1]["tables"] == "run `python -m inbox migrate`"
    assert not (tmp_path / "empty.db").exists()


def test_a_clock_behind_the_platforms_is_found(shell) -> None:
    shell.account()
    shell.town.now = lambda: NOON.replace(year=2100)
    shell.town.receives("aus der Zukunft")
    shell.run("poll")
    shell.town.now = utc_now
    assert doctor(shell)[1]["clock"].startswith("is behind the platforms'")


def test_the_doctor_tells_no_secret(shell) -> None:
    shell.account()
    _, out, err = shell.run("doctor")
    assert "canary" not in out + err
    assert KEY not in out + err


# -- a real process -------------------------------------------------------------------------------


def test_the_command_line_is_a_program(tmp_path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)}

    def inbox(*argv):
        return subprocess.run(
            [sys.executable, "-m", "inbox", *argv], cwd=tmp_path, env=environment,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    migrated = inbox("migrate")
    assert (migrated.returncode, migrated.stdout) == (0, "The database is up to date.\n")
    listed = inbox("--help")
    for command in ("accounts", "doctor", "messages", "migrate", "poll", "streams", "worker"):
        assert command in listed.stdout
    assert inbox("accounts", "list").stdout == ""
