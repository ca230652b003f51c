"""The shelf forgets nothing over a restart, and gives no number twice."""

from __future__ import annotations

import threading

import pytest

from connectors.sandbox.shelf import Shelf
from connectors.sandbox.town import Town, WrongSetting


def test_documents_come_back_after_a_restart_in_the_order_they_came(tmp_path) -> None:
    path = tmp_path / "town.db"
    first = Shelf(path)
    for key in ("c", "a", "b"):
        first.put("post", key, {"id": key, "text": "Grüße 😊"})
    first.put("post", "a", {"id": "a", "text": "anders"})
    first.close()
    again = Shelf(path)
    assert [d["id"] for d in again.all("post")] == ["c", "a", "b"]
    assert again.get("post", "a") == {"id": "a", "text": "anders"}
    again.close()


def test_kinds_do_not_mix(tmp_path) -> None:
    shelf = Shelf()
    shelf.put("post", "1", {"text": "post"})
    shelf.put("dm", "1", {"text": "dm"})
    shelf.remove("post", "1")
    shelf.remove("post", "1")
    assert shelf.get("post", "1") is None
    assert shelf.all("dm") == [{"text": "dm"}]


def test_a_number_is_given_once_even_after_everything_was_forgotten(tmp_path) -> None:
    path = tmp_path / "town.db"
    shelf = Shelf(path)
    given = [shelf.count("ids"), shelf.count("ids")]
    shelf.put("post", "1", {})
    shelf.clear()
    shelf.close()
    shelf = Shelf(path)
    given += [shelf.count("ids"), shelf.count("ids", at_least=100), shelf.count("ids", at_least=7)]
    shelf.close()
    assert given == [1, 2, 3, 100, 101]
    assert shelf.all("post") == []


def test_many_threads_get_different_numbers() -> None:
    shelf, given = Shelf(), []

    def take() -> None:
        given.extend(shelf.count("ids") for _ in range(50))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 301))


# settings of a town


def test_a_setting_changes_alone_and_survives_until_the_town_is_emptied() -> None:
    town = Town()
    town.offers("x", {"lag": 0.0, "own_parts": True})
    assert town.change("x", {"lag": 3}) == {"lag": 3, "own_parts": True}
    assert town.settings("x")["lag"] == 3
    town.empty()
    assert town.settings("x")["lag"] == 0.0


@pytest.mark.parametrize("given", [{"legs": 2}, {"lag": "soon"}, {"own_parts": 1}])
def test_a_wrong_setting_is_named_and_changes_nothing(given) -> None:
    town = Town()
    town.offers("x", {"lag": 0.0, "own_parts": True})
    with pytest.raises(WrongSetting, match=next(iter(given))):
        town.change("x", given)
    assert town.settings("x") == {"lag": 0.0, "own_parts": True}
