"""What a draft promises beyond what its agent may decide. Pure.

    refund up to 50 €     "Ich erstatte Ihnen 80 €."   blocks: a limit is a limit
                          "Ich erstatte alles."        holds: it names no amount
                          "80 €", said to be none      blocks all the same
    "40 € oder 80 €"             what may be chosen counts with its highest amount

Refunds of one draft count together, and vouchers, with those that were promised in its
conversation lately. What a colleague who may has accepted for this conversation, anybody may
promise there. An apology that says what changes blocks with the sentence of a cause in it, and
holds where it is only read from the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from inbox.rules import apology, due_times, money, promises
from inbox.rules import promise_words as w
from inbox.rules.apology import Part
from inbox.rules.authority import Added, Answer, Bounds, Remedy, Verdict, may
from inbox.rules.money import Amount, amount_in
from inbox.rules.objections import Facts, Level, Objection
from inbox.rules.promises import PROVEN, Found, PromiseKind
from inbox.rules.sentences import sentence_ends

RULES = {
    Answer.ABOVE: "above_authority",
    Answer.NOT_GRANTED: "not_granted",
    Answer.UNSAID: "amount_unsaid",
}
WITH_BEFORE = "above_with_before"
"""What is above a limit together with what was promised there before."""

APOLOGY = "apology_not_granted"
"""What is said of an apology that names what changes."""

ASKS = frozenset({*RULES.values(), WITH_BEFORE, APOLOGY})
"""The rules that lead to somebody who may decide."""

_I = re.IGNORECASE
_AS_SAID = re.compile(
    r"(?<!\w)(?:wie (?:\w+ ){0,3}(?:versprochen|zugesagt|gesagt|besprochen|angekündigt|vereinbart)"
    r"|as (?:promised|agreed|announced|discussed|i said|we said))(?!\w)",
    _I,
)
_VOUCHER = re.compile(
    r"gutschein|voucher|gift ?card|geschenkkarte|store credit|guthabenkarte|rabattcode", _I
)
_REPLACED = re.compile(
    r"(?<!\w)(?:ersatz(?!teil)\w*|ersetz\w*|(?:aus|um)?(?:ge)?tausch\w*|neue[nsrm]?|nagelneu\w*"
    r"|replac\w*|exchang\w*|swap\w*|new one|brand new|another one|a new)(?!\w)",
    _I,
)
_NOT_REPLACED = re.compile(
    r"(?<!\w)(?:neue[nsrm]?|a new|brand new)\s(?:\w+\s)?(?:termin|link|code|passwort|kennwort|pin"
    r"|mail|e-mail|rechnung|nachricht|datum|date|password|invoice|label|etikett|appointment|info\w*)(?!\w)",
    _I,
)
_EXCEPTION = re.compile(
    r"(?<!\w)(?:(?:ich|wir)\s(?:mach|gewähr)\w*|(?:mach|mache|machen|gewähre|gewähren)\s(?:ich|wir|i)"
    r"|(?:i|we)(?:['’]?(?:ll|m|re)|\swill|\sam|\sare)?\s(?:\w+\s)?(?:mak|grant)\w*)(?!\w)"
    r"[^.!?\n]{0,80}?(?<!\w)(?:ausnahme|exception)(?!\w)",
    _I,
)
_ASKED = re.compile(r"(?<!\w)(?:ob|whether)\s(?:wir|ich|sie|man|we|i|you)(?!\w)", _I)
_PRICED = re.compile(
    r"(?<!\w)(?:bestellung|lieferung|rechnung|paket|order|invoice|parcel)\s(?:über|von|for|over|of)"
    r"\s[€$£]?\s?\d[\d.,]*\s?(?:€|euros?)?",
    _I,
)
_PAID_BACK = re.compile(
    r"erstatt|überweis|ueberweis|gutschr|gut(?!\w)|zurück(?:zahl|überweis|bekomm)|vergüt|kaufpreis"
    r"|erlass|entschädig|refund|reimburse|credit|compensat|money back|geld zurück"
    r"|übern[ei]hm\w*\s[^.!?]{0,40}kosten|kosten\s[^.!?]{0,40}übern[ei]hm",
    _I,
)


def above_authority(draft: str, facts: Facts) -> Iterator[Objection]:
    """What is promised above the agent's authority needs somebody who may; each with its limit."""
    bounds = facts.bounds
    if not bounds.grants:
        return
    calendar = due_times.calendar(facts.now, None, "Europe/Berlin")
    found = promises.find(draft, calendar)
    judged: list[Judged] = [
        (verdict, one.words, (one.span,), one.words in bounds.none)
        for one in found
        for verdict in _verdicts(one, draft, facts)
    ]
    judged += _exceptions(draft, facts)
    judged += _written(bounds, judged)
    yield from _objections(_together(judged, bounds, draft))
    yield from _apology(draft, facts)


def no_more(after: Iterable[Objection], before: Iterable[Objection]) -> bool:
    """Return whether nothing is above the limits in an answer that was not before, as far.

    Both are what a review says of it by the same limits.
    """
    asked = [(one.rule, one.level, one.params) for one in before if one.rule in ASKS]
    return all(
        any(
            (one.rule, one.level, one.params["remedy"]) == (rule, level, params["remedy"])
            and _plain_size(one.params) <= _plain_size(params)
            for rule, level, params in asked
        )
        for one in after
        if one.rule in ASKS
    )


def beyond(bounds: Bounds) -> bool:
    """Return whether what is written down beside no words is above the limits."""
    judged = _together(_written(bounds, []), bounds)
    return any(one.level is Level.BLOCKS for one in _objections(judged))


def _written(bounds: Bounds, judged: list[Judged]) -> list[Judged]:
    """Return how promises stand that were written down, but for those that the words hold."""
    said: dict[str, list[tuple[Remedy, Amount | None]]] = {}
    for one, words, *_ in judged:
        said.setdefault(words, []).append((one.remedy, one.amount))
    return [
        (verdict, added.what.strip(), (), False)
        for added in bounds.added
        if not (added.words in said and added.what == added.words[: promises.LONGEST])
        and (verdict := _meant(added, bounds)) is not None
        and (verdict.remedy, verdict.amount) not in said.get(added.words, ())
    ]


def _meant(added: Added, bounds: Bounds) -> Verdict | None:
    """Return how a promise stands that was written down, by what it is rather than is called."""
    kind, amount = promises.firm(added.kind, added.what)
    return _decided(kind, added.what, added.amount or amount, bounds)


Judged = tuple[Verdict, str, tuple[tuple[int, int], ...], bool]


def _together(judged: list[Judged], bounds: Bounds, draft: str = "") -> list[Judged]:
    """Judge by their sum what is granted in one currency; what is only named again counts once.

    What its agent calls no promise is read by the customer all the same, and counts.
    """
    earlier = {
        (remedy, currency): [one for one in amounts if one.currency == currency]
        for remedy, amounts in bounds.before.items()
        for currency in {one.currency for one in amounts}
    }
    granted: dict[tuple[Remedy, str], dict[tuple[str | int, Amount], Amount]] = {}
    for place, (verdict, words, spans, _) in enumerate(judged):
        if verdict.amount is None or verdict.answer is Answer.NOT_GRANTED:
            continue
        key = verdict.remedy, verdict.amount.currency
        amounts = granted.setdefault(key, {})
        known = [*amounts.values(), *earlier.get(key, ())]
        if not _again(words, spans, draft) or verdict.amount not in known:
            amounts[words if spans else place, verdict.amount] = verdict.amount
    before = {key: _summed(those, key[1]) for key, those in earlier.items() if granted.get(key)}
    totals = {
        key: _summed([*amounts.values(), *earlier.get(key, ())], key[1])
        for key, amounts in granted.items()
        if amounts
    }

    def summed(one: Judged) -> Judged:
        verdict, words, spans, none = one
        key = (verdict.remedy, verdict.amount.currency) if verdict.amount else None
        if key is None or key not in totals:
            return one
        held = replace(_held(verdict.remedy, totals[key], bounds), before=before.get(key))
        return held, words, spans, none

    return [summed(one) for one in judged]


def _summed(amounts: Iterable[Amount], currency: str) -> Amount:
    return Amount(sum(one.hundredths for one in amounts), currency)


def _again(words: str, spans: tuple[tuple[int, int], ...], draft: str) -> bool:
    """Return whether words name once more what was promised before."""
    if not spans:
        return False
    lead = draft[max(0, spans[0][0] - 40) : spans[0][0]]
    named = any(one.again for one in money.sums(words)[:1])
    return named or _AS_SAID.search(lead[lead.rfind(".") + 1 :] + words) is not None


def _objections(judged: list[Judged]) -> Iterator[Objection]:
    """Yield one objection for each limit; the highest amount above it is asked for."""
    kinds: dict[tuple[Answer, Remedy, bool], list[Judged]] = {}
    for one in judged:
        verdict, _, _, none = one
        none = none and verdict.amount is None
        if not verdict.allowed and not (none and verdict.answer is Answer.UNSAID):
            kinds.setdefault((verdict.answer, verdict.remedy, none), []).append(one)
    for (answer, remedy, none), those in kinds.items():
        most = max((one[0] for one in those), key=lambda verdict: _size(verdict.amount))
        up_to = most.limit.up_to if most.limit else None
        holds = none or answer is Answer.UNSAID
        params = {"remedy": remedy.value, "limit": _plain(up_to), "asked": _plain(most.amount)}
        before = _plain(most.before) if answer is Answer.ABOVE else None
        yield Objection(
            RULES[answer] if before is None else WITH_BEFORE,
            Level.HOLDS if holds else Level.BLOCKS,
            tuple(dict.fromkeys(one[1] for one in those if one[1].strip())),
            tuple(span for one in those for span in one[2]),
            params if before is None else params | {"before": before},
        )


def _exceptions(draft: str, facts: Facts) -> Iterator[Judged]:
    """Yield where an exception is made; whatever takes a promise out of words takes it out here."""
    begins = 0
    for ends in sentence_ends(draft):
        sentence, start = draft[begins:ends], begins
        begins = ends
        found = _EXCEPTION.search(sentence)
        if found is None or sentence.rstrip().endswith("?") or w.NOT.search(found[0]):
            continue
        if w.IF.search(sentence) or w.SAID_BY_OTHERS.search(sentence):
            continue
        span = (start + found.start(), start + found.end())
        yield _held(Remedy.EXCEPTION, None, facts.bounds), found[0], (span,), False


def _apology(draft: str, facts: Facts) -> Iterator[Objection]:
    """Yield where an apology says what changes, for who may not decide that."""
    verdict = _held(Remedy.APOLOGY, None, facts.bounds)
    if verdict.allowed:
        return
    cause = apology.noted(draft, facts)
    said = apology.parts(draft, facts) if cause is None else {}
    span = cause or (said.get(Part.CHANGES) if Part.SORRY in said else None)
    if span is not None:
        level = Level.BLOCKS if cause else Level.HOLDS
        yield Objection(
            APOLOGY,
            level,
            (draft[slice(*span)],),
            (span,),
            {"remedy": Remedy.APOLOGY.value, "limit": None, "asked": None},
        )


def _held(remedy: Remedy, amount: Amount | None, bounds: Bounds) -> Verdict:
    """Return how a remedy stands to the limits, and to what was accepted for the conversation."""
    verdict = may(bounds.grants, remedy, amount)
    if not verdict.allowed and bounds.seconds is not None:
        verdict = may(bounds.seconds, remedy, amount)
    accepted = any(one.covers(remedy, amount) for one in bounds.accepted)
    return replace(verdict, answer=Answer.MAY) if accepted else verdict


def _verdicts(one: Found, draft: str, facts: Facts) -> Iterator[Verdict]:
    """Yield how a promise stands; of what is to be chosen from, each remedy's highest amount."""
    choices = [words for words in money.CHOICE.split(one.words) if money.named(words)]
    if len(choices) < 2:
        amount = one.amount or _beside(one, draft)
        choices = [one.words]
    else:
        amount = None
    found: dict[Remedy, Verdict] = {}
    for words in choices:
        verdict = _decided(one.kind, words, amount, facts.bounds)
        if verdict is None and len(choices) > 1:  # "einen Gutschein über 20 € oder die 40 €"
            verdict = _decided(one.kind, one.words, amount_in(words), facts.bounds)
        if verdict is None:
            continue
        before = found.get(verdict.remedy)
        if before is None or _size(verdict.amount) > _size(before.amount):
            found[verdict.remedy] = verdict
    yield from found.values()


def _beside(one: Found, draft: str) -> Amount | None:
    """Return the amount that the sentence of a promise names before or after it."""
    begins = 0
    for ends in sentence_ends(draft):
        if begins <= one.span[0] < ends:
            return amount_in(draft[begins:ends])
        begins = ends
    return None


def _decided(
    kind: PromiseKind, words: str, amount: Amount | None, bounds: Bounds
) -> Verdict | None:
    """Return how a promise stands to the agent's limits; None where it grants nothing."""
    remedy = remedy_of(kind, words)
    if remedy is None:
        return None
    amount = amount or amount_in(words.replace("-", " "))
    verdict = _held(remedy, amount, bounds)
    plain = verdict.answer is Answer.UNSAID and not _names_money(remedy, words)
    plain = plain and not money.named(words)
    return None if plain else verdict


def remedy_of(kind: PromiseKind, words: str) -> Remedy | None:
    """Return what a promise grants; None where it is news, a call or what was bought anyhow."""
    if _ASKED.search(words):
        return None
    if _VOUCHER.search(words):
        return Remedy.VOUCHER
    if kind is PromiseKind.MONEY and (not _PRICED.search(words) or _PAID_BACK.search(words)):
        return Remedy.REFUND
    new = _NOT_REPLACED.sub(" ", words)
    replaces = kind in PROVEN and _REPLACED.search(new) is not None
    return Remedy.REPLACEMENT if replaces else None


def _names_money(remedy: Remedy, words: str) -> bool:
    """Return whether it is we who pay: "Ihr Geld kommt morgen" may be somebody else's doing."""
    return remedy is not Remedy.REFUND or _PAID_BACK.search(words) is not None


def _size(amount: Amount | None) -> int:
    return amount.hundredths if amount else 0


def _plain_size(params: Mapping[str, object]) -> int:
    asked = params["asked"]
    return int(asked[0]) if isinstance(asked, list) else 0


def _plain(amount: Amount | None) -> list[object] | None:
    """Return an amount as a row can keep it, and a page say it."""
    return [amount.hundredths, amount.currency] if amount else None
