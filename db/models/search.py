"""What search looks through: one folded line a message or a person, and what waits to be folded.

Triggers (migration 0003) note in `search_due` whatever is new or changed and drop the line of what
changed or went; `inbox.care.indexing` folds and writes it anew. So nobody who writes a text can
forget search, and no text that is gone can still be found.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId


class SearchEntry(Base):
    """One message or one person as search sees them: folded words with a blank between them.

    SQLite: an FTS5 table `search_words` stands over it; PostgreSQL: a GIN index on `lexemes`.
    """

    __tablename__ = "search_entries"

    place: Mapped[int] = mapped_column(
        BigId,
        primary_key=True,
        autoincrement=False,
        comment="orders by time, see inbox.rules.places",
    )
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), unique=True
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), unique=True
    )
    words: Mapped[str]


class SearchDue(Base):
    """Something that search does not know yet, or no longer."""

    __tablename__ = "search_due"

    subject: Mapped[int] = mapped_column(
        BigId, primary_key=True, autoincrement=False, comment="a message, or minus a contact"
    )
