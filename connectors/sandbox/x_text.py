"""How X shows a text: blanks trimmed, links shortened, names in front of replies, `&` escaped.

Written from the published counting rules (docs.x.com, counting characters) without the
library that the connector uses, so that one checks the other.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
LONGEST_NAME = 20
"""How long a name may be that X still reads as one: https://github.com/twitter/twitter-text. New
ones have 15 characters at most."""

_NAME = re.compile(rf"(?<![\w@/])@(\w{{1,{LONGEST_NAME}}})", re.ASCII)
_LINK = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?:[\w-]+\.)+"
    r"(?:app|at|ch|com|de|dev|eu|fr|info|io|me|net|org|uk)(?![\w-])(?::\d+)?(?:[/?#][^\s<>\"]*?)?"
    r"(?=[.,;:!?)\]]*(?:\s|$))",
    re.IGNORECASE,
)
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)
_SHORT = re.compile(r"https://t\.co/\w+")

URL_WEIGHT = 23


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as the API gives it: `hidden` characters of names stand in front of it."""

    text: str
    hidden: int
    urls: tuple[dict[str, Any], ...]


def named(text: str) -> list[str]:
    """Return the handles that a text mentions, in lower case, in order."""
    return list(dict.fromkeys(found.lower() for found in _NAME.findall(text)))


def weight(text: str) -> int:
    """Return how much a text weighs: links 23, emoji 2, light characters 1, all others 2."""
    text = unicodedata.normalize("NFC", text)
    text, links = _LINK.subn("", text)
    text, emoji = _EMOJI.subn("", text)
    heavy = sum(1 if any(a <= ord(c) <= b for a, b in _LIGHT) else 2 for c in text)
    return heavy + URL_WEIGHT * links + 2 * emoji


def show(text: str, prefix: str = "") -> Shown:
    """Return a text as it is shown, with the entities of its shortened links."""
    pieces: list[str] = [_escaped(prefix)]
    urls: list[dict[str, Any]] = []
    at = 0
    whole = unicodedata.normalize("NFC", text.strip())
    for link in _LINK.finditer(whole):
        pieces.append(_escaped(whole[at : link.start()]))
        start = sum(map(len, pieces))
        short = _short(link[0])
        pieces.append(short)
        urls.append(
            {
                "start": start,
                "end": start + len(short),
                "url": short,
                "expanded_url": link[0] if "://" in link[0] else f"http://{link[0]}",
                "display_url": re.sub(r"^https?://(www\.)?", "", link[0])[:30],
            }
        )
        at = link.end()
    pieces.append(_escaped(whole[at:]))
    return Shown("".join(pieces), len(prefix), tuple(urls))


def with_media(shown: Shown, media: Sequence[tuple[str, str]]) -> Shown:
    """Return a text with the one short link that X puts behind it for what hangs on it.

    `media` are pairs of where the link leads and a media key; each gets an entity of its own.
    """
    if not media:
        return shown
    short = _short(media[0][0])
    start = len(shown.text) + bool(shown.text)
    entities = [
        {
            "start": start,
            "end": start + len(short),
            "url": short,
            "expanded_url": where,
            "display_url": f"pic.x.com/{short.rpartition('/')[2]}",
            "media_key": key,
        }
        for where, key in media
    ]
    return Shown(f"{shown.text} {short}".lstrip(), shown.hidden, (*shown.urls, *entities))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _short(link: str) -> str:
    if _SHORT.fullmatch(link):
        return link
    return "https://t.co/" + hashlib.sha256(link.encode()).hexdigest()[:10]


def cut(text: str, most: int = 280) -> str:
    """Return a long text as the short field holds it: cut, with an ellipsis."""
    kept, used = [], 1
    for character in text:
        used += weight(character)
        if used > most:
            break
        kept.append(character)
    return "".join(kept) + "…"


def entities(shown: Shown, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return mentions and links of a text as it is shown; `ids` are user ids by lower handle."""
    mentions = [
        {
            "start": found.start(),
            "end": found.end(),
            "username": found[1],
            "id": ids[found[1].lower()],
        }
        for found in _NAME.finditer(shown.text)
        if found[1].lower() in ids
    ]
    found: dict[str, Any] = {}
    if mentions:
        found["mentions"] = mentions
    if shown.urls:
        found["urls"] = list(shown.urls)
    return found
