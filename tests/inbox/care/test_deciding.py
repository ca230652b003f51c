"""Connected to somebody who may decide: asked warmly, and never without somebody who has it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import AgentSession, Audit, Message, Notice, NoticeKind, Role, SessionEnd
from inbox.care import absences, authority, deciding, handing, sign_in
from inbox.care.absences import Given
from inbox.care.deciding import NoWord
from inbox.care.handing import NoOffer, NoReason
from inbox.care.owning import HasIt, NobodyThere
from inbox.care.promising import Unclear
from inbox.care.rights import MACHINE
from inbox.queries import authority as granted
from inbox.queries import deciders, together
from inbox.rules.authority import Accepted, Grant, Remedy
from inbox.rules.money import Amount
from tests.desk import Desk
from tests.inbox.care.test_handing import expire, has, take

FIFTY = Grant(True, Amount(50_00, "EUR"))
EIGHTY = Accepted(Remedy.REFUND, Amount(80_00, "EUR"))
WAIT = timedelta(minutes=5)
WHY = "Sie wartet seit drei Wochen."


def signs_in(desk: Desk, login: str) -> None:
    with desk.db.write() as session:
        session.add(
            AgentSession(
                token_hash=f"{login} {desk.time}", agent_id=desk.agents[login],
                created_at=desk.time, seen_at=desk.time, expires_at=desk.time + timedelta(days=1),
            )
        )  # fmt: skip


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return settled(sqlite_database)


@pytest.fixture
def both(database) -> Desk:
    """The same desk on each of the databases."""
    return settled(database)


def settled(database) -> Desk:
    """Everybody refunds up to 50 €, Jonas up to 500 €, and he is here."""
    desk = Desk(database)
    with desk.db.write() as session:
        authority.set_role(session, MACHINE, Role.AGENT, Remedy.REFUND, FIFTY, desk.time)
        more = Grant(True, Amount(500_00, "EUR"))
        authority.set_own(session, MACHINE, desk.agents["jonas"], Remedy.REFUND, more, desk.time)
    signs_in(desk, "jonas")
    return desk


def connect(
    desk: Desk, here: int, asked: Accepted = EIGHTY, words: str = WHY, to: str = "jonas"
) -> int:
    with desk.db.write() as session:
        return deciding.connect(
            session, desk.actor(), here, desk.agents[to], asked, words, "Zu entscheiden: 80 €",
            WAIT, desk.time,
        )  # fmt: skip


def does(desk: Desk, what, offered: int, *more: str, by: str = "jonas") -> None:
    with desk.db.write() as session:
        what(session, desk.actor(by), offered, *more, desk.time)


def able(desk: Desk, asked: Accepted = EIGHTY) -> deciders.Deciders:
    with desk.db.read() as session:
        return deciders.deciders(session, desk.agents["miriam"], asked, desk.time)


def accepted(desk: Desk, here: int) -> tuple[Accepted, ...]:
    with desk.db.read() as session:
        return granted.accepted(session, here, desk.time)


def connected(desk: Desk, here: int, login: str = "miriam") -> deciders.Connected | None:
    with desk.db.read() as session:
        return deciders.connected(session, desk.agents[login], here, desk.time)


def test_it_stays_with_who_asks_until_it_is_taken_over_and_is_decided_then(both: Desk) -> None:
    here = take(both, both.writes())
    offered = connect(both, here)
    assert has(both, here, "miriam")
    assert accepted(both, here) == ()
    does(both, handing.accept, offered)
    assert has(both, here, "jonas")
    assert accepted(both, here) == (EIGHTY,)
    with both.db.read() as session:
        (note,) = session.scalars(select(Audit.note).where(Audit.action == "decided"))
    assert note == {"remedy": "refund", "amount": 80_00, "currency": "EUR"}


def test_the_agents_own_words_and_the_briefing_go_along(desk: Desk) -> None:
    offered = connect(desk, here := take(desk, desk.writes()))
    with desk.db.read() as session:
        found = together.offer(session, desk.agents["jonas"], here)
        assert found is not None and (found.id, found.decides) == (offered, EIGHTY)
        assert found.note == f"{WHY}\n\nZu entscheiden: 80 €"


@pytest.mark.parametrize("words", ["", "  \u200b "])
def test_without_a_word_of_their_own_nobody_is_asked(desk: Desk, words: str) -> None:
    here = take(desk, desk.writes())
    with pytest.raises(NoWord):
        connect(desk, here, words=words)


@pytest.mark.parametrize(
    "asked", [Accepted(Remedy.REFUND), Accepted(Remedy.EXCEPTION, EIGHTY.up_to)]
)
def test_what_is_asked_has_an_amount_where_it_is_money(desk: Desk, asked: Accepted) -> None:
    here = take(desk, desk.writes())
    with pytest.raises(Unclear):
        connect(desk, here, asked)


def test_what_lay_in_a_queue_is_the_agents_from_the_moment_they_ask(desk: Desk) -> None:
    here = desk.writes()
    offered = connect(desk, here)
    assert has(desk, here, "miriam")
    does(desk, handing.decline, offered, "Zu viel für einen kalten Burger.")
    assert has(desk, here, "miriam")


def test_what_a_colleague_has_stays_theirs(desk: Desk) -> None:
    here = take(desk, desk.writes(), by="jonas")
    with pytest.raises(HasIt):
        connect(desk, here)
    assert has(desk, here, "jonas")


def test_who_declines_says_why_and_it_comes_back_at_once(desk: Desk) -> None:
    offered = connect(desk, here := take(desk, desk.writes()))
    with pytest.raises(NoReason):
        does(desk, handing.decline, offered, " ")
    does(desk, handing.decline, offered, "Erst den Beleg, bitte.")
    with desk.db.read() as session:
        found = together.offer(session, desk.agents["miriam"], here)
        assert found is not None and found.word == "Erst den Beleg, bitte."
    assert (has(desk, here, "miriam"), accepted(desk, here)) == (True, ())


def test_unanswered_it_comes_back_after_its_minutes_and_who_asked_is_told(desk: Desk) -> None:
    offered = connect(desk, here := take(desk, desk.writes()))
    desk.wait(minutes=5)
    with pytest.raises(NoOffer):
        does(desk, handing.accept, offered)
    assert expire(desk) == 1
    assert (has(desk, here, "miriam"), accepted(desk, here)) == (True, ())
    with desk.db.read() as session:
        told = select(Notice.agent_id).where(Notice.kind == NoticeKind.EXPIRED)
        assert session.scalars(told).all() == [desk.agents["miriam"]]


def test_who_may_no_longer_decide_it_cannot_take_it_over(desk: Desk) -> None:
    offered = connect(desk, here := take(desk, desk.writes()))
    with desk.db.write() as session:
        authority.set_own(session, MACHINE, desk.agents["jonas"], Remedy.REFUND, None, desk.time)
    with pytest.raises(NoOffer):
        does(desk, handing.accept, offered)
    assert has(desk, here, "miriam")


def test_who_may_and_is_here_is_found_with_the_limit_that_says_so(desk: Desk) -> None:
    (jonas,) = able(desk).here
    assert (jonas.name, jonas.limit) == ("Jonas Weber", Grant(True, Amount(500_00, "EUR")))


@pytest.mark.parametrize(
    "asked", [Accepted(Remedy.REFUND, Amount(500_01, "EUR")), Accepted(Remedy.REFUND)]
)
def test_who_may_not_decide_so_much_is_not_found(desk: Desk, asked: Accepted) -> None:
    assert able(desk, asked) == deciders.Deciders((), ())
    with pytest.raises((NobodyThere, Unclear)):
        connect(desk, take(desk, desk.writes()), asked)


def test_who_is_not_here_is_named_and_not_asked(desk: Desk) -> None:
    here = take(desk, desk.writes())
    desk.wait(minutes=11)
    assert able(desk) == deciders.Deciders((), ("Jonas Weber",))
    with pytest.raises(NobodyThere):
        connect(desk, here)


def test_who_is_absent_is_not_here_however_often_they_click(desk: Desk) -> None:
    with desk.db.write() as session:
        today = desk.time.date()
        given = Given(today, today, "UTC", None)
        absences.plan(session, desk.actor("jonas"), desk.agents["jonas"], given, desk.time)
    assert able(desk).others == ("Jonas Weber",)


def test_who_signed_out_is_not_here(desk: Desk) -> None:
    with desk.db.write() as session:
        sign_in.end_all(session, desk.agents["jonas"], SessionEnd.EVERYWHERE, desk.time)
    assert able(desk).here == ()


def test_who_asked_introduces_them_until_an_answer_has_named_them(both: Desk) -> None:
    offered = connect(both, here := take(both, both.writes("Mein Burger war kalt!")))
    assert connected(both, here) is None
    does(both, handing.accept, offered)
    found = connected(both, here)
    assert found == deciders.Connected("Jonas Weber", "+493023125789", "jonas@example.com", EIGHTY)
    assert connected(both, here, "jonas") is None
    both.answers(here, "Der kalte Burger tut mir leid, Erika, ich kläre das gerade.")
    both.after_undo()
    assert connected(both, here) == found
    both.answers(here, "Jonas Weber kümmert sich jetzt um den kalten Burger, Erika.")
    assert connected(both, here) == found
    both.after_undo()
    assert connected(both, here) is None


def test_who_decides_and_answers_needs_no_introduction(desk: Desk) -> None:
    offered = connect(desk, here := take(desk, desk.writes("Mein Burger war kalt!")))
    does(desk, handing.accept, offered)
    desk.answers(here, "Der kalte Burger tut mir leid, Erika, ich sehe ihn mir an.", "jonas")
    desk.after_undo()
    assert connected(desk, here) is None


def test_either_of_the_two_may_promise_what_was_decided(desk: Desk) -> None:
    offered = connect(desk, here := take(desk, desk.writes("Mein Burger war kalt!")))
    does(desk, handing.accept, offered)
    said = "Der kalte Burger tut mir leid, Erika: Ich erstatte Ihnen 80 €."
    for login in ("miriam", "jonas"):
        assert desk.answers(here, said, login, despite="Abgesprochen.", read=desk.has_read())


def test_the_note_is_one_message_and_no_reply(desk: Desk) -> None:
    connect(desk, here := take(desk, desk.writes()))
    with desk.db.read() as session:
        there = select(Message.direction).where(Message.conversation_id == here)
        assert sorted(session.scalars(there)) == ["inbound", "note"]
