"""What shows that money or goods have left: a number, an address on the web, a file. Pure.

Buchung 4711 · 33 € auf IBAN ... 4129 · paket.example/abc · Beleg.pdf   · holds
ja · erledigt · überwiesen am 20.11. um 9:30 · 33 €                     · holds nothing

A day, an hour or the sum itself can be said of anything: nobody finds a booking by them.
"""

from __future__ import annotations

import re

from inbox.rules import money

LEAST = 3
"""Digits of a number by which something can be looked up."""

_I = re.IGNORECASE
_MONTH = (
    r"(?:jan(?:uary?)?|jänner|feb(?:ruary?)?|mär(?:z)?|mar(?:ch)?|apr(?:il)?|ma[iy]|jun[ie]?|jul[iy]?"
    r"|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?|januar|februar)"
)
_WHEN = re.compile(
    r"(?<![\w./-])\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\s?\d{2})?(?![\w/-])"
    r"|(?<![\w./-])\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2}))?(?![\w/-])"
    r"|(?<![\w./-])\d{4}-\d{1,2}-\d{1,2}(?:t[\d:.]+z?)?(?![\w/-])"
    rf"|(?<!\w)\d{{1,2}}(?:\.|st|nd|rd|th)?\s?(?:of\s)?{_MONTH}\b\.?(?:,?\s?(?:\d{{4}}|\d{{2}}))?(?!\w)"
    rf"|(?<!\w){_MONTH}\b\.?(?:\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d))?(?:,?\s?\d{{4}})?(?!\w)"
    r"|(?<![\w./-])\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:uhr|h|[ap]\.?m\.?)?(?![\w/-])"
    r"|(?<!\w)\d{3,4}\s?(?:uhr|hrs?|hours)(?!\w)",
    _I,
)
_YEAR = re.compile(
    r"(?<!\d)(?<![\w#/-])(?<!nr )(?<!nr\. )(?<!no )(?<!no\. )(?<!nummer )(?<!buchung )(?<!beleg )"
    r"(?<!ref )(?<!reference )(?<!booking )20[23]\d(?![\w/-])",
    _I,
)
_NUMBER = re.compile(r"[\w#/.-]*\d[\w#/. -]*")
_ADDRESS = re.compile(
    r"https?://\S|\bwww\.\S|\b[\w-]{1,63}\.(?:de|at|ch|com|org|net|eu|io)\b|\b[\w-]+\.[a-z]{2,24}/\S"
    r"|[\w)-]\.(?:pdf|png|jpe?g|heic|webp|eml|msg|xlsx?|docx?|csv|zip)\b",
    _I,
)


_REACHES = re.compile(
    r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+(?!\w)|(?<![\w#])\+[1-9]\d{0,2}[ /()-]?\d[\d /()-]{5,}"
)
"""An address or a telephone number: by them somebody is reached, and nothing is looked up."""


def proves(text: str) -> bool:
    """Return whether somebody can look up by this that something was done."""
    text = _REACHES.sub(" ; ", text)
    if _ADDRESS.search(text):
        return True
    rest = money.AMOUNT.sub(" ; ", _YEAR.sub(" ; ", _WHEN.sub(" ; ", text)))
    return any(sum(map(str.isdigit, one)) >= LEAST for one in _NUMBER.findall(rest))
