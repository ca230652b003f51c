"""What the login of an Instagram account may: it is the login of the page that it hangs on.

Accounts are connected by Facebook Login, with their pages; only `health` is asked here. Source:
developers.facebook.com, Instagram API with Facebook Login.
"""

from __future__ import annotations

from connectors.base import Clock, Connection, Health, utc_now
from connectors.graph import logins

WANTED = ("instagram_basic", "instagram_manage_comments", "instagram_manage_messages")


def health(connection: Connection, now: Clock = utc_now) -> Health:
    """Ask what the page's token may and when it ends."""
    found = logins.worth(connection, now)
    missing = tuple(one for one in WANTED if one not in found.scopes)
    return Health(found.expires_at, found.access_ends_at, found.scopes, missing)
