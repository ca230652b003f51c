"""The person behind the conversation, and what else they wrote to us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox.components import renderer, spoken
from inbox.texts import Texts, mark

KEY = "person"
WORDS = {
    "person": mark("Person"),
    "back": mark("Back to the conversation"),
    "withheld": mark("Name withheld"),
    "platform": mark("Writes on"),
    "toUs": mark("To"),
    "knownSince": mark("Known since"),
    "beganAt": mark("This conversation began"),
    "waitingSince": mark("Waiting since"),
    "answerUntil": mark("Can be answered until"),
    "windowOver": mark("answer window closed"),
    "state": mark("State"),
    "earlier": mark("Other conversations"),
    "noEarlier": mark("This is the first one we know of."),
    "more": mark("There are more, further back."),
    "wordless": mark("Without words"),
    "invisible": mark("Only invisible characters"),
}


def person(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the person. Event: open {id, seq}."""
    renderer("person")(
        key=KEY,
        data={**data, "language": t.language, "words": spoken(t, WORDS)},
        height="stretch",
        **on,
    )
