"""What strangers wrote, made safe to keep, search and show; what they meant stays.

Removed: NUL and other controls, half surrogates (a "�" stands in), controls that turn the
reading direction of what stands beside them, marks beyond eight on one letter, and what nobody
sees in a word: soft hyphens, blanks without width. Kept: joiners and selectors that emoji and words
in Persian or Hindi are made of, and the plain direction marks that Arabic and Hebrew need.
The platform's own bytes stay in the raw record, so nothing is lost by it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from inbox.rules import graphemes

LONGEST = 20_000
MARKS = 8
NAME = 200

_LINES = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls but line feed and tab; embeddings, overrides and isolates of direction; deprecated
# shaping controls; the byte order mark; annotations; and non-characters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Tag characters spell the flags of England, Scotland and Wales; elsewhere they hide text.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e007f]+")
# Soft hyphens come along with what is pasted; no rule would know a word that holds one.
# Thai, Lao, Burmese and Khmer part their words by blanks without width.
_UNSEEN = re.compile("[\u00ad\u2060-\u2064]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b")
_LATIN = "0-9A-Za-z\u00aa-\u024f\u1e00-\u1eff\uff10-\uff5a\U0001d400-\U0001d7ff"
_IN_LATIN = re.compile(
    f"(?<=[{_LATIN}\u0300-\u036f])[\u034f\u061c\u115f\u1160\u180b-\u180f\u200c-\u200f\u3164"
    f"\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]+(?=[{_LATIN}])"
)
# Joiners stand behind an emoji, or a letter of a script that shapes its letters by them.
_JOINER = re.compile(
    "(?<![\u0590-\u1dff\u2100-\ufdff\ufe0f\U00010000-\U0001d3ff\U0001d800-\U000e007f])"
    "[\u200c\u200d]+"
)
_MAY_PILE_UP = re.compile("[^\x00-\u02ff]{9,}")
_DIRECTION = re.compile("[\u200e\u200f\u061c]")
_NOTHING_TO_DO = re.compile("[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff]*")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text fit to keep. `clipped`: it was longer than we keep."""

    text: str
    clipped: bool


def clean(text: str) -> Cleaned:
    """Return a stranger's text as we keep it: at most 20,000 characters, composed (NFC).

    It is clipped first: composing takes quadratic time on piled-up marks.
    """
    clipped = len(text) > LONGEST
    kept = scrub(
        text[: graphemes.floor(text[: LONGEST + 1], LONGEST) or LONGEST] if clipped else text
    )
    if len(kept) > LONGEST:  # a few letters compose into more characters than they were
        return Cleaned(kept[: graphemes.floor(kept[: LONGEST + 1], LONGEST) or LONGEST], True)
    return Cleaned(kept, clipped)


def scrub(text: str) -> str:
    """Return the whole text without what no platform takes and no reader sees, composed (NFC)."""
    if _NOTHING_TO_DO.fullmatch(text):
        return text
    text = _whole(text)
    text = _LINES.sub("\n", text)
    text = _HIDDEN.sub("", text)
    text = _TAGS.sub(r"\1", text)
    text = _IN_LATIN.sub("", _JOINER.sub("", _UNSEEN.sub("", text)))
    thin = _MAY_PILE_UP.sub(_thinned, text)  # first, or composing takes quadratic time
    return _MAY_PILE_UP.sub(_thinned, unicodedata.normalize("NFC", thin))


def name(text: str) -> str:
    """Return an author's name on one line, at most 200 characters; "" when nothing can be seen."""
    kept = _DIRECTION.sub("", " ".join(scrub(text[: 10 * NAME]).split()))
    return _cut(kept, NAME).strip() if visible(kept) else ""


def preview(text: str, most: int = 120) -> str:
    """Return the beginning of a text on one line, cut between words where that costs little."""
    line = " ".join(text[: 50 * most].split())
    if len(line) <= most:
        return line
    kept = _cut(line, most - 1)
    last = kept.rfind(" ", most * 3 // 4)
    if last > 0 and not line[len(kept)].isspace():
        kept = kept[:last]
    return kept.rstrip() + "…"


def visible(text: str) -> bool:
    """Return whether there is anything to be seen: not only blanks, controls and joiners."""
    return any(unicodedata.category(sign)[0] not in "ZCM" for sign in text)


def _cut(text: str, most: int) -> str:
    return text[: graphemes.floor(text, most) or most]


def _whole(text: str) -> str:
    """Join surrogates that belong together; one that stands alone becomes a "�"."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _thinned(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if marks <= MARKS:
            kept.append(sign)
    return "".join(kept)
