"""What is done with a reply that waits: sent now by its agent; approved, changed, sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.models import ReplyState
from db.session import Session
from inbox.outgoing import approving, later
from inbox.outgoing.replying import Objected
from inbox.pages.acts import Ack, Desk, calmly, number, string
from inbox.pages.sayings import objected
from inbox.rules.objections import Level


def act(desk: Desk, value: Any) -> Ack:
    """Do what stands under a reply that waits: `{what, id, ...}`; a refusal is a sentence."""
    return calmly(desk, "act", value, _act)


def _act(desk: Desk, value: Any) -> Ack:
    chosen, what = number(value, "id"), value.get("what")
    try:
        with desk.house.database.write() as session:
            said = WAYS[what](session, desk, chosen, value)
    except Objected as refused:
        firm = [each for each in refused.objections if each.level is not Level.HINTS]
        now = desk.house.clock()
        said = " ".join(objected(desk.t, each, now) for each in firm)
        said = said or desk.t("It has not left. Why, and what to do, stands below.")
        reason = approving.answered(firm)
        return Ack(what=string(value, "what"), ok=False, text=said, reply=chosen, reason=reason)
    return Ack(what=what, conversation=chosen, text=said)


def _now(session: Session, desk: Desk, chosen: int, _: dict[str, Any]) -> str:
    house = desk.house
    later.send_now(session, desk.actor, chosen, house.settings, house.clock())
    return ""


def _approve(session: Session, desk: Desk, chosen: int, _: dict[str, Any]) -> str:
    house = desk.house
    state = approving.approve(session, desk.actor, chosen, house.settings, house.clock())
    return _gone(desk, state)


def _change(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Change it: `{text, despite}`, the reason "" where there is none."""
    house, text, despite = desk.house, string(value, "text"), string(value, "despite")
    now, zone = house.clock(), desk.t.zone
    state = approving.change(
        session, desk.actor, chosen, text, house.settings, now, zone, despite or None
    )
    return _gone(desk, state)


def _back(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Send it back: `{note}`."""
    approving.send_back(session, desk.actor, chosen, string(value, "note"), desk.house.clock())
    return desk.t("Sent back. It is in its author's draft again.")


def _gone(desk: Desk, state: ReplyState) -> str:
    if state is ReplyState.SCHEDULED:
        return desk.t("Approved. It leaves at its time.")
    return desk.t("Approved. It is on its way.")


WAYS: dict[str, Callable[[Session, Desk, int, dict[str, Any]], str]] = {
    "now": _now,
    "approve": _approve,
    "change": _change,
    "back": _back,
}
