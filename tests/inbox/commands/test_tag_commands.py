"""Tags from the command line: kept in order by whoever runs the machine."""

from __future__ import annotations

import pytest

from inbox.care import tagging
from inbox.care.rights import MACHINE
from tests import cast


@pytest.fixture
def tagged(shell):
    shell.change(given)
    return shell


def given(session):
    number = cast.matter(session, cast.account(session)).conversation.id
    for name in ("Störung", "Ausfall"):
        tagging.put_on(session, MACHINE, number, name, cast.NOON)


def test_tags_are_listed_renamed_merged_and_removed(tagged) -> None:
    assert tagged.run("tags", "list")[1] == "Ausfall\t1\nStörung\t1\n"
    assert tagged.run("tags", "rename", "störung", "Panne")[0] == 0
    assert "on 1 conversations" in tagged.run("tags", "merge", "Ausfall", "Panne")[1]
    assert tagged.run("tags", "list")[1] == "Panne\t1\n"
    assert "from 1 conversations" in tagged.run("tags", "remove", "Panne")[1]
    assert tagged.run("tags", "list")[1] == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("rename", "Störung", "ausfall"), "There is a tag of this name already: `tags merge` makes one of two."),
        (("rename", "Störung", " "), "A tag has 1 to 40 characters on one line."),
        (("merge", "Störung", "STÖRUNG"), "These are one tag already."),
        (("remove", "Wasser"), "There is no tag Wasser: see `tags list`."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(tagged, asked, said) -> None:
    code, _, told = tagged.run("tags", *asked)
    assert (code, told.strip()) == (2, said)
