"""Take and tell: what a customer can be told the moment an agent takes their matter on. Pure.

    Guten Tag Anna Weber,
    ▏                                                  the agent's own words on this very matter
    Sie hören bis morgen um 10:00 Uhr von mir.         a time from their hours, absences and load

Only what somebody would have to look up is filled in, and all of it is the agent's to change. What
leaves without a word of theirs is held: see `inbox.rules.scaffold`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox.rules import hours, names
from inbox.rules.due_times import Calendar

Span = tuple[datetime, datetime]

QUARTER = timedelta(minutes=15)
_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
ALWAYS = "mon-sun 0:00-24:00"
"""Where nobody said any hours: whoever takes something works."""

FIRST, EACH, MOST = timedelta(minutes=60), QUARTER, timedelta(hours=16)
"""Working time: for anything, more for each who waits for the agent already, and at most."""

AHEAD = timedelta(days=100)
SHOWN = 160
"""Characters of a promise that are said again."""

_MONTHS = (
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
)
_DAYS = (
    ("Montag", "Monday"),
    ("Dienstag", "Tuesday"),
    ("Mittwoch", "Wednesday"),
    ("Donnerstag", "Thursday"),
    ("Freitag", "Friday"),
    ("Samstag", "Saturday"),
    ("Sonntag", "Sunday"),
)
_GERMAN_WORDS = """
    ich nicht und der die das ist mein meine meinen wie bei sie habe hab wir ein eine einen warum
    wieso wo wann bitte danke seit noch euch ihr mir dir von mit für fuer auf aber schon kein
    keine war wird kann könnt könnte hallo moin servus heute morgen gestern nix was zu zum zur
    auch nur immer mal den dem des im
"""
_GERMAN = frozenset(_GERMAN_WORDS.split())
_ENGLISH_WORDS = """
    i not and the is my mine how at they have we a an why where when please thanks since still
    you me from with for on but already no was will can could hello hi hey today tomorrow
    yesterday what to also only always of it this that your been are do does did i'm it's
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom it is for: as they want to be called, as their platform says; None: nobody knows.

    `wrote` are their newest words.
    """

    chosen: str | None = None
    name: str | None = None
    address: str | None = None
    language: str | None = None
    platform_language: str | None = None
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What an answer begins with, and after how many characters its agent goes on.

    `before`: it has to leave by then, as they hear from us by a time ahead of the one it says.
    """

    text: str
    caret: int
    before: datetime | None = None


def due(known: Calendar, waiting: int, away: Iterable[Span] = ()) -> datetime:
    """Return by when an agent can answer, on a quarter of an hour within their working time.

    `waiting` is how many wait for them already, `away` when they are absent.
    """
    left = min(FIRST + EACH * waiting, MOST)
    for since, until in _free(known, sorted(away)):
        begins, ends = since + (_ZERO - since) % QUARTER, until - (until - _ZERO) % QUARTER
        if begins + left <= ends:
            return begins + left
        left -= max(ends - begins, timedelta())
    return known.closes(known.working_day(1))


def within(at: datetime, closes: datetime | None, now: datetime) -> datetime:
    """Return a time at which the platform still takes an answer: `at`, or a quarter before it ends.

    Where not even that is left, `at` stands: the composer says that the way closes.
    """
    if closes is None or at < closes:
        return at
    last = closes - QUARTER
    last -= (last - _ZERO) % QUARTER
    return last if last > now else at


def agreed(
    at: datetime, sign_at: datetime | None, known: Calendar, away: Iterable[Span] = ()
) -> datetime:
    """Return a time that is no later than `sign_at`, by which they hear from us: `at`, or a sooner.

    It stays where that is less than half of `FIRST` away, or where the agent does not work at it.
    """
    if sign_at is None or at <= sign_at:
        return at
    sooner = sign_at - (sign_at - _ZERO) % QUARTER
    works = any(since < sooner <= until for since, until in _free(known, sorted(away)))
    return sooner if works and sooner - known.now >= FIRST / 2 else at


def take(customer: Customer, known: Calendar, at: datetime, otherwise: str) -> Words:
    """Return an answer that says when there will be more; `otherwise` is the house's language."""
    spoken = language(customer, otherwise)
    until = moment(known, at, spoken)
    if spoken == "en":
        last = f"You will hear from me {until}."
    elif customer.address == "du":
        last = f"Du hörst {until} von mir."
    else:
        last = f"Sie hören {until} von mir."
    first = f"{greeting(customer, spoken)}\n\n"
    return Words(f"{first}\n\n{last}", len(first))


def moved(
    customer: Customer, known: Calendar, what: str, was: datetime, at: datetime, otherwise: str
) -> Words:
    """Return a note that something promised comes at another time; why is the agent's to say."""
    spoken = language(customer, otherwise)
    said = _said(customer, known, what, was, spoken)
    now = moment(known, at, spoken)
    last = f"The new time: {now}." if spoken == "en" else f"Neue Zeit: {now}."
    return Words(f"{said} \n\n{last}", len(said) + 1)


def broken(customer: Customer, known: Calendar, what: str, was: datetime, otherwise: str) -> Words:
    """Return a note that something promised will not be; what happens instead is the agent's."""
    spoken = language(customer, otherwise)
    said = _said(customer, known, what, was, spoken)
    last = "I cannot keep that. Instead, " if spoken == "en" else "Das kann ich nicht halten. "
    text = f"{said} {last}"
    return Words(text, len(text))


def language(customer: Customer, otherwise: str) -> str:
    """Return in which of our two languages somebody is answered.

    What is known of them goes before what their platform says, that before what they wrote.
    """
    for said in (customer.language, customer.platform_language):
        spoken = (said or "").lower()[:2]
        if spoken in ("de", "en"):
            return spoken
    words = [word.lower() for text in customer.wrote for word in _WORD.findall(text[:2_000])]
    german = sum(word in _GERMAN or bool(re.search("[äöüß]", word)) for word in words)
    english = sum(word in _ENGLISH for word in words)
    if german == english:
        return "en" if customer.language else otherwise
    return "de" if german > english else "en"


def greeting(customer: Customer, spoken: str) -> str:
    """Return how somebody is greeted: by a name that is one, else without."""
    familiar = customer.address == "du"
    first = "Hello" if spoken == "en" else "Hallo" if familiar else "Guten Tag"
    name = customer.chosen
    if not name and customer.name and names.flaw(customer.name) is None:
        whole = names.tidy(customer.name)
        name = whole.split()[0] if familiar else whole
    return f"{first} {name}," if name else f"{first},"


def moment(known: Calendar, at: datetime, spoken: str) -> str:
    """Return "bis morgen um 10:00 Uhr", "by tomorrow at 10:00 am": due_times reads it back."""
    local = at.astimezone(ZoneInfo(known.hours.zone))
    english = spoken == "en"
    clock = f"{local:%I:%M %p}".lower().lstrip("0") if english else f"{local:%H:%M} Uhr"
    days = (local.date() - known.today).days
    if days == 0:
        return f"by {clock}" if english else f"bis {clock}"
    if days == 1:
        day = "tomorrow" if english else "morgen"
    elif 1 < days < 7:
        day = _DAYS[local.weekday()][english]
    else:
        month = _MONTHS[local.month - 1][english]
        day = f"{local.day} {month}" if english else f"zum {local.day}. {month}"
    return f"by {day} at {clock}" if english else f"bis {day} um {clock}"


def _said(customer: Customer, known: Calendar, what: str, was: datetime, spoken: str) -> str:
    until, words = moment(known, was, spoken), _quoted(what)
    if spoken == "en":
        said = f"I had promised you {until}: “{words}”."
    else:
        whom = "dir" if customer.address == "du" else "Ihnen"
        said = f"ich hatte {whom} {until} zugesagt: „{words}“."
    return f"{greeting(customer, spoken)}\n\n{said}"


def _quoted(what: str) -> str:
    plain = re.sub(r"[„“”\"»«]", "", what)
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1].rstrip()}…"


def _free(known: Calendar, away: list[Span]) -> Iterator[Span]:
    """Yield when an agent works and is not absent, from now on."""
    for since, until in hours.stretches(known.hours, known.now, known.now + AHEAD):
        begins = since
        for gone, back in away:
            if gone < until and back > begins:
                if gone > begins:
                    yield begins, gone
                begins = back
        if begins < until:
            yield begins, until
