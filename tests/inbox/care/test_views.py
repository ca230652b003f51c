"""Saved views: one's own or everybody's, taken away by who made them or by an admin."""

from __future__ import annotations

import pytest

from db.models import Role, SavedView
from inbox.care import views
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.views import MOST, NoView, Refused, Wrong
from inbox.queries import views as kept
from tests.desk import Desk


def save(desk: Desk, name: str, login: str = "miriam", look=None, **how) -> int:
    with desk.db.write() as session:
        actor = desk.actor(login)
        return views.save(session, actor, name, look or {"f": "done"}, desk.time, **how)


def rename(desk: Desk, number: int, name: str, actor: Actor) -> None:
    with desk.db.write() as session:
        views.rename(session, actor, number, name, desk.time)


def seen(desk: Desk, login: str = "miriam") -> list[tuple[str, bool]]:
    with desk.db.read() as session:
        return [(one.name, one.mine) for one in kept.views(session, desk.agents[login])]


def named(desk: Desk, number: int) -> str | None:
    with desk.db.read() as session:
        found = session.get(SavedView, number)
        return found.name if found else None


def remove(desk: Desk, number: int, actor: Actor) -> None:
    with desk.db.write() as session:
        views.remove(session, actor, number, desk.time)


def test_a_view_is_ones_own_unless_it_is_everybodys(desk) -> None:
    save(desk, "Zu tun")
    save(desk, "Alle Ausfälle", shared=True)
    assert seen(desk) == [("Alle Ausfälle", True), ("Zu tun", True)]
    assert seen(desk, "jonas") == [("Alle Ausfälle", False)]


def test_a_name_used_again_is_written_anew_only_where_that_is_asked_for(desk) -> None:
    first = save(desk, "Störung", look={"f": "open"}, shared=True)
    theirs = save(desk, "Störung", "jonas")
    for wrong in (None, theirs, first + 99):
        with pytest.raises(Refused) as refused:
            save(desk, " STÖRUNG ", look={"tag": "3"}, instead_of=wrong)
        assert refused.value.wrong is Wrong.TAKEN
    assert (theirs != first, seen(desk, "jonas")) == (True, [("Störung", False), ("Störung", True)])
    assert save(desk, " STÖRUNG ", look={"tag": "3"}, shared=True, instead_of=first) == first
    with desk.db.read() as session:
        found = {one.mine: one for one in kept.views(session, desk.agents["jonas"])}
    assert (found[False].look, found[False].maker) == ({"tag": "3"}, "Miriam Brandt")


@pytest.mark.parametrize("name", ["", " ", "x" * 41])
def test_what_is_no_name_keeps_nothing(desk, name) -> None:
    with pytest.raises(Refused) as refused:
        save(desk, name)
    assert (refused.value.wrong, seen(desk)) == (Wrong.FORM, [])


def test_an_agent_keeps_so_many_and_can_still_change_them(desk) -> None:
    for number in range(MOST):
        save(desk, f"Ansicht {number}")
    with pytest.raises(Refused) as refused:
        save(desk, "noch eine")
    assert refused.value.wrong is Wrong.TOO_MANY
    (old,) = (number for number in range(1, MOST + 1) if named(desk, number) == "Ansicht 1")
    save(desk, "Ansicht 1", look={"tag": "1"}, instead_of=old)
    save(desk, "noch eine", "jonas")


def test_who_made_it_calls_it_something_else(desk) -> None:
    number = save(desk, "netz", shared=True)
    other = save(desk, "Strom")
    rename(desk, number, " Netz ", desk.actor())
    assert seen(desk, "jonas") == [("Netz", False)]
    for name, wrong in (("STROM", Wrong.TAKEN), (" ", Wrong.FORM)):
        with pytest.raises(Refused) as refused:
            rename(desk, number, name, desk.actor())
        assert refused.value.wrong is wrong
    with pytest.raises(NotAllowed):
        rename(desk, number, "Gas", Actor(desk.agents["jonas"], Role.ADMIN, Via.PAGE))
    with pytest.raises(NoView):
        rename(desk, other, "Gas", desk.actor("jonas"))


def test_who_made_it_takes_it_away(desk) -> None:
    for shared in (False, True):
        remove(desk, save(desk, "Zu tun", shared=shared), desk.actor())
    assert seen(desk) == []


def test_what_is_everybodys_goes_by_an_admin_and_no_other_agent(desk) -> None:
    number = save(desk, "Alle", shared=True)
    with pytest.raises(NotAllowed):
        remove(desk, number, desk.actor("jonas"))
    remove(desk, number, Actor(desk.agents["jonas"], Role.ADMIN, Via.PAGE))
    assert seen(desk) == []


def test_what_is_anothers_own_is_not_there(desk) -> None:
    number = save(desk, "Zu tun")
    for actor in (desk.actor("jonas"), MACHINE):
        with pytest.raises(NoView):
            remove(desk, number, actor)
    assert seen(desk) == [("Zu tun", True)]
