"""Replies that were written in X's own app: ours, in the conversation they answer, no new work.

X's mentions do not show our own posts; one comes along with the customer's answer to it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.sandbox.accounts import X
from db.models import ConversationState, Direction, Message
from db.session import Database
from inbox.queries.thread import Entry, Side, opened
from tests.inbox.incoming.platforms import Front, front
from tests.sandbox import Sandbox


@pytest.fixture
def here(sqlite_database: Database, sandbox: Sandbox, tmp_path: Path) -> Front:
    return front(sqlite_database, sandbox, tmp_path)


def asks(here: Front, text: str, reply_to: str | None = None, handle: str = "erika_m") -> str:
    """Let a customer mention us on X; returns the post's id."""
    given = here.sandbox.post(
        "x/post", text=f"@{X.handle} {text}", handle=handle, name=handle, reply_to=reply_to
    )
    return str(given["id"])


def answers(here: Front, text: str, reply_to: str) -> str:
    """Let a colleague answer in X's own app; returns the post's id."""
    return str(here.sandbox.post("x/post", text=text, reply_to=reply_to)["id"])


def shown(here: Front) -> list[Entry]:
    """Return what the only conversation shows."""
    (matter,) = here.matters()
    with here.db.read() as session:
        view = opened(session, matter.id)
    assert view is not None
    return list(view.entries)


def ours(here: Front) -> list[Message]:
    with here.db.read() as session:
        found = select(Message).where(Message.direction == Direction.OUTBOUND)
        return list(session.scalars(found.order_by(Message.created_at)))


def sides(here: Front) -> list[tuple[Side, str]]:
    return [(entry.side, entry.text.removeprefix(f"@{X.handle} ")) for entry in shown(here)]


def test_a_reply_of_the_app_stands_in_the_conversation_as_ours(here: Front) -> None:
    first = asks(here, "Wo bleibt mein Geld?")
    here.poll("mentions")
    asks(here, "Danke! Und die Zinsen?", answers(here, "@erika_m Ist unterwegs.", first))
    here.poll("mentions")
    assert sides(here) == [
        (Side.CUSTOMER, "Wo bleibt mein Geld?"),
        (Side.US, "@erika_m Ist unterwegs."),
        (Side.CUSTOMER, "Danke! Und die Zinsen?"),
    ]


def test_of_a_thread_of_replies_what_the_customer_answers_stands_there(here: Front) -> None:
    first = asks(here, "Wo bleibt mein Geld?")
    here.poll("mentions")
    last = answers(here, "und morgen da. 2/2", answers(here, "Ist unterwegs 1/2", first))
    asks(here, "Danke! Und die Zinsen?", last)
    here.poll("mentions")
    assert sides(here) == [
        (Side.CUSTOMER, "Wo bleibt mein Geld?"),
        (Side.US, "und morgen da. 2/2"),
        (Side.CUSTOMER, "Danke! Und die Zinsen?"),
    ]


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_it_is_nobodys_draft_and_has_no_delivery_of_ours(here: Front, parts: int) -> None:
    last = asks(here, "Wo bleibt mein Geld?")
    here.poll("mentions")
    for part in range(parts):
        last = answers(here, f"Teil {part}", last)
    asks(here, "Danke!", last)
    here.poll("mentions")
    (ours_there,) = [entry for entry in shown(here) if entry.side is Side.US]
    assert (ours_there.ours, ours_there.delivery) == (True, None)
    assert ours_there.author == here.account("twitter").name


@pytest.mark.parametrize("parts", [1, 2])
def test_what_was_asked_before_it_waits_no_more_what_came_after_does(
    here: Front, parts: int
) -> None:
    last = asks(here, "Wo bleibt mein Geld?")
    here.poll("mentions")
    for part in range(parts):
        last = answers(here, f"Teil {part}", last)
    asks(here, "Und die Zinsen?", last)
    here.poll("mentions")
    (matter,) = here.matters()
    with here.db.read() as session:
        newest = session.get_one(Message, matter.last_inbound_id)
    assert matter.state == ConversationState.OPEN
    assert matter.waiting_since == newest.created_at


def test_read_again_it_stays_one_message_in_one_place(here: Front) -> None:
    first = asks(here, "Wo bleibt mein Geld?")
    here.poll("mentions")
    last = answers(here, "2/2", answers(here, "1/2", first))
    asks(here, "Danke!", last)
    here.poll("mentions")
    before = [(row.external_id, row.conversation_id) for row in ours(here)]
    here.poll("mentions")
    assert [(row.external_id, row.conversation_id) for row in ours(here)] == before
    assert len(here.matters()) == 1


def test_a_reply_to_somebody_else_is_not_taken_for_an_answer_to_who_joins_in(here: Front) -> None:
    first = asks(here, "Wo bleibt mein Geld?")
    asks(here, "Meins auch!", answers(here, "@erika_m Ist unterwegs.", first), handle="cem_oe")
    here.poll("mentions")
    by_contact = {row.conversation_id for row in ours(here)}
    erikas = min(here.matters(), key=lambda matter: matter.last_message_at)
    assert by_contact == {erikas.id}


def test_nobody_is_answered_by_a_reply_older_than_their_first_word(here: Front) -> None:
    """Whoever is answered did not name us: that post is not shown to us at all."""
    unseen = here.sandbox.post("x/post", text="Strom weg", handle="cem_oe", name="Cem")["id"]
    last = answers(here, "@cem_oe 2/2", answers(here, "@cem_oe 1/2", str(unseen)))
    asks(here, "Bei mir auch!", last)
    here.poll("mentions")
    (matter,) = here.matters()
    assert [row.conversation_id for row in ours(here)] == [None]
    assert matter.state == ConversationState.OPEN
    assert matter.waiting_since is not None


def test_a_direct_message_of_the_app_stands_in_its_conversation(here: Front) -> None:
    here.posts("direct", "Meine Kundennummer?")
    here.poll("direct")
    here.sandbox.post("x/dm", text="Schauen wir nach.", to="erika_m")
    here.poll("direct")
    (matter,) = here.matters()
    assert [side for side, _ in sides(here)] == [Side.CUSTOMER, Side.US]
    assert matter.state == ConversationState.WAITING
