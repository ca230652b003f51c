"""What agents have to know above the list: an account that is stopped, a worker that stands."""

from __future__ import annotations

from datetime import datetime

from db.models import AccountState
from db.session import Session
from inbox.pages import sayings
from inbox.queries import replies, stoppages
from inbox.queries.stoppages import Stopped
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


AGAIN = frozenset({AccountState.LOGIN_NEEDED, AccountState.DISCONNECTED})


def of(session: Session, t: Texts, now: datetime, *, tunes: bool) -> list[dict[str, str]]:
    """Return the sentences (`text`), none on a good day.

    Who tunes connectors gets the way to mend it as well: `to`, a page of ours, and its `label`.
    """
    said = [_stopped(t, each, tunes=tunes) for each in stoppages.stopped(session)]
    for still in replies.standing_still(session, now):
        since = t.moment(still.since, now)
        sentence = t("{account}: sending stands still since {at}.", account=still.account, at=since)
        said.append({"text": sentence})
    return said


def _stopped(t: Texts, each: Stopped, *, tunes: bool) -> dict[str, str]:
    platform = sayings.label(each.platform)
    said = {"text": t(STOPPED[each.state], platform=platform, account=each.name)}
    if not tunes:
        return said
    if each.state in AGAIN:
        return said | {"to": f"/connect?account={each.id}", "label": t("Connect again")}
    return said | {"to": "/connectors", "label": t("Connectors")}
