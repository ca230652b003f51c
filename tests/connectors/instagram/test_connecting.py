"""The login of an Instagram account is its page's: what it may, what it lacks, when it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import connectors
from connectors.base import App, Candidate, Connection, Credentials, Deadlines, ReauthRequired
from connectors.facebook import connecting as facebook
from connectors.instagram import PLATFORM, client, connecting
from connectors.sandbox.accounts import FACEBOOK
from tests.consenting import consents
from tests.sandbox import Sandbox

SHORT = Deadlines(2.0, 2.0, 4.0)


def found(sandbox: Sandbox, **how) -> Candidate:
    """Return the account that comes with the page, by the login of Facebook."""
    app = App(
        base_url=sandbox.graph_url,
        login_url=f"{sandbox.url}/sites/facebook",
        return_url="http://127.0.0.1:8501/connect/facebook/return",
        credentials=Credentials({"app_id": FACEBOOK.app_id, "app_secret": FACEBOOK.app_secret}),
        options={"platforms": "facebook instagram"},
        deadlines=SHORT,
    )
    begun = facebook.begin(app, "s1")
    came = facebook.finish(app, begun.kept, consents(begun.url, **how))
    return next(one for one in came if one.platform == PLATFORM.name)


def opening(sandbox: Sandbox, one: Candidate) -> Connection:
    author = one.author
    return Connection(
        PLATFORM.name, author.external_id, author.handle, sandbox.graph_url, one.credentials,
        SHORT, options=one.options,
    )  # fmt: skip


def test_it_is_connected_through_another_platform_and_asked_about_by_itself() -> None:
    assert (PLATFORM.app, PLATFORM.through) == ((), "facebook")
    assert connectors.login(PLATFORM.name) is connecting


def test_what_comes_with_the_page_can_be_opened(sandbox) -> None:
    one = found(sandbox)
    assert set(PLATFORM.secrets[one.login]) <= set(one.credentials)
    assert client.open(opening(sandbox, one)).whoami().external_id == one.author.external_id


def test_its_login_says_when_the_consent_ends_and_what_is_missing(sandbox) -> None:
    one = found(sandbox, without=["instagram_manage_messages"])
    assert one.missing == ("instagram_manage_messages",)
    health = connecting.health(opening(sandbox, one))
    assert health.missing == one.missing
    assert health.expires_at is None
    assert health.access_ends_at is not None
    assert health.access_ends_at > datetime.now(UTC)


def test_a_login_that_was_taken_away_is_dead(sandbox) -> None:
    one = found(sandbox)
    sandbox.post("facebook/revoke")
    with pytest.raises(ReauthRequired):
        connecting.health(opening(sandbox, one))
