"""Amounts of money as people write them. Pure.

"1.200 €", "1 200,50 Euro", "£1,200"    read
"30 € und noch einmal 40 €"             belongs together: 70 €
"40 € oder 80 €", "80 oder 40 €"        whoever may choose may choose the most: 80 €
"2 0 0 €", "1,2,3 €"                    an amount, and nobody can say which: never read as less
"hundertzwanzig Euro", "eighty pounds"  read
"je 20 €", "both charges of £20"        each of two: £40, and of "drei Gutscheine zu je 20 €" 60 €
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import reduce

from inbox.rules import numerals

_I = re.IGNORECASE
MOST_DIGITS = 13
"""Digits before the cents that are read; more are no amount that anybody pays."""

_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_GAP = rf"[ \t\u00a0\u2007-\u200a\u202f{_HIDDEN}]"
_NUMBER = (
    rf"\d[\d.,'’{_HIDDEN}]{{0,39}}(?:(?<![.,]){_GAP}{{1,2}}\d[\d.,'’{_HIDDEN}]{{0,39}}){{0,9}}"
)
_AFTER = rf"\d[\d.,'’{_HIDDEN}]{{0,39}}(?:{_GAP}{{1,2}}(?:\d{{3}}|\d)(?!\w)){{0,9}}"
AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<c1>€|\$|£|eur|usd|chf|gbp){_GAP}?(?P<a1>{_AFTER})"
    rf"|(?P<a2>{_NUMBER})(?:,-|,--|-)?{_GAP}{{0,2}}"
    r"(?P<c2>€|\$|£|euros?|euronen|eur|franken|chf|usd|dollars?|gbp|pounds?|quid)(?!\w)"
    rf"|(?P<w>(?!a[ -]?(?:pound|dollar|quid|euro)){numerals.WRITTEN})[ \u00a0-]?"
    r"(?P<c3>€|£|euros?|franken|dollars?|pounds?|quid)(?!\w))",
    _I,
)
_CURRENCY = {
    **dict.fromkeys(("€", "euro", "euros", "euronen", "eur"), "EUR"),
    **dict.fromkeys(("$", "usd", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), "GBP"),
    **dict.fromkeys(("franken", "chf"), "CHF"),
}
_FORMS = tuple(
    re.compile(rf"(?P<whole>{whole})(?:{point}(?P<cents>\d\d?))?")
    for whole, point in (
        (r"\d+", "[.,]"),
        (r"\d{1,3}(?:[.' ]\d{3})+", ","),
        (r"\d{1,3}(?:[,' ]\d{3})+", r"\."),
    )
)
_THIRDS = re.compile(r"\d+,\d{3}")
"""20,555: one writes twenty so, another twenty thousand."""

_AND = re.compile(
    r"(?:\s?\w{1,20})?\s?(?:,|\+|&|und|u\.|and|plus|sowie)\s?(?:(?:dann|noch|ein\s?mal|nochmals?"
    r"|weitere[nr]?|zusätzlich|dazu|obendrauf|extra|another|further|a|more|additional(?:ly)?|again"
    r"|also|auch|und|and|plus)\s){0,4}",
    _I,
)
_ONLY_COMMA = re.compile(r"(?:\s?\w{1,20})?\s?,\s?")
_OR = re.compile(
    r"(?:\s?\w{1,20})?\s?,?\s?(?:(?<!\w)(?:oder|od\.|bzw\.?|beziehungsweise|or)(?!\w)|/)\s?"
    r"(?:(?:auch|gerne?|gleich|lieber|sogar|wahlweise|alternativ|even|rather|alternatively)\s){0,3}",
    _I,
)
CHOICE = re.compile(r"(?<!\w)(?:oder|or)(?!\w)", _I)
"""What parts the things that somebody may choose from."""

_OR_BEFORE = re.compile(
    r"(?<![\w.,])(?P<number>\d[\d.,'’]{0,19})\s(?:oder|od\.|bzw\.?|beziehungsweise|or)\s\Z", _I
)
_OR_AFTER = re.compile(
    r"\s(?:oder|or)\s(?P<number>\d[\d.,'’]{0,19})"
    r"(?=\s*(?:[.,;:!?)]|\Z|(?:zurück|back|by|today|tomorrow|this|until|before|for|as)(?!\w)))",
    _I,
)
"""A number without a currency, beside one that has it: "80 oder 40 €"."""

_MANY = rf"(?P<many>beiden?|both|\d{{1,2}}|{numerals.WRITTEN})"
_EACH = re.compile(
    rf"(?:(?<!\w){_MANY}\s(?:[^\W\d]{{2,30}}\s){{0,3}})?(?:(?:von|zu|à|über|of|at|for|worth)\s)?"
    r"(?<!\w)(?:je|jeweils|each)\s(?:die\s)?\Z",
    _I,
)
_TIMES = re.compile(
    rf"(?<!\w)(?:(?P<twice>beide|both|twice)\s(?:the\s)?|{_MANY}(?:\s?mal\s|\stimes\s|\s?[x×]\s?)"
    r"(?:die\s|the\s)?)\Z",
    _I,
)
_OF_SEVERAL = re.compile(
    rf"(?<!\w){_MANY}\s(?:[^\W\d]{{2,20}}\s)?"
    r"(?:gutscheine?|abbuchung(?:en)?|buchung(?:en)?|zahlung(?:en)?|beträge|raten|gebühren|posten"
    r"|\w+gebühren|rechnungen|\w+zahlungen|payments|charges|fees|vouchers|amounts|instal?lments"
    r"|debits|bills)\s(?:von|zu|à|über|of|at|for|worth)\s\Z",
    _I,
)
_EACH_AFTER = re.compile(
    r"\s(?:each|jeweils|apiece|pro (?:stück|person|abbuchung|zahlung))(?!\w)", _I
)
"""What makes several of one amount; each is meant of two where nobody says of how many."""

_SAME = re.compile(r"(?<!\w)(?:die|diese|den|das|the|this|these|those|your|ihre|deine)\s\Z", _I)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it was promised, in hundredths, and its currency's three letters."""

    hundredths: int
    currency: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Amounts of a text that belong together, from where to where; None: it cannot be read.

    Those that are to be chosen from are the highest of them.
    `again` says that it only names what was named before: "Die 40 € sind morgen da".
    """

    amount: Amount | None
    span: tuple[int, int]
    again: bool = False


def amount_in(text: str) -> Amount | None:
    """Return the first amount of money in a text, None where it names none that can be read.

    Where it leaves a choice, the highest; None where those cannot be compared.
    """
    named = [one.amount for one in sums(text)]
    return highest(named if CHOICE.search(text) else named[:1])


def named(text: str) -> bool:
    """Return whether a text names an amount at all, be it one that nobody can read."""
    return AMOUNT.search(text) is not None


def sums(text: str) -> list[Sum]:
    """Return the amounts of a text in its order, those that belong together as one."""
    chains: list[list[tuple[_Link, Sum]]] = []
    for one in _single(text):
        before = chains[-1][-1][1] if chains else None
        link = _link(text[before.span[1] : one.span[0]]) if before else None
        if link is None:
            chains.append([(_Link.AND, one)])
        else:
            chains[-1].append((link, one))
    return [_whole(chain) for chain in chains]


class _Link(Enum):
    """What stands between two amounts; a comma means what the next word between two says."""

    AND = "and"
    OR = "or"
    COMMA = "comma"


def _link(between: str) -> _Link | None:
    said = between.replace("\n", " ")
    if _OR.fullmatch(said):
        return _Link.OR
    if _ONLY_COMMA.fullmatch(said):
        return _Link.COMMA
    return _Link.AND if _AND.fullmatch(said) else None


def _whole(chain: list[tuple[_Link, Sum]]) -> Sum:
    """Return amounts that belong together as one: those joined are added, of others the highest."""
    if len(chain) == 1:
        return chain[0][1]
    choices: list[list[Amount | None]] = [[]]
    meant = _Link.AND
    for link, one in reversed(chain):
        choices[-1].append(one.amount)
        meant = meant if link is _Link.COMMA else link
        if meant is _Link.OR and one is not chain[0][1]:
            choices.append([])
    most = highest(reduce(_added, each) for each in choices)
    return Sum(most, (chain[0][1].span[0], chain[-1][1].span[1]))


def highest(amounts: Iterable[Amount | None]) -> Amount | None:
    """Return the highest of some amounts; None where they cannot be compared, or there is none."""
    some = list(amounts)
    return reduce(_higher, some) if some else None


def typed(text: str) -> Amount | None:
    """Return an amount as somebody types it into a field, in euros where no currency stands there.

    None where it is anything else as well, nothing, or could be meant in two ways ("20,555").
    """
    said = text.strip()
    for form in (said, f"{said} €"):
        found = AMOUNT.fullmatch(form)
        if found is not None:
            number = (found["a1"] or found["a2"] or "").rstrip(",.'’")
            one = _read(found)
            spelt = found["w"] is not None
            return (
                one
                if one and one.hundredths and not spelt and not _THIRDS.fullmatch(number)
                else None
            )
    return None


def _single(text: str) -> Iterator[Sum]:
    for found in AMOUNT.finditer(text):
        again = _SAME.search(text[: found.start()][-12:]) is not None
        amount = highest([_read(found), *_choices(found, text)])
        amount = _several(
            amount, _count(text[max(0, found.start() - 90) : found.start()], text, found)
        )
        yield Sum(amount, found.span(), again)


def _count(before: str, text: str, found: re.Match[str]) -> int:
    """Return how many of an amount are meant."""
    for said in (_EACH.search(before), _TIMES.search(before), _OF_SEVERAL.search(before)):
        if said is not None:
            many = said["many"]
            return _number_of(many) if many else 2
    return 2 if _EACH_AFTER.match(text, found.end()) else 1


def _number_of(many: str) -> int:
    if many.lower() in ("beide", "beiden", "both"):
        return 2
    return int(many) if many.isdigit() else numerals.read(many) or 1


def _several(amount: Amount | None, count: int) -> Amount | None:
    return amount and Amount(amount.hundredths * max(count, 1), amount.currency)


def _choices(found: re.Match[str], text: str) -> Iterator[Amount | None]:
    """Yield what can be chosen in place of an amount and has no currency of its own."""
    others = (
        _OR_BEFORE.search(text[max(0, found.start() - 40) : found.start()])
        if found["c2"]
        else None,
        _OR_AFTER.match(text, found.end()) if found["c1"] else None,
    )
    for one in others:
        if one is not None:
            yield _number(one["number"], _currency(found))


def _added(one: Amount | None, other: Amount | None) -> Amount | None:
    if one is None or other is None or one.currency != other.currency:
        return None
    return Amount(one.hundredths + other.hundredths, one.currency)


def _higher(one: Amount | None, other: Amount | None) -> Amount | None:
    """Return the higher of two amounts; None where they cannot be compared."""
    if one is None or other is None or one.currency != other.currency:
        return None
    return max(one, other, key=lambda each: each.hundredths)


def _read(found: re.Match[str]) -> Amount | None:
    if found["w"] is not None:
        whole = numerals.read(found["w"])
        return Amount(whole * 100, _currency(found)) if whole else None
    return _number(found["a1"] or found["a2"], _currency(found))


def _currency(found: re.Match[str]) -> str:
    return _CURRENCY[(found["c1"] or found["c2"] or found["c3"]).lower()]


def _number(written: str, currency: str) -> Amount | None:
    number = re.sub(rf"[{_HIDDEN}]", "", written)
    number = re.sub(_GAP, " ", number.replace("’", "'")).rstrip(".,' ")
    form = next(filter(None, (form.fullmatch(number) for form in _FORMS)), None)
    if form is None:
        return None
    digits = re.sub(r"\D", "", form["whole"])
    if len(digits) > MOST_DIGITS:
        return None
    hundredths = int(digits) * 100 + int((form["cents"] or "").ljust(2, "0"))
    return Amount(hundredths, currency)
