"""What is said of a person: why two may be one, why something was not kept, where they write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from inbox.care.blocking import NoReason
from inbox.care.joining import NoJoin, OnePerson
from inbox.care.people import Changed, NoContact, Unfit
from inbox.care.tagging import Refused
from inbox.pages import tagging
from inbox.rules import people
from inbox.rules.blocking import NoDay
from inbox.rules.likeness import Reason, Why
from inbox.rules.people import Flaw
from inbox.texts import Texts, mark

WHYS: dict[Why, str] = {
    Why.HANDLE: mark("The same handle: @{what}"),
    Why.MAIL: mark("The same e-mail address: {what}"),
    Why.PHONE: mark("The same phone number: {what}"),
    Why.NAME: mark("The same name"),
}
BECAUSE: dict[Why, str] = {
    Why.HANDLE: mark("the same handle"),
    Why.MAIL: mark("the same e-mail address"),
    Why.PHONE: mark("the same phone number"),
    Why.NAME: mark("the same name"),
}
FLAWS: dict[Flaw, str] = {
    Flaw.NAME: mark("This name is too long. Shorten it to {name} characters."),
    Flaw.NOTES: mark("The notes are too long. Shorten them to {notes} characters."),
    Flaw.SOURCE: mark("How you know it is too long. Shorten it to {line} characters."),
    Flaw.WAY: mark("The address or the hours are too long. Shorten them to {line} characters."),
    Flaw.DAY: mark("That day has not come yet. Choose today or an earlier one."),
    Flaw.UNKNOWN: mark("That cannot be chosen. Reload the page and try again."),
}
SORRY: dict[type[Exception], str] = {
    OnePerson: mark("They are one person already."),
    NoJoin: mark("They are not joined like this any more. Look again."),
    NoContact: mark("This person is not there any more."),
    NoReason: mark("Say why: colleagues will read it."),
}
CHANGED: dict[tuple[bool, bool], str] = {
    (True, True): mark("{agent} has changed this meanwhile. Yours is still here."),
    (True, False): mark("{agent} has changed this meanwhile. This is how it is now."),
    (False, True): mark("Something has changed meanwhile. Look again."),
    (False, False): mark("Something has changed meanwhile. This is how it is now."),
}
"""By whether it is known who was faster, and whether anything was typed."""
REFUSED: tuple[type[Exception], ...] = (Changed, Unfit, NoDay, Refused, *SORRY)

_PROFILES = {
    "twitter": "https://x.com/{handle}",
    "instagram": "https://www.instagram.com/{handle}/",
}
_HANDLE = re.compile(r"[A-Za-z0-9_.]{1,50}")


def refused(t: Texts, error: Exception, *, typed: bool = True) -> str:
    """Return why nothing was changed; where nothing was `typed`, the question is asked anew."""
    if isinstance(error, Changed):
        said = CHANGED[error.name is not None, typed]
        return t(said, agent=error.name or "")
    if isinstance(error, Unfit):
        most = {
            "name": people.LONGEST_NAME,
            "notes": people.LONGEST_NOTES,
            "line": people.LONGEST_LINE,
        }
        return t(FLAWS[error.flaw], **{key: t.number(value) for key, value in most.items()})
    if isinstance(error, Refused):
        return tagging.sentence(t, error.wrong)
    if isinstance(error, NoDay):
        return t.n(
            "Choose a day from today on, {n} day from now at most.",
            "Choose a day from today on, {n} days from now at most.",
            error.most,
        )
    return t(SORRY[type(error)])


def blocked(block: tuple[datetime, str] | None) -> dict[str, str] | None:
    """Return for a row of the list whether its customer is blocked, until when and why."""
    return {"until": block[0].isoformat(), "reason": block[1]} if block is not None else None


def reasons(t: Texts, found: Iterable[Reason]) -> list[str]:
    """Return why two may be one person."""
    return [t(WHYS[one.why], what=one.what) for one in found]


def because(t: Texts, kept: Iterable[str]) -> str:
    """Return why two were said to be one; empty where nobody gave a reason."""
    known = [t(BECAUSE[Why(one)]) for one in dict.fromkeys(kept) if one in set(Why)]
    return ", ".join(known)


def profile(platform: str, handle: str | None) -> str | None:
    """Return where somebody shows themselves, where their handle says it."""
    pattern = _PROFILES.get(platform)
    plain = handle is not None and _HANDLE.fullmatch(handle)
    return pattern.format(handle=handle) if pattern and plain else None
