"""The bell beside the name, on every page: what concerns who is signed in, and where it leads."""

from __future__ import annotations

import streamlit as st

from inbox.components import bell
from inbox.pages import acts, current, turning
from inbox.pages.acts import Unusable
from inbox.queries.conversations import Folder
from inbox.texts import Texts


def draw(t: Texts) -> None:
    """Draw the bell; it asks by itself what there is to tell."""
    bell.bell(t, on_go_change=_go)


def _go() -> None:
    current.present(acted=True)
    value = getattr(st.session_state[bell.KEY], "go", None)
    try:
        if isinstance(value, dict) and "owner" in value:
            owner = str(acts.number(value, "owner"))
            folder = Folder.OPEN if value.get("folder") == Folder.OPEN else Folder.MINE
            turning.turn({"folder": folder.value, "owner": owner})
        else:
            turning.turn({"conversation": acts.number(value, "id")})
    except Unusable:
        return
