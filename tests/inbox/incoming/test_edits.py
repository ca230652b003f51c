"""A message seen again: what changed is kept, what the platform did not say stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Attachment, Gone, Kind
from db.models import Message, MessageVersion
from tests.cast import NOON
from tests.inbox.incoming.test_intake import LATER, Desk
from tests.inbox.incoming.world import said

PHOTO = Attachment("photo", "https://cdn.example/1.jpg?signed=a", "Zähler")


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


@pytest.fixture
def lite(sqlite_database) -> Desk:
    return Desk(sqlite_database)


def versions(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        found = select(MessageVersion.text).order_by(MessageVersion.replaced_at)
        return list(session.scalars(found))


def test_a_message_is_stored_with_all_that_the_platform_said_of_it(desk) -> None:
    desk.store(
        said("2", kind=Kind.REVIEW, quotes_id="1", hidden=True, liked=True, rating="negative")
    )
    row = desk.one(Message)
    assert (row.quotes_id, row.hidden, row.liked, row.rating) == ("1", True, True, "negative")
    assert row.gone is None


def test_a_message_of_which_nothing_is_said_is_neither_hidden_nor_liked(lite) -> None:
    lite.store(said("1"))
    row = lite.one(Message)
    assert (row.quotes_id, row.hidden, row.liked, row.rating) == (None, False, False, None)


def test_an_unreadable_quoted_id_costs_only_the_quote(lite) -> None:
    assert lite.store(said("1", quotes_id="a\x00b")).new == 1
    assert lite.one(Message).quotes_id is None


@pytest.mark.parametrize("why", list(Gone))
def test_a_message_that_came_gone_says_why_and_nothing_else(desk, why) -> None:
    desk.store(said("1", "geheim", gone=why, rating="positive", attachments=(PHOTO,)))
    row = desk.one(Message)
    assert (row.gone, row.deleted_at) == (why, LATER)
    assert (row.text, row.rating, row.attachments) == ("", None, [])


def test_a_message_with_only_a_time_of_deletion_was_deleted(lite) -> None:
    lite.store(said("1", deleted_at=NOON))
    row = lite.one(Message)
    assert (row.gone, row.deleted_at) == (Gone.DELETED, NOON)


@pytest.mark.parametrize(("name", "first", "then"), [
    ("hidden", False, True),
    ("hidden", True, False),
    ("liked", False, True),
    ("liked", True, False),
    ("rating", "positive", "negative"),
])  # fmt: skip
def test_what_the_platform_now_says_otherwise_is_a_change_without_a_version(
    desk, name, first, then
) -> None:
    desk.store(said("1", **{name: first}))
    assert desk.store(said("1", **{name: then})).changed == 1
    assert getattr(desk.one(Message), name) == then
    assert versions(desk) == []


@pytest.mark.parametrize("name", ["hidden", "liked", "rating"])
def test_what_the_platform_does_not_say_stays_as_it_was(lite, name) -> None:
    value = "positive" if name == "rating" else True
    lite.store(said("1", **{name: value}))
    assert lite.store(said("1")).known == 1
    assert getattr(lite.one(Message), name) == value


def test_edits_are_kept_as_versions_in_their_order(desk) -> None:
    for minute, text in enumerate(["eins", "zwei", "drei"]):
        edited = NOON + timedelta(minutes=minute) if minute else None
        desk.store(said("1", text, edited_at=edited), now=LATER + timedelta(minutes=minute))
    assert versions(desk) == ["eins", "zwei"]
    assert desk.one(Message).text == "drei"


def test_an_edit_that_the_platform_shows_again_is_no_second_version(lite) -> None:
    lite.store(said("1", "eins"))
    for _ in range(3):
        lite.store(said("1", "zwei", edited_at=LATER))
    assert versions(lite) == ["eins"]


def test_an_edit_may_hide_a_message_at_once(lite) -> None:
    lite.store(said("1", "eins"))
    lite.store(said("1", "zwei", edited_at=LATER, hidden=True))
    row = lite.one(Message)
    assert (row.text, row.hidden) == ("zwei", True)


def test_an_attachment_that_comes_later_is_added(desk) -> None:
    desk.store(said("1"))
    assert desk.store(said("1", attachments=(PHOTO,))).changed == 1
    assert [each["kind"] for each in desk.one(Message).attachments] == ["photo"]


def test_an_address_that_was_only_signed_anew_is_no_change(lite) -> None:
    lite.store(said("1", attachments=(PHOTO,)))
    again = Attachment("photo", "https://cdn.example/1.jpg?signed=b", "Zähler")
    assert lite.store(said("1", attachments=(again,))).known == 1


def test_a_sight_without_its_attachments_takes_none_away(lite) -> None:
    lite.store(said("1", attachments=(PHOTO,)))
    assert lite.store(said("1")).known == 1
    assert len(lite.one(Message).attachments) == 1


def test_an_edit_takes_attachments_away(lite) -> None:
    lite.store(said("1", "mit Foto", attachments=(PHOTO,)))
    lite.store(said("1", "ohne Foto", edited_at=LATER))
    assert lite.one(Message).attachments == []
