"""Passing a matter on without saying to whom and until when, and sending its customer away.

Customers said: "Aufnehmen und weiterleiten ist kein Service" and "Nicht zuständig!" Whoever passes
something on says who takes it and by when they hear of it: then it is free. Praise is passed on
without either, once it was delivered: see `praise_told`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from inbox.rules import addressed, due_times, flat, praise_told
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.reply_words import said

_AT_ONCE = re.compile(
    r"(?<!\w)(?:sofort|umgehend|unverzüglich|gleich|right away|straight away|immediately|asap"
    r"|right now|shortly|at once|so schnell wie möglich|schnellstmöglich|zeitnah|heute schon"
    r"|schönen? (?:tag|abend|freitag)|guten (?:tag|morgen|abend))(?!\w)",
    re.IGNORECASE,
)
_WAY = re.compile(r"\+?\d[\d ()/-]{5,20}\d|[\w.+-]{1,64}@[\w-]{1,63}\.\w")


def passes_on(draft: str, facts: Facts) -> Iterator[Objection]:
    """Passing on needs a named person and a time; so does sending somebody elsewhere."""
    read = flat.read(draft)
    of_praise = list(praise_told.spoken_of(read, facts.known))
    forwards = [
        span
        for span in flat.but(read, said("forwards"), said("praise is passed on"))
        if span not in of_praise
    ]
    away = list(flat.but(read, said("sends away"), said("stays here")))
    if not (forwards or away) or not left_open(draft, facts.now, away=not forwards):
        return
    rule = "passes_on" if forwards else "sends_away"
    yield from about(rule, Level.HOLDS, draft, forwards or away)


def left_open(draft: str, now: datetime, *, away: bool) -> bool:
    """Return whether a person or a time is missing; a number will do to be sent there."""
    if next(addressed.others(draft), None) is None:
        return True
    if away and _WAY.search(draft):
        return False
    plain = _AT_ONCE.sub(" ", draft)
    return due_times.find(plain, due_times.calendar(now, None, "Europe/Berlin")) is None
