"""What the list shows of colleagues: who is there, what is offered, where one is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.session import Session
from inbox.pages import need_words
from inbox.queries import conversations, needs, together
from inbox.queries.conversations import Folder
from inbox.queries.rows import Row
from inbox.queries.together import NOTHING, Beside
from inbox.texts import Texts


def under_offers(
    session: Session,
    agent_id: int | None,
    folder: Folder,
    rows: tuple[Row, ...],
    *,
    first: bool,
) -> tuple[Row, ...]:
    """Return a page of "Mine" under what colleagues offer; other folders and pages as they are."""
    if folder is not Folder.MINE or not first:
        return rows
    offers = conversations.offered(session, agent_id)
    above = {one.id for one in offers}
    return (*offers, *(row for row in rows if row.id not in above))


def counts(session: Session, agent_id: int | None) -> tuple[dict[Folder, int], int]:
    """Return what each folder holds, and how much of it colleagues offer the agent.

    What is offered waits for them like what is theirs.
    """
    found, asked = conversations.counts(session, agent_id), together.asked(session, agent_id)
    return found | {Folder.MINE: found[Folder.MINE] + asked}, asked


def beside(
    session: Session, agent_id: int | None, ids: list[int], now: datetime, mentions: int
) -> dict[int, dict[str, Any]]:
    """Return what is added to each of these rows; `mentions` of the agent are unread."""
    found = together.beside(session, agent_id, ids, now, named=mentions > 0)
    return {one: _said(found.get(one, NOTHING)) for one in ids}


def need(session: Session, ids: list[int], t: Texts, standing: int) -> dict[int, dict[str, Any]]:
    """Return of each of these rows why it could use a hand; nothing is asked where none could."""
    found = needs.why(session, ids) if standing else {}
    return {one: {"need": need_words.row(t, found.get(one, ""))} for one in ids}


def _said(what: Beside) -> dict[str, Any]:
    ways = {"asked": what.offered, "asking": what.asking, "back": what.back}
    offer = next((way for way, holds in ways.items() if holds), None)
    others = [{"name": one.name, "writing": one.writing} for one in what.others]
    return {"others": others, "offer": offer, "offeredTo": what.asking, "named": what.named}
