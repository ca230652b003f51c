"""Long work is done in pieces, and lets others write between them."""

from __future__ import annotations

import threading
import time

from sqlalchemy import select

from db.models import Account
from db.session import Database, Session


def test_whoever_waits_to_write_gets_a_turn_before_long_work_is_done(database: Database) -> None:
    begun, written = threading.Event(), threading.Event()
    pieces: list[int] = []

    def somebody() -> None:
        begun.wait()
        with database.write() as session:
            session.execute(select(Account.id))
        written.set()

    def piece(session: Session) -> int:
        session.execute(select(Account.id))
        begun.set()
        time.sleep(0.2)  # longer than SQLite ever waits between two looks
        pieces.append(1)
        return 1

    other = threading.Thread(target=somebody)
    other.start()
    database.in_pieces(piece, lambda: written.is_set() or len(pieces) > 40)
    other.join()
    assert len(pieces) < 5


def test_long_work_ends_with_the_first_piece_that_is_not_whole(database: Database) -> None:
    left = [50, 50, 20, 50]
    done = database.in_pieces(lambda _: left.pop(0), lambda: False, whole=50)
    assert (done, left) == (120, [50])


def test_what_is_to_stop_begins_no_further_piece(database: Database) -> None:
    assert database.in_pieces(lambda _: 1, lambda: True) == 0
