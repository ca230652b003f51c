"""What the inbox says of files that hang on messages: what they are, why one is not shown.

A test holds the table against the enum, and the catalogues against the table.
"""

from __future__ import annotations

from db.models import MediaState
from inbox.incoming.careful_get import Reason
from inbox.pages.sayings import MEDIA
from inbox.queries.hanging import Media
from inbox.rules.images import IMAGES
from inbox.texts import Texts, mark

REFUSED: dict[Reason, str] = {
    Reason.NOT_ALLOWED: mark("Not shown: it does not come from {platform} itself."),
    Reason.ADDRESS: mark("Not shown: its address leads nowhere it may."),
    Reason.REDIRECT: mark("Not shown: its address leads on to another one."),
    Reason.GONE: mark("Not shown: {platform} does not have it any more."),
    Reason.ANSWER: mark("Not shown: {platform} does not hand it out."),
    Reason.TOO_BIG: mark("Not shown: it is larger than we keep."),
    Reason.TYPE: mark("Not shown: it is not what it claims to be, or could run."),
    Reason.UNREACHABLE: mark("Not shown: it could not be fetched, however often we tried."),
}

ANY = mark("Not shown: it could not be fetched.")
COMING = mark("is being fetched …")
SOUND = mark("Sound")


def what(t: Texts, item: Media) -> str:
    """Return what hangs there, in a word."""
    if item.kind in MEDIA and item.kind != "file":
        return t(MEDIA[item.kind])
    family = (item.type or "").partition("/")[0]
    named = {"image": MEDIA["photo"], "video": MEDIA["video"], "audio": SOUND}
    return t(named.get(family, MEDIA["file"]))


def shape(item: Media) -> str:
    """Return how a browser shows it: image, film, sound, sticker, file, link or nothing yet."""
    if item.kind == "link":
        return "link"
    if item.type is None:
        return {MediaState.WANTED: "coming", MediaState.REFUSED: "refused"}.get(
            item.state or MediaState.STORED, "named"
        )
    if item.type in IMAGES:
        return "sticker" if item.kind == "sticker" else "image"
    family = item.type.partition("/")[0]
    return {"video": "film", "audio": "sound"}.get(family, "file")


def standing(t: Texts, item: Media, platform: str) -> str | None:
    """Return why something is not shown (yet), None for what is here."""
    if shape(item) == "coming":
        return t(COMING)
    if shape(item) != "refused":
        return None
    reasons: dict[str | None, str] = {reason.value: said for reason, said in REFUSED.items()}
    return t(reasons.get(item.reason, ANY), platform=platform)
