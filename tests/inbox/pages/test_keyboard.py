"""What can be done by a key: one list in both languages, no key twice, and where it leads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from db.models import Preference, Role
from inbox.care import views
from inbox.care.rights import Actor, Via
from inbox.pages import inbox, keyboard, turning
from inbox.pages.inbox import View
from inbox.pages.keyboard import COMMANDS, LETTERS, PLACES, Place
from inbox.queries.conversations import Folder
from inbox.texts import texts
from tests.cast import MIRIAM, NOON
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn

visit = test_pages.visit
DE, EN = texts("de"), texts("en")


def a_page(url_path: str, title: str = "", visibility: str = "visible") -> Any:
    return SimpleNamespace(url_path=url_path, title=title, visibility=visibility)


HOME, SEARCH, OWN = a_page("", "Eingang"), a_page("search", "Suche"), a_page("signature", "Ich")
SECRET = a_page("connect", "Anbinden", "hidden")
PAGES = [HOME, SEARCH, OWN, SECRET]


def shown(pages: list[Any] = PAGES) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = keyboard.commands(DE, pages)["commands"]
    return made


def test_every_command_has_a_name_in_both_languages() -> None:
    for command in COMMANDS:
        assert EN(command.name) == command.name
        assert DE(command.name) != command.name, command


def test_every_place_has_a_name_and_something_in_it() -> None:
    assert set(PLACES) == set(Place)
    assert {one["place"] for one in shown()} == set(Place)


def test_every_folder_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) == set(Folder)
    assert len(set(LETTERS.values()) - {keyboard.INBOX}) == len(Folder)


def test_no_key_means_two_things() -> None:
    keys = [key for one in shown() for key in (*one["keys"], *one["own"])]
    assert sorted(keys) == sorted(set(keys))
    begun = {key.split()[0] for key in keys if " " in key}
    assert begun.isdisjoint(keys)


def test_no_command_is_told_twice() -> None:
    names = [one["id"] for one in shown()]
    assert sorted(names) == sorted(set(names))


def test_pages_are_offered_to_those_who_see_them() -> None:
    found = {one["id"]: one for one in shown()}
    assert (found["page:"]["name"], found["page:"]["keys"]) == ("Eingang", ["g i"])
    assert found["page:signature"]["to"] == {"page": "signature"}
    assert found["search"]["to"] == {"page": "search"}
    assert {"page:connect", "page:search"}.isdisjoint(found)


def test_what_else_something_is_called_is_known_in_both_languages() -> None:
    called = {one["id"]: one["also"].split() for one in shown()}
    assert {"undo", "rückgängig"} <= set(called["undo"])
    assert {"password", "Passwort"} <= set(called["page:signature"])
    own = {name for name in keyboard.ALSO if not name.startswith("page:")}
    assert own <= called.keys()


def test_saved_views_are_known_with_what_their_address_says(visit: Visit) -> None:
    miriam = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        look = {"f": "mine", "o": "urgent", "tag": "3"}
        views.save(session, Actor(miriam, Role.AGENT, Via.PAGE), "Strom", look, NOON)
    with visit.db.read() as session:
        known = keyboard.kept(session, miriam)
    assert known == [{"name": "Strom", "look": {"f": "mine", "tag": "3"}}]


WISHES = [
    ({"page": "costs"}, {"page": "costs"}),
    ({"folder": "mine"}, {"folder": "mine"}),
    ({"conversation": 7}, {"conversation": 7}),
    ({"look": {"f": "mine", "owner": "2", "x": "y"}}, {"look": {"f": "mine", "owner": "2"}}),
    ({"look": "mine"}, None),
    ({"folder": "nowhere"}, None),
    ({"folder": ["mine"]}, None),
    ({"conversation": "7"}, None),
    ({"conversation": -1}, None),
    ({}, None),
    ("mine", None),
    (None, None),
]


@pytest.mark.parametrize(("said", "wish"), WISHES)
def test_only_what_makes_sense_leads_somewhere(said: Any, wish: Any) -> None:
    assert keyboard.wish(said) == wish


WAYS = [
    ({"page": "signature"}, HOME, (OWN, None)),
    ({"page": "signature"}, OWN, None),
    ({"page": "nowhere"}, HOME, None),
    ({"folder": "mine"}, OWN, (HOME, {"f": "mine"})),
    ({"folder": "mine", "owner": "2"}, HOME, (HOME, {"f": "mine", "owner": "2"})),
    ({"look": {"f": "mine", "tag": "3"}}, OWN, (HOME, {"f": "mine", "tag": "3"})),
    ({"conversation": 7}, OWN, (HOME, {"c": "7"})),
    (None, HOME, None),
]


@pytest.mark.parametrize(("wish", "here", "to"), WAYS)
def test_a_wish_leads_from_every_page(
    monkeypatch: pytest.MonkeyPatch, wish: Any, here: Any, to: Any
) -> None:
    went: list[Any] = []
    monkeypatch.setattr(st, "session_state", {} if wish is None else {"turn_to": wish})
    monkeypatch.setattr(
        st, "switch_page", lambda page, query_params=None: went.append((page, query_params))
    )
    turning.follow(PAGES, here)
    assert went == ([to] if to else [])
    assert "turn_to" not in st.session_state


def test_in_the_inbox_somebody_is_opened_without_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    view, said = View(), {}
    monkeypatch.setattr(st, "session_state", {"turn_to": {"conversation": 7}})
    monkeypatch.setattr(inbox, "_view", lambda: view)
    monkeypatch.setattr(inbox, "_say", lambda view, **more: said.update(more))
    turning.follow(PAGES, HOME)
    assert (view.open, said) == (7, {"c": "7"})


def test_single_keys_are_switched_off_in_the_preferences(visit: Visit) -> None:
    miriam = visit.signs_in(MIRIAM, Role.AGENT)
    drawn("preferences").toggle(key="single_keys").set_value(False).run()
    with visit.db.read() as session:
        assert not session.get_one(Preference, miriam).single_keys
    assert not drawn("preferences").toggle(key="single_keys").value
