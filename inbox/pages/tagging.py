"""Tags put on and taken off in the head of a conversation; a refusal is one calm sentence."""

from __future__ import annotations

from typing import Any

from db.session import Session
from inbox.care import tagging
from inbox.care.tagging import MOST, Refused, Wrong
from inbox.pages import whole
from inbox.pages.acts import Ack, Desk, Unusable, number
from inbox.pages.whole import Refusals, Way
from inbox.rules.labels import LONGEST
from inbox.texts import Texts, mark

WRONGS: dict[Wrong, str] = {
    Wrong.FORM: mark("A tag has 1 to {longest} characters on one line."),
    Wrong.TAKEN: mark("There is a tag of this name already."),
    Wrong.TOO_MANY: mark("There are {most} tags on it already. Take one off first."),
}


def act(desk: Desk, value: Any) -> Ack:
    """Do it: `{what: tag, id, name}` or `{what: untag, id, tag}`."""
    return whole.act(desk, value, WAYS, REFUSALS)


def sentence(t: Texts, wrong: Wrong) -> str:
    """Return why a tag was not taken."""
    return t(WRONGS[wrong], longest=LONGEST, most=MOST)


def _put_on(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    name = value.get("name")
    if not isinstance(name, str):
        raise Unusable("name")
    tagging.put_on(session, desk.actor, chosen, name, desk.house.clock())
    return ""


def _take_off(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    tag_id = number(value, "tag")
    tagging.take_off(session, desk.actor, chosen, tag_id, desk.house.clock())
    return ""


WAYS: dict[str, Way] = {"tag": _put_on, "untag": _take_off}

REFUSALS: Refusals = {Refused: lambda t, refused: sentence(t, refused.wrong)}
