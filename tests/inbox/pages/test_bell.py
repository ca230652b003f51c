"""Where the bell leads: to a conversation, or to what somebody has who is away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from inbox.components import bell as pane
from inbox.pages import bell, current, inbox, turning

HOME: Any = SimpleNamespace(url_path="")
OWN = SimpleNamespace(url_path="signature")
THEIRS = {"f": "mine", "owner": "12"}
WAYS = [
    ({"id": 7}, HOME, ("show", 7)),
    ({"id": 7}, OWN, ("switch", {"c": "7"})),
    ({"owner": 12}, HOME, ("switch", THEIRS)),
    ({"owner": 12}, OWN, ("switch", THEIRS)),
    ({"owner": "12"}, HOME, None),
    ({"owner": -1}, HOME, None),
    ("7", HOME, None),
    (None, HOME, None),
]


class Kept(dict[str, Any]):
    """A session's state, by key and by attribute."""

    def __setattr__(self, name: str, value: object) -> None:
        self[name] = value


@pytest.mark.parametrize(("said", "here", "to"), WAYS)
def test_it_leads_there_from_every_page(
    monkeypatch: pytest.MonkeyPatch, said: Any, here: Any, to: Any
) -> None:
    went: list[Any] = []
    monkeypatch.setattr(st, "session_state", Kept({pane.KEY: SimpleNamespace(go=said)}))
    monkeypatch.setattr(current, "present", lambda acted: None)
    monkeypatch.setattr(inbox, "show", lambda chosen: went.append(("show", chosen)))
    monkeypatch.setattr(
        st, "switch_page", lambda page, query_params: went.append(("switch", query_params))
    )
    bell._go()
    turning.follow([HOME], here)
    assert went == ([to] if to else [])
