"""What is known of a person: what may be written, and what a join and a parting make of it. Pure.

one ──join──> both: theirs where it says something, the other's where it does not; notes in turn
both ──part──> each as before; what was written since stays with the one who is chosen
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from inbox.rules import clean

LANGUAGES = (
    "de", "en", "tr", "ar", "ru", "uk", "pl", "fr", "it", "es", "pt", "nl", "ro", "el", "hr", "sr",
    "bs", "sq", "bg", "cs", "sk", "sl", "hu", "da", "sv", "no", "fi", "fa", "ku", "vi", "zh", "ja",
    "ko", "hi", "he",
)  # fmt: skip
LONGEST_NAME = 100
LONGEST_NOTES = 4_000
LONGEST_LINE = 200
CALL, MAIL = "call", "mail"
"""Ways beside the platforms themselves."""

_FIELDS = ("name", "address", "language", "pace")
_CHANNEL = (
    "channel",
    "channel_source",
    "channel_since",
    "channel_address",
    "channel_hours",
    "channel_message_id",
)
_WRITTEN = ("noted_at", "noted_by")
_BLOCK = ("blocked_until", "blocked_reason", "blocked_by")


class Flaw(StrEnum):
    """Why something about a person cannot be kept."""

    NAME = "name"
    NOTES = "notes"
    SOURCE = "source"
    WAY = "way"
    DAY = "day"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of a person; `noted_by` wrote of it last, its block aside."""

    name: str | None = None
    address: str | None = None
    language: str | None = None
    channel: str | None = None
    channel_source: str | None = None
    channel_since: date | None = None
    pace: str | None = None
    notes: str = ""
    blocked_until: datetime | None = None
    blocked_reason: str | None = None
    blocked_by: int | None = None
    channel_address: str | None = None
    channel_hours: str | None = None
    channel_message_id: int | None = None
    noted_at: datetime | None = None
    noted_by: int | None = None


def dumped(facts: Facts) -> dict[str, Any]:
    """Return facts as a journal keeps them."""
    at, since, noted = facts.blocked_until, facts.channel_since, facts.noted_at
    return asdict(facts) | {
        "blocked_until": at and at.isoformat(),
        "channel_since": since and since.isoformat(),
        "noted_at": noted and noted.isoformat(),
    }


def read(kept: dict[str, Any]) -> Facts:
    """Return facts from a journal."""
    at, since, noted = (kept[name] for name in ("blocked_until", "channel_since", "noted_at"))
    times = {
        "blocked_until": at and datetime.fromisoformat(at),
        "channel_since": since and date.fromisoformat(since),
        "noted_at": noted and datetime.fromisoformat(noted),
    }
    return Facts(**{**kept, **times})


def tidy(facts: Facts) -> Facts:
    """Return what an agent typed as it is kept: one line where it is one, nothing for blanks."""
    return replace(
        facts,
        name=_line(facts.name),
        channel_source=_line(facts.channel_source) if facts.channel else None,
        channel_since=facts.channel_since if facts.channel else None,
        channel_address=_line(facts.channel_address) if facts.channel else None,
        channel_hours=_line(facts.channel_hours) if facts.channel else None,
        channel_message_id=facts.channel_message_id if facts.channel else None,
        notes=clean.scrub(facts.notes[: 2 * LONGEST_NOTES]).strip(),
    )


def flaw(facts: Facts, known: Known, today: date) -> Flaw | None:
    """Return why tidy facts cannot be kept, None when they can."""
    if facts.name is not None and len(facts.name) > LONGEST_NAME:
        return Flaw.NAME
    if len(facts.notes) > LONGEST_NOTES:
        return Flaw.NOTES
    if len(facts.channel_source or "") > LONGEST_LINE:
        return Flaw.SOURCE
    if max(len(facts.channel_address or ""), len(facts.channel_hours or "")) > LONGEST_LINE:
        return Flaw.WAY
    if facts.channel_since is not None and facts.channel_since > today:
        return Flaw.DAY
    given = (facts.address, facts.pace, facts.channel, facts.language)
    allowed = (known.forms, known.depths, known.channels, LANGUAGES)
    odd = any(one and one not in words for one, words in zip(given, allowed, strict=True))
    return Flaw.UNKNOWN if odd else None


@dataclass(frozen=True, slots=True)
class Known:
    """The words that may stand where there is a choice."""

    forms: tuple[str, ...]
    depths: tuple[str, ...]
    channels: tuple[str, ...]


def joined(stays: Facts, other: Facts) -> Facts:
    """Return what is known once two are one; where both say something, who stays is right."""
    made = {name: getattr(stays, name) or getattr(other, name) for name in _FIELDS}
    way = stays if stays.channel else other
    made |= {name: getattr(way, name) for name in _CHANNEL}
    late = max((stays, other), key=_noted)
    made |= {name: getattr(late, name) for name in _WRITTEN}
    hard = max((stays, other), key=_until)
    made |= {name: getattr(hard, name) for name in _BLOCK}
    both = [one for one in (stays.notes, other.notes) if one]
    return Facts(**made, notes="\n\n".join(dict.fromkeys(both)))


def overruled(stays: Facts, other: Facts) -> tuple[str, ...]:
    """Return in which fields the other says something else than who stays: that is given up."""
    both = [(getattr(stays, name), getattr(other, name)) for name in _FIELDS]
    found = [
        name
        for name, (mine, theirs) in zip(_FIELDS, both, strict=True)
        if mine and theirs and mine != theirs
    ]
    mine, theirs = ((one.channel, one.channel_address, one.channel_hours) for one in (stays, other))
    if stays.channel and other.channel and mine != theirs:
        found.append("channel")
    return tuple(found)


def parted(
    before: Facts, other: Facts, after: Facts, now: Facts, *, since_to_other: bool
) -> tuple[Facts, Facts]:
    """Return who stayed and who was joined, as each was before.

    What was changed between `after` the join and `now` goes to one of them, of the notes the lines
    that came; those that went come back. A block that was lifted in between is lifted for both.
    """
    changed = {
        name: getattr(now, name)
        for name in (*_FIELDS, *_CHANNEL, *_WRITTEN, *_BLOCK)
        if getattr(now, name) != getattr(after, name)
    }
    heir = other if since_to_other else before
    heir = replace(heir, **changed, notes=_notes(heir.notes, after.notes, now.notes))
    stays, goes = (before, heir) if since_to_other else (heir, other)
    if now.blocked_until is None:
        free: dict[str, Any] = dict.fromkeys(_BLOCK)
        stays, goes = replace(stays, **free), replace(goes, **free)
    return stays, goes


def news(after: Facts, now: Facts) -> tuple[str, ...]:
    """Return what beside the notes was changed since a join: fields by name, a block as "block"."""
    groups = {name: (name,) for name in _FIELDS} | {"channel": _CHANNEL, "block": _BLOCK}
    return tuple(
        said
        for said, names in groups.items()
        if any(getattr(after, name) != getattr(now, name) for name in names)
    )


def noted_since(after: str, now: str) -> str:
    """Return the lines that came into notes since a join, in their order."""
    known = Counter(after.splitlines())
    came = []
    for line in now.splitlines():
        known[line] -= 1
        if known[line] < 0:
            came.append(line)
    return "\n".join(came).strip()


def _notes(mine: str, after: str, now: str) -> str:
    """Return one's notes with what was written since."""
    return "\n\n".join(one for one in (mine, noted_since(after, now)) if one)


def _until(facts: Facts) -> float:
    return facts.blocked_until.timestamp() if facts.blocked_until else 0.0


def _noted(facts: Facts) -> float:
    return facts.noted_at.timestamp() if facts.noted_at else 0.0


def _line(text: str | None) -> str | None:
    kept = " ".join(clean.scrub((text or "")[:2_000]).split())
    return re.sub(r"[\u200e\u200f\u061c]", "", kept) or None
