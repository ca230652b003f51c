"""Causes and remedies in words: how far a cause is mended, what is wrong with what was typed."""

from __future__ import annotations

from db.models import CauseState
from inbox.care.causes import CHANGE, NAME, Flaw
from inbox.texts import Texts, mark

STATES: dict[CauseState, str] = {
    CauseState.OPEN: mark("open"),
    CauseState.FIXING: mark("being fixed"),
    CauseState.FIXED: mark("fixed"),
}

FLAWS: dict[Flaw, str] = {
    Flaw.NAME: mark("Say in a few words what goes wrong."),
    Flaw.NAME_LONG: mark("Say it shorter: {most} characters at most."),
    Flaw.CHANGE: mark("Say what changes, as you would say it to a customer."),
    Flaw.CHANGE_LONG: mark("Say it shorter: {most} characters at most."),
    Flaw.SAME: mark("Another cause has this name already."),
    Flaw.FULL: mark("There are too many causes. Reword one that is there."),
}
GONE = mark("This cause is not there any more, or nobody complains about it here.")
FIXED = mark("It is fixed. Who complained about it stands below, to be told.")
NO_AMOUNT = mark("Say how much, for example €20.")


def flaw(t: Texts, what: Flaw) -> str:
    """Return what is wrong with a cause, as a sentence that says what to do."""
    most = NAME if what is Flaw.NAME_LONG else CHANGE
    return t(FLAWS[what]).format(most=t.number(most))


def people(t: Texts, n: int) -> str:
    """Return how many people complained about a cause."""
    return t.n("{n} person", "{n} people", n)
