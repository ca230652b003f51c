"""The words of an answer, on the desk: judged by what the customer wrote and what went to others."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from connectors.base import Author, Refusal, Rejected
from inbox.outgoing import later, replying
from inbox.outgoing.replying import Objected
from inbox.outgoing.wishes import Wish
from inbox.rules.objections import Level
from tests import cast
from tests.desk import Desk, armed

CANNED = (
    "Vielen Dank für Ihre Nachricht und für die Geduld. Wir haben uns das Bild angesehen und den"
    " Zähler heute früh getauscht. Er zählt jetzt wieder richtig."
)
ASKS = "Wann kommt der Techniker? Und was kostet mich das?"


def rules(desk: Desk, conversation: int, text: str, level: Level | None = None) -> list[str]:
    """Return what is objected to in a draft."""
    with desk.db.read() as session:
        shown = replying.preview(
            session, desk.actor(), conversation, text, desk.settings, desk.time
        )
    return [one.rule for one in shown.objections if level is None or one.level is level]


def delivered(desk: Desk, text: str, who: Author = cast.ERIKA, **how: object) -> int:
    """Let a customer write and be answered; returns the conversation."""
    conversation = desk.writes(who=who)
    desk.answers(conversation, text, **how)
    desk.after_undo()
    return conversation


def test_the_same_words_to_somebody_else_are_held_with_who_and_when(desk: Desk) -> None:
    delivered(desk, CANNED, login="jonas")
    there = desk.time
    desk.wait(days=2)
    with pytest.raises(Objected) as caught:
        desk.answers(desk.writes(who=cast.OEZTUERK), CANNED)
    (one,) = [one for one in caught.value.objections if one.rule == "canned"]
    assert one.params["who"] == "Jonas Weber"
    assert abs((one.params["sent_at"] - there).total_seconds()) < 120


def test_a_reason_lets_the_same_words_go(fast: Desk) -> None:
    delivered(fast, CANNED)
    assert fast.answers(fast.writes(who=cast.OEZTUERK), CANNED, despite="Dieselbe Störung")


def test_the_same_words_to_the_same_person_are_no_canned_text(fast: Desk) -> None:
    delivered(fast, CANNED)
    assert "canned" not in rules(fast, fast.writes(), CANNED)


def test_what_was_taken_back_was_said_to_nobody(fast: Desk) -> None:
    reply, *_ = fast.answers(fast.writes(), CANNED)
    with fast.db.write() as session:
        replying.undo(session, fast.actor(), reply, fast.time)
    assert "canned" not in rules(fast, fast.writes(who=cast.OEZTUERK), CANNED)


def test_after_ninety_days_words_are_new_again(fast: Desk) -> None:
    delivered(fast, CANNED)
    fast.wait(days=91)
    assert "canned" not in rules(fast, fast.writes(who=cast.OEZTUERK), CANNED)


def test_questions_of_all_that_is_unanswered_are_listed(desk: Desk) -> None:
    conversation = desk.writes(ASKS)
    with desk.db.read() as session:
        shown = replying.preview(
            session, desk.actor(), conversation, "Er kommt morgen.", desk.settings, desk.time
        )
    assert [(one.text, one.answered) for one in shown.questions] == [
        ("Wann kommt der Techniker?", True),
        ("Und was kostet mich das?", False),
    ]


def test_before_a_word_is_written_nothing_is_asked_of_it(fast: Desk) -> None:
    with fast.db.read() as session:
        shown = replying.preview(
            session, fast.actor(), fast.writes(ASKS), " ", fast.settings, fast.time
        )
    assert shown.questions == ()


def test_another_customer_s_name_does_not_leave(desk: Desk) -> None:
    desk.writes(who=cast.OEZTUERK)
    mine = desk.writes(who=cast.ERIKA)
    assert "other_name" in rules(desk, mine, "Guten Tag Herr Öztürk, es ist da.", Level.BLOCKS)
    assert "other_name" not in rules(desk, mine, "Liebe Erika, es ist da.")


def test_who_signed_with_a_name_is_called_by_it(fast: Desk) -> None:
    fast.writes(who=cast.OEZTUERK)
    mine = fast.writes("Wo ist mein Geld? LG Cem", who=cast.JO)
    assert "other_name" not in rules(fast, mine, "Hallo Cem, es ist da.")


def test_the_same_wish_twice_is_hinted_at(fast: Desk) -> None:
    mine = delivered(fast, "Es ist da. Kommen Sie gut durch die Woche!")
    assert "same_closing" in rules(fast, mine, "Das Geld auch. Kommen Sie gut durch die Woche!")


def test_a_wish_in_a_part_that_did_not_leave_was_not_said(desk: Desk) -> None:
    long = "Wir haben den Zähler heute früh getauscht und zählen ab jetzt neu. " * 6
    mine = desk.writes()
    desk.town.fault = armed(None, Rejected("no", Refusal.FORBIDDEN))
    desk.answers(mine, f"{long}Kommen Sie gut durch die Woche!", split=True)
    desk.after_undo()
    desk.town.fault = lambda _: None
    assert len(desk.sent()) == 1
    assert "same_closing" not in rules(desk, mine, "Er geht. Kommen Sie gut durch die Woche!")


def test_no_table_that_grows_is_read_whole_for_a_preview(fast: Desk) -> None:
    fast.writes(who=cast.OEZTUERK)
    mine = delivered(fast, CANNED)
    asked: list[tuple[str, object]] = []
    with fast.db.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *each: asked.append(each[2:4]))
        replying.preview(
            session, fast.actor(), mine, f"Hallo Erika, {CANNED}", fast.settings, fast.time
        )
        plans = [
            f"{row[3]}"
            for statement, given in list(asked)
            if statement.startswith("SELECT")
            for row in session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", given
            )
        ]
    read_whole = [plan for plan in plans if plan.startswith("SCAN") and " INDEX " not in plan]
    grow = ("replies", "reply_bands", "messages", "conversations", "contacts", "people")
    assert [plan for plan in read_whole if plan.split()[1].startswith(grow)] == []
    assert [plan for plan in plans if "ix_replies_due" in plan] == [], "all that were delivered"
    assert any("reply_bands" in plan for plan in plans)


def test_a_reason_given_once_is_not_asked_for_again_when_its_time_comes(desk: Desk) -> None:
    conversation = desk.writes()
    at = desk.time.replace(hour=15)
    (reply,) = desk.answers(
        conversation,
        "Ich leite das weiter.",
        despite="Herr Roth ruft von sich aus an",
        wish=Wish(at=at),
    )
    desk.time = at
    assert later.bring(desk.db, desk.settings, desk.now) == 1
    assert desk.state(reply) == "queued"
