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
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from connectors.base import Bucket, Throttled, Usage, utc_now
from db.models import Account, Conversation, Stream, Wait
from db.session import connect
from inbox.care import limits
from inbox.rules.budget import Thrift, next_month
from tests import cast, sandbox
from tests.cast import NOON
from tests.inbox.commands.shell import KEY

ROOT = Path(__file__).parents[3]


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


def test_what_a_command_makes_is_for_this_users_eyes_only(shell, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("SECRET_KEY")
    before = os.umask(0o022)
    try:
        assert shell.run("migrate")[0] == 0
        db = connect(f"sqlite:///{tmp_path}/data/sandbox.db")
        with db.write() as session:
            cast.account(session)
        assert shell.run("deliver")[0] == 0
        db.close()
    finally:
        os.umask(before)
    made = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert {"sandbox.db", "secret.key"} <= {path.name for path in made}
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_a_command_leaves_the_process_as_it_found_it(shell) -> None:
    before = os.umask(0o022)
    shell.run("accounts", "list")
    assert os.umask(before) == 0o022


@pytest.mark.parametrize("argv", [("poll",), ("deliver",), ("accounts", "check"), ("worker",)])
def test_a_wrong_key_is_refused_before_a_stream_is_touched(shell, monkeypatch, argv) -> None:
    shell.account()
    monkeypatch.setenv("SECRET_KEY", "another key than before")
    code, out, err = shell.run(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("The stored credentials were encrypted with another SECRET_KEY")
    assert err.count("\n") == 1
    assert untouched(shell)


@pytest.mark.parametrize("argv", [("poll",), ("deliver",), ("accounts", "check"), ("worker",)])
def test_another_house_is_refused_before_a_stream_is_touched(shell, monkeypatch, argv) -> None:
    shell.account()
    monkeypatch.setenv("SANDBOX", "0")
    code, out, err = shell.run(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("Refused: this database belongs to the sandbox.")
    assert untouched(shell)


def untouched(shell) -> bool:
    stream = shell.one(Stream)
    return (stream.trouble, stream.last_run_at, stream.lease_by) == (None, None, None)


def test_a_key_that_opens_one_account_of_two_goes_on(shell) -> None:
    shell.account()
    shell.change(lambda session: other(session, "credentials of another key"))
    code, out, _ = shell.run("poll")
    assert code == 1
    assert "memory/lindenau/all: 0 new" in out
    assert "facebook/other/feed: 0 new, 0 changed, 0 known, 0 skipped; trouble: key" in out


def other(session, credentials: str) -> None:
    account = cast.account(session, "facebook", "other")
    account.credentials = credentials
    cast.stream(session, account, "feed")


# -- poll and export ------------------------------------------------------------------------------


def test_poll_says_what_came(shell) -> None:
    shell.account()
    shell.town.receives("=1+1")
    shell.town.receives('Zweite Zeile\nmit "Zitat" und Ümläut 🚰')
    assert shell.run("poll")[:2] == (
        0, "memory/lindenau/all: 2 new, 0 changed, 0 known, 0 skipped\n",
    )  # fmt: skip
    assert shell.run("poll", "memory/lindenau/all")[1].startswith("memory/lindenau/all: 0 new")


def test_poll_says_trouble_and_exits_with_one(shell, monkeypatch) -> None:
    shell.account()
    monkeypatch.setattr(shell.town, "fault", busy)
    code, out, _ = shell.run("poll")
    assert code == 1
    assert "trouble: busy" in out


def busy(_: str) -> None:
    raise Throttled("slow down")


def test_poll_leaves_a_stream_that_a_worker_polls(shell) -> None:
    shell.account()

    def hold(session) -> None:
        stream = session.scalars(select(Stream)).one()
        stream.lease_by, stream.lease_until = "w", NOON.replace(year=2100)

    shell.change(hold)
    assert shell.run("poll")[:2] == (
        0, "memory/lindenau/all: is being polled by a worker just now\n",
    )  # fmt: skip


def test_a_stream_that_is_switched_off_is_polled_only_by_its_full_name(shell) -> None:
    shell.account()

    def rest(session) -> None:
        session.scalars(select(Stream)).one().enabled = False

    shell.change(rest)
    assert shell.run("poll")[2] == "There is no such stream, or it rests: see `streams list`.\n"
    assert shell.run("poll", "memory/lindenau/all")[1].startswith("memory/lindenau/all: 0 new")


def test_poll_of_no_such_stream_is_misuse(shell) -> None:
    shell.account()
    code, _, err = shell.run("poll", "twitter")
    assert (code, err) == (2, "There is no such stream, or it rests: see `streams list`.\n")


def test_the_first_poll_makes_the_accounts_of_the_environment(shell, monkeypatch) -> None:
    with sandbox.in_thread() as town:
        monkeypatch.setenv("SANDBOX_PORT", town.url.rpartition(":")[2])
        town.post("x/post", handle="erika_m", text="@lindenau_hilft Kein Wasser")
        code, out, _ = shell.run("poll", "twitter/lindenau_hilft/mentions")
    assert (code, out) == (
        0, "twitter/lindenau_hilft/mentions: 1 new, 0 changed, 0 known, 0 skipped\n",
    )  # fmt: skip


def test_a_first_poll_that_reaches_nobody_says_so(shell) -> None:
    code, out, err = shell.run("poll")
    assert (code, out) == (1, "")
    assert err.startswith("No platform was reached yet.\n")
    assert "The platform could not be asked" in err
    assert err.endswith("The sandbox runs while `make run` does.\n")


def test_a_poll_without_any_account_says_where_they_come_from(shell, monkeypatch) -> None:
    monkeypatch.setenv("SANDBOX", "0")
    code, _, err = shell.run("poll")
    assert (code, err) == (2, "There is no account yet: fill in .env, or `accounts add`.\n")


def test_debug_tells_what_is_done_and_no_secret(shell, monkeypatch, caplog) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    shell.account()
    shell.town.receives("canary-of-a-customer")
    shell.run("poll")
    told = [record.message for record in caplog.records if record.levelno == logging.DEBUG]
    assert [line.partition(" memory")[0].split("=")[0] for line in told] == [
        "command begins database", "poll begins stream", "account opened account", "page stream",
        "poll ends stream",
    ]  # fmt: skip
    assert "new=1 changed=0 known=0 skipped=0 trouble=-" in told[-1]
    assert "canary" not in caplog.text
    assert KEY not in caplog.text


def test_without_debug_a_poll_that_goes_well_is_no_news(shell, caplog) -> None:
    shell.account()
    shell.run("poll")
    assert caplog.text == ""


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


def test_waits_are_csv_with_their_figures_as_they_are(shell) -> None:
    with_messages(shell)
    began = datetime(2026, 11, 20, 12, tzinfo=UTC)
    said, answered = began + timedelta(minutes=1), began + timedelta(minutes=30)
    wait = Wait(
        began_at=began, acknowledged_at=said, acknowledged_seconds=60, answered_at=answered,
        ended_at=answered, seconds=1800, elsewhere=False,
    )  # fmt: skip
    shell.change(lambda session: session.add(wait))
    code, out, _ = shell.run("waits", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out, newline=""))
    assert (code, row["began_at"], row["seconds"]) == (0, "2026-11-20T12:00:00Z", "1800")
    assert (row["acknowledged_seconds"], row["elsewhere"]) == ("60", "False")


def test_a_conversation_is_exported_with_the_id_that_a_reply_takes(shell) -> None:
    with_messages(shell)
    rows = [
        json.loads(line) for line in shell.run("conversations", "--format", "jsonl")[1].splitlines()
    ]
    known = shell.change(lambda session: session.scalars(select(Conversation.id)).all())
    assert sorted(row["id"] for row in rows) == sorted(known)
    assert shell.run("conversations", "--format", "csv")[1].startswith("id,account,platform,")


# -- streams ---------------------------------------------------------------------------------------


def test_streams_are_listed_with_pace_and_last_result(shell) -> None:
    with_messages(shell)
    out = shell.run("streams", "list")[1]
    assert out.startswith("memory/lindenau/all  every 60s  next ")
    assert "last 3 new of 3" in out


def test_a_stream_that_gives_way_to_replies_is_listed_with_when_it_goes_on(shell) -> None:
    number = shell.account()
    until = (utc_now() + timedelta(minutes=10)).replace(microsecond=0)
    shell.change(limits.note, number, Usage({}, (Bucket("town", 100, 0, until),)), utc_now())
    out = shell.run("streams", "list")[1]
    assert f"next {until.isoformat()} (what is left of the limit is kept for replies)" in out


def test_a_stream_that_a_budget_stops_is_listed_with_when_it_goes_on(shell) -> None:
    shell.account()
    shell.change(lambda session: session.execute(update(Account).values(thrift=Thrift.NO_POLLS)))
    ends = next_month(utc_now().date())
    assert f"next {ends:%F} (held by the budget: see Costs)" in shell.run("streams", "list")[1]


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


def test_the_help_names_every_command(shell) -> None:
    code, out, _ = shell.run("--help")
    assert code == 0
    for command in ("accounts", "doctor", "messages", "migrate", "poll", "streams", "worker"):
        assert command in out


# -- a real process -------------------------------------------------------------------------------


def test_the_command_line_is_a_program(tmp_path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)}

    def inbox(*argv, **more):
        return subprocess.run(
            [sys.executable, "-m", "inbox", *argv], cwd=tmp_path, env={**environment, **more},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    migrated = inbox("migrate", LOG_LEVEL="DEBUG")
    assert (migrated.returncode, migrated.stdout) == (0, "The database is up to date.\n")
    assert " DEBUG durchwahl.commands command begins database=sqlite" in migrated.stderr
    listed = inbox("accounts", "list")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "", "")
