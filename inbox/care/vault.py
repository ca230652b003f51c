"""Credentials at rest: sealed with a key that lives outside the database.

The key of the settings may be any text of 16 characters or more; a 256-bit key is derived
from it. Whoever has the database file alone, or a backup of it, reads no token.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

from connectors.base import Credentials

_PURPOSE = b"durchwahl credentials 1:"


LOST = (
    "The stored credentials were encrypted with another SECRET_KEY: set that key again. If it is"
    " lost, `python -m inbox accounts forget` makes room for new ones."
)
"""What a person is told who came with the wrong key."""


class WrongKey(Exception):
    """These credentials were sealed with another SECRET_KEY. Nothing was read."""


class Vault:
    """Seals and opens credentials; shows neither the key nor what it seals."""

    __slots__ = ("_fernet",)

    def __init__(self, key: str) -> None:
        digest = hashlib.sha256(_PURPOSE + key.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, credentials: Mapping[str, str]) -> str:
        """Return the credentials as a text that only this key opens."""
        plain = json.dumps(dict(credentials), sort_keys=True).encode()
        return self._fernet.encrypt(plain).decode()

    def open(self, sealed: str) -> Credentials:
        """Return what was sealed. Raises WrongKey; its text holds no part of either."""
        try:
            plain = self._fernet.decrypt(sealed.encode())
        except InvalidToken:
            raise WrongKey("the stored credentials belong to another SECRET_KEY") from None
        return Credentials(json.loads(plain))

    def opens(self, sealed: str) -> bool:
        """Return whether this key opens what was sealed."""
        try:
            self.open(sealed)
        except WrongKey:
            return False
        return True

    def __repr__(self) -> str:
        return "Vault()"
