"""What colleagues do with each other in a conversation: offer it, answer, take a note back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from db.session import Session
from inbox.care import handing, noting
from inbox.care.handing import NoOffer
from inbox.care.noting import NoNote
from inbox.care.owning import HasIt, NobodyThere
from inbox.pages import holding, together_words
from inbox.pages.acts import Ack, Desk, calmly, number, string


def act(desk: Desk, value: Any) -> Ack:
    """Do it: `{what, id, ...}`, `id` being the conversation; a refusal is a sentence."""
    try:
        return calmly(desk, "act", value, _act)
    except HasIt as error:
        said = holding.has_it(desk.t, error.name)
    except NobodyThere:
        said = desk.t("They are not here any more. Choose somebody else.")
    except NoOffer:
        said = desk.t("This offer is over. Nothing was changed.")
    except NoNote:
        said = desk.t("This message is not there any more.")
    except noting.Refused as refused:
        said = together_words.note(desk.t, refused.wrong)
    return Ack(what="act", ok=False, text=said, conversation=number(value, "id"))


def _act(desk: Desk, value: Any) -> Ack:
    chosen, what = number(value, "id"), value.get("what")
    with desk.house.database.write() as session:
        said = WAYS[what](session, desk, chosen, value)
    return Ack(what=what, conversation=chosen, text=said)


def _offer(session: Session, desk: Desk, chosen: int, value: dict[str, Any]) -> str:
    """Ask a colleague: `{to, note}`."""
    to, note = number(value, "to"), string(value, "note")
    house = desk.house
    wait = timedelta(minutes=house.settings.handover_minutes)
    handing.offer(session, desk.actor, chosen, to, note, wait, house.clock())
    return desk.t("Offered. It stays where it is until the answer.")


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


WAYS: dict[str, Callable[[Session, Desk, int, dict[str, Any]], str]] = {
    "offer": _offer,
    "accept": _accept,
    "decline": _decline,
    "withdraw": _withdraw,
    "know": _know,
    "unnote": _take_note_back,
}
