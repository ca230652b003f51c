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
_ANY_CASE = (
    # [Name], <Kunde>, (Datum einfügen), [Grund des Problems einfügen]
    rf"\[\s?{_SLOT}\s?\]|<\s?{_SLOT}\s?>|\(\s?{_SLOT} (?:einfügen|eintragen|here)\s?\)"
    r"|\[[^\[\]\n]{0,40}(?:einfügen|eintragen|ergänzen|einsetzen|insert)[^\[\]\n]{0,20}\]"
    # [timeframe], [bringing this up / reaching out], [X] hours
    r"|\[(?!sic|laut|edit|update|anm|quelle|source|note)"
    r"[a-zäöü]{2,20}(?:[ _/]{1,3}[a-zäöü]{1,20}){1,6}\]"
    r"|\[(?:time ?frame|impact|action|experience|reason|reference|zeitraum|maßnahme|anlass)\]"
    r"|\[[xn]\](?=\s\w)"
    # {name}, {{ customer.name }}, ${name}, <%= name %>, <<Name>>, %(name)s, %NAME%, $NAME
    r"|\$?\{\{?\{?\s?[\w .:|-]{1,40}\s?\}\}?\}?|<%[^%\n]{1,60}%>|<</?[\w .-]{1,40}>>"
    r"|%\(\w{1,30}\)s|%%?[A-Z_]{3,30}%%?|@@\w{1,30}@@|«[\w ]{1,20}name»"
    rf"|\$\$?(?:{_SLOT})(?!\w)\$?\$?|\$\$?[A-Z]{{2,20}}_[A-Z_]{{2,20}}"
    # Sehr geehrte/r, Herr/Frau, Hallo Vorname
    r"|(?<!\w)(?:sehr )?(?:geehrte|liebe)(?:/-?r|\(r\))(?: (?:frau/herrn?|herrn?/frau))?"
    r"|(?<!\w)(?:frau/herrn?|herrn?/frau|mr\.?/m(?:r?s)\.?|m(?:r?s)\.?/mr\.?)(?!\w)"
    r"|(?<!\w)(?:hallo|hi|hello|dear|lieber?|guten tag)\s(?:name|vorname|nachname|kundenname"
    r"|first ?name|customer ?name)(?!\w)"
    r"|(?<!\w)(?:lorem ipsum|tbd|tba|to ?do:)(?!\w)|(?<![\w/])_{3,}(?!\w)"
)
_AS_WRITTEN = (
    # [NAME EINSETZEN], XXX (but neither XXXL nor a kiss: xxx), XX.XX., XX:XX, XX Euro
    r"\[[A-ZÄÖÜ][A-ZÄÖÜ_ -]{2,30}\]|<[A-ZÄÖÜ][A-ZÄÖÜ_ -]{2,30}>|(?<![\w&-])X{3,}(?![\w-])"
    r"|(?<![\w.])[xX]{2}\.[xX]{2}\.(?:[xX]{2,4}|\d{2,4})?|(?<![\w:])[xX]{2}:[xX]{2}(?![\w:])"
    r"|(?<!\w)(?:X{2,}|x{2})(?:,(?:XX|xx|-))?\s?"
    r"(?:€|%|(?:Euro|EUR|Uhr|Tagen?|Stunden|days|hours)(?!\w))"
    r"|(?<![\w/])_{1,4}[:.]_{1,4}(?!\w)|(?<![\w:-])-{2}:-{2}(?![\w:-])"
    r"|(?<![\w/])_{2,}(?=\s?(?:Uhr|€|Euro|Tagen?|Stunden|am|pm|o['’]clock|days|hours)(?!\w))"
    r"|(?<!\w)(?:TODO|FIXME)(?!\w)"
    r"|(?<!\w)(?i:herrn?|frau|mrs?\.?|ms\.?) (?:XYZ?|N\. ?N\.)(?![\w-])"
)
_PLACEHOLDER = re.compile(f"(?i:{_ANY_CASE})|{_AS_WRITTEN}")
_NO_NAME = re.compile(
    r"(?:(?<!\w)(?:(?:sehr )?geehrter?(?: (?:herr|frau))?"
    r"|(?:hallo|guten tag|lieber?) (?:herr|frau)|(?:hello|hi) (?:mr|mrs|ms)\.?)"
    r"|^[ \t]{0,8}(?:lieber?|dear(?: (?:mr|mrs|ms)\.?)?))(?=\s{0,3}[,!](?!\w))",
    re.IGNORECASE | re.MULTILINE,
)


def placeholder(draft: str, facts: Facts) -> Iterator[Objection]:
    """A slot such as [Name], {name} or XXX is never meant for the customer's eyes."""
    spans = [found.span() for found in _PLACEHOLDER.finditer(draft)]
    yield from about("placeholder", Level.BLOCKS, draft, spans)


def missing_name(draft: str, facts: Facts) -> Iterator[Objection]:
    """A greeting without a name, "Sehr geehrter Herr ,", greets nobody."""
    spans = [found.span() for found in _NO_NAME.finditer(draft)]
    yield from about("missing_name", Level.BLOCKS, draft, spans)
