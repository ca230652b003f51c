"""What is to be decided is found by whom it is asked of, and what was decided is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import NoticeKind
from inbox.care import handing
from inbox.pages import notice_words, questions
from inbox.queries import decisions, notices, thread
from inbox.queries.thread import Side
from inbox.texts import texts
from tests.desk import Desk
from tests.inbox.care.test_deciding import EIGHTY, WAIT, WHY, connect, does, settled
from tests.inbox.care.test_handing import take

EN = texts("en", "UTC")


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return settled(sqlite_database)


def cards(desk: Desk, login: str) -> list[dict[str, object]]:
    with desk.db.read() as session:
        return questions.shown(session, desk.agents[login], EN, desk.time)


def bell(desk: Desk, login: str, kind: NoticeKind) -> str:
    with desk.db.read() as session:
        found, _ = notices.page(session, desk.agents[login])
    (one,) = [one for one in found if one.kind is kind]
    return notice_words.sentence(EN, one, desk.time)


def lines(desk: Desk, here: int) -> list[str]:
    with desk.db.read() as session:
        view = thread.opened(session, here)
    assert view is not None
    return [questions.line(EN, one.decided) for one in view.entries if one.decided]


def test_who_is_asked_reads_what_for_whom_by_whom_and_until_when(desk: Desk) -> None:
    here = desk.writes()
    take(desk, here)
    offer = connect(desk, here)
    (card,) = cards(desk, "jonas")
    assert (card["id"], card["conversation"], card["words"]) == (offer, here, WHY)
    assert card["text"] == "Miriam Brandt asks you to decide, until 12:05: Refund, €80.00."
    assert cards(desk, "miriam") == []
    assert "decide for Erika M., until 12:05: Refund, €80.00" in bell(
        desk, "jonas", NoticeKind.OFFERED
    )


def test_what_is_over_or_only_offered_asks_nothing_of_anybody(desk: Desk) -> None:
    first, second = desk.writes(), desk.writes()
    for one in (first, second):
        take(desk, one)
    connect(desk, first)
    with desk.db.write() as session:
        handing.offer(session, desk.actor(), second, desk.agents["jonas"], "", WAIT, desk.time)
    desk.time += WAIT - timedelta(seconds=1)
    assert [card["conversation"] for card in cards(desk, "jonas")] == [first]
    desk.time += timedelta(seconds=1)
    assert cards(desk, "jonas") == []


def test_once_it_is_decided_the_thread_says_what_and_by_whom(desk: Desk) -> None:
    here = desk.writes()
    take(desk, here)
    offer = connect(desk, here)
    assert lines(desk, here) == []
    does(desk, handing.accept, offer)
    said = "Jonas Weber decided: Refund, €80.00. Asked by Miriam Brandt."
    assert lines(desk, here) == [said]
    assert bell(desk, "miriam", NoticeKind.ACCEPTED).endswith("and took over: Refund, €80.00.")
    with desk.db.read() as session:
        view, (one,) = thread.opened(session, here), decisions.taken(session, here)
    assert one.decides == EIGHTY
    assert view is not None and view.entries[-1].side is Side.DECIDED


def test_what_was_declined_was_not_decided(desk: Desk) -> None:
    here = desk.writes()
    take(desk, here)
    does(desk, handing.decline, connect(desk, here), "Erst der Beleg.")
    assert lines(desk, here) == []
    assert "does not decide" in bell(desk, "miriam", NoticeKind.DECLINED)
