"""What a line about a call or an e-mail says was promised, as its agent notes it. Pure.

    "er bekommt bis Freitag 80 €"        money, on Friday
    "Rückruf morgen um 10 zugesagt"      a call, at ten
    "hat die 80 € schon überwiesen"      nothing: it is done

Such lines speak of "him" and leave out verbs, so they are read more generously than an answer: a
row is offered, and its agent takes it out with a press.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.rules import alike, clean, due_times, money, promises
from inbox.rules import promise_words as w
from inbox.rules.due_times import Calendar
from inbox.rules.promises import PROVEN, SUPPOSED, Found, PromiseKind
from inbox.rules.sentences import sentence_ends

_I = re.IGNORECASE
_PLEDGED = re.compile(
    r"(?<!\w)(?:bekommt|kriegt|erhält|zugesagt|versprochen|vereinbart|ausgemacht|erstatten?|erstatte"
    r"|überweisen?|schicken?|rufen?|ruf|melden?|meld|rückruf|gutschrift"
    r"|gets|promised|agreed|call(?:ing)? back|refund|(?:we|i|they)\s?(?:['’]ll|will)"
    r"|to (?:call|ring|send|refund|get|hear))(?!\w)",
    _I,
)
_DONE = re.compile(
    r"(?<!\w)(?:hat|hatte|habe|haben|wurden?|ist|sind|has|have|had|was|were)(?!\w)[^.;]{0,120}(?<!\w)"
    r"(?:überwiesen|erstattet|bezahlt|gezahlt|geschickt|bekommen|erhalten|angerufen|gutgeschrieben"
    r"|paid|refunded|sent|received|called)(?!\w)"
    r"|(?<!\w)(?:bittet|möchte|verlangt|fordert|fragt|will von uns|wants|asks|would like)(?!\w)",
    _I,
)
_KINDS = (
    (PromiseKind.GOODS, w.GOODS_WORDS),
    (PromiseKind.MONEY, w.MONEY_WORDS),
    (PromiseKind.CALL, re.compile(r"rückruf|anruf|(?<!\w)(?:ruf\w*|call\w*|ring|phone)(?!\w)", _I)),
    (PromiseKind.ANSWER, re.compile(r"meld|bescheid|antwort|mail|schreib|hear|let \w+ know", _I)),
)


def found(line: str, known: Calendar) -> tuple[Found, ...]:
    """Return what a line says was promised, in its order; `known` is its agent's calendar."""
    own = promises.find(line, known)
    return own or tuple(_told(clean.scrub(line[: promises.MOST_READ]), known))[: promises.MOST]


def _told(line: str, known: Calendar) -> Iterator[Found]:
    text = alike.plain(line)
    start = 0
    for end in sentence_ends(text):
        said = text[start:end]
        words = line[start:end].strip(" \n\t.!,;:-–")
        first = start + text[start:end].find(words[:1]) if words else start
        start = end
        if not _PLEDGED.search(said) or said.rstrip().endswith("?"):
            continue
        if any(one.search(said) for one in (_DONE, w.NOT, w.IF, w.ASKED_FOR)):
            continue
        time = due_times.find(said, known)
        if time is None and not money.named(said):
            continue
        kind = next((kind for kind, of in _KINDS if of.search(said)), PromiseKind.OTHER)
        due = time.at if time else known.closes(known.working_day(SUPPOSED[kind]))
        amount = money.amount_in(said) if kind in PROVEN else None
        yield Found(kind, words, (first, first + len(words)), amount, due, time is not None)
