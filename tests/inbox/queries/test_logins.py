"""How logins stand: one query for all, and an end that only counts where nothing renews it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from inbox.queries import logins
from inbox.rules.logins import Ending
from tests import cast
from tests.cast import NOON

SOON = NOON + timedelta(days=3)


@pytest.fixture
def accounts(database):
    with database.write() as session:
        x, page = cast.account(session, "twitter"), cast.account(session, "facebook", "page")
        x.scopes, x.missing = ["tweet.read"], ["dm.read"]
        return x.id, page.id


def change(db, account_id, **values) -> None:
    from db.models import Account

    with db.write() as session:
        account = session.get_one(Account, account_id)
        for name, value in values.items():
            setattr(account, name, value)


def of(db, account_id) -> logins.LoginView:
    with db.read() as session:
        found = logins.login(session, account_id, NOON)
    assert found is not None
    return found


def test_a_login_says_what_it_may_and_lacks(database, accounts) -> None:
    found = of(database, accounts[0])
    assert (found.platform, found.label) == ("twitter", "X")
    assert (found.scopes, found.missing) == (("tweet.read",), ("dm.read",))


def test_all_of_them_are_one_query(sqlite_database) -> None:
    with sqlite_database.write() as session:
        ids = {cast.account(session, slug=f"a{n}", platform="facebook").id for n in range(5)}
    asked: list[str] = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    with sqlite_database.read() as session:
        assert set(logins.logins(session, NOON)) == ids
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_the_end_of_a_login_that_is_renewed_is_no_matter(database, accounts) -> None:
    change(database, accounts[0], token_expires_at=SOON)
    assert of(database, accounts[0]).ends is None
    change(database, accounts[0], missing=["offline.access"])
    ends = of(database, accounts[0]).ends
    assert ends is not None
    assert (ends.what, ends.step) == (Ending.LOGIN, 7)


def test_the_end_of_a_consent_always_counts(database, accounts) -> None:
    change(database, accounts[1], access_ends_at=SOON)
    ends = of(database, accounts[1]).ends
    assert ends is not None
    assert (ends.what, ends.at) == (Ending.CONSENT, SOON)


def test_an_account_that_is_not_there_has_no_login(database) -> None:
    with database.read() as session:
        assert logins.login(session, 99, NOON) is None
        assert logins.left(session, 99) == logins.Left(0, 0)
