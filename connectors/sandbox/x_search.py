"""Recent search: the operators that an inbox uses, over what stands (docs.x.com, build a query).

"two words"  word  #tag  from:a  to:a  @a  conversation_id:1  is:reply  is:quote  is:retweet
all of them negated by -, joined by blanks (and) or OR, grouped by ( )
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from connectors.sandbox.shelf import Document
from connectors.sandbox.x_errors import BadRequest
from connectors.sandbox.x_world import XWorld

LONGEST = 512
HISTORY = timedelta(days=7)

_WORD = re.compile(r"[#$@]?\w+")

Match = Callable[[Document], bool]
_SIGN = re.compile(r'\(|\)|-?"[^"]*"|-?\w+:[\w#@]+|-?[#@$]?[\w\'.]+|-(?=\()|\S')


def search(world: XWorld, query: str, since: datetime) -> list[Document]:
    """Return the posts that a query finds, newest first. Raises BadRequest."""
    if not 1 <= len(query) <= LONGEST:
        raise BadRequest("query", f"The query must be 1 to {LONGEST} characters long")
    matches = _Reader(world, query).read()
    return [
        post
        for post in world.visible()
        if datetime.fromisoformat(post["created_at"]) >= since and matches(post)
    ]


class _Reader:
    """Reads a query into one function, by descent: alternatives, terms, one term."""

    def __init__(self, world: XWorld, query: str) -> None:
        self._world = world
        self._signs: Iterator[str] = iter(_SIGN.findall(query))
        self._next = next(self._signs, None)
        self._positive = False

    def read(self) -> Match:
        found = self._either()
        if self._next is not None:
            raise BadRequest("query", f"no viable alternative at input '{self._next}'")
        if not self._positive:
            raise BadRequest("query", "A query must have at least one stand-alone operator")
        return found

    def _take(self) -> str:
        taken, self._next = self._next, next(self._signs, None)
        if taken is None:
            raise BadRequest("query", "missing input at the end of the query")
        return taken

    def _either(self) -> Match:
        options = [self._all()]
        while self._next == "OR":
            self._take()
            options.append(self._all())
        return lambda post: any(option(post) for option in options)

    def _all(self) -> Match:
        terms = [self._one()]
        while self._next not in (None, ")", "OR"):
            terms.append(self._one())
        return lambda post: all(term(post) for term in terms)

    def _one(self) -> Match:
        sign = self._take()
        if sign == "(":
            inner = self._either()
            if self._take() != ")":
                raise BadRequest("query", "missing ')'")
            return inner
        if sign == "-":
            term = self._one()
            return lambda post: not term(post)
        if sign.startswith("-"):
            term = self._term(sign[1:])
            return lambda post: not term(post)
        self._positive = self._positive or not sign.startswith("is:")
        return self._term(sign)

    def _term(self, sign: str) -> Match:
        name, colon, value = sign.partition(":")
        if not colon or sign.startswith('"'):
            return self._words(sign)
        ids = self._world.ids_by_handle()
        who = ids.get(value.lower().removeprefix("@"), value)
        known: dict[str, Match] = {
            "from": lambda post: post["author_id"] == who,
            "to": lambda post: post["in_reply_to_user_id"] == who,
            "conversation_id": lambda post: post["conversation_id"] == value,
        }
        kinds: dict[str, Match] = {
            "reply": lambda post: bool(post["reply_to"]),
            "quote": lambda post: bool(post["quote"]),
            "retweet": lambda post: False,
        }
        found = kinds.get(value) if name == "is" else known.get(name)
        if found is None:
            raise BadRequest("query", f"Reference to invalid operator '{sign}'")
        return found

    def _words(self, sign: str) -> Match:
        if sign.startswith("@"):
            who = self._world.ids_by_handle().get(sign[1:].lower())
            return lambda post: who is not None and who in post["mentions"]
        words = _said(sign.strip('"'))
        return lambda post: words in _said(post["prefix"] + post["text"])


def _said(text: str) -> str:
    """Return words with blanks round each, so that a phrase is found by whole words only."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return " ".join(["", *_WORD.findall(plain), ""])
