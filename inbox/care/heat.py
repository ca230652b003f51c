"""Signs of heat in the list's rows: which ones, never the words.

The words stand in the messages alone, so that what a platform takes away is nowhere else. They
are written by whatever changes what waits for us: a message, an edit, an answer, a deletion. That
people were abused stays with a conversation: no figure counts what was done about it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.models import Conversation
from inbox.queries import heat
from inbox.rules import abuse
from inbox.rules import heat as rules


def note(session: Session, conversation_ids: Iterable[int]) -> None:
    """Write which signs stand in what waits for an answer there; most often there is no change."""
    ids = sorted(set(conversation_ids))
    if not ids:
        return
    session.flush()
    table = Conversation.__table__
    told = heat.unanswered(session, ids)
    seen = {one: rules.signs(told.get(one, ())) for one in ids}
    now = {one: " ".join(sign.sign for sign in signs) for one, signs in seen.items()}
    before = session.execute(select(table.c.id, table.c.heat).where(table.c.id.in_(ids)))
    changed = [{"of": row.id, "signs": now[row.id]} for row in before if row.heat != now[row.id]]
    abused = [one for one in ids if any(abuse.found(said.text) for said in told.get(one, ()))]
    if abused:
        session.execute(update(Conversation).where(Conversation.id.in_(abused)).values(abused=True))
    if changed:
        statement = update(table).where(table.c.id == bindparam("of"))  # type: ignore[arg-type]
        session.connection().execute(statement.values(heat=bindparam("signs")), changed)
