"""What agents choose about their own screens: kept, each for themselves."""

from __future__ import annotations

import pytest

from inbox.care import preferences
from inbox.care.rights import MACHINE, NotAllowed
from inbox.queries import preferences as views
from inbox.queries.preferences import Preferences


def kept(desk, login: str = "miriam") -> Preferences:
    with desk.db.read() as session:
        return views.of(session, desk.agents[login])


def test_who_never_chose_has_the_usual(desk) -> None:
    assert kept(desk) == Preferences(dense=False, steps_away=False)


def test_each_choice_leaves_the_other_alone(desk) -> None:
    with desk.db.write() as session:
        preferences.set_density(session, desk.actor(), dense=True)
        preferences.put_steps_away(session, desk.actor(), desk.time)
    assert kept(desk) == Preferences(dense=True, steps_away=True)
    with desk.db.write() as session:
        preferences.set_density(session, desk.actor(), dense=False)
    assert kept(desk) == Preferences(dense=False, steps_away=True)


def test_single_keys_are_on_until_they_are_switched_off(desk) -> None:
    assert kept(desk).single_keys
    with desk.db.write() as session:
        preferences.set_single_keys(session, desk.actor(), on=False)
    assert kept(desk) == Preferences(single_keys=False)
    with desk.db.write() as session:
        preferences.set_density(session, desk.actor(), dense=True)
    assert not kept(desk).single_keys


def test_what_was_put_away_comes_back(desk) -> None:
    with desk.db.write() as session:
        preferences.put_steps_away(session, desk.actor(), desk.time)
        preferences.show_steps(session, desk.actor())
    assert not kept(desk).steps_away


def test_nobody_chooses_for_others(desk) -> None:
    with desk.db.write() as session:
        preferences.set_density(session, desk.actor("jonas"), dense=True)
    assert not kept(desk).dense
    with pytest.raises(NotAllowed), desk.db.write() as session:
        preferences.set_density(session, MACHINE, dense=True)
