"""Whether somebody only thanks: a customer to whom nobody needs to answer, or we, once. Pure.

    "ok danke"  "passt 👍"  "Merci für die schnelle Hilfe!"      nothing waits for us
    "danke, aber …"  "danke, und wann?"  "danke für nichts"       says more than thanks

Every word is known here, or it is more than thanks: what is not understood is never put away. So
a name needs to be told (`names`), and what nobody has thought of stays open. Where we had asked
something, "ok" and "👍" are answers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from inbox.rules import phrases
from inbox.rules import thanks_words as words
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.phrases import Span

LOOKED_AT = 600
"""Characters of a text that can be only thanks; nobody thanks in more without saying something."""

LONG = 5_000
"""Characters of what we wrote that are looked through."""

NAMES = 3
"""Words of a name that is not known, behind what greets somebody."""

FEWEST_TO_DO, FOR_AT_MOST = 4, 10
"""Words of a clause that says what they did, and at most of what they are thanked for."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’`´](?=[^\W_])|[\u0300-\u036f])*")
_MARKS = str.maketrans("", "", "'’`´")
_DRAWN = re.compile(r"([äöüÄÖÜ])\1+")
_STOPS = re.compile(r"[.,!;:\n…()\"„“”–—|/]|\s-\s")
_ADDRESSED = re.compile(r"(?<![\w@])@\w{1,50}")
_EMOTICON = re.compile(rf"(?<!\w){words.EMOTICON}(?!\w)")
_SULKING = re.compile(rf"(?<!\w){words.SULKING}(?!/)")
_FACE = re.compile(
    "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u231a-\u23ff\u2460-\u24ff\u25aa-\u27bf\u2934-\u2b55"
    "\u3030\u3297\u3299\U0001f000-\U0001faff]"
)
_TONES = re.compile("[\ufe0f\u200d\u20e3\u2640\u2642\U0001f3fb-\U0001f3ff]")
_ASKS = re.compile(r"[?？⁉❓❔]")
_THOUSAND = re.compile(r"(?<!\w)1\.?000(?=\s?(?:x\s|mal\s)?dank)", re.IGNORECASE)
_THEIRS = (
    words.THANKS | words.AGREED | words.ANSWERS | words.PRAISE | words.DONE | words.ASKED_FOR
    | words.FILLING
)  # fmt: skip
_CORE = words.THANKS | words.AGREED | words.PRAISE | words.DONE
_DUE_TO = frozenset({"der", "des", "dem", "sei", "einer", "eines", "ihrer", "ihres", "eurer"})
_ALSO = frozenset({"dir", "euch", "ihnen", "an", "fuer"})
_SAYING = re.compile(rf"(?<!\w)(?:{'|'.join(words.SAYINGS)})(?!\w)", re.IGNORECASE)
_BACK = re.compile(rf"(?<!\w)(?:{'|'.join(words.BACK)})(?!\w)", re.IGNORECASE)
_QUESTION = re.compile(r"[^.!?\n]{1,400}[?？]")
_ANYTHING_ELSE = re.compile(
    r"(?:sonst|weiter\w{0,9}|noch|else|further)\b.{0,60}?(?:helfen|tun|behilflich|help|do for)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    spelt: str
    capital: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A text as clauses of words, and where its glad faces stand."""

    clauses: tuple[tuple[_Word, ...], ...]
    faces: tuple[Span, ...]


def only(
    text: str,
    *,
    names: Collection[str] = (),
    hangs: Iterable[str] = (),
    answered: bool = True,
    asked: bool = False,
) -> tuple[str, ...]:
    """Return in which words a customer thanks and says nothing else; none where they say more.

    `names` are those that may stand there, ours and their own. `hangs`: the kinds of what hangs
    on the message. `answered`: our answer stands above it, `asked`: it asked something.
    """
    kinds = set(hangs)
    if not kinds <= words.STICKERS | {"gif"} or (kinds and not text.strip() and "gif" in kinds):
        return ()
    if kinds and not text.strip():
        return tuple(sorted(kinds)) if answered and not asked else ()
    said = _read(_BACK.sub(_works, text))
    if said is None or any(map(_is_question, said.clauses)) or _sour(said):
        return ()
    known = {phrases.spelling(one) for name in names for one in _WORD.findall(name)}
    if not all(_known(clause, _THEIRS | known, words.GREETS) for clause in said.clauses):
        return ()
    return _seen(text, said, answered=answered, asked=asked)


def perhaps(text: str, hangs: Collection[str] = ()) -> bool:
    """Return whether it is worth to ask who of us is who: most of what customers write is not."""
    if not text.strip():
        return set(hangs) == words.STICKERS
    said = _read(_BACK.sub(_works, text))
    if said is None:
        return False
    there = {one.spelt for one in _all(said)}
    return not there.isdisjoint(_CORE) or (bool(said.faces) and not there)


def asks(ours: str) -> bool:
    """Return whether a text of ours asks something; "anything else I can do?" asks nothing."""
    questions = _QUESTION.findall(ours[-LONG:])
    return any(not _ANYTHING_ELSE.search(one) for one in questions)


def courtesy(draft: str) -> tuple[Span, ...]:
    """Return where a draft of ours thanks, returns thanks or wishes, if it does nothing else."""
    said = _read(
        _SAYING.sub(lambda found: "gern".ljust(len(found[0]), "n"), draft[: LOOKED_AT + 1])
    )
    if said is None:
        return ()
    every = _THEIRS | words.WISHES
    before: tuple[_Word, ...] = ()
    for clause in said.clauses:
        called = len(said.clauses) > 1 and len(clause) < NAMES and all(w.capital for w in clause)
        theirs = _for_theirs(clause, every) or (_thanks(before) and _that_they_did(clause))
        if not called and not theirs and not _known(clause, every, words.BEFORE_A_NAME):
            return ()
        before = clause
    core = words.THANKS | words.RETURNED
    return tuple((one.start, one.end) for one in _all(said) if one.spelt in core)


def thanks(ours: str) -> bool:
    """Return whether a text of ours thanks somebody, whatever else it says."""
    found = [_spelling(one[0]) for one in _WORD.finditer(ours[:LONG])]
    padded = ["", *found, ""]
    return any(
        one in words.THANKS and not (one == "dank" and {padded[at], padded[at + 2]} & _DUE_TO)
        for at, one in enumerate(found)
    )


def thanked_before(draft: str, facts: Facts) -> Iterator[Objection]:
    """Thanks go out once a person and matter, whoever writes: the second needs a reason."""
    if facts.thanked is None:
        return
    spans = courtesy(draft)
    if spans and (facts.thanked.only or thanks(draft)):
        who = {"who": facts.thanked.who, "thanked_at": facts.thanked.at}
        for found in about("thanked_before", Level.HOLDS, draft, spans):
            yield Objection(found.rule, found.level, found.words, found.spans, who)


def ended_well(draft: str, facts: Facts) -> Iterator[Objection]:
    """Who has thanked us and waits for nothing is left in peace; a word in return is free."""
    if facts.ended_at is not None and draft.strip() and not courtesy(draft):
        yield Objection("ended_well", Level.HOLDS, params={"ended_at": facts.ended_at})


def _read(text: str) -> _Said | None:
    """Return the clauses of a text; None where it asks, sulks, or is too long to be only thanks."""
    if len(text) > LOOKED_AT or _ASKS.search(text) or _SULKING.search(text):
        return None
    plain = _THOUSAND.sub(lambda found: "viele"[: len(found[0])], _ADDRESSED.sub(_blank, text))
    faces = [found.span() for found in _EMOTICON.finditer(plain)]
    plain = _EMOTICON.sub(lambda found: "!" * len(found[0]), plain)
    plain = _TONES.sub(" ", plain)
    for found in _FACE.finditer(plain):
        if found[0] not in words.GLAD:
            return None
        faces.append(found.span())
    plain = _FACE.sub("!", plain)
    clauses: list[list[_Word]] = [[]]
    last = 0
    for found in _WORD.finditer(plain):
        if clauses[-1] and _STOPS.search(plain, last, found.start()):
            clauses.append([])
        last = found.end()
        spelt = _spelling(found[0])
        clauses[-1].append(_Word(*found.span(), spelt, found[0][:1].isupper()))
    return _Said(tuple(tuple(one) for one in clauses if one), tuple(sorted(faces)))


def _spelling(word: str) -> str:
    """Return the one spelling of a word, without apostrophes; "schöööön" is "schön"."""
    return phrases.spelling(_DRAWN.sub(r"\1", word.translate(_MARKS)))


def _gladly(saying: re.Match[str]) -> str:
    """Return "gern" in the place of what says as much; "nn" counts as "n"."""
    return "gern".ljust(len(saying[0]), "n")


def _works(back: re.Match[str]) -> str:
    """Return "läuft" in the place of what says that it does; "tt" counts as "t"."""
    return "läuft".ljust(len(back[0]), "t")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _is_question(clause: tuple[_Word, ...]) -> bool:
    first = [one.spelt for one in clause[:2]]
    return len(first) == 2 and first[0] in words.ASKS and first[1] in words.ASKED


def _sour(said: _Said) -> bool:
    """Return whether it says more by the way: "danke auch", "schon wieder", thanks in advance."""
    for clause in said.clauses:
        spelt = [one.spelt for one in clause]
        pairs = set(pairwise(spelt))
        if ("schon", "wieder") in pairs or spelt[-2:] in (["und", "jetzt"], ["und", "nun"]):
            return True
        if words.FOR & {*spelt} and (("schon", "mal") in pairs or "schonmal" in spelt):
            return True
        for place, one in enumerate(spelt):
            after = spelt[place + 1 : place + 3]
            if one in words.THANKS and after[:1] == ["auch"] and not _ALSO & set(after[1:]):
                return True
            if one in words.ASKED_FOR and not words.FOR & set(spelt[:place]):
                return True
    return False


def _known(clause: tuple[_Word, ...], every: Collection[str], before: Collection[str]) -> bool:
    """Return whether every word of a clause is known, or part of a name behind what greets."""
    free = 0
    greeted = False
    for one in clause:
        if one.spelt in before:
            free, greeted = NAMES, one.spelt in words.GREETS
        elif one.spelt in every:
            free, greeted = 0, False
        elif greeted or (free and one.capital):
            free, greeted = free - 1, False
        else:
            return False
    return True


def _thanks(clause: tuple[_Word, ...]) -> bool:
    return any(one.spelt in words.THANKS for one in clause)


def _for_theirs(clause: tuple[_Word, ...], every: Collection[str]) -> bool:
    """Return whether a clause thanks for something of theirs and says no more: "for the photos".

    What it is may be any word, but for those that ask for it, go on to something else or tell
    a time; a number says something as well.
    """
    spelt = [one.spelt for one in clause]
    for place, one in enumerate(spelt):
        if one in words.FOR_WHAT and _thanks(clause[:place]) and set(spelt[:place]).issubset(every):
            what = spelt[place + 1 :]
            return (
                0 < len(what) <= FOR_AT_MOST
                and words.IN_ADVANCE.isdisjoint(spelt)
                and words.SAYS_MORE.isdisjoint(what)
                and what[0] not in words.ASKS_FOR
                and not any(sign.isdecimal() for sign in "".join(what))
            )
        if one in words.THAT and _thanks(clause[:place]) and set(spelt[:place]).issubset(every):
            return _that_they_did(clause[place:])
    return False


def _that_they_did(clause: tuple[_Word, ...]) -> bool:
    """Return whether a clause says what they did: "dass Sie uns geschrieben haben"."""
    spelt = [one.spelt for one in clause]
    return (
        FEWEST_TO_DO <= len(spelt) <= FOR_AT_MOST
        and spelt[0] in words.THAT
        and spelt[1] in words.THEY
        and spelt[-1] in words.HAVE_DONE
    )


def _all(said: _Said) -> Iterator[_Word]:
    for clause in said.clauses:
        yield from clause


def _seen(text: str, said: _Said, *, answered: bool, asked: bool) -> tuple[str, ...]:
    """Return the words that thank; what only agrees counts where we answered and asked nothing."""
    there = list(_all(said))
    thanking = [one for one in there if one.spelt in words.THANKS]
    agreed = [one for one in there if one.spelt in words.AGREED]
    answers = [one for one in there if one.spelt in words.ANSWERS]
    glad = [one for one in there if one.spelt in words.PRAISE]
    done = [one for one in there if one.spelt in words.DONE]
    faces = [text[a:b] for a, b in said.faces]
    if asked and (agreed or answers or not thanking):
        return ()
    if thanking:
        return tuple(text[one.start : one.end] for one in thanking)
    if not answered:
        return ()
    found = [text[one.start : one.end] for one in (*agreed, *glad, *done)]
    if agreed or (glad and (done or faces)) or (done and faces):
        return tuple(found)
    return tuple(dict.fromkeys(faces)) if faces and not there else ()
