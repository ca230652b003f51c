"""Signs of heat in the list's rows: which ones, never the words.

The words stand in the messages alone, so that what a platform takes away is nowhere else. They
are written by whatever changes what waits for us: a message, an edit, an answer, a deletion.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.models import Conversation
from inbox.queries import heat


def note(session: Session, conversation_ids: Iterable[int]) -> None:
    """Write which signs stand in what waits for an answer there; most often there is no change."""
    ids = sorted(set(conversation_ids))
    if not ids:
        return
    session.flush()
    table = Conversation.__table__
    seen = heat.seen(session, ids)
    now = {one: " ".join(sign.sign for sign in signs) for one, signs in seen.items()}
    before = session.execute(select(table.c.id, table.c.heat).where(table.c.id.in_(ids)))
    changed = [{"of": row.id, "signs": now[row.id]} for row in before if row.heat != now[row.id]]
    if changed:
        statement = update(table).where(table.c.id == bindparam("of"))  # type: ignore[arg-type]
        session.connection().execute(statement.values(heat=bindparam("signs")), changed)
