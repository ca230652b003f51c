"""What an answer is found by when another one is like it: bands, kept from the moment it is queued.

A band is a number made of words (see `inbox.rules.canned`); of whom they were for nothing is in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.models import ReplyBand
from inbox.rules import canned


def keep(session: Session, reply_id: int, text: str, called: Iterable[str] = ()) -> None:
    """Keep the bands of an answer, those of other words before it gone."""
    session.execute(delete(ReplyBand).where(ReplyBand.reply_id == reply_id))
    rows = [
        {"band": band, "reply_id": reply_id} for band in sorted(set(canned.bands(text, called)))
    ]
    if rows:
        session.execute(insert(ReplyBand), rows)
