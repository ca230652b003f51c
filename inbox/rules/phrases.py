"""Phrases as people type them, found in a text and given back as they stand there. Pure.

    "frech*"              a word that begins so
    "*laden"              a word that ends so
    "wie/warum oft"       one word or the other
    "warte … wochen"      up to three words between
    "witz $"  "^ geht"    at the end, or the beginning, of a sentence
    "denn? noch"          a word that may stand there
    "<times>"             a class of words that the caller names

Capitals and accents do not matter, ä is ae, and letters that stand twice count once: "Frecheit",
"FRECHHEIT", "unverschaemmt", "Idiooooten" are what they are meant to be; "schön" is not "schon".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inbox.rules import alike

Span = tuple[int, int]

LONGEST = 64
"""Letters of a word that count."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_TWICE = re.compile(r"([a-z])\1+")
_STOPS = re.compile(r"[!?;:\n…]")
_BEGIN = 2
_ANY = "*"
_BETWEEN = r"(?: [^ |]+){0,3}? "
_END = r"(?=$| ?\|)"


@dataclass(frozen=True, slots=True)
class Line:
    """A text as a row of folded words, "|" where a sentence ends, and where each word stood.

    `begins` are the first letters of each, by which phrases are found.
    """

    text: str
    words: tuple[Span, ...]
    flat: str
    starts: tuple[int, ...]
    begins: tuple[str, ...]

    def at(self, start: int, end: int) -> Span:
        """Return where in the text a piece of `flat` stood."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return self.words[first][0], self.words[last][1]

    def word(self, place: int) -> str:
        """Return a word as it stands in the text."""
        start, end = self.words[place]
        return self.text[start:end]


def line(text: str) -> Line:
    """Return a text ready to be looked through."""
    flat: list[str] = []
    found: list[Span] = []
    starts: list[int] = []
    begins: list[str] = []
    at = before = 0
    read = alike.plain(text)
    for match in _WORD.finditer(read):
        if not (spelt := spelling(match[0])):
            continue
        gap = " | " if flat and _ends(read, before, match.start()) else " " if flat else ""
        flat += [gap, spelt]
        found.append(match.span())
        starts.append(at + len(gap))
        begins.append(spelt[:_BEGIN])
        at += len(gap) + len(spelt)
        before = match.end()
    return Line(text, tuple(found), "".join(flat), tuple(starts), tuple(begins))


def spelling(word: str) -> str:
    """Return the one spelling of a word for all that people type for it."""
    return _spelling(word[:LONGEST])


@lru_cache(maxsize=16_384)  # most words of a message were in another one
def _spelling(word: str) -> str:
    if word.isascii():
        plain = word.lower()
    else:
        composed = unicodedata.normalize("NFC", alike.plain(word))
        folded = composed.casefold().translate(_UMLAUTS)
        marked = unicodedata.normalize("NFKD", folded)
        plain = "".join(letter for letter in marked if letter.isalnum())
    return _TWICE.sub(r"\1", plain)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by the first letters of their first word: few of them are tried at any word."""

    by_begin: Mapping[str, re.Pattern[str]]

    def spans(self, of: Line) -> Iterator[Span]:
        """Yield where in the text the phrases stand."""
        done, loose = 0, self.by_begin.get(_ANY)
        for start, begin in zip(of.starts, of.begins, strict=True):
            if start < done:
                continue
            known = self.by_begin.get(begin)
            found = known.match(of.flat, start) if known else None
            if found is None and loose is not None:
                found = loose.match(of.flat, start)
            if found is not None:
                done = found.end()
                yield of.at(*found.span())

    def any(self, of: Line) -> bool:
        """Return whether one of them stands there."""
        return next(self.spans(of), None) is not None


def phrases(lines: Iterable[str], classes: Mapping[str, str] | None = None) -> Phrases:
    """Return these phrases ready to be looked for."""
    ways: dict[str, list[str]] = defaultdict(list)
    for phrase in lines:
        made = _phrase(phrase, classes or {})
        for begin in _begins(phrase.split(), classes or {}):
            ways[begin].append(made)
    every = {begin: "|".join(some) for begin, some in ways.items()}
    return Phrases({begin: re.compile(rf"(?:{some})(?![^ |])") for begin, some in every.items()})


def _begins(tokens: Sequence[str], classes: Mapping[str, str]) -> set[str]:
    """Return the letters that a phrase may begin with."""
    first, *others = [token for token in tokens if token not in ("^", "…")]
    found = set()
    for way in first.removesuffix("?").split("/"):
        loose = way in classes or way.startswith("*")
        found.add(_ANY if loose else spelling(way.strip("*"))[:_BEGIN])
    return found | _begins(others, classes) if first.endswith("?") else found


def _ends(text: str, start: int, end: int) -> bool:
    """Return whether a sentence ends between two words; "zum 3. Mal" is one."""
    gap = text[start:end]
    return bool(_STOPS.search(gap)) or ("." in gap and not text[start - 1].isdigit())


def _phrase(phrase: str, classes: Mapping[str, str]) -> str:
    made, glue = "", ""
    for piece in phrase.split():
        if piece == "…":
            glue = _BETWEEN
        elif piece == "$":
            made += _END
        elif piece == "^":
            made += r"(?:(?<=\| )|(?<!.))"
        elif piece.endswith("?"):
            perhaps = _token(piece[:-1], classes)
            made += f"(?:{glue}{perhaps})?" if made else f"(?:{perhaps} )?"
            glue = glue and " "
        else:
            made += glue + _token(piece, classes)
            glue = " "
    return made


def _token(token: str, classes: Mapping[str, str]) -> str:
    ways = [classes[way] if way in classes else _word(way) for way in token.split("/")]
    return f"(?:{'|'.join(ways)})"


def _word(way: str) -> str:
    some = r"[^ |]*"
    before, after = way.startswith("*"), way.endswith("*")
    return (some if before else "") + re.escape(spelling(way.strip("*"))) + (some if after else "")
