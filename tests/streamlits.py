"""What Streamlit does at each start, and tests need once: they start it by the hundred."""

from __future__ import annotations

import logging
from functools import cache

from streamlit.components.v2 import manifest_scanner


def look_once() -> None:
    """Let what is installed be looked through for components once.

    Each AppTest reads the metadata of every package anew, which takes it longer than to run a page.
    """
    scan = manifest_scanner.scan_component_manifests
    if not hasattr(scan, "cache_info"):
        manifest_scanner.scan_component_manifests = cache(scan)


def log_through_one_door() -> None:
    """Let what Streamlit's modules log go through its one logger.

    They keep it to themselves, each, and pytest hangs a handler on each of these sixty loggers and
    takes it off again, six times a test.
    """
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith("streamlit.") and isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
