"""What a customer asks, and whether a draft takes it up. Pure.

    "Wann kommt mein Paket?"  "wo bleibt mein geld"  "ich wüsste gern, ob ..."     questions
    "Geht's noch?"  "Was für ein Saftladen"  "Wer das glaubt!"                      none

A draft takes a question up where it shares a word of it, or holds what it asks for: a time for
"wann", an amount for "was kostet", a yes or no. So a tick says that a question is spoken of;
whether the answer is right, its writer knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from inbox.rules import alike, clean, due_times, flat, money, promise_words, stems
from inbox.rules.objections import Facts, Level, Objection
from inbox.rules.phrases import Line, line
from inbox.rules.reply_words import said
from inbox.rules.sentences import sentence_ends

MOST = 6
"""Questions that are shown; who asks more is called."""

LONGEST = 140
"""Characters of a question that are shown."""

_CITED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_OTHERS = re.compile(
    r"„[^“”\"\n]{1,400}[“”\"]|“[^”\n]{1,400}”|https?://[^\s?]\S*(?<![?!.,])|www\.\S+(?<![?!.,])|@\w+"
)
_HELD = "\ue000"
"""Stands for the words of others and for addresses while what is asked beside them is read."""

_AND = re.compile(
    r",?\s(?:und|and|,|(?:oder|or)(?=\swas|\swann|\swo|\swie|\swh|\show))\s(?=(?:bis |ab )?"
    r"(?:was|wann|wo|wie|warum|wieso|wer|welche|ob|when|what|where|how|why|who|which)\b"
    r"|(?:muss|müssen|kann|können|könnt|darf|dürfen|soll|sollen|ist|sind|war|hat|haben|habe|habt"
    r"|gibt|geht|kommt|wird|werden|brauche|brauchen|kostet|bekomme|kriege|do|does|did|is|are|was"
    r"|can|could|will|would|should|have|has|may|must)\s"
    r"(?:ich|man|wir|es|das|der|die|ihr|sie|er|mein|meine|da|dann|i|we|you|it|there|they|he|she"
    r"|the|my|that|this)\b)",
    re.IGNORECASE,
)

_CLOCK = re.compile(
    r"(?<!\w)(?:\d{1,2}[:.]\d\d|\d{1,2}\s?(?:uhr|am|pm|h)"
    r"|\d{1,3} (?:minuten|tage\w?|stunden|wochen|days|hours|minutes|weeks))(?!\w)",
    re.IGNORECASE,
)

_SPAN = re.compile(
    r"(?<![^ ])(?<!guten )(?<!schönen )(?<!schoenen )(?<!good )(?<!nice )"
    r"(minut|stund|tag|woche|monat|jahr|hour|day|wek|month|year)(?:en|es|e|n|s)?(?![^ |])"
)
"""A stretch of time as `flat` spells it: who asks for one is told one, not wished a good day."""

_HEARS = re.compile(
    r"(?<!\w)you(?:['’]ll|\swill)\shear\s(?:back\s)?from\s(?:me|us)(?!\w)"
    r"|(?<!\w)(?:i|we)(?:['’]ll|\swill)\s(?:get\sback\sto|let\syou\sknow)(?!\w)",
    re.IGNORECASE,
)

_FIT = (("asks whether to pay", "says how much"), ("asks how to", "says how to"))
"""What answers what without a word in common: "press the grey button" tells how to."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in its asker's words, and whether the draft takes it up."""

    text: str
    answered: bool


def asked(messages: Iterable[str]) -> tuple[str, ...]:
    """Return what these messages ask, each question once, in the order of asking."""
    found: dict[frozenset[str] | str, str] = {}
    for text in messages:
        for piece in _pieces(text):
            about = stems.content(piece)
            found.setdefault(about or piece.casefold(), piece)
    return tuple(found.values())[:MOST]


def checklist(messages: Iterable[str], draft: str, now: datetime) -> tuple[Question, ...]:
    """Return what is asked, and of each whether the draft takes it up.

    Of several that ask for a yes or no, a "ja" alone does not say which it means.
    """
    those, draft = asked(messages), alike.plain(clean.scrub(draft))
    alone = sum(map(_yes_or_no, those)) == 1
    return tuple(Question(_shown(one), answers(draft, one, now, alone=alone)) for one in those)


def answers(draft: str, question: str, now: datetime, *, alone: bool = True) -> bool:
    """Return whether a draft speaks of a question."""
    asks, told = line(question).flat, flat.read(draft).flat
    if said("asks when").search(asks):
        word = said("asks for word").search(asks)
        return _says_when(draft if word else _without_word(draft), now)
    if said("asks how much").search(asks):
        return money.amount_in(draft) is not None or bool(said("says how much").search(told))
    if any(said(one).search(asks) and said(other).search(told) for one, other in _FIT):
        return True
    if _yes_or_no(question) and _settles(draft, asks, told, now, alone=alone):
        return True
    about = stems.content(question)
    if not about and (spans := set(_SPAN.findall(asks))):
        return bool(spans & set(_SPAN.findall(told)) or said("says so").search(told))
    return bool(stems.meets(about, stems.content(draft)) if about else stems.content(draft))


def _settles(draft: str, asks: str, told: str, now: datetime, *, alone: bool) -> bool:
    """Return whether a draft says yes or no, or "from 3pm" to who asks whether it is yet."""
    if alone and said("says so").search(told):
        return True
    yet = said("asks whether yet").search(asks) and said("says from when").search(told)
    return bool(yet) and _says_when(_without_word(draft), now)


def _yes_or_no(question: str) -> bool:
    return said("asks yes or no").search(line(question).flat) is not None


def question_open(draft: str, facts: Facts) -> Iterator[Objection]:
    """A question that was asked and is not taken up will be asked again."""
    if not draft.strip():
        return
    left = [
        one.text for one in checklist(facts.known.unanswered, draft, facts.now) if not one.answered
    ]
    if left:
        yield Objection("question_open", Level.HINTS, params={"questions": " ".join(left)})


def _without_word(draft: str) -> str:
    """Return a draft without the sentences that only say by when somebody hears of us."""
    found, start = [], 0
    for end in sentence_ends(draft):
        if not promise_words.TOLD.search(draft[start:end]) and not _HEARS.search(draft[start:end]):
            found.append(draft[start:end])
        start = end
    return "".join(found)


def _says_when(draft: str, now: datetime) -> bool:
    known = due_times.calendar(now, None, "Europe/Berlin")
    return _CLOCK.search(draft) is not None or due_times.find(draft, known) is not None


def _pieces(text: str) -> Iterator[str]:
    own = clean.scrub(text[:2_000])
    own = _CITED.sub(" ", own.replace(_HELD, " "))
    held = [found[0] for found in _OTHERS.finditer(own)]
    own = _OTHERS.sub(_HELD, own)
    start = 0
    for end in sentence_ends(own):
        for piece in _parts(" ".join(own[start:end].split())):
            shown = re.sub(_HELD, lambda _: " ".join(held.pop(0).split()), piece)
            if piece and _is_question(piece if "?" not in own[start:end] else f"{piece}?"):
                yield shown
        start = end


def _parts(sentence: str) -> list[str]:
    """Part a sentence that asks two things: each that asks on its own stands on its own."""
    parts = _AND.split(sentence)
    marked = sentence.rstrip().endswith("?")
    alone = all(
        _asks(read) or (marked and said("begins to ask").search(read.flat))
        for read in map(line, parts)
    )
    return parts if alone else [sentence]


def _is_question(piece: str) -> bool:
    read = line(piece)
    if not read.words or said("no question").search(read.flat):
        return False
    if "?" in piece:
        return True
    return not said("states").search(read.flat) and _asks(read)


def _asks(read: Line) -> bool:
    return bool(said("wants to know").search(read.flat) or said("asks").search(read.flat))


def _shown(piece: str) -> str:
    if len(piece) <= LONGEST:
        return piece
    return piece[: LONGEST - 1].rsplit(" ", 1)[0] + " …"
