"""Which language a conversation is held in, as far as anybody knows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.models import Contact, Conversation, Person


def language() -> ColumnElement[str | None]:
    """Return its language in small letters: the person's before the platform's, NULL for neither.

    It is looked up row by row, so a statement asks it of a bounded number of them.
    """
    chosen = (
        select(Person.language)
        .join(Contact, Contact.person_id == Person.id)
        .where(Contact.id == Conversation.contact_id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    return before_the_platforms(chosen)


def before_the_platforms(chosen: Any) -> ColumnElement[str | None]:
    """Return the same for a statement that has the person's language itself."""
    return func.lower(func.coalesce(func.nullif(chosen, ""), Conversation.language))
