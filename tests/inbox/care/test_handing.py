"""Handing over: a colleague is asked, and until the answer nothing changes."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Handover, Message, Notice, NoticeKind, Outcome
from inbox.care import agents, handing, noting, owning
from inbox.care.handing import NoOffer
from inbox.care.owning import HasIt, Holder, NobodyThere
from inbox.care.rights import MACHINE, NotAllowed
from inbox.queries import together
from tests import postgres
from tests.desk import Desk

WAIT = timedelta(minutes=30)


def has(desk: Desk, conversation: int, login: str | None) -> bool:
    return desk.conversation(conversation).owner_id == (desk.agents[login] if login else None)


def take(desk: Desk, conversation: int, by: str = "miriam") -> int:
    with desk.db.write() as session:
        mine = Holder(desk.agents[by])
        had = Holder(desk.conversation(conversation).owner_id)
        owning.hand(session, desk.actor(by), conversation, mine, had, desk.time)
    return conversation


def offer(desk: Desk, conversation: int, to="jonas", by="miriam", note: str = "") -> int:
    with desk.db.write() as session:
        return handing.offer(
            session, desk.actor(by), conversation, desk.agents[to], note, WAIT, desk.time
        )


def does(desk: Desk, what, offered: int, by: str, *more) -> None:
    with desk.db.write() as session:
        what(session, desk.actor(by), offered, *more, desk.time)


def expire(desk: Desk) -> int:
    with desk.db.write() as session:
        return handing.expire(session, desk.time)


def outcome(desk: Desk, offered: int) -> str | None:
    with desk.db.read() as session:
        return session.get_one(Handover, offered).outcome


def shown(desk: Desk, conversation: int, login: str):
    with desk.db.read() as session:
        return together.offer(session, desk.agents[login], conversation)


def disable(desk: Desk, login: str) -> None:
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents[login], desk.time)


def test_until_the_answer_it_stays_whose_it_was(desk) -> None:
    conversation = take(desk, desk.writes())
    offered = offer(desk, conversation)
    assert has(desk, conversation, "miriam")
    does(desk, handing.accept, offered, "jonas")
    assert has(desk, conversation, "jonas")
    assert outcome(desk, offered) == Outcome.ACCEPTED


def test_that_it_was_declined_is_no_news_once_somebody_has_it(desk) -> None:
    conversation = take(desk, desk.writes())
    does(desk, handing.decline, offer(desk, conversation), "jonas", "Keine Zeit.")
    assert shown(desk, conversation, "miriam") is not None
    take(desk, conversation, by="jonas")
    assert shown(desk, conversation, "miriam") is None


def test_what_is_declined_stays_and_who_asked_is_told_why(desk) -> None:
    conversation = take(desk, desk.writes())
    offered = offer(desk, conversation)
    does(desk, handing.decline, offered, "jonas", "  Ich bin\nab mittags weg. ")
    assert has(desk, conversation, "miriam")
    told = shown(desk, conversation, "miriam")
    assert (told.outcome, told.word, told.to) == (
        "declined",
        "Ich bin ab mittags weg.",
        "Jonas Weber",
    )
    assert shown(desk, conversation, "jonas") is None
    does(desk, handing.know, offered, "miriam")
    assert shown(desk, conversation, "miriam") is None


def test_no_more_come_back_at_once_however_the_database_goes_about_it(desk, monkeypatch) -> None:
    monkeypatch.setattr(handing, "AT_ONCE", 2)
    for number in range(4):
        offer(desk, take(desk, desk.writes(f"Nr {number}")))
    desk.time += WAIT
    with desk.db.write() as session:
        postgres.join_row_by_row(session)
        assert handing.expire(session, desk.time) == 2


def test_what_nobody_answers_comes_back_at_its_time(desk) -> None:
    conversation = take(desk, desk.writes())
    offered = offer(desk, conversation)
    desk.time += WAIT - desk.time.resolution
    assert expire(desk) == 0
    desk.time += desk.time.resolution
    with desk.db.read() as session:
        assert handing.due(session, desk.time)
    assert expire(desk) == 1
    assert (outcome(desk, offered), has(desk, conversation, "miriam")) == ("expired", True)
    assert shown(desk, conversation, "miriam").outcome == "expired"


def test_nobody_answers_when_the_time_is_over(desk) -> None:
    """The worker may stand still: what ran out is not taken all the same."""
    offered = offer(desk, take(desk, desk.writes()))
    desk.time += WAIT
    with pytest.raises(NoOffer):
        does(desk, handing.accept, offered, "jonas")


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (handing.accept, "miriam"),
        (handing.take_back, "jonas"),
    ],
)
def test_nobody_answers_for_another(fast, what, by) -> None:
    offered = offer(fast, take(fast, fast.writes()))
    with pytest.raises(NoOffer):
        does(fast, what, offered, by)
    with pytest.raises(NoOffer):
        does(fast, handing.decline, offered, "miriam", "")
    assert outcome(fast, offered) is None


def test_an_offer_is_answered_once(fast) -> None:
    offered = offer(fast, take(fast, fast.writes()))
    does(fast, handing.accept, offered, "jonas")
    for what, by, *more in (
        (handing.accept, "miriam"), (handing.decline, "jonas", ""), (handing.take_back, "miriam"),
    ):  # fmt: skip
        with pytest.raises(NoOffer):
            does(fast, what, offered, by, *more)


def test_taking_over_twice_is_no_fault_while_one_has_it(fast) -> None:
    conversation = take(fast, fast.writes())
    offered = offer(fast, conversation)
    does(fast, handing.accept, offered, "jonas")
    does(fast, handing.accept, offered, "jonas")
    assert has(fast, conversation, "jonas")
    back = offer(fast, conversation, by="jonas", to="miriam")
    does(fast, handing.accept, back, "miriam")
    with pytest.raises(NoOffer):
        does(fast, handing.accept, offered, "jonas")


def test_an_offer_that_never_was_is_not_answered(fast) -> None:
    with pytest.raises(NoOffer):
        does(fast, handing.accept, 10**9, "jonas")


def test_who_asked_asks_no_longer(fast) -> None:
    conversation = take(fast, fast.writes())
    offered = offer(fast, conversation)
    does(fast, handing.take_back, offered, "miriam")
    assert (outcome(fast, offered), has(fast, conversation, "miriam")) == ("ended", True)
    assert shown(fast, conversation, "miriam") is None


def test_what_lies_in_a_queue_lies_there_until_it_is_taken(desk) -> None:
    conversation = desk.writes()
    offered = offer(desk, conversation)
    assert has(desk, conversation, None)
    does(desk, handing.accept, offered, "jonas")
    assert has(desk, conversation, "jonas")


def test_nobody_offers_what_a_colleague_has(fast) -> None:
    conversation = take(fast, fast.writes(), by="jonas")
    with pytest.raises(HasIt) as told:
        offer(fast, conversation)
    assert told.value.name == "Jonas Weber"


@pytest.mark.parametrize("to", ["miriam", "jonas"])
def test_nobody_is_asked_who_is_not_there_or_asks(fast, to) -> None:
    conversation = take(fast, fast.writes())
    disable(fast, "jonas")
    with pytest.raises(NobodyThere):
        offer(fast, conversation, to=to)


def test_a_second_offer_ends_the_first(desk) -> None:
    conversation = take(desk, desk.writes())
    first, second = offer(desk, conversation), offer(desk, conversation)
    assert (outcome(desk, first), outcome(desk, second)) == ("ended", None)


@pytest.mark.parametrize("how", ["taken", "to the queue", "answered"])
def test_an_offer_ends_with_whoever_has_it_by_then(fast, how) -> None:
    conversation = fast.writes()
    if how == "to the queue":
        take(fast, conversation)
    offered = offer(fast, conversation)
    if how == "taken":
        take(fast, conversation)
    elif how == "answered":
        fast.answers(conversation)
    else:
        with fast.db.write() as session:
            mine = Holder(fast.agents["miriam"])
            owning.hand(session, fast.actor(), conversation, Holder(), mine, fast.time)
    assert outcome(fast, offered) == "ended"
    with fast.db.read() as session:
        assert not session.scalars(select(Notice).filter_by(kind=NoticeKind.OFFERED)).all()
    with pytest.raises(NoOffer):
        does(fast, handing.accept, offered, "jonas")


def test_who_is_asked_and_disabled_leaves_it_where_it_is_and_that_is_told(desk) -> None:
    conversation = take(desk, desk.writes())
    offered = offer(desk, conversation)
    disable(desk, "jonas")
    assert (outcome(desk, offered), has(desk, conversation, "miriam")) == ("expired", True)
    assert shown(desk, conversation, "miriam").outcome == "expired"


def test_what_a_disabled_agent_offered_lies_in_the_queue(desk) -> None:
    conversation = take(desk, desk.writes())
    offered = offer(desk, conversation)
    disable(desk, "miriam")
    assert has(desk, conversation, None)
    with pytest.raises(NoOffer):
        does(desk, handing.accept, offered, "jonas")


def test_nobody_takes_over_while_they_are_disabled(desk) -> None:
    """The one waits for the other, whoever comes first: nothing stays with somebody disabled."""
    conversation = take(desk, desk.writes())
    offered = offer(desk, conversation)
    start = threading.Barrier(2)

    def accept() -> None:
        start.wait()
        try:
            does(desk, handing.accept, offered, "jonas")
        except (NoOffer, NotAllowed):
            return

    def end() -> None:
        start.wait()
        disable(desk, "jonas")

    both = [threading.Thread(target=one) for one in (accept, end)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not has(desk, conversation, "jonas")


def test_the_note_stands_in_the_thread_and_with_the_offer(desk) -> None:
    conversation = take(desk, desk.writes())
    offer(desk, conversation, note="Sie spricht nur Polnisch.")
    with desk.db.read() as session:
        (note,) = session.scalars(select(Message).where(Message.direction == "note"))
        assert (note.text, note.agent_id) == ("Sie spricht nur Polnisch.", desk.agents["miriam"])
    asked = shown(desk, conversation, "jonas")
    assert (asked.note, asked.asks, asked.by) == (
        "Sie spricht nur Polnisch.",
        True,
        "Miriam Brandt",
    )


def test_a_note_that_is_too_long_offers_nothing(fast) -> None:
    conversation = take(fast, fast.writes())
    with pytest.raises(noting.Refused):
        offer(fast, conversation, note="x" * (noting.LONGEST + 1))
    assert shown(fast, conversation, "jonas") is None


def test_only_admins_give_without_asking(fast) -> None:
    conversation = fast.writes()
    jonas = Holder(fast.agents["jonas"])
    with pytest.raises(NotAllowed), fast.db.write() as session:
        owning.hand(session, fast.actor(), conversation, jonas, Holder(), fast.time)
    with fast.db.write() as session:
        owning.hand(session, MACHINE, conversation, jonas, Holder(), fast.time)
    assert has(fast, conversation, "jonas")
