"""Connectors (placeholder)."""

from __future__ import annotations

import streamlit as st

from inbox.pages import current


def page() -> None:
    """Draw the page."""
    t = current.words()
    st.header(t("Inbox"))
