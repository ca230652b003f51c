"""A thread: what was said, what stands around it, what is leaving, at a bounded price."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from connectors.base import Answerable, Author, Kind
from db.models import Conversation, Direction, Message, Reply, ReplyEvent, ReplyState
from inbox.queries import around, contacts
from inbox.queries import thread as queries
from inbox.queries.position import Position
from inbox.queries.thread import Side, opened
from tests import cast
from tests.cast import NOON


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


class Room:
    """One thread in which Erika has written at noon."""

    def __init__(self, database, kind=Kind.MENTION):
        self.database = database
        with database.write() as session:
            self.miriam = cast.agent(session)
            self.account = cast.account(session)
            self.erika = cast.contact(session)
            self.matter = cast.matter(session, self.account, "Hallo", who=self.erika, kind=kind)
        self.id, self.count = self.matter.conversation.id, 0

    def say(self, text="…", at=NOON, mine=True, **values):
        self.count += 1
        with self.database.write() as session:
            given = {
                "account_id": self.account.id, "external_id": f"e{self.count}",
                "thread_id": "1001", "conversation_id": self.id if mine else None,
                "contact_id": self.erika.id, "kind": Kind.MENTION,
                "direction": Direction.INBOUND, "text": text, "created_at": at,
                "stored_at": at, "answerable": Answerable.YES, "attachments": [],
            } | values  # fmt: skip
            row = Message(**given)
            session.add(row)
            session.flush()
            return row.id

    def somebody(self, name="Uschi", number="77"):
        with self.database.write() as session:
            return cast.contact(session, Author(number, name, name.lower())).id

    def reply(self, state, at=NOON, steps=("queued",), **values):
        self.count += 1
        with self.database.write() as session:
            given = {
                "key": f"r{self.count}", "draft_key": f"d{self.count}",
                "account_id": self.account.id, "conversation_id": self.id,
                "agent_id": self.miriam.id, "via": "page", "kind": "mention",
                "thread_id": "1001", "target": "1001", "body": "Gern", "signature": "Miriam",
                "text": "Gern\nMiriam", "state": state, "not_before": at, "queued_at": at,
                "undo_until": at,
            } | values  # fmt: skip
            row = Reply(**given)
            session.add(row)
            session.flush()
            for step in steps:
                session.add(ReplyEvent(reply_id=row.id, at=at, event=step, state=state))
            return row.id

    def look(self, before=None, limit=40):
        with self.database.read() as session:
            return opened(session, self.id, before, limit)

    def texts(self, *sides):
        return [e.text for e in self.look().entries if not sides or e.side in sides]


@pytest.fixture
def room(database):
    return Room(database)


def test_messages_stand_in_the_order_they_were_written(room):
    room.say("später", NOON + minutes(2))
    room.say("früher", NOON - minutes(2))
    assert room.texts() == ["früher", "Hallo", "später"]


def test_there_is_no_view_of_a_conversation_that_is_not_there(room):
    with room.database.read() as session:
        assert opened(session, 10**9) is None


def test_who_writes_is_named(room):
    room.say("Guten Tag", NOON + minutes(1), direction="outbound", contact_id=None,
             agent_id=room.miriam.id)  # fmt: skip
    room.say("Aus der App", NOON + minutes(2), direction="outbound", contact_id=None)
    named = [(entry.side, entry.author, entry.ours) for entry in room.look().entries]
    assert named == [
        (Side.CUSTOMER, "Erika M.", False),
        (Side.US, "Miriam Brandt", True),
        (Side.US, "Stadtwerke Lindenau", True),
    ]


def test_our_own_post_above_is_context_and_known_as_ours(room):
    room.say("Unser Beitrag", NOON - minutes(60), mine=False, direction="context",
             contact_id=None, external_id="post", thread_id="elsewhere")  # fmt: skip
    room.say("Dazu eine Frage", NOON + minutes(1), parent_id="post")
    first = room.look().entries[0]
    assert (first.text, first.side, first.ours) == ("Unser Beitrag", Side.CONTEXT, True)


def test_what_the_parent_answers_is_shown_too(room):
    room.say("Beitrag", NOON - minutes(60), mine=False, direction="context", contact_id=None,
             external_id="post", thread_id="p")  # fmt: skip
    room.say("Kommentar", NOON - minutes(50), mine=False, direction="context",
             external_id="comment", thread_id="c", parent_id="post")  # fmt: skip
    room.say("Antwort darauf", NOON + minutes(1), parent_id="comment")
    assert room.texts(Side.CONTEXT) == ["Beitrag", "Kommentar"]


def test_what_others_write_in_the_thread_is_quiet_context(room):
    uschi = room.somebody()
    room.say("Bei mir auch!", NOON + minutes(1), mine=False, contact_id=uschi)
    last = room.look().entries[-1]
    assert (last.side, last.author, last.handle) == (Side.CONTEXT, "Uschi", "uschi")


def test_a_private_conversation_shows_nothing_but_itself(database):
    room = Room(database, Kind.DIRECT)
    room.say("Geheim", mine=False, contact_id=room.somebody(), kind=Kind.DIRECT)
    room.say("Öffentlich", mine=False, contact_id=None, direction="context")
    assert room.texts() == ["Hallo"]


def test_notes_and_private_words_of_others_are_never_context(room):
    other = room.somebody()
    room.say("Interne Notiz", mine=False, direction="note", contact_id=other)
    room.say("Privat", mine=False, kind=Kind.DIRECT, contact_id=other)
    assert room.texts(Side.CONTEXT) == []


def test_a_crowd_is_cut_to_its_newest_and_said(room):
    uschi = room.somebody()
    for number in range(30):
        room.say(f"Nr {number}", NOON + minutes(number), mine=False, contact_id=uschi)
    view = room.look()
    quiet = [entry.text for entry in view.entries if entry.side is Side.CONTEXT]
    assert (view.crowded, quiet) == (True, [f"Nr {number}" for number in range(10, 30)])


def test_media_are_named_and_not_more(room):
    room.say("", NOON + minutes(1), attachments=[
        {"kind": "photo", "url": "https://x.test/a.jpg", "alt": "Ein Hahn"}, {"url": "u"},
    ])  # fmt: skip
    photo, file = room.look().entries[-1].media
    assert (photo.kind, photo.url, photo.alt) == ("photo", "https://x.test/a.jpg", "Ein Hahn")
    assert (file.kind, file.alt) == ("file", None)


def test_marks_of_edits_and_deletions_come_along(room):
    room.say("neu", NOON + minutes(1), edited_at=NOON + minutes(2), clipped=True)
    room.say("", NOON + minutes(3), deleted_at=NOON + minutes(4))
    edited, gone = room.look().entries[-2:]
    assert (edited.edited_at, edited.clipped) == (NOON + minutes(2), True)
    assert gone.deleted_at == NOON + minutes(4)


def walk(room, limit):
    pages, before = [], None
    while True:
        view = room.look(before, limit)
        pages.append([entry.text for entry in view.entries])
        if view.older is None:
            return pages
        before = Position.read(str(view.older))


def test_pages_of_a_long_thread_neither_repeat_nor_skip(room):
    for number in range(10):
        room.say(f"Nr {number}", NOON + minutes(number // 3))
    walked = [text for page in reversed(walk(room, 4)) for text in page]
    assert walked == room.texts()


def long(room, since=0, until=10):
    for number in range(since, until):
        room.say(f"Nr {number}", NOON + minutes(number + 1))


def down_to(room, position):
    with room.database.read() as session:
        return opened(session, room.id, limit=4, down=position)


def test_who_went_back_sees_everything_from_there_on_anew(room):
    long(room)
    place = room.look(room.look(limit=4).older, 4).older
    view = down_to(room, place)
    assert [entry.text for entry in view.entries] == [f"Nr {number}" for number in range(2, 10)]
    assert view.older == place


def test_who_went_back_to_the_beginning_sees_it_all(room):
    long(room)
    view = down_to(room, Position(None, 0))
    assert (len(view.entries), view.older) == (11, None)


def test_who_went_back_further_than_is_looked_at_again_can_go_on_from_there(room, monkeypatch):
    monkeypatch.setattr(queries, "DEEP", 5)
    long(room)
    view = down_to(room, Position(None, 0))
    assert [entry.text for entry in view.entries] == [f"Nr {number}" for number in range(5, 10)]
    assert room.look(view.older, 1).entries[0].text == "Nr 4"


def test_further_back_more_of_others_is_shown(room, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 4)
    monkeypatch.setattr(around, "AROUND", 2)
    uschi = room.somebody()
    for number in range(8):
        room.say(f"Nr {number}", NOON + minutes(number + 1))
        room.say(f"Uschi {number}", NOON + minutes(number + 1), mine=False, contact_id=uschi)
    shown = [e for e in down_to(room, Position(None, 0)).entries if e.side is Side.CONTEXT]
    assert len(shown) == 6  # two for each of three pages


def test_others_are_shown_on_the_page_of_their_time(room):
    uschi = room.somebody()
    for number in range(6):
        room.say(f"Nr {number}", NOON + minutes(10 * number + 10))
    room.say("damals", NOON + minutes(15), mine=False, contact_id=uschi)
    room.say("heute", NOON + minutes(55), mine=False, contact_id=uschi)
    new, old = walk(room, 4)[:2]
    assert ("heute" in new, "damals" in new) == (True, False)
    assert ("heute" in old, "damals" in old) == (False, True)


@pytest.mark.parametrize("state", ["queued", "held", "sending", "unknown", "failed"])
def test_a_reply_that_is_not_there_yet_stands_in_the_thread(room, state):
    room.reply(state, NOON + minutes(1), steps=("queued", "claimed"))
    last = room.look().entries[-1]
    assert (last.side, last.author, last.text) == (Side.US, "Miriam Brandt", "Gern\nMiriam")
    assert [step.event for step in last.delivery.history] == ["queued", "claimed"]


@pytest.mark.parametrize("state", ["withdrawn", "delivered"])
def test_a_reply_that_came_back_or_has_its_message_does_not_stand_twice(room, state):
    room.reply(state)
    assert room.texts() == ["Hallo"]


def test_a_delivered_message_carries_its_history(room):
    reply = room.reply("delivered", steps=("queued", "claimed", "receipt"))
    room.say("Gern\nMiriam", NOON + minutes(1), direction="outbound", contact_id=None,
             agent_id=room.miriam.id, reply_id=reply)  # fmt: skip
    delivery = room.look().entries[-1].delivery
    assert (delivery.reply_id, delivery.state) == (reply, ReplyState.DELIVERED)
    assert [step.event for step in delivery.history] == ["queued", "claimed", "receipt"]


@pytest.mark.parametrize(
    ("steps", "asked"),
    [(("unclear",), False), (("unclear", "looked", "asked"), True), (("asked", "unclear"), False)],
)
def test_whether_the_agent_is_asked_follows_the_last_doubt(room, steps, asked):
    room.reply("unknown", steps=steps)
    assert room.look().entries[-1].delivery.asked is asked


def test_replies_on_their_way_stand_on_the_newest_page_only(room):
    for number in range(6):
        room.say(f"Nr {number}", NOON + minutes(number))
    room.reply("queued", NOON - minutes(99))
    newest = room.look(limit=3)
    assert any(entry.delivery for entry in newest.entries)
    assert not any(entry.delivery for entry in room.look(newest.older, 3).entries)


def test_a_part_that_did_not_leave_stands_behind_the_part_that_did(room):
    parts = {"draft_key": "d", "parts": 3}
    gone = room.reply("delivered", part=1, text="Teil 1 Miriam", **parts)
    room.say("Teil 1 Miriam", NOON + minutes(2), direction="outbound", contact_id=None, reply_id=gone,
             agent_id=room.miriam.id)  # fmt: skip
    room.reply("failed", part=2, text="Teil 2 Miriam", **parts)
    room.reply("queued", part=3, text="Teil 3 Miriam", **parts)
    room.say("Und?", NOON + minutes(3))
    assert room.texts()[-4:] == ["Teil 1 Miriam", "Teil 2 Miriam", "Teil 3 Miriam", "Und?"]


def test_whether_it_can_be_answered_is_that_of_the_newest_message(room):
    last = room.say(
        "zu", NOON + minutes(1), answerable=Answerable.RESTRICTED, permalink="https://x"
    )
    with room.database.write() as session:
        session.get(Conversation, room.id).last_inbound_id = last
    view = room.look()
    assert (view.answerable, view.permalink) == (Answerable.RESTRICTED, "https://x")


def count(database, work):
    asked = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(asked)


def test_a_thread_of_ten_thousand_asks_as_little_as_one_of_fifty(room):
    def fill(first, amount):
        common = {
            "account_id": room.account.id, "thread_id": "1001", "kind": "mention",
            "direction": "inbound", "contact_id": room.erika.id, "text": "x",
            "stored_at": NOON, "answerable": "yes", "attachments": [], "clipped": False,
        }  # fmt: skip
        rows = [
            common
            | {
                "external_id": f"f{n}",
                "conversation_id": room.id if n % 2 else None,
                "created_at": NOON + timedelta(seconds=n),
            }
            for n in range(first, first + amount)
        ]
        with room.database.write() as session:
            session.execute(insert(Message), rows)

    fill(0, 100)
    few = count(room.database, room.look)
    fill(100, 10_000)
    assert count(room.database, room.look) == few
    view = room.look()
    assert len(view.entries) <= 40 + 20 + 1
    assert view.older is not None


def test_a_person_is_shown_with_their_other_conversations(room):
    with room.database.write() as session:
        for number in range(3):
            cast.matter(
                session, room.account, f"Andere {number}", who=room.erika, thread=f"t{number}",
                at=NOON - minutes(number),
            )  # fmt: skip
    with room.database.read() as session:
        seen = contacts.person(session, room.id, limit=2)
    assert (seen.name, seen.handle, seen.platform) == ("Erika M.", "erika_m", "memory")
    assert [other.preview for other in seen.earlier] == ["Andere 0", "Andere 1"]
    assert seen.more


def test_a_person_known_for_long_is_known_since_their_first_message(room):
    with room.database.write() as session:
        session.get(Conversation, room.id).created_at = NOON - minutes(60)
    with room.database.read() as session:
        assert contacts.person(session, room.id).known_since == NOON - minutes(60)


def test_a_conversation_began_with_its_first_message_however_late_we_came(room):
    with room.database.write() as session:
        session.get(Conversation, room.id).created_at = NOON + minutes(60)
    with room.database.read() as session:
        seen = contacts.person(session, room.id)
    assert seen.began_at == seen.known_since == NOON


def test_nobody_stands_behind_a_conversation_that_is_not_there(room):
    with room.database.read() as session:
        assert contacts.person(session, 10**9) is None
