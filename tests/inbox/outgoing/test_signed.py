"""Nothing leaves unsigned, whichever way it goes.

One test walks every way on which something can leave; a second one takes the signer out and
sees the first one fail on each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from connectors.base import Kind, OutcomeUnknown, Refusal, Rejected, Retryable, utc_now
from inbox.care import agents
from inbox.care.rights import MACHINE
from inbox.commands.entry import run
from inbox.outgoing import replying
from inbox.rules.signature import Signed
from inbox.settings import Settings
from tests.desk import Desk, armed

LONG = "Wir haben den Betrag heute zurückgebucht. " * 12
WORD = "sieben ruhige Laternen"


@pytest.fixture
def desk(sqlite_database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_database.path}")
    monkeypatch.setenv("UNDO_SECONDS", "0")
    monkeypatch.setenv("SANDBOX", "1")
    desk = Desk(sqlite_database, time=utc_now())
    monkeypatch.setattr("inbox.commands.scene.opener", lambda *_: desk.open)
    agents.set_password(desk.db, MACHINE, desk.agents["miriam"], WORD, desk.time)
    (tmp_path / "word").write_text(WORD)
    return desk


def by_the_page(desk: Desk) -> None:
    desk.answers(desk.writes())
    desk.after_undo()


def in_private(desk: Desk) -> None:
    desk.answers(desk.writes(kind=Kind.DIRECT))
    desk.after_undo()


def in_private_to_a_public_comment(desk: Desk) -> None:
    desk.answers(desk.writes(kind=Kind.COMMENT), private=True)
    desk.after_undo()


def by_the_command_line(desk: Desk) -> None:
    given = ["--agent", "miriam", "--text", "Das klären wir.", "--password-file", "word"]
    assert run(["reply", str(desk.writes()), *given]) == 0
    assert run(["deliver"]) == 0


def the_second_in_a_conversation(desk: Desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, "Moment bitte.")
    desk.answers(conversation, "Erledigt.")
    desk.after_undo()


def after_undo_and_again(desk: Desk) -> None:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation)
    with desk.db.write() as session:
        text = replying.undo(session, desk.actor(), reply_id, desk.time)
    desk.answers(conversation, text)
    desk.after_undo()


def after_a_refusal_and_again(desk: Desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation)
    desk.town.fault = armed(Rejected("no", Refusal.FORBIDDEN))
    desk.after_undo()
    desk.answers(conversation, desk.draft(conversation))
    desk.after_undo()


def on_a_retry(desk: Desk) -> None:
    desk.answers(desk.writes())
    desk.town.fault = armed(Retryable("busy"))
    desk.after_undo()
    desk.wait(hours=1)
    desk.delivers()


def when_its_agent_sends_again(desk: Desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    desk.town.fault = armed(OutcomeUnknown("reset"))
    desk.after_undo()
    desk.settles()
    desk.settles()
    with desk.db.write() as session:
        replying.send_again(session, desk.actor(), reply_id, desk.time)
    desk.delivers()


def once_more_by_reconcile(desk: Desk) -> None:
    from tests.mortal import refusing_duplicates

    with refusing_duplicates():
        desk.answers(desk.writes())
        desk.town.fault = armed(OutcomeUnknown("reset"))
        desk.after_undo()
        desk.settles()
        desk.settles()
        desk.delivers()


def in_parts(desk: Desk) -> None:
    desk.answers(desk.writes(), LONG, split=True)
    desk.after_undo()


def in_parts_of_which_one_fell_back(desk: Desk) -> None:
    desk.answers(desk.writes(), LONG, split=True)
    desk.town.fault = armed(None, Rejected("no", Refusal.NOT_SUMMONED))
    desk.after_undo()


WAYS: list[Callable[[Desk], None]] = [
    by_the_page,
    in_private,
    in_private_to_a_public_comment,
    by_the_command_line,
    the_second_in_a_conversation,
    after_undo_and_again,
    after_a_refusal_and_again,
    on_a_retry,
    when_its_agent_sends_again,
    once_more_by_reconcile,
    in_parts,
    in_parts_of_which_one_fell_back,
]
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


def leaves_signed(desk: Desk, way: Callable[[Desk], None]) -> None:
    """Walk a way and hold what arrived against the agent's name and direct number."""
    way(desk)
    arrived = desk.sent()
    assert arrived, "nothing left: this way tests nothing"
    for text in arrived:
        lines = text.split("– ")[-1] if "– " in text else text
        assert "Miriam Brandt" in lines
        assert "+49 30 23125456" in lines


@each_way
def test_whatever_leaves_is_signed(desk, way) -> None:
    leaves_signed(desk, way)


@each_way
def test_without_the_signer_that_test_fails(desk, way, monkeypatch) -> None:
    def unsigned(body: str, *_: object) -> Signed:
        return Signed(body, body[-1], body)

    monkeypatch.setattr("inbox.outgoing.composing.sign", unsigned)
    with pytest.raises(AssertionError):
        leaves_signed(desk, way)


def test_a_text_without_any_signature_is_not_even_stored(desk, monkeypatch) -> None:
    class Bare:
        body = text = "Das klären wir."
        signature = ""

    monkeypatch.setattr("inbox.outgoing.composing.sign", lambda *_: Bare)
    monkeypatch.setattr("inbox.outgoing.composing.Preview.stands_in_the_way", lambda *_: False)
    with pytest.raises(IntegrityError):
        desk.answers(desk.writes())


def test_only_one_module_signs() -> None:
    """A second caller of the signer could sign twice, or a connector instead of us."""
    root = Path(__file__).parents[3]
    callers = [
        file.relative_to(root).as_posix()
        for folder in ("inbox", "connectors", "db")
        for file in sorted((root / folder).rglob("*.py"))
        if re.search(r"(?<!def )(?<![\w.`])sign\(", file.read_text())
    ]
    assert callers == ["inbox/outgoing/composing.py"]
