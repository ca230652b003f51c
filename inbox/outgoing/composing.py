"""From an agent's words to what would leave: signed, measured, parted, reviewed.

The preview and the queue come through here with the same words, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors import PLATFORMS
from connectors.base import Kind, Platform
from inbox.queries.replies import Place
from inbox.rules import length, questions
from inbox.rules.meeting import Meeting
from inbox.rules.objections import Facts, Level, Objection, Privately, reasoned
from inbox.rules.questions import Question
from inbox.rules.review import review
from inbox.rules.signature import CannotSign, Form, Signed, Signer, sign, signature
from inbox.settings import Settings


@dataclass(frozen=True, slots=True)
class PartPreview:
    """One post or message as it would leave; `length` and `limit` as its platform counts."""

    text: str
    body: str
    signature: str
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, and what speaks against it; it `fits` when every part is short enough.

    `platform` is its name, `kind` how the customer reads it.
    """

    parts: tuple[PartPreview, ...]
    objections: tuple[Objection, ...]
    fits: bool
    meeting: Meeting = field(default_factory=Meeting)
    questions: tuple[Question, ...] = ()
    platform: str = ""
    kind: Kind = Kind.MENTION

    @property
    def held(self) -> frozenset[str]:
        """Return the rules that hold it: those that a reason answers."""
        return frozenset(one.rule for one in self.objections if one.level is Level.HOLDS)

    @property
    def moves(self) -> bool:
        """Return whether it sends its customer to another channel."""
        return any(one.rule == "moves_away" for one in self.objections)

    def stands_in_the_way(self, despite: str | None = None) -> bool:
        """Return whether it may not leave; a reason in words answers what only holds."""
        answered = reasoned(despite, self.held)
        firm = {Level.BLOCKS} if answered else {Level.BLOCKS, Level.HOLDS}
        return not self.fits or any(objection.level in firm for objection in self.objections)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything that signing and counting need for one place."""

    signer: Signer
    place: Place
    limit: int
    measure: Callable[[str], int]

    def sign(self, body: str, index: int = 0) -> Signed:
        """Sign a part: the first says all ways once a conversation, the others one."""
        first = index == 0 and not self.place.introduced
        form = Form.FULL if first else Form.SHORT
        return sign(body, self.signer, self.place.read_as, self.place.platform, form)

    def part(self, signed: Signed) -> PartPreview:
        """Return a signed text as it is shown."""
        weight = self.measure(signed.text)
        return PartPreview(signed.text, signed.body, signed.signature, weight, self.limit)


def compose(
    text: str,
    signer: Signer,
    place: Place,
    settings: Settings,
    now: datetime,
    *,
    split: bool,
    leaves_at: datetime | None = None,
    stored: tuple[str, ...] | None = None,
) -> Preview:
    """Return what would leave for these words from this agent at this place.

    `leaves_at` is the time chosen for it; `stored` is what was signed before, part by part.
    """
    platform = PLATFORMS[place.platform]
    limit = limit_of(place.platform, place.read_as, settings)
    desk = _Desk(signer, place, limit, platform.measure)
    whole = _whole(desk, text)
    parts: tuple[PartPreview, ...] = (whole,)
    count: int | None = 1
    if whole.length > limit and place.private is not Privately.NO:
        count = None  # one private message is all there is
    elif whole.length > limit:
        parts, count = _parted(desk, text, whole, settings.split_limit)
        parts = parts if split else (whole,)
    facts = Facts(
        now=now,
        signer=signer,
        length=whole.length,
        limit=limit,
        region=settings.phone_region,
        split=split,
        parts=count,
        most=settings.split_limit,
        answerable=place.answerable,
        answer_until=place.answer_until,
        colleague=place.colleague.name if place.colleague else None,
        colleague_leaves_at=place.colleague.leaves_at if place.colleague else None,
        colleague_asks=place.colleague is not None and place.colleague.asks,
        wrote_again=place.wrote_again,
        private=place.private,
        pictures=place.pictures,
        most_pictures=most_pictures(platform, place),
        disconnected=place.disconnected,
        meeting=place.meeting,
        known=place.known,
        thanked=place.thanked,
        ended_at=place.ended_at,
        bounds=place.bounds,
        dated=place.dated,
        leaves_at=leaves_at,
        stale=stored is not None and stored != tuple(part.text for part in parts),
    )
    fits = all(part.signature and part.body and part.length <= limit for part in parts)
    said = tuple(_dated(each, place) for each in review(text, facts))
    asked = questions.checklist(place.known.unanswered, text, now) if text.strip() else ()
    return Preview(parts, said, fits, place.meeting, asked, place.platform, place.read_as)


def most_pictures(platform: Platform, place: Place) -> int:
    """Return how many pictures may go along: a private answer to a public message is text alone."""
    return platform.pictures(place.kind) if place.private is Privately.NO else 0


def limit_of(platform: str, kind: Kind, settings: Settings) -> int:
    """Return how much a text may weigh there; an X account may have been given more."""
    if platform == "twitter" and kind is not Kind.DIRECT:
        return settings.x_max_length
    return PLATFORMS[platform].limit(kind)


def _whole(desk: _Desk, text: str) -> PartPreview:
    """Return the text signed as one; where it cannot be signed, as it is, without a signature."""
    try:
        return desk.part(desk.sign(text))
    except CannotSign:
        return PartPreview(text, text, _bare(desk), desk.measure(text), desk.limit)


def _bare(desk: _Desk) -> str:
    """Return the signature alone, for a composer in which nothing is written yet."""
    form = Form.SHORT if desk.place.introduced else Form.FULL
    try:
        return signature(desk.signer, desk.place.read_as, desk.place.platform, form)
    except CannotSign:
        return ""


def _parted(
    desk: _Desk, text: str, whole: PartPreview, most: int
) -> tuple[tuple[PartPreview, ...], int | None]:
    """Return the parts and how many they are; None when it cannot be parted at all."""
    try:
        signed = length.split(text, desk.sign, desk.measure, desk.limit, most)
    except CannotSign:
        return (whole,), 1
    except length.CannotSplit as obstacle:
        if obstacle.reason is not length.Obstacle.TOO_MANY:
            return (whole,), None
        room = max(1, desk.limit - len(desk.sign("x", 1).text))
        return (whole,), max(most + 1, -(-whole.length // room))
    return tuple(desk.part(part) for part in signed), len(signed)


def _dated(objection: Objection, place: Place) -> Objection:
    """Say when a colleague answered, beside who it was."""
    if place.colleague is None or "colleague" not in objection.params:
        return objection
    return replace(objection, params={**objection.params, "at": place.colleague.at})
