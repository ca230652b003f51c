"""What a direct message carries is fetched by those alone who may read it: signed, as a call.

Source: developer.x.com, Direct Messages, Retrieving media (OAuth 1.0a); that a token of OAuth 2.0
serves as well is from memory. No header ever goes to another host than X's private ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from oauthlib.oauth1 import Client

from connectors.base import Connection
from connectors.twitter import PLATFORM

STAND_IN = "/media/dm/"
"""Below its base URL the stand-in keeps what is private."""


def authorize(connection: Connection, url: str) -> Mapping[str, str]:
    """Return the headers for an address of X's private media, none for any other one."""
    parts, base = urlsplit(url), urlsplit(connection.base_url)
    ours = parts.scheme == "https" and parts.netloc in PLATFORM.private_hosts
    played = base.scheme == "http" and (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
    if not ours and not (played and parts.path.startswith(base.path + STAND_IN)):
        return {}
    secrets = connection.credentials
    if "api_key" not in secrets:
        return {"Authorization": f"Bearer {secrets['access_token']}"}
    signer = Client(
        secrets["api_key"],
        secrets["api_secret"],
        secrets["access_token"],
        secrets["access_token_secret"],
    )
    _, headers, _ = signer.sign(url, "GET")
    return {"Authorization": headers["Authorization"]}
