"""What an admin may set for an account behind the Graph API."""

from __future__ import annotations

import re

from connectors.base import OptionSpec, WrongOption


def version(text: str) -> str:
    """Return a version of the Graph API: v26.0. Raises WrongOption."""
    found = text.strip().lower()
    if not re.fullmatch(r"v[1-9][0-9]?\.[0-9]", found):
        raise WrongOption("version", text.strip()[:20])
    return found


HUMAN_AGENT = OptionSpec("human_agent", choices=("off", "on"))
"""Whether Meta granted the app the Human Agent feature: answers for seven days, not one."""

OPTIONS = (HUMAN_AGENT, OptionSpec("graph_version", read=lambda text, us: version(text), fine=True))
