"""Where messages of a conversation are missing: a line between those that are there."""

from __future__ import annotations

from collections.abc import Iterable

from inbox.pages import sayings
from inbox.queries.thread import ThreadView
from inbox.queries.untold import Untold
from inbox.web.reader import Json, Reader, iso


def among(
    reader: Reader, view: ThreadView, entries: list[Json], holes: Iterable[Untold]
) -> list[Json]:
    """Return the entries of a page with a line for each hole, behind the message before it.

    `entries` are those of the view, in its order. The line's key sorts behind those of messages:
    the browser orders by time and key.
    """
    found = list(entries)
    for hole in sorted(holes, key=lambda one: one.since, reverse=True):
        above = [place for place, one in enumerate(view.entries, 1) if one.at <= hole.since]
        found.insert(max(above, default=0), _line(reader, view, hole))
    return found


def _line(reader: Reader, view: ThreadView, hole: Untold) -> Json:
    return {
        "key": f"n{hole.id}",
        "id": None,
        "side": "untold",
        "at": iso(hole.since),
        "text": _said(reader, view.platform, hole.about),
        "permalink": reader.link(view.permalink),
        "media": [],
    }


def _said(reader: Reader, platform: str, about: int | None) -> str:
    t, label = reader.t, sayings.label(platform)
    where = t("They can be read on {platform} itself.", platform=label)
    if about is None:
        missing = t("Messages may be missing here: {platform} gave no more.", platform=label)
    else:
        missing = t.n(
            "About {n} message is missing here: {platform} gave no more.",
            "About {n} messages are missing here: {platform} gave no more.",
            about,
            platform=label,
        )
    return f"{missing} {where}"
