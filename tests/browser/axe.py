"""axe-core in a page: what it finds wrong, one line each, whatever shadow root it stands in."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_THEME = {"type": "rule", "values": ["color-contrast"]}
"""What a theme can change."""
SCRIPT = Axe().axe_script
RUN = """([context, rules]) => axe.run(context ?? document,
    {runOnly: rules, resultTypes: ["violations"], elementRef: false})
    .then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
        [rule.id, node.target.flat().join(" >>> "), node.html, node.failureSummary])))"""


def violations(page: Page, rules: Any = RULES, within: list[str] | None = None) -> list[str]:
    """Return what is wrong on a page; `within` is a host and what to look at in its shadow root.

    The script comes through the browser's own door for debuggers: no policy is loosened for it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    context = {"include": [{"fromShadowDom": within}]} if within else None
    found = page.evaluate(RUN, [context, rules])
    return [f"{rule}: {where}\n  {html[:160]}\n  {why}" for rule, where, html, why in found]
