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
    "withheld": mark("Name withheld by {platform}"),
    "ourPost": mark("Our post"),
    "inThread": mark("Also in this thread"),
    "crowded": mark("There is more in this thread on {platform}."),
    "edited": mark("edited"),
    "until": mark("Until {time}"),
    "answers": mark("answers {author}"),
    "quoted": mark("Quoted"),
    "quoteLost": mark("What it quotes is not here."),
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
    "retry": mark("Try again"),
    "privately": mark("In private"),
    "deletesIn": mark("Is deleted in {n} s"),
    "deeds": mark("What can be done with it"),
    "like": mark("Like on {platform}"),
    "unlike": mark("Take the like back on {platform}"),
    "hide": mark("Hide on {platform}"),
    "unhide": mark("Show again on {platform}"),
    "delete": mark("Delete on {platform} …"),
    "deleteAsk": mark("Delete this on {platform}?"),
    "deletePublic": mark("It disappears there for everybody. Here it stays, marked as deleted."),
    "deletePrivate": mark("It disappears from our own view there; the customer keeps it."),
    "deleteYes": mark("Delete"),
    "deleteNo": mark("Keep it"),
    "viewer": mark("Pictures and films"),
    "previous": mark("The one before"),
    "next": mark("The next one"),
    "shut": mark("Close"),
    "save": mark("Save"),
    "place": mark("{n} of {of}"),
    "lostFile": mark("is being fetched again …"),
    "unplayable": mark("This browser cannot play it. Save it to look at it."),
}


def conversation(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the conversation. Events: act {what, id, conversation}, seen {conversation, message}."""
    renderer("thread")(
        key=KEY,
        data={**data, "language": t.language, "words": spoken(t, WORDS)},
        height="stretch",
        **on,
    )
