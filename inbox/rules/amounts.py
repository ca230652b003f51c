"""Amounts of money as people type them, in German and in English: 2,60 and 2.60 are the same.

1.000,50  1,000.50  ──> the separator that comes last parts off the decimals
2,60  12.5  0,015   ──> decimals
1.000  1,000        ──> a thousand, or one? refused, with both ways to write it clearly
"""

from __future__ import annotations

import re
from decimal import Decimal

from inbox.rules.budget import DOLLAR

_CURRENCY = re.compile(r"us[- ]?dollars?|us ?\$|dollars?|usd|\$", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMALS = re.compile(r"(.*)[.,]([0-9]{1,6})")


class WrongAmount(ValueError):
    """A text that is no amount; `code`: none, negative, unclear, much.

    `whole` and `parts` are the two ways to write clearly what is unclear.
    """

    def __init__(self, code: str, whole: str = "", parts: str = "") -> None:
        super().__init__(code)
        self.code, self.whole, self.parts = code, whole, parts


def micros(typed: str, most: int) -> int:
    """Return an amount of dollars in millionths of one. Raises WrongAmount."""
    text = _bare(typed)
    if text.startswith(("-", "−", "–")):
        raise WrongAmount("negative")
    amount = int(_number(text) * DOLLAR)
    if amount > most:
        raise WrongAmount("much")
    return amount


def _bare(typed: str) -> str:
    """Return the text without its currency, which stands before or after the number, once."""
    text = _SPACES.sub(" ", typed.replace("’", "'")).strip()
    sign = text[:1] if text[:1] in ("-", "−", "–") else ""
    text = text.removeprefix(sign).strip()
    before = _CURRENCY.match(text)
    if before is not None:
        return sign + text[before.end() :].strip()
    number = re.match(r"[0-9.,' −–-]*", text)
    end = number.end() if number else 0
    if _CURRENCY.fullmatch(text[end:].strip()):
        return sign + text[:end].strip()
    return sign + text


def _number(text: str) -> Decimal:
    if _digits(text):
        return Decimal(text)
    once = sum(text.count(each) for each in ".,' ") == 1
    group = _GROUPED.fullmatch(text)
    if group and group[1] in ".," and once and not text.startswith("0"):
        raise WrongAmount("unclear", *_clearly(text, group[1]))
    if group and not text.startswith("0"):
        return Decimal(text.replace(group[1], ""))
    return _with_decimals(text)


def _with_decimals(text: str) -> Decimal:
    found = _DECIMALS.fullmatch(text)
    if found is None:
        raise WrongAmount("none")
    before, after = found[1], found[2]
    group = _GROUPED.fullmatch(before)
    if group and group[1] != text[len(before)] and not before.startswith("0"):
        before = before.replace(group[1], "")
    if before and not _digits(before):
        raise WrongAmount("none")
    return Decimal(f"{before or 0}.{after}")


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _clearly(text: str, separator: str) -> tuple[str, str]:
    """Return both readings of 1.000 as nobody misreads them: 1000 and 1.00."""
    before, _, after = text.partition(separator)
    kept = after[:2] if after.endswith("0") else f"{after}0"
    return before + after, f"{before}{separator}{kept}"
