"""Whoever is disabled leaves words behind: the team finds them where they were to be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Audit, Message, Notice, NoticeKind, Reply, ReplyState
from inbox.care import agents, handing, sign_in
from inbox.care.agents import Disabled
from inbox.care.rights import MACHINE
from inbox.pages.waiting_words import standing
from inbox.queries import thread
from inbox.queries.thread import Side
from inbox.texts import texts
from inbox.web import entry_json
from tests.cast import OEZTUERK
from tests.inbox.outgoing.waiting import asks, later

TEXT = "Wir erstatten Ihnen das Geld.\n\nDas dauert drei Tage."


def disables(desk, login: str = "miriam") -> Disabled:
    with desk.db.write() as session:
        return agents.disable(session, MACHINE, desk.agents[login], desk.time)


def noted(desk, conversation: int) -> list[thread.Entry]:
    with desk.db.read() as session:
        view = thread.opened(session, conversation)
    assert view is not None
    return [entry for entry in view.entries if entry.side is Side.NOTE]


@pytest.mark.parametrize("wish", [later, lambda desk: asks()], ids=["for later", "to approve"])
def test_what_waited_stays_in_the_thread_as_a_note_of_who_wrote_it(desk, wish) -> None:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation, TEXT, wish=wish(desk))
    disables(desk)
    (note,) = noted(desk, conversation)
    assert (note.author, note.text) == ("Miriam Brandt", TEXT)
    assert note.delivery is not None
    assert (note.delivery.reply_id, note.delivery.state) == (reply_id, ReplyState.WITHDRAWN)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Not sent: Miriam Brandt was disabled before it left."),
        ("de", "Nicht gesendet: Miriam Brandt wurde vorher ausgesperrt."),
    ],
)
def test_under_it_stands_why_it_was_not_sent(fast, language, said) -> None:
    conversation = fast.writes()
    fast.answers(conversation, TEXT, wish=asks())
    disables(fast)
    (note,) = noted(fast, conversation)
    found = standing(texts(language), note.delivery, fast.time, mine=False)
    assert (found.text, found.ways) == (said, ())


def test_a_long_answer_is_one_note(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, "Das ist ein Satz von vielen. " * 30, split=True, wish=asks())
    disables(fast)
    assert len(noted(fast, conversation)) == 1


def test_no_open_notice_asks_for_what_cannot_be_approved_any_more(desk) -> None:
    desk.answers(desk.writes(), TEXT, wish=asks())
    asked = select(Notice.id).filter_by(kind=NoticeKind.ASKED, seen_at=None)
    with desk.db.read() as session:
        assert session.scalars(asked).all()
    disables(desk)
    with desk.db.read() as session:
        assert session.scalars(asked).all() == []


def test_what_is_on_its_way_already_leaves_no_note(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, TEXT)
    assert disables(fast) == Disabled(freed=1)
    assert noted(fast, conversation) == []


def test_it_says_how_much_was_taken_back_and_how_much_waits_in_queues(fast) -> None:
    fast.answers(fast.writes(), TEXT, wish=asks())
    fast.answers(fast.writes("Und morgen?"), TEXT, wish=later(fast), despite="ja")
    assert disables(fast).withdrawn == 2
    assert disables(fast) == Disabled()


def test_it_says_how_many_offers_and_browsers_that_were(desk) -> None:
    miriam, jonas = desk.agents["miriam"], desk.agents["jonas"]
    given, asked = desk.writes(), desk.writes(who=OEZTUERK)
    with desk.db.write() as session:
        for to, by, what in ((jonas, "miriam", given), (miriam, "jonas", asked)):
            wait = timedelta(minutes=30)
            handing.offer(session, desk.actor(by), what, to, "Bitte", wait, desk.time)
        for _ in range(2):
            token = sign_in.new_link(session, MACHINE, miriam, desk.time)
            sign_in.with_link(session, token, desk.time, desk.settings)
    left = disables(desk)
    assert (left.offers, left.sessions) == (2, 2)
    with desk.db.read() as session:
        (row,) = session.scalars(select(Audit).filter_by(action="agent disabled"))
        assert {"offers": 2, "sessions": 2}.items() <= row.note.items()


def test_disabled_twice_there_is_one_note(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, TEXT, wish=asks())
    for _ in range(2):
        disables(fast)
        with fast.db.write() as session:
            agents.enable(session, MACHINE, fast.agents["miriam"], fast.time)
    assert len(noted(fast, conversation)) == 1


def test_what_was_taken_back_settles_no_reply_that_failed_before(fast) -> None:
    conversation = fast.writes()
    (failed,) = fast.answers(conversation, "Gern.")
    with fast.db.write() as session:
        session.execute(update(Reply).where(Reply.id == failed).values(state=ReplyState.FAILED))
    fast.time += timedelta(minutes=1)
    fast.answers(conversation, TEXT, wish=asks(), despite="ja")
    disables(fast)
    with fast.db.read() as session:
        view = thread.opened(session, conversation)
    assert view is not None
    shown = [entry.delivery for entry in view.entries if entry.delivery]
    assert {one.state for one in shown} == {ReplyState.FAILED, ReplyState.WITHDRAWN}
    assert entry_json._past(shown) == set()


def test_the_list_still_shows_what_the_customer_said(fast) -> None:
    conversation = fast.writes("Wo bleibt mein Geld?")
    fast.answers(conversation, TEXT, wish=asks())
    disables(fast)
    assert fast.conversation(conversation).preview == "Wo bleibt mein Geld?"
    with fast.db.read() as session:
        kept = session.scalars(select(Message.text).filter_by(direction="note")).all()
    assert kept == [TEXT]
