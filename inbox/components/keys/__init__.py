"""The keys of every page: what they do, the palette of commands, the sheet of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox.components import draw
from inbox.texts import Texts, mark

KEY = "keys"
WORDS = {
    "palette": mark("Commands"),
    "what": mark("What would you like to do? Or a person's name"),
    "nothing": mark("Nothing here is called that."),
    "noUndo": mark("There is nothing to take back."),
    "sheet": mark("Keys and commands"),
    "close": mark("Close"),
    "off": mark("Single keys are switched off. Everything is in the list of commands."),
    "settings": mark("Switch single keys on or off"),
    "byName": mark("by name"),
    "byNameHow": mark("Where it says “by name”: {keys} opens the list, type there what it is."),
    "skips": mark("Straight to"),
    "ctrl": mark("Ctrl"),
    "escape": mark("Esc"),
}


def keys(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the button, the palette and the sheet. Event: go {page}, {folder} or {conversation}."""
    draw(KEY, t, WORDS, data, **on)
