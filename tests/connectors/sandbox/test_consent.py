"""The stand-ins' logins: who consents, what a code is worth, what a token may."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from connectors.sandbox import consent, x_consent
from connectors.sandbox.accounts import FACEBOOK, FACEBOOK_POOLS, X_POOLS, X
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_logins import CODE_SECONDS, PERMISSIONS, SHORT, Logins
from connectors.sandbox.town import Town
from connectors.sandbox.x_auth import Doorman, NotGranted, challenge_of
from connectors.sandbox.x_world import XWorld
from tests.sandbox import Sandbox

BACK = "http://127.0.0.1:8501/connect/twitter/return"
VERIFIER = "a-verifier-that-is-as-long-as-the-standard-wants"
ALL = "tweet.read users.read offline.access"


class Site:
    """A browser on the stand-ins' own sites, and the server behind the app."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.url
        self.session = requests.Session()
        self.session.trust_env = False

    def asked(self, **changed: str) -> str:
        given = {
            "response_type": "code",
            "client_id": X.client_id,
            "redirect_uri": BACK,
            "scope": ALL,
            "state": "s1",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        return f"{self.url}/sites/x/i/oauth2/authorize?{urlencode({**given, **changed})}"

    def dialog(self, **changed: str) -> str:
        given = {
            "client_id": FACEBOOK.app_id,
            "redirect_uri": BACK,
            "state": "s1",
            "scope": ",".join(PERMISSIONS),
        }
        return f"{self.url}/sites/facebook/v26.0/dialog/oauth?{urlencode({**given, **changed})}"

    def get(self, url: str) -> requests.Response:
        return self.session.get(url, timeout=5)

    def answers(self, url: str, **form: Any) -> dict[str, str]:
        """Press a button and return what comes back with the browser."""
        answer = self.session.post(url, data=form, allow_redirects=False, timeout=5)
        assert answer.status_code == 303
        parts = urlsplit(answer.headers["location"])
        assert parts._replace(query="").geturl() == BACK
        return {name: values[0] for name, values in parse_qs(parts.query).items()}

    def token(self, code: str, **changed: str) -> requests.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
                "code_verifier": VERIFIER, "client_id": X.client_id, **changed}  # fmt: skip
        return self.session.post(f"{self.url}/x/2/oauth2/token", data=form, timeout=5)

    def graph(self, path: str, **given: str) -> dict[str, Any]:
        url = f"{self.url}/graph/v26.0/{path}"
        return dict(self.session.get(url, params=given, timeout=5).json())


@pytest.fixture
def site(sandbox: Sandbox) -> Site:
    return Site(sandbox)


def code_of(site: Site, account: str = X.id, scope: str = ALL) -> str:
    rights = scope.split()
    return site.answers(site.asked(scope=scope), answer="allow", account=account, right=rights)[
        "code"
    ]


# -- the page -------------------------------------------------------------------------------------


def test_the_page_says_that_it_is_a_stand_in_and_who_may_be_let_in(site: Site) -> None:
    page = site.get(site.asked()).text
    assert "Stand-in for X" in page
    assert re.findall(r'type="radio" name="account" value="(\d+)"', page) == [X.id, X_POOLS.id]
    assert re.findall(r'name="right" value="([^"]+)"', page) == ALL.split()


def test_the_page_speaks_german_to_germans(site: Site) -> None:
    site.session.headers["accept-language"] = "de-DE,de;q=0.9"
    assert "Durchwahl Zugriff geben?" in site.get(site.asked()).text


def test_its_form_may_lead_back_to_durchwahl_and_nowhere_else(site: Site) -> None:
    policy = site.get(site.asked()).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("form-action 'self' http://127.0.0.1:8501")


def test_it_names_no_image_that_its_own_policy_forbids(site: Site) -> None:
    answer = site.get(site.asked())
    assert "img-src" not in answer.headers["content-security-policy"]
    assert not re.search(r"<img|rel=.?icon|data:", answer.text)


def test_what_is_asked_stays_text(site: Site) -> None:
    page = site.get(site.asked(state='"><script>alert(1)</script>')).text
    assert "<script" not in page


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "somebody-else"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"response_type": "token"},
        {"redirect_uri": "https://evil.example/"},
    ],
)
def test_x_shows_no_login_that_it_does_not_know(site: Site, changed) -> None:
    assert site.get(site.asked(**changed)).status_code == 400
    pressed = site.session.post(
        site.asked(**changed), data={"answer": "allow", "account": X.id}, allow_redirects=False
    )
    assert pressed.status_code == 400
    assert "location" not in pressed.headers


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        (BACK, True),
        ("https://inbox.example.com/connect/facebook/return", True),
        ("https://inbox.example.com/connect/facebook/return?x=1", False),
        ("https://inbox.example.com/elsewhere", False),
        ("https://me@evil.example/connect/twitter/return", False),
        ("javascript:alert(1)//connect/twitter/return", False),
        ("//evil.example/connect/twitter/return", False),
        ("http://[::1/connect/twitter/return", False),
        ("", False),
    ],
)
def test_it_goes_back_only_where_a_durchwahl_waits(address, safe) -> None:
    assert consent.safe(address) is safe


def test_who_says_no_is_sent_back_without_a_code(site: Site) -> None:
    back = site.answers(site.asked(), answer="deny", account=X.id)
    assert back == {"error": "access_denied", "state": "s1"}
    back = site.answers(site.dialog(), answer="deny")
    assert back == {"error": "access_denied", "error_reason": "user_denied", "state": "s1"}


def test_x_asks_for_no_account_that_is_not_there(site: Site) -> None:
    assert site.answers(site.asked(), answer="allow", account="77")["error"] == "access_denied"


# -- X's codes and tokens -------------------------------------------------------------------------


def test_a_code_and_its_verifier_are_worth_tokens_once(site: Site) -> None:
    code = code_of(site)
    answer = site.token(code)
    assert answer.status_code == 200
    given = answer.json()
    assert (given["token_type"], given["expires_in"]) == ("bearer", 7200)
    assert given["scope"].split() == sorted(ALL.split(), key=x_consent.SCOPES.index)
    assert {"access_token", "refresh_token"} <= set(given)
    assert site.token(code).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "another"},
        {"redirect_uri": "http://127.0.0.1:9/connect/twitter/return"},
        {"client_id": "another"},
        {"code": "guessed"},
    ],
)
def test_a_code_is_worth_nothing_to_anybody_else(site: Site, changed) -> None:
    assert site.token(**{"code": code_of(site), **changed}).status_code == 400


def test_a_code_is_good_for_thirty_seconds() -> None:
    times = [datetime(2026, 11, 20, 12, tzinfo=UTC)]
    doorman = Doorman(XWorld(Town(now=lambda: times[-1])))
    form = {"grant_type": "authorization_code", "client_id": X.client_id, "redirect_uri": BACK,
            "code_verifier": VERIFIER}  # fmt: skip
    first, second = (doorman.consent(X.id, ALL, challenge_of(VERIFIER), BACK) for _ in "12")
    times.append(times[0] + timedelta(seconds=30))
    assert doorman.token(urlencode({**form, "code": first}), "")["access_token"]
    times.append(times[0] + timedelta(seconds=31))
    with pytest.raises(NotGranted):
        doorman.token(urlencode({**form, "code": second}), "")


def test_without_offline_access_there_is_nothing_to_renew_with(site: Site) -> None:
    given = site.token(code_of(site, scope="tweet.read users.read")).json()
    assert "refresh_token" not in given


def test_a_token_is_its_own_users(site: Site) -> None:
    token = site.token(code_of(site, X_POOLS.id)).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    me = site.session.get(f"{site.url}/x/2/users/me", headers=headers, timeout=5).json()
    assert me["data"]["username"] == X_POOLS.handle


def test_a_renewed_login_stays_its_users(site: Site) -> None:
    old = site.token(code_of(site, X_POOLS.id)).json()
    form = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"],
            "client_id": X.client_id}  # fmt: skip
    url = f"{site.url}/x/2/oauth2/token"
    fresh = site.session.post(url, data=form, timeout=5).json()
    assert fresh["scope"] == old["scope"]
    assert site.session.post(url, data=form, timeout=5).status_code == 400
    headers = {"authorization": f"Bearer {fresh['access_token']}"}
    me = site.session.get(f"{site.url}/x/2/users/me", headers=headers, timeout=5).json()
    assert me["data"]["id"] == X_POOLS.id


def test_access_that_is_taken_away_ends_tokens_and_keys(site: Site, sandbox: Sandbox) -> None:
    token = site.token(code_of(site)).json()["access_token"]
    sandbox.post("x/revoke")
    for bearer in (token, X.oauth2_access_token):
        headers = {"authorization": f"Bearer {bearer}"}
        me = site.session.get(f"{site.url}/x/2/users/me", headers=headers, timeout=5)
        assert me.status_code == 401
    again = site.token(code_of(site)).json()["access_token"]
    headers = {"authorization": f"Bearer {again}"}
    assert site.session.get(f"{site.url}/x/2/users/me", headers=headers, timeout=5).ok


# -- Facebook's codes and tokens ------------------------------------------------------------------

SECRET = {"client_id": FACEBOOK.app_id, "client_secret": FACEBOOK.app_secret}
APP = f"{FACEBOOK.app_id}|{FACEBOOK.app_secret}"


def user_token(site: Site, pages=(FACEBOOK.id, FACEBOOK_POOLS.id), rights=PERMISSIONS) -> str:
    back = site.answers(site.dialog(), answer="allow", account=pages, right=rights)
    given = site.graph("oauth/access_token", code=back["code"], redirect_uri=BACK, **SECRET)
    assert given["expires_in"] == SHORT
    return str(given["access_token"])


def long_token(site: Site, **more: Any) -> str:
    given = site.graph(
        "oauth/access_token", grant_type="fb_exchange_token",
        fb_exchange_token=user_token(site, **more), **SECRET,
    )  # fmt: skip
    assert given["expires_in"] > 59 * 86_400
    return str(given["access_token"])


def test_the_pages_come_with_their_tokens_and_tasks(site: Site) -> None:
    fields = "id,name,access_token,tasks"
    pages = site.graph("me/accounts", access_token=long_token(site), fields=fields)["data"]
    assert [page["name"] for page in pages] == [FACEBOOK.name, FACEBOOK_POOLS.name]
    assert "MESSAGING" in pages[0]["tasks"]
    assert "MESSAGING" not in pages[1]["tasks"]
    for page in pages:
        assert site.graph("me", access_token=page["access_token"])["id"] == page["id"]


def test_only_the_ticked_pages_come(site: Site) -> None:
    token = long_token(site, pages=[FACEBOOK_POOLS.id])
    pages = site.graph("me/accounts", access_token=token)["data"]
    assert [page["id"] for page in pages] == [FACEBOOK_POOLS.id]


def test_without_the_right_to_list_them_no_page_comes(site: Site) -> None:
    token = long_token(site, rights=["pages_messaging"])
    assert site.graph("me/accounts", access_token=token)["data"] == []


def test_a_code_is_good_once_and_for_its_own_return_address(site: Site) -> None:
    code = site.answers(site.dialog(), answer="allow")["code"]
    elsewhere = BACK.replace("8501", "9")
    wrong = site.graph("oauth/access_token", code=code, redirect_uri=elsewhere, **SECRET)
    assert wrong["error"]["code"] == 100
    again = site.graph("oauth/access_token", code=code, redirect_uri=BACK, **SECRET)
    assert again["error"]["error_subcode"] == 36009


def test_a_wrong_secret_gets_nothing(site: Site) -> None:
    code = site.answers(site.dialog(), answer="allow")["code"]
    wrong = {**SECRET, "client_secret": "guessed"}
    assert "error" in site.graph("oauth/access_token", code=code, redirect_uri=BACK, **wrong)


def test_a_facebook_code_ends_after_ten_minutes() -> None:
    times = [datetime(2026, 11, 20, 12, tzinfo=UTC)]
    logins = Logins(Town(now=lambda: times[-1]))
    code = logins.consent([FACEBOOK.id], PERMISSIONS, BACK)
    times.append(times[0] + timedelta(seconds=CODE_SECONDS + 1))
    given = {"code": code, "redirect_uri": BACK, **SECRET}
    with pytest.raises(GraphError):
        logins.answer(("oauth", "access_token"), given, "")


def test_a_token_says_what_it_may_and_when_it_ends(site: Site) -> None:
    token = long_token(site, rights=["pages_show_list", "pages_messaging"])
    (page, *_) = site.graph("me/accounts", access_token=token)["data"]
    said = site.graph("debug_token", input_token=page["access_token"], access_token=APP)["data"]
    assert (said["type"], said["is_valid"], said["expires_at"]) == ("PAGE", True, 0)
    assert said["scopes"] == ["pages_show_list", "pages_messaging"]
    assert said["data_access_expires_at"] > 80 * 86_400
    assert said["profile_id"] == FACEBOOK.id


def test_a_page_token_of_a_short_login_ends_with_it(site: Site) -> None:
    (page, *_) = site.graph("me/accounts", access_token=user_token(site))["data"]
    said = site.graph("debug_token", input_token=page["access_token"], access_token=APP)["data"]
    assert said["expires_at"] > 0


def test_a_changed_password_ends_every_login(site: Site, sandbox: Sandbox) -> None:
    token = long_token(site)
    (page, *_) = site.graph("me/accounts", access_token=token)["data"]
    sandbox.post("facebook/revoke")
    for dead in (token, page["access_token"], FACEBOOK.page_token):
        assert site.graph("me", access_token=dead)["error"]["code"] == 190
    said = site.graph("debug_token", input_token=page["access_token"], access_token=APP)["data"]
    assert said["is_valid"] is False
    assert "data" in site.graph("me/accounts", access_token=long_token(site))
    sandbox.post("facebook/connect")
    assert site.graph("me", access_token=FACEBOOK.page_token)["id"] == FACEBOOK.id


def test_nobody_looks_at_a_token_without_one(site: Site) -> None:
    said = site.graph("debug_token", input_token=FACEBOOK.page_token, access_token="guessed")
    assert said["error"]["code"] == 190


def test_the_second_page_is_there_and_nobody_wrote_on_it(site: Site) -> None:
    token = long_token(site, pages=[FACEBOOK_POOLS.id])
    (page,) = site.graph("me/accounts", access_token=token)["data"]
    given = {"access_token": page["access_token"]}
    assert site.graph(f"{FACEBOOK_POOLS.id}/feed", **given) == {"data": []}
    assert site.graph("me/conversations", **given)["error"]["code"] == 200
    assert site.graph(f"{FACEBOOK.id}/feed", **given)["error"]["code"] == 100
