"""Whoever stands in is told for whom, and may hand on what they do; who was away is told on return."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Absence, Notice
from inbox.care import absences, agents, digests, handing, noticing
from inbox.care.handing import NoOffer
from inbox.care.owning import HasIt
from inbox.care.rights import MACHINE
from inbox.queries import meeting, notices, standing
from tests.desk import Desk
from tests.inbox.care.test_absences import SOON, away, take, third, turn
from tests.inbox.care.test_digests import POSTED, sends, wants
from tests.inbox.care.test_handing import does, has, offer, outcome, shown


@pytest.fixture
def desk(database) -> Desk:
    found = Desk(database)
    third(found)
    return found


def told(desk: Desk, login: str) -> list[tuple[str, str | None]]:
    """Return what stands under an agent's bell: what, and by whom or for whom."""
    with desk.db.read() as session:
        return [(one.kind, one.by) for one in notices.page(session, desk.agents[login])[0]]


def end(desk: Desk, absence: int, by: str = "jonas") -> None:
    with desk.db.write() as session:
        absences.end(session, desk.actor(by), absence, desk.time)


STANDS_IN = ("stands in", "Jonas Weber")


def test_who_stands_in_is_told_once_for_whom_and_until_when(desk: Desk) -> None:
    away(desk, "jonas", "miriam", first=SOON)
    turn(desk)
    assert told(desk, "miriam") == []
    turn(desk, days=3)
    turn(desk, minutes=5)
    assert told(desk, "miriam") == [STANDS_IN]
    with desk.db.read() as session:
        (one,), _ = notices.page(session, desk.agents["miriam"])
        absent = session.scalars(select(Absence)).one()
    assert one.away is not None
    assert (one.away.id, one.away.ends_at) == (desk.agents["jonas"], absent.ends_at)
    assert one.conversation_id is None


def test_the_deputys_deputy_is_told_and_the_deputy_again_when_they_are_back(desk: Desk) -> None:
    away(desk, "jonas", "miriam")
    hers = away(desk, "miriam", "amina", first=SOON)
    turn(desk, days=3)
    assert told(desk, "miriam") == []
    assert sorted(told(desk, "amina")) == [
        ("stands in", "Jonas Weber"),
        ("stands in", "Miriam Brandt"),
    ]
    end(desk, hers, "miriam")
    assert (told(desk, "miriam"), told(desk, "amina")) == ([STANDS_IN], [])


@pytest.mark.parametrize("early", [True, False])
def test_once_it_is_over_nobody_stands_in(desk: Desk, early: bool) -> None:
    absence = away(desk, "jonas", "miriam")
    if early:
        end(desk, absence)
    else:
        turn(desk, days=6)
    assert told(desk, "miriam") == []
    with desk.db.read() as session:
        assert standing.stood_for(session, desk.agents["miriam"]) == ()


def test_who_is_disabled_stands_in_for_nobody(desk: Desk) -> None:
    away(desk, "jonas", "miriam")
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    assert told(desk, "miriam") == []


def test_one_notice_is_seen_alone_and_by_nobody_else(desk: Desk) -> None:
    away(desk, "jonas", "miriam")
    away(desk, "amina", "miriam")
    with desk.db.read() as session:
        first = session.scalars(select(Notice.id).order_by(Notice.id)).first() or 0
    for login, left in (("jonas", 2), ("miriam", 1)):
        with desk.db.write() as session:
            noticing.one_seen(session, desk.actor(login), first, desk.time)
        with desk.db.read() as session:
            assert notices.unseen(session, desk.agents["miriam"]) == left


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Sie vertreten Jonas Weber bis Mittwoch: Die Unterhaltungen stehen unter Ihren."),
        ("en", "You stand in for Jonas Weber until Wednesday: theirs are among yours."),
    ],
)
def test_the_digest_says_it_and_counts_theirs_among_ones_own(
    desk: Desk, language: str, said: str
) -> None:
    wants(desk, language=language)
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    away(desk, "jonas", "miriam")
    desk.wait(hours=1)
    (mail,) = sends(desk)
    assert said in mail.text
    assert f"/?c={conversation}" in mail.text
    assert ("1 conversation of yours" in mail.text) is (language == "en")
    with desk.db.read() as session:
        assert notices.waiting(session, desk.agents["miriam"]) == 1


def test_nobody_else_gets_it_into_their_digest(desk: Desk) -> None:
    wants(desk, login="amina")
    take(desk, desk.writes(), "jonas")
    away(desk, "jonas", "miriam")
    desk.wait(hours=1)
    assert digests.send(desk.db, POSTED, desk.time) == 0
    with desk.db.read() as session:
        assert notices.waiting(session, desk.agents["amina"]) == 0


# Handing on what is somebody absent's


@pytest.fixture
def matter(desk: Desk) -> int:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    return conversation


def test_who_stands_in_hands_it_on_and_who_was_away_is_told(desk: Desk, matter: int) -> None:
    with pytest.raises(HasIt):
        offer(desk, matter, to="amina")
    away(desk, "jonas", "miriam")
    offered = offer(desk, matter, to="amina", note="Kennt sich mit Gas aus")
    assert has(desk, matter, "jonas")
    assert told(desk, "jonas") == []
    does(desk, handing.accept, offered, "amina")
    assert has(desk, matter, "amina")
    assert told(desk, "jonas") == [("handed on", "Miriam Brandt")]
    assert ("accepted", "Amina Haddad") in told(desk, "miriam")
    assert told(desk, "amina") == [("offered", "Miriam Brandt")]


def test_others_may_not_and_nobody_offers_it_to_who_has_it(desk: Desk, matter: int) -> None:
    away(desk, "jonas", "miriam")
    with pytest.raises(HasIt):
        offer(desk, matter, to="miriam", by="amina")
    with pytest.raises(HasIt):
        offer(desk, matter, to="jonas", by="miriam")


@pytest.mark.parametrize("way", ["they are back", "the time is over", "another stands in"])
def test_when_one_stands_in_no_more_the_offer_is_over(desk: Desk, matter: int, way: str) -> None:
    absence = away(desk, "jonas", "miriam")
    offered = offer(desk, matter, to="amina")
    if way == "they are back":
        end(desk, absence)
    elif way == "the time is over":
        turn(desk, days=6)
    else:
        away(desk, "miriam", "amina")
    assert outcome(desk, offered) == "ended"
    with pytest.raises(NoOffer):
        does(desk, handing.accept, offered, "amina")
    assert has(desk, matter, "jonas")
    assert shown(desk, matter, "amina") is None


def test_what_is_declined_or_runs_out_is_told_to_who_asked(desk: Desk, matter: int) -> None:
    away(desk, "jonas", "miriam")
    does(desk, handing.decline, offer(desk, matter, to="amina"), "amina", "Bin voll")
    told_by = shown(desk, matter, "miriam")
    assert told_by is not None
    assert (told_by.word, has(desk, matter, "jonas")) == ("Bin voll", True)
    offer(desk, matter, to="amina")
    desk.wait(hours=1)
    with desk.db.write() as session:
        assert handing.expire(session, desk.time) == 1
    assert [kind for kind, _ in told(desk, "miriam")][:2] == ["expired", "declined"]
    assert told(desk, "jonas") == []


def test_who_takes_it_over_while_somebody_is_away_is_named_to_them(desk: Desk, matter: int) -> None:
    away(desk, "jonas", "miriam")
    desk.wait(seconds=1)
    take_from(desk, matter, "jonas", "miriam")
    assert told(desk, "jonas") == [("handed on", "Miriam Brandt")]
    take_from(desk, matter, "miriam", "amina")
    assert len(told(desk, "jonas")) == 1


def take_from(desk: Desk, conversation: int, owner: str, by: str) -> None:
    had, mine = handing.Holder(desk.agents[owner]), handing.Holder(desk.agents[by])
    with desk.db.write() as session:
        handing.owning.hand(session, desk.actor(by), conversation, mine, had, desk.time)


def test_old_notices_of_an_absence_go_with_the_others(desk: Desk) -> None:
    away(desk, "jonas", "miriam")
    with desk.db.write() as session:
        assert noticing.sweep(session, desk.time + noticing.KEPT + timedelta(seconds=1)) == 1


def test_a_deputy_introduces_themselves_to_whom_the_absent_one_answered(desk: Desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, login="jonas")
    desk.after_undo()
    with desk.db.read() as session:
        before = meeting.meeting(session, desk.agents["miriam"], conversation)
    away(desk, "jonas", "miriam")
    with desk.db.read() as session:
        deputy = meeting.meeting(session, desk.agents["miriam"], conversation)
        other = meeting.meeting(session, desk.agents["amina"], conversation)
    assert (before.instead_of, deputy.instead_of, other.instead_of) == (None, "Jonas Weber", None)
