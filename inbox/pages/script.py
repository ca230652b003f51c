"""What Streamlit runs for every session, on every click: one page in its frame."""

from __future__ import annotations

from inbox.pages import frame

frame.run()
