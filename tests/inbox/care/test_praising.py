"""Praise reaches the colleagues it is for, once, and only then may a reply say that it did."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connectors.base import Gone
from db.models import Message, NoticeKind, Praise
from inbox.care import praising, removal
from inbox.care.acting import NoMessage
from inbox.care.owning import NobodyThere
from inbox.outgoing.replying import Objected
from inbox.queries import notices, praise
from inbox.queries.praise import Has
from tests.desk import Desk
from tests.inbox.care.test_people import audited

SAID = "Großes Lob an Herrn Weber, er war so freundlich! Wann kommt die Rechnung?"
TOLD = "Das freut mich sehr. Die Rechnung kommt am Montag. Ihr Lob habe ich an Jonas weitergegeben."


@pytest.fixture
def praised(desk: Desk) -> Desk:
    desk.here = desk.writes(SAID)
    return desk


def message(desk: Desk, text: str = SAID) -> int:
    with desk.db.read() as session:
        return session.scalars(select(Message.id).where(Message.text == text)).one()


def delivers(desk: Desk, *to: str, of: int | None = None) -> str:
    whom = [desk.agents[one] for one in to]
    with desk.db.write() as session:
        return praising.deliver(session, desk.actor(), of or message(desk), whom, desk.time)


def tells(desk: Desk, name: str, by: str | None = "miriam") -> str:
    with desk.db.write() as session:
        of, teller = message(desk), desk.agents[by] if by else None
        return praising.told(session, desk.actor(), of, name, teller, desk.time)


def bell(desk: Desk, login: str) -> list[tuple[NoticeKind, str]]:
    with desk.db.read() as session:
        page, _ = notices.page(session, desk.agents[login])
    return [(one.kind, one.praise) for one in page]


def test_a_colleague_is_told_with_the_words_and_where_they_stand(praised: Desk) -> None:
    words = delivers(praised, "jonas")
    assert words == "Großes Lob an Herrn Weber, er war so freundlich!"
    assert bell(praised, "jonas") == [(NoticeKind.PRAISED, words)]
    with praised.db.read() as session:
        (told,) = notices.page(session, praised.agents["jonas"])[0]
    assert (told.conversation_id, told.by) == (praised.here, "Miriam Brandt")
    assert audited(praised)[-1] == ("praise passed on", {"to": [str(praised.agents["jonas"])]})


def test_nobody_is_told_twice_of_the_same_praise_nor_of_their_own_press(praised: Desk) -> None:
    delivers(praised, "jonas")
    delivers(praised, "jonas", "miriam")
    assert len(bell(praised, "jonas")) == 1
    assert bell(praised, "miriam") == []
    with praised.db.read() as session:
        assert len(praise.delivered(session, praised.here)) == 2


def test_a_reply_that_says_so_is_held_until_it_is_so(praised: Desk) -> None:
    with pytest.raises(Objected) as held:
        praised.answers(praised.here, TOLD)
    assert "praise_passed" in {one.rule for one in held.value.objections}
    delivers(praised, "jonas")
    assert praised.answers(praised.here, TOLD)


def test_delivered_to_one_it_did_not_reach_another(praised: Desk) -> None:
    delivers(praised, "miriam")
    with pytest.raises(Objected) as held:
        praised.answers(praised.here, TOLD)
    assert "praise_passed" in {one.rule for one in held.value.objections}


def test_who_has_no_login_was_told_by_one_of_us(praised: Desk) -> None:
    words = tells(praised, "  die Fahrerin\u202e  Anna ", by="jonas")
    tells(praised, "die Fahrerin Anna")
    with praised.db.read() as session:
        (said,) = (one for one in praise.newest(session, praised.here) if one.told)
        (wall,) = praise.wall(session, praised.time)
    assert said.told == (Has(None, "die Fahrerin Anna", "Jonas Weber", praised.time),)
    assert (wall.words, wall.whom) == (words, ("die Fahrerin Anna",))
    jonas = str(praised.agents["jonas"])
    assert audited(praised)[-1] == ("praise told", {"to": ["die Fahrerin Anna"], "by": jonas})
    assert bell(praised, "jonas") == []


def test_only_once_they_were_told_an_answer_says_so(praised: Desk) -> None:
    said = TOLD.replace("Jonas", "die Fahrerin Anna")
    with pytest.raises(praising.NotTold):
        tells(praised, "die Fahrerin Anna", by=None)
    with pytest.raises(Objected):
        praised.answers(praised.here, said)
    tells(praised, "die Fahrerin Anna")
    assert praised.answers(praised.here, said)


@pytest.mark.parametrize("name", ["", "  \u200b ", "!?", "A" * 61])
def test_somebody_without_a_login_has_a_name(praised: Desk, name: str) -> None:
    with pytest.raises(praising.NoName):
        tells(praised, name)


@pytest.mark.parametrize("name", ["Jonas Weber", "jonas  WEBER"])
def test_who_has_a_login_reads_it_themselves(praised: Desk, name: str) -> None:
    with pytest.raises(praising.HasLogin):
        tells(praised, name)


def test_nobody_tells_who_does_not_work_here_any_more(praised: Desk) -> None:
    praised.changes("jonas", disabled_at=praised.time)
    with pytest.raises(praising.NotTold):
        tells(praised, "die Fahrerin Anna", by="jonas")


@pytest.mark.parametrize("to", [[], [404]])
def test_praise_goes_to_somebody_who_works_here(praised: Desk, to: list[int]) -> None:
    with praised.db.write() as session, pytest.raises(NobodyThere):
        praising.deliver(session, praised.actor(), message(praised), to, praised.time)


def test_who_is_disabled_is_not_praised_any_more(praised: Desk) -> None:
    praised.changes("jonas", disabled_at=praised.time)
    with pytest.raises(NobodyThere):
        delivers(praised, "jonas")


def test_our_own_words_are_no_praise(praised: Desk) -> None:
    praised.answers(praised.here, "Danke, das freut mich.")
    praised.after_undo()
    with praised.db.read() as session:
        ours = select(Message.id).where(Message.direction == "outbound")
        number = session.scalars(ours).one()
    with pytest.raises(NoMessage):
        delivers(praised, "jonas", of=number)
    with pytest.raises(NoMessage):
        delivers(praised, "jonas", of=404)


def test_what_the_platform_takes_away_is_nowhere_any_more(praised: Desk) -> None:
    delivers(praised, "jonas")
    with praised.db.write() as session:
        removal.remove(session, [message(praised)], Gone.DELETED, praised.time)
    assert bell(praised, "jonas") == [(NoticeKind.PRAISED, "")]
    with praised.db.write() as session:
        assert praise.wall(session, praised.time) == []
        assert session.scalars(select(Praise.words)).all() == [""]
    with pytest.raises(praising.NotNow), praised.db.write() as session:
        praising.deliver(session, praised.actor(), 1, [1], praised.time)


def test_the_wall_holds_a_week_and_names_all_whom_a_message_praises(praised: Desk) -> None:
    words = delivers(praised, "jonas", "miriam")
    with praised.db.read() as session:
        (one,) = praise.wall(session, praised.time)
    assert (one.words, set(one.whom)) == (words, {"Jonas Weber", "Miriam Brandt"})
    assert (one.who, one.conversation_id) == ("Erika M.", praised.here)
    praised.wait(days=8)
    with praised.db.read() as session:
        assert praise.wall(session, praised.time) == []
