"""What an agent does with a whole conversation: whose it is, and when it comes back."""

from __future__ import annotations

from typing import Any

from db.session import Session
from inbox.care import needs, owning, snoozing
from inbox.care.needs import NoReason, NotThere
from inbox.care.owning import Holder
from inbox.care.snoozing import NeedsYou
from inbox.pages import whole
from inbox.pages.acts import Ack, Desk, Unusable, number, string
from inbox.pages.whole import Refusals, Way
from inbox.rules.snoozing import wakes_at

ASKS = "handSure"
"""What is answered instead of "hand": whoever asked says once more that they mean it."""


def act(desk: Desk, value: Any) -> Ack:
    """Do what stands in the head of a conversation: `{what, id, ...}`; a refusal is a sentence."""
    try:
        return whole.act(desk, value, WAYS, REFUSALS)
    except owning.Writing as error:
        text = desk.t("{agent} is writing there just now.", agent=error.name)
        return Ack(what=ASKS, ok=False, text=text, conversation=value["id"])


def _hand(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Hand it on: `{to: {agent, team}, had: {agent, team}, sure}`, each an id or null.

    Not `sure`, and its owner writes there: asked back (ASKS), whether it is meant.
    """
    to, had, sure = _holder(value, "to"), _holder(value, "had"), value.get("sure") is True
    owning.hand(session, desk.actor, chosen, to, had, desk.house.clock(), sure=sure)
    return desk.t("It is yours.") if to.agent_id == desk.actor.agent_id else ""


def _holder(value: dict[str, Any], name: str) -> Holder:
    found = value.get(name)
    if not isinstance(found, dict):
        raise Unusable(name)
    agent, team = found.get("agent"), found.get("team")
    return Holder(
        None if agent is None else number(found, "agent"),
        None if team is None else number(found, "team"),
    )


def _snooze(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Put it off: `{until}`, a choice or a time on the agent's own clock."""
    asked, now = value.get("until"), desk.house.clock()
    if not isinstance(asked, str):
        raise Unusable("until")
    until = snoozing.snooze(session, desk.actor, chosen, asked, desk.t.zone, now)
    moment = desk.t.moment(until, now)
    if until < wakes_at(asked, now, desk.t.zone):
        return desk.t("It comes back {moment}, before it can no longer be answered.", moment=moment)
    return desk.t("It comes back {moment}.", moment=moment)


def _not_ours(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """File what could have used a hand: `{note}`, why it is not for us."""
    needs.not_for_us(session, desk.actor, chosen, string(value, "note"), desk.house.clock())
    return desk.t("Put away: not for us.")


WAYS: dict[str, Way] = {"hand": _hand, "snooze": _snooze, "notOurs": _not_ours}

REFUSALS: Refusals = {
    NoReason: lambda t, _: t("Say why it is not for us, in a few words."),
    NotThere: lambda t, _: t("Somebody has taken it up meanwhile. Nothing was changed."),
    NeedsYou: lambda t, _: t("A reply here needs you first. Nothing was changed."),
}
