"""Tags in the head of a conversation: put on, taken off, refused in one calm sentence."""

from __future__ import annotations

import pytest

from inbox.pages import tagging
from inbox.queries import tags
from tests.inbox.pages.test_acts import Room

UNUSABLE = "That did not work. Reload the page and try again."


@pytest.fixture
def room(sqlite_database):
    return Room(sqlite_database)


def on(room):
    with room.database.read() as session:
        return tags.on(session, [room.id]).get(room.id, [])


def act(room, language="en", **value):
    return tagging.act(room.desk(language=language), {"id": room.id, **value})


def test_a_tag_goes_on_and_off_without_a_word(room):
    put = act(room, what="tag", name="Störung")
    assert (put.ok, put.what, put.text, put.conversation) == (True, "tag", "", room.id)
    (tag,) = on(room)
    assert act(room, what="untag", tag=tag.id).ok
    assert on(room) == []


def test_a_tag_that_is_none_is_said(room):
    ack = act(room, "de", what="tag", name=" ")
    assert (ack.ok, ack.text) == (False, "Ein Schlagwort hat 1 bis 40 Zeichen in einer Zeile.")


@pytest.mark.parametrize(
    "value",
    [
        {"what": "tag"}, {"what": "tag", "name": 7}, {"what": "untag"},
        {"what": "untag", "tag": "1"}, {"what": "untag", "tag": -1},
    ],
)  # fmt: skip
def test_nonsense_from_a_browser_changes_nothing(room, value):
    ack = act(room, **value)
    assert (ack.ok, ack.text, on(room)) == (False, UNUSABLE, [])


def test_a_conversation_that_is_gone_is_said(room):
    ack = tagging.act(room.desk(), {"what": "tag", "id": 10**6, "name": "Störung"})
    assert (ack.ok, ack.text) == (False, "This conversation is not there any more.")
