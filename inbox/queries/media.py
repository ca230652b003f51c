"""What hangs on messages, as far as it is here: which file, of what kind, why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db.models import Media, MediaState


@dataclass(frozen=True, slots=True)
class FileView:
    """One attachment: `id` is what /file/<id> serves; `digest` and `type` once it is here."""

    id: int
    place: int
    state: MediaState
    digest: str | None
    type: str | None
    size: int | None
    reason: str | None


def file(session: Session, media_id: int) -> FileView | None:
    """Return one attachment, None where there is none (any more)."""
    row = session.get(Media, media_id)
    return _view(row) if row else None


def of_messages(session: Session, message_ids: Iterable[int]) -> dict[tuple[int, int], FileView]:
    """Return what hangs on these messages by message and place."""
    rows = session.scalars(_hanging(), {"ids": sorted(set(message_ids))})
    return {(row.message_id, row.place): _view(row) for row in rows}


@cache  # to build it takes longer than to ask it
def _hanging() -> Select[Media]:
    return select(Media).where(Media.message_id.in_(bindparam("ids", expanding=True)))


def _view(row: Media) -> FileView:
    return FileView(
        row.id, row.place, MediaState(row.state), row.digest, row.type, row.size, row.reason
    )
