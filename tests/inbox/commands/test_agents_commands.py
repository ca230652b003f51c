"""The command line for people: parses, calls one use case, says what to do."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from connectors.base import utc_now
from db.models import Agent, Role
from db.session import Database
from inbox.care import agents, sign_in
from inbox.commands.agents import WRONGS
from inbox.commands.entry import run
from inbox.settings import Settings

NEW = "sieben ruhige Laternen"


@pytest.fixture(autouse=True)
def house(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Let the command line stand in the database of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_database.path}")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return sqlite_database


def the(db: Database, login: str) -> Agent:
    with db.read() as session:
        return session.query(Agent).filter_by(login=login).one()


def test_somebody_added_gets_a_link_that_works(house: Database, capsys) -> None:
    assert run(["agents", "add", "Jonas", "--name", "Jonas Weber", "--phone", "030 23125789"]) == 0
    said = capsys.readouterr().out
    token = re.search(r"/login/link\?token=(\S+)", said)
    assert token is not None
    with house.write() as session:
        done = sign_in.with_link(session, token[1], utc_now(), Settings(_env_file=None))
    assert isinstance(done, sign_in.SignedIn)
    assert the(house, "jonas").phone == "+493023125789"


def test_an_admin_is_added_by_name_of_the_role(house: Database) -> None:
    assert run(["agents", "add", "amina", "--role", "admin", "--language", "en"]) == 0
    assert (the(house, "amina").role, the(house, "amina").language) == (Role.ADMIN, "en")


def test_the_link_leads_to_the_public_address(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://inbox.example.com/")
    run(["agents", "add", "jonas"])
    assert "https://inbox.example.com/login/link?token=" in capsys.readouterr().out


LINK = re.compile(r"(\S+)/login/link\?token=")


def led(capsys, *arguments: str) -> str:
    """Run a command that prints a link, and return where the link leads."""
    assert run(["agents", *arguments]) == 0
    found = LINK.search(capsys.readouterr().out)
    assert found is not None
    return found[1]


def test_before_a_first_start_a_link_leads_where_the_page_is_by_default(capsys) -> None:
    assert led(capsys, "add", "jonas") == "http://127.0.0.1:8501"


def test_links_lead_where_the_server_was_found_last(tmp_path: Path, capsys) -> None:
    agents.found_at(tmp_path / "data", "http://127.0.0.1:8501")
    agents.found_at(tmp_path / "data", "http://127.0.0.1:9317")
    assert led(capsys, "add", "jonas") == "http://127.0.0.1:9317"
    assert led(capsys, "link", "jonas") == "http://127.0.0.1:9317"


def test_the_public_address_goes_before_where_the_server_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    agents.found_at(tmp_path / "data", "http://127.0.0.1:9317")
    monkeypatch.setenv("PUBLIC_URL", "https://inbox.example.com")
    assert led(capsys, "add", "jonas") == "https://inbox.example.com"


def test_a_folder_that_cannot_be_written_keeps_no_address(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    agents.found_at(tmp_path / "file", "http://127.0.0.1:9317")
    assert agents.where(tmp_path / "file") is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "two words"], "A login name has letters"),
        (["add", "eva", "--name", "Eva", "--phone", "0900 123456"], "costs the caller nothing"),
        (["add", "eva", "--name", "Eva", "--email", "noreply@example.com"], "no-reply"),
        (["link", "nobody"], "There is no agent nobody"),
        (["password", "nobody"], "There is no agent nobody"),
        (["disable", "nobody"], "There is no agent nobody"),
    ],
)
def test_what_was_asked_wrongly_is_said(arguments: list[str], said: str, capsys) -> None:
    assert run(["agents", *arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_a_login_name_is_given_once(capsys) -> None:
    run(["agents", "add", "jonas"])
    assert run(["agents", "add", "Jonas"]) == 2
    assert "already" in capsys.readouterr().err


def test_the_list_says_what_is_lacking(house: Database, capsys) -> None:
    run(["agents", "add", "jonas"])
    capsys.readouterr()
    run(["agents", "list"])
    assert "lacks name and contact, password" in capsys.readouterr().out


def test_a_password_is_read_from_a_file(house: Database, tmp_path: Path) -> None:
    run(["agents", "add", "jonas"])
    (tmp_path / "password").write_text(NEW + "\n")
    assert run(["agents", "password", "jonas", "--password-file", str(tmp_path / "password")]) == 0
    assert sign_in.matches(the(house, "jonas").password_hash, NEW)


def test_a_password_is_read_from_standard_input(
    house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["agents", "add", "jonas"])
    monkeypatch.setattr("sys.stdin", io.StringIO(NEW + "\n"))
    assert run(["agents", "password", "jonas", "--password-file", "-"]) == 0
    assert sign_in.matches(the(house, "jonas").password_hash, NEW)


def test_a_password_is_never_shown(tmp_path: Path, capsys) -> None:
    run(["agents", "add", "jonas"])
    (tmp_path / "password").write_text(NEW)
    run(["agents", "password", "jonas", "--password-file", str(tmp_path / "password")])
    told = capsys.readouterr()
    assert NEW not in told.out + told.err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_password_is_asked_twice(house: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    run(["agents", "add", "jonas"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("inbox.commands.agents.getpass", lambda asked: NEW)
    assert run(["agents", "password", "jonas"]) == 0
    assert sign_in.matches(the(house, "jonas").password_hash, NEW)


def test_two_that_differ_change_nothing(
    house: Database, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    run(["agents", "add", "jonas"])
    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter([NEW, NEW + "!"])
    monkeypatch.setattr("inbox.commands.agents.getpass", lambda asked: next(typed))
    assert run(["agents", "password", "jonas"]) == 2
    assert the(house, "jonas").password_hash is None


def test_where_nobody_can_be_asked_the_way_is_told(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    run(["agents", "add", "jonas"])
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["agents", "password", "jonas"]) == 2
    assert "--password-file" in capsys.readouterr().err


def test_a_weak_password_is_refused(tmp_path: Path, capsys) -> None:
    run(["agents", "add", "jonas"])
    (tmp_path / "password").write_text("kurz")
    assert run(["agents", "password", "jonas", "--password-file", str(tmp_path / "password")]) == 2
    assert "12 characters" in capsys.readouterr().err


def test_somebody_disabled_gets_no_link_until_enabled(house: Database, capsys) -> None:
    run(["agents", "add", "jonas"])
    assert run(["agents", "disable", "jonas"]) == 0
    assert run(["agents", "link", "jonas"]) == 1
    assert "agents enable jonas" in capsys.readouterr().err
    assert run(["agents", "enable", "jonas"]) == 0
    assert run(["agents", "link", "jonas"]) == 0


def test_disabling_says_what_was_left_behind(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    run(["agents", "add", "jonas"])
    left = agents.Disabled(withdrawn=2, freed=3, offers=4)
    monkeypatch.setattr("inbox.commands.agents.agents.disable", lambda *_: left)
    capsys.readouterr()
    assert run(["agents", "disable", "jonas"]) == 0
    said = capsys.readouterr().out
    assert "taken back, their words now notes in the thread: 2" in said
    assert "in their queues again: 3" in said
    assert "Offers that are over: 4" in said


def test_the_last_admin_stays(house: Database, capsys) -> None:
    run(["agents", "add", "amina", "--role", "admin"])
    assert run(["agents", "disable", "amina"]) == 1
    assert "last admin" in capsys.readouterr().err
    assert the(house, "amina").disabled_at is None


def test_every_refusal_has_its_sentence() -> None:
    assert set(WRONGS) == set(agents.Wrong)


def test_approval_is_switched_on_and_off(house: Database, capsys) -> None:
    run(["agents", "add", "jonas"])
    assert run(["agents", "approval", "jonas", "on"]) == 0
    assert the(house, "jonas").needs_approval
    assert "only after a colleague" in capsys.readouterr().out
    assert run(["agents", "approval", "jonas", "off"]) == 0
    assert not the(house, "jonas").needs_approval


def test_approval_of_a_role_holds_for_everybody_who_has_it(house: Database, capsys) -> None:
    run(["agents", "add", "jonas"])
    capsys.readouterr()
    assert run(["agents", "role-approval", "agent", "on"]) == 0
    assert "every agent writes leaves only after a colleague" in capsys.readouterr().out
    run(["agents", "approval", "jonas", "off"])
    assert "only after a colleague" in capsys.readouterr().out
    assert run(["agents", "role-approval", "agent", "off"]) == 0
    run(["agents", "approval", "jonas", "off"])
    assert "jonas writes leaves without approval" in capsys.readouterr().out


def test_a_role_that_nobody_knows_is_refused(capsys) -> None:
    assert run(["agents", "role-approval", "boss", "on"]) == 2
