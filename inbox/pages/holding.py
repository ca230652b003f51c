"""What an agent does with a whole conversation: whose it is, and when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.session import Session
from inbox.care import owning, snoozing
from inbox.care.owning import HasIt, Holder, NobodyThere
from inbox.care.snoozing import NeedsYou
from inbox.pages.acts import Ack, Desk, Unusable, calmly, number
from inbox.rules.snoozing import NoTime, wakes_at
from inbox.texts import Texts


def act(desk: Desk, value: Any) -> Ack:
    """Do what stands in the head of a conversation: `{what, id, ...}`; a refusal is a sentence."""
    try:
        return calmly(desk, "act", value, _act)
    except HasIt as error:
        said = has_it(desk.t, error.name)
    except NoTime:
        said = desk.t("That time cannot be chosen. Choose one within a year from now.")
    except NeedsYou:
        said = desk.t("A reply here needs you first. Nothing was changed.")
    except NobodyThere:
        said = desk.t("They are not here any more. Choose somebody else.")
    return Ack(what="act", ok=False, text=said, conversation=number(value, "id"))


def _act(desk: Desk, value: Any) -> Ack:
    chosen, what = number(value, "id"), value.get("what")
    with desk.house.database.write() as session:
        said = WAYS[what](session, desk, chosen, value)
    return Ack(what=what, conversation=chosen, text=said)


def has_it(t: Texts, name: str | None) -> str:
    """Return who was faster."""
    if name is None:
        return t("It lies in another queue by now. Nothing was changed.")
    return t("{agent} has it by now. Nothing was changed.", agent=name)


def _hand(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Hand it on: `{to: {agent, team}, had: {agent, team}}`, each an id or null."""
    to, had = _holder(value, "to"), _holder(value, "had")
    owning.hand(session, desk.actor, chosen, to, had, desk.house.clock())
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


WAYS: dict[str, Callable[[Session, Desk, int, dict[str, Any]], str]] = {
    "hand": _hand,
    "snooze": _snooze,
}
