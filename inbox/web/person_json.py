"""The person behind a conversation as the browser takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from connectors.base import Kind
from db.models import Role
from inbox.pages import abuse_words, person_words, sayings
from inbox.queries.contacts import Earlier, PersonView
from inbox.queries.people import Behind, ContactView, JoinView, Other
from inbox.rules import blocking, people, wished
from inbox.rules.people import Facts
from inbox.rules.wished import Heard, Proposal
from inbox.web.reader import Json, Reader, iso


def person(reader: Reader, view: PersonView, said: Sequence[Heard] = ()) -> Json:
    """Return who stands behind a conversation; `said` is what they wrote in it, newest first."""
    behind = view.behind
    return {
        "name": view.name,
        "handle": view.handle,
        "platform": view.platform,
        "label": sayings.label(view.platform),
        "account": view.account,
        "kind": reader.t(sayings.KINDS[Kind(view.kind)]),
        "state": reader.t(sayings.STATES[view.state]),
        "knownSince": iso(view.known_since),
        "beganAt": iso(view.began_at),
        "waitingSince": iso(view.waiting_since),
        "signAt": iso(view.sign_at),
        "answerUntil": iso(view.answer_until),
        "earlier": earlier(reader, view.earlier),
        "older": str(view.older) if view.older else None,
        "contact": view.contact_id,
        "contacts": [
            _contact(reader, one) | {"brought": bool(behind.join and one.id in behind.join.brought)}
            for one in behind.contacts
        ],
        "known": _known(behind),
        "proposed": _proposed(reader, wished.proposal(said, behind.facts)),
        "blocked": blocked(reader, behind),
        "tags": [asdict(tag) for tag in behind.tags],
        "blockDays": blocking.most(admin=reader.agent.role is Role.ADMIN),
        "join": _join(reader, behind.join) if behind.join else None,
    }


def earlier(reader: Reader, others: Iterable[Earlier]) -> list[Json]:
    """Return other conversations of a person."""
    return [
        {
            "id": other.id,
            "platform": other.platform,
            "label": sayings.label(other.platform),
            "kind": reader.t(sayings.KINDS[Kind(other.kind)]),
            "state": reader.t(sayings.STATES[other.state]),
            "preview": abuse_words.preview(reader.t, other.preview),
            "at": iso(other.last_message_at),
        }
        for other in others
    ]


def other(reader: Reader, found: Other, stays: Facts) -> Json:
    """Return somebody who may be the same person, and what of them a join would give up."""
    facts = found.facts
    return {
        **_contact(reader, found.contact),
        "revision": found.revision,
        "reasons": person_words.reasons(reader.t, found.reasons),
        "called": facts.name,
        "contacts": [_contact(reader, one) for one in found.contacts],
        "lastAt": iso(found.last_at),
        "overruled": people.overruled(stays, facts),
        "known": {
            "name": facts.name,
            "address": facts.address,
            "language": facts.language,
            "pace": facts.pace,
            "channel": facts.channel,
            "where": facts.channel_address,
            "hours": facts.channel_hours,
        },
    }


def blocked(reader: Reader, behind: Behind) -> Json | None:
    """Return until when somebody is blocked, why, and who did it; None where nobody is."""
    until = behind.facts.blocked_until
    if until is None or until <= reader.now:
        return None
    return {"until": iso(until), "reason": behind.facts.blocked_reason, "by": behind.blocked_by}


def _known(behind: Behind) -> Json:
    facts = behind.facts
    return {
        "name": facts.name,
        "address": facts.address,
        "language": facts.language,
        "channel": facts.channel,
        "source": facts.channel_source,
        "since": facts.channel_since and facts.channel_since.isoformat(),
        "where": facts.channel_address,
        "hours": facts.channel_hours,
        "message": facts.channel_message_id,
        "said": behind.said_in,
        "pace": facts.pace,
        "notes": facts.notes,
        "revision": behind.revision,
        "at": iso(facts.noted_at),
        "by": behind.noted_by,
    }


def _proposed(reader: Reader, found: Proposal | None) -> Json | None:
    """Return the way that they chose in their own words; an agent says whether it is so."""
    if found is None:
        return None
    wish, heard = found.wish, found.heard
    return {
        "channel": wish.channel,
        "no": wish.no,
        "words": abuse_words.preview(reader.t, wish.words),
        "where": wish.address,
        "hours": wish.hours,
        "message": heard.message_id,
        "since": heard.at.date().isoformat(),
    }


def _contact(reader: Reader, one: ContactView) -> Json:
    return {
        "id": one.id,
        "platform": one.platform,
        "label": sayings.label(one.platform),
        "name": one.name,
        "handle": one.handle,
        "url": reader.link(person_words.profile(one.platform, one.handle)),
    }


def _join(reader: Reader, join: JoinView) -> Json:
    return {
        "id": join.id,
        "at": iso(join.at),
        "by": join.agent,
        "because": person_words.because(reader.t, join.reasons),
        "news": join.news,
        "noted": join.noted,
    }
