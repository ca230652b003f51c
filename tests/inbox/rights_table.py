"""Every use case, and whom it lets in: the table that tests/inbox/test_rights.py goes through.

A new use case (a public function of care, outgoing or incoming that takes an `actor`) stands here
with a call and with those it lets in, or the test fails. `WITHIN` are called in a transaction,
`ALONE` open their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from connectors.base import Kind, Verb
from db.models import Absence, BulkVerb, Care, Cause, CauseState, Complaint, Role, Tag
from db.session import Database, Session
from inbox.care import (
    absences,
    accounts,
    acting,
    adoption,
    agents,
    alarms,
    authority,
    blocking,
    budget,
    bulk,
    caring,
    causes,
    closing,
    connecting,
    conversations,
    deciding,
    disconnecting,
    distributing,
    drafts,
    facts,
    filing,
    handing,
    hours,
    joining,
    lines,
    needs,
    notice_rules,
    noticing,
    noting,
    opening,
    options,
    outside,
    owning,
    pairing,
    people,
    person_tags,
    pictures,
    praising,
    preferences,
    presence,
    promising,
    quarantine,
    remedies,
    searching,
    shielding,
    sign_in,
    snoozing,
    streams,
    surveys,
    tagging,
    taking,
    teams,
    views,
)
from inbox.care.agents import Profile
from inbox.care.drafts import Typed
from inbox.care.outside import Said
from inbox.care.owning import Holder
from inbox.care.pictures import Given
from inbox.care.rights import MACHINE, Actor
from inbox.care.vault import Vault
from inbox.incoming import dry_run, replay
from inbox.outgoing import approving, later, replying, surveying
from inbox.rules.authority import Accepted, Remedy
from inbox.rules.budget import Steps
from inbox.rules.digest import Often, Wish
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from inbox.rules.opening import Closed
from inbox.rules.people import Facts
from inbox.settings import Settings
from inbox.texts import texts
from tests.contract_whole import PIXEL
from tests.desk import Desk

VAULT = Vault("a key for tests and nothing else")
PASSWORD = "sieben ruhige Laternen"
BACK = "https://inbox.example/connect/twitter/return"
AWAY = date(2026, 12, 1)
WEEK = opening.Given(read("mon-fri 9-17", "UTC"))
SHUT = Closed(AWAY, AWAY, "Inventur")
MIRA = Profile("Mira Albers", "+493023125777", "mira@example.com")


class Asker(StrEnum):
    """Who asks, and for whose thing: their own or another agent's."""

    AGENT = "an agent, for their own"
    AGENT_FOREIGN = "an agent, for another's"
    ADMIN = "an admin, for their own"
    ADMIN_FOREIGN = "an admin, for another's"
    MACHINE = "whoever runs the machine"
    GUEST = "somebody with a role that nobody knows"


A = Asker
PEOPLE = frozenset({A.AGENT, A.AGENT_FOREIGN, A.ADMIN, A.ADMIN_FOREIGN})
"""Everybody who is signed in, whosever it is."""
EVERYBODY = PEOPLE | {A.MACHINE}
OWNERS = frozenset({A.AGENT, A.ADMIN})
"""Whose it is and nobody else, admins neither."""
OTHERS = PEOPLE - OWNERS
"""Whoever is signed in, but not whose it is: a second pair of eyes."""
ADMINS = frozenset({A.ADMIN, A.ADMIN_FOREIGN, A.MACHINE})
ADMINS_HERE = ADMINS - {A.MACHINE}
"""Admins who are signed in: a login comes back to a person."""
OWN_OR_ADMIN = ADMINS | {A.AGENT}


class Things(Protocol):
    """What there is to act on: what belongs to an agent is the asker's own or another's."""

    db: Database
    settings: Settings
    now: datetime
    desk: Desk
    account: int
    agent: int
    conversation: int
    contact: int
    message: int
    filed: int
    unfiled: int
    reply: int
    scheduled: int
    held: int
    unknown: int
    action: int
    picture: int
    draft_key: str
    stream: int
    gap: int
    skipped: int
    alarm: int
    budget: int
    view: int
    bulk: int
    promise: int


def fresh() -> str:
    """Return a name or a key that nobody had before."""
    return uuid.uuid4().hex


def answers(session: Session, t: Things) -> int:
    """Return a team that has a calendar of its own."""
    made = team(session, t)
    opening.set_week(session, MACHINE, made, WEEK, t.now)
    return made


def team(session: Session, t: Things) -> int:
    """Return a team that nobody is in."""
    return teams.add(session, MACHINE, fresh(), t.now)


def tag(session: Session, t: Things) -> int:
    """Return a tag that is on nothing."""
    row = Tag(name="Strom", folded=fresh(), created_at=t.now)
    session.add(row)
    session.flush()
    return row.id


def cause(session: Session, t: Things) -> int:
    """Return a cause that nobody complained about."""
    made = {"folded": fresh(), "change": "Wir packen doppelt.", "since": t.now, "opened_at": t.now}
    row = Cause(name="Verpackung", **made)
    session.add(row)
    session.flush()
    return row.id


def complaint(session: Session, t: Things) -> int:
    """Return a cause that the conversation complains about."""
    made = cause(session, t)
    session.add(Complaint(cause_id=made, conversation_id=t.conversation, at=t.now))
    session.flush()
    return made


def absence(session: Session, t: Things) -> int:
    """Return an absence of the agent's that is still ahead."""
    row = Absence(agent_id=t.agent, zone="UTC", begins_at=t.now, ends_at=t.now, created_at=t.now)
    session.add(row)
    session.flush()
    return row.id


Within = Callable[[Session, Actor, Things], object]
Alone = Callable[[Actor, Things], object]

WITHIN: dict[str, tuple[frozenset[Asker], Within]] = {
    "care.absences.end": (OWN_OR_ADMIN, lambda s, a, t: absences.end(s, a, absence(s, t), t.now)),
    "care.absences.plan": (
        OWN_OR_ADMIN,
        lambda s, a, t: absences.plan(s, a, t.agent, absences.Given(AWAY, AWAY, "UTC"), t.now),
    ),
    "care.accounts.pause": (ADMINS, lambda s, a, t: accounts.pause(s, a, t.account, t.now)),
    "care.accounts.resume": (ADMINS, lambda s, a, t: accounts.resume(s, a, t.account, t.now)),
    "care.acting.ask": (
        PEOPLE,
        lambda s, a, t: acting.ask(s, a, t.message, Verb.HIDE, t.settings, t.now),
    ),
    "care.acting.take_back": (OWNERS, lambda s, a, t: acting.take_back(s, a, t.action, t.now)),
    "care.adoption.forget": (ADMINS, lambda s, a, t: adoption.forget(s, a, VAULT, t.now)),
    "care.agents.add": (ADMINS, lambda s, a, t: agents.add(s, a, fresh(), Role.AGENT, t.now)),
    "care.agents.disable": (ADMINS, lambda s, a, t: agents.disable(s, a, t.agent, t.now)),
    "care.agents.enable": (ADMINS, lambda s, a, t: agents.enable(s, a, t.agent, t.now)),
    "care.agents.save_profile": (
        OWN_OR_ADMIN,
        lambda s, a, t: agents.save_profile(s, a, t.agent, MIRA, "DE", t.now),
    ),
    "care.agents.set_role": (
        ADMINS,
        lambda s, a, t: agents.set_role(s, a, t.agent, Role.AGENT, t.now),
    ),
    "care.agents.set_approval": (
        ADMINS,
        lambda s, a, t: agents.set_approval(s, a, t.agent, t.now, on=True),
    ),
    "care.agents.set_role_approval": (
        ADMINS,
        lambda s, a, t: agents.set_role_approval(s, a, Role.AGENT, t.now, on=True),
    ),
    "care.agents.set_language": (
        OWN_OR_ADMIN,
        lambda s, a, t: agents.set_language(s, a, t.agent, "en"),
    ),
    "care.alarms.acknowledge": (ADMINS, lambda s, a, t: alarms.acknowledge(s, a, t.alarm, t.now)),
    "care.deciding.connect": (
        PEOPLE,
        lambda s, a, t: deciding.connect(
            s,
            a,
            t.conversation,
            t.desk.agents["jonas"],
            Accepted(Remedy.EXCEPTION),
            "Bitte.",
            "",
            timedelta(minutes=1),
            t.now,
        ),
    ),
    "care.authority.set_role": (
        ADMINS,
        lambda s, a, t: authority.set_role(
            s, a, Role.AGENT, Remedy.REFUND, authority.Grant(False), t.now
        ),
    ),
    "care.authority.set_own": (
        ADMINS,
        lambda s, a, t: authority.set_own(
            s, a, t.agent, Remedy.REFUND, authority.Grant(False), t.now
        ),
    ),
    "care.blocking.block": (
        EVERYBODY,
        lambda s, a, t: blocking.block(
            s, a, t.contact, f"{t.now:%Y-%m-%d}", "Droht uns.", "UTC", t.now
        ),
    ),
    "care.blocking.lift": (
        EVERYBODY,
        lambda s, a, t: blocking.lift(s, a, t.contact, blocking.Block(t.now, "Droht."), t.now),
    ),
    "care.budget.drop_budget": (ADMINS, lambda s, a, t: budget.drop_budget(s, a, t.budget, t.now)),
    "care.budget.set_budget": (
        ADMINS,
        lambda s, a, t: budget.set_budget(s, a, "twitter", None, 5_000_000, Steps(), t.now),
    ),
    "care.budget.set_price": (
        ADMINS,
        lambda s, a, t: budget.set_price(s, a, "twitter", "reply", 1, date(2026, 11, 20), t.now),
    ),
    "care.bulk.begin": (
        PEOPLE,
        lambda s, a, t: bulk.begin(s, a, BulkVerb.DONE, [t.conversation], {}, t.now),
    ),
    "care.bulk.undo": (EVERYBODY, lambda s, a, t: bulk.undo(s, a, t.bulk, t.now)),
    "care.causes.begin": (
        PEOPLE,
        lambda s, a, t: causes.begin(s, a, t.conversation, complaint(s, t), texts("de")),
    ),
    "care.causes.entrust": (
        EVERYBODY,
        lambda s, a, t: causes.entrust(s, a, cause(s, t), t.agent, t.now),
    ),
    "care.causes.found": (
        PEOPLE,
        lambda s, a, t: causes.found(s, a, fresh(), "Wir packen doppelt.", t.now),
    ),
    "care.causes.link": (
        EVERYBODY,
        lambda s, a, t: causes.link(s, a, t.conversation, cause(s, t), t.now),
    ),
    "care.causes.reword": (
        EVERYBODY,
        lambda s, a, t: causes.reword(s, a, cause(s, t), fresh(), "Wir prüfen.", t.now),
    ),
    "care.causes.told": (
        EVERYBODY,
        lambda s, a, t: causes.told(s, a, t.conversation, complaint(s, t), t.now),
    ),
    "care.causes.turn": (
        EVERYBODY,
        lambda s, a, t: causes.turn(s, a, cause(s, t), CauseState.FIXED, t.now),
    ),
    "care.causes.unlink": (
        EVERYBODY,
        lambda s, a, t: causes.unlink(s, a, t.conversation, complaint(s, t), t.now),
    ),
    "care.closing.close": (EVERYBODY, lambda s, a, t: closing.close(s, a, t.conversation, t.now)),
    "care.connecting.begin": (
        ADMINS_HERE,
        lambda s, a, t: connecting.begin(s, VAULT, t.settings, a, "twitter", BACK, t.now),
    ),
    "care.connecting.choose": (
        ADMINS_HERE,
        lambda s, a, t: connecting.choose(s, VAULT, t.settings, a, "guessed", [0], t.now),
    ),
    "care.connecting.give_up": (ADMINS_HERE, lambda s, a, t: connecting.give_up(s, a, "guessed")),
    "care.connecting.waiting": (
        ADMINS_HERE,
        lambda s, a, t: connecting.waiting(s, VAULT, a, t.now),
    ),
    "care.conversations.mark_read": (
        EVERYBODY,
        lambda s, a, t: conversations.mark_read(s, a, t.conversation, t.message),
    ),
    "care.conversations.reopen": (
        EVERYBODY,
        lambda s, a, t: conversations.reopen(s, a, t.conversation, t.now),
    ),
    "care.disconnecting.disconnect": (
        ADMINS,
        lambda s, a, t: disconnecting.disconnect(s, a, t.account, t.now),
    ),
    "care.distributing.outlook": (
        EVERYBODY,
        lambda s, a, t: distributing.outlook(s, a, None, Way.ROUND_ROBIN, t.now),
    ),
    "care.distributing.set_way": (
        ADMINS,
        lambda s, a, t: distributing.set_way(s, a, None, Way.ROUND_ROBIN, t.now),
    ),
    "care.distributing.with_hours": (
        EVERYBODY,
        lambda s, a, t: distributing.with_hours(s, a, t.agent, read("mon 9-17", "UTC"), t.now),
    ),
    "care.drafts.decide": (
        PEOPLE,
        lambda s, a, t: drafts.decide(s, a, t.conversation, {}),
    ),
    "care.drafts.save": (
        PEOPLE,
        lambda s, a, t: drafts.save(s, a, t.conversation, Typed("Gern.", fresh()), t.now),
    ),
    "care.facts.add": (
        PEOPLE,
        lambda s, a, t: facts.add(s, a, facts.Given("Bad", "ab 7 Uhr"), "UTC", t.now),
    ),
    "care.facts.change": (
        PEOPLE,
        lambda s, a, t: facts.change(s, a, 1, facts.Given("Bad", "ab 7 Uhr"), "UTC", t.now),
    ),
    "care.facts.remove": (ADMINS, lambda s, a, t: facts.remove(s, a, 1, t.now)),
    "care.filing.refile": (EVERYBODY, lambda s, a, t: filing.refile(s, a, t.unfiled, t.now)),
    "care.praising.told": (
        EVERYBODY,
        lambda s, a, t: praising.told(s, a, t.message, "die Fahrerin Anna", t.agent, t.now),
    ),
    "care.praising.deliver": (
        EVERYBODY,
        lambda s, a, t: praising.deliver(s, a, t.message, [t.agent], t.now),
    ),
    "care.filing.unfile": (EVERYBODY, lambda s, a, t: filing.unfile(s, a, t.filed, t.now)),
    "care.handing.accept": (PEOPLE, lambda s, a, t: handing.accept(s, a, 1, t.now)),
    "care.handing.decline": (PEOPLE, lambda s, a, t: handing.decline(s, a, 1, "", t.now)),
    "care.handing.know": (EVERYBODY, lambda s, a, t: handing.know(s, a, 1, t.now)),
    "care.handing.offer": (
        PEOPLE,
        lambda s, a, t: handing.offer(
            s, a, t.conversation, t.desk.agents["jonas"], "", timedelta(minutes=1), t.now
        ),
    ),
    "care.handing.take_back": (PEOPLE, lambda s, a, t: handing.take_back(s, a, 1, t.now)),
    "care.hours.set_capacity": (
        ADMINS,
        lambda s, a, t: hours.set_capacity(s, a, t.agent, 9, t.now),
    ),
    "care.hours.set_hours": (
        OWN_OR_ADMIN,
        lambda s, a, t: hours.set_hours(s, a, t.agent, read("mon 9-17", "UTC"), t.now),
    ),
    "care.hours.set_languages": (
        ADMINS,
        lambda s, a, t: hours.set_languages(s, a, t.agent, "de", t.now),
    ),
    "care.noting.keep": (
        PEOPLE,
        lambda s, a, t: noting.keep(s, a, t.conversation, "Hm.", "", t.now),
    ),
    "care.noting.mentions_seen": (
        EVERYBODY,
        lambda s, a, t: noting.mentions_seen(s, a, t.conversation, t.now),
    ),
    "care.noting.take_back": (PEOPLE, lambda s, a, t: noting.take_back(s, a, t.message, t.now)),
    "care.noting.write": (
        PEOPLE,
        lambda s, a, t: noting.write(s, a, t.conversation, "Hm.", fresh(), t.now),
    ),
    "care.joining.join": (
        EVERYBODY,
        lambda s, a, t: joining.join(s, a, t.contact, t.contact, (0, 0), [], t.now),
    ),
    "care.joining.part": (EVERYBODY, lambda s, a, t: joining.part(s, a, 1, 1, t.now)),
    "care.opening.close_days": (
        ADMINS,
        lambda s, a, t: opening.close_days(s, a, answers(s, t), SHUT, t.now),
    ),
    "care.opening.drop": (ADMINS, lambda s, a, t: opening.drop(s, a, answers(s, t), t.now)),
    "care.opening.open_days": (
        ADMINS,
        lambda s, a, t: opening.open_days(s, a, answers(s, t), SHUT, t.now),
    ),
    "care.opening.set_week": (ADMINS, lambda s, a, t: opening.set_week(s, a, None, WEEK, t.now)),
    "care.outside.change": (
        PEOPLE,
        lambda s, a, t: outside.change(s, a, t.message, Said(Kind.CALL, True, "Hm."), t.now),
    ),
    "care.outside.keep": (
        PEOPLE,
        lambda s, a, t: outside.keep(s, a, t.conversation, {"key": fresh()}, t.now),
    ),
    "care.outside.note": (
        PEOPLE,
        lambda s, a, t: outside.note(
            s, a, t.conversation, Said(Kind.CALL, True, "Hm."), fresh(), t.now
        ),
    ),
    "care.outside.take_back": (PEOPLE, lambda s, a, t: outside.take_back(s, a, t.message, t.now)),
    "care.owning.hand": (
        EVERYBODY,
        lambda s, a, t: owning.hand(s, a, t.conversation, Holder(), Holder(), t.now),
    ),
    "care.pairing.keep_apart": (
        PEOPLE,
        lambda s, a, t: pairing.keep_apart(s, a, t.conversation, t.now),
    ),
    "care.pairing.pair_again": (
        PEOPLE,
        lambda s, a, t: pairing.pair_again(s, a, t.conversation, t.now),
    ),
    "care.people.save": (
        EVERYBODY,
        lambda s, a, t: people.save(s, a, t.contact, Facts(name="Erika"), 0, t.now),
    ),
    "care.caring.care": (
        EVERYBODY,
        lambda s, a, t: caring.care(s, a, t.contact, Care.GRIEF, t.now),
    ),
    "care.lines.of_account": (
        ADMINS,
        lambda s, a, t: lines.of_account(s, a, t.account, "", "team@example.com", "DE", t.now),
    ),
    "care.lines.of_team": (
        ADMINS,
        lambda s, a, t: lines.of_team(s, a, team(s, t), "", "team@example.com", "DE", t.now),
    ),
    "care.shielding.hand_on": (
        PEOPLE,
        lambda s, a, t: shielding.hand_on(s, a, t.conversation, t.now),
    ),
    "care.caring.team_line": (
        EVERYBODY,
        lambda s, a, t: caring.team_line(s, a, t.conversation, t.now, on=False),
    ),
    "care.person_tags.put_on": (
        EVERYBODY,
        lambda s, a, t: person_tags.put_on(s, a, t.contact, fresh(), t.now),
    ),
    "care.person_tags.take_off": (
        EVERYBODY,
        lambda s, a, t: person_tags.take_off(s, a, t.contact, 1, t.now),
    ),
    "care.pictures.add": (
        PEOPLE,
        lambda s, a, t: pictures.add(
            s, a, t.conversation, fresh(), Given(PIXEL), t.settings, t.now
        ),
    ),
    "care.pictures.describe": (OWNERS, lambda s, a, t: pictures.describe(s, a, t.picture, "Rot")),
    "care.pictures.take_out": (OWNERS, lambda s, a, t: pictures.take_out(s, a, t.picture)),
    "care.preferences.put_steps_away": (
        PEOPLE,
        lambda s, a, t: preferences.put_steps_away(s, a, t.now),
    ),
    "care.preferences.set_density": (
        PEOPLE,
        lambda s, a, t: preferences.set_density(s, a, dense=True),
    ),
    "care.preferences.set_single_keys": (
        PEOPLE,
        lambda s, a, t: preferences.set_single_keys(s, a, on=False),
    ),
    "care.preferences.show_steps": (PEOPLE, lambda s, a, t: preferences.show_steps(s, a)),
    "care.taking.take": (
        PEOPLE,
        lambda s, a, t: taking.take(s, a, t.conversation, Holder(), texts("en"), t.now),
    ),
    "care.taking.tell": (
        PEOPLE,
        lambda s, a, t: taking.tell(s, a, t.promise, None, texts("en"), t.now),
    ),
    "care.promising.give_up": (
        EVERYBODY,
        lambda s, a, t: promising.give_up(s, a, t.promise, "Das Lager ist leer.", t.now),
    ),
    "care.promising.hand": (
        EVERYBODY,
        lambda s, a, t: promising.hand(s, a, t.promise, t.agent, t.now),
    ),
    "care.promising.keep": (
        EVERYBODY,
        lambda s, a, t: promising.keep(s, a, t.promise, "", t.now),
    ),
    "care.promising.move": (
        EVERYBODY,
        lambda s, a, t: promising.move(
            s, a, t.promise, t.now + timedelta(days=2), "Das Lager ist leer.", t.now
        ),
    ),
    "care.promising.open_again": (
        EVERYBODY,
        lambda s, a, t: promising.open_again(s, a, t.promise, t.now),
    ),
    "care.quarantine.forget": (
        ADMINS,
        lambda s, a, t: quarantine.forget(s, a, t.stream, [t.skipped], t.now),
    ),
    "care.searching.people": (EVERYBODY, lambda s, a, t: searching.people(s, a, "Erika")),
    "care.searching.look": (EVERYBODY, lambda s, a, t: searching.look(s, a, "hallo", "UTC")),
    "care.sign_in.new_link": (ADMINS, lambda s, a, t: sign_in.new_link(s, a, t.agent, t.now)),
    "care.sign_in.revoke": (OWN_OR_ADMIN, lambda s, a, t: sign_in.revoke(s, a, t.agent, t.now)),
    "care.needs.not_for_us": (
        EVERYBODY,
        lambda s, a, t: needs.not_for_us(s, a, t.conversation, "Werbung", t.now),
    ),
    "care.surveys.save": (
        ADMINS,
        lambda s, a, t: surveys.save(s, a, surveys.Given(on=True, share=5, words={}), t.now),
    ),
    "outgoing.surveying.invite": (
        ADMINS_HERE,
        lambda s, a, t: surveying.invite(s, a, "https://inbox.example", t.settings, t.now),
    ),
    "care.snoozing.snooze": (
        EVERYBODY,
        lambda s, a, t: snoozing.snooze(s, a, t.conversation, "later", "UTC", t.now),
    ),
    "care.notice_rules.mail": (
        PEOPLE,
        lambda s, a, t: notice_rules.mail(s, a, Wish(Often.MORNING), t.now),
    ),
    "care.notice_rules.ring": (
        PEOPLE,
        lambda s, a, t: notice_rules.ring(s, a, t.now, sound=True, desktop=False, words=False),
    ),
    "care.noticing.all_seen": (EVERYBODY, lambda s, a, t: noticing.all_seen(s, a, 1, t.now)),
    "care.noticing.one_seen": (EVERYBODY, lambda s, a, t: noticing.one_seen(s, a, 1, t.now)),
    "care.noticing.seen": (EVERYBODY, lambda s, a, t: noticing.seen(s, a, t.conversation, t.now)),
    "care.presence.here": (
        EVERYBODY,
        lambda s, a, t: presence.here(s, a, t.conversation, t.now),
    ),
    "care.remedies.offer": (
        PEOPLE,
        lambda s, a, t: remedies.offer(
            s, a, t.conversation, Remedy.REPLACEMENT, None, texts("de"), t.now
        ),
    ),
    "care.streams.acknowledge_gap": (
        ADMINS,
        lambda s, a, t: streams.acknowledge_gap(s, a, t.gap, t.now),
    ),
    "care.streams.begin_again": (
        ADMINS,
        lambda s, a, t: streams.begin_again(s, a, t.stream, 7, t.now),
    ),
    "care.streams.pause": (ADMINS, lambda s, a, t: streams.pause(s, a, t.stream, t.now)),
    "care.streams.poll_now": (ADMINS, lambda s, a, t: streams.poll_now(s, a, t.stream, t.now)),
    "care.streams.resume": (ADMINS, lambda s, a, t: streams.resume(s, a, t.stream, t.now)),
    "care.streams.set_backfill": (
        ADMINS,
        lambda s, a, t: streams.set_backfill(s, a, t.stream, 7, t.now),
    ),
    "care.streams.set_pace": (
        ADMINS,
        lambda s, a, t: streams.set_pace(s, a, t.stream, "every 2m", t.now),
    ),
    "care.tagging.make": (EVERYBODY, lambda s, a, t: tagging.make(s, a, fresh(), t.now)),
    "care.tagging.merge": (
        ADMINS,
        lambda s, a, t: tagging.merge(s, a, tag(s, t), tag(s, t), t.now),
    ),
    "care.tagging.put_on": (
        EVERYBODY,
        lambda s, a, t: tagging.put_on(s, a, t.conversation, fresh(), t.now),
    ),
    "care.tagging.remove": (ADMINS, lambda s, a, t: tagging.remove(s, a, tag(s, t), t.now)),
    "care.tagging.rename": (
        ADMINS,
        lambda s, a, t: tagging.rename(s, a, tag(s, t), fresh(), t.now),
    ),
    "care.tagging.take_off": (
        EVERYBODY,
        lambda s, a, t: tagging.take_off(s, a, t.conversation, 1, t.now),
    ),
    "care.teams.add": (ADMINS, lambda s, a, t: teams.add(s, a, fresh(), t.now)),
    "care.teams.join": (ADMINS, lambda s, a, t: teams.join(s, a, team(s, t), t.agent, t.now)),
    "care.teams.leave": (ADMINS, lambda s, a, t: teams.leave(s, a, team(s, t), t.agent, t.now)),
    "care.teams.remove": (ADMINS, lambda s, a, t: teams.remove(s, a, team(s, t), t.now)),
    "care.teams.rename": (ADMINS, lambda s, a, t: teams.rename(s, a, team(s, t), fresh(), t.now)),
    "care.views.remove": (
        OWN_OR_ADMIN,
        lambda s, a, t: views.remove(s, a, t.view, t.now),
    ),
    "care.views.rename": (
        OWNERS,
        lambda s, a, t: views.rename(s, a, t.view, fresh(), t.now),
    ),
    "care.views.save": (PEOPLE, lambda s, a, t: views.save(s, a, fresh(), {}, t.now)),
    "incoming.replay.replay": (ADMINS, lambda s, a, t: replay.replay(s, a, t.skipped, t.now)),
    "outgoing.approving.approve": (
        OTHERS,
        lambda s, a, t: approving.approve(s, a, t.held, t.settings, t.now),
    ),
    "outgoing.approving.change": (
        OTHERS,
        lambda s, a, t: approving.change(s, a, t.held, "Gern.", t.settings, t.now),
    ),
    "outgoing.approving.send_back": (
        OTHERS,
        lambda s, a, t: approving.send_back(s, a, t.held, "", t.now),
    ),
    "outgoing.later.send_now": (
        OWNERS,
        lambda s, a, t: later.send_now(s, a, t.scheduled, t.settings, t.now),
    ),
    "outgoing.replying.it_is_there": (
        PEOPLE,
        lambda s, a, t: replying.it_is_there(s, a, t.unknown, t.now),
    ),
    "outgoing.replying.preview": (
        PEOPLE,
        lambda s, a, t: replying.preview(s, a, t.conversation, "Gern.", t.settings, t.now),
    ),
    "outgoing.replying.queue": (
        OWNERS,
        lambda s, a, t: replying.queue(
            s, a, t.conversation, "Das klären wir.", t.draft_key, t.settings, t.now
        ),
    ),
    "outgoing.replying.send_again": (
        PEOPLE,
        lambda s, a, t: replying.send_again(s, a, t.unknown, t.now),
    ),
    "outgoing.replying.undo": (OWNERS, lambda s, a, t: replying.undo(s, a, t.reply, t.now)),
}

ALONE: dict[str, tuple[frozenset[Asker], Alone]] = {
    "care.adoption.add": (
        ADMINS,
        lambda a, t: adoption.add(t.db, VAULT, t.settings, a, "memory", {}, t.desk.now),
    ),
    "care.agents.set_password": (
        OWN_OR_ADMIN,
        lambda a, t: agents.set_password(t.db, a, t.agent, PASSWORD, t.now),
    ),
    "care.connecting.answered": (
        ADMINS_HERE,
        lambda a, t: connecting.answered(
            t.db, VAULT, t.settings, a, "twitter", {"state": "guessed"}, t.desk.now
        ),
    ),
    "care.connecting.paste": (
        ADMINS_HERE,
        lambda a, t: connecting.paste(
            t.db, VAULT, t.settings, a, "twitter", "oauth1", {}, t.desk.now
        ),
    ),
    "care.disconnecting.erase": (
        ADMINS,
        lambda a, t: disconnecting.erase(t.db, a, t.account, t.now),
    ),
    "care.disconnecting.let_go": (
        ADMINS,
        lambda a, t: disconnecting.let_go(t.db, VAULT, t.settings, a, t.account, t.desk.now),
    ),
    "care.options.change": (ADMINS, lambda a, t: options.change(t.db, a, t.account, {}, t.now)),
    "incoming.dry_run.look": (
        ADMINS,
        lambda a, t: dry_run.look(t.db, t.desk.open, a, t.stream, t.settings, t.desk.now),
    ),
    "incoming.replay.replay_all": (
        ADMINS,
        lambda a, t: replay.replay_all(t.db, a, t.stream, t.desk.now),
    ),
    "incoming.replay.replay_each": (
        ADMINS,
        lambda a, t: list(replay.replay_each(t.db, a, [t.skipped], t.desk.now)),
    ),
}

INSIDE = {
    "care.audit.record": "writes who did what, for use cases that have checked",
    "care.conversations.closed": "a step of care.closing.close, which checks",
    "care.following.follow": "does what stands in a reply: care.closing, care.snoozing check",
    "care.snoozing.put_off": "a step of care.snoozing.snooze; it checks",
    "care.owning.answers": "a step of outgoing.replying.queue, which checks",
    "care.owning.give": "a step of hand and of care.handing.accept, which check",
    "care.promising.confirm": "a step of outgoing.replying.queue, which checks",
    "care.promising.pledge": "a step of care.outside.note, which checks",
    "care.promising.reword": "a step of outgoing.approving.change, which checks",
    "care.people.wrote": "a step of what is written about a person, after its check",
    "care.rights.require": "is the check",
    "care.tagging.known_or_new": "a step of putting a tag on, after its check",
    "care.writers.writer": "is the check of those who write to customers",
}
"""Public functions with an actor that are no use case of their own; the reason why."""
