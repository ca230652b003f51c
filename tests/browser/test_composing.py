"""While an answer is written: what sends it stays in view, and what keeps it back is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.awaited import expect
from tests.browser.stage import Stage, alone, door, entry, signed, view, way
from tests.contract_whole import PIXEL

FRAME = """
    body { margin: 0; position: fixed; inset: 60px 0 0; max-width: 640px; }
    body { display: flex; flex-direction: column; }
    :root { --dw-top: 60px; }
    body > div:first-of-type { flex: 1 1 0; min-height: 0; }
    body > div:last-of-type { flex: none; }
"""
SCREENS = [(1280, 800), (1366, 650), (390, 844), (390, 430)]
SENTENCE = "Thank you for telling us so exactly what has happened at your place. "
BLOCKS = {"rule": "x", "level": "blocks", "text": "Not like this.", "parts": None}
HOLDS = {"rule": "y", "level": "holds", "text": "Read it first.", "parts": None}
HINTS = {"rule": "z", "level": "hints", "text": "Say when. " * 12, "parts": None}
LONG = {"rule": "too_long", "level": "blocks", "text": "Shorten it.", "parts": 3}
PICTURES = [{"id": number, "alt": "", "url": f"/picture/{number}"} for number in (1, 2)]
DRAFT = {"key": "a" * 32, "text": "", "stamp": "", "private": False, "pictures": []}


@pytest.fixture(scope="module")
def bare(chrome: Browser) -> Iterator[Page]:
    """One page for all of them: each test loads its own document into it."""
    context = chrome.new_context(locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(bare: Page) -> Stage:
    """Thread and composer, one below the other as in the inbox."""
    return seated(bare)


def seated(page: Page, width: int = 1280, height: int = 800, **more: Any) -> Stage:
    page.set_viewport_size({"width": width, "height": height})
    stage = Stage(page)
    page.add_style_tag(content=FRAME)
    stage.files = {one["url"]: ("image/png", PIXEL) for one in PICTURES}
    stage.views = {1: view(1, *(entry(f"m{n}", SENTENCE) for n in range(9)), **more)}
    stage.mount("thread")
    stage.mount("composer")
    page.evaluate("document.querySelectorAll('body > div').forEach(n => (n.style.height = 'auto'))")
    stage.open(1)
    expect(box(stage)).to_be_visible()
    return stage


def box(desk: Stage) -> Locator:
    return desk.page.get_by_role("textbox", name="Reply")


def send(desk: Stage) -> Locator:
    return desk.page.get_by_role("button", name="Send as Mia")


def objected(desk: Stage, *objections: dict[str, Any]) -> None:
    desk.preview = lambda asked: (200, signed(asked, *objections))


def in_view(*things: Locator) -> None:
    for thing in things:
        expect(thing).to_be_in_viewport(ratio=0.99)


# -- what stays in view ---------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_long_answer_leaves_send_counter_and_signature_in_view(
    bare: Page, width: int, height: int
) -> None:
    desk = seated(bare, width, height)
    box(desk).fill(SENTENCE * 12)
    counter = bare.locator(".bar .count")
    expect(counter).to_have_text("833 / 280")
    in_view(send(desk), counter, bare.locator(".words .sign").last)
    assert bare.get_by_role("log").bounding_box()["height"] >= 60


def test_on_a_telephone_the_words_stand_once_with_the_signature_below(bare: Page) -> None:
    desk = seated(bare, 390, 780)
    box(desk).fill("Der Trupp ist unterwegs, und bis zwölf Uhr höre ich, wie lange es dauert.")
    sign = bare.locator(".words .sign")
    expect(bare.locator(".words")).to_contain_text("Der Trupp ist unterwegs")
    expect(bare.locator(".count")).to_contain_text("/ 280")  # answered: nothing is drawn anew
    in_view(sign)
    shown = bare.locator(".leaves").bounding_box()["height"]
    assert shown <= sign.bounding_box()["height"] + 40


def test_on_a_telephone_checks_leave_four_lines_of_the_draft(bare: Page) -> None:
    desk = seated(bare, 390, 844)
    money = {
        "kind": "money", "words": "20 €", "due": "2026-11-21T16:00:00+00:00",
        "said": True, "amount": 20_00, "currency": "EUR", "sum": "€20.00",
    }  # fmt: skip
    told = {"promises": [money, money | {"words": "30 €"}]}
    desk.preview = lambda asked: (200, signed(asked, HINTS, HOLDS, BLOCKS) | told)
    box(desk).fill(SENTENCE * 6)
    expect(bare.locator(".objection")).to_have_count(3)
    line = box(desk).evaluate("area => parseFloat(getComputedStyle(area).lineHeight)")
    seen = bare.locator(".composer > .writing").bounding_box()["height"]
    assert min(box(desk).bounding_box()["height"] - 20, seen - 26) >= 4 * line
    in_view(send(desk))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_whatever_stands_around_it_the_way_to_split_is_in_view(
    bare: Page, width: int, height: int, language: str
) -> None:
    both = door(way(), alone(), link={"url": "https://x.test/dm", "cost": "dear"})
    desk = seated(bare, width, height, composer=both, draft=DRAFT | {"pictures": PICTURES})
    desk.speak(language)
    objected(desk, HINTS, HOLDS, BLOCKS, LONG)
    bare.locator(".composer textarea").fill(SENTENCE * 22)
    split = bare.locator(".objection button")
    expect(split).to_be_visible()
    bare.locator(".send").click()
    in_view(split, bare.locator(".send"), bare.locator(".bar .count"))
    assert bare.get_by_role("log").bounding_box()["height"] >= 60


def test_a_long_name_leaves_what_stands_beside_send_in_view(bare: Page) -> None:
    long = door(way(), **{"as": "Maximiliane von Hohenlohe-Schillingsfürst"})
    desk = seated(bare, 390, 844, composer=long)
    desk.speak("de")
    bare.locator(".composer textarea").fill(SENTENCE)
    expect(bare.locator(".bar .count")).to_contain_text("/ 280")
    in_view(bare.locator(".send"), bare.locator(".more"), bare.locator(".bar .count"))
    name = bare.locator(".send .who").bounding_box()
    box = bare.locator(".send").bounding_box()
    assert name["x"] + name["width"] < box["x"] + box["width"] - 30  # "senden" stands behind it


def test_send_stays_where_it_is_while_the_answer_grows(desk: Stage) -> None:
    places = set()
    for lines in range(0, 24, 4):
        box(desk).fill("Line\n" * lines)
        expect(desk.page.locator(".words")).to_contain_text("– Mia")
        places.add(send(desk).bounding_box()["y"])
    assert len(places) == 1


def test_whoever_reads_the_preview_above_its_end_is_left_there(desk: Stage) -> None:
    box(desk).fill(SENTENCE * 60)
    preview = desk.page.locator(".parts")
    expect(preview).to_contain_text("– Mia")
    preview.evaluate("node => node.scrollBy(0, -9999)")
    before = preview.evaluate("node => node.scrollTop")
    box(desk).press("End")
    box(desk).type("!")
    expect(preview).to_contain_text("place. !")
    assert before < 0
    assert abs(preview.evaluate("node => node.scrollTop") - before) < 40


# -- what keeps an answer back --------------------------------------------------------------------


@pytest.mark.parametrize("way_to_send", ["press", "keys"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Write an answer first."), ("de", "Zuerst eine Antwort schreiben.")],
)
def test_with_nothing_written_it_says_so_until_something_is(
    desk: Stage, way_to_send: str, language: str, sentence: str
) -> None:
    desk.speak(language)
    area = desk.page.locator(".composer textarea")
    if way_to_send == "keys":
        area.press("Control+Enter")
    else:
        desk.page.locator(".send").click()
    alert = desk.page.get_by_role("alert")
    expect(alert).to_have_text(sentence)
    expect(area).to_be_focused()
    area.type("M")
    expect(alert).to_have_count(0)
    assert desk.said("send") == []


def test_pictures_without_words_are_told_once_that_words_are_missing(bare: Page) -> None:
    desk = seated(bare, draft=DRAFT | {"stamp": "x", "pictures": PICTURES})
    nothing = {"rule": "nothing_written", "level": "blocks", "text": "Write an answer first."}
    objected(desk, nothing | {"parts": None})
    box(desk).fill(" ")
    expect(bare.get_by_text("Write an answer first.")).to_be_visible()
    send(desk).click()
    expect(bare.get_by_role("alert")).to_have_text("Write an answer first.")
    expect(bare.get_by_text("Write an answer first.")).to_have_count(1)


@pytest.mark.parametrize("way_to_send", ["press", "keys"])
def test_what_blocks_is_shown_and_told_when_somebody_sends(desk: Stage, way_to_send: str) -> None:
    objected(desk, *[HINTS | {"text": HINTS["text"] + str(n)} for n in range(9)], BLOCKS)
    box(desk).fill(SENTENCE)
    blocks = desk.page.locator(".objection.blocks")
    expect(blocks).to_be_visible()
    desk.page.locator(".objections").evaluate("node => (node.scrollTop = node.scrollHeight)")
    expect(blocks).not_to_be_in_viewport()
    if way_to_send == "keys":
        box(desk).press("Control+Enter")
    else:
        send(desk).click()
    expect(desk.page.get_by_role("alert")).to_have_text("Not like this.")
    in_view(blocks)
    expect(box(desk)).to_be_focused()
    assert desk.said("send") == []


def test_what_holds_leads_to_the_field_for_its_reason(desk: Stage) -> None:
    objected(desk, HOLDS)
    box(desk).fill("All the same")
    box(desk).press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_have_text("Read it first.")
    expect(desk.page.get_by_role("textbox", name="Why it goes out")).to_be_focused()


def test_who_has_read_what_came_meanwhile_says_so_with_a_press(desk: Stage) -> None:
    news = {"answer": "2026-11-20T10:00:00+00:00"}, {"message": 7}
    both = [BLOCKS | {"read": one} for one in news]

    def preview(asked: dict[str, Any]) -> tuple[int, Any]:
        known = (asked["read"] or {}).items()
        return 200, signed(asked, *[one for one in both if not one["read"].items() <= known])

    desk.preview = preview
    box(desk).fill("Gern.")
    send(desk).click()
    read = desk.page.get_by_role("button", name="I have read it")
    for left in (1, 0):
        expect(read.first).to_be_focused()
        read.first.click()
        expect(read).to_have_count(left)
        expect(box(desk)).to_be_focused()
        send(desk).click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    assert desk.said("send")[0]["read"] == news[0] | news[1]


def test_that_it_is_split_is_kept_and_known_in_another_tab(desk: Stage) -> None:
    long = BLOCKS | {"text": "Too long.", "rule": "too_long", "parts": 3}
    desk.preview = lambda asked: (200, signed(asked, *([] if asked["split"] else [long])))
    box(desk).fill("Lang.")
    desk.page.get_by_role("button", name="Split into 3").click()
    expect(desk.page.get_by_text("Too long.")).to_have_count(0)
    expect(desk.page.locator(".composer .saved")).to_contain_text("saved")
    kept = [body for _, path, body in desk.asked if path == "/api/draft/1"][-1]
    assert kept["split"] is True
    kept = {"key": "b" * 32, "text": "Lang.", "stamp": "later", "private": False, "pictures": []}
    desk.views[1] = view(1, stamp="s2", draft=kept | {"split": False})
    desk.refresh()
    expect(desk.page.get_by_text("Too long.")).to_be_visible()


def test_a_link_that_makes_it_dear_is_said_where_there_is_one_way_only(desk: Stage) -> None:
    dear = "A reply with this link costs $0.20 instead of $0.01."
    desk.preview = lambda asked: (
        200,
        signed(asked) | {"dearer": dear if "https://" in asked["text"] else ""},
    )
    box(desk).fill("Siehe https://lindenau.example")
    expect(desk.page.get_by_text(dear)).to_be_visible()
    box(desk).fill("Siehe dort.")
    expect(desk.page.get_by_text(dear)).to_have_count(0)


def test_what_was_typed_without_a_connection_is_counted_when_it_is_back(desk: Stage) -> None:
    desk.preview = lambda asked: (0, None)
    with desk.page.expect_event("requestfailed"):
        box(desk).fill("Getippt ohne Netz")
    objected(desk, BLOCKS)
    desk.refresh()
    expect(desk.page.get_by_text(BLOCKS["text"])).to_be_visible()
    expect(desk.page.locator(".count")).to_have_text("23 / 280")


@pytest.mark.parametrize("width", [1280, 390])
def test_why_a_picture_is_missing_is_read_whole_before_send_is_pressed(
    bare: Page, width: int
) -> None:
    desk = seated(bare, width, 600)
    why = "Dieses Bild ist zu groß. Höchstens 4 MB gehen hier; bitte verkleinern Sie es vorher."
    desk.picture = lambda method, body: (422, {"text": why})
    box(desk).fill(" ".join([SENTENCE] * 6))
    given = {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}
    desk.page.locator("input[type=file]").set_input_files(given)
    in_view(desk.page.locator(".failed .said"))


def test_a_way_that_closed_while_somebody_wrote_is_told_again(desk: Stage) -> None:
    box(desk).fill("Too late")
    shut = way(shut="The window has closed.")
    desk.views[1] = view(1, stamp="s2", composer=door(shut))
    objected(desk, BLOCKS | {"text": "The window has closed."})
    desk.refresh()
    expect(send(desk)).to_be_disabled()
    box(desk).press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_have_text("The window has closed.")
