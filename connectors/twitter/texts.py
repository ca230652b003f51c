"""What X does to a text on its way, undone: names in front, short links, `&amp;`, blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

# As long as they like: X gives names of up to 15 characters today, and gave longer ones before.
_NAMES = re.compile(r"(?:@\w+\s+)+", re.ASCII)
_ONLY_NAMES = re.compile(r"(?:@\w+\s+)*", re.ASCII)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_MEDIA = re.compile(
    r"https?://(?:www\.)?(?:twitter|x)\.com/"
    r"(?:[^/\s]+/status/\d+/(?:photo|video)/\d+|messages/media/\d+)"
)
"""Where the short link leads that X puts behind a text for what hangs on it."""


def whole(record: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return a record's full text as X wrote it and its entities: a long post's from its note."""
    for name in ("note_tweet", "note_post"):
        note = record.get(name)
        if isinstance(note, Mapping) and isinstance(note.get("text"), str):
            return note["text"], _mapping(note.get("entities"))
    text = record.get("text")
    return text if isinstance(text, str) else "", _mapping(record.get("entities"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def entries(entities: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    """Give the entities of a kind that are readable."""
    listed = entities.get(kind)
    yield from (
        (entry for entry in listed if isinstance(entry, Mapping))
        if isinstance(listed, list)
        else ()
    )


def names_in_front(record: Mapping[str, Any], text: str) -> str:
    """Return the names that X put in front of a reply: hidden where X shows the post."""
    shown = record.get("display_text_range")
    start = shown[0] if isinstance(shown, list) and shown else 0
    if not isinstance(start, int) or isinstance(start, bool) or start <= 0:
        return ""
    front = text[:start]
    return front if _NAMES.fullmatch(front) else ""


def unescaped(text: str) -> str:
    """Return the text with the three characters that X escapes as they were typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_written(record: Mapping[str, Any]) -> str:
    """Return what the person typed: no hidden names, links in full, nothing escaped."""
    text, entities = whole(record)
    text = unescaped(text[len(names_in_front(record, text)) :])
    for short, full in _links(entities):
        if _MEDIA.fullmatch(full):
            text = text.replace(short, "").rstrip()
        else:
            text = text.replace(short, full)
    return text


def same(sent: str, record: Mapping[str, Any]) -> bool:
    """Return whether a record of ours is the text that we sent, whatever X rewrote in it.

    Only names may stand in front of it that X put there, and behind it the link to what hangs
    on it; nothing else may differ.
    """
    text, entities = whole(record)
    hidden, wanted = _plain(names_in_front(record, text)), _plain(sent)
    written = {text, unescaped(text), _bare(text, record, entities)}
    readings = {_plain(_linked(seen, entities)) for seen in written | set(map(unescaped, written))}
    return any(_same(wanted, seen, hidden) for seen in readings)


def _bare(text: str, record: Mapping[str, Any], entities: Mapping[str, Any]) -> str:
    """Return a text without the link at its end that stands for what hangs on the record."""
    if not _mapping(record.get("attachments")):
        return text
    for short, full in _links(entities):
        if _MEDIA.fullmatch(full) and text.endswith(short):
            return text.removesuffix(short).rstrip()
    return text


def _linked(text: str, entities: Mapping[str, Any]) -> str:
    for short, full in _links(entities):
        text = text.replace(short, full)
    return text


def _links(entities: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return short links and what they stand for, the longest first: one may begin another."""
    found = [(link.get("url"), link.get("expanded_url")) for link in entries(entities, "urls")]
    pairs = [
        (short, full)
        for short, full in found
        if isinstance(short, str) and isinstance(full, str) and _SHORT.fullmatch(short)
    ]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _plain(text: str) -> str:
    """Return a text as it is compared: composed, one blank between words, links without scheme."""
    blank = " ".join(unicodedata.normalize("NFC", text[:30_000]).split())
    return re.sub(r"/(?=\s|$)", "", _SCHEME.sub("", blank))


def _same(wanted: str, seen: str, hidden: str) -> bool:
    if not wanted:
        return False
    if hidden and not wanted.startswith("@"):
        return seen == f"{hidden} {wanted}"
    if not seen.endswith(wanted):
        return False
    front = seen[: len(seen) - len(wanted)]
    return _ONLY_NAMES.fullmatch(front) is not None
