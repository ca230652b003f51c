"""Views from the list: what a browser sends keeps a look, and never more than a look."""

from __future__ import annotations

import pytest

from db.models import Role
from inbox.care.rights import Actor, Via
from inbox.pages import views
from inbox.pages.looks import Look
from inbox.queries.conversations import Folder, Order
from inbox.rules.filters import Filter
from tests.inbox.pages.test_acts import Room

LOOK = Look(Folder.DONE, Order.NEWEST, Filter(tags=(3,)))
SAID = {"f": "done", "o": "newest", "tag": "3"}


@pytest.fixture
def room(sqlite_database):
    return Room(sqlite_database)


def shown(room, agent=None, role=Role.AGENT):
    with room.database.read() as session:
        return views.shown(session, Actor(agent or room.miriam, role, Via.PAGE))


def keep(room, name="Zu tun", **more):
    return views.act(room.desk(), LOOK, {"what": "save", "name": name, **more})


def test_what_is_shown_is_kept_and_shown_again(room):
    ack = keep(room, shared=True)
    assert (ack.ok, ack.text) == (True, "The view is kept.")
    (mine,) = shown(room)
    assert (mine["name"], mine["look"], mine["maker"], mine["removable"]) == (
        "Zu tun",
        SAID,
        None,
        True,
    )
    (theirs,) = shown(room, room.jonas)
    assert (theirs["maker"], theirs["removable"]) == ("Miriam Brandt", False)
    assert shown(room, room.jonas, Role.ADMIN)[0]["removable"]


def test_a_view_of_the_same_name_is_replaced_where_that_was_asked(room):
    keep(room, shared=True)
    again = keep(room, name="ZU TUN")
    assert (again.ok, again.text) == (False, "You keep a view of that name already.")
    (one,) = shown(room)
    assert (one["name"], one["shared"], one["mine"]) == ("Zu tun", True, True)
    assert keep(room, name="ZU TUN", id=one["id"]).text == "The view is replaced."
    assert [(each["name"], each["shared"]) for each in shown(room)] == [("ZU TUN", False)]


def test_a_view_is_chosen_as_it_is_kept_by_then(room):
    keep(room, shared=True)
    (one,) = shown(room)
    other = Look(Folder.MINE, Order.URGENT, Filter(tags=(4,)))
    replaced = {"what": "save", "name": "Zu tun", "shared": True, "id": one["id"]}
    assert views.act(room.desk(), other, replaced).ok
    assert views.chosen(room.desk(), {"view": one["id"]}) == other
    assert views.act(room.desk(), LOOK, {"what": "remove", "id": one["id"]}).ok
    assert views.chosen(room.desk(), {"view": one["id"]}).text == "This view is not there any more."


def test_a_look_that_a_browser_asks_for_is_a_look_or_nothing(room):
    assert views.chosen(room.desk(), SAID) == LOOK
    assert [views.chosen(room.desk(), each) for each in (None, 7, {"view": "1"})] == [None] * 3


def test_a_view_is_called_something_else(room):
    keep(room)
    (one,) = shown(room)
    value = {"what": "rename", "id": one["id"], "name": "<b>Netz</b>"}
    assert views.act(room.desk(), LOOK, value).text == "The view is renamed."
    assert [each["name"] for each in shown(room)] == ["<b>Netz</b>"]


def test_a_view_is_taken_away_once(room):
    keep(room)
    (one,) = shown(room)
    value = {"what": "remove", "id": one["id"]}
    assert views.act(room.desk(), LOOK, value).text == "The view is taken away."
    again = views.act(room.desk(language="de"), LOOK, value)
    assert (again.ok, again.text) == (False, "Diese Ansicht gibt es nicht mehr.")


def test_a_name_that_is_none_is_said(room):
    ack = keep(room, name=" ")
    assert (ack.ok, ack.text) == (False, "The name of a view has 1 to 40 characters on one line.")


@pytest.mark.parametrize(
    "value",
    [None, 7, {}, {"what": "save"}, {"what": "save", "name": 7}, {"what": "remove", "id": "1"},
     {"what": ["save"], "name": "x"}, {"what": "rename", "id": 1}, {"what": "rename", "name": "x"},
     {"what": "save", "name": "x", "id": "1"}],
)  # fmt: skip
def test_nonsense_from_a_browser_keeps_nothing(room, value):
    ack = views.act(room.desk(), LOOK, value)
    assert (ack.ok, shown(room)) == (False, [])
