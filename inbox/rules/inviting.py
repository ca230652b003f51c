"""How somebody who was drawn is asked, in words that lean nowhere. Pure; a test lints them."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sie": "Guten Tag, per Los wurde dieses Gespräch für zwei Fragen gezogen: {link}"
    " Die Antworten bleiben ohne Namen und werden niemandem zugeordnet. Sie können es auch lassen.",
    "du": "Guten Tag, per Los wurde dieses Gespräch für zwei Fragen gezogen: {link}"
    " Die Antworten bleiben ohne Namen und werden niemandem zugeordnet. Du kannst es auch lassen.",
    "en": "Hello, this conversation was drawn by lot for two questions: {link}"
    " The answers stay without names and are linked to nobody. You may as well leave it.",
}

REASON = "survey, drawn by lot"
"""What the audit keeps where a rule holds a message that nobody asked for."""


def words(link: str, language: str | None, address: str | None) -> str:
    """Return how somebody is asked, in their language and as they are spoken to."""
    return WORDS["en" if language == "en" else "du" if address == "du" else "sie"].format(link=link)
