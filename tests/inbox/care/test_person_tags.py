"""Tags on people: one person shows the tags of every contact, and parted each has its own."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db.models import Contact, ContactTag, Tag
from inbox.care import person_tags, tagging
from inbox.care.people import NoContact
from inbox.care.rights import MACHINE
from inbox.care.tagging import MOST, Refused, Wrong
from inbox.queries import people
from tests import cast
from tests.desk import Desk
from tests.inbox.care.test_joining import forgets, joins, parts
from tests.inbox.care.test_people import audited, contact


def tags(desk: Desk, of: int, name: str) -> bool:
    with desk.db.write() as session:
        return person_tags.put_on(session, desk.actor(), of, name, desk.time)


def shown(desk: Desk, of: int) -> list[str]:
    """Return the tags that the person behind a contact shows."""
    with desk.db.read() as session:
        found = people.behind(session, session.get_one(Contact, of)).tags
    return [tag.name for tag in found]


def tag(desk: Desk, name: str) -> int:
    with desk.db.read() as session:
        return session.scalars(select(Tag.id).where(Tag.name == name)).one()


def test_a_tag_is_on_once_and_written_down_once(desk: Desk) -> None:
    erika = contact(desk)
    assert [tags(desk, erika, name) for name in ("Presse", "PRESSE")] == [True, False]
    assert shown(desk, erika) == ["Presse"]
    assert [action for action, _ in audited(desk)] == ["tag made", "tagged"]


def test_one_person_shows_all_tags_and_parted_each_has_its_own(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    tags(desk, erika, "Presse")
    tags(desk, jo, "VIP")
    join = joins(desk, erika, jo)
    assert shown(desk, erika) == shown(desk, jo) == ["Presse", "VIP"]
    assert tags(desk, erika, "VIP") is False
    parts(desk, join, erika)
    assert (shown(desk, erika), shown(desk, jo)) == (["Presse"], ["VIP"])


def test_taken_off_it_is_off_whichever_contact_it_was_on(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    tags(desk, jo, "VIP")
    joins(desk, erika, jo)
    for was_on in (True, False):
        with desk.db.write() as session:
            number = tag(desk, "VIP")
            off = person_tags.take_off(session, desk.actor(), erika, number, desk.time)
        assert off is was_on
    assert shown(desk, jo) == []


def test_somebody_without_a_person_has_nobody_elses_tags(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    tags(desk, erika, "Presse")
    assert shown(desk, jo) == []
    assert tags(desk, jo, "Presse") is True


def test_there_are_only_so_many(desk: Desk) -> None:
    erika = contact(desk)
    for number in range(MOST):
        tags(desk, erika, f"Nr {number}")
    with pytest.raises(Refused) as refused:
        tags(desk, erika, "noch eins")
    assert refused.value.wrong is Wrong.TOO_MANY
    with pytest.raises(NoContact):
        tags(desk, 10**9, "VIP")


def test_tags_that_are_merged_or_removed_are_so_on_people_too(desk: Desk) -> None:
    erika = contact(desk)
    tags(desk, erika, "VIP")
    tags(desk, erika, "Presse")
    with desk.db.write() as session:
        tagging.merge(session, MACHINE, tag(desk, "VIP"), tag(desk, "Presse"), desk.time)
    assert shown(desk, erika) == ["Presse"]
    with desk.db.write() as session:
        tagging.remove(session, MACHINE, tag(desk, "Presse"), desk.time)
    assert shown(desk, erika) == []


def test_they_go_with_their_contact(desk: Desk) -> None:
    erika = contact(desk)
    tags(desk, erika, "VIP")
    forgets(desk, erika)
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(ContactTag)) == 0
