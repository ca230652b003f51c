"""What admins have to know: raised once a cause, told when it gets worse and when it is over.

    watch  what holds now ──> alarms that are new are raised, those whose cause is gone are healed
    tell   what no e-mail has told yet ──> one e-mail to each admin for all of it together

The open alarm of a cause has its `open_key`, which is unique: any number of workers may watch.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from db.models import AccountState, Alarm, Mail, Trouble
from db.session import KEEP_KEYS, Database
from db.upsert import insert_into
from inbox.care import alarm_words, audit, endings, mail
from inbox.care.journal import tell as note
from inbox.care.rights import Actor, Right, require
from inbox.queries import alarms as facts_of
from inbox.queries import money
from inbox.queries.alarms import Admin, Watched
from inbox.rules.alarms import Cause, Ending, Fact, Finding, fails, open_key, patience
from inbox.rules.budget import mark_reached
from inbox.rules.logins import countdown
from inbox.settings import Settings
from inbox.texts import texts

log = logging.getLogger("durchwahl.alarms")

MAIL_TRIES = 4
"""Tries in vain after which the page says that e-mails do not leave."""

RECKONED = timedelta(hours=6)
"""How long a stream's patience, reckoned from its past, is believed."""

AT_ONCE = 50
"""Streams whose past is read in one round: the next round goes on."""


KEPT = timedelta(days=90)
"""How long an alarm that is over is shown."""


class NoAlarm(LookupError):
    """There is no such alarm; nothing was changed."""


def raise_(
    session: Session,
    cause: Cause,
    subject: str,
    facts: Mapping[str, Fact],
    now: datetime,
    account_id: int | None = None,
    stream_id: int | None = None,
    stage: int = 0,
) -> bool:
    """Raise an alarm, once a cause and subject; return whether that is news.

    One that is open takes the new facts; where it got worse nobody has seen that yet.
    """
    key = open_key(cause, subject)
    row = insert_into(session, Alarm).values(
        cause=cause, open_key=key, account_id=account_id, stream_id=stream_id,
        facts=dict(facts), stage=stage, raised_at=now,
    )  # fmt: skip
    made = session.execute(
        row.on_conflict_do_nothing(index_elements=["open_key"]).returning(Alarm.id)
    ).first()
    if made is not None:
        note(log, logging.WARNING, "alarm", cause=cause, of=subject)
        return True
    found = session.scalar(
        select(Alarm).where(Alarm.open_key == key).with_for_update(key_share=True)
    )
    if found is None:
        return False  # healed by somebody else at this very moment
    worse = stage > found.stage
    found.facts, found.stage = dict(facts), stage
    if worse:
        found.seen_at = found.seen_by = None
        note(log, logging.WARNING, "alarm got worse", cause=cause, of=subject, stage=stage)
    return worse


def heal(
    session: Session,
    cause: Cause,
    subject: str,
    now: datetime,
    ending: Ending = Ending.RECOVERED,
    *,
    quietly: bool = False,
) -> bool:
    """End an alarm; return whether there was one. `quietly`: its end is no news to anybody."""
    key = open_key(cause, subject)
    found = session.scalar(
        select(Alarm).where(Alarm.open_key == key).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    )
    if found is None:
        return False
    found.open_key, found.healed_at = None, now
    found.facts = {**found.facts, "ended": ending}
    if quietly:
        found.told = None
    session.flush()
    note(log, logging.INFO, "alarm is over", cause=cause, of=subject, why=ending)
    return True


def acknowledge(session: Session, actor: Actor, alarm_id: int, now: datetime) -> None:
    """Note that an admin has seen an alarm; it stays until its cause is gone."""
    require(actor, Right.CONNECTORS)
    found = session.get(Alarm, alarm_id, with_for_update=KEEP_KEYS)
    if found is None:
        raise NoAlarm(alarm_id)
    if found.seen_at is None:
        found.seen_at, found.seen_by = now, actor.agent_id
        audit.record(session, actor, "alarm seen", f"alarms:{alarm_id}", now)


@dataclass
class Watch:
    """Looks at everything that may need an admin. Remembers how patient each stream is."""

    db: Database
    failures: int
    _patience: dict[int, tuple[datetime, timedelta | None]] = field(default_factory=dict)

    def look(self, now: datetime) -> None:
        """Raise what is new and heal what is over. Writes only where something changed."""
        with self.db.read() as session:
            found = {finding.key: finding for finding in self.findings(session, now)}
            open_ = {row.open_key or "": row for row in session.scalars(_open())}
        fresh = [one for key, one in found.items() if _is_news(one, open_.get(key))]
        over = [row for key, row in open_.items() if key not in found]
        if not fresh and not over:
            return
        with self.db.write() as session:
            for one in sorted(fresh, key=lambda each: each.key):
                raise_(
                    session, one.cause, one.subject, one.facts, now,
                    one.account_id, one.stream_id, one.stage,
                )  # fmt: skip
            for row in over:
                cause, _, subject = (row.open_key or "").partition("|")
                ending, quietly = endings.of(session, row), endings.rests(session, row)
                heal(session, Cause(cause), subject, now, ending, quietly=quietly)

    def findings(self, session: Session, now: datetime) -> list[Finding]:
        """Return every cause that holds now."""
        return [
            *self._of_streams(session, now),
            *_of_gaps(session),
            *_of_logins(session, now),
            *_of_budgets(session, now),
            *_of_mail(session),
        ]

    def _of_streams(self, session: Session, now: datetime) -> list[Finding]:
        found, read = [], 0
        for stream in facts_of.streams(session):
            if fails(
                stream.failures, self.failures, enabled=stream.enabled,
                refused=stream.trouble is Trouble.REFUSED,
            ):  # fmt: skip
                found.append(_failing(stream))
            if stream.enabled and stream.last_new_at and stream.last_ok_at:
                known = self._knows(stream.id, now)
                if not known and read < AT_ONCE:
                    read += 1
                    known = self._learn(session, stream.id, stream.last_new_at, now)
                limit = self._patience[stream.id][1] if known else None
                if not known or (limit and stream.last_ok_at - stream.last_new_at > limit):
                    found.append(_quiet(stream, stream.last_new_at, keeps=not known))
        return found

    def _knows(self, stream_id: int, now: datetime) -> bool:
        known = self._patience.get(stream_id)
        return known is not None and now - known[0] < RECKONED

    def _learn(self, session: Session, stream_id: int, last: datetime, now: datetime) -> bool:
        past = facts_of.arrivals(session, stream_id, last)
        self._patience[stream_id] = (now, patience(past))
        return True


def _failing(stream: Watched) -> Finding:
    about = {
        **_where(stream.account, stream.platform, stream.name),
        "since": _written(stream.trouble_since),
        "trouble": stream.trouble,
    }
    return Finding(
        Cause.FAILING, f"streams:{stream.id}", about,
        account_id=stream.account_id, stream_id=stream.id,
    )  # fmt: skip


def _quiet(stream: Watched, since: datetime, *, keeps: bool) -> Finding:
    about = {**_where(stream.account, stream.platform, stream.name), "since": _written(since)}
    return Finding(
        Cause.QUIET, f"streams:{stream.id}", about,
        account_id=stream.account_id, stream_id=stream.id, keeps=keeps,
    )  # fmt: skip


def _of_gaps(session: Session) -> list[Finding]:
    return [
        Finding(
            Cause.GAP,
            f"streams:{gap.stream_id}",
            {
                **_where(gap.account, gap.platform, gap.stream),
                "since": _written(gap.since),
                "until": _written(gap.until),
            },
            stage=gap.newest,
            account_id=gap.account_id,
            stream_id=gap.stream_id,
        )
        for gap in facts_of.missed(session)
    ]


STOPPED = {
    AccountState.LOGIN_NEEDED: Cause.LOGIN_DEAD,
    AccountState.OUT_OF_CREDIT: Cause.CREDIT,
}


def _of_logins(session: Session, now: datetime) -> list[Finding]:
    found = []
    for login in facts_of.logins(session):
        about, subject = _where(login.name, login.platform), f"accounts:{login.id}"
        if login.state in STOPPED:
            told = about | {"since": _written(login.since)}
            found.append(Finding(STOPPED[login.state], subject, told, account_id=login.id))
        if login.state is not AccountState.ACTIVE:
            continue
        ends = countdown(login.token_expires_at, login.access_ends_at, now, renewed=login.renewed)
        if ends is not None:
            told = about | {"until": _written(ends.at), "what": ends.what}
            found.append(Finding(Cause.LOGIN_ENDS, subject, told, -ends.step, account_id=login.id))
    return found


def _of_budgets(session: Session, now: datetime) -> list[Finding]:
    return [
        Finding(
            Cause.BUDGET,
            f"budgets:{view.scope}",
            {
                **_where(view.account, view.platform),
                "percent": view.used,
                "cap": view.micros,
                "thrift": int(view.thrift),
                "until": view.ends.isoformat(),
            },
            stage=mark,
            account_id=view.account_id,
        )
        for view in money.budgets(session, now)
        if (mark := mark_reached(view.spent, view.micros))
    ]


def _of_mail(session: Session) -> list[Finding]:
    post = facts_of.post(session, MAIL_TRIES)
    if not post.stuck:
        return []
    about: dict[str, Fact] = {"since": _written(post.since), "trouble": post.trouble}
    return [Finding(Cause.MAIL, "mails", about)]


def _where(account: str | None, platform: str, stream: str | None = None) -> dict[str, Fact]:
    return {"account": account, "platform": platform, "stream": stream}


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _open() -> Select[Alarm]:
    return select(Alarm).where(Alarm.open_key.is_not(None)).order_by(Alarm.id)


def _is_news(one: Finding, row: Alarm | None) -> bool:
    if row is None:
        return not one.keeps
    return (row.facts, row.stage) != (one.facts, one.stage)


def tell(db: Database, settings: Settings, now: datetime) -> int:
    """Queue what no e-mail has told yet, one e-mail an admin for all of it; return how many.

    An alarm that came and went between two rounds is told to nobody. That e-mails do not
    leave is shown on the page alone.
    """
    if not settings.sends_mail:
        return 0
    with db.read() as session:
        admins = facts_of.admins(session)
        news = any(session.scalars(each.limit(1)).first() for each in (_untold(), _over()))
    if not admins or not news:
        return 0
    with db.write() as session:
        fresh, over = (session.scalars(_mine(each)).all() for each in (_untold(), _over()))
        if fresh or over:
            _write(session, admins, fresh, over, settings.public_url, now)
        for row in fresh:
            row.told = row.stage
        for row in over:
            row.told = None
    return len(admins) if fresh or over else 0


def _write(
    session: Session,
    admins: Sequence[Admin],
    fresh: Sequence[Alarm],
    over: Sequence[Alarm],
    public_url: str,
    now: datetime,
) -> None:
    key = ",".join(f"{row.id}.{row.stage}" for row in fresh)
    key += ":" + ",".join(str(row.id) for row in over)
    new, ended = ([alarm_words.of(row) for row in rows] for rows in (fresh, over))
    for admin in admins:
        t = texts(admin.language)
        subject, text = alarm_words.letter(
            t, admin.name, new, ended, public_url=public_url, now=now
        )
        mail.queue(session, f"alarms:{admin.id}:{key}", admin.email, subject, text, now)


def _mine(asked: Select[Alarm]) -> Select[Alarm]:
    return asked.with_for_update(key_share=True, skip_locked=True)


def _untold() -> Select[Alarm]:
    return (
        select(Alarm)
        .where(
            Alarm.open_key.is_not(None),
            Alarm.cause != Cause.MAIL,
            or_(Alarm.told.is_(None), Alarm.told < Alarm.stage),
        )
        .order_by(Alarm.id)
    )


def _over() -> Select[Alarm]:
    return (
        select(Alarm)
        .where(Alarm.healed_at.is_not(None), Alarm.told.is_not(None))
        .order_by(Alarm.id)
    )


def forget(session: Session, now: datetime) -> None:
    """Let go of alarms that are long over, and of e-mails that are long sent or given up."""
    session.execute(delete(Alarm).where(Alarm.healed_at < now - KEPT))
    done = func.coalesce(Mail.sent_at, Mail.failed_at)
    session.execute(delete(Mail).where(done < now - KEPT))
