"""What the screen says of calls and e-mails that agents noted."""

from __future__ import annotations

from datetime import datetime

from connectors.base import Kind
from inbox.care import outside
from inbox.care.noting import Wrong
from inbox.care.outside import REGRET
from inbox.queries.thread import Entry, Side
from inbox.texts import Texts, mark

SIDES = (Side.HEARD, Side.TOLD)

WRONG: dict[Wrong, str] = {
    Wrong.EMPTY: mark("Write a line on what was said first."),
    Wrong.LONG: mark("A call or an e-mail is noted in {longest} characters at most."),
    Wrong.OTHERS: mark("Only who noted it can change it."),
    Wrong.OLD: mark("It can be changed for ten minutes. This one stands."),
}

LOOK = mark("Was this promised? Look at the time and note it once more; take out what was not.")

SAID: dict[tuple[Kind, Side], str] = {
    (Kind.CALL, Side.HEARD): mark("They called"),
    (Kind.CALL, Side.TOLD): mark("We called"),
    (Kind.MAIL, Side.HEARD): mark("They sent an e-mail"),
    (Kind.MAIL, Side.TOLD): mark("We sent an e-mail"),
}


def wrong(t: Texts, refused: Wrong) -> str:
    """Return why a call or an e-mail was not noted or changed."""
    return t(WRONG[refused], longest=t.number(outside.LONGEST))


def said(t: Texts, entry: Entry) -> str | None:
    """Return what a message was, where an agent noted it; None for any other."""
    return t(SAID[entry.kind, entry.side]) if entry.kind and entry.side in SIDES else None


def changes(entry: Entry, agent_id: int, now: datetime) -> bool:
    """Return whether the one who looks may still say it anew."""
    own = entry.side in SIDES and entry.agent_id == agent_id and entry.gone is None
    return own and now < entry.at + REGRET
