"""A server that is away, on the bare page: it is said once, and covers nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import Stage, view

ROOT = Path(__file__).parents[2]
AWAY = "No connection to the server. It is tried again by itself."
CUT = """([script, away]) => {
    const made = Object.assign(document.createElement("script"), {textContent: script});
    made.dataset.away = away;
    document.head.append(made);
    document.dispatchEvent(new Event("DOMContentLoaded"));
    new WebSocket(`ws://${location.host}/_stcore/stream`);
}"""
BELOW = "position: fixed; inset: var(--dw-top) 0 0; background: #888;"


def cut(stage: Stage) -> None:
    """Let a page lose its server, as it stands in Streamlit's frame."""
    stage.page.add_style_tag(path=ROOT / "inbox/pages/frame.css")
    stage.page.evaluate(CUT, [(ROOT / "static/away.js").read_text(), AWAY])


@pytest.mark.parametrize("width", [1280, 390])
def test_the_band_has_a_line_of_its_own(stage: Stage, width: int) -> None:
    stage.page.set_viewport_size({"width": width, "height": 800})
    stage.page.evaluate(
        "style => document.body.append(Object.assign(document.createElement('main'), {style}))",
        BELOW,
    )
    cut(stage)
    band = stage.page.locator(".dw-away")
    expect(band).to_have_text(AWAY)
    line, below = band.bounding_box(), stage.page.locator("main").bounding_box()
    assert line is not None and below is not None
    assert below["y"] >= line["y"] + line["height"]
    assert band.evaluate("band => band.scrollHeight <= band.clientHeight")
    stage.page.set_viewport_size({"width": 1280, "height": 800})


def test_the_thread_says_nothing_that_the_band_says(stage: Stage) -> None:
    stage.views = {1: view(1)}
    stage.mount("thread")
    stage.open(1)
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    stage.thread = lambda conversation, query: (503, None)
    stage.refresh()
    said = stage.page.get_by_text("What is shown may be old.")
    expect(said).to_be_visible()
    stage.page.evaluate("document.documentElement.toggleAttribute('data-away', true)")
    stage.refresh()
    expect(said).to_have_count(0)


def test_a_draft_that_is_not_saved_says_so_whole(stage: Stage) -> None:
    stage.views = {1: view(1)}
    stage.draft = lambda typed: (503, None)
    stage.mount("composer", width=420)
    stage.open(1)
    box = stage.page.get_by_role("textbox", name="Reply")
    box.fill("Gern!")
    box.blur()
    said = stage.page.get_by_text(re.compile("Not saved yet"))
    expect(said).to_be_visible()
    assert said.evaluate("said => said.scrollWidth <= said.clientWidth")
