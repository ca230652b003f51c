"""By when somebody hears from us, in a row of the list; and today's figure above it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

FIGURE = "Today: half in 24 min, 9 of 10 in 70 min (12)"


def at(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


@pytest.mark.parametrize("width", [320, 620])
def test_a_row_says_by_when_until_then_and_is_as_high_as_any_other(
    stage: Stage, width: int
) -> None:
    plain, soon, late = row(1), row(2, signAt=at(hours=1)), row(3, signAt=at(hours=-1))
    asleep = row(4, signAt=at(hours=1), state="snoozed", snoozedUntil=at(hours=2))
    stage.mount("list", width=width, **listing(plain, soon, late, asleep), headline=FIGURE)
    said = stage.page.get_by_text("hears by")
    expect(said).to_have_count(1)
    heights = {
        round(one.bounding_box()["height"]) for one in stage.page.get_by_role("option").all()
    }
    assert len(heights) == 1
    expect(stage.page.get_by_text(FIGURE)).to_be_visible()


def test_before_the_first_answer_there_is_no_line(stage: Stage) -> None:
    stage.mount("list", width=320, **listing(row(1)), headline="")
    expect(stage.page.locator(".headline")).to_be_hidden()
