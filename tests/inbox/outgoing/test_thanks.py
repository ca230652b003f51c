"""Our thanks go out once a person and matter, whoever writes on whichever channel."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.base import Kind
from db.models import Audit, Contact, Direction, HeldFor, Message, Person, ReplyState
from inbox.outgoing import later, replying
from inbox.outgoing.replying import Objected
from inbox.outgoing.wishes import Wish
from tests import cast
from tests.desk import Desk
from tests.inbox.outgoing.waiting import writes_again

THANKS = "Vielen Dank für Ihr Lob!"
PRAISE = "Ihr seid großartig, alles war nach einem Tag da."


def held(desk: Desk, conversation_id: int, text: str, login: str = "miriam") -> list[str]:
    """Return which rules stand beside a draft, as its agent sees them."""
    with desk.db.read() as session:
        shown = replying.preview(
            session, desk.actor(login), conversation_id, text, desk.settings, desk.time
        )
    names = ("thanked_before", "ended_well")
    return [one.rule for one in shown.objections if one.rule in names]


def refused(desk: Desk, conversation_id: int, text: str, login: str, **how: object) -> list[str]:
    """Press send; return the rules that kept it."""
    with pytest.raises(Objected) as objected:
        desk.answers(conversation_id, text, login, **how)
    return [one.rule for one in objected.value.objections]


def says_on(desk: Desk, who: cast.Author, kind: Kind = Kind.MENTION, text: str = PRAISE) -> int:
    return desk.writes(text, kind, who)


def join(desk: Desk, *people: cast.Author) -> None:
    """Let these contacts be one person."""
    with desk.db.write() as session:
        person = Person(updated_at=desk.time)
        session.add(person)
        session.flush()
        ids = [one.external_id for one in people]
        those = update(Contact).where(Contact.external_id.in_(ids))
        session.execute(those.values(person_id=person.id))


def test_a_colleagues_second_thanks_is_held_and_says_who_and_when(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    desk.answers(here, THANKS)
    thanked_at = desk.time
    desk.after_undo()
    desk.wait(hours=2)
    with pytest.raises(Objected) as objected:
        desk.answers(here, "Danke schön!", "jonas", despite=None)
    (found,) = [one for one in objected.value.objections if one.rule == "thanked_before"]
    assert found.params == {"who": "Miriam Brandt", "thanked_at": thanked_at}
    assert found.words == ("Danke",)


def test_with_a_reason_it_leaves_and_the_audit_keeps_it(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    desk.answers(here, THANKS)
    desk.after_undo()
    desk.wait(hours=2)
    why = "Sie hat mir am Telefon noch einmal gedankt."
    desk.answers(here, "Danke nochmals!", "jonas", despite=why, read=desk.has_read())
    with desk.db.read() as session:
        note = session.scalars(select(Audit.note).order_by(Audit.id.desc())).first()
    assert note is not None
    assert (note["despite"], "thanked_before" in note["objections"]) == (why, True)


def test_ones_own_second_thanks_is_held_as_well(fast: Desk) -> None:
    here = says_on(fast, cast.ERIKA)
    fast.answers(here, THANKS)
    fast.after_undo()
    assert held(fast, here, "Danke schön!") == ["thanked_before"]


def test_on_another_channel_of_the_same_contact_it_is_held(desk: Desk) -> None:
    public, private = says_on(desk, cast.ERIKA), says_on(desk, cast.ERIKA, Kind.DIRECT)
    desk.answers(public, THANKS)
    assert "thanked_before" in refused(desk, private, "Danke für Ihr Lob!", "jonas")


def test_another_contact_of_the_same_person_is_the_same_person(desk: Desk) -> None:
    here, there = says_on(desk, cast.ERIKA), says_on(desk, cast.JO)
    desk.answers(here, THANKS)
    assert held(desk, there, "Danke!", "jonas") == []
    join(desk, cast.ERIKA, cast.JO)
    assert held(desk, there, "Danke!", "jonas") == ["thanked_before"]


def test_somebody_else_is_thanked_for_their_own(fast: Desk) -> None:
    here, there = says_on(fast, cast.ERIKA), says_on(fast, cast.JO)
    fast.answers(here, THANKS)
    assert held(fast, there, THANKS, "jonas") == []


def test_for_another_matter_they_are_thanked_anew(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    desk.answers(here, THANKS)
    desk.after_undo()
    desk.wait(days=1)
    writes_again(desk, here, "Auch der Techniker war heute sehr freundlich.")
    assert held(desk, here, THANKS, "jonas") == []


def test_their_thanks_are_no_new_matter(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    desk.answers(here, THANKS)
    desk.after_undo()
    desk.wait(minutes=5)
    writes_again(desk, here, "Danke!")
    assert held(desk, here, "Wir danken Ihnen!", "jonas") == ["thanked_before"]


def test_what_says_more_than_thanks_is_free(fast: Desk) -> None:
    here = says_on(fast, cast.ERIKA)
    fast.answers(here, THANKS)
    fast.after_undo()
    assert held(fast, here, "Danke, Ihr Gutschein kommt morgen.", "jonas") == []


def test_thanks_in_an_answer_count_against_thanks_alone_and_not_against_a_welcome(
    fast: Desk,
) -> None:
    here = says_on(fast, cast.ERIKA)
    fast.answers(here, "Danke für den Hinweis, die Leitung ist repariert.")
    fast.after_undo()
    assert held(fast, here, "Danke nochmals!") == ["thanked_before"]
    assert held(fast, here, "Gern geschehen!") == []


def test_thanks_that_wait_for_their_time_count_and_withdrawn_ones_do_not(fast: Desk) -> None:
    here = says_on(fast, cast.ERIKA)
    at = fast.time + timedelta(hours=3)
    (reply,) = fast.answers(here, THANKS, wish=Wish(at=at))
    assert held(fast, here, "Danke!", "jonas") == ["thanked_before"]
    with fast.db.write() as session:
        replying.undo(session, fast.actor(), reply, fast.time)
    assert held(fast, here, "Danke!", "jonas") == []


def test_thanks_written_in_the_platforms_own_app_count(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    desk.wait(minutes=1)
    with desk.db.write() as session:
        row = desk.conversation(here)
        session.add(
            Message(
                account_id=row.account_id, external_id=uuid.uuid4().hex, thread_id=row.thread_id,
                conversation_id=here, kind=row.kind, direction=Direction.OUTBOUND, text=THANKS,
                created_at=desk.time, stored_at=desk.time, answerable="yes",
            )
        )  # fmt: skip
    assert held(desk, here, "Danke schön!") == ["thanked_before"]


def test_what_was_meant_for_later_is_held_when_a_colleague_thanked_meanwhile(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    (waits,) = desk.answers(here, THANKS, wish=Wish(at=desk.time + timedelta(hours=3)))
    why, read = "Ich hatte sie am Telefon.", desk.has_read()
    desk.answers(here, "Danke schön!", "jonas", despite=why, read=read)
    desk.after_undo()
    desk.wait(hours=4)
    later.bring(desk.db, desk.settings, desk.now)
    reply = desk.reply(waits)
    assert (reply.state, reply.held_for) == (ReplyState.HELD, HeldFor.REVIEW)


def test_who_gave_a_reason_is_not_asked_for_it_again_at_its_time(desk: Desk) -> None:
    here = says_on(desk, cast.ERIKA)
    desk.answers(here, THANKS)
    desk.after_undo()
    desk.wait(minutes=1)
    wish = Wish(at=desk.time + timedelta(hours=3))
    (reply,) = desk.answers(here, "Danke nochmals!", despite="Zum Jahrestag.", wish=wish)
    desk.wait(hours=4)
    later.bring(desk.db, desk.settings, desk.now)
    assert desk.state(reply) == ReplyState.QUEUED


def test_of_two_who_thank_at_once_on_two_channels_one_is_told_of_the_other(desk: Desk) -> None:
    people = [cast.Author(f"c{number}", f"Kundin {number}") for number in range(20)]
    ways = {"miriam": Kind.MENTION, "jonas": Kind.DIRECT}
    matters = {login: [says_on(desk, who, ways[login]) for who in people] for login in ways}
    barrier = threading.Barrier(2)

    def presses(login: str) -> list[bool]:
        left = []
        for here in matters[login]:
            barrier.wait(60)
            try:
                desk.answers(here, THANKS, login)
                left.append(True)
            except Objected:
                left.append(False)
        return left

    with ThreadPoolExecutor(2) as hands:
        left = list(hands.map(presses, ways))
    assert [sum(pair) for pair in zip(*left, strict=True)] == [1] * len(people)


# -- after a good end -----------------------------------------------------------------------------


@pytest.fixture
def ended(desk: Desk) -> Desk:
    """Erika asked, was answered, and has thanked us."""
    desk.here = desk.writes()
    desk.answers(desk.here, "Das Geld ist heute zurück auf Ihrem Konto.")
    desk.after_undo()
    desk.wait(minutes=10)
    writes_again(desk, desk.here, "Super, danke!")
    return desk


def test_after_a_good_end_what_nobody_asked_for_needs_a_reason(ended: Desk) -> None:
    text = "Kennen Sie schon unseren Ökostrom?"
    assert "ended_well" in refused(ended, ended.here, text, "miriam")
    assert ended.answers(ended.here, text, despite="Sie hatte danach gefragt.")


def test_a_word_in_return_is_free(ended: Desk) -> None:
    assert held(ended, ended.here, "Gern geschehen, einen schönen Tag!") == []


def test_who_asks_again_is_answered_freely(ended: Desk) -> None:
    writes_again(ended, ended.here, "Und wann kommt die Rechnung?")
    assert held(ended, ended.here, "Morgen.") == []


def test_who_only_thanked_while_they_waited_is_answered_freely(desk: Desk) -> None:
    here = desk.writes()
    desk.wait(minutes=1)
    writes_again(desk, here, "Danke!")
    assert held(desk, here, "Das Geld ist unterwegs.") == []


def test_thanks_take_no_scheduled_answer_back_but_what_follows_a_good_end_is_looked_at(
    desk: Desk,
) -> None:
    here = desk.writes()
    desk.answers(here, "Das Geld ist heute zurück auf Ihrem Konto.")
    wish = Wish(at=desk.time + timedelta(hours=3))
    (follows,) = desk.answers(here, "Ist alles angekommen?", wish=wish)
    desk.after_undo()
    desk.wait(minutes=10)
    writes_again(desk, here, "Super, danke!")
    assert desk.state(follows) == ReplyState.SCHEDULED
    desk.wait(hours=4)
    later.bring(desk.db, desk.settings, desk.now)
    reply = desk.reply(follows)
    assert (reply.state, reply.held_note["rule"]) == (ReplyState.HELD, "ended_well")


def test_an_answer_that_is_still_waited_for_leaves_at_its_time_whoever_thanked(desk: Desk) -> None:
    here = desk.writes()
    (answer,) = desk.answers(here, wish=Wish(at=desk.time + timedelta(hours=3)))
    desk.wait(minutes=10)
    writes_again(desk, here, "Danke!")
    desk.wait(hours=4)
    later.bring(desk.db, desk.settings, desk.now)
    assert desk.state(answer) == ReplyState.QUEUED
