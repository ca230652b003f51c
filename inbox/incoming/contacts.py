"""The authors of a page: each known once a platform, under the name they go by now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.models import Contact
from db.upsert import insert_into
from inbox.incoming.rows import Row

_SHOWN = ("name", "handle", "avatar_url")


def ensure(session: Session, platform: str, of: Iterable[Row], now: datetime) -> dict[str, int]:
    """Return the contact of each row by the row's id; made, or renamed, where need be."""
    wrote = sorted(of, key=lambda row: row.message.created_at)
    newest = {row.contact["external_id"]: row.contact for row in wrote if row.contact}
    if not newest:
        return {}
    have = _known(session, platform, newest)
    missing = sorted(set(newest) - set(have))
    if missing:
        values = [{**newest[key], "platform": platform, "created_at": now} for key in missing]
        session.execute(
            insert_into(session, Contact).on_conflict_do_nothing(
                index_elements=["platform", "external_id"]
            ),
            values,
        )
        have |= _known(session, platform, missing)
    _rename(session, newest, have)
    return {row.key: have[row.contact["external_id"]].id for row in wrote if row.contact}


def _known(session: Session, platform: str, keys: Iterable[str]) -> dict[str, Any]:
    found = session.execute(
        select(Contact.id, Contact.external_id, *(getattr(Contact, name) for name in _SHOWN)).where(
            Contact.platform == platform, Contact.external_id.in_(sorted(keys))
        )
    )
    return {row.external_id: row for row in found}


def _rename(session: Session, newest: dict[str, dict[str, Any]], have: dict[str, Any]) -> None:
    """Bring names up to date; a name that the platform left out today is no reason to forget it."""
    renamed = []
    for key in sorted(newest, key=lambda key: have[key].id):
        now_is = {name: newest[key][name] or getattr(have[key], name) for name in _SHOWN}
        if any(now_is[name] != getattr(have[key], name) for name in _SHOWN):
            renamed.append(
                {"row": have[key].id, **{f"new_{name}": now_is[name] for name in _SHOWN}}
            )
    if renamed:
        table = Contact.__table__
        session.connection().execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("row"))
            .values({name: bindparam(f"new_{name}") for name in _SHOWN}),
            renamed,
        )
