"""Pages are connected by the person who runs them: tokens, tasks, what is missing, what ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

import connectors
from connectors.base import (
    App,
    Candidate,
    Connection,
    ConnectorError,
    Credentials,
    Deadlines,
    ReauthRequired,
    Rejected,
    Retryable,
    Throttled,
    Unreadable,
)
from connectors.facebook import PLATFORM, client, connecting
from connectors.graph import logins
from connectors.sandbox.accounts import FACEBOOK, FACEBOOK_POOLS
from tests.connectors.raw_server import answer, says, serving
from tests.consenting import consents
from tests.sandbox import Sandbox

BACK = "http://127.0.0.1:8501/connect/facebook/return"
BOTH = (FACEBOOK.id, FACEBOOK_POOLS.id)
SHORT = Deadlines(2.0, 2.0, 4.0)


def app(url: str, base_url: str = "", **given: str) -> App:
    secrets = {"app_id": FACEBOOK.app_id, "app_secret": FACEBOOK.app_secret, **given}
    return App(
        base_url=base_url or f"{url}/graph",
        login_url=f"{url}/sites/facebook",
        return_url=BACK,
        credentials=Credentials(secrets),
        options={"platforms": "facebook twitter", "graph_version": "v25.0"},
        deadlines=SHORT,
    )


def connected(sandbox: Sandbox, **how) -> tuple[Candidate, ...]:
    ours = app(sandbox.url)
    begun = connecting.begin(ours, "s1")
    return connecting.finish(ours, begun.kept, consents(begun.url, **how))


def opening(sandbox: Sandbox, found: Candidate) -> Connection:
    return Connection(
        "facebook", found.author.external_id, None, sandbox.graph_url, found.credentials, SHORT,
        options=found.options,
    )  # fmt: skip


def test_the_platform_says_how_it_is_connected() -> None:
    assert connectors.login("facebook") is connecting
    assert PLATFORM.app == ("app_id", "app_secret")


def test_the_person_is_sent_to_the_dialog_of_our_version() -> None:
    begun = connecting.begin(app("https://www.example"), "s1")
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert parts.path == "/sites/facebook/v25.0/dialog/oauth"
    assert (asked["client_id"], asked["redirect_uri"]) == (FACEBOOK.app_id, BACK)
    assert asked["scope"].split(",") == list(connecting.FOR_PAGES)
    assert asked["state"] == "s1"
    assert FACEBOOK.app_secret not in begun.url


def test_every_page_comes_as_an_account_that_can_be_opened(sandbox) -> None:
    found = connected(sandbox, accounts=BOTH)
    assert [one.author.name for one in found] == [FACEBOOK.name, FACEBOOK_POOLS.name]
    for one in found:
        assert (one.platform, one.login) == ("facebook", "page")
        assert set(PLATFORM.secrets["page"]) <= set(one.credentials)
        assert client.open(opening(sandbox, one)).whoami().external_id == one.author.external_id


def test_only_the_pages_that_were_ticked_come(sandbox) -> None:
    (found,) = connected(sandbox, accounts=[FACEBOOK_POOLS.id])
    assert found.author.external_id == FACEBOOK_POOLS.id


def test_a_page_that_a_person_runs_wholly_lacks_nothing(sandbox) -> None:
    (found,) = connected(sandbox, accounts=[FACEBOOK.id])
    assert (found.missing, found.streams_without) == ((), ())
    assert set(found.scopes) >= set(connecting.FOR_PAGES)


def test_a_missing_task_is_named_and_silences_its_stream(sandbox) -> None:
    (found,) = connected(sandbox, accounts=[FACEBOOK_POOLS.id])
    assert found.missing == ("MESSAGING",)
    assert found.streams_without == ("messages",)


def test_a_missing_permission_is_named_and_silences_its_streams(sandbox) -> None:
    (found,) = connected(sandbox, without=["pages_messaging"])
    assert (found.missing, found.streams_without) == (("pages_messaging",), ("messages",))
    (found,) = connected(sandbox, without=["pages_read_engagement"])
    assert found.missing == ("pages_read_engagement",)
    assert set(found.streams_without) == {s.name for s in PLATFORM.streams} - {"messages"}


def test_a_page_without_the_right_to_pictures_is_read_and_answered_all_the_same(sandbox) -> None:
    (found,) = connected(sandbox, without=[connecting.PICTURES])
    assert (found.missing, found.streams_without) == (("pages_manage_posts",), ())


def test_a_person_without_pages_has_none(sandbox) -> None:
    assert connected(sandbox, without=["pages_show_list"]) == ()


def test_a_code_is_used_once(sandbox) -> None:
    ours = app(sandbox.url)
    begun = connecting.begin(ours, "s1")
    back = consents(begun.url)
    assert connecting.finish(ours, begun.kept, back)
    with pytest.raises(Rejected, match="has been used"):
        connecting.finish(ours, begun.kept, back)


def test_a_wrong_app_secret_is_a_refusal_that_does_not_show_it(sandbox) -> None:
    ours = app(sandbox.url)
    back = consents(connecting.begin(ours, "s1").url)
    wrong = app(sandbox.url, app_secret="canaryThatMustNotShow")
    with pytest.raises(ConnectorError) as failed:
        connecting.finish(wrong, Credentials({}), back)
    assert "canary" not in str(failed.value)
    assert "canary" not in repr(failed.value.__context__)


def test_an_answer_without_a_code_asks_nothing() -> None:
    with pytest.raises(Rejected, match="no code"):
        connecting.finish(app("http://127.0.0.1:9"), Credentials({}), {"state": "s1"})


# -- Instagram ------------------------------------------------------------------------------------

RIGHTS = logins.Rights(("instagram_basic",), None, None)
ROW = {
    "id": "100",
    "name": "Marke",
    "access_token": "t",
    "tasks": ["MODERATE", "MESSAGING"],
    "instagram_business_account": {"id": "1784", "username": "marke"},
}


def with_instagram(row=ROW, platforms="facebook instagram"):
    ours = app("http://127.0.0.1:9")
    there = App(
        **{**{f: getattr(ours, f) for f in ours.__slots__}, "options": {"platforms": platforms}}
    )
    return connecting._candidates(there, row, RIGHTS)


def test_an_instagram_account_comes_with_its_page_where_there_is_the_platform() -> None:
    page, account = with_instagram()
    assert (account.platform, account.author.external_id) == ("instagram", "1784")
    assert (account.author.handle, account.author.name) == ("marke", "marke")
    assert account.missing == ("instagram_manage_comments", "instagram_manage_messages")
    assert account.credentials["page_token"] == page.credentials["page_token"]
    assert account.options == {"page_id": "100"}


def test_without_the_platform_there_is_only_the_page() -> None:
    assert [one.platform for one in with_instagram(platforms="facebook")] == ["facebook"]


@pytest.mark.parametrize("account", [None, "1784", {}, {"id": 7}])
def test_an_instagram_account_that_cannot_be_read_does_not_cost_the_page(account) -> None:
    row = ROW | {"instagram_business_account": account}
    assert [one.platform for one in with_instagram(row)] == ["facebook"]


@pytest.mark.parametrize("missing", ["id", "name", "access_token"])
def test_a_page_that_cannot_be_read_is_none(missing) -> None:
    assert with_instagram({k: v for k, v in ROW.items() if k != missing}) == []


# -- health ---------------------------------------------------------------------------------------


def test_the_login_says_when_it_ends_and_what_it_may(sandbox) -> None:
    (found,) = connected(sandbox, accounts=[FACEBOOK_POOLS.id], without=["pages_messaging"])
    health = connecting.health(opening(sandbox, found))
    assert health.expires_at is None
    assert health.access_ends_at is not None
    assert 80 < (health.access_ends_at - datetime.now(UTC)).days <= 90
    assert set(health.scopes) == set(found.scopes)
    assert health.missing == ("pages_messaging", "MESSAGING")


def test_a_pasted_token_is_asked_about_with_itself(sandbox) -> None:
    """Without the app's id there is no app token to ask with."""
    secrets = {"page_token": FACEBOOK.page_token, "app_secret": FACEBOOK.app_secret}
    health = connecting.health(
        Connection("facebook", FACEBOOK.id, None, sandbox.graph_url, Credentials(secrets), SHORT)
    )
    assert health.missing == ()


@pytest.mark.parametrize("with_app", [True, False])
def test_a_login_that_was_taken_away_is_dead(sandbox, with_app) -> None:
    (found,) = connected(sandbox)
    sandbox.post("facebook/revoke")
    gone = opening(sandbox, found)
    if not with_app:
        kept = {k: v for k, v in found.credentials.items() if k != "app_id"}
        gone = Connection(
            "facebook", FACEBOOK.id, None, sandbox.graph_url, Credentials(kept), SHORT
        )
    with pytest.raises(ReauthRequired):
        connecting.health(gone)


def told(body: object, status: str = "200 OK"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    secrets = {"page_token": "canaryToken", "app_secret": "canarySecret", "app_id": "1"}
    with serving(says(answer(data, status))) as server:
        return connecting.health(
            Connection("facebook", "100", None, server.url, Credentials(secrets), SHORT)
        )


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ([], "200 OK", Unreadable),
        ({}, "200 OK", Unreadable),
        ({"data": []}, "200 OK", Unreadable),
        (b"<html>", "200 OK", Unreadable),
        (b"{", "502 Bad Gateway", Retryable),
        ({"error": {"code": 4, "message": "limit"}}, "400 Bad Request", Throttled),
        ({"error": {"code": 190, "message": "canaryToken"}}, "400 Bad Request", ReauthRequired),
    ],
)
def test_every_other_answer_is_a_failure_that_says_no_secret(body, status, kind) -> None:
    with pytest.raises(kind) as failed:
        told(body, status)
    assert "canary" not in str(failed.value)
    assert "canary" not in repr(failed.value.__context__)


@pytest.mark.parametrize("moment", [0, -1, True, "soon", None, 10**12])
def test_an_end_that_is_none_is_none(moment) -> None:
    found = told({"data": {"is_valid": True, "expires_at": moment, "scopes": "all"}})
    assert (found.expires_at, found.scopes) == (None, ())


def test_an_end_is_a_time() -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    found = told({"data": {"is_valid": True, "expires_at": int(at.timestamp()), "scopes": []}})
    assert found.expires_at == at
