"""What a draft promises: found in its words, offered to its agent, never taken for granted.

    "Ich erstatte Ihnen bis Freitag 20 €."  ──> money, 20 €, when work ends on Friday

A promise is said by us, about what we will do, without an if. So questions, conditions, what is
done already, what others are asked for and what somebody is quoted with are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from inbox.rules import alike, arrivals, clean, due_times, money, promise_sides
from inbox.rules import promise_words as w
from inbox.rules.due_times import Calendar, Time
from inbox.rules.money import Amount
from inbox.rules.sentences import sentence_ends

LONGEST = 200
"""Characters of what is promised, as the ledger keeps it."""

MOST = 8
"""Promises of one draft that are offered."""

MOST_READ, MOST_SENTENCE = 12_000, 600
"""Characters of a draft, and of a sentence, that are looked at."""


class PromiseKind(StrEnum):
    """What was promised. Money and goods are kept with a proof."""

    MONEY = "money"
    GOODS = "goods"
    CALL = "call"
    ANSWER = "answer"
    OTHER = "other"


PROVEN = frozenset({PromiseKind.MONEY, PromiseKind.GOODS})
"""What nobody calls kept without a number, a link or a file."""

SUPPOSED = {
    PromiseKind.MONEY: 5,
    PromiseKind.GOODS: 5,
    PromiseKind.CALL: 1,
    PromiseKind.ANSWER: 1,
    PromiseKind.OTHER: 3,
}
"""Working days that are offered where a draft says no time."""


@dataclass(frozen=True, slots=True)
class Found:
    """One promise of a draft: its words, verbatim, and where they stand.

    `due` is in UTC; `said` whether the draft says it, else it is only supposed.
    """

    kind: PromiseKind
    words: str
    span: tuple[int, int]
    amount: Amount | None
    due: datetime
    said: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """By when a promise is noted beside a draft: the words it was found in, else what it says."""

    words: str
    what: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """The promises of a draft as they are noted, and the calendar that their words are read by."""

    known: Calendar
    those: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of a sentence, both as (text, where it begins in the draft)."""

    text: str
    start: int
    sentence: str
    sentence_start: int

    def carried(self) -> Iterator[str]:
        """Yield the clause alone, and with what the clause before it says for both."""
        yield self.text
        before = self.sentence[: self.start - self.sentence_start]
        for said, words in w.CARRIES:
            if words.search(before) and w.CARRIED.search(before[-8:]):
                yield said + self.text.lstrip()
        whole = promise_sides.goes_on(before, self.text)
        if whole is not None:
            yield whole


def find(draft: str, known: Calendar) -> tuple[Found, ...]:
    """Return what a draft promises, in its order; `known` is its agent's calendar.

    The draft is read as it would leave (see `clean.scrub`): words and spans are those of that text.
    """
    draft = clean.scrub(draft[: 2 * MOST_READ])
    read = alike.plain(draft[:MOST_READ])
    text = w.QUOTED.sub(lambda quoted: " " * len(quoted[0]), read)
    text = w.THOUSANDS.sub("'", text)
    found: list[Found] = []
    start = 0
    for end in sentence_ends(text):
        said = list(_in_sentence(text[start:end], start, draft, known))
        firm = [one for one in said if one.kind is not PromiseKind.OTHER]
        found += firm or said
        start = end
    return tuple(found[:MOST])


def firm(kind: PromiseKind, *texts: str) -> tuple[PromiseKind, Amount | None]:
    """Return what a promise is of, and the sum that its own words name, whatever it is called.

    Money and goods stay what they are: who calls them an answer owes their proof all the same.
    """
    for text in texts:
        found = find(text, _ANY_DAY)
        if found and all(one.kind in PROVEN for one in found):
            return (kind if kind in PROVEN else found[0].kind), found[0].amount
        if kind is PromiseKind.OTHER and w.PAID.search(text) and money.named(text):
            return PromiseKind.MONEY, money.amount_in(text)
    return kind, None


_ANY_DAY = due_times.calendar(datetime(2024, 1, 1, tzinfo=UTC), None, "UTC")
"""What something is of does not hang on when."""


def _in_sentence(sentence: str, start: int, draft: str, known: Calendar) -> Iterator[Found]:
    said = sentence.rstrip()
    if not said or len(said) > MOST_SENTENCE or said.rstrip("\"'”“)» ").endswith("?"):
        return
    if any(one.search(said) for one in (w.IF, w.SAID_BY_OTHERS, w.ASKED_FOR, w.ENGLISH_THEN)):
        return
    times = {one: due_times.find(one.text, known) for one in _clauses(said, start)}
    spoken = [(one, kind) for one, at in times.items() if (kind := _promises(one, at)) is not None]
    firm = any(times[one] for one, kind in spoken if kind is not PromiseKind.OTHER)
    borrowed = None if firm else due_times.find(said, known)
    for one, kind in spoken:
        own = times[one]
        time, shift = (own, one.start) if own is not None else (borrowed, start)
        if kind is PromiseKind.OTHER and own is None:
            time = None
        amount = _amount(one, kind) if kind in PROVEN else None
        if time is not None or _plain_enough(one, kind):
            span = _span(one, time, shift, [each.start for each in times])
            due = time.at if time is not None else known.closes(known.working_day(SUPPOSED[kind]))
            yield _found(span, kind, amount, due, time is not None, draft)


def _amount(clause: _Clause, kind: PromiseKind) -> Amount | None:
    """Return what a clause names, and what goes on in the next: "30 € und noch einmal 30 €".

    Of what is to be chosen from ("20 € oder einen Gutschein über 40 €") it is the highest.
    """
    begins = clause.start - clause.sentence_start
    ends = begins + len(clause.text)
    choice = w.OR_ELSE.match(clause.sentence, ends)
    if choice is not None:
        parted = w.CLAUSE.search(clause.sentence, choice.end())
        ends = parted.start() if parted else len(clause.sentence)
    those = [
        one
        for one in money.sums(clause.sentence)
        if begins < one.span[1] <= ends or begins <= one.span[0] < ends
    ]
    of_it = [one for one in those if not w.OF_WHICH.search(clause.sentence[: one.span[0]])]
    named = [one.amount for one in of_it or those]
    if not named and kind is PromiseKind.MONEY and (bare := w.BARE_SUM.search(clause.text)):
        return money.typed(bare["cents"] or bare["whole"])
    return money.highest(named if choice or money.CHOICE.search(clause.text) else named[:1])


def _clauses(said: str, start: int) -> Iterator[_Clause]:
    """Yield the clauses of a sentence; a sum set in by commas parts none: "Ihr Geld, 84 €, ..."."""
    parts = list(w.CLAUSE.finditer(said))
    ends = [*(one.start() for one in parts), len(said)]
    begins = [0, *(one.end() for one in parts)]
    set_in = {
        n for n, span in enumerate(zip(begins, ends, strict=True)) if _sum(said[slice(*span)])
    }
    at = 0
    for number, parted in enumerate([*parts, None]):
        if parted is not None and ({number, number + 1} & set_in) and parted[0] == ",":
            continue
        end = parted.start() if parted else len(said)
        yield _Clause(said[at:end], start + at, said, start)
        at = parted.end() if parted else end


def _promises(clause: _Clause, at: Time | None) -> PromiseKind | None:
    """Return what a clause promises; what merely arrives is promised where a time is said."""
    if w.NOT.search(clause.text) or w.DEBITS.search(clause.text):
        return None
    if w.MERELY_WORDS.search(clause.text) and not money.named(clause.text):
        return None
    kind = next(filter(None, map(_kind, clause.carried())), None)
    if at is None or kind not in (None, PromiseKind.OTHER):
        return kind
    arrives = next(filter(None, map(arrivals.arrives, clause.carried())), None)
    return PromiseKind(arrives) if arrives else kind


def _span(clause: _Clause, time: Time | None, shift: int, begins: Sequence[int]) -> tuple[int, int]:
    """Return where a promise stands: its clause, and from or as far as where its time is said.

    A clause before it, which says its time, is taken whole: words begin where a clause does.
    """
    first, last = clause.start, clause.start + len(clause.text)
    if time is None:
        return first, last
    said, over = time.span[0] + shift, time.span[1] + shift
    if said < first:
        first = max((begin for begin in begins if begin <= said), default=said)
    return first, max(last, over)


def _found(
    span: tuple[int, int],
    kind: PromiseKind,
    amount: Amount | None,
    due: datetime,
    said: bool,
    draft: str,
) -> Found:
    first, last = span
    words = draft[first:last]
    first += len(words) - len(words.lstrip(_EDGE))
    words = words.strip(_EDGE)
    return Found(kind, words, (first, first + len(words)), amount, due, said)


_EDGE = " \n\t.!,;:-–"


def _sum(part: str) -> bool:
    """Return whether a part of a sentence is a sum and nothing else."""
    return w.ONLY_SUM.fullmatch(money.AMOUNT.sub("€", part, count=1)) is not None


def _plain_enough(clause: _Clause, kind: PromiseKind) -> bool:
    """Return whether words without a time promise something: not each "we check" does."""
    if w.VOWS.search(clause.sentence) is not None:
        return True
    if kind is PromiseKind.MONEY and money.named(clause.text):
        return True
    if kind is PromiseKind.OTHER or w.NEEDS_A_TIME.search(clause.text):
        return False
    if kind is PromiseKind.ANSWER:
        return True
    return w.YOU.search(clause.text) is not None


def _kind(text: str) -> PromiseKind | None:
    comes = PromiseKind.OTHER if w.VISITS.search(text) else None
    kind = _let_off(text) or _german(text) or _english(text) or comes
    if kind is PromiseKind.CALL and promise_sides.calls_others(text):
        return PromiseKind.OTHER
    if kind is PromiseKind.ANSWER and promise_sides.tells_others(text):
        return PromiseKind.OTHER
    return kind


def _let_off(text: str) -> PromiseKind | None:
    """Return money where we take a sum upon ourselves: "Die 60 € streiche ich Ihnen"."""
    if not w.LETS_OFF.search(text) or w.MAY.search(text) or w.GOODS_WORDS.search(text):
        return None
    return PromiseKind.MONEY if money.named(text) or w.COSTS.search(text) else None


def _german(text: str) -> PromiseKind | None:
    if w.TOLD.search(text):
        return PromiseKind.CALL if w.BY_PHONE.search(text) else PromiseKind.ANSWER
    if w.COMES.search(text):
        return _thing(text, PromiseKind.GOODS)
    if w.MAY.search(text):
        return None
    ours, theirs = w.US.search(text), w.YOU.search(text)
    asked = not ours and w.ME.search(text) is not None
    if not asked and w.CALLS.search(text):
        return PromiseKind.CALL
    for kind, verb in () if asked else w.DONE:
        found = verb.search(text)
        if found is not None and (ours or theirs or kind == "money"):
            return _refined(PromiseKind(kind), text)
    return None


def _english(text: str) -> PromiseKind | None:
    if w.MAY_ENGLISH.search(text):
        return None
    gets = w.GETS_EN.search(text)
    if gets is not None:
        if w.CALL_NOUN.search(text):
            return PromiseKind.CALL
        heard = (gets["gets"] or "").startswith("hear") or w.PLAIN_MAIL.search(text)
        return PromiseKind.ANSWER if heard else _thing(text, PromiseKind.OTHER)
    for kind, verb in w.DONE_EN:
        if verb.search(text):
            return _refined(PromiseKind(kind), text)
    return None


def _refined(kind: PromiseKind, text: str) -> PromiseKind:
    """Tell by what it is about: one sends goods, money and mere news alike."""
    bare = w.BY_POST.sub(" ", text)
    if kind is PromiseKind.OTHER and w.MONEY_WORDS.search(bare):
        return PromiseKind.MONEY
    if kind is not PromiseKind.GOODS or w.GOODS_WORDS.search(bare):
        return kind
    return _thing(text, kind)


def _thing(text: str, otherwise: PromiseKind) -> PromiseKind:
    bare = w.BY_POST.sub(" ", text)
    if w.GOODS_WORDS.search(bare):
        return PromiseKind.GOODS
    if w.PLAIN_MAIL.search(bare):
        return PromiseKind.ANSWER
    return PromiseKind.MONEY if w.MONEY_WORDS.search(bare) else otherwise
