"""First steps: a card above the list that leads a new house to its first signed reply.

A new colleague who may answer and cannot sign yet is led to the signature.

It asks the tables only while it is needed: once all is done, or put away, this tab asks no more.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from db.session import Session
from inbox.care import preferences
from inbox.care.rights import GRANTS, Actor, Right
from inbox.pages import current
from inbox.queries import agents, first_steps
from inbox.queries import preferences as choices
from inbox.queries.preferences import Preferences
from inbox.texts import Texts, mark

STEPS: dict[str, tuple[str, str]] = {
    "signature": (
        mark("Say what you sign with"),
        mark("Your name, and a phone number or an e-mail address that reaches you."),
    ),
    "account": (
        mark("Connect an account"),
        mark("X, Facebook or Instagram. The page says what it needs and checks it at once."),
    ),
    "message": (
        mark("Have the first message in"),
        mark("It appears here by itself, as soon as a customer writes."),
    ),
    "reply": (
        mark("Deliver the first signed reply"),
        mark("Open a conversation and answer it. Your signature is added by itself."),
    ),
    "colleague": (
        mark("Let a colleague in"),
        mark("Add somebody and hand them the link that lets them in."),
    ),
}
WAYS = {"signature": "/signature", "account": "/connect", "colleague": "/colleagues"}
"""Where a step is done; the others are done right here."""


def of(session: Session, t: Texts, actor: Actor) -> dict[str, Any]:
    """Return what the list shows of an agent's own choices: the card, and how close rows stand."""
    chosen = choices.of(session, actor.agent_id)
    return {"steps": _card(session, t, actor, chosen), "dense": chosen.dense}


def _card(session: Session, t: Texts, actor: Actor, chosen: Preferences) -> dict[str, Any] | None:
    over = st.session_state.get("first_steps_over", False)
    if chosen.steps_away or over:
        return None
    if Right.PEOPLE not in GRANTS[actor.role]:
        return _unsigned(session, t, actor)
    found = first_steps.first_steps(session, actor.agent_id or 0)
    if found.done:
        st.session_state.first_steps_over = True
        return None
    steps = [_step(t, step, done=getattr(found, step)) for step in STEPS]
    done = sum(step["done"] for step in steps)
    return {
        "title": t("First steps"),
        "count": t("{done} of {all} done", done=done, all=len(steps)),
        "doneWord": t("Done"),
        "away": t("Put away"),
        "steps": steps,
    }


def _unsigned(session: Session, t: Texts, actor: Actor) -> dict[str, Any] | None:
    """Return the one step of a new colleague: nothing of theirs can leave before they sign."""
    me = agents.agent(session, actor.agent_id or 0)
    if Right.REPLY not in GRANTS[actor.role] or me is None or me.reachable:
        st.session_state.first_steps_over = True
        return None
    return {
        "title": t("Before your first answer"),
        "count": "",
        "doneWord": t("Done"),
        "away": t("Put away"),
        "steps": [_step(t, "signature", done=False)],
    }


def _step(t: Texts, step: str, *, done: bool) -> dict[str, Any]:
    name, how = STEPS[step]
    return {"name": t(name), "how": t(how), "done": done, "to": WAYS.get(step)}


def prefer(what: Any) -> None:
    """Put the card away when a browser says so; whatever else it says changes nothing."""
    here, actor = current.house(), current.actor(acted=True)
    if what == "away":
        with here.database.write() as session:
            preferences.put_steps_away(session, actor, here.clock())
