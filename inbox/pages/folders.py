"""What the folders of the inbox are called, and what stands in one that is empty."""

from __future__ import annotations

from db.session import Session
from inbox.queries import first_steps
from inbox.queries.conversations import Folder
from inbox.texts import Texts, mark

FOLDERS: dict[Folder, str] = {
    Folder.MINE: mark("Mine"),
    Folder.MENTIONS: mark("Mentions"),
    Folder.UNASSIGNED: mark("Unassigned"),
    Folder.HELP: mark("Could use a hand"),
    Folder.OPEN: mark("All open"),
    Folder.WAITING: mark("Answered"),
    Folder.SNOOZED: mark("Later"),
    Folder.UNSENT: mark("To sort out"),
    Folder.APPROVAL: mark("To approve"),
    Folder.DONE: mark("Done"),
    Folder.ALL: mark("All"),
}
EMPTY: dict[Folder, tuple[str, str]] = {
    Folder.MINE: (
        mark("Nobody waits for you"),
        mark("What you take or answer stands here as long as it waits for us."),
    ),
    Folder.MENTIONS: (
        mark("Nobody has named you"),
        mark("Where a colleague's note names you with an @ stands here, the latest first."),
    ),
    Folder.UNASSIGNED: (
        mark("Everybody has somebody"),
        mark("What nobody has taken yet stands here, the most urgent first."),
    ),
    Folder.HELP: (
        mark("Nobody needs a hand"),
        mark(
            "Questions below our posts that nobody answers, posts that speak of us without our @,"
            " and who asks the same twice stand here. Nothing is answered by itself."
        ),
    ),
    Folder.SNOOZED: (
        mark("Nothing is put off"),
        mark("What you put off comes back at its time, or when the customer writes."),
    ),
    Folder.OPEN: (
        mark("Nothing is open"),
        mark("New messages appear here by themselves."),
    ),
    Folder.APPROVAL: (
        mark("Nothing to approve"),
        mark("A reply for which somebody asked a second pair of eyes stands here."),
    ),
    Folder.UNSENT: (
        mark("Everything was sent"),
        mark("A reply that did not arrive, or may not have, appears here with what to do."),
    ),
    Folder.WAITING: (
        mark("Nothing here"),
        mark("Conversations that you have answered wait here for the customer."),
    ),
    Folder.DONE: (
        mark("Nothing here"),
        mark("Conversations you put away as done stand here. A new message opens them again."),
    ),
    Folder.ALL: (
        mark("No messages yet"),
        mark("As soon as a customer writes to a connected account, it appears here."),
    ),
}

NO_ACCOUNT = (
    mark("No account is connected"),
    mark("What customers write comes in as soon as one is."),
)
"""What stands in an empty folder of a house into which nothing can come."""

CONNECT = mark("Connect an account")
NARROWED = (
    mark("Nothing fits the filter"),
    mark("Take something out of the filter, or look into another folder."),
)
"""What stands there when a filter lets nothing through."""


def nothing(
    session: Session, folder: Folder, t: Texts, *, narrowed: bool, tunes: bool
) -> list[str]:
    """Return what an empty list says: two sentences.

    Who `tunes` connectors gets a link's words and path as well, where no account is connected.
    """
    if first_steps.connected(session):
        return [t(said) for said in (NARROWED if narrowed else EMPTY[folder])]
    said = [t(each) for each in NO_ACCOUNT]
    return [*said, t(CONNECT), "/connect"] if tunes else said
