"""An account on X is connected by consent: the verifier stays here, the code is worth one login."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import connectors
from connectors.base import (
    App,
    Begun,
    ConnectorError,
    Credentials,
    Deadlines,
    Health,
    ReauthRequired,
    Rejected,
    Retryable,
    Unreadable,
)
from connectors.sandbox.accounts import X_POOLS, X
from connectors.twitter import PLATFORM, client, connecting
from tests.connectors.raw_server import answer, says, serving
from tests.connectors.twitter.driver import SIGNED, TOKEN, connection
from tests.consenting import consents
from tests.sandbox import Sandbox

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BACK = "http://127.0.0.1:8501/connect/twitter/return"


def app(sandbox_url: str, base_url: str = "", **changed: str) -> App:
    secrets = {"client_id": X.client_id, "client_secret": X.client_secret, **changed}
    return App(
        base_url=base_url or f"{sandbox_url}/x",
        login_url=f"{sandbox_url}/sites/x",
        return_url=BACK,
        credentials=Credentials(secrets),
        deadlines=Deadlines(2.0, 2.0, 4.0),
    )


def connected(sandbox: Sandbox, **how):
    ours = app(sandbox.url)
    begun = connecting.begin(ours, "s1")
    (found,) = connecting.finish(ours, begun.kept, consents(begun.url, **how), lambda: NOW)
    return found


def test_the_platform_says_how_it_is_connected() -> None:
    assert connectors.login("twitter") is connecting
    assert PLATFORM.app == ("client_id", "client_secret")
    assert connectors.login("memory") is None


def test_the_person_is_sent_to_x_with_the_hash_of_a_verifier_that_stays_here() -> None:
    begun = connecting.begin(app("https://x.example"), "s1")
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://x.example/sites/x/i/oauth2/authorize"
    )
    digest = hashlib.sha256(begun.kept["verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert (asked["state"], asked["redirect_uri"]) == ("s1", BACK)
    assert asked["scope"].split() == list(connecting.SCOPES)
    assert X.client_secret not in begun.url
    assert begun.kept["verifier"] not in begun.url


def test_no_two_verifiers_are_alike() -> None:
    kept = {connecting.begin(app("http://x"), "s1").kept["verifier"] for _ in range(50)}
    assert len(kept) == 50
    assert {43 <= len(each) <= 128 for each in kept} == {True}


def test_a_consent_becomes_an_account_that_can_be_opened(sandbox) -> None:
    found = connected(sandbox, accounts=[X_POOLS.id])
    assert (found.platform, found.login) == ("twitter", "oauth2")
    assert (found.author.external_id, found.author.handle) == (X_POOLS.id, X_POOLS.handle)
    assert set(PLATFORM.secrets["oauth2"]) <= set(found.credentials)
    assert set(found.scopes) == set(connecting.SCOPES)
    assert (found.missing, found.streams_without) == ((), ())
    assert found.expires_at == NOW + timedelta(hours=2)
    opened = client.open(connection(sandbox, found.credentials, external_id=X_POOLS.id))
    assert opened.whoami().handle == X_POOLS.handle


def test_a_missing_scope_is_named_and_silences_its_stream(sandbox) -> None:
    found = connected(sandbox, without=["dm.read", "dm.write"])
    assert found.missing == ("dm.read", "dm.write")
    assert found.streams_without == ("direct",)


def test_a_login_that_may_not_read_silences_every_stream(sandbox) -> None:
    found = connected(sandbox, without=["tweet.read"])
    assert {spec.name for spec in PLATFORM.streams} <= set(found.streams_without)


def test_without_offline_access_it_is_said_that_the_login_will_end(sandbox) -> None:
    found = connected(sandbox, without=["offline.access"])
    assert found.missing == ("offline.access",)
    assert "refresh_token" not in found.credentials


def test_a_public_client_has_no_secret(sandbox) -> None:
    ours = app(sandbox.url, client_secret="")
    begun = connecting.begin(ours, "s1")
    assert connecting.finish(ours, begun.kept, consents(begun.url))


def test_another_verifier_gets_nothing(sandbox) -> None:
    ours = app(sandbox.url)
    back = consents(connecting.begin(ours, "s1").url)
    with pytest.raises(Rejected, match="invalid"):
        connecting.finish(ours, connecting.begin(ours, "s2").kept, back)


def test_a_code_is_used_once(sandbox) -> None:
    ours = app(sandbox.url)
    begun = connecting.begin(ours, "s1")
    back = consents(begun.url)
    assert connecting.finish(ours, begun.kept, back)
    with pytest.raises(Rejected):
        connecting.finish(ours, begun.kept, back)


def test_an_answer_without_a_code_asks_nothing() -> None:
    ours = app("http://127.0.0.1:9")
    with pytest.raises(Rejected, match="no code"):
        connecting.finish(ours, Credentials({"verifier": "v"}), {"state": "s1"})


CANARY = "canaryThatMustNotShow"


def failing(said: bytes) -> ConnectorError:
    with serving(says(said)) as server:
        ours = app("", server.url, client_secret=CANARY + "Secret")
        kept = Begun("", Credentials({"verifier": CANARY + "Verifier"})).kept
        with pytest.raises(ConnectorError) as failed:
            connecting.finish(ours, kept, {"code": CANARY + "Code"})
    return failed.value


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(b'{"error":"invalid_request"}', "400 Bad Request"), Rejected),
        (answer(b'{"error":"unauthorized_client"}', "401 Unauthorized"), Rejected),
        (answer(b"<html>", "403 Forbidden", "text/html"), Retryable),
        (answer(b"<html>", "503 Busy", "text/html"), Retryable),
        (answer(b"[]"), Unreadable),
        (answer(b'{"token_type":"bearer"}'), Unreadable),
        (answer(b'{"access_token":7}'), Unreadable),
        (answer(b"{"), Unreadable),
        (b"", Retryable),
    ],
)
def test_every_other_answer_is_a_failure_that_says_no_secret(said, kind) -> None:
    failure = failing(said)
    assert isinstance(failure, kind)
    assert CANARY not in str(failure)
    assert CANARY not in repr(failure.__context__)


def test_x_that_names_no_scopes_is_believed_to_have_given_them() -> None:
    assert connecting._silent(()) == ()


# -- health ---------------------------------------------------------------------------------------


def test_a_token_that_works_is_healthy(sandbox) -> None:
    assert connecting.health(connection(sandbox, TOKEN)) == Health()


def test_keys_say_what_they_may(sandbox) -> None:
    found = connecting.health(connection(sandbox, SIGNED))
    assert found == Health(scopes=("read-write-directmessages",))


def test_keys_that_may_too_little_say_what_is_missing() -> None:
    me = json.dumps({"data": {"id": X.id, "name": X.name, "username": X.handle}}).encode()
    for level in ("read", "read-write"):
        with serving(says(answer(me, more=f"x-access-level: {level}\r\n"))) as server:
            found = connecting.health(connection_to(server.url))
        assert found == Health(scopes=(level,), missing=("read-write-directmessages",))


def test_a_level_that_nobody_knows_says_nothing() -> None:
    me = json.dumps({"data": {"id": X.id, "name": X.name, "username": X.handle}}).encode()
    with serving(says(answer(me, more="x-access-level: everything\r\n"))) as server:
        assert connecting.health(connection_to(server.url)) == Health()


def connection_to(url: str):
    from connectors.base import Connection

    return Connection("twitter", X.id, X.handle, url, SIGNED, Deadlines(2.0, 2.0, 4.0))


@pytest.mark.parametrize("credentials", [SIGNED, TOKEN], ids=["keys", "token"])
def test_a_login_that_was_taken_away_is_dead(sandbox, credentials) -> None:
    sandbox.post("x/revoke")
    with pytest.raises(ReauthRequired):
        connecting.health(connection(sandbox, credentials))
