"""How a customer is told who decides: by name, with their direct line. Pure.

    Guten Tag Erika Muster,
    ▏                                                      the agent's own words
    Jonas Weber darf das entscheiden und kümmert sich ab jetzt. Direkt: 030 23125789

Their agent puts it in, and all of it is theirs to change.
"""

from __future__ import annotations

from inbox.rules import contact
from inbox.rules.taking import Customer, Words, greeting, language


def sentence(
    customer: Customer, name: str, phone: str | None, email: str | None, otherwise: str
) -> str:
    """Return who decides and how they are reached; `otherwise` is the house's language."""
    way = contact.shown(phone) if phone else email or ""
    if language(customer, otherwise) == "en":
        return f"{name} may decide this and takes care of it from here. Directly: {way}"
    reached = "erreichst du" if customer.address == "du" else "erreichen Sie"
    decides = f"{name} darf das entscheiden und kümmert sich ab jetzt darum."
    return f"{decides} Direkt {reached} {name}: {way}"


def begin(customer: Customer, said: str, otherwise: str) -> Words:
    """Return an answer that begins with it, and where its agent goes on."""
    first = f"{greeting(customer, language(customer, otherwise))}\n\n"
    return Words(f"{first}\n\n{said}", len(first))
