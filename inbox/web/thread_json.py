"""A conversation as the browser takes it: every sentence said, every time in ISO 8601.

What customers wrote goes out as plain strings; the browser only ever sets it as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import islice

from connectors.base import Kind
from inbox.outgoing.composing import Preview
from inbox.pages import abuse_words, authority_words, hours_words, sayings
from inbox.queries.standing import At
from inbox.queries.teams import HolderView, Named
from inbox.queries.thread import Side, ThreadView
from inbox.rules import introductions, review
from inbox.rules.have_read import A_COLLEAGUE
from inbox.rules.objections import Objection
from inbox.rules.wished import NEWEST, Heard
from inbox.web import entry_json
from inbox.web.reader import Json, Reader, iso


def heard(view: ThreadView) -> list[Heard]:
    """Return what the customer wrote last on a page, the newest first."""
    theirs = (one for one in reversed(view.entries) if one.side is Side.CUSTOMER and one.message_id)
    newest = islice(theirs, NEWEST)
    return [Heard(one.message_id or 0, one.text, one.at) for one in newest]


def thread(reader: Reader, view: ThreadView) -> Json:
    """Return one page of a conversation."""
    label = sayings.label(view.platform)
    return {
        "id": view.id,
        "name": view.name,
        "handle": view.handle,
        "platform": view.platform,
        "label": label,
        "account": view.account,
        "kind": reader.t(sayings.KINDS[view.kind]),
        "private": view.kind is Kind.DIRECT,
        "state": view.state,
        "snoozedUntil": iso(view.snoozed_until),
        "early": view.early,
        "waitingSince": iso(view.waiting_since),
        "answerUntil": iso(view.answer_until),
        "permalink": reader.link(view.permalink),
        "lastInbound": view.last_inbound_id,
        "entries": entry_json.entries(reader, view),
        "older": str(view.older) if view.older else None,
        "crowded": view.crowded,
        "moving": entry_json.moving(view, reader.now),
    }


def held(
    reader: Reader,
    holder: HolderView | None,
    hands: tuple[list[Named], list[Named]],
    work: Mapping[int, At],
) -> Json:
    """Return who has a conversation and who could have it: agents and teams by name.

    With each agent stands what a colleague should know before: that they are away, say. `standsIn`:
    the reader does the work of who has it.
    """

    def known(one: Named) -> Json:
        hint = hours_words.hint(reader.t, work.get(one.id), reader.now)
        return {**asdict(one), "hint": hint}

    agent, team = (holder.agent, holder.team) if holder else (None, None)
    at = work.get(agent.id) if agent else None
    stands_in = at is not None and at.away is not None and at.away.stand_in_id == reader.agent.id
    agents, teams = [known(one) for one in hands[0]], [asdict(one) for one in hands[1]]
    return {
        "holder": {"agent": agent and known(agent), "team": team and asdict(team)},
        "hands": {
            "agents": agents,
            "teams": teams,
            "me": reader.agent.id,
            "standsIn": stands_in,
        },
    }


def preview(reader: Reader, shown: Preview) -> Json:
    """Return what would leave, part by part, and what speaks against it, as sentences."""
    return {
        "parts": [asdict(part) for part in shown.parts],
        "objections": [
            {
                "rule": objection.rule,
                "level": objection.level,
                "toCome": objection.rule in review.TO_COME,
                "text": sayings.objected(reader.t, objection, reader.now),
                "parts": objection.params.get("parts") if objection.rule == "too_long" else None,
                "read": _to_read(objection),
                "decide": authority_words.to_decide(reader.t, objection),
            }
            for objection in shown.objections
        ],
        "fits": shown.fits,
        "questions": [
            {"text": abuse_words.preview(reader.t, one.text), "answered": one.answered}
            for one in shown.questions
        ],
        "openings": _openings(reader, shown),
    }


def _to_read(objection: Objection) -> Json | None:
    """Return what its agent says when they have read it, as `have_read` understands it."""
    if objection.rule == "wrote_again":
        return {"message": objection.params["message"]}
    at = objection.params.get("at")
    if objection.rule in A_COLLEAGUE and isinstance(at, datetime):
        return {"answer": iso(at)}
    return None


def _openings(reader: Reader, shown: Preview) -> Json:
    """Return the sentences that can be put in: who the agent is, and the question of a name."""
    meeting, name = shown.meeting, reader.agent.work_name
    said = shown.parts[0].body if shown.parts else ""
    new = meeting.first and name and not introductions.introduces(said, name)
    return {
        "introduce": introductions.introduction(name, meeting) if new else None,
        "ask": introductions.question(meeting) if meeting.nameless else None,
        "spoken": meeting.spoken,
    }


def stamp(answer: Json) -> str:
    """Return a short word that changes when anything in the answer does."""
    said = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:20]
