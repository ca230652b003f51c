"""`act`: the same use case, rights and audit as on the page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connectors.base import Gone, OutcomeUnknown, Rejected
from db.models import Account, Action, Audit, Message
from inbox.care import removal
from inbox.commands.entry import run
from tests.desk import Desk, armed
from tests.inbox.commands.test_reply_commands import desk

__all__ = ["desk"]


def named(desk: Desk) -> str:
    """Let a customer write; returns the message as the command line names it."""
    conversation = desk.writes()
    with desk.db.read() as session:
        message = session.scalars(select(Message).filter_by(conversation_id=conversation)).one()
        account = session.get_one(Account, message.account_id)
        return f"{account.platform}/{account.slug}/{message.external_id}"


def act(message: str, verb: str = "hide", agent: str = "miriam") -> int:
    return run(["act", message, verb, "--agent", agent, "--password-file", "word"])


def wishes(desk: Desk) -> list[Action]:
    with desk.db.read() as session:
        return list(session.scalars(select(Action)))


def test_a_message_is_hidden_with_the_next_deliver(desk, capsys) -> None:
    message = named(desk)
    assert act(message) == 0
    assert capsys.readouterr().out.startswith("hide is asked for")
    assert run(["deliver"]) == 0
    assert "acted: 1 done" in capsys.readouterr().out
    assert desk.town.message(message.split("/")[2]).hidden


def test_it_is_audited_as_from_the_command_line(desk) -> None:
    act(named(desk))
    with desk.db.read() as session:
        audited = session.scalars(select(Audit).where(Audit.action == "hide")).one()
    assert (audited.via, audited.agent_id) == ("command line", desk.agents["miriam"])
    assert wishes(desk)[0].via == "command line"


def test_a_wrong_password_does_nothing(desk, tmp_path, capsys) -> None:
    (tmp_path / "word").write_text("falsch geraten hier")
    assert act(named(desk)) == 1
    assert "password is wrong" in capsys.readouterr().err
    assert wishes(desk) == []


@pytest.mark.parametrize("message", ["", "1", "memory/x", "memory/nobody/1", "memory//", "///"])
def test_a_message_that_is_not_there_is_said(desk, capsys, message) -> None:
    desk.writes()
    assert act(message) == 2
    assert "no such message" in capsys.readouterr().err


def test_a_verb_that_nobody_knows_is_asked_wrongly(desk) -> None:
    assert act(named(desk), "shout") == 2


def test_what_is_not_possible_is_said_in_a_sentence(desk, capsys) -> None:
    message = named(desk)
    assert act(message, "like") == 1
    assert "no way to do that" in capsys.readouterr().err
    with desk.db.write() as session:
        ids = session.scalars(select(Message.id)).all()
        removal.remove(session, ids, Gone.DELETED, desk.time)
    assert act(message) == 1
    assert "no longer there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"), [(Rejected("no"), "1 failed"), (OutcomeUnknown("reset"), "1 unknown")]
)
def test_deliver_says_what_became_of_it(desk, capsys, error, told) -> None:
    act(named(desk))
    desk.town.fault = armed(error, at="act")
    assert run(["deliver"]) == 0
    assert f"acted: {told}" in capsys.readouterr().out
