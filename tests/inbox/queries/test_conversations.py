"""The list: orders, pages and counts hold on both databases, and each has its index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, text, update

from db.models import (
    Account,
    AccountState,
    Contact,
    Conversation,
    ConversationState,
    Draft,
    Handover,
    Mention,
    Message,
    Need,
    Outcome,
    Read,
    Reply,
)
from inbox.queries import conversations
from inbox.queries.conversations import Folder, Order, counts, listed, offered
from inbox.queries.position import Position
from inbox.rules.budget import Thrift
from tests import cast, postgres
from tests.cast import NOON


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def shelf(database):
    """A database in which Miriam looks at conversations that `write` puts there."""
    return shelf_in(database)


def shelf_in(database):
    with database.write() as session:
        agent = cast.agent(session)
        account = cast.account(session)
        person = cast.contact(session)
    return Shelf(database, agent.id, account, person)


class Shelf:
    def __init__(self, database, agent_id, account, person):
        self.database, self.agent_id = database, agent_id
        self.account, self.person, self.count = account, person, 0

    def write(self, **values):
        self.count += 1
        with self.database.write() as session:
            found = cast.matter(
                session, self.account, f"Nr {self.count}", who=self.person,
                thread=str(self.count), at=values.pop("at", NOON),
            ).conversation  # fmt: skip
            for name, value in values.items():
                setattr(found, name, value)
            return found.id

    def names(self, *conversations, at=NOON, **more):
        """Let a note in each of these name Miriam."""
        with self.database.write() as session:
            mentions(session, self.account.id, self.agent_id, conversations, at, **more)

    def needs(self, *conversations, at=NOON):
        """Let somebody in each of these be found who could use a hand and waits since then."""
        found = {"seen_id": 1, "why": "question", "since": at, "found_at": NOON, "reason": ""}
        with self.database.write() as session:
            session.execute(insert(Need), [found | {"conversation_id": n} for n in conversations])

    def page(self, folder=Folder.OPEN, order=Order.URGENT, after=None, limit=50):
        with self.database.read() as session:
            return listed(session, self.agent_id, folder, order, after, limit)

    def ids(self, *args, **kwargs):
        return [row.id for row in self.page(*args, **kwargs).rows]


def test_the_most_urgent_stands_on_top(shelf):
    later = shelf.write(urgent_at=NOON + minutes(30))
    sooner = shelf.write(urgent_at=NOON + minutes(10))
    assert shelf.ids() == [sooner, later]


def test_newest_first_is_a_choice(shelf):
    old = shelf.write(at=NOON - minutes(9), urgent_at=NOON)
    new = shelf.write(at=NOON, urgent_at=NOON + minutes(1))
    assert shelf.ids(order=Order.NEWEST) == [new, old]


def test_an_open_conversation_without_a_time_comes_last(shelf):
    timeless = shelf.write(urgent_at=None)
    timed = shelf.write(urgent_at=NOON)
    assert shelf.ids() == [timed, timeless]


@pytest.mark.parametrize(
    ("folder", "state"),
    [
        (Folder.OPEN, ConversationState.OPEN),
        (Folder.WAITING, ConversationState.WAITING),
        (Folder.SNOOZED, ConversationState.SNOOZED),
        (Folder.DONE, ConversationState.DONE),
    ],
)
def test_a_folder_holds_its_state_alone(shelf, folder, state):
    mine = [shelf.write(state=each) for each in ConversationState if each == state]
    for other in ConversationState:
        if other != state:
            shelf.write(state=other)
    assert shelf.ids(folder) == mine


def test_all_holds_every_state_newest_first(shelf):
    first = shelf.write(at=NOON, state=ConversationState.DONE)
    second = shelf.write(at=NOON + minutes(1))
    assert shelf.ids(Folder.ALL) == [second, first]


def test_unsent_holds_what_waits_for_its_agent_longest_first(shelf):
    shelf.write()
    young = shelf.write(unsent_at=NOON)
    old = shelf.write(unsent_at=NOON - minutes(5), state=ConversationState.WAITING)
    assert shelf.ids(Folder.UNSENT) == [old, young]


def test_mine_and_unassigned_are_told_apart_and_go_by_urgency(shelf):
    later = shelf.write(owner_id=shelf.agent_id, urgent_at=NOON + minutes(30))
    sooner = shelf.write(owner_id=shelf.agent_id, urgent_at=NOON + minutes(10))
    shelf.write(owner_id=shelf.agent_id, state=ConversationState.WAITING)
    free = [shelf.write(urgent_at=NOON + minutes(n)) for n in (1, 2)]
    with shelf.database.write() as session:
        jonas = cast.agent(session, cast.JONAS).id
    shelf.write(owner_id=jonas)
    assert shelf.ids(Folder.MINE, Order.NEWEST) == [sooner, later]
    assert shelf.ids(Folder.UNASSIGNED, Order.NEWEST) == free


def test_mentions_stand_once_a_conversation_the_last_on_top(shelf):
    first, second, nobodys = shelf.write(), shelf.write(), shelf.write(state="done")
    shelf.names(first, at=NOON)
    shelf.names(second, at=NOON + minutes(1))
    assert shelf.ids(Folder.MENTIONS) == [second, first]
    shelf.names(first, at=NOON + minutes(2))
    assert shelf.ids(Folder.MENTIONS) == [first, second]
    assert nobodys not in shelf.ids(Folder.MENTIONS)


def test_who_could_use_a_hand_stands_there_until_somebody_takes_it(shelf):
    first, second, answered = shelf.write(), shelf.write(), shelf.write(state="waiting")
    taken = shelf.write(owner_id=shelf.agent_id)
    shelf.needs(first, answered, taken)
    shelf.needs(second, at=NOON + minutes(1))
    assert shelf.ids(Folder.HELP) == [first, second]
    with shelf.database.read() as session:
        assert counts(session, None)[Folder.HELP] == 2


def test_mentions_are_counted_as_long_as_they_are_not_read(shelf):
    first, second = shelf.write(), shelf.write()
    shelf.names(first, first, second)
    shelf.names(second, seen_at=NOON)
    with shelf.database.read() as session:
        assert counts(session, shelf.agent_id)[Folder.MENTIONS] == 2
        assert counts(session, None)[Folder.MENTIONS] == 0


def test_what_is_offered_stands_apart_the_oldest_offer_first(shelf):
    with shelf.database.write() as session:
        jonas = cast.agent(session, cast.JONAS).id
    written = [shelf.write() for _ in range(3)]
    for number, at, to, outcome in (
        (written[0], NOON + minutes(1), shelf.agent_id, None),
        (written[1], NOON, shelf.agent_id, None),
        (written[2], NOON, shelf.agent_id, Outcome.DECLINED),
        (written[2], NOON, jonas, None),
    ):
        with shelf.database.write() as session:
            session.add(
                Handover(
                    conversation_id=number, from_id=jonas, to_id=to, asked_at=at, until=at,
                    outcome=outcome,
                )
            )  # fmt: skip
    with shelf.database.read() as session:
        found = offered(session, shelf.agent_id)
    assert [row.id for row in found] == [written[1], written[0]]


def test_what_comes_back_first_stands_on_top_of_what_is_put_off(shelf):
    state = ConversationState.SNOOZED
    late = shelf.write(state=state, snoozed_until=NOON + minutes(60))
    soon = shelf.write(state=state, snoozed_until=NOON + minutes(30))
    assert shelf.ids(Folder.SNOOZED) == [soon, late]
    assert shelf.page(Folder.SNOOZED).rows[0].snoozed_until == NOON + minutes(30)


def test_a_row_says_who_has_it(shelf):
    with shelf.database.write() as session:
        jonas = cast.agent(session, cast.JONAS).id
    for owner, said in ((None, (None, False)), (jonas, ("Jonas Weber", False))):
        shelf.write(owner_id=owner, urgent_at=NOON)
        row = shelf.page().rows[-1]
        assert (row.owner, row.mine) == said
    shelf.write(owner_id=shelf.agent_id, urgent_at=NOON)
    assert shelf.page().rows[-1].mine


STATES = (Folder.WAITING, Folder.SNOOZED, Folder.DONE)


@pytest.mark.parametrize("folder", list(Folder))
@pytest.mark.parametrize("order", list(Order))
def test_pages_neither_repeat_nor_skip_whatever_the_times(shelf, folder, order):
    times = [NOON, NOON, NOON, NOON + minutes(1), None, NOON + minutes(2), None, None]
    for place, at in enumerate(times):
        written = shelf.write(
            urgent_at=at, at=NOON + minutes(place // 3), unsent_at=NOON,
            approval_at=NOON, owner_id=shelf.agent_id if folder is Folder.MINE else None, snoozed_until=at,
            state=folder if folder in STATES else "open",
        )  # fmt: skip
        shelf.names(written, written, at=NOON + minutes(place // 3))
        shelf.needs(written, at=NOON + minutes(place // 3))
    whole = shelf.ids(folder, order)
    walked, after = [], None
    while True:
        page = shelf.page(folder, order, after, limit=3)
        walked += [row.id for row in page.rows]
        after = page.older and Position.read(str(page.older))
        if after is None:
            break
    assert walked == whole
    assert sorted(walked) == list(range(1, len(times) + 1))


def test_a_page_that_is_just_full_is_the_last(shelf):
    shelf.write()
    shelf.write()
    assert shelf.page(limit=2).older is None


def test_unread_is_what_this_agent_has_not_seen(shelf):
    found = shelf.write()
    assert shelf.page().rows[0].unread
    with shelf.database.write() as session:
        last = session.get(Conversation, found).last_inbound_id
        session.add(Read(agent_id=shelf.agent_id, conversation_id=found, message_id=last))
    assert not shelf.page().rows[0].unread


def test_a_colleagues_reading_and_draft_are_not_mine(shelf):
    found = shelf.write()
    with shelf.database.write() as session:
        jonas = cast.agent(session, cast.JONAS)
        session.add(Read(agent_id=jonas.id, conversation_id=found, message_id=10**9))
        session.add(
            Draft(agent_id=jonas.id, conversation_id=found, key="k", text="x", updated_at=NOON)
        )
    row = shelf.page().rows[0]
    assert (row.unread, row.drafted) == (True, False)


def test_my_draft_shows(shelf):
    found = shelf.write()
    with shelf.database.write() as session:
        session.add(
            Draft(
                agent_id=shelf.agent_id, conversation_id=found, key="k", text="x", updated_at=NOON
            )
        )
    assert shelf.page().rows[0].drafted


@pytest.mark.parametrize(
    ("state", "leaving"), [("queued", True), ("sending", True), ("delivered", False)]
)
def test_a_reply_on_its_way_shows(shelf, state, leaving):
    found = shelf.write()
    with shelf.database.write() as session:
        session.add(
            Reply(
                key="r",
                draft_key="r",
                account_id=shelf.account.id,
                conversation_id=found,
                agent_id=shelf.agent_id,
                via="page",
                kind="mention",
                thread_id="1",
                target="1",
                body="a",
                signature="s",
                text="a s",
                state=state,
                not_before=NOON,
                queued_at=NOON,
                undo_until=NOON,
            )
        )
    assert shelf.page().rows[0].leaving is leaving


@pytest.mark.parametrize(
    ("given", "stopped"),
    [
        ({"state": AccountState.PAUSED}, True),
        ({"thrift": Thrift.NOTHING}, True),
        ({"thrift": Thrift.NO_POLLS}, False),
    ],
)
def test_a_row_knows_whether_its_account_sends(shelf, given, stopped):
    shelf.write()
    with shelf.database.write() as session:
        account = session.get_one(Account, shelf.account.id)
        for name, value in given.items():
            setattr(account, name, value)
    assert shelf.page().rows[0].stopped is stopped


def test_a_row_says_what_the_list_shows(shelf):
    shelf.write(answer_until=NOON + minutes(60))
    row = shelf.page().rows[0]
    assert (row.name, row.platform, row.kind) == ("Erika M.", "memory", "mention")
    assert (row.preview, row.waiting_since) == ("Nr 1", NOON)
    assert row.answer_until == NOON + minutes(60)


def test_counts_stop_one_above_what_is_shown(shelf, monkeypatch):
    monkeypatch.setattr(conversations, "MOST", 2)
    for _ in range(5):
        shelf.write(unsent_at=NOON, approval_at=NOON)
    with shelf.database.read() as session:
        found = counts(session, shelf.agent_id)
    none = {
        Folder.MINE: 0,
        Folder.MENTIONS: 0,
        Folder.HELP: 0,
        Folder.WAITING: 0,
        Folder.SNOOZED: 0,
        Folder.DONE: 0,
    }
    assert found == dict.fromkeys(Folder, 3) | none


@pytest.mark.parametrize("broken", ["", "x", "1", "~x", "2026-11-20~1", "2026-11-20T12:00:00~1"])
def test_a_position_that_makes_no_sense_is_refused(broken):
    with pytest.raises(ValueError):
        Position.read(broken)


@pytest.mark.parametrize("position", [Position(NOON, 7), Position(None, 9)])
def test_a_position_survives_the_browser(position):
    assert Position.read(str(position)) == position


def crowd(database, account_id, contact_id, count, owner_id=None):
    """Fill the table in one statement; most rows stand in no folder that is asked for."""
    states = ["open", "waiting", "done", *["snoozed"] * 17]
    with database.write() as session:
        session.execute(
            insert(Conversation),
            [
                {
                    "account_id": account_id, "thread_id": f"t{n}", "contact_id": contact_id,
                    "kind": "mention", "preview": "", "created_at": NOON,
                    "state": states[n % 20], "last_message_at": NOON + timedelta(seconds=n),
                    "urgent_at": None if n % 9 == 0 else NOON + timedelta(seconds=n * 7 % count),
                    "unsent_at": NOON if n % 50 == 0 else None,
                    "owner_id": None if n % 3 else owner_id,
                    "snoozed_until": NOON + timedelta(seconds=n) if n % 20 > 2 else None,
                }
                for n in range(count)
            ],
        )  # fmt: skip


def mentions(session, account_id, agent_id, conversations, at=NOON, seen_at=None):
    """Write a note into each of these that names an agent."""
    note = {
        "account_id": account_id, "thread_id": "t", "kind": "note", "direction": "note",
        "text": "@Miriam", "created_at": at, "stored_at": at, "attachments": [],
        "answerable": "closed", "agent_id": agent_id,
    }  # fmt: skip
    rows = [note | {"conversation_id": number} for number in conversations]
    ids = session.scalars(insert(Message).returning(Message.id, sort_by_parameter_order=True), rows)
    named = {"agent_id": agent_id, "at": at, "seen_at": seen_at}
    session.execute(
        insert(Mention),
        [
            named | {"message_id": message, "conversation_id": number}
            for message, number in zip(ids, conversations, strict=True)
        ],
    )


def statements(database, work):
    """Run the work and return what it asked the database."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.read() as session:
            work(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return asked


def walks(database, work):
    """Return what of it looks at conversations; for whom an agent stands in is asked besides."""
    return [one for one in statements(database, work) if "FROM conversations" in one[0]]


def plan(database, statement, parameters):
    explain = "EXPLAIN QUERY PLAN " if database.embedded else "EXPLAIN "
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(explain + statement, parameters)
        return "\n".join(str(row[-1]) for row in rows)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowded(request, tmp_path_factory):
    """A shelf with thousands of conversations, for tests that only look."""
    made = tmp_path_factory.mktemp("crowded")
    fresh = postgres.fresh_sqlite(made) if request.param == "sqlite" else postgres.fresh()
    with fresh as url:
        shelf = shelf_in(postgres.warm(url))
        crowd(shelf.database, shelf.account.id, shelf.person.id, 6000, shelf.agent_id)
        shelf.names(*range(1, 1_000))
        shelf.names(*range(1, 1_000), seen_at=NOON)
        with shelf.database.write() as session:
            session.execute(text("ANALYZE"))
        yield shelf
        shelf.database.close()


# Not HELP: what stands there is few, and PostgreSQL begins at whichever side is fewer.
WAYS = [
    (Folder.OPEN, Order.URGENT, "ix_conversations_urgent"),
    (Folder.OPEN, Order.NEWEST, "ix_conversations_newest"),
    (Folder.MINE, Order.URGENT, "ix_conversations_owner_urgent"),
    (Folder.MENTIONS, Order.URGENT, "ix_mentions_newest"),
    (Folder.UNASSIGNED, Order.URGENT, "ix_conversations_unassigned|ix_conversations_owner_urgent"),
    (Folder.SNOOZED, Order.URGENT, "ix_conversations_snoozed"),
    (Folder.WAITING, Order.URGENT, "ix_conversations_newest"),
    (Folder.DONE, Order.URGENT, "ix_conversations_newest"),
    (Folder.UNSENT, Order.URGENT, "ix_conversations_unsent"),
    (Folder.ALL, Order.URGENT, "ix_conversations_last"),
]


@pytest.mark.parametrize("deep", [False, True], ids=["top", "deep"])
@pytest.mark.parametrize(("folder", "order", "index"), WAYS)
def test_every_page_walks_along_an_index(crowded, folder, order, index, deep):
    database = crowded.database
    after = Position(NOON + minutes(30), 2000) if deep else None
    asked = walks(database, lambda s: listed(s, crowded.agent_id, folder, order, after, 20))
    assert len(asked) == 1
    said = plan(database, *asked[0])
    assert any(one in said for one in index.split("|"))  # SQLite finds NULL in the whole one too
    assert "TEMP B-TREE FOR ORDER BY" not in said
    assert "Seq Scan on conversations" not in said
    assert "Sort" not in said


def test_no_count_walks_through_the_table(crowded):
    database = crowded.database
    asked = walks(database, lambda s: counts(s, crowded.agent_id))
    assert len(asked) == 1
    assert "Sort" not in plan(database, *asked[0])


def test_ten_times_as_many_conversations_ask_nothing_more(shelf):
    def work(session):
        listed(session, shelf.agent_id, Folder.OPEN)
        counts(session, shelf.agent_id)

    crowd(shelf.database, shelf.account.id, shelf.person.id, 1_200)
    few = len(statements(shelf.database, work))
    crowd_again(shelf, 12_000)
    assert len(statements(shelf.database, work)) == few


def crowd_again(shelf, count):
    with shelf.database.write() as session:
        session.execute(update(Conversation).values(thread_id=text("'o' || thread_id")))
        assert session.get(Account, shelf.account.id)
        assert session.get(Contact, shelf.person.id)
    crowd(shelf.database, shelf.account.id, shelf.person.id, count)
