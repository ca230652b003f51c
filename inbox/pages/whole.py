"""An act on a whole conversation: done by right, in one transaction, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from db.session import Session
from inbox.care.owning import HasIt
from inbox.pages.acts import Ack, Desk, calmly, number, string
from inbox.texts import Texts

Way = Callable[[Session, Desk, int, dict[str, Any]], str]
"""What is done with the conversation of that id; returns the word about it, often none."""

Refusals = Mapping[type[Exception], Callable[[Texts, Any], str]]
"""Why something was refused, in words, by what was raised."""


def act(desk: Desk, value: Any, ways: Mapping[str, Way], refusals: Refusals) -> Ack:
    """Do one of the ways with a conversation: `{what, id, ...}`. The answer names what it was."""

    def do(desk: Desk, value: Any) -> Ack:
        chosen = number(value, "id")
        with desk.house.database.write() as session:
            said = ways[what](session, desk, chosen, value)
        return Ack(what=what, text=said)

    what = string(value, "what")
    known: Refusals = {HasIt: has_it, **refusals}
    try:
        done = calmly(desk, what, value, do)
    except tuple(known) as error:
        say = next(say for kind, say in known.items() if isinstance(error, kind))
        done = Ack(what=what, ok=False, text=say(desk.t, error))
    chosen = value.get("id")
    return replace(done, conversation=chosen if isinstance(chosen, int) else None)


def has_it(t: Texts, error: HasIt) -> str:
    """Return who has a conversation that somebody wanted to take."""
    if error.name is None:
        return t("It lies in another queue by now. Nothing was changed.")
    return t("{agent} has it by now. Nothing was changed.", agent=error.name)
