"""The survey of customers: set by admins, answered by a link, and of nobody once it is answered.

Off until an admin turns it on. What leans to an answer cannot be saved. An answer is one
transaction: the link is used up, and a row that says nothing of who wrote it is put elsewhere.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from db.models import Invitation, Survey, SurveyAnswer
from inbox.care import audit
from inbox.care.rights import Actor, Right, require
from inbox.queries import surveys
from inbox.queries.surveys import Words
from inbox.rules import clean, neutral
from inbox.rules.lot import APART
from inbox.rules.neutral import Fault

HOLDS = timedelta(days=14)
"""How long a link can be answered by."""

LONGEST = 2_000
"""Characters of an answer that are kept."""

LANGUAGES = ("de", "en")
FIELDS = ("open", "ask", "choices")


class Leans(ValueError):
    """The survey's words are not neutral; nothing was saved. `faults`: by language and field."""

    def __init__(self, faults: Mapping[tuple[str, str], tuple[Fault, ...]]) -> None:
        super().__init__(f"{len(faults)} fields")
        self.faults = faults


class Uneven(ValueError):
    """The languages offer different numbers of answers; nothing was saved."""


class Over(LookupError):
    """By this link nobody can answer: used, too old, or none of ours. Which, is not said."""


@dataclass(frozen=True, slots=True)
class Given:
    """The survey as an admin types it."""

    on: bool
    share: int
    words: Mapping[str, Words]


def faults(words: Mapping[str, Words]) -> dict[tuple[str, str], tuple[Fault, ...]]:
    """Return what is wrong with the words of a survey, by language and field."""
    found: dict[tuple[str, str], tuple[Fault, ...]] = {}
    for language in LANGUAGES:
        one = words.get(language, Words())
        checked = (
            tuple(neutral.question(one.open, open_one=True)),
            tuple(neutral.question(one.ask, open_one=False)),
            tuple(neutral.choices(one.choices)),
        )
        found |= {(language, name): each for name, each in zip(FIELDS, checked, strict=True)}
    return {place: each for place, each in found.items() if each}


def save(session: Session, actor: Actor, given: Given, now: datetime) -> None:
    """Set the survey. Other words begin anew; answers to those before are shown no more.

    Raises Leans, Uneven, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    words = {language: _tidy(given.words.get(language, Words())) for language in LANGUAGES}
    wrong = faults(words)
    if wrong:
        raise Leans(wrong)
    if len({len(each.choices) for each in words.values()}) > 1:
        raise Uneven
    kept = {language: each.kept() for language, each in words.items()}
    row = session.get(Survey, 1, with_for_update=True, populate_existing=True)
    if row is None:
        row = Survey(id=1, seed=secrets.token_hex(16), version=0, words={})
        session.add(row)
    row.version += row.words != kept
    row.on, row.words = given.on, kept
    row.share = min(max(given.share, 0), 100)
    row.updated_at, row.updated_by = now, actor.agent_id
    said = {"on": row.on, "share": row.share, "version": row.version}
    audit.record(session, actor, "survey set", "surveys:1", now, **said)


def invite(session: Session, contact_id: int, version: int, now: datetime) -> str:
    """Note that somebody is asked and return the secret of their link; it is kept nowhere."""
    token = secrets.token_urlsafe(24)
    row = {"contact_id": contact_id, "version": version, "at": now, "expires_at": now + HOLDS}
    session.add(Invitation(**row, token_hash=_digest(token)))
    session.flush()
    return token


def asked(session: Session, token: str, now: datetime) -> None:
    """See whether somebody can answer by this link. Raises Over."""
    if session.scalar(_open(token, now, surveys.survey(session))) is None:
        raise Over


def answer(session: Session, token: str, choice: int | None, text: str, now: datetime) -> None:
    """Keep an answer and use its link up; a second one by the same link is none. Raises Over."""
    view = surveys.survey(session)
    number = session.scalar(_open(token, now, view).with_for_update())
    if number is None:
        raise Over
    used = (
        update(Invitation)
        .where(Invitation.id == number, Invitation.token_hash.is_not(None))
        .values(token_hash=None)
        .returning(Invitation.id)
    )
    if session.scalar(used) is None:
        raise Over
    known = next(iter(view.words.values()), Words())
    valid = choice is not None and 0 <= choice < len(known.choices)
    said = clean.clean(text[: 2 * LONGEST]).text.strip()[:LONGEST]
    if not valid and not clean.visible(said):
        return
    session.add(
        SurveyAnswer(
            id=secrets.randbelow(2**62) + 1,
            version=view.version,
            choice=choice if valid else None,
            text=said,
            month=now.date().replace(day=1),
        )
    )


def forget(session: Session, before: datetime | None, now: datetime) -> int:
    """Let go of answers from months that are over for longer than messages are kept.

    A link that is over cannot be told from one that was used, and who was asked is forgotten once
    they can be drawn again. Returns how many answers went.
    """
    session.execute(
        update(Invitation)
        .where(Invitation.expires_at < now, Invitation.token_hash.is_not(None))
        .values(token_hash=None)
    )
    session.execute(delete(Invitation).where(Invitation.at < now - APART))
    if before is None:
        return 0
    old = SurveyAnswer.month < before.date().replace(day=1)
    return len(session.scalars(delete(SurveyAnswer).where(old).returning(SurveyAnswer.id)).all())


def _open(token: str, now: datetime, view: surveys.SurveyView) -> Select[int]:
    return select(Invitation.id).where(
        Invitation.token_hash == _digest(token),
        Invitation.expires_at > now,
        Invitation.version == view.version,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _tidy(words: Words) -> Words:
    def one(text: str) -> str:
        return " ".join(clean.clean(text[:1_000]).text.split())

    return Words(one(words.open), one(words.ask), tuple(filter(None, map(one, words.choices))))
