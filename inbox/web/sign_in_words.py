"""What the sign-in page says to somebody whose session or link is over."""

from __future__ import annotations

from datetime import timedelta

from db.models import SessionEnd
from inbox.care.over import LinkEnd
from inbox.settings import Settings
from inbox.texts import Texts, mark

ENDED: dict[SessionEnd, str] = {
    SessionEnd.EVERYWHERE: mark("You were signed out in all browsers. Please sign in again."),
    SessionEnd.RENEWED: mark("The password was changed. Please sign in with the new one."),
    SessionEnd.DISABLED: mark("An admin has closed this access. Please ask them about it."),
    SessionEnd.IDLE: mark("Nothing was done here for {idle}. Please sign in again."),
    SessionEnd.OLD: mark("A session lasts {whole}, and this one is over. Please sign in again."),
}
"""By why a session is over."""

OVER = mark("You are not signed in any more. Please sign in again.")

DEAD: dict[LinkEnd | None, str] = {
    LinkEnd.USED: mark(
        "This link was used already; it works once."
        " Ask an admin for a new one, or sign in with your password."
    ),
    LinkEnd.REPLACED: mark(
        "There is a newer link than this one. Take that one, or sign in with your password."
    ),
    LinkEnd.OLD: mark(
        "This link is older than 24 hours."
        " Ask an admin for a new one, or sign in with your password."
    ),
    None: mark(
        "This link was used already or is older than 24 hours."
        " Ask an admin for a new one, or sign in with your password."
    ),
}
"""By why a link lets nobody in; None: nobody knows."""


def ended(t: Texts, why: SessionEnd | None, settings: Settings) -> str:
    """Return why somebody is signed in no more, as far as it is known."""
    idle, whole = (timedelta(hours=each) for each in (settings.idle_hours, settings.session_hours))
    return t(ENDED[why] if why else OVER, idle=t.lasting(idle), whole=t.lasting(whole))


def dead(t: Texts, why: LinkEnd | None) -> str:
    """Return why a link lets nobody in, and what does."""
    return t(DEAD[why])
