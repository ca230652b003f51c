"""A file that should be here and is not: asked for again where it came from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.models import Media, MediaState


def fetch_again(session: Session, media_id: int, now: datetime) -> None:
    """Let a customer's file be fetched once more; its tries begin anew."""
    session.execute(
        update(Media)
        .where(Media.id == media_id, Media.state == MediaState.STORED)
        .values(state=MediaState.WANTED, digest=None, tries=0, due_at=now)
        .execution_options(synchronize_session=False)
    )
