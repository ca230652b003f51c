"""An account is connected by who began it, once, while it is fresh, and nobody's secret shows."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from connectors.base import Credentials
from connectors.sandbox.accounts import FACEBOOK, FACEBOOK_POOLS, INSTAGRAM, X_POOLS, X
from db.models import (
    Account,
    AccountState,
    Audit,
    Connecting,
    Role,
    Stream,
    Trouble,
)
from inbox.care import accounts, adoption, connecting, health, tokens
from inbox.care.accounts import NoAccount
from inbox.care.connecting import ANSWER_WITHIN, CHOOSE_WITHIN, NotConnected, Why
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.vault import Vault
from tests import cast
from tests.consenting import consents
from tests.inbox.incoming.world import Hands, settings

VAULT = Vault("the key of these tests")
BACK = "http://127.0.0.1:8501/connect/twitter/return"
KEYS = {
    "api_key": X.api_key, "api_secret": X.api_secret, "access_token": X.access_token,
    "access_token_secret": X.access_token_secret,
}  # fmt: skip


class Office:
    """An installation of the sandbox with two admins and an agent."""

    def __init__(self, db, tmp_path, sandbox) -> None:
        self.db, self.sandbox, self.clock = db, sandbox, Hands()
        port = urlsplit(sandbox.url).port
        self.settings = settings(tmp_path, sandbox_port=port)
        with db.write() as session:
            people = [
                cast.agent(session, cast.AMINA, Role.ADMIN),
                cast.agent(session, cast.JONAS, Role.ADMIN),
                cast.agent(session, cast.MIRIAM),
            ]
            self.amina, self.jonas, self.miriam = (
                Actor(each.id, Role(each.role), Via.PAGE) for each in people
            )

    def begin(self, platform="twitter", who=None, account_id=None) -> str:
        with self.db.write() as session:
            return connecting.begin(
                session, VAULT, self.settings, who or self.amina, platform, BACK, self.clock(),
                account_id,
            )  # fmt: skip

    def answered(self, answer, platform="twitter", who=None) -> None:
        connecting.answered(
            self.db, VAULT, self.settings, who or self.amina, platform, answer, self.clock
        )

    def paste(self, given=KEYS, platform="twitter", login="oauth1", **more) -> None:
        connecting.paste(
            self.db, VAULT, self.settings, self.amina, platform, login, given, self.clock, **more
        )

    def waiting(self, who=None):
        with self.db.read() as session:
            return connecting.waiting(session, VAULT, who or self.amina, self.clock())

    def choose(self, offer, numbers=(0,), who=None) -> list[int]:
        with self.db.write() as session:
            return connecting.choose(
                session, VAULT, self.settings, who or self.amina, offer.key, numbers, self.clock()
            )

    def connect(self, platform="twitter", account_id=None, **how) -> int:
        self.answered(consents(self.begin(platform, account_id=account_id), **how), platform)
        (offer,) = self.waiting()
        return self.choose(offer)[0]

    def all(self, what):
        with self.db.read() as session:
            return list(session.scalars(select(what)))

    def account(self, account_id) -> Account:
        with self.db.read() as session:
            return session.get_one(Account, account_id)

    def change(self, account_id, **values) -> None:
        with self.db.write() as session:
            account = session.get_one(Account, account_id)
            for name, value in values.items():
                setattr(account, name, value)


@pytest.fixture
def office(sqlite_database, tmp_path, sandbox) -> Office:
    return Office(sqlite_database, tmp_path, sandbox)


@pytest.fixture
def both(database, tmp_path, sandbox) -> Office:
    return Office(database, tmp_path, sandbox)


def why(failed) -> Why:
    return failed.value.why


# -- by consent -----------------------------------------------------------------------------------


def test_a_consent_on_x_becomes_an_account_that_polls(both) -> None:
    account = both.account(both.connect(accounts=[X_POOLS.id]))
    assert (account.platform, account.external_id) == ("twitter", X_POOLS.id)
    assert (account.slug, account.name) == (X_POOLS.handle, X_POOLS.name)
    assert (account.state, account.login) == (AccountState.ACTIVE, "oauth2")
    assert "dm.read" in account.scopes
    assert account.missing == []
    assert {"mentions", "direct"} <= {stream.name for stream in both.all(Stream)}
    assert both.all(Connecting) == []
    assert [row.action for row in both.all(Audit)] == ["connected"]


def test_the_new_login_opens_the_account(office) -> None:
    account_id = office.connect(accounts=[X_POOLS.id])
    opened = accounts.opener(office.db, VAULT, office.settings)(account_id)
    assert opened.whoami().external_id == X_POOLS.id
    opened.close()


def test_a_consent_on_facebook_offers_every_page_and_connects_the_chosen_one(both) -> None:
    url = both.begin("facebook")
    both.answered(consents(url, accounts=[FACEBOOK.id, FACEBOOK_POOLS.id]), "facebook")
    (offer,) = both.waiting()
    found = [(one.platform, one.external_id) for one in offer.found]
    assert found == [
        ("facebook", FACEBOOK.id),
        ("instagram", INSTAGRAM.id),
        ("facebook", FACEBOOK_POOLS.id),
    ]
    assert offer.found[2].missing == ("MESSAGING",)
    (account_id,) = both.choose(offer, [2])
    account = both.account(account_id)
    assert (account.external_id, account.missing) == (FACEBOOK_POOLS.id, ["MESSAGING"])
    assert "messages" not in {stream.name for stream in both.all(Stream)}
    assert [each.external_id for each in both.all(Account)] == [FACEBOOK_POOLS.id]


def test_an_instagram_account_comes_with_its_page_and_is_connected_again_through_it(both) -> None:
    both.answered(consents(both.begin("facebook")), "facebook")
    (offer,) = both.waiting()
    number = next(one.number for one in offer.found if one.platform == "instagram")
    (account_id,) = both.choose(offer, [number])
    account = both.account(account_id)
    assert (account.platform, account.state) == ("instagram", AccountState.ACTIVE)
    assert account.options["page_id"] == FACEBOOK.id
    opened = accounts.opener(both.db, VAULT, both.settings)(account_id)
    assert opened.whoami().external_id == account.external_id
    opened.close()
    assert "dialog/oauth" in both.begin("facebook", account_id=account_id)
    health.check(both.db, VAULT, both.settings, account_id, both.clock)
    assert both.account(account_id).access_ends_at is not None


def test_several_accounts_are_connected_at_once(office) -> None:
    url = office.begin("facebook")
    office.answered(consents(url, accounts=[FACEBOOK.id, FACEBOOK_POOLS.id]), "facebook")
    (offer,) = office.waiting()
    assert len(office.choose(offer, [0, 1, 1])) == 2


def test_what_was_not_chosen_waits_on_and_what_was_is_gone(both) -> None:
    url = both.begin("facebook")
    both.answered(consents(url, accounts=[FACEBOOK.id, FACEBOOK_POOLS.id]), "facebook")
    (offer,) = both.waiting()
    both.choose(offer, [0])
    (rest,) = both.waiting()
    assert [one.external_id for one in rest.found] == [INSTAGRAM.id, FACEBOOK_POOLS.id]
    with pytest.raises(NotConnected):
        both.choose(rest, [0])
    both.choose(rest, [1, 2])
    assert both.waiting() == ()


def test_an_instagram_account_comes_with_its_page_and_works(both) -> None:
    url = both.begin("facebook")
    both.answered(consents(url, accounts=[FACEBOOK.id]), "facebook")
    (offer,) = both.waiting()
    (account_id,) = both.choose(offer, [1])
    account = both.account(account_id)
    assert (account.platform, account.handle) == ("instagram", INSTAGRAM.handle)
    assert account.options == {"page_id": FACEBOOK.id}
    assert account.missing == []
    names = {stream.name for stream in both.all(Stream)}
    assert names == {"comments", "messages", "mentions", "revisit"}


def test_what_waits_to_be_chosen_shows_no_secret(office) -> None:
    office.answered(consents(office.begin()))
    shown = repr(office.waiting())
    (row,) = office.all(Connecting)
    secrets = [X.client_secret, "sandbox-x-access", "sandbox-x-refresh"]
    assert not any(secret in shown or secret in row.kept for secret in secrets)


def test_an_account_without_any_stream_left_cannot_be_chosen(office) -> None:
    office.answered(consents(office.begin(), without=["tweet.read", "dm.read"]))
    (offer,) = office.waiting()
    assert not offer.found[0].usable
    with pytest.raises(NotConnected) as failed:
        office.choose(offer)
    assert why(failed) is Why.NOTHING
    assert office.all(Account) == []


# -- whose answer it is ---------------------------------------------------------------------------


def test_the_state_is_nowhere_but_in_the_address(office) -> None:
    state = parse_qs(urlsplit(office.begin()).query)["state"][0]
    (row,) = office.all(Connecting)
    assert state not in (row.state_hash, row.kept)
    assert len(state) >= 43
    assert set(VAULT.open(row.kept)) == {"kept", "return_url"}


def test_another_browser_of_the_same_person_may_bring_the_answer(office) -> None:
    answer = consents(office.begin())
    again = Actor(office.amina.agent_id, Role.ADMIN, Via.PAGE)
    office.answered(answer, who=again)
    assert len(office.waiting(again)) == 1


def test_two_logins_at_once_do_not_disturb_each_other(office) -> None:
    first, second = office.begin(), office.begin()
    office.answered(consents(second, accounts=[X_POOLS.id]))
    office.clock.forward(seconds=1)
    office.answered(consents(first, accounts=[X.id]))
    assert [offer.found[0].external_id for offer in office.waiting()] == [X.id, X_POOLS.id]


def test_an_answer_that_somebody_else_brings_is_not_believed_and_not_used_up(office) -> None:
    answer = consents(office.begin())
    with pytest.raises(NotConnected) as failed:
        office.answered(answer, who=office.jonas)
    assert why(failed) is Why.UNKNOWN
    assert office.waiting(office.jonas) == ()
    office.answered(answer)
    assert len(office.waiting()) == 1


@pytest.mark.parametrize("state", ["", "guessed", "\x00", "ä" * 5000, "\ud800"])
def test_an_answer_with_another_state_asks_nobody(office, state) -> None:
    answer = consents(office.begin())
    office.sandbox.fault("x", "html_500", path="oauth2", times=None)
    with pytest.raises(NotConnected) as failed:
        office.answered({**answer, "state": state})
    assert why(failed) is Why.UNKNOWN
    assert office.waiting() == ()


def test_an_answer_on_another_platform_is_not_believed(office) -> None:
    answer = consents(office.begin())
    with pytest.raises(NotConnected):
        office.answered(answer, "facebook")
    office.answered(answer)


def test_an_answer_works_once(office) -> None:
    answer = consents(office.begin())
    office.answered(answer)
    with pytest.raises(NotConnected) as failed:
        office.answered(answer)
    assert why(failed) is Why.UNKNOWN
    assert len(office.waiting()) == 1


def test_an_answer_that_comes_too_late_is_not_believed(office) -> None:
    answer = consents(office.begin())
    office.clock.at += ANSWER_WITHIN
    with pytest.raises(NotConnected) as failed:
        office.answered(answer)
    assert why(failed) is Why.UNKNOWN


def test_what_nobody_chose_is_forgotten(office) -> None:
    office.answered(consents(office.begin()))
    (offer,) = office.waiting()
    office.clock.at += CHOOSE_WITHIN
    assert office.waiting() == ()
    with pytest.raises(NotConnected):
        office.choose(offer)
    office.begin()
    assert len(office.all(Connecting)) == 1


def test_an_offer_is_taken_once_and_by_its_own_person(office) -> None:
    office.answered(consents(office.begin()))
    (offer,) = office.waiting()
    with pytest.raises(NotConnected):
        office.choose(offer, who=office.jonas)
    office.choose(offer)
    with pytest.raises(NotConnected):
        office.choose(offer)


@pytest.mark.parametrize("numbers", [[], [1], [-1], [99]])
def test_what_was_not_offered_cannot_be_chosen(office, numbers) -> None:
    office.answered(consents(office.begin()))
    (offer,) = office.waiting()
    with pytest.raises(NotConnected):
        office.choose(offer, numbers)
    assert office.all(Account) == []
    assert office.choose(offer)


def test_what_is_given_up_is_gone(office) -> None:
    office.answered(consents(office.begin()))
    (offer,) = office.waiting()
    with office.db.write() as session:
        connecting.give_up(session, office.jonas, offer.key)
    assert len(office.waiting()) == 1
    with office.db.write() as session:
        connecting.give_up(session, office.amina, offer.key)
    assert office.waiting() == ()


@pytest.mark.parametrize("who", ["miriam", "machine"])
def test_only_a_signed_in_admin_connects(office, who) -> None:
    actor = office.miriam if who == "miriam" else MACHINE
    for act in (
        lambda: office.begin(who=actor),
        lambda: office.answered({"state": "s"}, who=actor),
        lambda: office.waiting(actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_row_sealed_with_another_key_is_nobodys(office) -> None:
    answer = consents(office.begin())
    with office.db.write() as session:
        session.scalars(select(Connecting)).one().kept = Vault("another key altogether").seal({})
    with pytest.raises(NotConnected):
        office.answered(answer)


# -- what goes wrong ------------------------------------------------------------------------------


def test_who_says_no_is_told_so(office) -> None:
    office.answered(consents(office.begin(), answer="deny"))
    (offer,) = office.waiting()
    assert (offer.why, offer.found) == (Why.DENIED, ())


@pytest.mark.parametrize(
    ("fault", "why"),
    [("refused", Why.REFUSED), ("html_500", Why.UNREACHABLE), ("busy", Why.BUSY),
     ("out_of_credit", Why.OUT_OF_CREDIT)],
)  # fmt: skip
def test_a_platform_that_does_not_go_along_is_said(office, fault, why) -> None:
    office.sandbox.fault("x", fault, path="users/me")
    office.answered(consents(office.begin()))
    (offer,) = office.waiting()
    assert offer.why is why


def test_why_a_login_failed_is_over_once_a_later_one_came_through(office) -> None:
    office.answered(consents(office.begin(), answer="deny"))
    office.answered(consents(office.begin()))
    (offer,) = office.waiting()
    assert offer.found
    office.choose(offer)
    assert office.waiting() == ()


def test_why_a_login_failed_elsewhere_is_still_said(office) -> None:
    office.answered(consents(office.begin("facebook"), answer="deny"), "facebook")
    office.answered(consents(office.begin()))
    office.choose(next(offer for offer in office.waiting() if offer.found))
    assert [offer.platform for offer in office.waiting()] == ["facebook"]


def test_a_person_without_a_page_is_told_so(office) -> None:
    office.answered(consents(office.begin("facebook"), without=["pages_show_list"]), "facebook")
    (offer,) = office.waiting()
    assert (offer.platform, offer.why) == ("facebook", Why.NOTHING)


def test_without_an_app_nobody_is_sent_anywhere(office) -> None:
    office.settings = settings(office.settings.data_dir).model_copy(update={"sandbox": False})
    for platform in ("twitter", "facebook", "memory", "nowhere"):
        with pytest.raises(NotConnected) as failed:
            office.begin(platform)
        assert why(failed) is Why.NO_APP


def test_a_real_installation_sends_people_to_the_platforms_themselves(office) -> None:
    office.settings = office.settings.model_copy(
        update={"sandbox": False, "facebook_app_id": "42",
                "x_client_id": type(office.settings.x_client_id)("our-app"),
                "facebook_app_secret": type(office.settings.x_client_id)("s")}
    )  # fmt: skip
    assert office.begin("twitter").startswith("https://x.com/i/oauth2/authorize?")
    url = office.begin("facebook")
    assert url.startswith("https://www.facebook.com/v26.0/dialog/oauth?")


# -- keys -----------------------------------------------------------------------------------------


def test_pasted_keys_are_tested_and_then_wait_to_be_chosen(office) -> None:
    office.paste()
    assert office.all(Account) == []
    (offer,) = office.waiting()
    assert offer.found[0].handle == X.handle
    assert offer.found[0].scopes == ("read-write-directmessages",)
    account = office.account(office.choose(offer)[0])
    assert (account.login, account.external_id) == ("oauth1", X.id)
    assert VAULT.open(account.credentials) == Credentials(KEYS)


def test_keys_with_blanks_around_them_are_taken(office) -> None:
    office.paste({name: f" {value}\n" for name, value in KEYS.items()})
    (offer,) = office.waiting()
    assert offer.why is None


def test_wrong_keys_are_refused_by_the_platform(office) -> None:
    office.paste({**KEYS, "access_token_secret": "wrong"})
    (offer,) = office.waiting()
    assert offer.why is Why.REFUSED
    assert office.all(Account) == []


@pytest.mark.parametrize(
    ("platform", "login", "given"),
    [
        ("twitter", "oauth1", dict.fromkeys([*KEYS][1:], "x")),
        ("twitter", "oauth1", {}),
        ("twitter", "nothing", KEYS),
        ("memory", "word", {"word": "w"}),
        ("nowhere", "oauth1", KEYS),
    ],
)
def test_keys_that_are_not_whole_ask_nobody(office, platform, login, given) -> None:
    with pytest.raises(NotConnected) as failed:
        office.paste(given, platform, login)
    assert why(failed) is Why.INCOMPLETE
    assert office.waiting() == ()


# -- connected again ------------------------------------------------------------------------------


def test_connected_again_an_account_keeps_its_history_and_goes_on(both) -> None:
    account_id = both.connect(accounts=[X.id])
    with both.db.write() as session:
        stream = session.scalars(select(Stream).where(Stream.name == "mentions")).one()
        stream.cursor, stream.pace = "as far as this", "every 7m"
        cast.matter(session, session.get_one(Account, account_id))
        dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
        accounts.stop(session, account_id, *dead, both.clock())
    again = both.connect(account_id=account_id, accounts=[X.id])
    assert again == account_id
    account = both.account(account_id)
    assert (account.state, account.trouble) == (AccountState.ACTIVE, None)
    stream = next(each for each in both.all(Stream) if each.name == "mentions")
    assert (stream.cursor, stream.pace) == ("as far as this", "every 7m")
    assert len(both.all(Account)) == 1


def test_the_offer_says_which_account_was_meant_and_which_came(office) -> None:
    account_id = office.connect(accounts=[X.id])
    office.answered(consents(office.begin(account_id=account_id), accounts=[X_POOLS.id]))
    (offer,) = office.waiting()
    assert offer.again == account_id
    assert offer.found[0].account_id is None


def test_once_the_one_that_was_meant_is_connected_the_rest_are_no_mistake(office) -> None:
    office.answered(consents(office.begin("facebook"), accounts=[FACEBOOK.id]), "facebook")
    (offer,) = office.waiting()
    (account_id,) = office.choose(offer, [offer.found[0].number])
    url = office.begin("facebook", account_id=account_id)
    office.answered(consents(url, accounts=[FACEBOOK.id, FACEBOOK_POOLS.id]), "facebook")
    offer = next(each for each in office.waiting() if each.again == account_id)
    mine = next(one.number for one in offer.found if one.account_id == account_id)
    office.choose(offer, [mine])
    assert {each.again for each in office.waiting()} == {None}


def test_an_account_of_another_platform_or_none_cannot_be_meant(office) -> None:
    account_id = office.connect(accounts=[X.id])
    with pytest.raises(NoAccount):
        office.begin("facebook", account_id=account_id)
    with pytest.raises(NoAccount):
        office.paste(account_id=99)


def test_a_paused_account_stays_paused(office) -> None:
    account_id = office.connect(accounts=[X.id])
    office.change(account_id, state=AccountState.PAUSED)
    office.connect(account_id=account_id, accounts=[X.id])
    assert office.account(account_id).state == AccountState.PAUSED


def test_a_stream_that_was_refused_goes_on_with_the_right_that_was_missing(office) -> None:
    account_id = office.connect(accounts=[X.id])
    with office.db.write() as session:
        for stream in session.scalars(select(Stream)):
            stream.enabled = False
            stream.trouble = Trouble.REFUSED if stream.name == "direct" else None
    office.connect(account_id=account_id, accounts=[X.id])
    on = {stream.name: (stream.enabled, stream.trouble) for stream in office.all(Stream)}
    assert on["direct"] == (True, None)
    assert on["mentions"] == (False, None)


def test_the_environment_does_not_undo_a_login_made_in_the_page(office, monkeypatch) -> None:
    def opener(_):
        raise AssertionError("nobody is asked")

    with office.db.write() as session:
        for login in adoption.sandbox_logins(office.settings):
            adoption.put(session, VAULT, login, office.clock())
        for account in session.scalars(select(Account)):
            cast.stream(session, account)
    account_id = office.connect(accounts=[X.id])
    before = office.account(account_id).credentials
    adoption.from_environment(office.db, VAULT, office.settings, opener, office.clock)
    assert office.account(account_id).credentials == before


def test_a_renewal_under_way_does_not_undo_a_new_login(office) -> None:
    account_id = office.connect(accounts=[X.id])
    before = tokens.kept(office.db, VAULT, office.settings, account_id)
    office.connect(account_id=account_id, accounts=[X.id])
    after = office.account(account_id).credentials
    late = connectors_refreshed(office)
    tokens._commit(office.db, VAULT, account_id, late, before.sealed)
    assert office.account(account_id).credentials == after


def connectors_refreshed(office):
    from connectors.base import Refreshed

    return Refreshed(Credentials({"access_token": "late"}), office.clock() + timedelta(hours=2))
