"""What is wrong with an account or a stream, in sentences that say what to do now.

A platform's own words are quoted as its own; ours are never put into its mouth.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from db.models import Trouble
from inbox.queries.streams import AccountView
from inbox.texts import Texts, mark

TROUBLES: dict[Trouble, str] = {
    Trouble.BUSY: mark("{platform} is busy. We wait as long as it asks; nothing is to be done."),
    Trouble.UNREACHABLE: mark(
        "{platform} cannot be reached. We keep trying; check this machine's network if it stays."
    ),
    Trouble.UNREADABLE: mark(
        "{platform} gave an answer that we cannot read."
        " We keep trying; update Durchwahl if it stays."
    ),
    Trouble.REFUSED: mark(
        "{platform} refuses this. Check what the app may do there, then resume the stream."
    ),
    Trouble.LOGIN_NEEDED: mark(
        "{platform} wants a new login. Connect the account again; nothing is lost until then."
    ),
    Trouble.OUT_OF_CREDIT: mark(
        "The credit at {platform} is used up. Top it up there, then resume the account."
    ),
    Trouble.STORE: mark(
        "What came could not be stored. Check the database and its space; nothing is skipped."
    ),
    Trouble.KEY: mark(
        "The credentials were encrypted with another SECRET_KEY."
        " Set that key again, or connect the account again."
    ),
    Trouble.INTERNAL: mark("Something went wrong on our side. The crash log says where."),
}

QUOTED = frozenset({Trouble.BUSY, Trouble.REFUSED, Trouble.LOGIN_NEEDED, Trouble.OUT_OF_CREDIT})
"""Troubles whose note is the platform's own sentence; any other note is ours."""

DETAILS = frozenset(
    {
        mark("no answer in time"),
        mark("no connection in time"),
        mark("no connection"),
        mark("no readable answer"),
        mark("the connection broke off"),
        mark("the answer is larger than 10 MB"),
        mark("its pages do not move on"),
        mark("X's answer cannot be read"),
    }
)
"""What our side of the wire notes most; anything else is shown as it was written."""

_AGAIN = re.compile(r"\w+'s answer cannot be read(: )?")
"""What the sentence of an unreadable answer says already; what follows it is the detail."""


def sentence(
    t: Texts,
    kind: Trouble,
    of: AccountView,
    since: datetime | None,
    note: str | None,
    now: datetime,
) -> str:
    """Return a trouble as HTML, escaped: what it is, what to do, since when, and who says so."""
    said = [t(TROUBLES[kind], platform=of.platform_label)]
    if since is not None:
        said.append(t("Since {at}.", at=t.moment(since, now)))
    if note:
        said.append(_noted(t, kind, of.platform_label, note))
    return escape(" ".join(filter(None, said)))


def _noted(t: Texts, kind: Trouble, platform: str, note: str) -> str:
    if kind in QUOTED:
        return t("{platform} says: “{note}”", platform=platform, note=note)
    if kind is Trouble.INTERNAL:
        return t("Reference: {reference}", reference=note.removeprefix("reference "))
    if kind is Trouble.UNREADABLE:
        note = _AGAIN.sub("", note, count=1)
    detail = t(note) if note in DETAILS else note.rstrip(".")
    return t("In detail: {note}.", note=detail) if detail else ""
