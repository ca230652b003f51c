"""E-mails to colleagues are written down once, tried again, and given up after a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Mail
from inbox.care import mail
from inbox.care.mail import FIRST_WAIT, LEASE, LIFETIME, LONGEST_WAIT
from tests.cast import NOON

TO = "amina@example.com"


def queue(db, key="gap:1", now=NOON) -> bool:
    with db.write() as session:
        return mail.queue(session, key, TO, "Betreff", "Text", now)


def claim(db, now=NOON) -> list[mail.Letter]:
    with db.write() as session:
        return mail.claim(session, now)


def row(db) -> Mail:
    with db.read() as session:
        return session.scalars(select(Mail)).one()


def test_what_is_told_twice_is_written_once(database) -> None:
    assert queue(database)
    assert not queue(database)
    assert len(claim(database)) == 1


def test_an_e_mail_is_claimed_once(database) -> None:
    queue(database)
    (letter,) = claim(database)
    assert (letter.recipient, letter.subject, letter.text, letter.tries) == (
        TO,
        "Betreff",
        "Text",
        1,
    )
    assert claim(database, NOON + LEASE - timedelta(seconds=1)) == []


def test_one_whose_sender_died_is_taken_over_under_the_same_name(database) -> None:
    queue(database)
    (first,) = claim(database)
    (second,) = claim(database, NOON + LEASE)
    assert (second.tries, second.message_id) == (2, first.message_id)


def test_what_the_server_has_is_done(database) -> None:
    queue(database)
    (letter,) = claim(database)
    with database.write() as session:
        mail.sent(session, letter, NOON)
    assert claim(database, NOON + LIFETIME) == []
    assert row(database).sent_at == NOON


def test_tries_come_further_and_further_apart_and_end_after_a_day(sqlite_database) -> None:
    queue(sqlite_database)
    now, waits = NOON, []
    while letters := claim(sqlite_database, now):
        with sqlite_database.write() as session:
            mail.not_sent(session, letters[0], "away", now)
        if row(sqlite_database).failed_at is None:
            waits.append(row(sqlite_database).due_at - now)
            now = row(sqlite_database).due_at
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert max(waits) == LONGEST_WAIT
    assert LIFETIME - LONGEST_WAIT <= now - NOON <= LIFETIME
    assert (row(sqlite_database).trouble, row(sqlite_database).sent_at) == ("away", None)


def test_what_can_never_leave_is_given_up_at_once(sqlite_database) -> None:
    queue(sqlite_database)
    (letter,) = claim(sqlite_database)
    with sqlite_database.write() as session:
        assert mail.not_sent(session, letter, "no such address", NOON, final=True)
    assert row(sqlite_database).failed_at == NOON
    assert claim(sqlite_database, NOON + timedelta(hours=2)) == []


def test_a_late_failure_does_not_undo_that_it_was_sent(sqlite_database) -> None:
    queue(sqlite_database)
    (letter,) = claim(sqlite_database)
    with sqlite_database.write() as session:
        mail.sent(session, letter, NOON)
        mail.not_sent(session, letter, "away", NOON, final=True)
    assert (row(sqlite_database).sent_at, row(sqlite_database).failed_at) == (NOON, None)


@pytest.mark.parametrize("count", [mail.AT_ONCE + 1])
def test_a_round_takes_a_bounded_number_the_oldest_first(sqlite_database, count) -> None:
    for number in range(count):
        queue(sqlite_database, f"k{number}", NOON + number * timedelta(seconds=1))
    later = NOON + timedelta(hours=1)
    first, rest = claim(sqlite_database, later), claim(sqlite_database, later)
    assert [len(first), len(rest)] == [mail.AT_ONCE, 1]
    assert rest[0].queued_at == NOON + (count - 1) * timedelta(seconds=1)
