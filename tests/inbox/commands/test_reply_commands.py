"""`reply` and `deliver`: the same use cases, rights and audit as on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import AgentSession, Audit, Reply
from inbox.care import agents
from inbox.care.rights import MACHINE
from inbox.commands.entry import run
from inbox.outgoing.locks import locks_of
from inbox.settings import Settings
from tests.desk import Desk

WORD = "sieben ruhige Laternen"


@pytest.fixture
def desk(sqlite_database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Let the command line stand at a desk, Miriam with a password."""
    from connectors.base import utc_now

    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_database.path}")
    monkeypatch.setenv("SANDBOX", "1")
    monkeypatch.setenv("UNDO_SECONDS", "0")
    desk = Desk(sqlite_database, time=utc_now())
    agents.set_password(desk.db, MACHINE, desk.agents["miriam"], WORD, desk.time)
    monkeypatch.setattr("inbox.commands.scene.opener", lambda *_: desk.open)
    (tmp_path / "word").write_text(WORD + "\n")
    return desk


def reply(
    conversation: int, text: str = "Das klären wir.", *more: str, agent: str = "miriam"
) -> int:
    given = ["--agent", agent, "--text", text, "--password-file", "word", *more]
    return run(["reply", str(conversation), *given])


def rows(desk: Desk) -> list[Reply]:
    with desk.db.read() as session:
        return list(session.scalars(select(Reply)))


def test_a_reply_is_queued_signed_and_audited_as_from_the_command_line(desk, capsys) -> None:
    assert reply(desk.writes()) == 0
    (row,) = rows(desk)
    assert "Miriam Brandt" in row.text
    with desk.db.read() as session:
        audited = session.scalars(select(Audit).where(Audit.action == "replied")).one()
    assert (row.via, audited.via) == ("command line", "command line")
    assert capsys.readouterr().out.startswith("1 reply is queued")


def test_no_session_stays_behind(desk) -> None:
    reply(desk.writes())
    with desk.db.read() as session:
        assert session.scalars(select(AgentSession)).all() == []


def test_a_wrong_password_sends_nothing(desk, tmp_path, capsys) -> None:
    (tmp_path / "word").write_text("geraten")
    assert reply(desk.writes()) == 1
    assert rows(desk) == []
    assert capsys.readouterr().err == "The name or the password is wrong.\n"


def test_somebody_else_with_this_password_is_refused(desk) -> None:
    assert reply(desk.writes(), agent="jonas") == 1
    assert rows(desk) == []


def test_a_disabled_agent_is_refused(desk) -> None:
    desk.changes(disabled_at=desk.time)
    assert reply(desk.writes()) == 1
    assert rows(desk) == []


def test_objections_are_sentences(desk, capsys) -> None:
    assert reply(desk.writes(), "Ihre Ticketnummer ist 4711") == 1
    said = capsys.readouterr().err
    assert said.startswith("Nothing was queued.\nSay it without")
    assert "Traceback" not in said


def test_what_is_too_long_is_parted_only_on_demand(desk, capsys) -> None:
    conversation, text = desk.writes(), "Wir haben den Betrag heute zurückgebucht. " * 12
    assert reply(conversation, text) == 1
    assert "--split" in capsys.readouterr().err
    assert reply(conversation, text, "--split") == 0
    assert "parts are queued" in capsys.readouterr().out


def test_what_holds_wants_a_reason(desk, capsys) -> None:
    conversation = desk.writes()
    assert reply(conversation, "Ich leite das weiter.") == 1
    assert "--despite" in capsys.readouterr().err
    assert reply(conversation, "Ich leite das weiter.", "--despite", "abgesprochen") == 0


def test_what_a_colleague_answered_wants_to_be_read(desk, capsys) -> None:
    conversation = desk.writes()
    desk.answers(conversation, login="jonas")
    assert reply(conversation) == 1
    said = capsys.readouterr().err
    assert "Jonas Weber" in said
    (moment,) = re.findall(r'--read-answer "([^"]+)"', said)
    assert reply(conversation, "Das klären wir.", "--read-answer", moment) == 0


def test_a_conversation_that_is_not_there_is_said(desk, capsys) -> None:
    assert reply(4711) == 2
    assert "no such conversation" in capsys.readouterr().err


def test_a_password_file_that_is_not_there_is_said(desk, tmp_path, capsys) -> None:
    (tmp_path / "word").unlink()
    assert reply(desk.writes()) == 2
    assert capsys.readouterr().err == "word cannot be read.\n"


def test_without_anybody_to_ask_the_way_out_is_said(desk, capsys, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert run(["reply", "1", "--agent", "miriam", "--text", "Ja."]) == 2
    assert "--password-file" in capsys.readouterr().err


def test_deliver_sends_what_is_due(desk, capsys) -> None:
    reply(desk.writes())
    capsys.readouterr()
    assert run(["deliver"]) == 0
    assert capsys.readouterr().out == "1 delivered\n"
    assert len(desk.sent()) == 1


def test_deliver_says_when_there_is_nothing(desk, capsys) -> None:
    assert run(["deliver"]) == 0
    assert capsys.readouterr().out == "nothing was due\n"


def test_deliver_leaves_an_account_alone_that_a_worker_holds(desk, capsys) -> None:
    reply(desk.writes())
    capsys.readouterr()
    with locks_of(desk.db).hold(desk.account_id):
        assert run(["deliver"]) == 0
    said = capsys.readouterr().out
    assert "left alone, another process sends for it" in said
    assert desk.sent() == []


def test_whoever_needs_approval_needs_it_here_too(desk: Desk, capsys) -> None:
    desk.changes(needs_approval=True)
    conversation = desk.writes()
    assert reply(conversation) == 0
    assert "waits for a colleague's approval" in capsys.readouterr().out
    run(["deliver"])
    assert desk.sent() == []
