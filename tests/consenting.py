"""A person on the stand-ins' consent pages, without a browser: opens, ticks, presses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

import requests

BOX = re.compile(r'<input type="(?:radio|checkbox)" name="(\w+)" value="([^"]+)"')


def consents(
    url: str,
    accounts: Sequence[str] | None = None,
    without: Sequence[str] = (),
    answer: str = "allow",
) -> dict[str, str]:
    """Say yes (or no) for these accounts and all rights but some; returns what comes back.

    Without a choice it is the first account that the page offers.
    """
    session = requests.Session()
    session.trust_env = False
    page = session.get(url, timeout=5)
    assert page.status_code == 200, page.text
    boxes = BOX.findall(page.text)
    offered = [value for name, value in boxes if name == "account"]
    rights = [value for name, value in boxes if name == "right" and value not in without]
    form = {"answer": answer, "account": list(accounts or offered[:1]), "right": rights}
    back = session.post(url, data=form, allow_redirects=False, timeout=5)
    assert back.status_code == 303, back.text
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))
