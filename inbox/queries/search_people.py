"""Whom a word means: by what a platform calls them, by the name the team gave, by what it noted.

Notes and numbers only help to find somebody: whom `from:` means is said by names alone, and with
one contact of a person all of theirs are meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db.models import Contact
from inbox.queries import search_index as index
from inbox.queries.search_index import Wanted
from inbox.rules import hits, likeness, places
from inbox.rules.hits import Piece
from inbox.rules.likeness import Ways
from inbox.rules.search import Term


@dataclass(frozen=True, slots=True)
class Because:
    """The team's words by which somebody was found: its `notes`, else how they are reached."""

    notes: bool
    pieces: tuple[Piece, ...]


def writers(session: Session, terms: Sequence[Term], wide: int) -> tuple[list[int], bool]:
    """Return the contacts that `from:` means, `wide` a term, and whether there are more."""
    found: list[int] = []
    more = False
    for term in terms:
        some = called(session, [term], [], wide + 1)
        more |= len(some) > wide
        found += some[:wide]
    mine, theirs = aliased(Contact), aliased(Contact)
    joined = session.scalars(
        select(theirs.id)
        .join(mine, mine.person_id == theirs.person_id)
        .where(mine.id.in_(found))
        .order_by(theirs.id.desc())
        .limit(wide)
    )
    return list(dict.fromkeys([*found, *joined])), more


def called(
    session: Session, terms: Sequence[Term], signs: Sequence[Sequence[str]], limit: int
) -> list[int]:
    """Return the contacts with these words in their names, the newest first."""
    wanted = Wanted(terms, [*signs, [index.PERSON]])
    return [
        place - places.PEOPLE for place in index.found(session, wanted, places.PEOPLE, 0, limit)
    ]


def noted(
    session: Session, terms: Sequence[Term], signs: Sequence[Sequence[str]], limit: int
) -> list[int]:
    """Return the contacts with these words in the team's notes, the newest first."""
    words = [Term(tuple(index.note(word) for word in term.words), term.prefix) for term in terms]
    return called(session, words, signs, limit)


def reached(
    session: Session, terms: Sequence[Term], signs: Sequence[Sequence[str]], limit: int
) -> list[int]:
    """Return the contacts of whom this number was noted, in whatever spelling; the newest first."""
    number = index.reached(_number(terms))
    return called(session, [], [*signs, number], limit) if number else []


def because(
    terms: Sequence[Term], called: str, notes: str | None, way: str | None
) -> Because | None:
    """Return what of the team's words somebody was found by; None where their name says it.

    `called`: all their names; `way`: the number or the address to reach them.
    """
    said = [(True, notes or ""), (False, way or "")]
    phones = _number(terms).phones
    numbers = [(own, one, likeness.where(one, phones)) for own, one in said if phones]
    shown = [(own, hits.around(one, spans)) for own, one, spans in numbers if spans]
    shown += [(own, hits.noted(one, terms, called)) for own, one in said]
    return next((Because(own, pieces) for own, pieces in shown if pieces), None)


def _number(terms: Sequence[Term]) -> Ways:
    """Return the number that the digits typed are, in whatever spelling; nothing for words."""
    digits = "".join(word for term in terms for word in term.words)
    if not digits.isdecimal():
        return Ways()
    return likeness.ways([digits if digits.startswith("0") else f"+{digits}"])


def meant(
    session: Session, terms: Sequence[Term], signs: Sequence[Sequence[str]], limit: int
) -> list[int]:
    """Return the contacts found by name, and behind them those found by what was noted."""
    found = [one for way in (called, noted, reached) for one in way(session, terms, signs, limit)]
    return list(dict.fromkeys(found))[:limit]
