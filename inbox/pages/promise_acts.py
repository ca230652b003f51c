"""What an agent does with a promise, in its conversation or on the page: one use case each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.session import Session
from inbox.care import promising
from inbox.care.promising import Flaw, NoPromise, Settled, Unclear
from inbox.pages import promise_words, whole
from inbox.pages.acts import Ack, Desk, number, string
from inbox.pages.whole import Refusals, Way


def act(desk: Desk, value: Any) -> Ack:
    """Do it: `{what, id, promise, ...}`, `id` being the conversation; a refusal is a sentence."""
    return whole.act(desk, value, WAYS, REFUSALS)


def _keep(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    """Say that it was kept: `{note}`, its proof."""
    proof, now = string(value, "note"), desk.house.clock()
    promising.keep(session, desk.actor, number(value, "promise"), proof, now)
    return desk.t("Kept. It stands in the ledger.")


def _break(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    """Say that it is broken: `{note}`, why."""
    why, now = string(value, "note"), desk.house.clock()
    promising.give_up(session, desk.actor, number(value, "promise"), why, now)
    return desk.t("Broken. Please tell the customer what happens instead.")


def _move(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    """Promise it for another time: `{due, note}`."""
    try:
        due = datetime.fromisoformat(string(value, "due"))
    except ValueError:
        raise Unclear(Flaw.DUE) from None
    if due.tzinfo is None:
        raise Unclear(Flaw.DUE)
    why, now = string(value, "note"), desk.house.clock()
    promising.move(session, desk.actor, number(value, "promise"), due, why, now)
    return desk.t("Now by {moment}. Please tell the customer.", moment=desk.t.moment(due, now))


def _hand(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    """Let a colleague keep it: `{to}`."""
    to, now = number(value, "to"), desk.house.clock()
    promising.hand(session, desk.actor, number(value, "promise"), to, now)
    return ""


def _open_again(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    promise, now = number(value, "promise"), desk.house.clock()
    promising.open_again(session, desk.actor, promise, now)
    return desk.t("The promise is open again.")


WAYS: dict[str, Way] = {
    "keep": _keep,
    "break": _break,
    "move": _move,
    "entrust": _hand,
    "unsettle": _open_again,
}

REFUSALS: Refusals = {
    NoPromise: lambda t, _: t("This promise is not there any more."),
    Settled: lambda t, _: t("Somebody has changed this promise meanwhile. Look again."),
    Unclear: lambda t, error: promise_words.flaw(t, error.flaw),
}
