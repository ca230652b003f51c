"""The composer: what is typed is kept at `/api/draft` and shown signed by `/api/preview`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox.components import renderer, spoken
from inbox.texts import Texts, mark

KEY = "composer"
WORDS = {
    "reply": mark("Reply"),
    "placeholder": mark("Write your answer …"),
    "leavesAs": mark("This is how it leaves"),
    "signedAs": mark("Signed with"),
    "sendAs": mark("Send as {name}"),
    "sendKeys": mark("Ctrl + Enter"),
    "sending": mark("Sending …"),
    "part": mark("Part {n} of {of}"),
    "split": mark("Split into {n} parts"),
    "inParts": mark("It leaves in {n} parts, one after the other, each of them signed."),
    "notSplit": mark("Keep it in one"),
    "despite": mark("Why it goes out all the same"),
    "saved": mark("Draft saved"),
    "notSaved": mark("Not saved yet: no connection. Keep this page open."),
    "noAnswer": mark("The server did not answer. Your text is kept; press send once more."),
    "noContact": mark("You can answer as soon as you have a name and a direct contact:"),
    "mySignature": mark("My signature"),
}


def composer(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the composer. Events: send {conversation, text, key, split, despite}, sign."""
    renderer("composer")(
        key=KEY, data={**data, "language": t.language, "words": spoken(t, WORDS)}, **on
    )
