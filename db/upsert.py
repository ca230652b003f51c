"""INSERT .. ON CONFLICT for both databases: the same calls, each in its own dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base


def insert_into(session: Session, model: type[Base]) -> Any:
    """Return an insert into the model's table that knows `on_conflict_do_nothing/_update`.

    Any: the two dialects' classes have the same methods and no common type that names them.
    """
    return inserting(spoken(session), model)


def spoken(session: Session) -> str:
    """Return the name of the database's dialect: a key for what is built once for each."""
    return session.get_bind().dialect.name


def inserting(dialect: str, model: type[Base]) -> Any:
    """Return such an insert in a dialect."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(model.__table__)  # type: ignore[arg-type]
