"""A work name: the name of a person, as customers are to see it under every reply."""

from __future__ import annotations

import re
import unicodedata

from inbox.rules.faults import Flaw

LONGEST = 50

_SIGNS = frozenset(" .'’-‐‑–·,()/")
_LINES = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TITLE_WORDS = (
    "dr prof dipl ing med phil jur mag hr fr frl mr mrs ms sr jr st sen jun mme mlle van rer nat"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_DOT = re.compile(r"(?<!\w)(\w+)\.(?=\w)")
_NOBODY_WORDS = """
    admin administrator agent agentin bot chatbot customer kunde kunden kundin care service
    support helpdesk help desk hilfe hotline team serviceteam supportteam kundenservice
    kundendienst kundenbetreuung kundencenter kundenbetreuer kundenbetreuerin kundenberater
    mitarbeiter mitarbeiterin sachbearbeiter sachbearbeiterin social media redaktion
    info office user test tester name vorname nachname anonym anonymous unknown unbekannt
    niemand nobody nn na no reply noreply your our ihr unser the das der die dein und and
    zentrale callcenter call center first last nutzer benutzer assistant assistent
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
_MADE_UP = re.compile(
    r"(?<!\w)(?:muster(?:mann|frau|person|kunde|kundin|mitarbeiter|mitarbeiterin)"
    r"|(?:max|maxi|erika) muster|otto normalverbraucher|(?:john|jane) doe|joe bloggs)(?!\w)"
)
"""Names that forms and passports are printed with; somebody called Muster keeps the name."""


def _spaced(name: str) -> str:
    """Put the blank back after initials and titles: X takes "M.Schmidt" for a web address."""

    def spread(found: re.Match[str]) -> str:
        word = found[1]
        short = len(word) == 1 or word.casefold() in _TITLES
        return f"{word}. " if short else found[0]

    return _DOT.sub(spread, name)


def tidy(name: str) -> str:
    """Return the name as it is kept: composed letters, single blanks, blanks after initials."""
    if len(name) > 20 * LONGEST:  # composing is quadratic; no name is that long
        return name[: 20 * LONGEST]
    return _spaced(" ".join(unicodedata.normalize("NFC", name).split()))


def flaw(name: str) -> Flaw | None:
    """Return why this cannot be a work name, None when it can."""
    if _LINES.search(name.strip()):
        return Flaw.NAME_LINES
    tidied = tidy(name)
    if any(unicodedata.category(sign)[0] == "C" for sign in tidied):
        return Flaw.NAME_HIDDEN
    if not tidied:
        return Flaw.NO_NAME
    if len(tidied) > LONGEST:
        return Flaw.NAME_LONG
    return _written(tidied)


def _written(name: str) -> Flaw | None:
    if "@" in name or "://" in name or _DOT.search(name):
        return Flaw.NAME_ADDRESS
    categories = [unicodedata.category(sign) for sign in name]
    if any(category[0] == "N" for category in categories):
        return Flaw.NAME_NUMBER
    letters = [category[0] for category in categories].count("L")
    strange = any(
        category[0] not in "LM" and sign not in _SIGNS
        for sign, category in zip(name, categories, strict=True)
    )
    if strange or (letters == 0 and name):
        return Flaw.NAME_SIGN
    return Flaw.NAME_NOBODY if _nobody(name, letters) else None


def _nobody(name: str, letters: int) -> bool:
    words = re.findall(r"\w+", name.casefold().replace(".", ""))
    printed = _MADE_UP.search(" ".join(words)) is not None
    whole = "".join(words) in _NOBODY or all(word in _NOBODY for word in words)
    return letters < 2 or printed or whole
