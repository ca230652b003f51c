"""The search index as both databases keep it: the places of what matches, downwards from one.

Nothing a person types reaches a database as its query language: words are folded to letters and
digits before. Signs that tell apart what is no word begin with `§`, which no word holds.

What bounds a look: SQLite's FTS5 walks its lists backwards and stops when there are enough.
PostgreSQL would sort all hits of a common word, so it is asked for a day, then for four, then for
sixteen, until there are enough: it never reads more than a few times what it gives, or the list of
the rarer word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from db.models import SearchEntry
from inbox.rules import places
from inbox.rules.likeness import Ways
from inbox.rules.search import Term

MESSAGE, PERSON = "§m", "§w"
LEXEMES = literal_column("search_entries.lexemes", TSVECTOR)
"""PostgreSQL's own column: what the line holds, each word once."""


def platform(name: str) -> str:
    """Return the sign of a platform."""
    return f"§p{name}"


def kind(name: str) -> str:
    """Return the sign of a kind of message."""
    return f"§k{name}"


def customer(contact_id: int) -> str:
    """Return the sign of a customer who wrote."""
    return f"§c{contact_id}"


def agent(agent_id: int) -> str:
    """Return the sign of an agent who wrote."""
    return f"§a{agent_id}"


def note(word: str) -> str:
    """Return a word that stands in the team's notes on a person, not among their names."""
    return f"§n{word}"


def reached(ways: Ways) -> list[str]:
    """Return the signs of e-mail addresses and numbers; an address stands there as its digest."""
    digests = (sha256(mail.encode()).hexdigest()[:24] for mail in sorted(ways.mails))
    return [f"§t{number[1:]}" for number in sorted(ways.phones)] + [f"§e{one}" for one in digests]


def said(line: str) -> list[str]:
    """Return the words of an entry's line without its signs."""
    return [word for word in line.split(" ") if not word.startswith("§")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an entry has to hold: every term, one sign of each group, none of `without`."""

    terms: Sequence[Term]
    groups: Sequence[Sequence[str]]
    without: Sequence[Term] = ()


def found(session: Session, wanted: Wanted, bottom: int, top: int, limit: int) -> list[int]:
    """Return the uppermost places that match, at most `limit`, from below `top` to `bottom`."""
    if bottom >= top:
        return []
    if session.get_bind().dialect.name == "sqlite":
        return _by_fts(session, wanted, bottom, top, limit)
    return _by_windows(session, wanted, bottom, top, limit)


def _by_fts(session: Session, wanted: Wanted, bottom: int, top: int, limit: int) -> list[int]:
    every = [_phrase(term) for term in wanted.terms] + [_either(signs) for signs in wanted.groups]
    line = " AND ".join(every)
    if wanted.without:
        line = f"({line}) NOT ({' OR '.join(_phrase(term) for term in wanted.without)})"
    words = text(
        "SELECT rowid FROM search_words WHERE search_words MATCH :line"
        " AND rowid >= :bottom AND rowid < :top ORDER BY rowid DESC LIMIT :most"
    )
    asked = {"line": line, "bottom": bottom, "top": top, "most": limit}
    return list(session.scalars(words, asked))


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")


def _either(group: Sequence[str]) -> str:
    return "(" + " OR ".join(f'"{sign}"' for sign in group) + ")"


def _by_windows(session: Session, wanted: Wanted, bottom: int, top: int, limit: int) -> list[int]:
    fits = _fits(wanted)
    newest = session.scalar(select(func.max(SearchEntry.place)).where(SearchEntry.place < top))
    if newest is None:
        return []
    rows: list[int] = []
    until, step = newest + 1, places.DAY
    while len(rows) < limit and until > bottom:
        since = max(bottom, until - step)
        rows += session.scalars(
            select(SearchEntry.place)
            .where(SearchEntry.place >= _plain(since), SearchEntry.place < _plain(until), fits)
            .order_by(SearchEntry.place.desc())
            .limit(limit - len(rows))
        )
        until, step = since, step * 4
    return rows


def _fits(wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition of PostgreSQL: its index knows words, their line what stands beside."""
    words = [
        _lexeme(word, ending=term.prefix and at == len(term.words) - 1)
        for term in wanted.terms
        for at, word in enumerate(term.words)
    ]
    words += ["(" + "|".join(map(_lexeme, group)) + ")" for group in wanted.groups]
    words += [
        "!" + _lexeme(term.words[0], ending=term.prefix) for term in wanted.without if _one(term)
    ]
    fits = LEXEMES.bool_op("@@")(cast(_plain("&".join(words)), TSQUERY))
    beside = [_beside(term) for term in wanted.terms if not _one(term)]
    apart = [~_beside(term) for term in wanted.without if not _one(term)]
    return and_(fits, *beside, *apart)


def _plain(value: str | int) -> ColumnElement[Any]:
    """Return a value that stands in the statement itself, escaped.

    PostgreSQL plans a statement that it saw often without looking at its values; then it cannot
    tell a rare word from a common one and reads everything.
    """
    return bindparam(None, value, literal_execute=True)


def _lexeme(word: str, *, ending: bool = False) -> str:
    return f"'{word}'" + (":*" if ending else "")


def _one(term: Term) -> bool:
    return len(term.words) == 1


def _beside(term: Term) -> ColumnElement[bool]:
    """Return whether the line holds the words side by side; letters and digits need no escape."""
    said = " ".join(term.words) + ("%" if term.prefix else " %")
    return literal(" ").concat(SearchEntry.words).concat(" ").like(f"% {said}")
