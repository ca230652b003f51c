"""Somebody who grieves or is ill is known to, on every way they write; and so is the team's line."""

from __future__ import annotations

import pytest

from db.models import Care
from inbox.care import caring, joining, lines
from inbox.care.conversations import NoConversation
from inbox.care.lines import NoLine
from inbox.care.people import NoContact
from inbox.care.rights import MACHINE
from inbox.queries import caring as queries
from inbox.queries import known
from inbox.queries.caring import Treated
from tests.cast import ERIKA, OEZTUERK
from tests.desk import Desk
from tests.inbox.care.test_people import audited

PHONE = "+49 30 23125000"


def treated(desk: Desk, conversation_id: int) -> Treated:
    with desk.db.read() as session:
        return queries.of_conversation(session, conversation_id)


def cares(desk: Desk, conversation_id: int, why: Care | None) -> None:
    contact = desk.conversation(conversation_id).contact_id
    with desk.db.write() as session:
        caring.care(session, desk.actor(), contact, why, desk.time)


def test_nobody_is_treated_otherwise_before_somebody_says_so(desk: Desk) -> None:
    assert treated(desk, desk.writes()) == Treated()


def test_care_holds_on_all_contacts_of_a_person_and_on_those_joined_later(desk: Desk) -> None:
    grieves, other = desk.writes(who=ERIKA), desk.writes(who=OEZTUERK)
    cares(desk, grieves, Care.GRIEF)
    assert treated(desk, other) == Treated()
    both = [desk.conversation(one).contact_id for one in (other, grieves)]
    with desk.db.write() as session:
        joining.join(session, desk.actor(), both[0], both[1], (0, 0), [], desk.time)
    assert treated(desk, other) == Treated(care=Care.GRIEF, cared=True)


def test_care_is_over_when_an_agent_says_so_but_not_forgotten(desk: Desk) -> None:
    here = desk.writes()
    cares(desk, here, Care.ILLNESS)
    cares(desk, here, None)
    assert treated(desk, here) == Treated(care=None, cared=True)
    assert audited(desk)[-2:] == [("care", {"why": "illness"}), ("care", {"why": "over"})]


def test_a_cheerful_answer_to_words_of_grief_is_hinted_at_before_anybody_said_so(
    desk: Desk,
) -> None:
    def cheerful(here: int) -> bool:
        with desk.db.read() as session:
            return known.known_of(session, here, "Super!", desk.time).care

    grieves = desk.writes("Meine Mutter ist letzte Woche gestorben.")
    assert cheerful(grieves)
    assert not cheerful(desk.writes("Wo bleibt der Bus?", who=OEZTUERK))
    cares(desk, grieves, Care.GRIEF)
    cares(desk, grieves, None)
    assert not cheerful(grieves), "it is over, and read out of their words no more"


def test_the_team_line_is_switched_on_and_off(desk: Desk) -> None:
    here = desk.writes()
    with desk.db.write() as session:
        lines.of_account(session, MACHINE, desk.account_id, PHONE, "", "DE", desk.time)
    for on in (True, False):
        with desk.db.write() as session:
            caring.team_line(session, desk.actor(), here, desk.time, on=on)
        assert treated(desk, here).team_line is on


def test_without_a_line_nobody_is_answered_by_one(desk: Desk) -> None:
    here = desk.writes()
    with desk.db.write() as session, pytest.raises(NoLine):
        caring.team_line(session, desk.actor(), here, desk.time, on=True)
    with desk.db.write() as session, pytest.raises(NoConversation):
        caring.team_line(session, desk.actor(), 404, desk.time, on=True)


def test_who_is_nobody_is_not_treated_at_all(desk: Desk) -> None:
    with desk.db.write() as session, pytest.raises(NoContact):
        caring.care(session, desk.actor(), 404, Care.GRIEF, desk.time)
