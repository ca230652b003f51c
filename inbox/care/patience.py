"""How long customers may wait, and what follows for a conversation: written into its row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Account, Conversation
from inbox.queries.opening import Calendars, calendars
from inbox.rules import signs, urgency
from inbox.rules.opening import Opening
from inbox.rules.signs import Wanted


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an account's customers may wait, and when a closing window gets urgent."""

    target: timedelta
    margin: timedelta
    calendars: Calendars = field(default_factory=Calendars)

    def opening(self, team_id: int | None) -> Opening | None:
        """Return when a team's customers are answered; None: at any time."""
        kept = self.calendars.of(team_id)
        return kept.opening if kept is not None else None

    def times(self, matter: Conversation, wanted: Wanted, until: datetime | None) -> dict[str, Any]:
        """Return the times of a conversation by their columns; `until`: its answer window.

        Who was called already for this sign is not called again.
        """
        kept = self.calendars.of(matter.team_id)
        pledge = (kept.pledge if kept is not None else None) or self.target
        sign = signs.sign(wanted, self.opening(matter.team_id), pledge)
        by = sign.at if sign is not None else None
        found: dict[str, Any] = {
            "urgent_at": urgency.urgent_at(wanted.waits, until, self.margin, by),
            "sign_at": by,
            "call_at": matter.call_at,
            "call_step": matter.call_step,
        }
        if by != matter.sign_at or sign is None or sign.call_at is None:
            found |= {"call_at": sign.call_at if sign is not None else None, "call_step": 0}
        return found


def patience(session: Session, account_id: int) -> Patience:
    """Return what the account, and the house, promise their customers."""
    target, margin = session.execute(
        select(Account.answer_target, Account.window_margin).where(Account.id == account_id)
    ).one()
    return Patience(timedelta(seconds=target), timedelta(seconds=margin), calendars(session))
