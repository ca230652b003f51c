"""Guessing is slow: at most ten looks in any fifteen minutes, for an account and an address."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.models import SignInThrottle
from db.session import Database
from inbox.care import throttle
from tests.cast import NOON

QUARTER = timedelta(minutes=15)


def knock(db: Database, login: str, address: str, now: datetime) -> datetime | None:
    with db.write() as session:
        return throttle.guess(session, login, address, now)


def looked_at(
    db: Database, seconds: int, login: str = "miriam", address: str = "203.0.113.{}"
) -> list[datetime]:
    """Guess every second, from a new address each time, and return when one was looked at."""
    moments = [NOON + timedelta(seconds=second) for second in range(seconds)]
    found = []
    for n, moment in enumerate(moments):
        if knock(db, login.format(n), address.format(n % 250 if "{" in address else n), moment):
            continue
        found.append(moment)
    return found


def worst_quarter(moments: list[datetime]) -> int:
    return max(sum(1 for other in moments if m <= other < m + QUARTER) for m in moments)


def test_an_account_is_looked_at_ten_times_in_any_fifteen_minutes(
    sqlite_database: Database,
) -> None:
    assert worst_quarter(looked_at(sqlite_database, 1_900)) == 10


def test_an_address_that_tries_many_accounts_has_ten_guesses(sqlite_database: Database) -> None:
    moments = looked_at(sqlite_database, 1_900, login="agent{}", address="203.0.113.7")
    assert worst_quarter(moments) == 10


def test_a_thousand_guesses_at_once_are_looked_at_once(database: Database) -> None:
    looks = [knock(database, "miriam", "203.0.113.7", NOON) for _ in range(100)]
    assert looks.count(None) == 1


def test_the_wait_doubles(sqlite_database: Database) -> None:
    waits = []
    now = NOON
    for _ in range(6):
        assert knock(sqlite_database, "miriam", f"198.51.100.{len(waits)}", now) is None
        until = knock(sqlite_database, "miriam", "192.0.2.1", now)
        assert until is not None
        waits.append((until - now).total_seconds())
        now = until
    assert waits == [1, 2, 4, 8, 16, 32]


def test_the_wait_never_grows_beyond_fifteen_minutes(sqlite_database: Database) -> None:
    now = NOON
    for n in range(30):
        until = knock(sqlite_database, "miriam", f"198.51.100.{n}", now) or now
        now = max(until, now) + timedelta(minutes=15)
    knock(sqlite_database, "miriam", "192.0.2.1", now)
    until = knock(sqlite_database, "miriam", "192.0.2.2", now)
    assert until is not None and until - now <= QUARTER


def test_a_right_password_makes_the_account_quick_again(sqlite_database: Database) -> None:
    now = NOON
    for n in range(4):
        knock(sqlite_database, "miriam", f"198.51.100.{n}", now)
        now += timedelta(seconds=10)
    with sqlite_database.write() as session:
        throttle.right(session, "miriam", "198.51.100.3", now)
    assert knock(sqlite_database, "miriam", "198.51.100.9", now) is None


def test_colleagues_who_sign_in_rightly_do_not_use_up_their_office(
    sqlite_database: Database,
) -> None:
    for n in range(40):
        now = NOON + timedelta(seconds=n)
        assert knock(sqlite_database, f"agent{n}", "203.0.113.7", now) is None
        with sqlite_database.write() as session:
            throttle.right(session, f"agent{n}", "203.0.113.7", now)


def test_an_own_account_does_not_buy_more_guesses_at_others(sqlite_database: Database) -> None:
    looked = 0
    for n in range(60):
        now = NOON + timedelta(seconds=2 * n)
        if n % 3 == 0 and knock(sqlite_database, "mallory", "203.0.113.7", now) is None:
            with sqlite_database.write() as session:
                throttle.right(session, "mallory", "203.0.113.7", now)
        elif n % 3:
            looked += knock(sqlite_database, f"victim{n}", "203.0.113.7", now) is None
    assert looked <= 10


def test_an_hour_of_quiet_is_forgiven(sqlite_database: Database) -> None:
    now = NOON
    for n in range(5):
        knock(sqlite_database, "miriam", f"198.51.100.{n}", now)
        now += timedelta(seconds=20)
    later = now + timedelta(hours=1)
    assert knock(sqlite_database, "miriam", "192.0.2.1", later) is None
    again = knock(sqlite_database, "miriam", "192.0.2.2", later)
    assert again == later + timedelta(seconds=1)


def test_one_account_does_not_slow_another(sqlite_database: Database) -> None:
    knock(sqlite_database, "miriam", "203.0.113.7", NOON)
    assert knock(sqlite_database, "jonas", "203.0.113.8", NOON) is None


def test_old_rows_do_not_pile_up(sqlite_database: Database) -> None:
    for n in range(20):
        knock(sqlite_database, f"agent{n}", f"198.51.100.{n}", NOON)
    knock(sqlite_database, "miriam", "192.0.2.1", NOON + timedelta(days=2))
    with sqlite_database.read() as session:
        assert session.query(SignInThrottle).count() == 2


def test_what_was_typed_as_a_login_is_not_kept(sqlite_database: Database) -> None:
    knock(sqlite_database, "my secret password", "203.0.113.7", NOON)
    with sqlite_database.read() as session:
        keys = [row.key for row in session.query(SignInThrottle)]
    assert not any("secret" in key for key in keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_addresses_of_one_visitor_count_as_one(one: str, other: str) -> None:
    assert throttle.address_key(one) == throttle.address_key(other)


def test_neighbours_do_not_count_as_one() -> None:
    assert throttle.address_key("2001:db8:1:2::1") != throttle.address_key("2001:db8:1:3::1")


def test_an_address_that_is_none_still_has_a_key() -> None:
    assert throttle.address_key("x" * 500) == "address:" + "x" * 64
