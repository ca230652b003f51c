"""Who writes again within a month is known, and meets first somebody who may decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Grant
from inbox.care import closing, joining
from inbox.care.rights import MACHINE
from inbox.queries import repeats
from inbox.rules.authority import Remedy
from tests.cast import ERIKA, JO, OEZTUERK
from tests.desk import Desk
from tests.inbox.care.test_distributing import gives, open_all_week, owner

ASKED = "Wann kommt meine Erstattung für die Fahrkarte?"


@pytest.fixture
def house(database) -> Desk:
    """A house where Jonas may replace things, and Miriam has less to do."""
    made = open_all_week(Desk(database))
    with made.db.write() as session:
        session.add(Grant(agent_id=made.agents["jonas"], remedy=Remedy.REPLACEMENT, allowed=True))
    return made


def earlier(desk: Desk, conversation_id: int) -> list[tuple[int, tuple[str, ...]]]:
    with desk.db.read() as session:
        found = repeats.of_conversation(session, conversation_id, desk.time)
    return [(one.conversation_id, one.asked) for one in found]


def test_what_was_asked_before_stands_beside_the_answer(fast: Desk) -> None:
    first = fast.writes(ASKED)
    fast.wait(days=3)
    again = fast.writes("wo bleibt die erstattung für die fahrkarte?")
    other = fast.writes("Fährt die 7 heute?")
    assert [one for one, _ in earlier(fast, again)] == [first]
    assert earlier(fast, other) == []


WRONG = "Mein Toaster ist kaputt angekommen."


def test_what_was_complained_of_before_stands_there_in_whatever_words(fast: Desk) -> None:
    first = fast.writes(WRONG)
    fast.wait(days=3)
    again = fast.writes("Hallo. Der Toaster, den ihr geschickt habt, geht nicht!")
    other = fast.writes("Mein Wasserkocher ist kaputt.")
    with fast.db.read() as session:
        (found,) = repeats.of_conversation(session, again, fast.time)
        assert repeats.of_conversation(session, other, fast.time) == ()
    assert (found.conversation_id, found.asked) == (first, ())
    assert found.complained == (WRONG,)


def test_who_is_glad_by_now_complains_no_more(fast: Desk) -> None:
    fast.writes(WRONG)
    fast.wait(days=3)
    assert earlier(fast, fast.writes("Danke, der neue Toaster läuft super!")) == []


def test_a_complaint_is_known_on_every_way_of_a_person(fast: Desk) -> None:
    first, again = fast.writes(WRONG), fast.writes("toaster defekt, toll", who=OEZTUERK)
    one, other = (fast.conversation(each).contact_id for each in (first, again))
    assert earlier(fast, again) == []
    with fast.db.write() as session:
        joining.join(session, fast.actor(), one, other, (0, 0), [], fast.time)
    assert [number for number, _ in earlier(fast, again)] == [first]


def test_after_a_month_it_is_another_matter(fast: Desk) -> None:
    fast.writes(ASKED)
    fast.wait(days=31)
    assert earlier(fast, fast.writes(ASKED)) == []


def test_it_is_known_on_every_way_of_a_person(fast: Desk) -> None:
    first, again = fast.writes(ASKED, who=ERIKA), fast.writes(ASKED, who=OEZTUERK)
    assert earlier(fast, again) == []
    one, other = (fast.conversation(each).contact_id for each in (first, again))
    with fast.db.write() as session:
        joining.join(session, fast.actor(), one, other, (0, 0), [], fast.time)
    assert [number for number, _ in earlier(fast, again)] == [first]


def test_who_writes_again_is_given_to_who_may_decide(house: Desk) -> None:
    house.writes(ASKED)
    again = house.writes("Immer noch keine Erstattung", who=ERIKA)
    once = house.writes("Wo fährt die 7?", who=JO)
    assert gives(house) == 3
    assert owner(house, again) == "jonas"
    assert owner(house, once) == "miriam"


@pytest.mark.parametrize(("days", "who"), [(29, "jonas"), (31, "miriam")])
def test_a_month_later_it_is_given_to_anybody(house: Desk, days: int, who: str) -> None:
    first = house.writes(ASKED)
    with house.db.write() as session:
        closing.close(session, MACHINE, first, house.time)
    house.time += timedelta(days=days)
    again = house.writes("Noch eine Frage")
    gives(house)
    assert owner(house, again) == who
