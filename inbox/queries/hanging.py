"""What hangs on the entries of a thread: named, and shown from our house as far as it is here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.models import MediaState, Message
from inbox.queries import media, pictures
from inbox.queries.media import FileView
from inbox.queries.pictures import PictureView


@dataclass(frozen=True, slots=True)
class Media:
    """Something that hangs on a message; a browser only ever loads it from us.

    Once it is here, /file/<file_id> serves what a customer sent and /picture/<picture_id> what
    we send along. `url` is the platform's own, to be followed, never loaded; `reason` is why
    it was not fetched.
    """

    kind: str
    url: str
    alt: str | None
    file_id: int | None = None
    picture_id: int | None = None
    type: str | None = None
    size: int | None = None
    state: MediaState | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on the messages and replies of one page."""

    files: Mapping[tuple[int, int], FileView]
    sent: Mapping[int, tuple[PictureView, ...]]

    def on(self, message: Message) -> tuple[Media, ...]:
        """Return what hangs on a message, in order."""
        if message.reply_id in self.sent:
            return self.with_reply(message.reply_id)
        return tuple(
            _media(item, self.files.get((message.id, place)))
            for place, item in enumerate(message.attachments or ())
        )

    def with_reply(self, reply_id: int | None) -> tuple[Media, ...]:
        """Return the pictures that go, or went, with a reply."""
        return tuple(
            Media("photo", "", each.alt or None, picture_id=each.id, type=each.type, size=each.size)
            for each in self.sent.get(reply_id or 0, ())
        )


def hanging(session: Session, message_ids: Collection[int], reply_ids: Collection[int]) -> Hanging:
    """Return what hangs on these messages and replies: two queries, however many."""
    return Hanging(
        media.of_messages(session, message_ids), pictures.with_replies(session, reply_ids)
    )


def _media(item: Mapping[str, Any], here: FileView | None) -> Media:
    kept = here is not None and here.state is MediaState.STORED
    return Media(
        kind=str(item.get("kind", "file")),
        url=str(item.get("url", "")),
        alt=item.get("alt"),
        file_id=here.id if here and kept else None,
        type=here.type if here and kept else None,
        size=here.size if here and kept else None,
        state=here.state if here else None,
        reason=here.reason if here else None,
    )
