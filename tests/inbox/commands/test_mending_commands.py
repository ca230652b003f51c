"""What could not be read, gaps and options, from the command line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Skipped
from db.models import Account, Audit, Gap, Message, SkippedRecord, Stream
from inbox.commands.accounts import WRONG_OPTIONS
from inbox.incoming import intake
from inbox.pages.option_words import WRONG
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.test_replay import told
from tests.inbox.incoming.world import page


def aside(shell, *raws: bytes) -> None:
    """Put records into the quarantine of our account's stream."""
    number = shell.account()
    stream = shell.one(Stream).id
    found = page(skipped=tuple(Skipped(raw, "odd") for raw in raws))
    shell.change(intake.store, number, stream, found, NOON)


def test_skipped_records_are_listed_and_shown(shell) -> None:
    aside(shell, told(kind="telegram"))
    code, out, _ = shell.run("skipped", "list")
    assert (code, out.split("  ")[:3]) == (0, ["1", "memory/lindenau/all", NOON.isoformat()])
    assert out.endswith("odd\n")
    assert '  "kind": "telegram",\n' in shell.run("skipped", "show", "1")[1]


def test_skipped_records_are_read_again(shell) -> None:
    aside(shell, told(), b"<html>")
    code, out, _ = shell.run("skipped", "replay", "memory/lindenau/all")
    assert (code, out) == (0, "1 still not readable, 1 stored\n")
    assert shell.one(Message).external_id == "1"
    assert shell.one(SkippedRecord).raw == b"<html>"


def test_skipped_records_are_forgotten(shell) -> None:
    aside(shell, told(), b"<html>", b"<body>")
    assert shell.run("skipped", "forget", "memory/lindenau/all", "1")[1] == "1 forgotten.\n"
    assert shell.run("skipped", "forget", "memory/lindenau/all", "1")[1] == "0 forgotten.\n"
    assert shell.run("skipped", "forget", "memory/lindenau/all")[1] == "2 forgotten.\n"
    assert shell.run("skipped", "list")[1] == ""


def test_where_nothing_was_skipped_there_is_nothing_to_do(shell) -> None:
    shell.account()
    none = "No record waits: everything that came could be read.\n"
    assert shell.run("skipped", "list") == (0, "", none)
    assert shell.run("gaps", "list") == (0, "", "There is no gap.\n")
    assert shell.run("skipped", "replay", "memory")[1] == "There is nothing to read again.\n"


def test_a_record_that_is_not_there_is_a_sentence(shell) -> None:
    code, _, err = shell.run("skipped", "show", "7")
    assert (code, err) == (2, "There is no record 7: see `skipped list`.\n")


@pytest.fixture
def gap(shell) -> None:
    shell.account()
    stream, hour = shell.one(Stream).id, timedelta(hours=1)
    found = Gap(stream_id=stream, since=NOON - hour, until=NOON, about=7, found_at=NOON)
    shell.change(lambda session: session.add(found))


@pytest.mark.usefixtures("gap")
def test_gaps_are_listed_until_after_somebody_has_looked(shell) -> None:
    line = "1  memory/lindenau/all  2026-11-20 11:00 to 2026-11-20 12:00 UTC  about 7 messages"
    assert shell.run("gaps", "list")[1] == f"{line}  open\n"
    assert shell.run("gaps", "acknowledge", "1")[1] == "Gap 1 is acknowledged.\n"
    assert shell.run("gaps", "list")[1].startswith(f"{line}  acknowledged ")


def test_a_gap_that_is_not_there_is_a_sentence(shell) -> None:
    code, _, err = shell.run("gaps", "acknowledge", "7")
    assert (code, err) == (2, "There is no gap 7: see `gaps list`.\n")


@pytest.fixture
def x(shell) -> str:
    def connect(session) -> None:
        account = cast.account(session, "twitter")
        cast.stream(session, account, "search").enabled = False

    shell.change(connect)
    return "twitter/lindenau"


def test_options_are_printed_with_what_is_usual(shell, x) -> None:
    code, out, _ = shell.run("accounts", "set", x)
    assert (code, out.splitlines()) == (0, [
        "keywords is unset (usual: '')",
        "country is unset (usual: 'DE')",
        "field_names is unset (usual: 'tweet')",
        "expansions is unset (usual: 'on')",
        "undo_seconds is unset (usual: '5')",
    ])  # fmt: skip


def test_an_option_is_set_printed_and_unset(shell, x) -> None:
    assert shell.run("accounts", "set", x, "keywords", "Strom, Gas")[1] == (
        "keywords = 'Strom\\nGas'\n"
    )
    assert shell.one(Stream).enabled
    assert shell.run("accounts", "set", x, "keywords")[1] == "keywords = 'Strom\\nGas'\n"
    assert shell.run("accounts", "set", x, "keywords", "")[1] == "keywords is unset (usual: '')\n"
    assert shell.one(Account).options == {}
    notes = shell.change(lambda session: [row.via for row in session.scalars(select(Audit))])
    assert notes == ["command line", "command line"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("country", "Austria"), "A country is two letters: DE. (Austria)"),
        (("keywords", "!!!"), "There is no word in these keywords."),
        (("tasks", "x"), "There is no option 'tasks' here: leave it out to see all."),
    ],
)
def test_what_cannot_be_set_is_a_sentence(shell, x, given, said) -> None:
    code, _, err = shell.run("accounts", "set", x, *given)
    assert (code, err) == (2, f"{said}\n")
    assert shell.one(Account).options == {}


def test_the_command_line_knows_every_flaw_that_the_page_knows() -> None:
    assert WRONG_OPTIONS.keys() == WRONG.keys()
