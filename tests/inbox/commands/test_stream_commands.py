"""What `streams list` says of streams that stand still is what the Connectors page says."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from db.models import Account, AccountState, Stream
from inbox.commands.streams import HELD
from inbox.pages import connector_words

STILL = [state for state in AccountState if state is not AccountState.ACTIVE]


@pytest.mark.parametrize("state", STILL)
def test_a_stream_of_an_account_that_stands_still_has_no_next_time(shell, state) -> None:
    shell.account()
    shell.change(lambda session: session.execute(update(Account).values(state=state)))
    out = shell.run("streams", "list")[1]
    assert out == f"memory/lindenau/all  every 60s  {HELD[state]}\n"


@pytest.mark.parametrize("state", STILL)
def test_page_and_command_line_name_the_same_condition(state) -> None:
    assert HELD[state] == connector_words.HELD[state].replace("when", "waits until", 1)


def test_a_stream_that_is_paused_itself_says_so_whatever_its_account_does(shell) -> None:
    shell.account()
    shell.change(
        lambda session: session.execute(update(Account).values(state=AccountState.LOGIN_NEEDED))
    )
    shell.change(lambda session: session.execute(update(Stream).values(enabled=False)))
    assert shell.run("streams", "list")[1] == "memory/lindenau/all  every 60s  paused\n"


def test_a_stream_that_works_says_when_it_looks_next(shell) -> None:
    shell.account()
    assert re.search(r"  next \d{4}-\d\d-\d\dT", shell.run("streams", "list")[1])
