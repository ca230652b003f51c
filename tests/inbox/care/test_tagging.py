"""Tags: made by using them, told apart as a reader would, kept in order by admins."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.models import Audit, Role
from inbox.care import tagging
from inbox.care.conversations import NoConversation
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.tagging import MOST, NoTag, Refused, Wrong
from inbox.queries import tags as views
from tests.desk import Desk


def put(desk: Desk, conversation: int, name: str) -> bool:
    with desk.db.write() as session:
        return tagging.put_on(session, desk.actor(), conversation, name, desk.time)


def number(desk: Desk, name: str) -> int:
    with desk.db.read() as session:
        return views.called(session, name) or 0


def on(desk: Desk, conversation: int) -> list[str]:
    with desk.db.read() as session:
        return views.names(session, [conversation]).get(conversation, [])


def used(desk: Desk) -> list[tuple[str, int]]:
    with desk.db.read() as session:
        return [(tag.name, tag.count) for tag in views.used(session)]


def do(desk: Desk, what, *given):
    with desk.db.write() as session:
        return what(session, MACHINE, *given, desk.time)


def test_a_word_is_a_tag_as_soon_as_somebody_uses_it(desk) -> None:
    first, second = desk.writes(), desk.writes("Und ich?")
    assert put(desk, first, " Störung ")
    assert put(desk, second, "STÖRUNG")
    put(desk, first, "Abschlag")
    assert on(desk, first) == ["Abschlag", "Störung"]
    assert used(desk) == [("Abschlag", 1), ("Störung", 2)]


def test_the_same_tag_twice_is_one(desk) -> None:
    conversation = desk.writes()
    assert [put(desk, conversation, "Störung") for _ in range(2)] == [True, False]
    assert on(desk, conversation) == ["Störung"]


def test_taking_off_leaves_the_tag_to_others(desk) -> None:
    first, second = desk.writes(), desk.writes("Und ich?")
    for conversation in (first, second):
        put(desk, conversation, "Störung")
    with desk.db.write() as session:
        off = [
            tagging.take_off(session, desk.actor(), first, number(desk, "Störung"), desk.time)
            for _ in range(2)
        ]
    assert off == [True, False]
    assert (on(desk, first), on(desk, second)) == ([], ["Störung"])


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "\u200b"])
def test_what_is_no_name_is_no_tag(desk, name) -> None:
    conversation = desk.writes()
    with pytest.raises(Refused) as refused:
        put(desk, conversation, name)
    assert (refused.value.wrong, used(desk)) == (Wrong.FORM, [])


def test_a_conversation_has_so_many_tags_and_no_more(desk) -> None:
    conversation = desk.writes()
    for place in range(MOST):
        put(desk, conversation, f"Tag {place}")
    with pytest.raises(Refused) as refused:
        put(desk, conversation, "noch einer")
    assert refused.value.wrong is Wrong.TOO_MANY
    assert len(used(desk)) == MOST


def test_what_is_not_there_is_said(desk) -> None:
    with pytest.raises(NoConversation):
        put(desk, 10**6, "Störung")
    for what, given in (
        (tagging.rename, (9, "x")),
        (tagging.merge, (8, 9)),
        (tagging.remove, (9,)),
    ):
        with pytest.raises(NoTag):
            do(desk, what, *given)


def test_renaming_is_felt_everywhere_and_takes_no_other_tags_name(desk) -> None:
    conversation = desk.writes()
    put(desk, conversation, "stoerung")
    put(desk, conversation, "Abschlag")
    do(desk, tagging.rename, number(desk, "stoerung"), "Störung")
    assert on(desk, conversation) == ["Abschlag", "Störung"]
    with pytest.raises(Refused) as refused:
        do(desk, tagging.rename, number(desk, "Abschlag"), "STÖRUNG")
    assert refused.value.wrong is Wrong.TAKEN


def test_merging_makes_one_of_two_also_where_both_were(desk) -> None:
    both, one = desk.writes(), desk.writes("Und ich?")
    for conversation, name in ((both, "Ausfall"), (both, "Störung"), (one, "Ausfall")):
        put(desk, conversation, name)
    assert do(desk, tagging.merge, number(desk, "Ausfall"), number(desk, "Störung")) == 2
    assert used(desk) == [("Störung", 2)]
    assert do(desk, tagging.merge, number(desk, "Störung"), number(desk, "Störung")) == 0


def test_a_removed_tag_is_on_nothing(desk) -> None:
    conversation = desk.writes()
    put(desk, conversation, "Störung")
    assert do(desk, tagging.remove, number(desk, "Störung")) == 1
    assert (on(desk, conversation), used(desk)) == ([], [])


def test_who_did_it_is_kept(desk) -> None:
    conversation = desk.writes()
    put(desk, conversation, "Störung")
    with desk.db.read() as session:
        acts = session.execute(select(Audit.action, Audit.agent_id).order_by(Audit.id)).all()
    miriam = desk.agents["miriam"]
    assert [tuple(act) for act in acts] == [("tag made", miriam), ("tagged", miriam)]


@pytest.mark.parametrize(
    ("what", "given"),
    [(tagging.rename, (1, "Gas")), (tagging.merge, (1, 2)), (tagging.remove, (1,))],
)
def test_agents_use_tags_and_admins_keep_them_in_order(desk, what, given) -> None:
    agent = Actor(desk.agents["miriam"], Role.AGENT, Via.PAGE)
    with desk.db.write() as session, pytest.raises(NotAllowed):
        what(session, agent, *given, desk.time)
