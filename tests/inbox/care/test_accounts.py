"""Accounts: made from the environment, named by the platform, stopped once, resumed by people."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors import memory
from connectors.base import Author, Credentials, OutOfCredit, ReauthRequired, Retryable
from db.models import Account, AccountState, Audit, Role, Stream, Trouble
from inbox.care import accounts, adoption, logins
from inbox.care.logins import Login
from inbox.care.rights import MACHINE, SYSTEM, Actor, NotAllowed, Via
from inbox.care.tokens import WrongHouse
from inbox.care.vault import Vault
from inbox.settings import Settings
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import Hands, settings

VAULT = Vault("the key of these tests")
AGENT = Actor(1, Role.AGENT, Via.PAGE)


class House:
    """An installation whose accounts live in towns of the memory platform."""

    def __init__(self, db, tmp_path, **given) -> None:
        self.db, self.clock = db, Hands()
        self.settings = settings(tmp_path, **given)
        self.whoami: Author | Exception = Author("ours", "Stadtwerke Lindenau", "Lindenau_Hilft")
        self.asked = 0

    def opener(self, account_id):
        house = self

        class Connector:
            def whoami(self):
                house.asked += 1
                if isinstance(house.whoami, Exception):
                    raise house.whoami
                return house.whoami

            def close(self) -> None:
                pass

        return Connector()

    def put(self, word="w1", url="memory://one", external_id=None) -> int:
        login = Login("memory", url, Credentials({"word": word}), True, external_id)
        with self.db.write() as session:
            return adoption.put(session, VAULT, login, self.clock()).id

    def adopt(self):
        return adoption.from_environment(self.db, VAULT, self.settings, self.opener, self.clock)

    def all(self, what=Account):
        with self.db.read() as session:
            return list(session.scalars(select(what)))

    def account(self) -> Account:
        (found,) = self.all()
        return found

    def with_account(self) -> int:
        with self.db.write() as session:
            account = cast.account(session)
            cast.stream(session, account)
            return account.id

    def act(self, use_case, *args):
        with self.db.write() as session:
            return use_case(session, *args)


@pytest.fixture
def house(sqlite_database, tmp_path, monkeypatch):
    monkeypatch.setattr(adoption, "sandbox_logins", lambda _: ())
    return House(sqlite_database, tmp_path)


@pytest.fixture
def both(database, tmp_path, monkeypatch):
    monkeypatch.setattr(adoption, "sandbox_logins", lambda _: ())
    return House(database, tmp_path)


# -- from the environment -------------------------------------------------------------------------

X1 = {"x_api_key": "k", "x_api_secret": "s", "x_access_token": "783214-abc",
      "x_access_token_secret": "t"}  # fmt: skip
X2 = {"x_client_id": "c", "x_oauth2_access_token": "a", "x_oauth2_refresh_token": "r"}
FB = {"facebook_page_token": "p", "facebook_app_secret": "s", "facebook_page_id": "100"}


def of(**given) -> tuple[Login, ...]:
    return logins.of_environment(Settings(_env_file=None, **given))


def test_each_set_of_credentials_is_an_account() -> None:
    assert [login.platform for login in of(**X1, **FB)] == ["twitter", "facebook"]
    assert [login.platform for login in of(**X2)] == ["twitter"]
    assert of() == ()


def test_an_oauth1_token_says_whose_it_is() -> None:
    (login,) = of(**X1)
    assert login.external_id == "783214"
    assert of(**(X1 | {"x_access_token": "opaque"}))[0].external_id is None


def test_oauth2_needs_no_client_secret() -> None:
    (login,) = of(**X2)
    assert login.credentials["client_secret"] == ""
    assert login.external_id is None


def test_a_login_shows_no_secret() -> None:
    assert "783214-abc" not in repr(of(**X1))


def test_options_are_the_platforms_own_settings_as_text() -> None:
    given = Settings(_env_file=None, x_field_names="post", x_expansions=False, x_max_length=25_000)
    assert logins.options(given, "twitter") == {
        "field_names": "post", "expansions": "off", "max_length": "25000",
    }  # fmt: skip
    assert logins.options(given, "facebook") == {"graph_version": "v26.0"}
    assert logins.options(given, "memory") == {}


def test_the_sandboxs_accounts_stay_on_this_machine(tmp_path) -> None:
    examples = adoption.sandbox_logins(settings(tmp_path, sandbox_port=8611))
    assert [login.base_url for login in examples] == [
        "http://127.0.0.1:8611/x", "http://127.0.0.1:8611/graph", "http://127.0.0.1:8611/graph",
    ]  # fmt: skip
    assert all(login.sandbox and logins.is_local(login.base_url) for login in examples)


def test_the_platform_names_an_account_and_then_its_streams_begin(both) -> None:
    both.put()
    assert both.all(Stream) == []
    assert both.adopt() == []
    account, streams = both.account(), both.all(Stream)
    assert (account.external_id, account.slug) == ("ours", "lindenau_hilft")
    assert {stream.name for stream in streams} == {each.name for each in memory.PLATFORM.streams}
    assert {stream.due_at for stream in streams} == {NOON}
    assert VAULT.open(account.credentials)["word"] == "w1"


def test_a_stream_that_needs_words_rests_until_somebody_gives_them(house) -> None:
    key = house.put()
    with house.db.write() as session:
        session.get_one(Account, key).platform = "twitter"
    with house.db.write() as session:
        adoption.name(session, key, Author("783214", "Stadtwerke", "lindenau"), NOON)
    works = {stream.name: stream.enabled for stream in house.all(Stream)}
    assert works == {"mentions": True, "direct": True, "search": False, "revisit": True}


def test_starting_again_changes_nothing_and_asks_nobody(house) -> None:
    house.put()
    house.adopt()
    house.act(lambda s: setattr(s.scalars(select(Account)).one(), "credentials", "renewed since"))
    house.put()
    house.adopt()
    assert (house.asked, house.account().credentials) == (1, "renewed since")


def test_new_credentials_in_the_environment_replace_the_old_and_wake_the_account(house) -> None:
    house.put("w1", external_id="ours")
    house.adopt()
    dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
    house.act(accounts.stop, house.account().id, *dead, NOON)
    house.put("w2", external_id="ours")
    account = house.account()
    assert account.state == AccountState.ACTIVE
    assert VAULT.open(account.credentials)["word"] == "w2"


def test_new_credentials_whose_owner_shows_later_join_the_account_that_is_there(both) -> None:
    both.put("w1")
    both.adopt()
    before = both.account()
    both.put("w2")
    both.adopt()
    account = both.account()
    assert account.id == before.id
    assert VAULT.open(account.credentials)["word"] == "w2"
    assert len(both.all(Stream)) == len(memory.PLATFORM.streams)


def test_new_credentials_do_not_wake_what_a_person_paused(house) -> None:
    house.put("w1", external_id="ours")
    house.adopt()
    house.act(accounts.pause, MACHINE, house.account().id, NOON)
    house.put("w2", external_id="ours")
    assert house.account().state == AccountState.PAUSED


def test_a_platform_that_cannot_be_asked_is_asked_again(house) -> None:
    house.put()
    house.whoami = Retryable("no connection")
    (unnamed,) = house.adopt()
    assert isinstance(unnamed.error, Retryable)
    house.whoami = Author("ours", "Stadtwerke")
    assert house.adopt() == []
    assert house.account().slug == "stadtwerke"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ReauthRequired("401"), AccountState.LOGIN_NEEDED),
        (OutOfCredit("402"), AccountState.OUT_OF_CREDIT),
    ],
)
def test_credentials_that_are_refused_wait_for_a_person(house, error, state) -> None:
    house.put()
    house.whoami = error
    house.adopt()
    house.adopt()
    assert (house.account().state, house.asked) == (state, 1)


def test_what_customers_are_promised_comes_from_the_settings(house) -> None:
    house.put()
    house.settings = house.settings.model_copy(update={"answer_target_minutes": 30.0})
    house.adopt()
    assert house.account().answer_target == 1800


def test_two_accounts_of_one_name_are_told_apart(house) -> None:
    house.put("w1")
    house.adopt()
    house.whoami = Author("other", "Stadtwerke Lindenau", "lindenau_hilft")
    house.put("w2", "memory://two")
    house.adopt()
    assert {account.slug for account in house.all()} == {"lindenau_hilft", "lindenau_hilft-other"}


@pytest.mark.parametrize("sandbox", [True, False])
def test_sandbox_and_real_accounts_never_share_a_database(house, sandbox) -> None:
    house.with_account()
    house.act(lambda s: setattr(s.scalars(select(Account)).one(), "sandbox", not sandbox))
    house.settings = house.settings.model_copy(update={"sandbox": sandbox})
    with pytest.raises(WrongHouse):
        house.adopt()


# -- by hand --------------------------------------------------------------------------------------


@pytest.fixture
def town():
    town = memory.town("memory://town")
    yield town
    town.fault = lambda _: None


def test_an_account_is_added_after_the_platform_said_whose_it_is(house, town) -> None:
    account = adoption.add(
        house.db, VAULT, house.settings, MACHINE, "memory", {"word": "w"}, house.clock
    )
    assert (account.external_id, account.origin) == ("ours", None)
    assert [act.action for act in house.all(Audit)] == ["connected"]
    assert len(house.all(Stream)) == len(memory.PLATFORM.streams)


def test_credentials_that_do_not_work_are_not_saved(house, town) -> None:
    def refuse(_) -> None:
        raise ReauthRequired("401")

    town.fault = refuse
    with pytest.raises(ReauthRequired):
        adoption.add(house.db, VAULT, house.settings, MACHINE, "memory", {"word": "w"}, house.clock)
    assert house.all() == []


def test_a_check_that_succeeds_lets_a_stopped_account_work_again(house) -> None:
    account_id = house.with_account()
    dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
    house.act(accounts.stop, account_id, *dead, NOON)
    author = adoption.check(house.db, house.opener, account_id, house.clock)
    assert author.handle == "Lindenau_Hilft"
    assert house.account().state == AccountState.ACTIVE


# -- stopped and resumed --------------------------------------------------------------------------


def test_an_account_stops_once_and_the_log_says_so_once(both, caplog) -> None:
    account_id = both.with_account()
    for trouble in (Trouble.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, Trouble.OUT_OF_CREDIT):
        both.act(accounts.stop, account_id, AccountState(trouble.value), trouble, NOON)
    account = both.account()
    assert (account.state, account.trouble_since) == (AccountState.LOGIN_NEEDED, NOON)
    assert len(caplog.records) == 1


def test_a_paused_account_stays_paused(house) -> None:
    account_id = house.with_account()
    house.act(accounts.pause, SYSTEM, account_id, NOON)
    dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
    house.act(accounts.stop, account_id, *dead, NOON)
    assert house.account().state == AccountState.PAUSED


def test_a_resumed_account_is_due_at_once_but_never_before_it_may(both, caplog) -> None:
    caplog.set_level(logging.INFO)
    account_id = both.with_account()
    later = NOON + timedelta(hours=1)
    both.act(lambda s: s.add(Stream(
        account_id=account_id, name="limited", pace="every 60s", due_at=NOON, not_before=later,
    )))  # fmt: skip
    both.act(accounts.stop, account_id, AccountState.OUT_OF_CREDIT, Trouble.OUT_OF_CREDIT, NOON)
    both.act(accounts.resume, MACHINE, account_id, NOON + timedelta(minutes=1))
    due = {stream.name: stream.due_at for stream in both.all(Stream)}
    assert due == {"all": NOON + timedelta(minutes=1), "limited": later}
    assert "account works again account=memory/lindenau was=out_of_credit" in caplog.text


@pytest.mark.parametrize("use_case", [accounts.pause, accounts.resume])
def test_only_admins_touch_accounts(house, use_case) -> None:
    account_id = house.with_account()
    with pytest.raises(NotAllowed):
        house.act(use_case, AGENT, account_id, NOON)


@pytest.mark.parametrize("use_case", [accounts.pause, accounts.resume])
def test_an_account_that_is_not_there_is_an_error_of_the_caller(house, use_case) -> None:
    with pytest.raises(accounts.NoAccount):
        house.act(use_case, MACHINE, 4711, NOON)


def test_what_people_do_is_written_down(house) -> None:
    account_id = house.with_account()
    house.act(accounts.pause, MACHINE, account_id, NOON)
    house.act(accounts.resume, MACHINE, account_id, NOON)
    assert [(act.action, act.via, act.subject) for act in house.all(Audit)] == [
        ("paused", "command line", f"accounts:{account_id}"),
        ("resumed", "command line", f"accounts:{account_id}"),
    ]
