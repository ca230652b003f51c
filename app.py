"""Durchwahl's page: `streamlit run app.py` starts everything (see inbox/web/lifespan.py)."""

from __future__ import annotations

import streamlit as st

from inbox.web import start

HOUSE = start.house()
app = st.App(
    "inbox/pages/script.py",
    routes=start.routes(HOUSE),
    middleware=start.middleware(HOUSE),
    lifespan=start.lifespan(HOUSE),
    on_script_error=start.on_error(HOUSE),
)
