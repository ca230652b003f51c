"""What colleagues do with each other in a conversation: offer it, answer, take a note back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.session import Session
from inbox.care import deciding, handing, noting, outside
from inbox.care.handing import NoOffer
from inbox.care.noting import NoNote
from inbox.care.promising import Unclear
from inbox.pages import connecting_words, outside_words, promise_words, together_words, whole
from inbox.pages.acts import Ack, Desk, number, string
from inbox.pages.whole import Refusals, Way


def act(desk: Desk, value: Any) -> Ack:
    """Do it: `{what, id, ...}`, `id` being the conversation; a refusal is a sentence."""
    return whole.act(desk, value, WAYS, REFUSALS)


def _offer(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Ask a colleague: `{to, note}`."""
    to, note = number(value, "to"), string(value, "note")
    house = desk.house
    wait = timedelta(minutes=house.settings.handover_minutes)
    handing.offer(session, desk.actor, chosen, to, note, wait, house.clock())
    return desk.t("Offered. It stays where it is until the answer.")


def _connect(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Ask a colleague who may: `{to, remedy, sum, note}`; the briefing goes along."""
    to, words, now = number(value, "to"), string(value, "note"), desk.house.clock()
    what = connecting_words.asked(string(value, "remedy"), string(value, "sum"))
    wait = timedelta(minutes=desk.house.settings.decide_minutes)
    told = connecting_words.briefing(desk.t, session, desk.actor.agent_id, chosen, what, now)
    deciding.connect(session, desk.actor, chosen, to, what, words, told, wait, now)
    return desk.t("Asked. It stays yours until it is taken over.")


def _accept(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    handing.accept(session, desk.actor, number(value, "offer"), desk.house.clock())
    return desk.t("It is yours.")


def _decline(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    word, now = string(value, "note"), desk.house.clock()
    handing.decline(session, desk.actor, number(value, "offer"), word, now)
    return desk.t("Declined. It stays where it is.")


def _withdraw(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    handing.take_back(session, desk.actor, number(value, "offer"), desk.house.clock())
    return desk.t("The offer is taken back.")


def _know(session: Session, desk: Desk, _chosen: int, value: dict[str, Any]) -> str:
    handing.know(session, desk.actor, number(value, "offer"), desk.house.clock())
    return ""


def _take_note_back(session: Session, desk: Desk, chosen: int, _value: dict[str, Any]) -> str:
    """Take the note back whose message is `id`."""
    noting.take_back(session, desk.actor, chosen, desk.house.clock())
    return desk.t("The note is taken back.")


def _take_outside_back(session: Session, desk: Desk, chosen: int, _value: dict[str, Any]) -> str:
    """Take back the call or the e-mail whose message is `id`."""
    outside.take_back(session, desk.actor, chosen, desk.house.clock())
    return desk.t("Taken back. What was promised in it stays promised.")


WAYS: dict[str, Way] = {
    "offer": _offer,
    "connect": _connect,
    "accept": _accept,
    "decline": _decline,
    "withdraw": _withdraw,
    "know": _know,
    "unnote": _take_note_back,
    "outsideBack": _take_outside_back,
}

REFUSALS: Refusals = {
    NoOffer: lambda t, _: t("This offer is over. Nothing was changed."),
    deciding.NoWord: lambda t, _: t("Say in a sentence of your own what it is about."),
    handing.NoReason: lambda t, _: t("Say why: your colleague has to tell the customer."),
    Unclear: lambda t, error: t(promise_words.FLAWS[error.flaw]),
    NoNote: lambda t, _: t("This message is not there any more."),
    outside.NotNoted: lambda t, _: t("This message is not there any more."),
    outside.Refused: lambda t, refused: outside_words.wrong(t, refused.wrong),
    noting.Refused: lambda t, refused: together_words.note(t, refused.wrong),
}
