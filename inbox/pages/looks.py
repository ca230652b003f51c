"""Which part of the list a tab looks at: folder, order and filter, as the address says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import Kind
from db.session import Session
from inbox.pages import sayings
from inbox.queries import narrowing
from inbox.queries.conversations import Folder, Order
from inbox.rules import filters
from inbox.rules.filters import NOTHING, Filter
from inbox.texts import Texts, mark

KEYS = ("f", "o", *filters.KEYS)
"""The words of the address that are ours."""

OWNERS = {filters.ME: mark("Mine"), filters.NOBODY: mark("Unassigned")}


@dataclass(frozen=True, slots=True)
class Look:
    """A part of the list; the usual one goes without saying."""

    folder: Folder = Folder.OPEN
    order: Order = Order.URGENT
    asked: Filter = NOTHING


def read(given: Mapping[str, str]) -> Look:
    """Return what an address asks for; what makes no sense is the usual."""
    folder, order = given.get("f"), given.get("o")
    return Look(
        Folder(folder) if folder in set(Folder) else Folder.OPEN,
        Order(order) if order in set(Order) else Order.URGENT,
        filters.read(given),
    )


def number(given: str | None) -> int | None:
    """Return the id that an address names, None where it can be none."""
    if given is None or not (given.isascii() and given.isdecimal() and len(given) < 19):
        return None
    return int(given)


def said(look: Look) -> dict[str, str]:
    """Return what the address says of a look."""
    usual = Look()
    found = {"f": look.folder.value} if look.folder is not usual.folder else {}
    if look.order is not usual.order:
        found["o"] = look.order.value
    return found | filters.said(look.asked)


def of_browser(value: Any) -> Look | None:
    """Return the look that a pane asks for, None where a browser sent something else."""
    if not isinstance(value, dict):
        return None
    return read({key: text for key, text in value.items() if isinstance(text, str)})


def shown(session: Session, asked: Filter, t: Texts) -> dict[str, Any]:
    """Return a filter for the pane: as the address says it, and what its values are called."""
    named = {
        f"{key}:{value}": name for (key, value), name in narrowing.names(session, asked).items()
    }
    for number, platform in narrowing.platforms(session, asked).items():
        key = f"account:{number}"
        named[key] = f"{sayings.label(platform)} · {named[key]}"
    named |= {f"platform:{one}": sayings.label(one) for one in asked.platforms}
    named |= {f"kind:{one}": t(sayings.KINDS[Kind(one)]) for one in asked.kinds}
    named |= {f"owner:{one}": t(name) for one, name in OWNERS.items() if one in asked.owners}
    return {"params": filters.said(asked), "names": named}
