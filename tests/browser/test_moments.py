"""The times one click away name their day, and no other time is lost by a refusal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, view

OFFERED = """([now, language]) => Promise.all([import("/assets/x/shared/moments.js"),
    import("/assets/x/shared/times.js")]).then(([moments, times]) => {
        times.speak(language);
        return moments.offered({}, null, new Date(now)).map(({asked, hint}) => [asked, hint]);
    })"""
BOUNDS = (
    """now => import("/assets/x/shared/moments.js").then(all => all.bounds(null, new Date(now)))"""
)


def hints(stage: Stage, now: str, language: str = "en") -> dict[str, str]:
    return dict(stage.page.evaluate(OFFERED, [now, language]))


@pytest.mark.parametrize(
    ("now", "later", "tomorrow", "monday"),
    [
        ("2026-11-20T12:00", "14:00", "Sat 21 Nov", "Mon 23 Nov"),
        ("2026-11-22T12:00", "14:00", "Mon 23 Nov", "Mon 30 Nov"),
        ("2026-11-23T07:00", "09:00", "Tue 24 Nov", "Mon 30 Nov"),
        ("2026-12-31T23:00", "1 Jan, 01:00", "Fri 1 Jan", "Mon 4 Jan"),
    ],
)
def test_each_choice_names_its_day_and_no_two_are_the_same(
    stage: Stage, now, later, tomorrow, monday
) -> None:
    assert hints(stage, now) == {"later": later, "tomorrow": tomorrow, "monday": monday}


def test_at_night_the_coming_morning_is_one_click_away(stage: Stage) -> None:
    said = hints(stage, "2026-11-24T00:18")
    assert said["2026-11-24T08:00"] == "Tue 24 Nov"
    assert said["tomorrow"] == "Wed 25 Nov"
    assert "2026-11-24T08:00" not in hints(stage, "2026-11-24T06:00")  # two hours are as soon


def test_the_day_is_named_in_german(stage: Stage) -> None:
    assert hints(stage, "2026-11-22T12:00", "de")["monday"] == "Mo., 30. Nov."


def test_a_field_takes_what_lies_ahead_and_a_year_at_most(stage: Stage) -> None:
    bounds = stage.page.evaluate(BOUNDS, "2026-11-20T12:00")
    assert bounds == ["2026-11-20T12:01", "2027-11-20T12:00"]


def asked(stage: Stage) -> Locator:
    stage.views = {1: view(1)}
    stage.mount("thread")
    stage.open(1)
    stage.page.get_by_role("button", name="Put off").click()
    expect(stage.page.get_by_role("menuitem", name="Tomorrow 8:00")).to_contain_text(
        re.compile(r"8:00\s*\w{3},? \d+ \w{3}")
    )
    stage.page.get_by_role("menuitem", name="Another time").click()
    return stage.page.get_by_role("dialog", name="When it comes back")


@pytest.mark.parametrize("time", ["2020-01-01T08:00", "9999-12-31T08:00", ""])
def test_a_time_that_cannot_be_is_said_where_it_was_typed_and_stays(stage: Stage, time) -> None:
    dialog = asked(stage)
    field = dialog.get_by_label("When it comes back")
    field.fill(time)
    dialog.get_by_role("button", name="Put off").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose one within a year")
    expect(field).to_have_value(time)
    expect(field).to_be_focused()
    assert stage.said("act") == []


def test_a_better_time_is_taken_at_once(stage: Stage) -> None:
    dialog = asked(stage)
    field = dialog.get_by_label("When it comes back")
    good = field.input_value()
    field.fill("2020-01-01T08:00")
    dialog.get_by_role("button", name="Put off").click()
    field.fill(good)
    expect(dialog.get_by_role("alert")).to_have_text("")
    dialog.get_by_role("button", name="Put off").click()
    assert stage.said("act") == [{"what": "snooze", "id": 1, "until": good}]


def test_beside_send_the_field_is_as_wide_and_says_the_same(stage: Stage) -> None:
    stage.views = {1: view(1)}
    stage.mount("composer", height=400)
    stage.open(1)
    stage.page.get_by_role("textbox", name="Reply").fill("Gern.")
    stage.page.get_by_role("button", name="Later, done, approval").click()
    for name in ("Send later", "Another time"):
        stage.page.get_by_role("menuitem", name=name).click()
    dialog = stage.page.get_by_role("dialog", name="When it leaves")
    field = dialog.locator("input")
    assert field.bounding_box()["width"] == dialog.locator("h2").bounding_box()["width"]
    field.fill("9999-12-31T08:00")
    dialog.get_by_role("button", name="Send later").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose one within a year")
    assert stage.said("send") == []
