"""Grief and illness in what a customer wrote, and what is too cheerful in an answer to it. Pure.

    "mein Vater ist letzte Woche gestorben"   "liege im Krankenhaus"     proposed, never set
    "Schönes Wochenende!"   "Super"   😊                                 hinted at, once it is set

That somebody is to be treated with care is an agent's word; the rule only shows them the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from inbox.rules import flat, heat
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.phrases import Span
from inbox.rules.reply_words import said

HERE = Path(__file__).with_name("care_words.txt")

_FACES = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]+")


class Kind(StrEnum):
    """What calls for care; the words of `db.models.Care`, which a test holds against them."""

    GRIEF = "grief"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True)
class Seen:
    """What calls for care, and the words it was seen in."""

    kind: Kind
    words: tuple[str, ...]


def seen(texts: Iterable[str]) -> Seen | None:
    """Return what calls for care in a customer's messages, grief before illness."""
    found: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for text in texts:
        for kind, span in _found(text):
            found[kind].append(text[slice(*span)])
    for kind, words in found.items():
        if words:
            return Seen(kind, tuple(dict.fromkeys(words)))
    return None


@lru_cache(maxsize=2048)
def _found(text: str) -> tuple[tuple[Kind, Span], ...]:
    read = flat.read(heat.own(text))
    return tuple(
        (kind, span)
        for kind in Kind
        for span in flat.but(read, said(kind.value, HERE), said("not care", HERE))
    )


def upbeat(draft: str, facts: Facts) -> Iterator[Objection]:
    """Who grieves or is ill is answered quietly: nothing cheerful, no emoji."""
    if not facts.known.care:
        return
    spans = [*flat.spans(flat.read(draft), said("upbeat", HERE))]
    spans += [found.span() for found in _FACES.finditer(draft)]
    yield from about("upbeat", Level.HINTS, draft, sorted(spans))
