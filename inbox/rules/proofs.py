"""What shows that money or goods have left: a number, or an address on the web. Pure.

Buchung 4711 · überwiesen am 20.11. · paket.example/abc          · holds
ja · erledigt · ist raus                                         · holds nothing
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d")
_ADDRESS = re.compile(
    r"https?://\S|\bwww\.\S|\b[\w-]{1,63}\.(?:de|at|ch|com|org|net|eu|io)\b|\b[\w-]+\.[a-z]{2,24}/\S",
    re.IGNORECASE,
)


def proves(text: str) -> bool:
    """Return whether somebody can look up by this that something was done."""
    return bool(_NUMBER.search(text) or _ADDRESS.search(text))
