"""A login by OAuth 2.0 is renewed before it ends; the old refresh token dies by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors import PLATFORMS, revoke
from connectors import refresh as refresh_by_name
from connectors.base import ConnectorError, Credentials, ReauthRequired, Rejected, Retryable
from connectors.sandbox.accounts import X
from connectors.twitter import client
from tests.connectors.raw_server import answer, says, serving
from tests.connectors.twitter.driver import SIGNED, TOKEN, connection
from tests.sandbox import Sandbox

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def now() -> datetime:
    return NOW


def login(**given: str) -> Credentials:
    return Credentials({**TOKEN, **given})


def test_a_renewed_login_works_and_says_when_it_ends(sandbox) -> None:
    old = connection(sandbox, TOKEN)
    renewed = refresh_by_name(old, now)
    assert renewed is not None
    assert renewed.expires_at == NOW + timedelta(hours=2)
    assert renewed.credentials["access_token"] != TOKEN["access_token"]
    assert renewed.credentials["client_id"] == TOKEN["client_id"]
    assert client.open(replace(old, credentials=renewed.credentials)).whoami().handle == X.handle


def test_a_refresh_token_works_once(sandbox) -> None:
    first = client.refresh(connection(sandbox, TOKEN))
    assert first is not None
    with pytest.raises(ReauthRequired):
        client.refresh(connection(sandbox, TOKEN))
    assert client.refresh(connection(sandbox, first.credentials)) is not None


def test_a_login_that_ended_is_renewed_and_goes_on(sandbox) -> None:
    ended = connection(sandbox, TOKEN)
    sandbox.post("x/expire")
    with pytest.raises(ReauthRequired):
        client.open(ended).fetch("mentions", None)
    renewed = client.refresh(ended)
    assert renewed is not None
    opened = client.open(replace(ended, credentials=renewed.credentials))
    assert opened.fetch("mentions", None).messages == ()


def test_a_public_client_names_itself_instead_of_showing_a_secret(sandbox) -> None:
    assert client.refresh(connection(sandbox, login(client_secret=""))) is not None


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "wrong"}, {"refresh_token": "wrong"}, {"client_id": "wrong"}]
)
def test_what_x_does_not_grant_needs_a_person(sandbox, wrong) -> None:
    with pytest.raises(ReauthRequired):
        client.refresh(connection(sandbox, login(**wrong)))


def test_signed_logins_do_not_end(sandbox) -> None:
    assert client.refresh(connection(sandbox, SIGNED)) is None


@pytest.mark.parametrize("fault", ["html_500", "html_200", "busy", "reset_before", "cut"])
def test_a_fault_while_renewing_is_not_the_end_of_a_login(sandbox, fault) -> None:
    sandbox.fault("x", fault, path="oauth2/token")
    with pytest.raises(Retryable):
        client.refresh(connection(sandbox, TOKEN))


def test_a_lost_answer_costs_the_login_but_is_no_surprise(sandbox) -> None:
    sandbox.fault("x", "reset_after", path="oauth2/token")
    with pytest.raises(Retryable):
        client.refresh(connection(sandbox, TOKEN))
    with pytest.raises(ReauthRequired):
        client.refresh(connection(sandbox, TOKEN))


@pytest.mark.parametrize("seconds", ["0", "-5", '"soon"', "true", "null", "1e99"])
def test_an_end_that_cannot_be_is_no_end(seconds) -> None:
    body = f'{{"access_token":"new","refresh_token":"","expires_in":{seconds}}}'.encode()
    with serving(says(answer(body))) as server:
        renewed = client.refresh(connection(Sandbox(server.url), TOKEN), now)
    assert renewed is not None
    assert renewed.expires_at is None
    assert renewed.credentials["refresh_token"] == TOKEN["refresh_token"]


def test_an_app_s_own_token_is_refused_with_x_s_words(sandbox) -> None:
    app_only = connection(sandbox, login(access_token=X.app_bearer))
    with pytest.raises(Rejected, match="Application-Only"):
        client.open(app_only).whoami()


# giving a login back


def test_a_login_that_was_given_back_neither_reads_nor_is_renewed(sandbox) -> None:
    held = connection(sandbox, TOKEN)
    assert revoke(held)
    with pytest.raises(ReauthRequired):
        client.open(held).whoami()
    with pytest.raises(ReauthRequired):
        client.refresh(held)


def test_keys_of_oauth_1_are_not_ours_to_end(sandbox) -> None:
    held = connection(sandbox, SIGNED)
    assert not revoke(held)
    assert client.open(held).whoami().handle == X.handle


def test_a_page_is_not_taken_from_the_person_who_runs_others_by_the_same_login() -> None:
    assert [PLATFORMS[name].revokes for name in ("facebook", "instagram")] == [None, None]


def test_both_tokens_are_given_back_by_their_own_client_and_no_error_holds_one() -> None:
    with serving(says(answer(b"<html>", "503 Service Unavailable", "text/html"))) as server:
        held = replace(connection(Sandbox(server.url), TOKEN), base_url=server.url)
        with pytest.raises(ConnectorError) as failed:
            revoke(held)
        said = b"".join(server.requests)
    assert said.count(b"POST /2/oauth2/revoke") == 2
    assert TOKEN["refresh_token"] not in str(failed.value)
    assert failed.value.__context__ is None
