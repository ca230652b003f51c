"""The way that customers choose to be reached: proposed to an agent, never kept by itself. Pure.

    "Rufen Sie mich bitte an, 0171 ..."     by telephone, with the number
    "lieber per Mail"                       by e-mail
    "kein Telefon bitte"                    not by telephone

What they tell of ("ich habe angerufen"), ask ("kann ich Sie anrufen?") or thank for is no choice.
Where no words choose or refuse a way, sentences are weighed by what was learnt for telephone and
e-mail (`inbox.rules.learnt`), but for those with a no: a refusal is only ever read in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from inbox.rules import contact, flat, learnt, likeness, people
from inbox.rules.learnt import Model
from inbox.rules.people import CALL, MAIL, Facts
from inbox.rules.phrases import Line
from inbox.rules.reply_words import said

WORDS = Path(__file__).with_name("wished_words.txt")
WAYS = (CALL, MAIL, "instagram", "facebook", "twitter")
LEARNT = {
    way: Model(
        signs=Path(__file__).with_name("wished_signs.txt"),
        weights=Path(__file__).with_name("wished_weights.txt"),
        name=way,
    )
    for way in (CALL, MAIL)
}
LOOKED_AT, NEWEST = 2_000, 8
"""Characters of a message that are looked at, and messages of a conversation."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A way somebody chose, or (`no`) will not have, and the words in which they said so.

    `address` is the number or address they told with it, `hours` when, in their own words.
    """

    channel: str
    words: str
    no: bool = False
    address: str = ""
    hours: str = ""

    @property
    def kind(self) -> str:
        """Return the way in a word, as the tables of cases name it."""
        return f"no {self.channel}" if self.no else self.channel


@lru_cache(maxsize=1024)  # the pane asks every few seconds, and what was said does not change
def wished(text: str, region: str = "DE") -> tuple[Wish, ...]:
    """Return the ways that a message chooses and those it will not have, each once."""
    return _wishes(text, region, tuple(LEARNT))


def in_words(text: str, region: str = "DE") -> tuple[Wish, ...]:
    """Return those that stand in words, without what was learnt."""
    return _wishes(text, region, ())


def _wishes(text: str, region: str, weighed: Sequence[str]) -> tuple[Wish, ...]:
    read = flat.read(text[:LOOKED_AT])
    refused = [(way, span) for way in (CALL, MAIL) for span in _found(read, f"no {way}")]
    barred = {way for way, _ in refused}
    chosen = [
        (way, span) for way in WAYS if way not in barred for span in _found(read, way, free=True)
    ]
    told = {way: _address(text, way, region) for way in (CALL, MAIL)}
    for way in (CALL, MAIL):
        if told[way] and way not in barred:
            chosen += [(way, span) for span in _found(read, f"{way} told", free=True)]
    found = [Wish(way, _cut(text, span), no=True) for way, span in refused]
    if not chosen:
        chosen = [
            (way, span) for way in weighed if way not in barred for span in _weighed(text, way)
        ]
    found += [
        Wish(way, _cut(text, span), address=told.get(way, ""), hours=_hours(read))
        for way, span in chosen
    ]
    return tuple({(one.channel, one.no): one for one in reversed(found)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a customer."""

    message_id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """The way that somebody's newest words choose, and the message in which they stand."""

    heard: Heard
    wish: Wish


def proposal(heard: Sequence[Heard], known: Facts) -> Proposal | None:
    """Return what their newest words (newest first) choose, unless the team knows it already."""
    for one in heard:
        if one.message_id <= (known.channel_message_id or 0):
            return None
        found = wished(one.text)
        wish = next((each for each in found if not each.no), next(iter(found), None))
        if wish is not None:
            return None if _noted(wish, one, known) else Proposal(one, wish)
    return None


def _noted(wish: Wish, heard: Heard, known: Facts) -> bool:
    if wish.no:
        return wish.words in known.notes
    if known.channel is None:
        return False
    if known.channel_since is not None and heard.at.date() < known.channel_since:
        return True
    return known.channel == wish.channel and bool(known.channel_address or not wish.address)


def _found(read: Line, way: str, *, free: bool = False) -> list[tuple[int, int]]:
    sought = said(way, WORDS)
    if free:
        return list(flat.but(read, sought, said("free", WORDS)))
    return list(flat.spans(read, sought))


def _weighed(text: str, way: str) -> Iterator[tuple[int, int]]:
    """Yield the heaviest words of the sentences that weigh enough."""
    model, own = LEARNT[way], text[:LOOKED_AT]
    for start, end in learnt.parts(own):
        sentence = own[start:end]
        verdict = model.judge(sentence)
        refuses = learnt.NOT in verdict.classes
        if model.sees(verdict) and not refuses and not free(sentence):
            first, last = verdict.span
            yield start + first, start + last


def free(sentence: str) -> bool:
    """Return whether a sentence tells of a way, asks or thanks for it."""
    return said("free", WORDS).search(flat.read(sentence).flat) is not None


def _cut(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]][: people.LONGEST_LINE]


def _address(text: str, way: str, region: str) -> str:
    """Return the only number, or the only address, that a message tells."""
    told = likeness.ways([text], region)
    some = {CALL: told.phones, MAIL: told.mails}.get(way, frozenset())
    if len(some) != 1:
        return ""
    (one,) = some
    return contact.shown(one) if way == CALL else one


def _hours(read: Line) -> str:
    found = said("hours", WORDS).search(read.flat)
    if found is None:
        return ""
    start, end = read.at(*found.span())
    return re.sub(r"\s+", " ", read.text[start:end])[: people.LONGEST_LINE]
