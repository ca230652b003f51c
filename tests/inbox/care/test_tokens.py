"""A login that ends is renewed once, ahead of its end, and committed before anything else."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

import connectors
from connectors import memory
from connectors.base import Credentials, ReauthRequired, Refreshed, Retryable
from db.models import Account
from inbox.care import tokens
from inbox.care.tokens import WrongHouse
from inbox.care.vault import Vault, WrongKey
from tests import cast, postgres
from tests.cast import NOON
from tests.inbox.incoming.world import Hands, settings
from tests.killing import deaths, inside

VAULT = Vault("the key of these tests")
OLD = {"access_token": "old", "refresh_token": "r1"}


class Platform:
    """The platform's token endpoint: each refresh kills the token it was made with."""

    def __init__(self) -> None:
        self.alive, self.calls, self.answer = "r1", 0, None

    def refresh(self, connection, now):
        self.calls += 1
        if self.answer is not None:
            raise self.answer
        if connection.credentials["refresh_token"] != self.alive:
            raise ReauthRequired("invalid_grant")
        self.alive = f"r{self.calls + 1}"
        new = Credentials({"access_token": f"a{self.calls}", "refresh_token": self.alive})
        return Refreshed(new, now() + timedelta(hours=2))


class House:
    def __init__(self, db, tmp_path, expires_in) -> None:
        self.db, self.clock, self.platform = db, Hands(), Platform()
        self.settings = settings(tmp_path)
        with db.write() as session:
            account = cast.account(session)
            account.credentials = VAULT.seal(OLD)
            account.token_expires_at = NOON + expires_in if expires_in is not None else None
            self.account_id = account.id

    def fresh(self, vault=VAULT, db=None):
        return tokens.fresh(db or self.db, vault, self.settings, self.account_id, self.clock)

    def account(self) -> Account:
        with self.db.read() as session:
            return session.get_one(Account, self.account_id)

    def change(self, **values) -> None:
        with self.db.write() as session:
            account = session.get_one(Account, self.account_id)
            for name, value in values.items():
                setattr(account, name, value)


@pytest.fixture
def renewing(monkeypatch):
    """Let the memory platform have logins that end."""
    ending = replace(memory.PLATFORM, refreshes="connectors.memory:refresh")
    monkeypatch.setitem(connectors.PLATFORMS, "memory", ending)

    def build(db, tmp_path, expires_in=timedelta(minutes=5)) -> House:
        house = House(db, tmp_path, expires_in)
        monkeypatch.setattr(memory, "refresh", house.platform.refresh, raising=False)
        return house

    return build


def test_a_login_about_to_end_is_renewed_and_kept(database, tmp_path, renewing) -> None:
    house = renewing(database, tmp_path)
    assert house.fresh().credentials["access_token"] == "a1"
    account = house.account()
    assert VAULT.open(account.credentials)["refresh_token"] == "r2"
    assert account.token_expires_at == NOON + timedelta(hours=2)
    assert (account.refresh_by, account.refresh_until) == (None, None)


def test_a_login_with_time_left_is_used_as_it_is(sqlite_database, tmp_path, renewing) -> None:
    house = renewing(sqlite_database, tmp_path, timedelta(minutes=11))
    assert house.fresh().credentials["access_token"] == "old"
    assert house.platform.calls == 0


def test_a_login_whose_end_nobody_knows_is_renewed_at_once(
    sqlite_database, tmp_path, renewing
) -> None:
    house = renewing(sqlite_database, tmp_path, None)
    house.fresh()
    house.fresh()
    assert house.platform.calls == 1


def test_a_login_without_an_end_is_never_renewed(sqlite_database, tmp_path) -> None:
    house = House(sqlite_database, tmp_path, None)
    assert house.fresh().credentials["access_token"] == "old"


def test_it_is_renewed_again_ahead_of_the_next_end(sqlite_database, tmp_path, renewing) -> None:
    house = renewing(sqlite_database, tmp_path)
    house.fresh()
    house.clock.forward(hours=1, minutes=51)
    assert house.fresh().credentials["access_token"] == "a2"


def test_while_another_process_renews_the_old_login_serves(database, tmp_path, renewing) -> None:
    house = renewing(database, tmp_path)
    house.change(refresh_by="another", refresh_until=NOON + timedelta(seconds=40))
    assert house.fresh().credentials["access_token"] == "old"
    assert house.platform.calls == 0


def test_while_another_process_renews_a_dead_login_we_wait(database, tmp_path, renewing) -> None:
    house = renewing(database, tmp_path, timedelta(minutes=-1))
    until = NOON + timedelta(seconds=40)
    house.change(refresh_by="another", refresh_until=until)
    with pytest.raises(Retryable) as waits:
        house.fresh()
    assert waits.value.after == until


def test_the_lease_of_a_dead_refresher_runs_out(database, tmp_path, renewing) -> None:
    house = renewing(database, tmp_path)
    house.change(refresh_by="dead", refresh_until=NOON)
    assert house.fresh().credentials["access_token"] == "a1"


def test_a_refusal_asks_for_a_person_and_frees_the_lease(database, tmp_path, renewing) -> None:
    house = renewing(database, tmp_path)
    house.platform.alive = "somebody else's"
    with pytest.raises(ReauthRequired):
        house.fresh()
    assert house.account().refresh_by is None


def test_a_busy_token_endpoint_costs_nothing_while_the_login_lives(
    sqlite_database, tmp_path, renewing
) -> None:
    house = renewing(sqlite_database, tmp_path)
    house.platform.answer = Retryable("503")
    assert house.fresh().credentials["access_token"] == "old"
    house.clock.forward(minutes=6)
    with pytest.raises(Retryable):
        house.fresh()


def test_many_threads_renew_once(database, tmp_path, renewing) -> None:
    house = renewing(database, tmp_path)
    got: list[str] = []
    gate = threading.Barrier(6)

    def one() -> None:
        gate.wait()
        got.append(house.fresh().credentials["access_token"])

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert house.platform.calls == 1
    assert len(got) == 6
    assert set(got) <= {"old", "a1"}


def test_a_death_while_renewing_costs_the_login_at_most_and_never_stands_still(
    sqlite_database, tmp_path, renewing
) -> None:
    """Whatever line it dies at: the next one renews, or hears that a person has to connect."""
    house = renewing(sqlite_database, tmp_path)
    url = house.db.engine.url.render_as_string(hide_password=False)
    house.db.close()
    alive, ends = tmp_path / "alive", set()
    before = house.account().credentials
    house.db.close()

    def refresh(connection, now):
        if connection.credentials["refresh_token"] != alive.read_text():
            raise ReauthRequired("invalid_grant")
        alive.write_text(alive.read_text() + "+")
        new = Credentials({"access_token": "new", "refresh_token": alive.read_text()})
        return Refreshed(new, now() + timedelta(hours=2))

    memory.refresh = refresh

    def work() -> None:
        house.fresh(db=postgres.warm(url))

    alive.write_text("r1")
    for _ in deaths(work, inside("inbox/care/tokens.py"), times=1):
        house.db = postgres.warm(url)
        house.clock.forward(minutes=2)
        try:
            ends.add(house.fresh().credentials["access_token"])
        except ReauthRequired:
            ends.add("a person has to connect")
        house.change(credentials=before, token_expires_at=NOON, refresh_by=None, refresh_until=None)
        house.db.close()
        house.clock.at = NOON
        alive.write_text("r1")
    assert ends == {"new", "a person has to connect"}


def test_credentials_sealed_with_another_key_are_said_to_be(sqlite_database, tmp_path) -> None:
    house = House(sqlite_database, tmp_path, None)
    with pytest.raises(WrongKey) as wrong:
        house.fresh(vault=Vault("quite another key"))
    assert "old" not in str(wrong.value)


def test_sandbox_and_real_accounts_never_open_each_others_doors(sqlite_database, tmp_path) -> None:
    house = House(sqlite_database, tmp_path, None)
    house.settings = house.settings.model_copy(update={"sandbox": False})
    with pytest.raises(WrongHouse):
        house.fresh()


def test_a_sandbox_account_never_leaves_this_machine(sqlite_database, tmp_path) -> None:
    house = House(sqlite_database, tmp_path, None)
    house.change(base_url="https://api.x.com")
    with pytest.raises(WrongHouse):
        house.fresh()


def test_a_connection_says_how_far_back_its_streams_begin(sqlite_database, tmp_path) -> None:
    house = House(sqlite_database, tmp_path, None)
    with house.db.write() as session:
        account = session.get_one(Account, house.account_id)
        cast.stream(session, account, "all").backfill_days = 30
        cast.stream(session, account, "revisit")
    assert house.fresh().backfill == {"all": timedelta(days=30)}


def test_days_to_be_read_again_go_before_what_every_start_reads(sqlite_database, tmp_path) -> None:
    house = House(sqlite_database, tmp_path, None)
    with house.db.write() as session:
        account = session.get_one(Account, house.account_id)
        stream = cast.stream(session, account, "all")
        stream.backfill_days, stream.again_days = 30, 7
    assert house.fresh().backfill == {"all": timedelta(days=7)}
