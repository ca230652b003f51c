"""How somebody wants to be written to, as the team knows it: Sie or du, brief or thorough. Pure.

    known as Sie: "Ich melde mich bei dir"        known as du: "Ich melde mich bei Ihnen"
    wants it brief: more than 900 characters

"sie" without a capital is somebody else, and at the beginning of a sentence it may be: what is in
doubt is no objection. What is quoted is somebody's own, and an English sentence knows neither: the
soup du jour is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.sentences import sentence_ends

_ENGLISH = """
    the you your our is are was were and of for from with to that this have has had i we they my his
    her not at be been will would could can please on in it he she do does did out by
"""
_GERMAN = """
    der die das den dem des ein eine einen ich wir ist sind und mit für von zu auf nicht haben hat
    bei uns mir mich es er wenn dann wie wer wo am im in zum zur kann noch auch mal doch bitte was
    du dich dir sie ihr ihnen an um so als aus nach will her
"""
_ENGLISH_WORDS, _GERMAN_WORDS = frozenset(_ENGLISH.split()), frozenset(_GERMAN.split())
_WORD = re.compile(r"[^\W\d_]+")

BRIEF = 900
"""Characters of an answer that is brief still."""

_QUOTED = re.compile(r"„[^“”\"]{0,500}[“”\"]|“[^”]{0,500}”|»[^«]{0,500}«|\"[^\"\n]{0,500}\"")
_DU = re.compile(
    r"(?<!\w)(?:du|dich|dir|dein(?:e[mnrs]?)?|(?:ha|kann|bi|will|krieg|brauch|sieh|wei)ste)(?!\w)",
    re.IGNORECASE,
)
_DO = re.compile(
    r"(?:^|(?<=[.!?\n]))[ \t]{0,4}(?P<do>(?:bitte )?(?:schick|schreib|meld|ruf|gib|sag|schau|komm"
    r"|nimm|lass|wart)(?:e)?(?: dich)?)(?= (?:uns|mir|mal|einfach|gern|bitte|kurz|doch|an))",
    re.IGNORECASE | re.MULTILINE,
)
_INSIDE = r"(?<=[a-zäöüß,;)] )"
_SIE = re.compile(
    rf"(?<!\w)Ihnen(?!\w)|{_INSIDE}(?:Sie|Ihr(?:e[mnrs]?)?)(?!\w)"
    r"|(?<!\w)[A-ZÄÖÜ][a-zäöüß]{2,20}en Sie(?!\w)"
)


def another_form(draft: str, facts: Facts) -> Iterator[Objection]:
    """Who is addressed as Sie is not suddenly du, nor the other way round."""
    wanted = facts.meeting.address
    if wanted is None:
        return
    plain = _german(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), draft))
    if wanted == "sie":
        spans = [found.span() for found in _DU.finditer(plain)]
        spans += [found.span("do") for found in _DO.finditer(plain)]
        yield from about("du_to_sie", Level.HINTS, draft, spans)
    else:
        yield from about(
            "sie_to_du", Level.HINTS, draft, (one.span() for one in _SIE.finditer(plain))
        )


def _german(draft: str) -> str:
    """Return a draft as long as it was, without the sentences that are English."""
    kept = []
    for start, end in pairwise([0, *sentence_ends(draft)]):
        sentence = draft[start:end]
        words = [word.lower() for word in _WORD.findall(sentence)]
        english = sum(word in _ENGLISH_WORDS for word in words) - sum(
            word in _GERMAN_WORDS for word in words
        )
        kept.append(" " * len(sentence) if english > 0 else sentence)
    return "".join(kept)


def too_thorough(draft: str, facts: Facts) -> Iterator[Objection]:
    """Who wants it brief reads no page."""
    if facts.meeting.pace == "brief" and len(draft.strip()) > BRIEF:
        yield Objection("too_thorough", Level.HINTS, params={"length": len(draft.strip())})
