"""What agents have to know above the list: an account that is stopped, a worker that stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from db.models import AccountState
from db.session import Session
from inbox.pages import hours_words, sayings
from inbox.queries import stoppages
from inbox.queries.standing import Away
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


AWAY = mark("You are away until {day}. What was yours waits in its queue.")
AWAY_WITH = mark("You are away until {day}, {agent} stands in.")
STANDS_IN = mark("You stand in for {agent} until {day}: theirs are among yours.")

AGAIN = frozenset({AccountState.LOGIN_NEEDED, AccountState.DISCONNECTED})


def of(session: Session, t: Texts, now: datetime, *, tunes: bool) -> list[dict[str, str]]:
    """Return the sentences (`text`), none on a good day.

    Who tunes connectors gets the way to mend it as well: `to`, a page of ours, and its `label`.
    """
    said = [_stopped(t, each, tunes=tunes) for each in stoppages.stopped(session)]
    for still in stoppages.standing_still(session, now):
        since = t.moment(still.since, now)
        sentence = t("{account}: sending stands still since {at}.", account=still.account, at=since)
        said.append({"text": sentence})
    return said


def absent(
    t: Texts, away: Mapping[int, Away], agent_id: int | None, now: datetime
) -> list[dict[str, str]]:
    """Say that the agent is away themselves, with the way to end it, and for whom they stand in.

    `away` are all who are absent now.
    """
    said = []
    own = away.get(agent_id) if agent_id is not None else None
    if own is not None:
        text = AWAY if own.stand_in is None else AWAY_WITH
        known = t(text, day=hours_words.until(t, own, now), agent=own.stand_in or "")
        said.append({"text": known, "to": "/preferences", "label": t("Preferences")})
    for other in away.values():
        if agent_id is not None and other.stand_in_id == agent_id:
            day = hours_words.until(t, other, now)
            said.append({"text": t(STANDS_IN, agent=other.name, day=day)})
    return said


def _stopped(t: Texts, each: Stopped, *, tunes: bool) -> dict[str, str]:
    platform = sayings.label(each.platform)
    said = {"text": t(STOPPED[each.state], platform=platform, account=each.name)}
    if not tunes:
        return said
    if each.state in AGAIN:
        return said | {"to": f"/connect?account={each.id}", "label": t("Connect again")}
    return said | {"to": "/connectors", "label": t("Connectors")}
