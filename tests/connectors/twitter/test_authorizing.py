"""A picture of a direct message is asked for by the account's login, at X's own hosts alone."""

from __future__ import annotations

import pytest
import requests

from connectors import authorize
from connectors.base import Connection, Credentials
from connectors.sandbox.accounts import X
from connectors.twitter import PLATFORM
from tests.sandbox import Sandbox

PICTURE = "https://ton.twitter.com/1.1/ton/data/dm/1034828552951160836/1/oP5p359h.jpg"
SIGNED = Credentials(
    {
        "api_key": X.api_key,
        "api_secret": X.api_secret,
        "access_token": X.access_token,
        "access_token_secret": X.access_token_secret,
    }
)
SHOWN = Credentials({"client_id": "c", "access_token": X.oauth2_access_token})
LOGINS = pytest.mark.parametrize("login", [SIGNED, SHOWN], ids=["oauth1", "oauth2"])


def account(login: Credentials = SIGNED, url: str = "https://api.x.com") -> Connection:
    return Connection("twitter", X.id, X.handle, url, login)


def test_a_signature_names_the_token_and_holds_no_secret() -> None:
    (header,) = authorize(account(), PICTURE).values()
    assert header.startswith("OAuth ")
    assert X.access_token in header
    assert X.access_token_secret not in header
    assert X.api_secret not in header


def test_a_token_of_oauth_2_is_shown() -> None:
    headers = authorize(account(SHOWN), PICTURE)
    assert headers == {"Authorization": f"Bearer {X.oauth2_access_token}"}


@LOGINS
@pytest.mark.parametrize(
    "url",
    [
        "https://pbs.twimg.com/media/1.jpg",
        "http://ton.twitter.com/1.1/ton/data/dm/1.jpg",
        "https://ton.twitter.com:8443/1.jpg",
        "https://ton.twitter.com.evil.example/1.jpg",
        "https://evil-ton.twitter.com/1.jpg",
        "https://a.ton.twitter.com/1.jpg",
        "https://ton.twitter.com@evil.example/1.jpg",
        "https://a:b@ton.twitter.com/1.jpg",
        "http://127.0.0.1:8611/x/media/dm/1.jpg",
        "https://api.x.com/media/dm/1.jpg",
        "",
    ],
)
def test_nobody_else_is_shown_the_login(login, url) -> None:
    assert authorize(account(login), url) == {}


def test_no_host_is_both_public_and_private() -> None:
    assert set(PLATFORM.private_hosts).isdisjoint(PLATFORM.hosts)


@LOGINS
def test_the_stand_in_gives_it_to_the_login_and_to_nobody_else(sandbox: Sandbox, login) -> None:
    sandbox.post("x/dm", text="Hier", handle="erika_m", photo="https://photos.example/a.jpg")
    asked = {
        "expansions": "attachments.media_keys",
        "media.fields": "url",
        "dm_event.fields": "attachments",
    }
    shown = {"authorization": f"Bearer {X.oauth2_access_token}"}
    events = f"{sandbox.x_url}/2/dm_events"
    page = requests.get(events, params=asked, headers=shown, timeout=5).json()
    url = page["includes"]["media"][0]["url"]
    assert requests.get(url, timeout=5).status_code == 401
    headers = dict(authorize(account(login, sandbox.x_url), url))
    assert requests.get(url, headers=headers, timeout=5).status_code == 200
