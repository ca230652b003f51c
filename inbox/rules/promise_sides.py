"""Who promises, and to whom, where a clause does not say it itself. Pure.

"I am on my way and will call you"        ──> we: the subject is said once for both verbs
"The fitter is on his way and will call"  ──> nobody of ours
"Ich rufe bei der Leitwarte an"           ──> a call, but none that the customer gets
"""

from __future__ import annotations

import re

from inbox.rules import promise_words as w

_I = re.IGNORECASE

_GOES_ON = re.compile(
    r"\s*(?:will|shall|(?:am|are)\sgoing\sto)\s(?!do\b|be\b(?!\sin\stouch)|have\sto\b)", _I
)
"""An English clause that begins with its verb: who does it was said before, or is left out."""

_LEAD = r"\s*(?:(?:and|but|so|yes|yep|ok|okay|now|then|also|today|tomorrow|meanwhile|actually)\s)?"
_OURS = re.compile(
    rf"{_LEAD}(?:i|we|someone|somebody|(?:a|my) colleague(?: (?!is|has|who|was)\w+)?"
    r"|(?:mr|mrs|ms|dr)\.? [\w-]+)(?!\w)",
    _I,
)
_NO_SUBJECT = re.compile(
    rf"{_LEAD}(?:am|are|was|were|have|had|will|shall|just|already|not|got|took|sent|made|found"
    r"|\w{2,}ed|\w{2,}ing|sorry|apologies|thanks?|hi|hello|hey|dear"
    r"|good (?:morning|afternoon|evening)|noted|done|understood"
    r"|no (?:problem|worries)|sure|of course|in the meantime)(?!\w)",
    _I,
)
"""Before a verb without a subject: another such verb, or a courtesy."""


_I_AND = re.compile(r"(?<!\w)ich(?!\w).*\bund\s*\Z", _I | re.DOTALL)
_VERB_FIRST = re.compile(r"\s*(?!bitte|diese|eine|meine|unsere|ihre|deine|alle)\w{3,}e\s", _I)
"""A German clause that begins with its verb, after an "ich" and an "und"."""


def goes_on(before: str, clause: str) -> str | None:
    """Return a clause that begins with its verb as if it said "I"; None where others act.

    `before` is its sentence up to the clause. A subject that nobody said is ours: "Will call you."
    """
    if _I_AND.search(w.CLAUSE.split(before)[-1]) and _VERB_FIRST.match(clause):
        return f"ich {clause.lstrip()}"
    verb = _GOES_ON.match(clause)
    if verb is None:
        return None
    for part in reversed(w.CLAUSE.split(f"{before} ")):
        if _OURS.match(part):
            break
        if part.strip() and not _NO_SUBJECT.match(part):
            return None
    return f"I will {clause[verb.end() :]}"


_FOR_YOU = re.compile(
    r"(?<!\w)(?:(?:für|wegen|for|about|on behalf of)\s(?:sie|dich|euch|you)"
    r"|wegen\s(?:ihre[srnm]?|deine[srnm]?|eure[srnm]?)|(?:about|for)\syour)(?!\w)",
    _I,
)
_TIMES = (
    r"(?:\w+[nrs]? )?(?:gelegenheit|mal|woche[n]?|tage?n?|stunden?|minuten?|monat\w*|\w+tag|morgen"
    r"|vormittag|nachmittag|abend|mittag|moment|day|week|minute|moment|hour|second|bit|little"
    r"|first|next|same|following|other)"
)
_NUMBERS = r"(?:[\w-]+ )?(?:\w*nummer|telefon|handy|number|mobile|phone|landline|cell|line)"
_NAMED = rf"\s(?!(?:{_TIMES}|{_NUMBERS})(?!\w))[^\W\d]"
_OWN = r"(?:(?:m|k)?ein|unser|dies)"
_AT = rf"(?<!\w)(?:beim|bei\s(?:der|dem|den|{_OWN}(?:e[nmrs]?)?)){_NAMED}"
_NO_OBJECT = "".join(
    rf"(?<!\b{word} )"
    for word in ("in", "an", "auf", "unter", "vor", "über", "gegen", "um", "durch", "für", "ohne")
)
_THIS = rf"{_NO_OBJECT}(?<!\w)(?:den|die|das|{_OWN}e?n?)"
_THAT = r"(?:the|an?|my|our|their|his|her|this|that)"
_TOLD_AT = re.compile(_AT, _I)
_SOMEBODY = re.compile(
    rf"{_AT}|{_THIS}{_NAMED}"
    rf"|(?<!\w)(?:call|phon|ring)(?:e|ing)?\s(?:up\s)?(?:{_THAT}{_NAMED}|(?:them|him)(?!\w))",
    _I,
)
"""Whom one calls, or calls at: neither a time nor a number of the customer's."""


def calls_others(clause: str) -> bool:
    """Return whether somebody else is called: "die Leitwarte", "our control room"."""
    return _speaks_to(_SOMEBODY, clause)


def tells_others(clause: str) -> bool:
    """Return whether somebody else hears from us: "melde mich bei der Leitwarte"."""
    return _speaks_to(_TOLD_AT, clause)


def _speaks_to(somebody: re.Pattern[str], clause: str) -> bool:
    own = _FOR_YOU.sub(" ", clause)
    return w.YOU.search(own) is None and somebody.search(own) is not None
