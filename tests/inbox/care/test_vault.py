"""Credentials at rest: only the right key opens them, and nothing shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.care.vault import Vault, WrongKey

SECRETS = {"access_token": "canary-token", "ü": "schlüssel\n"}


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=5))
def test_what_is_sealed_comes_back(values) -> None:
    values = {k: v for k, v in values.items() if k.isprintable()}
    try:
        sealed = Vault("a key of sixteen").seal(values)
    except UnicodeEncodeError:
        return
    assert dict(Vault("a key of sixteen").open(sealed)) == values


def test_another_key_opens_nothing() -> None:
    sealed = Vault("a key of sixteen").seal(SECRETS)
    with pytest.raises(WrongKey) as wrong:
        Vault("a key of sixteen!").open(sealed)
    assert wrong.value.__cause__ is None


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA", "ä"])
def test_what_was_never_sealed_opens_nothing(sealed) -> None:
    with pytest.raises(WrongKey):
        Vault("a key of sixteen").open(sealed)


def test_neither_the_sealed_text_nor_a_repr_shows_anything() -> None:
    vault = Vault("canary-key-of-house")
    sealed = vault.seal(SECRETS)
    assert "canary" not in sealed + repr(vault) + repr(vault.open(sealed))


def test_the_same_secrets_are_sealed_differently_each_time() -> None:
    vault = Vault("a key of sixteen")
    assert vault.seal(SECRETS) != vault.seal(SECRETS)
