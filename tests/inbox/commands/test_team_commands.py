"""Teams from the command line."""

from __future__ import annotations

import pytest


def test_a_team_is_made_joined_renamed_and_removed(shell) -> None:
    shell.run("agents", "add", "jonas")
    for said in (("add", "Strom"), ("join", "strom", "Jonas"), ("rename", "Strom", "Gas")):
        assert shell.run("teams", *said)[0] == 0
    assert shell.run("teams", "list")[1] == "Gas\tjonas\n"
    shell.run("teams", "leave", "Gas", "jonas")
    assert shell.run("teams", "list")[1] == "Gas\t-\n"
    assert "0 conversations" in shell.run("teams", "remove", "Gas")[1]
    assert shell.run("teams", "list")[1] == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("add", "Strom"), "There is a team of this name already: see `teams list`."),
        (("add", " "), "A team's name has 1 to 40 characters on one line."),
        (("rename", "Strom", " "), "A team's name has 1 to 40 characters on one line."),
        (("join", "Strom", "nobody"), "There is no agent nobody: see `agents list`."),
        (("remove", "Wasser"), "There is no team Wasser: see `teams list`."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(shell, asked, said) -> None:
    shell.run("teams", "add", "Strom")
    code, _, told = shell.run("teams", *asked)
    assert (code, told.strip()) == (2, said)
