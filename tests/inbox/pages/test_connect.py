"""The Connect page as Streamlit runs it: what waits first, then the ways; cards tell of logins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from connectors.base import Author, Candidate, Credentials
from connectors.sandbox.accounts import X
from db.models import Account, AccountState, Connecting, Role
from db.session import Busy, Database
from inbox.care import candidates, disconnecting, sign_in
from inbox.care.accounts import NoAccount
from inbox.care.connecting import Why
from inbox.care.rights import MACHINE
from inbox.care.vault import Vault
from inbox.pages import current
from inbox.pages.current import House
from tests import cast
from tests.cast import MIRIAM, NOON, agent
from tests.desk import settings

FOUND = Candidate(
    platform="twitter",
    author=Author("42", "Bäder *Lindenau*", "baeder"),
    login="oauth2",
    credentials=Credentials({"access_token": "canary"}),
    scopes=("tweet.read",),
    missing=("dm.read",),
    streams_without=("direct",),
)


class Visit:
    """An admin's browser tab on the page."""

    def __init__(self, db: Database, tmp_path, monkeypatch, role=Role.ADMIN, **given) -> None:
        self.db = db
        self.settings = settings(data_dir=tmp_path, **given)
        current.furnish(House(db, self.settings, clock=lambda: NOON))
        with db.write() as session:
            self.agent_id = agent(session, MIRIAM, role).id
            link = sign_in.new_link(session, MACHINE, self.agent_id, NOON)
            done = sign_in.with_link(session, link, NOON, self.settings)
        assert isinstance(done, sign_in.SignedIn)
        monkeypatch.setattr(current, "token", lambda: done.token)

    def waits(self, key: str = "a" * 64, again: int | None = None, **kept: str) -> None:
        usual = {"found": candidates.written([FOUND]), "base_url": "http://127.0.0.1:9/x"}
        with self.db.write() as session:
            session.add(
                Connecting(
                    state_hash=key, platform="twitter", agent_id=self.agent_id, account_id=again,
                    kept=Vault(self.settings.key()).seal(kept or usual), answered_at=NOON,
                    expires_at=NOON + timedelta(minutes=30),
                )
            )  # fmt: skip

    def look(self, which: str = "connect", **query: str) -> AppTest:
        script = f"from inbox.pages import {which}\n{which}.page()\n"
        app = AppTest.from_string(script, default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    def accounts(self) -> list[Account]:
        with self.db.read() as session:
            return list(session.query(Account))


@pytest.fixture
def make(sqlite_database, tmp_path, monkeypatch) -> Iterator[object]:
    def visit(**given) -> Visit:
        return Visit(sqlite_database, tmp_path, monkeypatch, **given)

    yield visit
    current._houses.clear()


def html(app: AppTest) -> str:
    return " ".join(element.body for element in app.get("html"))


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_an_agent_is_told_who_connects_accounts(make) -> None:
    app = make(role=Role.AGENT).look()
    assert "Konten verbindet die Administration" in html(app)
    assert labels(app) == []


def test_without_an_app_its_variables_are_named_and_keys_can_be_pasted(make) -> None:
    app = make().look()
    assert "<code>X_CLIENT_ID, X_CLIENT_SECRET</code>" in html(app)
    assert "<code>FACEBOOK_APP_ID, FACEBOOK_APP_SECRET</code>" in html(app)
    assert [each.label for each in app.expander] == ["Stattdessen Schlüssel einfügen"] * 2


def test_with_an_app_nothing_is_asked_of_the_environment(make) -> None:
    app = make(x_client_id=SecretStr("an-app")).look()
    assert "X_CLIENT_ID" not in html(app)
    assert "FACEBOOK_APP_ID" in html(app)


def test_the_return_address_stands_there_for_the_apps_settings(make) -> None:
    app = make(public_url="https://inbox.example.com").look()
    assert "<code>https://inbox.example.com/connect/twitter/return</code>" in html(app)


def test_what_came_back_is_shown_without_a_secret_and_as_text(make) -> None:
    visit = make()
    visit.waits()
    app = visit.look()
    assert "Bäder *Lindenau*" in html(app)
    assert "<code>dm.read</code>: Direktnachrichten werden nicht gelesen" in html(app)
    assert "canary" not in html(app)
    assert labels(app) == ["Verbinden", "Jetzt nicht"]


def test_choosing_connects_and_says_so(make) -> None:
    visit = make()
    visit.waits()
    app = visit.look()
    app.button[0].click().run()
    assert "Bäder *Lindenau* ist verbunden." in html(app)
    (account,) = visit.accounts()
    assert (account.external_id, account.missing) == ("42", ["dm.read"])


def test_what_is_gone_meanwhile_is_said_to_be(make) -> None:
    visit = make()
    visit.waits()
    app = visit.look()
    with visit.db.write() as session:
        session.query(Connecting).delete()
    app.button[0].click().run()
    assert "Bitte beginnen Sie noch einmal." in html(app)
    assert visit.accounts() == []


def test_not_now_forgets_it(make) -> None:
    visit = make()
    visit.waits()
    app = visit.look()
    app.button[1].click().run()
    assert "Bäder" not in html(app)
    with visit.db.read() as session:
        assert session.query(Connecting).count() == 0


@pytest.mark.parametrize("why", Why)
def test_a_failure_is_told_with_the_platforms_own_words(make, why) -> None:
    visit = make()
    visit.waits(why=why.value, said="<b>its words</b>")
    app = visit.look()
    assert 'role="alert"' in html(app)
    assert "<b>its words" not in html(app)
    assert "Verstanden" in labels(app)


def test_a_reason_in_the_address_is_told_and_anything_else_is_not(make) -> None:
    visit = make()
    assert "Bitte beginnen Sie noch einmal." in html(visit.look(why="unknown"))
    assert 'role="alert"' not in html(visit.look(why="<script>"))


def test_connecting_again_shows_the_one_platform_and_warns_of_another_account(make) -> None:
    visit = make()
    with visit.db.write() as session:
        account = cast.account(session, "twitter", "lindenau")
        account.external_id = X.id
        account_id = account.id
    visit.waits(again=account_id)
    app = visit.look(account=str(account_id))
    assert app.header[0].value == "Konto neu verbinden"
    assert "Das ist ein anderes Konto" in html(app)
    assert "<h3>Facebook</h3>" not in html(app)


@pytest.mark.parametrize("account", ["0", "99", "x", "-1", "9" * 30, "٣"])
def test_an_account_that_is_none_is_a_new_one(make, account) -> None:
    assert make().look(account=account).header[0].value == "Konto verbinden"


# -- on the cards ---------------------------------------------------------------------------------


@pytest.fixture
def carded(make) -> Visit:
    visit = make()
    with visit.db.write() as session:
        account = cast.account(session, "facebook", "page")
        account.scopes, account.missing = ["pages_messaging"], ["MODERATE"]
        account.access_ends_at = NOON + timedelta(days=6)
        cast.stream(session, account, "feed")
        cast.matter(session, account)
    return visit


def test_a_card_tells_what_its_login_may_lacks_and_when_it_ends(carded) -> None:
    shown = html(carded.look("connectors"))
    assert "<code>MODERATE</code>" in shown
    assert "<code>pages_messaging</code>" in shown
    assert "Facebook verlangt bis 26. November 2026 eine neue Zustimmung" in shown
    assert "/connect?account=" in shown


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_letting_go_is_asked_for_and_can_be_left(carded) -> None:
    app = press(carded.look("connectors"), "Trennen …")
    assert "Dieses Konto trennen?" in html(app)
    press(app, "So lassen")
    assert "Dieses Konto trennen?" not in html(app)
    assert carded.accounts()[0].state == AccountState.ACTIVE


def test_messages_are_kept_unless_somebody_says_otherwise(carded) -> None:
    app = press(press(carded.look("connectors"), "Trennen …"), "Trennen")
    assert "Das Konto ist getrennt." in html(app)
    (account,) = carded.accounts()
    assert account.state == AccountState.DISCONNECTED
    assert "Nachrichten löschen …" in labels(app)
    assert "Konto fortsetzen" not in labels(app)


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (Busy("", {}, Exception("database is locked")), "Die Datenbank ist beschäftigt."),
        (NoAccount(1), "Dieses Konto gibt es nicht mehr."),
    ],
)
def test_why_an_account_was_not_let_go_is_said(carded, monkeypatch, refused, said) -> None:
    def fails(*_args: object) -> None:
        raise refused

    app = press(carded.look("connectors"), "Trennen …")
    monkeypatch.setattr(disconnecting, "disconnect", fails)
    assert said in html(press(app, "Trennen"))
    assert carded.accounts()[0].state == AccountState.ACTIVE


def test_what_was_connected_again_meanwhile_is_not_erased_and_that_is_said(carded) -> None:
    def state(now: AccountState) -> None:
        with carded.db.write() as session:
            session.query(Account).one().state = now

    state(AccountState.DISCONNECTED)
    app = press(carded.look("connectors"), "Nachrichten löschen …")
    erase = next(each for each in app.button if each.label == "Für immer löschen")
    state(AccountState.ACTIVE)
    erase.click().run()
    assert "Zuerst trennen." in html(app)


def test_erasing_says_how_much_is_lost_before(carded) -> None:
    app = press(carded.look("connectors"), "Trennen …")
    radio = next(each for each in app.radio if each.label == "Was geschieht mit den Nachrichten?")
    radio.set_value(radio.options[1]).run()
    assert "1 Unterhaltung wird mit allem darin gelöscht" in html(app)
    press(app, "Trennen und für immer löschen")
    assert "Die Nachrichten des Kontos sind gelöscht." in html(app)
    assert "Von seinen Nachrichten ist keine mehr da." in html(app)
    assert not [each for each in app.button if each.label == "Nachrichten löschen …"]
    with carded.db.read() as session:
        from db.models import Conversation

        assert session.query(Conversation).count() == 0
