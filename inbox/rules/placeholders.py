"""What a template left behind: a slot that nobody filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.rules.objections import Facts, Level, Objection, about

_SLOT = (
    r"(?:(?:ihr|dein|your|mein|my|the|der|die|das|kunden?|customer|agent|first|last|full|voller?"
    r"|vor|nach|hier|insert|enter|add|bitte)[ _-]?){0,3}"
    r"(?:name|vorname|nachname|kundenname|kunde|kundin|customer|anrede|salutation|datum|date|uhrzeit"
    r"|zeit|time|betrag|summe|amount|link|url|produkt|product|artikel|item|bestellnummer"
    r"|order ?number|firma|company|telefon(?:nummer)?|phone(?: ?number)?|e-?mail|adresse|address"
    r"|ort|city|grund|reason|text|platzhalter|placeholder|thema|topic|problem|issue|signatur"
    r"|signature|nummer|number|stadt|straße|street|tag|day|monat|month|preis|price)"
    r"(?: (?:einfügen|eintragen|ergänzen|einsetzen|here|hier|des kunden|der kundin))?"
)
_PLACEHOLDER = re.compile(
    rf"\[\s?{_SLOT}\s?\]|<\s?{_SLOT}\s?>|\(\s?{_SLOT} (?:einfügen|eintragen|here)\s?\)"
    r"|\[[^\[\]\n]{0,40}(?:einfügen|eintragen|ergänzen|einsetzen|insert)[^\[\]\n]{0,20}\]"
    r"|\{\{?\{?\s?[\w .:|-]{1,40}\s?\}\}?\}?"
    r"|<%[^%\n]{1,60}%>|<</?[\w .-]{1,40}>>|%\(\w{1,30}\)s|%%?[A-Z_]{3,30}%%?"
    r"|\$\$?[A-Z_]{3,30}\$\$?"
    r"|\$\{[^}\n]{1,40}\}|@@\w{1,30}@@|«[\w ]{1,20}name»"
    r"|(?<!\w)(?:lorem ipsum|tbd|tba|to ?do:)(?!\w)"
    r"|(?<!\w)(?:sehr )?(?:geehrte|liebe)(?:/-?r|\(r\)|/s)(?:[ ](?:frau/herrn?|herrn?/frau))?"
    r"|(?<!\w)(?:frau/herrn?|herrn?/frau|mr\.?/m(?:r?s)\.?|m(?:r?s)\.?/mr\.?)(?!\w)"
    r"|(?<!\w)(?:hallo|hi|hello|dear|liebe[r]?|guten tag)\s(?:name|vorname|nachname|kundenname"
    r"|first ?name|customer ?name)(?!\w)"
    r"|(?<![\w/])_{3,}(?!\w)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"\[[A-ZÄÖÜ][A-ZÄÖÜ_ -]{2,30}\]|<[A-ZÄÖÜ][A-ZÄÖÜ_ -]{2,30}>|(?<![\w&-])X{3,}(?![\w-])"
    r"|(?<![\w.])[xX]{2}\.[xX]{2}\.(?:[xX]{2,4})?|(?<![\w:])[xX]{2}:[xX]{2}(?![\w:])"
    r"|(?<!\w)(?:X{2,}|x{2})(?:,(?:XX|xx|-))?\s?(?:€|Euro|EUR|Uhr|Tage[n]?|days|hours|Stunden|%)(?!\w)"
    r"|(?<!\w)(?:TODO|FIXME)(?!\w)"
)
_NO_NAME = re.compile(
    r"(?<!\w)(?:(?:sehr )?geehrter?(?: (?:herr|frau))?"
    r"|(?:hallo|guten tag|liebe[r]?) (?:herr|frau)"
    r"|lieber?|dear(?: (?:mr|mrs|ms)\.?)?|(?:hello|hi) (?:mr|mrs|ms)\.?)(?=\s{0,3}[,!](?!\w))",
    re.IGNORECASE,
)


def placeholder(draft: str, facts: Facts) -> Iterator[Objection]:
    """A slot such as [Name], {name} or XXX is never meant for the customer's eyes."""
    spans = [found.span() for found in _PLACEHOLDER.finditer(draft)]
    spans += [found.span() for found in _CAPITALS.finditer(draft)]
    inner = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o != s for o in spans)]
    yield from about("placeholder", Level.BLOCKS, draft, inner)


def missing_name(draft: str, facts: Facts) -> Iterator[Objection]:
    """A greeting without a name, "Sehr geehrter Herr ,", greets nobody."""
    spans = [found.span() for found in _NO_NAME.finditer(draft)]
    yield from about("missing_name", Level.BLOCKS, draft, spans)
