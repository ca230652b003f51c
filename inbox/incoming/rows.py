"""From a platform's message to the values of a row: cleaned, clipped, checked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.base import Attachment, Author, Gone, InboundMessage
from inbox.rules import clean

LONGEST_ID = 300
LONGEST_URL = 2_000
MOST_ATTACHMENTS = 50
_ID = re.compile(r"[^\x00-\x20\x7f-\xa0\ud800-\udfff]+")
_URL = re.compile(r"https?://[^\x00-\x20\"'<>\\^`{|}\x7f-\xa0\ud800-\udfff]+", re.IGNORECASE)

WITHHELD = "withheld:"
"""Contacts whose platform hides who they are: keyed by thread in private, by message in public."""


class Unstorable(ValueError):
    """A record that no table can keep; the text says why, in a word or two."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message on its way into the tables: `values` fit the columns of `messages`."""

    message: InboundMessage
    values: dict[str, Any]
    contact: dict[str, Any] | None
    ours: bool

    @property
    def key(self) -> str:
        """Return the platform's id."""
        return self.message.external_id

    @property
    def version(self) -> tuple[bool, datetime, str]:
        """Return what orders two sights of one message: deleted last, then the newest edit."""
        message = self.message
        return (
            is_gone(message),
            message.edited_at or message.created_at,
            self.values["text"],
        )


def is_gone(message: InboundMessage) -> bool:
    """Return whether the platform no longer shows what this message said."""
    return message.gone is not None or message.deleted_at is not None


def row(message: InboundMessage, account_id: int, ours_id: str, now: datetime) -> Row:
    """Return a message as a row of an account whose own author is `ours_id`. Raises Unstorable."""
    _checked(message.external_id, "id")
    _checked(message.thread_id, "thread")
    ours = message.author is not None and message.author.external_id == ours_id
    gone = is_gone(message)
    text = clean.clean("" if gone else message.text)
    values = {
        "account_id": account_id,
        "external_id": message.external_id,
        "thread_id": message.thread_id,
        "kind": message.kind.value,
        "text": text.text,
        "clipped": text.clipped,
        "created_at": message.created_at,
        "stored_at": now,
        "parent_id": _maybe(message.parent_id),
        "permalink": _url(message.permalink),
        "attachments": [] if gone else _attachments(message.attachments),
        "edited_at": message.edited_at,
        "deleted_at": (message.deleted_at or now) if gone else None,
        "gone": (message.gone or Gone.DELETED).value if gone else None,
        "quotes_id": _maybe(message.quotes_id),
        "hidden": message.hidden is True,
        "liked": message.liked is True,
        "rating": clean.name(message.rating) or None if message.rating and not gone else None,
        "answerable": message.answerable.value,
        "answer_until": message.answer_until,
    }
    return Row(message, values, None if ours else _contact(message), ours)


def reason(text: str) -> str:
    """Return why a record was skipped, fit to keep: one short line."""
    return clean.name(text) or "unreadable"


def _checked(external_id: str, what: str) -> str:
    if len(external_id) > LONGEST_ID or not _ID.fullmatch(external_id):
        raise Unstorable(f"unreadable {what}")
    return external_id


def _maybe(external_id: str | None) -> str | None:
    if external_id is None or len(external_id) > LONGEST_ID or not _ID.fullmatch(external_id):
        return None
    return external_id


def _url(url: str | None) -> str | None:
    """Return a web address, None for anything else: a link never runs a script."""
    if url is None or len(url) > LONGEST_URL or not _URL.fullmatch(url):
        return None
    return url


def _attachments(found: tuple[Attachment, ...]) -> list[dict[str, str | None]]:
    return [
        {
            "kind": clean.name(one.kind) or "file",
            "url": _url(one.url) or "",
            "alt": clean.clean(one.alt).text[:1000] if one.alt else None,
        }
        for one in found[:MOST_ATTACHMENTS]
    ]


def _contact(message: InboundMessage) -> dict[str, Any]:
    author = message.author or _withheld(message)
    _checked(author.external_id, "author")
    return {
        "external_id": author.external_id,
        "name": clean.name(author.name),
        "handle": clean.name(author.handle) or None if author.handle else None,
        "avatar_url": _url(author.avatar_url),
        "withheld": message.author is None,
    }


def _withheld(message: InboundMessage) -> Author:
    private = message.kind.value == "direct"
    return Author(WITHHELD + (message.thread_id if private else message.external_id), "")
