"""What is said can be found at once; what is gone cannot be found, by whatever way it went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update

from connectors.base import Gone
from db.models import Account, Contact, Conversation, Message, Role, SearchDue, SearchEntry
from db.session import Database
from inbox.care import disconnecting, indexing, removal, retention, searching
from inbox.care.rights import MACHINE, SYSTEM, Actor, NotAllowed, Via
from inbox.queries import search
from inbox.rules.search import read
from tests import cast, postgres
from tests.cast import NOON
from tests.desk import Desk, settings
from tests.inbox.incoming import test_intake
from tests.inbox.incoming.world import said

SECRET = "Meine Kontonummer lautet Zwetschgenkuchen"


@pytest.fixture
def intake(database: Database) -> test_intake.Desk:
    return test_intake.Desk(database)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database, settings(undo_seconds=0))


def found(db: Database, line: str) -> list[str]:
    """Return the pieces of text that a search shows."""
    with db.read() as session:
        hits = search.find(session, None, read(line)).hits
    return ["".join(piece.text for piece in hit.pieces) for hit in hits]


def people(db: Database, line: str) -> list[str]:
    with db.read() as session:
        return [known.name for known in search.find(session, None, read(line)).people]


def left(db: Database, word: str = "zwetschgenkuchen") -> int:
    """Return in how many entries a word stands, as the index's own table and the tables say."""
    with db.read() as session:
        lines = list(session.scalars(select(SearchEntry.words)))
        inside = 0
        if db.embedded:
            wanted = text("SELECT count(*) FROM search_words WHERE search_words MATCH :word")
            inside = session.scalar(wanted, {"word": word}) or 0
    return sum(word in line.split() for line in lines) + inside


def in_order(db: Database) -> None:
    """Let SQLite hold its index against the table it stands over; raises where they differ."""
    if db.embedded:
        check = "INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)"
        with db.write() as session:
            session.execute(text(check))


# -- what is said ---------------------------------------------------------------------------------


def test_what_comes_in_can_be_found_in_the_same_breath(intake) -> None:
    intake.store(said("1", SECRET))
    assert found(intake.db, "zwetschgen*") == [SECRET]
    assert intake.all(SearchDue, SearchDue.subject) == []


def test_people_can_be_found_as_soon_as_they_wrote(intake) -> None:
    intake.store(said("1", "Hallo"))
    assert people(intake.db, "erika") == ["Erika M."]


def test_what_surrounds_a_thread_is_not_found(intake) -> None:
    intake.store(said("1", "Hallo", parent_id="0"), context=(said("0", SECRET, thread="1"),))
    assert (found(intake.db, "zwetschgenkuchen"), left(intake.db)) == ([], 0)


def test_what_was_context_and_is_then_said_to_us_is_found(intake) -> None:
    intake.store(said("1", "Hallo", parent_id="0"), context=(said("0", SECRET, thread="1"),))
    intake.store(said("0", SECRET, thread="1"))
    assert found(intake.db, "zwetschgenkuchen") == [SECRET]


def test_our_answer_can_be_found_when_it_is_out_and_by_whom(desk) -> None:
    desk.answers(desk.writes("Hallo"), "Die Zwetschgenkuchen sind unterwegs.")
    assert found(desk.db, "zwetschgenkuchen") == []
    desk.delivers()
    assert len(found(desk.db, "zwetschgenkuchen by:miriam")) == 1
    assert found(desk.db, "zwetschgenkuchen by:jonas") == []


# -- what changes and what goes -------------------------------------------------------------------


def test_an_edited_message_is_found_by_what_it_says_now(intake) -> None:
    intake.store(said("1", SECRET))
    intake.store(said("1", "Nichts weiter", edited_at=NOON + timedelta(minutes=5)))
    assert (found(intake.db, "zwetschgenkuchen"), left(intake.db)) == ([], 0)
    assert found(intake.db, "nichts") == ["Nichts weiter"]


@pytest.mark.parametrize("why", list(Gone))
def test_what_the_platform_shows_no_more_is_found_no_more(intake, why) -> None:
    intake.store(said("1", SECRET))
    intake.store(said("1", "", gone=why))
    assert (found(intake.db, "zwetschgenkuchen"), left(intake.db)) == ([], 0)
    assert found(intake.db, "from:erika") == []


def test_what_is_removed_is_out_of_the_index_in_the_same_transaction(intake) -> None:
    intake.store(said("1", SECRET))
    with intake.db.write() as session:
        number = session.scalars(select(Message.id)).one()
        removal.remove(session, [number], Gone.DELETED, NOON)
        assert (
            list(session.scalars(select(SearchEntry.message_id).where(SearchEntry.place >= 0)))
            == []
        )
    assert left(intake.db) == 0


def test_a_removal_that_is_rolled_back_removes_nothing(intake) -> None:
    intake.store(said("1", SECRET))
    with pytest.raises(ZeroDivisionError), intake.db.write() as session:
        session.execute(delete(Message))
        _ = 1 / 0
    assert found(intake.db, "zwetschgenkuchen") == [SECRET]


def test_who_is_called_otherwise_is_found_by_the_new_name_alone(intake) -> None:
    intake.store(said("1", "Hallo"))
    with intake.db.write() as session:
        session.execute(update(Contact).values(name="Frau Zwetschgenkuchen", handle=None))
        indexing.keep_up(session)
    assert people(intake.db, "zwetschgenkuchen") == ["Frau Zwetschgenkuchen"]
    assert people(intake.db, "erika") == []
    assert left(intake.db, "erika") == 0


def test_retention_takes_what_is_old_out_of_the_index(database, tmp_path) -> None:
    desk = Desk(database, settings(data_dir=tmp_path, retention_messages_days=30))
    number = desk.writes(SECRET)
    with database.write() as session:
        session.execute(update(Conversation).values(state="done", waiting_since=None))
        indexing.keep_up(session)
    assert found(database, "zwetschgenkuchen") == [SECRET]
    desk.wait(days=31)
    retention.tidy(database, desk.settings, desk.now)
    with database.read() as session:
        assert session.get(Conversation, number) is None
    assert (left(database), left(database, "erika")) == (0, 0)
    in_order(database)


def test_erasing_an_account_takes_all_of_it_out_of_the_index(desk) -> None:
    desk.writes(SECRET)
    indexing.catch_up(desk.db)
    with desk.db.write() as session:
        disconnecting.disconnect(session, MACHINE, desk.account_id, NOON)
    disconnecting.erase(desk.db, MACHINE, desk.account_id, NOON)
    assert (left(desk.db), left(desk.db, "erika")) == (0, 0)
    in_order(desk.db)


def test_an_account_deleted_with_all_that_hangs_on_it_leaves_nothing(database) -> None:
    """Not our code but the database's own cascade: the index follows that as well."""
    with database.write() as session:
        cast.matter(session, cast.account(session), SECRET)
        indexing.keep_up(session)
        session.execute(delete(Account))
    assert left(database) == 0
    in_order(database)


# -- who forgets ----------------------------------------------------------------------------------


def test_who_writes_past_the_index_is_caught_up_with(database) -> None:
    with database.write() as session:
        cast.matter(session, cast.account(session), SECRET)
    assert found(database, "zwetschgenkuchen") == []
    assert indexing.catch_up(database) == 2
    assert found(database, "zwetschgenkuchen") == [SECRET]
    assert indexing.catch_up(database) == 0


def test_who_changes_a_text_past_the_index_leaves_nothing_stale(database) -> None:
    with database.write() as session:
        cast.matter(session, cast.account(session), SECRET)
        indexing.keep_up(session)
        session.execute(update(Message).values(text="Anderes"))
    assert left(database) == 0
    indexing.catch_up(database)
    assert found(database, "anderes") == ["Anderes"]


def test_a_long_history_is_caught_up_with_piece_by_piece(database, monkeypatch) -> None:
    with database.write() as session:
        ours, who = cast.account(session), cast.contact(session)
        for number in range(5):
            cast.matter(session, ours, "Hallo", who=who, thread=str(number))
    with database.write() as session:
        assert indexing.keep_up(session, limit=2) == 2
    assert indexing.catch_up(database) == 4
    assert len(found(database, "hallo")) == 5


def test_catching_up_stops_when_told_to(sqlite_database) -> None:
    with sqlite_database.write() as session:
        cast.matter(session, cast.account(session), SECRET)
    assert indexing.catch_up(sqlite_database, lambda: True) == 0


def test_what_went_before_it_was_known_is_no_work(database) -> None:
    with database.write() as session:
        cast.matter(session, cast.account(session), SECRET)
        session.execute(delete(Account))
        session.execute(delete(Contact))
        assert indexing.keep_up(session) == 2
        assert list(session.scalars(select(SearchDue.subject))) == []


def test_on_postgresql_nobody_waits_for_who_is_deleting() -> None:
    with postgres.fresh() as url:
        db, other = postgres.warm(url), postgres.warm(url)
        with db.write() as session:
            cast.matter(session, cast.account(session), SECRET)
        with other.write() as deleting:
            deleting.execute(delete(Message))
            assert indexing.catch_up(db) == 1, "the person, not the message"
        assert indexing.catch_up(db) == 1
        assert left(db) == 0
        db.close()
        other.close()


def test_on_postgresql_two_workers_share_what_is_due() -> None:
    with postgres.fresh() as url:
        db, other = postgres.warm(url), postgres.warm(url)
        with db.write() as session:
            cast.matter(session, cast.account(session), SECRET)
        with db.write() as one, other.write() as two:
            assert (indexing.keep_up(one), indexing.keep_up(two)) == (2, 0)
        assert found(db, "zwetschgenkuchen") == [SECRET]
        db.close()
        other.close()


# -- who may --------------------------------------------------------------------------------------


def test_whoever_may_read_may_search(database) -> None:
    with database.write() as session:
        cast.matter(session, cast.account(session), SECRET)
        indexing.keep_up(session)
    with database.read() as session:
        agent = Actor(None, Role.AGENT, Via.PAGE)
        query, shown = searching.look(session, agent, "zwetschgenkuchen on:2026-11-20", "UTC")
        assert len(shown.hits) == 1
        assert query.terms[0].words == ("zwetschgenkuchen",)
        assert len(searching.look(session, SYSTEM, "from:erika", "UTC")[1].hits) == 1


def test_a_role_that_nobody_knows_may_not(sqlite_database) -> None:
    nobody = Actor(1, "guest", Via.PAGE)
    with sqlite_database.read() as session, pytest.raises(NotAllowed):
        searching.look(session, nobody, "hallo", "UTC")
