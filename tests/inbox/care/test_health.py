"""Every login is asked about once a day: what it may, when it ends, whether it lives at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

import connectors
from connectors.base import (
    Credentials,
    Health,
    ReauthRequired,
    Rejected,
    Retryable,
)
from connectors.sandbox.accounts import FACEBOOK
from db.models import Account, AccountState, Connecting
from inbox.care import adoption, health
from inbox.care.vault import Vault
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import Hands, settings

VAULT = Vault("the key of these tests")


class Asked:
    """How accounts are connected on a platform that answers what it is told to."""

    def __init__(self) -> None:
        self.connections: list[object] = []
        self.answer: Health | Exception = Health()

    def health(self, connection):
        self.connections.append(connection)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class House:
    """Accounts of the memory platform, whose logins can be asked about."""

    def __init__(self, db, tmp_path, monkeypatch) -> None:
        self.db, self.clock, self.asked = db, Hands(), Asked()
        self.settings = settings(tmp_path)
        monkeypatch.setattr(connectors, "login", lambda name: self.asked)
        asking = {name: each for name, each in connectors.PLATFORMS.items() if name == "memory"}
        from dataclasses import replace

        monkeypatch.setitem(
            connectors.PLATFORMS, "memory", replace(asking["memory"], connects="somewhere")
        )
        self.id = self.add("one")

    def add(self, slug: str) -> int:
        with self.db.write() as session:
            account = cast.account(session, slug=slug)
            account.external_id, account.credentials = slug, VAULT.seal({"word": "w"})
            return account.id

    def check(self, stop=lambda: False) -> int:
        """Check what is due and return how many logins were asked about."""
        before = len(self.asked.connections)
        health.check_due(self.db, VAULT, self.settings, self.clock, stop)
        return len(self.asked.connections) - before

    def account(self) -> Account:
        with self.db.read() as session:
            return session.get_one(Account, self.id)

    def change(self, **values) -> None:
        with self.db.write() as session:
            account = session.get_one(Account, self.id)
            for name, value in values.items():
                setattr(account, name, value)


@pytest.fixture
def house(sqlite_database, tmp_path, monkeypatch) -> House:
    return House(sqlite_database, tmp_path, monkeypatch)


def test_a_login_is_asked_about_once_a_day(database, tmp_path, monkeypatch) -> None:
    house = House(database, tmp_path, monkeypatch)
    assert [house.check(), house.check()] == [1, 0]
    house.clock.forward(hours=23, minutes=59)
    assert house.check() == 0
    house.clock.forward(minutes=1)
    assert house.check() == 1
    assert house.account().checked_at == house.clock()


def test_what_the_platform_tells_is_kept(house) -> None:
    ends = NOON + timedelta(days=9)
    house.asked.answer = Health(ends, ends + timedelta(days=1), ("read", "write"), ("direct",))
    house.check()
    account = house.account()
    assert (account.scopes, account.missing) == (["read", "write"], ["direct"])
    assert account.token_expires_at == ends
    assert account.access_ends_at == ends + timedelta(days=1)
    assert account.login == "word"


def test_what_it_does_not_tell_stays_as_it_was(house) -> None:
    ends = NOON + timedelta(days=9)
    house.change(scopes=["read"], missing=["write"], token_expires_at=ends, login="other")
    house.check()
    account = house.account()
    assert (account.scopes, account.missing, account.login) == (["read"], ["write"], "other")
    assert account.token_expires_at == ends


def test_a_right_that_came_back_is_no_longer_missed(house) -> None:
    house.change(missing=["write"])
    house.asked.answer = Health(scopes=("read", "write"))
    house.check()
    assert house.account().missing == []


def test_the_end_of_a_login_that_renews_itself_is_not_the_platforms_to_tell(house) -> None:
    soon = NOON + timedelta(hours=2)
    house.change(credentials=VAULT.seal({"word": "w", "refresh_token": "r"}), token_expires_at=soon)
    house.asked.answer = Health(expires_at=NOON + timedelta(days=30))
    house.check()
    assert house.account().token_expires_at == soon


def test_a_dead_login_stops_its_account_at_once(house) -> None:
    house.asked.answer = ReauthRequired("dead")
    house.check()
    account = house.account()
    assert (account.state, account.trouble) == (AccountState.LOGIN_NEEDED, "login_needed")
    assert account.trouble_since == NOON
    house.clock.forward(days=2)
    assert house.check() == 0


@pytest.mark.parametrize("error", [Retryable("503"), Rejected("no")])
def test_a_login_that_could_not_be_asked_about_is_asked_about_in_an_hour(house, error) -> None:
    house.asked.answer = error
    assert [house.check(), house.check()] == [1, 0]
    assert house.account().state == AccountState.ACTIVE
    house.clock.forward(hours=1)
    assert house.check() == 1


@pytest.mark.parametrize("state", [s for s in AccountState if s is not AccountState.ACTIVE])
def test_only_accounts_that_work_are_asked_about(house, state) -> None:
    house.change(state=state)
    assert house.check() == 0


def test_an_account_without_credentials_is_not_asked_about(house) -> None:
    house.change(credentials="")
    assert house.check() == 0


def test_credentials_of_another_key_ask_nobody_and_stop_nothing_else(house) -> None:
    house.change(credentials=Vault("another key altogether").seal({"word": "w"}))
    house.add("two")
    assert house.check() == 1


def test_many_logins_are_asked_about_a_few_at_a_time(house) -> None:
    for number in range(health.AT_ONCE + 4):
        house.add(f"more-{number}")
    assert [house.check(), house.check(), house.check()] == [health.AT_ONCE, 5, 0]


def test_a_worker_that_ends_asks_no_further(house) -> None:
    house.add("two")
    assert house.check(stop=lambda: bool(house.asked.connections)) == 1


def test_an_account_disconnected_meanwhile_stays_let_go_of(house) -> None:
    def disconnected(connection):
        house.change(state=AccountState.DISCONNECTED, scopes=[])
        return Health(scopes=("read",))

    house.asked.health = disconnected
    house.check()
    assert house.account().scopes == []


def test_logins_that_nobody_finished_are_forgotten(house) -> None:
    with house.db.write() as session:
        agent = cast.agent(session)
        session.add(
            Connecting(
                state_hash="h", platform="memory", agent_id=agent.id, kept="sealed",
                expires_at=NOON,
            )
        )  # fmt: skip
    house.check()
    with house.db.read() as session:
        assert session.scalars(select(Connecting)).all() == []


# -- against the stand-ins ------------------------------------------------------------------------


class Adopted:
    """The sandbox's own accounts, as a first start makes them."""

    def __init__(self, db, tmp_path, sandbox) -> None:
        self.db, self.settings = db, settings(tmp_path, sandbox_port=urlsplit(sandbox.url).port)
        with db.write() as session:
            for login in adoption.sandbox_logins(self.settings):
                adoption.put(session, VAULT, login, now())

    def check(self) -> dict[str, Account]:
        with self.db.write() as session:
            for account in session.scalars(select(Account)):
                account.checked_at = None
        health.check_due(self.db, VAULT, self.settings, now)
        with self.db.read() as session:
            return {account.platform: account for account in session.scalars(select(Account))}


def now() -> datetime:
    return datetime.now(UTC)


def test_the_sandboxs_accounts_tell_what_they_may(sqlite_database, tmp_path, sandbox) -> None:
    found = Adopted(sqlite_database, tmp_path, sandbox).check()
    assert found["twitter"].scopes == ["read-write-directmessages"]
    assert found["twitter"].login == "oauth1"
    assert "pages_messaging" in found["facebook"].scopes
    assert found["facebook"].login == "page"
    assert [account.missing for account in found.values()] == [[], [], []]


@pytest.mark.parametrize(
    ("command", "taken"), [("x", {"twitter"}), ("facebook", {"facebook", "instagram"})]
)
def test_a_login_taken_back_on_the_platform_is_found_out(
    sqlite_database, tmp_path, sandbox, command, taken
) -> None:
    """A page's login is that of the Instagram account that hangs on it."""
    house = Adopted(sqlite_database, tmp_path, sandbox)
    sandbox.post(f"{command}/revoke")
    found = house.check()
    stopped = {name for name in found if found[name].state == AccountState.LOGIN_NEEDED}
    assert stopped == taken
    assert {found[name].state for name in found.keys() - taken} == {AccountState.ACTIVE}


def test_the_kind_of_a_login_is_told_by_its_secrets() -> None:
    from connectors.base import Connection

    page = {"page_token": FACEBOOK.page_token, "app_secret": "s", "app_id": "1"}
    opened = Connection("facebook", "1", None, "http://x", Credentials(page))
    assert health.kind(opened) == "page"
    opened = Connection("facebook", "1", None, "http://x", Credentials({"word": "w"}))
    assert health.kind(opened) is None
