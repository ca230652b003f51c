"""Ways that a reply names: none that costs the caller extra, none that takes no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.rules import contact
from inbox.rules.objections import Facts, Level, Objection, about

_NUMBER = re.compile(
    r"(?<![\w.,/=#-])(?<!\d\s)(?:\+\s?|00|0|\(0)\d?[\d\s()/.\u2011\u2013-]{3,22}\d(?!\w)"
)
_ENQUIRY = re.compile(r"(?<![\w.,/=#+-])118[ -]?\d[ -]?\d{1,2}(?!\w)")
_CALLS = re.compile(
    r"(?<!\w)(?:tel(?:efon\w{0,12})?|an?ge?rufen?|rufe?[nt]?|anruf\w{0,3}|wähl\w{0,5}"
    r"|hotline|auskunft|nummer|call|phone|dial|reach|erreich\w{0,4})(?!\w)\W{0,4}(?:\w{1,15}\W{1,3}){0,4}\Z",
    re.IGNORECASE,
)
# What looks like a number to dial but stands on a customer's papers.
_PAPERS = re.compile(
    r"(?:bestell|auftrags?|artikel|kunden|rechnungs?|sendungs?|vertrags?|zähler|serien|konto|iban"
    r"|bic|paket|tracking|order|item|invoice|customer|account|serial|isbn|ean|plz|datum|mandats"
    r"|chargen|material|teile|modell|model|part|meter)"
    r"[\w-]{0,12}[\s.:#]{0,3}(?:nr|no|id|nummer|number|is|ist|lautet)?[\s.:#]{0,3}\Z",
    re.IGNORECASE,
)
_DATE_OR_VERSION = re.compile(r"0\.\d[\d.]*\Z|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?\Z")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BEFORE = 60


def paid_number(draft: str, facts: Facts) -> Iterator[Objection]:
    """Customers do not want to pay for service: no paid number, in a text either."""
    spans = [_trim(m) for m in _NUMBER.finditer(draft) if _is_paid(draft, m, facts.region)]
    spans += [
        m.span()
        for m in _ENQUIRY.finditer(draft)
        if _CALLS.search(_before(draft, m)) and not _PAPERS.search(_before(draft, m))
    ]
    yield from about("paid_number", Level.BLOCKS, draft, spans)


def no_reply(draft: str, facts: Facts) -> Iterator[Objection]:
    """An address that takes no answer is no way to reach anybody."""
    spans = [m.span() for m in _ADDRESS.finditer(draft) if contact.no_reply(m[0])]
    yield from about("no_reply", Level.BLOCKS, draft, spans)


def _is_paid(draft: str, found: re.Match[str], region: str) -> bool:
    written = found[0].strip()
    if _DATE_OR_VERSION.match(written) or _PAPERS.search(_before(draft, found)):
        return False
    number = contact.parse(written, region)
    if number is None or not contact.costs(number):
        return False
    # 010 and 012 begin many other numbers: only where somebody is to call.
    rare = re.match(r"\(?0\)?\s?1[02]", written)
    return rare is None or _CALLS.search(_before(draft, found)) is not None


def _before(draft: str, found: re.Match[str]) -> str:
    return draft[max(0, found.start() - _BEFORE) : found.start()]


def _trim(found: re.Match[str]) -> tuple[int, int]:
    return found.start(), found.start() + len(found[0].rstrip(" (.-/\n"))
