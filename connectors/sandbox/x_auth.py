"""Who is calling X: OAuth 1.0a signatures, OAuth 2.0 user tokens, and the token endpoint.

A signature is computed again over the URL that this server sees (RFC 5849, section 3.4): a
client that signs one URL and calls another is refused, as by X. Codes of a consent are good for
30 seconds and for whoever holds the verifier (RFC 7636); refresh tokens rotate.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
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
CODES = "x.codes"
SKEW = 300
"""Seconds that a signature's time may lie beside ours."""

CODE_SECONDS = 30.0
SCOPES = (
    "tweet.read",
    "tweet.write",
    "users.read",
    "dm.read",
    "dm.write",
    "media.write",
    "tweet.moderate.write",
    "like.write",
    "offline.access",
)

_KEYS = Client(X.api_key, client_secret=X.api_secret, resource_owner_secret=X.access_token_secret)


class NotSignedIn(Exception):
    """No login that X knows; `app_only`: a login, but not of a user."""

    def __init__(self, *, app_only: bool = False) -> None:
        super().__init__("app only" if app_only else "unauthorized")
        self.app_only = app_only


class NotGranted(Exception):
    """A code or a refresh token for which X gives nothing."""


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
        """Let the tokens and keys of `accounts.X` work, as after a new consent."""
        self._nonces.clear()
        self._town.shelf.remove(LOGINS, "revoked")
        self._keep("access", X.oauth2_access_token, self._life())
        self._keep("refresh", X.oauth2_refresh_token, None)

    def _life(self) -> float:
        return time.time() + float(self.world.setting("token_seconds"))

    def _keep(
        self,
        kind: str,
        token: str,
        until: float | None,
        user: str = X.id,
        scope: str = " ".join(SCOPES),
    ) -> None:
        document = {"kind": kind, "token": token, "until": until, "user": user, "scope": scope}
        self._town.shelf.put(LOGINS, f"{kind}:{token}", document)

    def expire(self) -> None:
        """End every access token now; refresh tokens go on."""
        for login in self._town.shelf.all(LOGINS):
            if login.get("kind") == "access":
                self._town.shelf.put(LOGINS, f"access:{login['token']}", {**login, "until": 0.0})

    def revoke(self) -> None:
        """End every login, keys too, as a user does who takes the app's access away."""
        for login in self._town.shelf.all(LOGINS):
            if "token" in login:
                self._town.shelf.remove(LOGINS, f"{login['kind']}:{login['token']}")
        self._town.shelf.put(LOGINS, "revoked", {"at": time.time()})

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
        return str(login.get("user", X.id))

    def _by_signature(self, request: Request, header: str) -> str:
        if self._town.shelf.get(LOGINS, "revoked"):
            raise NotSignedIn
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

    def consent(self, user: str, scope: str, challenge: str, redirect: str) -> str:
        """Return the code of a consent that a user just gave."""
        code = secrets.token_urlsafe(24)
        document = {
            "user": user,
            "scope": scope,
            "challenge": challenge,
            "redirect": redirect,
            "until": self._town.now().timestamp() + CODE_SECONDS,
        }
        self._town.shelf.put(CODES, code, document)
        return code

    def token(self, body: str, authorization: str) -> dict[str, Any]:
        """Give a pair of tokens for a code or a refresh token. Raises NotGranted."""
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if not _client_known(form, authorization):
            raise NotGranted
        if form.get("grant_type") == "authorization_code":
            return self._by_code(form)
        if form.get("grant_type") == "refresh_token":
            return self._again(form)
        raise NotGranted

    def give_back(self, body: str, authorization: str) -> dict[str, Any]:
        """End one token, whichever it is, as its app asks (RFC 7009). Raises NotGranted."""
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if not _client_known(form, authorization) or not form.get("token"):
            raise NotGranted
        for kind in ("access", "refresh"):
            self._town.shelf.remove(LOGINS, f"{kind}:{form['token']}")
        return {"revoked": True}

    def _by_code(self, form: dict[str, str]) -> dict[str, Any]:
        code = form.get("code", "")
        given = self._town.shelf.get(CODES, code)
        if given is None:
            raise NotGranted
        self._town.shelf.remove(CODES, code)
        if given["until"] < self._town.now().timestamp():
            raise NotGranted
        if given["redirect"] != form.get("redirect_uri"):
            raise NotGranted
        if given["challenge"] != challenge_of(form.get("code_verifier", "")):
            raise NotGranted
        return self._pair(given["user"], given["scope"])

    def _again(self, form: dict[str, str]) -> dict[str, Any]:
        """Renew a login: the old refresh token dies by it."""
        key = f"refresh:{form.get('refresh_token', '')}"
        old = self._town.shelf.get(LOGINS, key)
        if old is None:
            raise NotGranted
        self._town.shelf.remove(LOGINS, key)
        return self._pair(old.get("user", X.id), old.get("scope", " ".join(SCOPES)))

    def _pair(self, user: str, scope: str) -> dict[str, Any]:
        number = self._town.shelf.count("x.tokens")
        access, fresh = f"sandbox-x-access-{number}", f"sandbox-x-refresh-{number}"
        self._keep("access", access, self._life(), user, scope)
        answer = {
            "token_type": "bearer",
            "expires_in": int(self.world.setting("token_seconds")),
            "access_token": access,
            "scope": scope,
        }
        if "offline.access" in scope.split():
            self._keep("refresh", fresh, None, user, scope)
            answer["refresh_token"] = fresh
        return answer


def challenge_of(verifier: str) -> str:
    """Return the S256 code challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


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
