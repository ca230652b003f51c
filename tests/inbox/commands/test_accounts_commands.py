"""Our pages and handles from the command line."""

from __future__ import annotations

import io
import sys

import pytest

from connectors.base import ReauthRequired
from connectors.sandbox import accounts as examples
from db.models import Account, AccountState, Audit, Trouble
from inbox.care import accounts
from inbox.care.vault import LOST, Vault
from tests import cast, sandbox
from tests.cast import NOON
from tests.inbox.commands.shell import KEY

X1 = ("api_key", "api_secret", "access_token", "access_token_secret")


def test_accounts_are_listed_paused_and_resumed(shell) -> None:
    shell.account()
    assert shell.run("accounts", "list")[1] == "memory/lindenau  Stadtwerke Lindenau  active\n"
    assert shell.run("accounts", "pause", "memory/lindenau")[0] == 0
    assert shell.one(Account).state == AccountState.PAUSED
    assert shell.run("accounts", "resume", "memory/lindenau")[1] == "memory/lindenau works again.\n"


def test_an_account_is_checked_by_asking_the_platform(shell) -> None:
    number = shell.account()
    dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
    shell.change(accounts.stop, number, *dead, NOON)
    code, out, _ = shell.run("accounts", "check", "memory/lindenau")
    assert (code, out) == (0, "memory/lindenau works: Stadtwerke Lindenau @lindenau\n")
    assert shell.one(Account).state == AccountState.ACTIVE


def test_all_accounts_are_checked_without_a_name(shell, monkeypatch) -> None:
    shell.account()
    shell.change(another)
    code, out, _ = shell.run("accounts", "check")
    assert (code, out.splitlines()) == (1, [
        f"facebook/another: {LOST}",
        "memory/lindenau works: Stadtwerke Lindenau @lindenau",
    ])  # fmt: skip


def another(session) -> None:
    cast.account(session, "facebook", "another").credentials = "sealed with another key"


def test_a_check_that_a_platform_refuses_is_a_sentence(shell, monkeypatch) -> None:
    shell.account()

    def refuses(_: str) -> None:
        raise ReauthRequired("token=canary")

    monkeypatch.setattr(shell.town, "fault", refuses)
    monkeypatch.setattr("connectors.memory.MemoryConnector.whoami", lambda _: refuses(""))
    code, out, err = shell.run("accounts", "check")
    assert (code, out.split(": ", 1)[0]) == (1, "memory/lindenau")
    assert "wants a new login" in out
    assert "canary" not in out + err


def test_a_first_check_connects_what_the_environment_names(shell, monkeypatch) -> None:
    with sandbox.in_thread() as town:
        monkeypatch.setenv("SANDBOX_PORT", town.url.rpartition(":")[2])
        code, out, _ = shell.run("accounts", "check")
    assert (code, out.splitlines()) == (0, [
        "facebook/stadtwerke-lindenau works: Stadtwerke Lindenau",
        "instagram/lindenau_hilft works: Stadtwerke Lindenau @lindenau_hilft",
        "twitter/lindenau_hilft works: Stadtwerke Lindenau @lindenau_hilft",
    ])  # fmt: skip


def test_a_check_without_any_account_says_where_they_come_from(shell, monkeypatch) -> None:
    monkeypatch.setenv("SANDBOX", "0")
    code, _, err = shell.run("accounts", "check")
    assert (code, err) == (2, "There is no account yet: fill in .env, or `accounts add`.\n")


def test_an_account_is_added_with_secrets_from_a_pipe(shell, monkeypatch) -> None:
    given = "".join(f"{name}={getattr(examples.X, name)}\n" for name in X1)
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    with sandbox.in_thread() as town:
        monkeypatch.setenv("SANDBOX_PORT", town.url.rpartition(":")[2])
        code, out, err = shell.run("accounts", "add", "twitter")
    assert (code, out) == (0, "twitter/lindenau_hilft is connected: Stadtwerke Lindenau\n")
    said = out + err + shell.one(Account).credentials
    assert [name for name in X1 if getattr(examples.X, name) in said] == []
    assert shell.one(Audit).via == "command line"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_is_told_which_keys_are_asked_for_by_their_names(shell, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("inbox.commands.accounts.getpass", lambda asked: "")
    code, out, err = shell.run("accounts", "add", "twitter")
    assert (code, out) == (2, (
        "twitter wants api_key, api_secret, access_token, access_token_secret (--login oauth1);"
        " or client_id, client_secret, access_token, refresh_token (--login oauth2).\n"
    ))  # fmt: skip
    assert err.startswith("Missing: api_key, api_secret, access_token, access_token_secret.")


def test_the_help_names_the_keys_of_every_platform(shell) -> None:
    shown = " ".join(shell.run("accounts", "add", "--help")[1].split())
    for names in (X1, ("client_id", "refresh_token"), ("page_token", "app_secret")):
        assert all(name in shown for name in names)
    assert "memory" not in shown


def test_a_public_client_has_no_secret(shell, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("client_id=x\n"))
    code, _, err = shell.run("accounts", "add", "twitter", "--login", "oauth2")
    assert (code, err.split(". ")[0]) == (2, "Missing: access_token, refresh_token")


@pytest.mark.parametrize(
    ("argv", "piped", "said"),
    [
        (("accounts", "add"), "", "Which platform?\ntwitter wants api_key"),
        (("accounts", "add", "myspace"), "", "There is no platform 'myspace'.\ntwitter wants"),
        (("accounts", "add", "memory"), "", "There is no platform 'memory'."),
        (("accounts", "add", "twitter", "--login", "oauth9"), "", "There is no login"),
        (("accounts", "add", "facebook"), "page_token=x", "Missing: app_secret."),
        (("accounts", "check", "memory/nobody"), "", "There is no account"),
    ],
)
def test_what_is_asked_wrongly_is_a_sentence(shell, monkeypatch, argv, piped, said) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
    code, _, err = shell.run(*argv)
    assert code == 2
    assert err.startswith(said)
    assert "memory wants" not in err


def test_credentials_of_a_lost_key_are_forgotten_on_demand_only(shell, monkeypatch) -> None:
    shell.account()
    monkeypatch.setenv("SECRET_KEY", "another key than before")
    assert shell.run("accounts", "forget")[1].startswith("memory/lindenau: cannot be opened\n")
    assert shell.one(Account).credentials
    assert shell.run("accounts", "forget", "--yes")[0] == 0
    assert shell.one(Account).credentials == ""
    assert shell.one(Account).state == AccountState.LOGIN_NEEDED
    assert shell.one(Audit).action == "credentials forgotten"
    assert shell.run("deliver")[0] == 0


def test_credentials_that_the_key_opens_are_never_forgotten(shell) -> None:
    shell.account()
    assert shell.run("accounts", "forget", "--yes")[:2] == (
        0, "This key opens all credentials that are stored.\n",
    )  # fmt: skip
    assert Vault(KEY).opens(shell.one(Account).credentials)


def test_accounts_of_the_environment_come_back_under_a_new_key(shell, monkeypatch) -> None:
    with sandbox.in_thread() as town:
        monkeypatch.setenv("SANDBOX_PORT", town.url.rpartition(":")[2])
        shell.run("accounts", "check")
        monkeypatch.setenv("SECRET_KEY", "another key than before")
        shell.run("accounts", "forget", "--yes")
        code, out, _ = shell.run("accounts", "check")
    assert code == 0
    assert out.count("works") == 3
