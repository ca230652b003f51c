"""The door of a page that not everybody may see: it says whose page it is, and the way back."""

from __future__ import annotations

from inbox.care.rights import NotAllowed, Right, require
from inbox.pages import current, parts


def lets_in(right: Right, refusal: str) -> bool:
    """Return whether whoever looks may see the page; else say so. Raises SignedOut.

    What the page does checks its rights again, in the use case.
    """
    actor, t = current.actor(), current.words()
    try:
        require(actor, right)
    except NotAllowed:
        parts.note(refusal, "warn")
        parts.link(t("Back to the inbox"), "/")
        return False
    return True
