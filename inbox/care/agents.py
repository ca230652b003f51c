"""The people who answer: who they are, what they sign with, how they get in, when they are out.

Nobody has a password by default: the first agent of an installation gets in by a link that is
printed once, and everybody sets their own.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.models import Agent, Role, RoleRule, SessionEnd
from db.session import KEEP_KEYS, Database
from db.upsert import insert_into
from inbox.care import absences, audit, offers, owning, sign_in, throttle, unsent
from inbox.care.rights import SYSTEM, Actor, NotAllowed, Right, require
from inbox.queries import agents as people
from inbox.rules.faults import Fault
from inbox.rules.signature import Profile, check_profile
from inbox.texts import LANGUAGES

SHORTEST, LONGEST = 12, 200
"""Characters of a password (OWASP ASVS 5.0, 6.2: at least 8; long ones are not refused)."""

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?")
_PLAIN = re.compile(r"(.{1,4})\1+.?.?.?")

FIRST_LOGIN = "admin"
SANDBOX_LOGIN = "miriam"
SANDBOX_NAME = "Miriam Albers"
SANDBOX_PHONE = "+493023125042"
"""A number for films: Bundesnetzagentur keeps (0)30 23125 000 to 999 free for fiction."""
SANDBOX_EMAIL = "miriam.albers@example.com"


class Wrong(StrEnum):
    """What is wrong with a login name or a password; the page has one sentence for each."""

    LOGIN_FORM = "login_form"
    LOGIN_TAKEN = "login_taken"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    OLD_WRONG = "old_wrong"
    LAST_ADMIN = "last_admin"


class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class TooOften(Exception):
    """Passwords were guessed too fast; nothing is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("guessed too fast")
        self.until = until


class CannotSave(Exception):
    """A profile that could not sign; every fault, and the profile as far as it is right."""

    def __init__(self, profile: Profile, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.profile = profile
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Disabled:
    """What was taken back: replies to leave, conversations now in queues, offers, open sessions."""

    withdrawn: int = 0
    freed: int = 0
    offers: int = 0
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class FirstLink:
    """A way in for the first agent: the token of a link that works once."""

    login: str
    token: str


def add(
    session: Session,
    actor: Actor,
    login: str,
    role: Role,
    now: datetime,
    *,
    profile: Profile | None = None,
    language: str | None = None,
    region: str = "DE",
) -> int:
    """Add an agent who cannot sign in yet (a link or a password comes next); return the id.

    Raises Refused for the login name, CannotSave for a profile that could not sign.
    """
    require(actor, Right.PEOPLE)
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise Refused(Wrong.LOGIN_FORM)
    if session.scalar(select(exists().where(Agent.login == login))):
        raise Refused(Wrong.LOGIN_TAKEN)
    checked = _checked(profile, region) if profile else Profile("", None, None)
    agent = Agent(
        login=login,
        work_name=checked.work_name,
        phone=checked.phone,
        email=checked.email,
        role=role.value,
        language=_known(language),
        created_at=now,
    )
    session.add(agent)
    session.flush()
    audit.record(session, actor, "agent added", _subject(agent.id), now, role=role.value)
    return agent.id


def save_profile(
    session: Session, actor: Actor, agent_id: int, profile: Profile, region: str, now: datetime
) -> Profile:
    """Keep what an agent signs with and return it in its usual form. Raises CannotSave."""
    agent = _own_or_others(session, actor, agent_id)
    checked = _checked(profile, region)
    before = (agent.work_name, agent.phone, agent.email)
    if before != (checked.work_name, checked.phone, checked.email):
        agent.work_name, agent.phone, agent.email = checked.work_name, checked.phone, checked.email
        audit.record(session, actor, "profile saved", _subject(agent_id), now)
    return checked


def set_language(session: Session, actor: Actor, agent_id: int, language: str) -> None:
    """Choose the language of an agent's screens; one that we do not speak changes nothing."""
    agent = _own_or_others(session, actor, agent_id)
    if language in LANGUAGES:
        agent.language = language


def disable(session: Session, actor: Actor, agent_id: int, now: datetime) -> Disabled:
    """Let nobody in as this agent any more, from the next click on. Their replies stay theirs.

    What they had waits in its queues again; what was to leave later does not, and stands in the
    thread as a note. Raises Refused for the last admin: nobody could let anybody in again.
    """
    require(actor, Right.PEOPLE)
    agent, last = _locked(session, agent_id)
    if last:
        raise Refused(Wrong.LAST_ADMIN)
    sessions = sign_in.end_all(session, agent_id, SessionEnd.DISABLED, now)
    if agent.disabled_at is not None:
        return Disabled(sessions=sessions)
    agent.disabled_at = now
    left = Disabled(
        withdrawn=unsent.withdraw_of(session, agent_id, now),
        freed=owning.let_go(session, agent_id),
        offers=offers.end_of(session, agent_id, now),
        sessions=sessions,
    )
    audit.record(session, actor, "agent disabled", _subject(agent_id), now, **asdict(left))
    absences.follow(session, now)
    return left


def set_role(session: Session, actor: Actor, agent_id: int, role: Role, now: datetime) -> None:
    """Say what an agent may do, from their next click on. Raises Refused for the last admin."""
    require(actor, Right.PEOPLE)
    agent, last = _locked(session, agent_id)
    if agent.role == role:
        return
    if last:
        raise Refused(Wrong.LAST_ADMIN)
    agent.role = role.value
    audit.record(session, actor, "role changed", _subject(agent_id), now, role=role.value)


def set_approval(session: Session, actor: Actor, agent_id: int, now: datetime, *, on: bool) -> None:
    """Say whether a colleague has to look at every reply of an agent before it leaves."""
    require(actor, Right.PEOPLE)
    agent = _found(session, agent_id)
    if agent.needs_approval != on:
        agent.needs_approval = on
        audit.record(session, actor, "approval", _subject(agent_id), now, on=on)


def set_role_approval(
    session: Session, actor: Actor, role: Role, now: datetime, *, on: bool
) -> None:
    """Say whether a colleague has to look at every reply of everybody with a role.

    Who is asked for themselves stays asked, whatever becomes of their role.
    """
    require(actor, Right.PEOPLE)
    before = role in people.roles_with_approval(session)
    if before == on:
        return
    rule = insert_into(session, RoleRule).values(role=role.value, needs_approval=on)
    same = rule.on_conflict_do_update(index_elements=["role"], set_={"needs_approval": on})
    session.execute(same)
    audit.record(session, actor, "approval", f"roles:{role.value}", now, on=on)


def enable(session: Session, actor: Actor, agent_id: int, now: datetime) -> None:
    """Let an agent in again; sessions and links from before stay dead."""
    require(actor, Right.PEOPLE)
    agent = _found(session, agent_id)
    if agent.disabled_at is not None:
        agent.disabled_at = None
        audit.record(session, actor, "agent enabled", _subject(agent_id), now)


def set_password(
    db: Database,
    actor: Actor,
    agent_id: int,
    password: str,
    now: datetime,
    *,
    old: str | None = None,
    address: str = "",
    here: str | None = None,
) -> None:
    """Set a password and end every session of that agent: whoever else was signed in is out.

    `here` is the token of the browser in which they set it: they stay signed in there.
    An agent who has one names it (`old`); those guesses are throttled as at sign-in. Raises
    Refused, TooOften, NotAllowed. Hashes are made in no transaction.
    """
    with db.write() as session:
        agent = _own_or_others(session, actor, agent_id)
        login, stored = agent.login, agent.password_hash
        own = actor.agent_id == agent_id and stored is not None
        until = throttle.guess(session, login, address, now) if own else None
    if until is not None:
        raise TooOften(until)
    if own and not sign_in.matches(stored, old or ""):
        raise Refused(Wrong.OLD_WRONG)
    check_password(password, login, agent.work_name)
    kept = sign_in.hashed(password)
    with db.write() as session:
        _own_or_others(session, actor, agent_id).password_hash = kept
        sign_in.end_all(session, agent_id, SessionEnd.RENEWED, now, but=here)
        if own:
            throttle.right(session, login, address, now)
        audit.record(session, actor, "password set", _subject(agent_id), now)


def check_password(password: str, *about: str) -> None:
    """Raise Refused for a password that is easily guessed; `about` is what is known of its owner.

    Length is what counts (NIST SP 800-63B): no rule asks for digits or signs.
    """
    if len(password) < SHORTEST:
        raise Refused(Wrong.TOO_SHORT)
    if len(password) > LONGEST:
        raise Refused(Wrong.TOO_LONG)
    plain = password.casefold()
    rest = plain
    known = " ".join(about).casefold().split()
    for word in (*(word for word in known if len(word) > 2), "durchwahl", "passwor"):
        rest = rest.replace(word, "")
    if len(rest) < SHORTEST // 2 or _PLAIN.fullmatch(plain) or plain in "01234567890123456789":
        raise Refused(Wrong.TOO_PLAIN)


def found_at(folder: Path, address: str) -> None:
    """Note where browsers find the page, so that links made on the command line lead there.

    Where nothing can be written nothing is noted: no reason not to serve.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "address").write_text(address)
    except OSError:
        return


def where(folder: Path) -> str | None:
    """Return where the page was found last, None when it never started in this folder."""
    try:
        return (folder / "address").read_text().strip() or None
    except OSError:
        return None


def first_agent(session: Session, now: datetime, *, sandbox: bool) -> FirstLink | None:
    """Return a fresh way in while nobody has a password, None once somebody has one.

    The first agent is an admin; in the sandbox one with a made-up profile, so that a visitor
    can answer at once. A link that was printed before is void.
    """
    able = select(exists().where(Agent.password_hash.is_not(None), Agent.disabled_at.is_(None)))
    if session.scalar(able):
        return None
    agent = session.scalars(
        select(Agent)
        .where(Agent.role == Role.ADMIN, Agent.disabled_at.is_(None))
        .order_by(Agent.id)
        .limit(1)
    ).one_or_none()
    if agent is None:
        made_up = Profile(SANDBOX_NAME, SANDBOX_PHONE, SANDBOX_EMAIL) if sandbox else None
        login = _free(session, SANDBOX_LOGIN if sandbox else FIRST_LOGIN)
        agent = _found(session, add(session, SYSTEM, login, Role.ADMIN, now, profile=made_up))
    return FirstLink(agent.login, sign_in.new_link(session, SYSTEM, agent.id, now))


def _free(session: Session, login: str) -> str:
    taken = set(session.scalars(select(Agent.login).where(Agent.login.startswith(login))))
    numbered = (f"{login}{n}" for n in range(2, len(taken) + 3))
    return next(name for name in (login, *numbered) if name not in taken)


def _checked(profile: Profile, region: str) -> Profile:
    checked, faults = check_profile(profile.work_name, profile.phone, profile.email, region)
    if faults:
        raise CannotSave(checked, faults)
    return checked


def _locked(session: Session, agent_id: int) -> tuple[Agent, bool]:
    """Lock an agent; returned is also whether no other admin could let anybody in.

    Every admin's row is locked before, in one order: of two who shut each other out one stays.
    """
    admins = select(Agent.id).where(Agent.role == Role.ADMIN, Agent.disabled_at.is_(None))
    able = set(session.scalars(admins.order_by(Agent.id).with_for_update(key_share=True)))
    agent = session.get(Agent, agent_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if agent is None:
        raise LookupError(f"there is no agent {agent_id}")
    return agent, able == {agent_id}


def _known(language: str | None) -> str | None:
    return language if language is None or language in LANGUAGES else "en"


def _found(session: Session, agent_id: int) -> Agent:
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise LookupError(f"there is no agent {agent_id}")
    return agent


def _own_or_others(session: Session, actor: Actor, agent_id: int) -> Agent:
    own = actor.agent_id == agent_id
    require(actor, Right.OWN_PROFILE if own else Right.PEOPLE)
    agent = _found(session, agent_id)
    if own and agent.disabled_at is not None:
        raise NotAllowed("this agent was disabled")
    return agent


def _subject(agent_id: int) -> str:
    return f"agents:{agent_id}"
