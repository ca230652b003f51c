"""Why two contacts may be one person: reasons to show, never a decision. Pure.

A handle is chosen by its owner, so the same one elsewhere says something. A name alone says
nothing: it needs an e-mail address or a number that both wrote themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inbox.rules import contact, folding

SHORTEST = 4
"""Signs of a handle that is one's own: "max" is anybody's."""

MOST = 20_000
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00|0)\d[\d ()/.-]{5,18}\d(?!\w)")


class Why(StrEnum):
    """What two contacts have in common."""

    HANDLE = "handle"
    MAIL = "mail"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in common, and what it is."""

    why: Why
    what: str


@dataclass(frozen=True, slots=True)
class Face:
    """A contact as it shows itself: its names, and the ways it told in its own messages."""

    platform: str
    name: str
    handle: str | None
    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


def face(
    platform: str, name: str, handle: str | None, texts: Iterable[str], region: str = "DE"
) -> Face:
    """Return a contact with the addresses and numbers in what it wrote itself."""
    said = "\n".join(texts)[:MOST]
    mails = {found.casefold() for found in _MAIL.findall(said)}
    phones = {number for found in _PHONE.findall(said) if (number := _e164(found, region))}
    return Face(platform, name, handle, frozenset(mails), frozenset(phones))


def reasons(one: Face, other: Face) -> tuple[Reason, ...]:
    """Return what speaks for one person behind both; nothing at all is no reason to ask."""
    found = []
    mine, theirs = _handle(one), _handle(other)
    if mine and mine == theirs and one.platform != other.platform:
        found.append(Reason(Why.HANDLE, one.handle or ""))
    named = folding.folded(one.name)
    if named and named == folding.folded(other.name):
        found += [Reason(Why.MAIL, mail) for mail in sorted(one.mails & other.mails)]
        shared = sorted(one.phones & other.phones)
        found += [Reason(Why.PHONE, contact.shown(number)) for number in shared]
    return tuple(found)


def _handle(of: Face) -> str:
    plain = (of.handle or "").casefold()
    return plain if len(plain) >= SHORTEST else ""


def _e164(typed: str, region: str) -> str | None:
    number, _ = contact.check_phone(typed, region)
    return number
