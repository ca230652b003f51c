"""The heartbeat of worker processes, and what they sweep up behind everybody."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.models import Worker
from db.upsert import insert_into

KEEP_WORKERS = timedelta(days=1)


def process_name() -> str:
    """Return a name for this process that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def beat(session: Session, worker: str, started_at: datetime, now: datetime) -> None:
    """Say that a worker lives."""
    row = insert_into(session, Worker).values(id=worker, started_at=started_at, beat_at=now)
    session.execute(
        row.on_conflict_do_update(index_elements=["id"], set_={"beat_at": row.excluded.beat_at})
    )


def ended(session: Session, worker: str) -> None:
    """Say that a worker has ended in an orderly way."""
    session.execute(delete(Worker).where(Worker.id == worker))


def sweep(session: Session, now: datetime) -> None:
    """Forget workers of long ago."""
    session.execute(delete(Worker).where(Worker.beat_at < now - KEEP_WORKERS))
