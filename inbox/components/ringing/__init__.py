"""Whether this browser may show notices on the desktop, and how the sound sounds."""

from __future__ import annotations

from inbox.components import draw
from inbox.texts import Texts, mark

WORDS = {
    "hear": mark("Hear it"),
    "ask": mark("Allow it in this browser"),
    "granted": mark("This browser shows it."),
    "denied": mark(
        "This browser does not allow it. Allow notifications for this page in its settings."
    ),
    "default": mark("This browser has not been asked yet."),
    "missing": mark(
        "This browser cannot show it here. It needs a page that is reached over https."
    ),
}


def ringing(t: Texts, *, sound: bool, desktop: bool) -> None:
    """Draw what there is to try or to allow; nothing is asked without a click."""
    draw("ringing", t, WORDS, {"sound": sound, "desktop": desktop})
