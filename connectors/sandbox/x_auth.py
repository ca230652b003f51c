"""Who is calling X: OAuth 1.0a signatures, OAuth 2.0 user tokens, and the token endpoint.

A signature is computed again over the URL that this server sees (RFC 5849, section 3.4): a
client that signs one URL and calls another is refused, as by X. Refresh tokens rotate.
"""

from __future__ import annotations

import base64
import hmac
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from oauthlib.oauth1 import Client
from oauthlib.oauth1.rfc5849 import signature
from starlette.requests import Request

from connectors.sandbox.accounts import X
from connectors.sandbox.town import Town
from connectors.sandbox.x_world import XWorld

LOGINS = "x.logins"
SKEW = 300
"""Seconds that a signature's time may lie beside ours."""


_KEYS = Client(X.api_key, client_secret=X.api_secret, resource_owner_secret=X.access_token_secret)


class NotSignedIn(Exception):
    """No login that X knows; `app_only`: a login, but not of a user."""

    def __init__(self, *, app_only: bool = False) -> None:
        super().__init__("app only" if app_only else "unauthorized")
        self.app_only = app_only


class WrongRefresh(Exception):
    """A refresh that X does not grant."""


@dataclass
class Doorman:
    """Knows the logins of our account; tokens last over a restart."""

    world: XWorld

    def __post_init__(self) -> None:
        self._nonces: dict[str, float] = {}
        self.world.town.forgets.append(self.begin)
        if not self._town.shelf.all(LOGINS):
            self.begin()

    @property
    def _town(self) -> Town:
        return self.world.town

    def begin(self) -> None:
        """Let the tokens of `accounts.X` work, as after a new consent."""
        self._nonces.clear()
        self._keep("access", X.oauth2_access_token, self._life())
        self._keep("refresh", X.oauth2_refresh_token, None)

    def _life(self) -> float:
        return time.time() + float(self.world.setting("token_seconds"))

    def _keep(self, kind: str, token: str, until: float | None) -> None:
        document = {"kind": kind, "token": token, "until": until}
        self._town.shelf.put(LOGINS, f"{kind}:{token}", document)

    def expire(self) -> None:
        """End every access token now; refresh tokens go on."""
        for login in self._town.shelf.all(LOGINS):
            if login["kind"] == "access":
                self._keep("access", login["token"], 0.0)

    def user(self, request: Request) -> str:
        """Return the id of the calling user. Raises NotSignedIn."""
        header = request.headers.get("authorization", "")
        scheme, _, rest = header.partition(" ")
        if scheme.lower() == "bearer":
            return self._by_token(rest.strip())
        if scheme.lower() == "oauth":
            return self._by_signature(request, header)
        raise NotSignedIn

    def _by_token(self, token: str) -> str:
        if hmac.compare_digest(token.encode(), X.app_bearer.encode()):
            raise NotSignedIn(app_only=True)
        login = self._town.shelf.get(LOGINS, f"access:{token}")
        if login is None or login["until"] <= time.time():
            raise NotSignedIn
        return X.id

    def _by_signature(self, request: Request, header: str) -> str:
        try:
            given = dict(
                signature.collect_parameters(
                    headers={"Authorization": header}, exclude_oauth_signature=False
                )
            )
            expected = self._signature(request, header)
        except ValueError as error:
            raise NotSignedIn from error
        known = (
            given.get("oauth_consumer_key") == X.api_key
            and given.get("oauth_token") == X.access_token
            and given.get("oauth_signature_method") == "HMAC-SHA1"
            and given.get("oauth_version", "1.0") == "1.0"
        )
        signed = unquote(str(given.get("oauth_signature", "")))
        if not (known and hmac.compare_digest(signed.encode(), expected.encode())):
            raise NotSignedIn
        if not self._fresh(given):
            raise NotSignedIn
        return X.id

    @staticmethod
    def _signature(request: Request, header: str) -> str:
        parameters: Any = signature.collect_parameters(
            uri_query=request.url.query, headers={"Authorization": header}
        )
        method: Any = request.method
        base = signature.signature_base_string(
            method,
            signature.base_string_uri(str(request.url)),
            signature.normalize_parameters(parameters),
        )
        return str(signature.sign_hmac_sha1_with_client(base, _KEYS))

    def _fresh(self, given: dict[str, Any]) -> bool:
        now = time.time()
        self._nonces = {n: at for n, at in self._nonces.items() if at > now - 2 * SKEW}
        nonce, written = str(given.get("oauth_nonce", "")), str(given.get("oauth_timestamp", ""))
        if not nonce or not written.isdigit() or abs(int(written) - now) > SKEW:
            return False
        if nonce in self._nonces:
            return False
        self._nonces[nonce] = now
        return True

    def refresh(self, body: str, authorization: str) -> dict[str, Any]:
        """Give a new pair for a refresh token, which dies by it. Raises WrongRefresh."""
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if form.get("grant_type") != "refresh_token" or not _client_known(form, authorization):
            raise WrongRefresh
        old = f"refresh:{form.get('refresh_token', '')}"
        if self._town.shelf.get(LOGINS, old) is None:
            raise WrongRefresh
        self._town.shelf.remove(LOGINS, old)
        number = self._town.shelf.count("x.tokens")
        access, fresh = f"sandbox-x-access-{number}", f"sandbox-x-refresh-{number}"
        self._keep("access", access, self._life())
        self._keep("refresh", fresh, None)
        return {
            "token_type": "bearer",
            "expires_in": int(self.world.setting("token_seconds")),
            "access_token": access,
            "refresh_token": fresh,
            "scope": "tweet.read tweet.write users.read dm.read dm.write offline.access",
        }


def _client_known(form: dict[str, str], authorization: str) -> bool:
    """A confidential client shows its secret as HTTP Basic, a public one names itself."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id") == X.client_id
    try:
        name, _, secret = base64.b64decode(rest).decode().partition(":")
    except ValueError:
        return False
    return (unquote(name), unquote(secret)) == (X.client_id, X.client_secret)
