"""Promises of a draft as the browser takes them, and what its agent said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from inbox.pages import promise_words
from inbox.queries.promises import PromiseView
from inbox.rules import restated
from inbox.rules.authority import Added
from inbox.rules.money import amount_in
from inbox.rules.promises import LONGEST, MOST, PROVEN, Found, Noted, PromiseKind
from inbox.rules.restated import Open
from inbox.web.asked import Unusable
from inbox.web.reader import Json, Reader

MOST_KEPT = 4 * MOST
"""Choices that a draft keeps: those about words that are gone by now may come back."""


def found(reader: Reader, those: Sequence[Found], open_: Iterable[PromiseView]) -> list[Json]:
    """Return what a draft promises, each with the words it was seen in.

    `again` says by when it is promised already, in the conversation where those are open.
    """
    known = restated.restated(
        those, (Open(one.id, one.kind, one.what, one.amount, one.due_at) for one in open_)
    )
    return [
        {
            "kind": one.kind,
            "words": one.words,
            "due": one.due.isoformat(),
            "said": one.said,
            "amount": one.amount.hundredths if one.amount else None,
            "currency": one.amount.currency if one.amount else None,
            "sum": promise_words.amount(reader.t, one.amount),
            "again": _again(reader, known[one.words]) if one.words in known else "",
        }
        for one in those
    ]


def _again(reader: Reader, one: Open) -> str:
    moment = reader.t.moment(one.due, reader.now)
    return reader.t("Promised already, by {moment}:", moment=moment)


def reworded(found: Iterable[Found], said: Mapping[str, Any]) -> list[Added]:
    """Return those of a draft that their agent calls by another kind, or in other words."""
    those = [(one, said.get(one.words) or {}) for one in found]
    return [
        _reworded(one, own)
        for one, own in those
        if not own.get("no") and ("kind" in own or "what" in own)
    ]


def _reworded(one: Found, own: Mapping[str, Any]) -> Added:
    kind, what = PromiseKind(own.get("kind", one.kind)), str(own.get("what", one.words))
    changed = kind in PROVEN and what != one.words[:LONGEST]
    return Added(kind, what, (amount_in(what) if changed else None) or one.amount, one.words)


def noted(said: Mapping[str, Any], zone: str) -> list[Noted]:
    """Return by when an agent has noted promises otherwise than they were found.

    Their times are those of a clock in `zone`, as a field for date and time says them.
    """
    found = []
    for words, one in said.items():
        try:
            at = datetime.fromisoformat(str(one.get("due")))
        except ValueError:
            continue
        if not one.get("no"):
            at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
            own = str(one.get("what", "")) if one.get("added") else ""
            found.append(Noted("" if own else words, own, at))
    return found


def open_ones(reader: Reader, those: Iterable[PromiseView]) -> list[Json]:
    """Return what is promised in a conversation, as its head shows it."""
    return [
        {
            "id": one.id,
            "what": one.what,
            "kind": reader.t(promise_words.KINDS[one.kind]),
            "sum": promise_words.amount(reader.t, one.amount),
            "due": one.due_at.isoformat(),
            "said": promise_words.due(reader.t, one.due_at, reader.now),
            "late": one.late,
            "proven": one.proven,
            "owner": one.owner,
            "ownerId": one.owner_id,
        }
        for one in those
    ]


def chosen(value: Any) -> dict[str, Any]:
    """Return what was said about promises, by their words, as it is kept. Raises Unusable."""
    if not isinstance(value, dict) or len(value) > MOST_KEPT:
        raise Unusable("promised")
    return {_text(words, 700): _one(said) for words, said in value.items()}


def _one(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise Unusable("promised")
    kept: dict[str, Any] = {"no": said.get("no") is True}
    if said.get("added") is True:
        kept["added"] = True
    for name, most in (("what", LONGEST), ("due", 40), ("of", 700), ("sum", 40)):
        if name in said:
            kept[name] = _text(said[name], most)
    if said.get("kind") in set(PromiseKind):
        kept["kind"] = said["kind"]
    return kept


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise Unusable("promised")
    return value.encode("utf-8", "replace").decode()
