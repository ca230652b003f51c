"""The bell on the bare page, and once in the real one: count, list, title, and what rings."""

from __future__ import annotations

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage

QUIET = {
    "waiting": 0, "unseen": 0, "here": False, "alarms": "", "sound": False, "desktop": False,
    "ring": [],
}  # fmt: skip
FAKES = """() => {
    window.shown = []; window.notes = 0;
    window.Notification = class {
        static permission = "granted";
        constructor(title, given) { window.shown.push([title, given.body, given.tag]); }
        close() {}
    };
    window.AudioContext = class {
        currentTime = 0; destination = {};
        resume() {}
        createOscillator() {
            window.notes += 1;
            const voice = {frequency: {}, start() {}, stop() {}};
            return Object.assign(voice, {connect: (to) => to});
        }
        createGain() {
            const gain = {setValueAtTime() {}, linearRampToValueAtTime() {},
                exponentialRampToValueAtTime() {}};
            return {gain, connect: (to) => to};
        }
    };
}"""
RING = """([told, open, now]) => import("/assets/x/bell/ringing.js")
    .then(({ring}) => ring(told, {open, now, go() {}}))
    .then(() => [window.shown, window.notes])"""


def notice(number: int, text: str = "Jonas named you.", **more) -> dict:
    return {
        "id": number, "kind": "mentioned", "conversation": number, "text": text,
        "platform": "twitter", "label": "X", "at": NOW, "seen": False, "hurts": False,
    } | more  # fmt: skip


def rung(stage: Stage, *notices: dict, **told) -> Stage:
    """Put a bell on the page that is told this."""
    page = {"notices": [*notices], "older": None}

    def answer(path: str, query: str) -> tuple[int, dict]:
        return 200, page if path.endswith("/list") else QUIET | told

    stage.notices = answer
    stage.mount("bell")
    return stage


def bell(stage: Stage):
    return stage.page.get_by_role("button", name="What concerns you")


def test_it_says_how_many_are_new_and_the_tab_how_many_wait(stage: Stage) -> None:
    rung(stage, unseen=3, waiting=12)
    expect(bell(stage)).to_have_accessible_name("What concerns you, 3 new")
    expect(stage.page).to_have_title("(12) stage")
    stage.page.evaluate("document.title = 'Search · Durchwahl'")
    expect(stage.page).to_have_title("(12) Search · Durchwahl")


def test_many_are_many(stage: Stage) -> None:
    rung(stage, unseen=100, waiting=100)
    expect(bell(stage)).to_have_accessible_name("What concerns you, 99+ new")
    expect(stage.page).to_have_title("(99+) stage")


def test_a_click_leads_to_the_conversation_and_a_stranger_stays_text(stage: Stage) -> None:
    rung(stage, notice(7, "<img src=x onerror=alert(1)> wrote again."), unseen=1)
    bell(stage).click()
    way = stage.page.get_by_role("link", name="wrote again")
    expect(way).to_contain_text("<img src=x onerror=alert(1)> wrote again.")
    expect(way).to_have_attribute("href", "/?c=7")
    way.click()
    assert stage.said("go") == [{"id": 7}]
    expect(stage.page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "folder"),
    [("You stand in for Jonas.", "mine"), ("Jonas has taken 12 conversations of yours.", "open")],
)
def test_of_many_it_leads_to_all_that_a_colleague_has(stage: Stage, text, folder) -> None:
    rung(stage, notice(7, text, conversation=None, owner=12, folder=folder), unseen=1)
    bell(stage).click()
    way = stage.page.get_by_role("link", name=text)
    expect(way).to_have_attribute("href", f"/?f={folder}&owner=12")
    way.click()
    assert stage.said("go") == [{"owner": 12, "folder": folder}]
    expect(stage.page.get_by_role("dialog")).to_be_hidden()
    assert ("POST", "/api/notices/seen", {"notice": 7}) in stage.asked


def test_it_works_without_a_mouse(stage: Stage) -> None:
    rung(stage, notice(7), unseen=1)
    bell(stage).focus()
    stage.page.keyboard.press("Enter")
    expect(stage.page.get_by_role("link", name="Jonas named you")).to_be_visible()
    stage.page.keyboard.press("Tab")
    expect(stage.page.get_by_role("button", name="Mark all as seen")).to_be_focused()
    stage.page.keyboard.press("Enter")
    expect(bell(stage)).to_be_focused()
    assert ("POST", "/api/notices/seen", {"newest": 7}) in stage.asked
    stage.page.keyboard.press("Escape")
    expect(stage.page.get_by_role("dialog")).to_be_hidden()
    expect(bell(stage)).to_be_focused()


def test_who_has_nothing_new_is_told_what_will_stand_there(stage: Stage) -> None:
    rung(stage)
    bell(stage).click()
    expect(stage.page.get_by_text("Nothing new concerns you.")).to_be_visible()
    expect(stage.page.get_by_role("button", name="Mark all as seen")).to_be_hidden()


def test_what_is_about_no_conversation_rings_as_well(stage: Stage) -> None:
    stage.page.evaluate(FAKES)
    told = {"id": 1, "conversation": None, "owner": 12, "title": "You stand in", "body": "Mine"}
    news = {"ring": [told], "sound": False, "desktop": True}
    shown, _ = stage.page.evaluate(RING, [news, None, 1_000_000])
    assert shown == [["You stand in", "Mine", "durchwahl-of-12"]]


def ring(stage: Stage, *ids: int, open_: int | None = None, at: int = 0, **how) -> tuple:
    news = [
        {"id": n, "conversation": 10 + n, "title": f"Erika {n} wrote again.", "body": "X"}
        for n in ids
    ]
    told = {"ring": news, "sound": True, "desktop": True} | how
    shown, notes = stage.page.evaluate(RING, [told, open_, 1_000_000 + at * 1000])
    return [one[0] for one in shown], notes // 2


def test_each_thing_is_said_once_and_one_sound_is_made_in_half_a_minute(stage: Stage) -> None:
    stage.page.evaluate(FAKES)
    stage.page.mouse.click(5, 5)
    assert ring(stage, 1) == (["Erika 1 wrote again."], 1)
    assert ring(stage, 1, at=5) == (["Erika 1 wrote again."], 1)
    assert ring(stage, 2, 1, at=10) == (["Erika 1 wrote again.", "Erika 2 wrote again."], 1)
    assert ring(stage, 3, at=31)[1] == 2
    assert stage.page.evaluate("window.shown[0]") == ["Erika 1 wrote again.", "X", "durchwahl-11"]


def test_a_second_tab_says_nothing_again(stage: Stage) -> None:
    stage.page.evaluate(FAKES)
    stage.page.mouse.click(5, 5)
    assert ring(stage, 1)[1] == 1
    stage.page.reload()
    stage.page.evaluate(FAKES)
    stage.page.mouse.click(5, 5)
    assert ring(stage, 1, at=60) == ([], 0)


def test_what_stands_open_before_somebody_rings_for_nobody(stage: Stage) -> None:
    stage.page.evaluate(FAKES)
    stage.page.mouse.click(5, 5)
    assert ring(stage, 1, open_=11) == ([], 0)
    assert ring(stage, 1, 2, open_=11, sound=False) == (["Erika 2 wrote again."], 0)
    assert ring(stage, 3, desktop=False, at=60)[1] == 1


def test_that_what_stands_open_was_taken_rings_and_is_seen_by_a_click(stage: Stage) -> None:
    stage.page.evaluate(FAKES)
    told = {"id": 1, "conversation": 11, "title": "Jonas has taken it.", "body": "X", "stays": True}
    shown, _ = stage.page.evaluate(RING, [{"ring": [told], "desktop": True}, 11, 1_000_000])
    assert [one[0] for one in shown] == ["Jonas has taken it."]
    rung(stage, notice(7, "Jonas has taken it.", stays=True), unseen=1)
    bell(stage).click()
    stage.page.get_by_role("link", name="Jonas has taken it.").click()
    assert stage.said("go") == [{"id": 7}]
    assert ("POST", "/api/notices/seen", {"notice": 7}) in stage.asked
