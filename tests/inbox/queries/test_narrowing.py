"""A narrowed list: the same on both databases as a plain reading, and bounded where it is rare."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from connectors.base import Answerable
from db.models import Account, AccountState, Contact, Conversation, Message, Person
from inbox.care import person_tags, tagging, teams
from inbox.care.rights import MACHINE
from inbox.queries import conversations, narrowing, rows
from inbox.queries.conversations import Folder, Order, listed
from inbox.queries.position import Position
from inbox.rules.filters import NOTHING, Filter, read
from tests import cast
from tests.cast import NOON
from tests.inbox.queries.test_conversations import (
    Shelf,
    crowded,
    minutes,
    plan,
    shelf,
    walks,
)

__all__ = ["crowded", "shelf"]


def narrowed(shelf: Shelf, asked: Filter, folder=Folder.OPEN, order=Order.URGENT, **how):
    only = narrowing.condition(asked, shelf.agent_id, NOON, "UTC")
    with shelf.database.read() as session:
        return listed(session, shelf.agent_id, folder, order, only=only, **how)


def ids(shelf: Shelf, asked: Filter, *args, **how) -> list[int]:
    return [row.id for row in narrowed(shelf, asked, *args, **how).rows]


def message(shelf: Shelf, conversation: int, **values) -> None:
    with shelf.database.write() as session:
        here = Message.conversation_id == conversation
        session.execute(update(Message).where(here).values(**values))


@pytest.fixture
def mixed(shelf):
    """Six conversations, each different in one thing; the plain one is the first."""
    with shelf.database.write() as session:
        jonas = cast.agent(session, cast.JONAS).id
        team = teams.add(session, MACHINE, "Strom", NOON)
    made = {
        "plain": shelf.write(urgent_at=NOON),
        "comment": shelf.write(urgent_at=NOON + minutes(1), kind="comment"),
        "mine": shelf.write(urgent_at=NOON + minutes(2), owner_id=shelf.agent_id),
        "jonas": shelf.write(urgent_at=NOON + minutes(3), owner_id=jonas, team_id=team),
        "german": shelf.write(urgent_at=NOON + minutes(4), language="de"),
        "old": shelf.write(urgent_at=NOON + minutes(5), at=NOON - minutes(24 * 60)),
    }
    with shelf.database.write() as session:
        tagging.put_on(session, MACHINE, made["old"], "Strom", NOON)
        tagging.put_on(session, MACHINE, made["comment"], "Gas", NOON)
    shelf.made, shelf.jonas, shelf.team = made, jonas, team
    return shelf


ALL = ["plain", "comment", "mine", "jonas", "german", "old"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"platform": "memory"}, ALL),
        ({"platform": "twitter"}, []),
        ({"account": "1"}, ALL),
        ({"account": "2"}, []),
        ({"kind": "comment"}, ["comment"]),
        ({"kind": "comment,direct"}, ["comment"]),
        ({"tag": "1"}, ["old"]),
        ({"tag": "1,2"}, ["comment", "old"]),
        ({"tag": "9"}, []),
        ({"owner": "me"}, ["mine"]),
        ({"owner": "none"}, ["plain", "comment", "german", "old"]),
        ({"owner": "2"}, ["jonas"]),
        ({"owner": "me,2"}, ["mine", "jonas"]),
        ({"team": "1"}, ["jonas"]),
        ({"lang": "de"}, ["german"]),
        ({"from": "2026-11-20"}, ALL[:-1]),
        ({"to": "2026-11-19"}, ["old"]),
        ({"from": "2026-11-19", "to": "2026-11-19"}, ["old"]),
        ({"owner": "none", "tag": "2"}, ["comment"]),
        ({"kind": "comment", "lang": "de"}, []),
    ],
)
def test_a_filter_keeps_what_fits_in_the_order_of_the_folder(mixed, asked, found) -> None:
    assert ids(mixed, read(asked)) == [mixed.made[name] for name in found]


def person(shelf: Shelf, number: int, **values) -> None:
    """Let there be a person behind a conversation's contact."""
    with shelf.database.write() as session:
        one = Person(updated_at=NOON, **values)
        session.add(one)
        session.flush()
        contact = session.get_one(Conversation, number).contact_id
        session.get_one(Contact, contact).person_id = one.id


def other(shelf: Shelf) -> int:
    """Let somebody else write, and return the conversation."""
    with shelf.database.write() as session:
        jo = cast.contact(session, cast.JO)
        return cast.matter(session, shelf.account, "Wo?", who=jo, thread="jo").conversation.id


@pytest.mark.parametrize("theirs", ["fi", "FI"])
def test_the_language_of_the_person_counts_before_the_platforms(shelf, theirs) -> None:
    known, silent = shelf.write(language="de"), other(shelf)
    assert ids(shelf, Filter(languages=("none",))) == [silent]
    person(shelf, silent, language="de")
    assert ids(shelf, Filter(languages=("none",))) == []
    assert ids(shelf, Filter(languages=("de",))) == [known, silent]
    person(shelf, known, language=theirs)
    assert ids(shelf, Filter(languages=("de",))) == [silent]
    assert ids(shelf, Filter(languages=("fi", "none"))) == [known]


def test_a_tag_on_a_person_finds_all_their_conversations(shelf) -> None:
    here, there = shelf.write(), other(shelf)
    with shelf.database.write() as session:
        contact = session.get_one(Conversation, here).contact_id
        person_tags.put_on(session, MACHINE, contact, "Presse", NOON)
    assert ids(shelf, Filter(tags=(1,))) == [here]
    person(shelf, here)
    with shelf.database.write() as session:
        one = session.get_one(Contact, contact).person_id
        session.get_one(Contact, session.get_one(Conversation, there).contact_id).person_id = one
    assert ids(shelf, Filter(tags=(1,))) == [here, there]
    assert ids(shelf, Filter(tags=(2,))) == []


def test_what_nobody_can_answer_is_left_out_where_answers_are_looked_for(shelf) -> None:
    free = shelf.write(urgent_at=NOON)
    later = shelf.write(urgent_at=NOON + minutes(1), answer_until=NOON + minutes(1))
    over = shelf.write(urgent_at=NOON + minutes(2), answer_until=NOON)
    closed = shelf.write(urgent_at=NOON + minutes(3))
    gone = shelf.write(urgent_at=NOON + minutes(4))
    message(shelf, closed, answerable=Answerable.CLOSED)
    message(shelf, gone, deleted_at=NOON)
    assert ids(shelf, Filter(answerable=True)) == [free, later]
    with shelf.database.read() as session:
        found = rows.marks(session, [free, later, over, closed, gone], NOON)
    assert {number for number, mark in found.items() if mark.mute} == {over, closed, gone}


def test_where_our_account_is_gone_nobody_can_be_answered(shelf) -> None:
    number = shelf.write()
    with shelf.database.write() as session:
        session.execute(update(Account).values(state=AccountState.DISCONNECTED))
    with shelf.database.read() as session:
        assert rows.marks(session, [number], NOON) == {number: rows.Mark(mute=True)}


def test_nothing_asked_is_no_condition() -> None:
    assert narrowing.condition(NOTHING, 1, NOON, "UTC") is None


@pytest.mark.parametrize("folder", [Folder.OPEN, Folder.ALL])
@pytest.mark.parametrize("look", [1, 2, 3, 100])
def test_looking_further_neither_repeats_nor_skips(shelf, folder, look, monkeypatch) -> None:
    monkeypatch.setattr(conversations, "LOOK", look)
    for number in range(9):
        urgent = None if number % 2 else NOON + minutes(number)
        shelf.write(urgent_at=urgent, language="de" if number % 3 == 0 else None)
    whole = [row.id for row in shelf.page(folder).rows]
    german = {1, 4, 7}
    walked, after = [], None
    while True:
        page = narrowed(shelf, Filter(languages=("de",)), folder, after=after, limit=2)
        walked += [row.id for row in page.rows]
        after = page.older and Position.read(str(page.older))
        if after is None:
            break
    assert walked == [number for number in whole if number in german]


def test_a_page_that_gave_up_says_so(shelf, monkeypatch) -> None:
    monkeypatch.setattr(conversations, "LOOK", 2)
    for number in range(3):
        shelf.write(urgent_at=NOON + minutes(number))
    page = narrowed(shelf, Filter(languages=("de",)))
    assert (page.rows, page.bounded, page.older) == ((), True, Position(NOON + minutes(1), 2))


def test_an_account_is_told_with_its_platform(mixed) -> None:
    with mixed.database.read() as session:
        assert narrowing.platforms(session, read({"account": "1,9"})) == {1: "memory"}
        assert narrowing.platforms(session, NOTHING) == {}


def test_names_are_told_for_what_a_filter_names(mixed) -> None:
    with mixed.database.read() as session:
        named = narrowing.names(
            session, read({"tag": "1,9", "owner": "me,2", "team": "1", "account": "1"})
        )
    assert named == {
        ("tag", "1"): "Strom", ("owner", "2"): "Jonas Weber", ("team", "1"): "Strom",
        ("account", "1"): "Stadtwerke Lindenau",
    }  # fmt: skip


RARE = Filter(platforms=("twitter",), tags=(9,), owners=("me",), answerable=True, languages=("xx",))


@pytest.mark.parametrize("folder", [Folder.OPEN, Folder.MINE, Folder.UNASSIGNED, Folder.ALL])
@pytest.mark.parametrize("order", list(Order))
def test_what_is_rare_is_looked_for_among_so_many_rows_and_no_more(
    crowded, folder, order, monkeypatch
) -> None:
    monkeypatch.setattr(conversations, "LOOK", 40)
    database = crowded.database
    only = narrowing.condition(RARE, crowded.agent_id, NOON, "UTC")
    asked = walks(database, lambda s: listed(s, crowded.agent_id, folder, order, only=only))
    assert len(asked) <= 5
    assert all("LIMIT" in statement for statement, _ in asked[:-1])
    said = plan(database, *asked[0])
    assert "ix_conversations_" in said
    assert "Seq Scan on conversations" not in said
    assert "ix_contact_tags_tag" not in said
