"""The example accounts of the sandbox. Nothing here is secret: no real platform knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class XAccount:
    """Our account on the X stand-in with both kinds of login."""

    id: str = "1500000000000000001"
    name: str = "Stadtwerke Lindenau"
    handle: str = "lindenau_hilft"
    api_key: str = "sandbox-x-api-key"
    api_secret: str = "sandbox-x-api-secret"
    access_token: str = "1500000000000000001-sandboxAccessToken"
    access_token_secret: str = "sandbox-x-access-token-secret"
    client_id: str = "sandbox-x-client"
    client_secret: str = "sandbox-x-client-secret"
    oauth2_access_token: str = "sandbox-x-oauth2-access"
    oauth2_refresh_token: str = "sandbox-x-oauth2-refresh"
    app_bearer: str = "sandbox-x-app-only"


@dataclass(frozen=True, slots=True)
class FacebookPage:
    """Our page on the Graph stand-in."""

    id: str = "104200000000001"
    name: str = "Stadtwerke Lindenau"
    app_id: str = "480200000000001"
    app_secret: str = "sandbox-facebook-app-secret"
    page_token: str = "sandbox-facebook-page-token"


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else on a platform: an account that is connected only by consent, or a person."""

    id: str
    name: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class InstagramAccount:
    """Our account on Instagram's stand-in: it hangs on the page, whose token it uses."""

    id: str = "17841400000000001"
    name: str = "Stadtwerke Lindenau"
    handle: str = "lindenau_hilft"


X = XAccount()
X_POOLS = Other("1500000000000000002", "Lindenauer Bäder", "lindenau_baeder")
FACEBOOK = FacebookPage()
INSTAGRAM = InstagramAccount()
FACEBOOK_POOLS = Other("104200000000002", "Lindenauer Bäder")
FACEBOOK_PERSON = Other("7000000000000001", "Miriam Albers")
"""Who signs in to Facebook and runs both pages."""
