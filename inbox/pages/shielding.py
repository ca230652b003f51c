"""What stands at the end of the head's menu: how somebody is treated, and out of one's hands."""

from __future__ import annotations

from typing import Any

from db.models import Care
from db.session import Session
from inbox.care import caring, pairing, shielding
from inbox.care.conversations import NoConversation
from inbox.care.lines import NoLine
from inbox.pages import whole
from inbox.pages.acts import Ack, Desk, Unusable
from inbox.pages.whole import Refusals, Way
from inbox.queries import people
from inbox.texts import mark

CARES: dict[Care, str] = {
    Care.GRIEF: mark("They grieve: a quiet answer, no survey."),
    Care.ILLNESS: mark("They are ill: a quiet answer, no survey."),
}


def act(desk: Desk, value: Any) -> Ack:
    """Do it: `{what, id, ...}`, `id` being the conversation; a refusal is a sentence."""
    return whole.act(desk, value, WAYS, REFUSALS)


def _hand_on(session: Session, desk: Desk, chosen: int, _value: dict[str, Any]) -> str:
    shielding.hand_on(session, desk.actor, chosen, desk.house.clock())
    return desk.t("It is out of your hands. Nobody asks why, and it counts nowhere.")


def _line(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Sign by the team's line, or by one's own again: `{on}`."""
    on = value.get("on") is True
    caring.team_line(session, desk.actor, chosen, desk.house.clock(), on=on)
    if on:
        return desk.t("Replies to them give the team's line from now on; your name stays.")
    return desk.t("Replies to them give each agent's own line again.")


def _care(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Treat somebody with care: `{why}`, or null when it is over."""
    asked = value.get("why")
    if asked is not None and asked not in set(Care):
        raise Unusable("why")
    why = Care(asked) if asked is not None else None
    caring.care(session, desk.actor, _contact(session, chosen), why, desk.house.clock())
    return desk.t(CARES[why]) if why else desk.t("The mark is taken away.")


def _pair(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Be given somebody again, or not: `{on}`."""
    now = desk.house.clock()
    if value.get("on") is True:
        pairing.pair_again(session, desk.actor, chosen, now)
        return desk.t("They may be given to you again.")
    pairing.keep_apart(session, desk.actor, chosen, now)
    return desk.t("They are not given to you again. Nobody else sees that.")


def _contact(session: Session, conversation_id: int) -> int:
    found = people.contact_of(session, conversation_id)
    if found is None:
        raise NoConversation(conversation_id)
    return found.id


WAYS: dict[str, Way] = {"handOn": _hand_on, "teamLine": _line, "care": _care, "pair": _pair}

REFUSALS: Refusals = {
    NoLine: lambda t, _: t("There is no line of the team yet: an admin sets it on the page Team."),
}
