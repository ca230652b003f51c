"""Whom a draft names: whom it greets, and who else is said to take something on. Pure.

    "Hallo Frau Schmidt, ..."  "..., Frau Schmidt."  "Danke, Anna!"      addressed
    "ich gebe es an Frau Roth"  "my colleague Ben Fischer"               named

Names are words with a capital that nobody would write small; which of them are people is told by
what stands before them. A name in small letters is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_WORD = r"[A-ZÄÖÜÀ-ÝŁŚŞĞİÖ][\w'’-]{1,30}"
_TITLE = r"(?:(?i:frau|herrn?|hr\.|fr\.|mrs?|ms|miss|dr|prof)\.?[ \t])"
_OF = r"(?:(?:van|von|de|zu|der|al|el|Al|El)[ \t]){0,2}"
_NAME = rf"(?:{_TITLE}{{0,3}}{_OF}{_WORD}(?:[ \t]{_WORD}){{0,2}})"
_TITLED = rf"(?:{_TITLE}{{1,3}}{_OF}{_WORD}(?:[ \t]{_WORD})?)"
_GREETING = re.compile(
    r"(?:^|(?<=[.!?\n])[ \t]{0,4})[ \t\W]{0,6}"
    r"(?i:hallo|hi|hey|moin(?:\s?moin)?|servus|grüezi|grüß (?:gott|dich)"
    r"|guten? (?:tag|morgen|abend)"
    r"|sehr geehrte[rs]?|geehrte[rs]?|liebe[rs]?|werte[rs]?|dear|hello|good (?:morning|afternoon"
    r"|evening)|danke(?:schön)?|vielen dank|tausend dank|thanks|thank you|sorry|entschuldigung"
    r"|verzeihung)"
    rf"[ \t]?,?[ \t](?P<name>{_NAME})(?=[ \t]{{0,2}}(?:[,!.:\n–-]|$))",
    re.MULTILINE,
)
_CALLED = re.compile(rf",[ \t](?P<name>{_TITLED})(?=[ \t]{{0,2}}[,.!?])")
_FIRST = re.compile(rf"^[ \t]{{0,4}}(?P<name>{_TITLED}|{_WORD}),", re.MULTILINE)
_OF_OURS = (
    r"(?:[ \t](?:aus|von|vom|in|from|of)"
    r"[ \t](?:(?:der|dem|unserer|unserem|the|our)[ \t])?\w{2,30})?"
)
_PEOPLE = re.compile(
    rf"(?<!\w)(?P<titled>{_TITLED})"
    r"|(?<!\w)(?i:kollegin|kollegen?|(?:team|filial|schicht|betriebs|abteilungs|markt|projekt)?"
    r"leiter(?:in)?|chef(?:in)?|vorgesetzten?|techniker(?:in)?|meister(?:in)?|expert(?:e|en|in)"
    r"|colleague|manager|supervisor|boss|engineer|lead|expert|agent)"
    rf"[ \t](?P<role>{_WORD}(?:[ \t]{_WORD}){{0,2}})"
    rf"|(?<!\w)(?:an|bei|mit|to|with)[ \t](?P<bare>{_WORD}(?:[ \t]{_WORD})?)"
    rf"|(?<!\w)(?P<acts>{_WORD}(?:[ \t]{_WORD})?){_OF_OURS}[ \t]"
    r"(?:kümmert|ruft|meldet|schreibt|kommt|schaut|prüft|klärt|übernimmt|is|has|will|looks|takes"
    r"|calls|rings)(?!\w)"
)
_NOBODY = re.compile(
    r"(?i:(?:\w{0,30}(?:abteilung(?:en)?|team|teams|kolleg\w{0,4}|technik|service|support|stelle"
    r"|zentrale|leitung|buchhaltung|logistik|vertrieb|einkauf|versand|lager|werkstatt|redaktion"
    r"|hersteller|lieferant(?:en)?|dienst|dienstleister|partner|büro|amt|behörde|post|bank|filiale"
    r"|verwaltung|bereich|experten|profis|leute|ung|heit|keit|schaft|tion))"
    r"|customer|billing|sales|accounts?|returns|dispatch|operations|logistics|technical|it|hr|legal"
    r"|care|the|our|my|this|that|it|he|she|we|you|they|there|what|who|everything|nothing|somebody"
    r"|someone|help|head|management|complaints|escalations?|facebook|twitter|instagram|google"
    r"|das|es|er|sie|ich|wir|ihr|der|die|wer|was|dort|hier|heute|morgen|dann|man|jemand|niemand"
    r"|ihnen|ihre[mnrs]?|sich|uns|alles|dhl|dpd|gls|ups|hermes|paypal|klarna|amazon|problem"
    r"|anliegen|ihrem|bestellung|paket|geld|ware|januar|februar|märz|april|mai|juni|juli|august"
    r"|september|oktober|november|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
    r"|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weihnachten|ostern|also"
    r"|danke|thanks|ja|nein|yes|no|gern|gerne|schade|leider|sorry|oh|ach|nun|nein|genau|klar|super"
    r"|gut|ok|okay|stimmt|richtig|natürlich|sure|well|so|now|today|tomorrow|unfortunately|hallo|hi"
    r"|hello|zusammen|all|everyone|community|alle|leute|team|welt|nochmal|again|das|sehr|ganz|für)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a draft without its titles, and where it stands."""

    name: str
    span: Span


def addressed(draft: str) -> tuple[Named, ...]:
    """Return whom a draft speaks to by name."""
    found = [*_GREETING.finditer(draft), *_CALLED.finditer(draft), *_FIRST.finditer(draft)]
    named = {match.span("name"): _named(match, "name") for match in found}
    return tuple(one for _, one in sorted(named.items()) if one is not None)


def others(draft: str) -> Iterator[Named]:
    """Yield the people that a draft names without speaking to them."""
    spoken_to = {one.span for one in addressed(draft)}
    for match in _PEOPLE.finditer(draft):
        one = _named(match, match.lastgroup or "titled")
        if one is not None and not any(a <= one.span[0] < b for a, b in spoken_to):
            yield one


_TITLES = re.compile(rf"^{_TITLE}{{1,3}}")


def _named(match: re.Match[str], group: str) -> Named | None:
    whole = match[group]
    bare = _TITLES.sub("", whole)
    first, *_ = re.split(r"[ \t]", bare)
    if _NOBODY.fullmatch(first) or (first.isupper() and len(first) > 1):
        return None
    start = match.start(group) + len(whole) - len(bare)
    return Named(bare, (start, start + len(bare)))
