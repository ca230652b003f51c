"""The doctor looks at everything, names each fault with its remedy, and changes nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import update

from connectors.base import Bucket, Usage, utc_now
from db.models import Account, AccountState, Trouble
from inbox.care import accounts, limits, workers
from inbox.rules.budget import Thrift, next_month
from tests import cast
from tests.cast import NOON
from tests.inbox.commands.shell import KEY


def doctor(shell) -> tuple[int, dict[str, str]]:
    code, out, _ = shell.run("doctor")
    return code, dict(line.split(": ", 1) for line in out.splitlines())


def alive(session) -> None:
    workers.beat(session, "w1", utc_now(), utc_now())


def test_a_house_in_order_is_ok_in_every_line(shell) -> None:
    shell.account()
    shell.run("poll")
    shell.change(alive)
    code, said = doctor(shell)
    assert (code, set(said.values())) == (0, {"ok"})
    assert list(said) == ["settings", "database", "tables", "key", "worker",
                          "account memory/lindenau", "clock"]  # fmt: skip


def test_names_of_other_programs_are_no_fault(shell, tmp_path) -> None:
    shell.account()
    shell.run("poll")
    shell.change(alive)
    (tmp_path / ".env").write_text("PORT=8080\n")
    assert doctor(shell)[0] == 0


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
    assert code == 2
    assert [line.split(": ")[:2] for line in out.splitlines()] == [
        ["settings", "PAGE_LIMIT"], ["settings", "TICK_SECONDS"],
    ]  # fmt: skip


def test_a_misspelt_name_is_a_note_with_the_right_one(shell, tmp_path) -> None:
    (tmp_path / ".env").write_text("UNDO_SECOND=3\n")
    _, out, _ = shell.run("doctor")
    assert "settings: note: .env names UNDO_SECOND, which is no setting" in out
    assert "did you mean UNDO_SECONDS?\n" in out
    assert "settings: ok" not in out


def test_a_misspelt_name_is_said_beside_what_is_wrong_for_want_of_it(
    shell, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("SANDBOX", "0")
    (tmp_path / ".env").write_text("FACEBOOK_APP_ID=1\nFACEBOOK_APP_SECRT=2\n")
    code, out, _ = shell.run("doctor")
    assert code == 2
    assert "did you mean FACEBOOK_APP_SECRET?" in out.splitlines()[-1]


def test_a_worker_says_once_at_its_start_what_is_misspelt(
    shell, monkeypatch, tmp_path, caplog
) -> None:
    shell.account()
    (tmp_path / ".env").write_text("UNDO_SECOND=3\n")
    monkeypatch.setenv("SECRET_KEY", "another key than before")  # it ends by itself
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    shell.run("worker")
    shell.run("worker", "--with-parent")  # its server has said it
    assert caplog.text.count("UNDO_SECOND,") == 1


def test_a_database_without_tables_is_found(shell, monkeypatch, tmp_path) -> None:
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    code, said = doctor(shell)
    assert (code, said["database"], said["tables"]) == (1, "ok", "run `python -m inbox migrate`")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.db", "there is no file"),
        ("nowhere/none.db", "the folder"),
        ("folder", "FOLDER is no file"),
        ("text.db", "The file that DATABASE_URL or DATA_DIR names is no database"),
    ],
)
def test_a_database_that_is_none_is_found_and_not_made(
    shell, monkeypatch, tmp_path, name, said
) -> None:
    (tmp_path / "text.db").write_text("Dies ist ein Brief an die Stadtwerke. " * 40)
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/{name}")
    code, found = doctor(shell)
    assert code == 1
    assert found["database"].startswith(said.replace("FOLDER", str(tmp_path / "folder")))
    assert found["tables"] == "not reached"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_is_no_database_is_said_to_every_command(shell, monkeypatch, tmp_path) -> None:
    (tmp_path / "text.db").write_text("Dies ist ein Brief an die Stadtwerke. " * 40)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/text.db")
    code, _, err = shell.run("accounts", "list")
    assert code == 1
    assert err.startswith("The file that DATABASE_URL or DATA_DIR names is no database")


def test_the_doctor_makes_no_key(shell, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("SECRET_KEY")
    assert doctor(shell)[1]["key"] == "ok"
    assert not (tmp_path / "data").exists()


def test_an_account_that_no_platform_named_yet_is_found(shell) -> None:
    shell.change(cast.account)
    said = doctor(shell)[1]["account memory/lindenau"]
    assert said == "was never reached: `accounts check` says why"


def test_an_account_whose_streams_were_never_read_is_found(shell) -> None:
    shell.account()
    said = doctor(shell)[1]["account memory/lindenau"]
    assert said == "never read: all (`poll memory/lindenau` reads it now)"


def test_an_account_that_rests_on_purpose_is_no_fault(shell) -> None:
    shell.account()
    shell.run("accounts", "pause", "memory/lindenau")
    assert doctor(shell)[1]["account memory/lindenau"] == "ok"


def test_polls_that_give_way_to_replies_are_a_note(shell) -> None:
    number = shell.account()
    shell.run("poll")
    shell.change(alive)
    until = utc_now() + timedelta(minutes=10)
    shell.change(limits.note, number, Usage({}, (Bucket("town", 100, 0, until),)), utc_now())
    code, said = doctor(shell)
    assert (code, said["account memory/lindenau"]) == (
        0,
        f"note: polls rest until {until:%F %R} UTC: what Memory still allows is kept for replies",
    )


def test_what_a_budget_stops_is_a_note_even_where_nothing_was_read_yet(shell) -> None:
    shell.account()
    shell.change(alive)
    shell.change(lambda session: session.execute(update(Account).values(thrift=Thrift.NO_POLLS)))
    code, said = doctor(shell)
    ends = next_month(utc_now().date())
    assert (code, said["account memory/lindenau"]) == (
        0,
        f"note: the budget stops all until {ends:%F}: raise it under Costs, or wait",
    )


def test_a_public_address_by_tls_without_a_known_proxy_is_a_note(shell, monkeypatch) -> None:
    shell.account()
    shell.run("poll")
    shell.change(alive)
    monkeypatch.setenv("PUBLIC_URL", "https://inbox.example.com")
    code, said = doctor(shell)
    assert code == 0
    assert said["proxy"].startswith("note: PUBLIC_URL is https and TRUSTED_PROXIES is empty.")
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.5")
    assert "proxy" not in doctor(shell)[1]


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
