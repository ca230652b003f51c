"""Lists of things that people comment on: the page's feed, posts that tag it, its reviews."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.base import Refusal, Skipped
from connectors.facebook import fields
from connectors.facebook.cursor import NEWEST
from connectors.facebook.mapping import PostRead, read_post, read_review

Read = Callable[[Any, str], PostRead | Skipped]


@dataclass(frozen=True, slots=True)
class Board:
    """One list: its edge of the page, what is asked of it and how a record is read.

    Every walk reads its `newest`, a first one of the `whole` list down to its floor. `swept` is
    asked of the older ones in turn, where the list holds what the page itself posted. `forgives`
    are refusals to show one thing's comments that do not stop the stream.
    """

    edge: str
    asked: str
    read: Read
    newest: int = 25
    swept: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    forgives: frozenset[Refusal] = frozenset({Refusal.GONE, Refusal.INVALID, Refusal.FORBIDDEN})
    whole: bool = False


BOARDS: Mapping[str, Board] = {
    "feed": Board(
        "feed",
        fields.POST,
        read_post,
        newest=NEWEST,
        swept=fields.SWEPT,
        more={"include_hidden": "true"},
        forgives=frozenset({Refusal.GONE}),
    ),
    "tagged": Board("tagged", fields.POST, read_post),
    "reviews": Board("ratings", fields.REVIEW, read_review),
}
