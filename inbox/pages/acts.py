"""What an agent does in the inbox: one use case each, and the word back to the pane.

A value from a component is whatever a browser sent: its shape is checked here, the right to
do it in the use case. Every refusal ends in one calm sentence; nothing typed is lost by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from connectors.base import Verb
from db.models import ReplyState
from db.session import Busy, Session
from inbox.care import acting, closing, conversations, filing
from inbox.care.acting import NoMessage, NotPossible
from inbox.care.conversations import NoConversation
from inbox.care.owning import NobodyThere
from inbox.care.pictures import OtherPictures
from inbox.care.promising import PromisedSooner, Unclear
from inbox.care.rights import Actor, NotAllowed
from inbox.outgoing import replying
from inbox.outgoing.replying import NoReply, NotNow, Objected, TooLate
from inbox.pages import act_words, promise_words, sayings, wishing
from inbox.pages.current import House
from inbox.pages.promise_words import Unreadable
from inbox.queries import drafts
from inbox.rules.have_read import HaveRead, understood
from inbox.rules.snoozing import NoTime
from inbox.texts import Texts, mark

KEY = re.compile(r"[0-9a-f]{32}")
MOST = 2**63 - 1


class Unusable(Exception):
    """A browser sent something that makes no sense; nothing was done."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to one act. `n` counts them, so that a pane knows a new one.

    Of an answer that is in line, `reply` can be taken back before `until`, in ISO 8601. Refused
    with `reason`, one lets it go all the same.
    """

    n: int = 0
    what: str = ""
    ok: bool = True
    text: str = ""
    conversation: int | None = None
    key: str | None = None
    reply: int | None = None
    until: str | None = None
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, and on what."""

    house: House
    actor: Actor
    t: Texts


SORRY: dict[type[Exception], str] = {
    TooLate: mark("Too late: it is on its way already."),
    NotNow: mark("Something has changed meanwhile. Look again."),
    NoReply: mark("This reply is not there any more."),
    NoConversation: mark("This conversation is not there any more."),
    NoMessage: mark("This message is not there any more."),
    acting.NotNow: mark("Something has changed meanwhile. Look again."),
    filing.NotNow: mark("Something has changed meanwhile. Look again."),
    NotAllowed: mark("You may not do this."),
    Objected: mark("It has not left. Why, and what to do, stands below."),
    OtherPictures: mark("The pictures here have changed meanwhile. Look once more, then send."),
    closing.PromisedAnew: mark(
        "Something is promised here, so the conversation stays open: press Send."
    ),
    closing.StillPromised: mark(
        "Something is promised here: say that it was kept or broken, then put it away."
    ),
    NoTime: mark("That time cannot be chosen. Choose one within a year from now."),
    NobodyThere: mark("They are not here any more. Choose somebody else."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
    Unusable: mark("That did not work. Reload the page and try again."),
}


def number(value: Any, name: str) -> int:
    """Return one of our ids from what a browser sent. Raises Unusable."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found <= MOST:
        raise Unusable(name)
    return found


def send(desk: Desk, value: Any) -> Ack:
    """Queue an answer: `{conversation, text, key, split, despite, read, private, pictures, ...}`.

    What is wished besides stands in `inbox.pages.wishing`, what it promises in `promise_words`.
    """
    conversation_id, key = number(value, "conversation"), string(value, "key")
    text, despite = string(value, "text"), string(value, "despite")
    if not KEY.fullmatch(key):
        raise Unusable("key")
    try:
        wish = wishing.read(value, desk.t.zone, desk.house.clock())
        given = promise_words.read(value.get("promises", []))
    except (TypeError, KeyError, Unreadable):
        raise Unusable("wish") from None
    with desk.house.database.write() as session:
        queued = replying.queue(
            session,
            desk.actor,
            conversation_id,
            text,
            key,
            desk.house.settings,
            desk.house.clock(),
            split=value.get("split") is True,
            despite=despite or None,
            private=value.get("private") is True,
            seen=_ids(value, "pictures"),
            wish=wish,
            given=given,
            zone=desk.t.zone,
            read=_read(value),
        )
    undo = queued.undo_until.isoformat() if queued.state is ReplyState.QUEUED else None
    return Ack(
        what="send", conversation=conversation_id, key=key, reply=queued.reply_ids[0], until=undo
    )


def _read(value: Any) -> HaveRead:
    """Return up to where its agent says that they have read. Raises Unusable."""
    try:
        return understood(value.get("read"))
    except ValueError:
        raise Unusable("read") from None


def act(desk: Desk, value: Any) -> Ack:
    """Do one of the things that stand beside a message, a reply or a conversation: `{what, id}`."""
    what, chosen = string(value, "what"), number(value, "id")
    if what not in WAYS:
        raise Unusable("what")
    with desk.house.database.write() as session:
        WAYS[what](session, desk, chosen)
        begun = _begun(session, desk, chosen) if what == "close" else ""
    said = f"{desk.t(SAID[what])} {begun}".strip() if what in SAID else ""
    return Ack(what=what, conversation=_there(value), text=said)


def seen(desk: Desk, value: Any) -> None:
    """Note what an agent has seen: `{conversation, message}`."""
    conversation_id, message_id = number(value, "conversation"), number(value, "message")
    with desk.house.database.write() as session:
        conversations.mark_read(session, desk.actor, conversation_id, message_id)


def calmly(desk: Desk, what: str, value: Any, do: Callable[[Desk, Any], Ack]) -> Ack:
    """Do it; what is refused becomes a sentence."""
    try:
        return do(desk, value)
    except Objected as error:
        said = _objected(desk, error)
    except Unclear as error:
        said = promise_words.flaw(desk.t, error.flaw)
    except PromisedSooner as error:
        said = promise_words.sooner(desk.t, error, desk.house.clock())
    except NotPossible as error:
        said = act_words.not_possible(desk.t, error.obstacle, sayings.label(error.platform))
    except tuple(SORRY) as error:
        said = desk.t(next(text for kind, text in SORRY.items() if isinstance(error, kind)))
    key = value.get("key") if isinstance(value, dict) else None
    return Ack(
        what=what,
        ok=False,
        text=said,
        conversation=_there(value),
        key=key if isinstance(key, str) else None,
    )


def quietly(desk: Desk, value: Any) -> None:
    """Note what was seen; where that fails, it is simply not noted yet."""
    with suppress(*SORRY):
        seen(desk, value)


def _objected(desk: Desk, error: Objected) -> str:
    """Return what to change; what hangs on the chosen time does not stand in the preview."""
    timed = [each for each in error.objections if each.rule == "window_first"]
    if not timed:
        return desk.t(SORRY[Objected])
    now = desk.house.clock()
    return " ".join(sayings.objected(desk.t, each, now) for each in timed)


def string(value: Any, name: str) -> str:
    """Return a text of an act. Raises Unusable where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, str):
        raise Unusable(name)
    return found


def _ids(value: Any, name: str) -> frozenset[int]:
    found = value.get(name)
    if not isinstance(found, list):
        raise Unusable(name)
    return frozenset(number({name: each}, name) for each in found)


def _there(value: Any) -> int | None:
    """Return the conversation that stood open, as far as that was said."""
    found = value.get("conversation") if isinstance(value, dict) else None
    return found if isinstance(found, int) else None


def _undo(session: Session, desk: Desk, chosen: int) -> None:
    replying.undo(session, desk.actor, chosen, desk.house.clock())


def _again(session: Session, desk: Desk, chosen: int) -> None:
    replying.send_again(session, desk.actor, chosen, desk.house.clock())


def _is_there(session: Session, desk: Desk, chosen: int) -> None:
    replying.it_is_there(session, desk.actor, chosen, desk.house.clock())


def _asks(verb: Verb) -> Callable[[Session, Desk, int], None]:
    """Return what asks for something to be done with a message; the same wish twice is one."""

    def asks(session: Session, desk: Desk, chosen: int) -> None:
        house = desk.house
        acting.ask(session, desk.actor, chosen, verb, house.settings, house.clock())

    return asks


def _stop(session: Session, desk: Desk, chosen: int) -> None:
    acting.take_back(session, desk.actor, chosen, desk.house.clock())


def _close(session: Session, desk: Desk, chosen: int) -> None:
    closing.close(session, desk.actor, chosen, desk.house.clock())


def _begun(session: Session, desk: Desk, chosen: int) -> str:
    """Return whose answer was begun where nothing waits any more, "" for nobody's."""
    if drafts.for_approval(session, chosen):
        return desk.t("Sent back from approval, its reply opens it again.")
    begun = drafts.begun(session, chosen)
    if desk.actor.agent_id in begun:
        return desk.t("Your begun answer is kept there.")
    names = ", ".join(begun.values())
    return desk.t("The begun answer of {names} is kept there.", names=names) if names else ""


def _reopen(session: Session, desk: Desk, chosen: int) -> None:
    conversations.reopen(session, desk.actor, chosen, desk.house.clock())


def _unfile(session: Session, desk: Desk, chosen: int) -> None:
    filing.unfile(session, desk.actor, chosen, desk.house.clock())


def _refile(session: Session, desk: Desk, chosen: int) -> None:
    filing.refile(session, desk.actor, chosen, desk.house.clock())


WAYS: dict[str, Callable[[Session, Desk, int], None]] = {
    "undo": _undo,
    "again": _again,
    "there": _is_there,
    "close": _close,
    "reopen": _reopen,
    "stop": _stop,
    "unfile": _unfile,
    "refile": _refile,
    **{verb.value: _asks(verb) for verb in Verb},
}

SAID: dict[str, str] = {
    "undo": mark("Taken back. Your text is in the composer."),
    "stop": mark("Taken back. Nothing was done."),
    "unfile": mark("It waits for us, since it was written."),
    "refile": mark("It is filed as thanks again."),
    "close": mark("Done. It comes back when the customer writes again."),
    "reopen": mark("It is open again."),
}
