"""E-mails about what waits, by each agent's own rules: once a slot, never about nothing.

    a slot is due ──> taken (whoever comes first) ──> something waits: an e-mail is queued
                                                  └─> nothing does: no e-mail, until the next slot

Taking the slot and writing the e-mail are one transaction: two workers make one e-mail, and a
worker that dies in between has not taken the slot.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from db.models import NoticeRule
from db.session import Database
from inbox.care import digest_words, mail
from inbox.queries import notice_rules
from inbox.queries.notice_rules import Reading
from inbox.queries.waiting import waiting
from inbox.rules.digest import slot
from inbox.settings import Settings
from inbox.texts import texts


def send(db: Database, settings: Settings, now: datetime) -> int:
    """Queue the e-mails that are due; returns how many. Nothing happens without SMTP_URL."""
    if not settings.sends_mail:
        return 0
    with db.read() as session:
        due = [
            (one, at)
            for one in notice_rules.readers(session)
            if (at := slot(one.wish, now)) and (one.slot is None or one.slot < at)
        ]
    queued = 0
    for one, at in due:
        with db.write() as session:
            queued += _serve(session, one, at, settings, now)
    return queued


def _serve(session: Session, one: Reading, at: datetime, settings: Settings, now: datetime) -> bool:
    """Take a slot and write its e-mail; returns whether there is one."""
    mine = or_(NoticeRule.slot.is_(None), NoticeRule.slot < at)
    taken = session.execute(
        update(NoticeRule)
        .where(NoticeRule.agent_id == one.agent_id, mine)
        .values(slot=at)
        .returning(NoticeRule.agent_id)
        .execution_options(synchronize_session=False)
    ).first()
    found = waiting(session, one.agent_id, now) if taken is not None else None
    if not found:
        return False
    t = texts(one.language, one.wish.zone)
    subject, text = digest_words.letter(t, one.name, found, public_url=settings.public_url, now=now)
    key = f"digest:{one.agent_id}:{at.isoformat()}"
    return mail.queue(session, key, one.email, subject, text, now)
