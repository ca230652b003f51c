"""What stands on the messages of a thread: quotes, earlier texts, marks, what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from connectors.base import Answerable, Gone, Kind, Verb
from db.models import Action, ActionState, MediaState, Message, MessageVersion
from db.models import Media as MediaRow
from inbox.queries import versions
from inbox.queries.thread import Side
from tests.cast import NOON
from tests.inbox.queries.test_thread import Room, minutes


@pytest.fixture
def room(database) -> Room:
    return Room(database)


def last(room):
    return room.look().entries[-1]


def published(room, text="Unser Beitrag", **values):
    given = {"mine": False, "direction": "context", "contact_id": None, "thread_id": "p"}
    return room.say(text, NOON - minutes(60), external_id="post", **(given | values))


def edit(room, message_id, *texts):
    with room.database.write() as session:
        for number, text in enumerate(texts):
            session.add(
                MessageVersion(
                    message_id=message_id, replaced_at=NOON + minutes(number + 1), text=text
                )
            )


def ask(room, message_id, verb=Verb.HIDE, state=ActionState.QUEUED, **values):
    room.count += 1
    with room.database.write() as session:
        given = {
            "key": f"a{room.count}", "account_id": room.account.id, "message_id": message_id,
            "agent_id": room.miriam.id, "via": "page", "verb": verb, "target": "t",
            "state": state, "not_before": NOON, "asked_at": NOON,
        } | values  # fmt: skip
        session.add(Action(**given))


# Quotes


def test_what_a_message_quotes_stands_beside_it_and_not_among_the_rest(room) -> None:
    published(room)
    room.say("Und meine Mutter?", NOON + minutes(1), quotes_id="post")
    quoting = last(room)
    assert (quoting.quotes.text, quoting.quotes.ours) == ("Unser Beitrag", True)
    assert quoting.quotes.author == "Stadtwerke Lindenau"
    assert room.texts(Side.CONTEXT) == []


def test_a_quote_shows_its_author_and_what_hangs_on_it(room) -> None:
    quoted = published(room, contact_id=room.somebody(), attachments=[
        {"kind": "photo", "url": "https://x.test/a.jpg", "alt": "Feld"},
    ])  # fmt: skip
    with room.database.write() as session:
        session.add(MediaRow(message_id=quoted, place=0, url="u", due_at=NOON, type="image/png",
                             state=MediaState.STORED, digest="d", size=5))  # fmt: skip
    room.say("Siehe da", NOON + minutes(1), quotes_id="post")
    quote = last(room).quotes
    assert (quote.author, quote.handle, quote.media[0].type) == ("Uschi", "uschi", "image/png")


def test_a_quoted_post_that_is_gone_says_why(room) -> None:
    published(room, "", gone="withheld", deleted_at=NOON)
    room.say("Unerhört", NOON + minutes(1), quotes_id="post")
    assert last(room).quotes.gone is Gone.WITHHELD


def test_a_quote_that_nobody_gave_us_is_said_to_be_missing(room) -> None:
    room.say("Siehe da", NOON + minutes(1), quotes_id="elsewhere")
    assert (last(room).quotes, last(room).quotes_lost) == (None, True)


@pytest.mark.parametrize(
    "hides", [{"kind": Kind.DIRECT}, {"direction": "note"}], ids=["private", "internal"]
)
def test_what_is_not_public_is_never_quoted(room, hides) -> None:
    published(room, "Vertraulich", **({"contact_id": room.somebody()} | hides))
    room.say("Siehe da", NOON + minutes(1), quotes_id="post")
    assert last(room).quotes is None


def test_another_accounts_post_is_not_taken_for_the_quoted_one(room) -> None:
    from tests import cast

    with room.database.write() as session:
        other = cast.account(session, "facebook", "other")
    published(room, account_id=other.id)
    room.say("Siehe da", NOON + minutes(1), quotes_id="post")
    assert last(room).quotes is None


def test_private_messages_quote_nothing(database) -> None:
    room = Room(database, Kind.DIRECT)
    published(room)
    room.say("Siehe da", NOON + minutes(1), quotes_id="post", kind=Kind.DIRECT)
    assert (last(room).quotes, last(room).quotes_lost) == (None, False)


# Earlier texts


def test_earlier_texts_come_along_the_oldest_first(room) -> None:
    edit(room, room.say("drei", NOON, edited_at=NOON + minutes(2)), "eins", "zwei")
    texts = [(version.text, version.until) for version in last(room).versions]
    assert texts == [("eins", NOON + minutes(1)), ("zwei", NOON + minutes(2))]


def test_an_edit_without_a_date_is_dated_by_what_it_replaced(room) -> None:
    edit(room, room.say("zwei"), "eins")
    assert last(room).edited_at == NOON + minutes(1)


def test_of_many_earlier_texts_the_newest_are_shown(room) -> None:
    edit(room, room.say("jetzt"), *(f"Nr {number}" for number in range(versions.MOST + 3)))
    shown = [version.text for version in last(room).versions]
    assert (len(shown), shown[0], shown[-1]) == (versions.MOST, "Nr 3", "Nr 12")


def test_what_was_never_edited_has_no_earlier_text(room) -> None:
    assert (last(room).versions, last(room).edited_at) == ((), None)


# Marks


def test_what_the_platform_says_of_a_message_comes_along(room) -> None:
    room.say("Top!", NOON + minutes(1), hidden=True, liked=True, rating="positive", kind="review")
    shown = last(room)
    assert (shown.hidden, shown.liked, shown.rating) == (True, True, "positive")
    assert shown.kind is Kind.REVIEW


@pytest.mark.parametrize("gone", list(Gone))
def test_why_a_message_is_gone_comes_along(room, gone) -> None:
    room.say("", NOON + minutes(1), gone=gone, deleted_at=NOON)
    assert last(room).gone is gone


def test_why_a_file_is_not_here_comes_along(room) -> None:
    number = room.say("", NOON + minutes(1), attachments=[{"kind": "photo", "url": "u"}])
    with room.database.write() as session:
        session.add(MediaRow(message_id=number, place=0, url="u", due_at=NOON,
                             state=MediaState.REFUSED, reason="too_big"))  # fmt: skip
    (item,) = last(room).media
    assert (item.state, item.reason) == (MediaState.REFUSED, "too_big")


# Actions


def test_the_newest_action_stands_on_its_message(room) -> None:
    number = room.say("Unfug", NOON + minutes(1))
    ask(room, number, Verb.HIDE, ActionState.DONE)
    ask(room, number, Verb.UNHIDE)
    shown = last(room).action
    assert (shown.verb, shown.agent) == (Verb.UNHIDE, "Miriam Brandt")


def test_what_was_done_with_others_in_the_thread_is_shown_too(room) -> None:
    ask(room, room.say("Unfug", NOON + minutes(1), mine=False, contact_id=room.somebody()))
    assert (last(room).side, last(room).action.verb) == (Side.CONTEXT, Verb.HIDE)


# Who answers whom


def replies(room, *parents):
    """Let messages answer messages: e2 answers the first of these, and so on."""
    room.say("eins", NOON + minutes(1), external_id="n1", parent_id="1001")
    for number, parent in enumerate(parents, 2):
        room.say(str(number), NOON + minutes(number), external_id=f"n{number}", parent_id=parent)
    entries = room.look().entries
    named = {entry.message_id: entry.text for entry in entries}
    return [named.get(entry.answers) for entry in entries[1:]]


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        (("n1",), [None, None]),
        (("n1", "n1"), [None, None, "eins"]),
        (("1001", "n1"), [None, None, "eins"]),
        (("n1", "gone"), [None, None, None]),
        (("n1", "1001"), [None, None, None]),
    ],
    ids=["right above", "further up", "after another", "not here", "the post all answer"],
)
def test_whom_a_message_answers_is_said_where_the_order_does_not_show_it(
    room, parents, said
) -> None:
    assert replies(room, *parents) == said


# The price


def test_marks_cost_the_same_number_of_questions_however_many_there_are(room) -> None:
    def asked() -> int:
        counted: list[str] = []

        def count(_connection, _cursor, statement, *_rest) -> None:
            counted.append(statement)

        event.listen(room.database.engine, "before_cursor_execute", count)
        room.look()
        event.remove(room.database.engine, "before_cursor_execute", count)
        return len(counted)

    def grow(since: int, until: int) -> None:
        for number in range(since, until):
            chosen = room.say(f"Nr {number}", NOON + timedelta(seconds=number), quotes_id="post")
            edit(room, chosen, "davor")
            ask(room, chosen)

    published(room)
    grow(0, 2)
    few = asked()
    grow(2, 12)
    assert asked() == few


def test_a_message_of_before_this_knew_marks_is_read_all_the_same(room) -> None:
    with room.database.write() as session:
        session.add(Message(account_id=room.account.id, external_id="old", thread_id="1001",
                            conversation_id=room.id, contact_id=room.erika.id, kind="mention",
                            direction="inbound", text="", created_at=NOON + minutes(1),
                            stored_at=NOON, deleted_at=NOON, answerable=Answerable.GONE))  # fmt: skip
    assert last(room).gone is Gone.DELETED


def test_it_is_told_whether_the_platform_gave_a_message_its_id(room) -> None:
    room.say("Gern", NOON + minutes(1), direction="outbound", contact_id=None, external_id=None)
    assert [entry.known for entry in room.look().entries] == [True, False]
