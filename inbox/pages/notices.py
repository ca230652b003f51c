"""What agents have to know above the list: an account that is stopped, a worker that stands."""

from __future__ import annotations

from datetime import datetime

from db.models import AccountState
from db.session import Session
from inbox.pages import sayings
from inbox.queries import replies, stoppages
from inbox.texts import Texts, mark

STOPPED: dict[AccountState, str] = {
    AccountState.LOGIN_NEEDED: mark(
        "{platform}, {account}: has to be connected again. Replies wait until then."
    ),
    AccountState.OUT_OF_CREDIT: mark(
        "{platform}, {account}: the credit is used up. Replies wait until it is topped up."
    ),
    AccountState.PAUSED: mark("{platform}, {account}: paused. Replies wait until it goes on."),
    AccountState.DISCONNECTED: mark(
        "{platform}, {account}: disconnected. Replies wait until it is connected again."
    ),
}


def of(session: Session, t: Texts, now: datetime) -> list[str]:
    """Return the sentences, none on a good day."""
    said = [
        t(STOPPED[stopped.state], platform=sayings.label(stopped.platform), account=stopped.name)
        for stopped in stoppages.stopped(session)
    ]
    for still in replies.standing_still(session, now):
        since = t.moment(still.since, now)
        said.append(
            t("{account}: sending stands still since {at}.", account=still.account, at=since)
        )
    return said
