"""What there is to know before a reply, and what commands call its account."""

from __future__ import annotations

from connectors.base import Answerable, Kind
from db.models import Account, Message
from inbox.queries import replies
from inbox.queries.replies import Place
from tests import cast
from tests.desk import Desk


def place(desk: Desk, conversation: int, login: str = "miriam") -> Place:
    with desk.db.read() as session:
        found = replies.place(session, desk.agents[login], conversation)
    assert found is not None
    return found


def test_a_place_says_where_an_answer_goes(desk) -> None:
    found = place(desk, desk.writes())
    assert (found.platform, found.kind, found.target) == ("memory", Kind.MENTION, "1")
    assert (found.recipient_id, found.answerable) == (None, Answerable.YES)
    assert not found.introduced


def test_a_private_place_names_the_person(fast) -> None:
    assert place(fast, fast.writes(kind=Kind.DIRECT)).recipient_id == cast.ERIKA.external_id


def test_there_is_no_place_without_a_conversation(fast) -> None:
    with fast.db.read() as session:
        assert replies.place(session, 1, 4711) is None


def test_a_conversation_in_which_all_is_deleted_has_no_target(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        session.query(Message).one().deleted_at = fast.time
    found = place(fast, conversation)
    assert (found.target, found.answerable) == (None, Answerable.GONE)


def test_an_agent_is_introduced_by_a_reply_that_leaves(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation)
    assert place(desk, conversation).introduced
    assert not place(desk, conversation, "jonas").introduced


def test_without_a_draft_a_colleague_counts_since_the_customer_wrote(desk) -> None:
    conversation = desk.writes()
    desk.wait(minutes=3)
    desk.answers(conversation)
    seen = place(desk, conversation, "jonas").colleague
    assert seen == replies.Colleague("Miriam Brandt", desk.time)
    assert place(desk, conversation).colleague is None


def test_what_a_colleague_answered_before_the_customer_wrote_again_is_past(desk) -> None:
    conversation = desk.writes()
    desk.wait(minutes=3)
    desk.answers(conversation)
    desk.wait(minutes=3)
    with desk.db.write() as session:
        first = session.query(Message).one()
        again = {
            name: getattr(first, name)
            for name in ("account_id", "thread_id", "conversation_id", "contact_id", "kind")
        }
        session.add(
            Message(
                **again,
                external_id="again",
                direction="inbound",
                text="Noch etwas.",
                created_at=desk.time,
                stored_at=desk.time,
                answerable=Answerable.YES,
            )
        )
    assert place(desk, conversation, "jonas").colleague is None


def test_with_a_draft_a_colleague_counts_since_it_began(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    fast.wait(minutes=1)
    fast.types(conversation, "Ich auch.", "jonas")
    assert place(fast, conversation, "jonas").colleague is None


def test_what_the_customer_wrote_before_the_draft_is_known(fast) -> None:
    conversation = fast.writes()
    fast.wait(minutes=1)
    fast.types(conversation, "Das klären wir.")
    assert not place(fast, conversation).wrote_again


def test_accounts_are_named_as_in_commands(fast) -> None:
    with fast.db.read() as session:
        slug = session.get_one(Account, fast.account_id).slug
        assert replies.account_names(session, [fast.account_id]) == {
            fast.account_id: f"memory/{slug}"
        }
