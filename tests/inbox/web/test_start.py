"""Starting: what keeps the server from it is one message, without a traceback or a secret."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from streamlit import error_util
from streamlit.web.server.app_discovery import discover_asgi_app

from db.migrations import upgrade
from db.session import connect
from inbox.care import agents
from inbox.care.agents import FirstLink
from inbox.care.vault import LOST, Vault
from inbox.pages.current import House, SignedOut
from inbox.settings import Settings
from inbox.web import lifespan, start
from tests import cast, nursery

ROOT = Path(__file__).parents[3]


@dataclass
class Ended:
    """How a server that could not start ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def started(folder: Path, **given: str) -> Ended:
    """Run `streamlit run app.py` where it cannot start, and return what it said."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    argv = ["-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "0"]
    env = {**kept, "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder / "data"), **given}
    with TemporaryFile() as out, TemporaryFile() as err:
        code = nursery.start(argv, cwd=folder, env=env, out=out, err=err).wait(120)
        said = [(file.seek(0), file.read().decode())[1] for file in (out, err)]
    return Ended(code, *said)


@pytest.fixture(scope="module")
def refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Ended]:
    """A server that came as far as its sandbox, whose port was taken: its folder and its words."""
    folder = tmp_path_factory.mktemp("taken")
    (folder / ".env").write_text("UNDO_SECOND=3\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        return folder, started(folder, SANDBOX="1", SANDBOX_PORT=str(taken.getsockname()[1]))


def test_wrong_settings_are_all_named_in_one_message(tmp_path: Path) -> None:
    ended = started(
        tmp_path,
        SETTLE_SECONDS="3",
        LEASE_SECONDS="1",
        SECRET_KEY="short-secret",
        DATABASE_URL="nonsense",
    )
    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "short-secret" not in ended.stderr + ended.stdout


def test_settings_that_do_not_fit_together_are_all_named(tmp_path: Path) -> None:
    ended = started(tmp_path, SETTLE_SECONDS="3", LEASE_SECONDS="1")
    assert ended.returncode == 2
    assert {"SETTLE_SECONDS", "LEASE_SECONDS"} <= set(ended.stderr.split())


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    ended = started(tmp_path, DATABASE_URL="postgresql://me:geheim@127.0.0.1:1/nothing")
    assert ended.returncode != 0
    assert "Durchwahl cannot start. The database cannot be reached" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "geheim" not in ended.stderr + ended.stdout


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    ended = started(tmp_path)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr


def test_a_taken_port_of_the_sandbox_is_said_with_the_remedy(refused) -> None:
    _, ended = refused
    assert ended.returncode != 0
    assert "SANDBOX_PORT in .env" in ended.stderr
    assert "--port" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_misspelt_name_is_said_once_and_keeps_nobody_from_starting(refused) -> None:
    _, ended = refused
    assert ended.stderr.count("UNDO_SECOND, which is no setting: did you mean UNDO_SECONDS?") == 1


def test_streamlit_finds_the_app_by_reading_it() -> None:
    found = discover_asgi_app(ROOT / "app.py")
    assert (found.is_asgi_app, found.app_name) == (True, "app")


def test_the_public_name_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, object] = {"server.allowedHosts": ["localhost"]}
    monkeypatch.setattr(start.config, "get_option", kept.__getitem__)
    monkeypatch.setattr(start.config, "set_option", kept.__setitem__)
    start._admit("https://inbox.example.com:8443/")
    start._admit("https://inbox.example.com/")
    start._admit("")
    assert kept["server.allowedHosts"] == ["localhost", "inbox.example.com"]


def test_a_failed_page_says_a_reference_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(start.parts, "sorry", said.append)
    nowhere = House(connect("sqlite://"), Settings(_env_file=None, data_dir=tmp_path))
    assert start.on_error(nowhere)(ValueError("a secret"))
    kept = (tmp_path / "crashes.log").read_text()
    assert said[0] in kept
    assert "a secret" not in kept + said[0]


def test_a_session_that_is_over_leads_to_the_sign_in_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[str] = []
    monkeypatch.setattr(start.parts, "leave", lambda: led.append("/login"))
    nowhere = House(connect("sqlite://"), Settings(_env_file=None, data_dir=tmp_path))
    assert start.on_error(nowhere)(SignedOut())
    assert led == ["/login"]
    assert not (tmp_path / "crashes.log").exists()


def test_that_a_session_is_over_is_no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    start._hush()
    said = logging.getLogger(error_util.__name__)
    said.addHandler(caplog.handler)
    try:
        for error in (SignedOut(), ValueError("page")):
            error_util._log_uncaught_app_exception(error)
    finally:
        said.removeHandler(caplog.handler)
    kept = [record.exc_info[0] for record in caplog.records if record.exc_info]
    assert set(kept) == {ValueError}


def test_a_server_with_another_key_than_the_accounts_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    db = connect(f"sqlite:///{tmp_path}/data/durchwahl.db")
    upgrade(db)
    with db.write() as session:
        account = cast.account(session)
        account.sandbox, account.credentials = False, Vault("the first of two keys").seal({})
    db.close()
    ended = started(tmp_path, SECRET_KEY="the second of two keys")
    assert ended.returncode != 0
    assert f"Durchwahl cannot start. {LOST}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_a_server_makes_is_for_this_users_eyes_only(refused) -> None:
    folder, _ = refused
    made = [folder / "data", *(folder / "data").rglob("*")]
    assert {"sandbox.db", "secret.key", "server.lock"} <= {path.name for path in made}
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_a_server_notes_where_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"server.address": "127.0.0.1", "server.port": 9317, "server.sslCertFile": None}
    monkeypatch.setattr(lifespan.config, "get_option", given.__getitem__)
    settings = Settings(_env_file=None, data_dir=tmp_path / "none yet")
    lifespan._greet(House(connect("sqlite://"), settings), FirstLink("admin", "once"))
    assert "  http://127.0.0.1:9317/login/link?token=once\n" in capsys.readouterr().out
    assert agents.where(settings.data_dir) == "http://127.0.0.1:9317"


def test_who_tuned_a_sandbox_that_does_not_play_reads_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"server.address": "127.0.0.1", "server.port": 9317, "server.sslCertFile": None}
    monkeypatch.setattr(lifespan.config, "get_option", given.__getitem__)
    settings = Settings(_env_file=None, data_dir=tmp_path, sandbox_port=8700)
    lifespan._greet(House(connect("sqlite://"), settings), None)
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "SANDBOX_PORT" in one]
    assert "SANDBOX=1" in line


def test_a_folder_has_room_for_one_server(tmp_path) -> None:
    with lifespan.alone(tmp_path), pytest.raises(lifespan.Occupied), lifespan.alone(tmp_path):
        pass
    with lifespan.alone(tmp_path):
        pass
