"""The conversation: read from `/api/thread`, so that a click shows it before Streamlit runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox.components import renderer, spoken
from inbox.texts import Texts, mark

KEY = "thread"
WORDS = {
    "log": mark("Conversation"),
    "choose": mark("Choose a conversation"),
    "chooseHow": mark("The one on top of the list needs us most. J and K walk, Enter opens."),
    "missing": mark("This conversation is not here"),
    "missingHow": mark("It may have been removed. Choose another one from the list."),
    "lost": mark("No connection to the server. What is shown may be old."),
    "back": mark("Back to the list"),
    "about": mark("About this person"),
    "close": mark("Done"),
    "reopen": mark("Open again"),
    "older": mark("Show older messages"),
    "newMessage": mark("New message ↓"),
    "showOn": mark("Show on {platform}"),
    "original": mark("Original"),
    "withheld": mark("Name withheld"),
    "ourPost": mark("Our post"),
    "inThread": mark("Also in this thread"),
    "crowded": mark("There is more in this thread on {platform}."),
    "edited": mark("edited"),
    "deleted": mark("Deleted by its author"),
    "elsewhere": mark("written outside Durchwahl"),
    "wordless": mark("Without words"),
    "invisible": mark("Only invisible characters"),
    "showAll": mark("Show all"),
    "clipped": mark("The message was longer; the rest stands in the original."),
    "history": mark("History"),
    "leavesIn": mark("Leaves in {n} s"),
    "leavesNow": mark("Leaves now …"),
    "undo": mark("Take back"),
    "again": mark("Send again"),
    "there": mark("It is there"),
}


def conversation(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the conversation. Events: act {what, id, conversation}, seen {conversation, message}."""
    renderer("thread")(
        key=KEY,
        data={**data, "language": t.language, "words": spoken(t, WORDS)},
        height="stretch",
        **on,
    )
