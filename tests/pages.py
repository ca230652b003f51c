"""Every page that the app has, read from the app: who adds one finds it looked at by itself."""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.testing.v1 import AppTest

NAVIGATION = """
from types import SimpleNamespace
import streamlit as st
from db.models import Role
from inbox.pages import frame
from inbox.texts import texts
for page in frame._pages(SimpleNamespace(role=Role.ADMIN), texts("en")):
    st.text(f"{page.url_path}|{page.title}")
"""
HOME = "inbox"


@dataclass(frozen=True)
class Shown:
    """A page in the navigation: its name (the inbox has no path), its path, its English title."""

    name: str
    path: str
    title: str


def all_pages() -> list[Shown]:
    """Return the pages as an admin has them, in their order."""
    app = AppTest.from_string(NAVIGATION, default_timeout=30).run()
    assert not app.exception
    read = [text.value.split("|", 1) for text in app.text]
    return [Shown(path or HOME, f"/{path}", title) for path, title in read]
