"""What the hands on Facebook's and on Instagram's people do alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.sandbox.control import WrongCommand
from connectors.sandbox.graph_truth import NotThere, World, stamp
from connectors.sandbox.shelf import Document

Given = dict[str, Any]


def found(do: Callable[[Given], Given]) -> Callable[[Given], Given]:
    """Return a command that says what is not there."""

    def done(given: Given) -> Given:
        try:
            return do(given)
        except NotThere as error:
            raise WrongCommand(f"{error.args[0]} is not there") from error

    return done


def every(world: World, kinds: Sequence[str], shown: Callable[[Document], Given]) -> Given:
    """Return everything that was written and stands, oldest first, ours included."""
    standing = [doc for kind in kinds for doc in world.everything(kind) if world.stands(doc)]
    shown_all = [shown(doc) for doc in standing]
    return {"messages": sorted(shown_all, key=lambda one: (one["at"], one["id"]))}


def told(world: World, doc: Document, kind: str, called: str) -> Given:
    """Return what the truth says of every piece of writing; `called`: by name or by handle."""
    author = world.named(doc["author"])
    person = world.seen(doc["thread"])[1]["person"] if kind == "message" else None
    return {
        "id": doc["id"],
        "kind": kind,
        "author_id": author["id"],
        "author": author[called],
        "ours": author["id"] == world.us["id"],
        "text": doc["text"],
        "created_at": stamp(doc["at"]),
        "at": doc["at"],
        "parent": doc.get("parent") or doc.get(world.below),
        "person": world.named(person)[called] if person else None,
        "photo": doc["photo"],
        "hidden": doc["hidden"],
        "source": doc["source"],
    }


def receiver(world: World, given: Given, named: Callable[[], str]) -> str:
    """Return the person of a private message: the one of its thread, or the one named."""
    if "thread" in given:
        return str(world.seen(str(given["thread"]))[1]["person"])
    return named()
