"""Why two contacts may be one person: reasons to show, never a decision. Pure.

A handle is chosen by its owner, so the same one elsewhere says something. An e-mail address or a
number is told by its owner, or noted by the team. A name is borne by many: it comes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from inbox.rules import contact, folding

SHORTEST = 4
"""Signs of a handle that is one's own: "max" is anybody's."""

MOST = 20_000
FEW = 20
"""Characters that are read, addresses and numbers that are taken from them."""

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w+])(?<!\d[./-])(?:\+|00|0)\d[\d ()/.-]{5,18}\d(?!\w)")
_DATE = re.compile(r"0[1-9]([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?!\d)")


class Why(StrEnum):
    """What two contacts have in common, what says most first."""

    HANDLE = "handle"
    MAIL = "mail"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in common, and what it is."""

    why: Why
    what: str


@dataclass(frozen=True, slots=True)
class Ways:
    """E-mail addresses and numbers (E.164) that stand in a text."""

    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    def __sub__(self, other: Ways) -> Ways:
        return Ways(self.mails - other.mails, self.phones - other.phones)

    def __and__(self, other: Ways) -> Ways:
        return Ways(self.mails & other.mails, self.phones & other.phones)


@dataclass(frozen=True, slots=True)
class Face:
    """A contact as it shows itself, what the team calls it, and how it says it is reached."""

    platform: str
    name: str
    handle: str | None
    ways: Ways = Ways()
    called: str | None = None


def ways(texts: Iterable[str], region: str = "DE") -> Ways:
    """Return the addresses and numbers that somebody can be reached by, told in these texts.

    What costs the caller or the callee is a company's, and a date is no number.
    """
    said = "\n".join(texts)[:MOST]
    mails = (found[0].casefold() for found in _MAIL.finditer(said)) if "@" in said else ()
    told = (found[0] for found in _PHONE.finditer(said) if not _DATE.match(found[0]))
    phones = (_own(found, region) for found in islice(told, FEW))
    return Ways(frozenset(islice(mails, FEW)), frozenset(filter(None, phones)))


def where(text: str, phones: frozenset[str], region: str = "DE") -> list[tuple[int, int]]:
    """Return from where to where one of these numbers (E.164) stands in a text, however spelled."""
    told = islice(_PHONE.finditer(text[:MOST]), FEW)
    return [found.span() for found in told if _own(found[0], region) in phones]


def reasons(one: Face, other: Face) -> tuple[Reason, ...]:
    """Return what speaks for one person behind both; nothing at all is no reason to ask."""
    found = []
    mine, theirs = _handle(one), _handle(other)
    if mine and mine == theirs and one.platform != other.platform:
        found.append(Reason(Why.HANDLE, one.handle or ""))
    shared = one.ways & other.ways
    found += [Reason(Why.MAIL, mail) for mail in sorted(shared.mails)]
    found += [Reason(Why.PHONE, contact.shown(number)) for number in sorted(shared.phones)]
    if _names(one) & _names(other):
        found.append(Reason(Why.NAME, one.name))
    return tuple(found)


def _handle(of: Face) -> str:
    plain = (of.handle or "").casefold()
    return plain if len(plain) >= SHORTEST else ""


def _names(of: Face) -> set[str]:
    return {" ".join(folding.folded(name)) for name in (of.name, of.called) if name} - {""}


def _own(typed: str, region: str) -> str | None:
    number, _ = contact.check_phone(typed, region)
    return number if number and not contact.toll_free(number) else None
