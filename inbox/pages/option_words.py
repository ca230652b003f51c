"""What the settings of an account are called, what each is good for, and what is wrong with one."""

from __future__ import annotations

import unicodedata

from babel import Locale

from connectors.base import WrongOption
from inbox.texts import Texts, mark

NAMES: dict[str, str] = {
    "keywords": mark("Words and phrases to search for, one a line"),
    "country": mark("Where you are"),
    "human_agent": mark("Answer private messages for seven days, not only for one"),
    "undo_seconds": mark("Seconds in which a reply can be taken back"),
    "field_names": mark("What X calls a post in its interface"),
    "expansions": mark("Ask for people, pictures and the post above as well"),
    "graph_version": mark("Version of the Graph API"),
}
"""By an option's name, as its platform has it."""

HINTS: dict[str, str] = {
    "keywords": mark(
        "Public posts of the last seven days that have one of them. What mentions you comes in"
        " anyway. Other words count from the next look on."
    ),
    "country": mark("What the platform withholds there is not shown here either."),
    "human_agent": mark(
        "Only where Meta granted your app the feature Human Agent: without it Meta refuses what"
        " is sent after 24 hours. It is for people, never for automatic answers."
    ),
    "undo_seconds": mark("Before it leaves from this account; 0: it leaves at once."),
    "field_names": mark("X renamed it in its newer documents. Change this only if calls fail."),
    "expansions": mark("Without them less may be billed, and names are missing."),
    "graph_version": mark("Written as Meta does: v26.0. An old one ends after about two years."),
}

WRONG: dict[str, str] = {
    "no_words": mark("There is no word in this."),
    "too_long": mark("These are {word} characters more than one search may have."),
    "country": mark("“{word}” is no country: write two letters, DE for example."),
    "version": mark("“{word}” is no version: write it like v26.0."),
    "seconds": mark("“{word}” is no number of seconds from 0 to 60."),
    "choice": mark("“{word}” is not among the choices."),
}

VALUES: dict[str, str] = {"on": mark("Yes"), "off": mark("No")}

LACKING: dict[str, tuple[str, str, str]] = {
    "keywords": (
        mark("Rests without keywords"),
        mark("when it has keywords"),
        mark("Set keywords"),
    ),
}
"""Of a stream that rests for want of an option: how it stands, until when, what to press."""


def wrong(t: Texts, error: WrongOption) -> str:
    """Return what is wrong with what was typed."""
    return t(WRONG.get(error.code, WRONG["choice"]), word=error.word)


def value(t: Texts, text: str) -> str:
    """Return a value as it is shown: Yes and No in words, everything else as it is."""
    return t(VALUES[text]) if text in VALUES else text


def usual(t: Texts, said: str) -> str:
    """Return the choice that leaves an option unset."""
    return t("as usual: {value}", value=said)


def country(t: Texts, code: str) -> str:
    """Return a country's name, its letters where nobody knows one."""
    name = Locale.parse(t.language).territories.get(code)
    return str(name) if name else code


def countries(t: Texts) -> list[str]:
    """Return the codes of all countries, by their names as the reader's language sorts them."""
    known = map(str, Locale.parse(t.language).territories)
    codes = [code for code in known if len(code) == 2 and code.isalpha() and code not in _NONE]
    return sorted(codes, key=lambda code: unicodedata.normalize("NFKD", country(t, code)))


_NONE = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
"""Codes that name no country."""
