"""What stands on the messages of a thread, and what can be done with them: by mouse and by key."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage, entry, medium, view

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def bare(chrome: Browser) -> Iterator[Page]:
    """One page for all of them: each test loads its own document into it."""
    context = chrome.new_context(
        viewport={"width": 1000, "height": 700}, locale="de-DE", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def stage(bare: Page) -> Stage:
    made = Stage(bare)
    made.files = {f"/file/{number}": ("image/png", PIXEL) for number in (1, 2, 3)}
    made.mount("thread")
    return made


def show(stage: Stage, *entries: dict, number: int = 1) -> Locator:
    """Let a conversation hold these entries and look at it."""
    stamp = f"{stage.views.get(number, {}).get('stamp', 's')}+"
    stage.views[number] = view(number, *entries, stamp=stamp)
    stage.open(number)
    stage.refresh()
    log = stage.page.get_by_role("log")
    expect(log.locator(f"article[data-key={entries[-1]['key']}]")).to_be_visible()
    return log


def photo(number: int, alt: str | None = None, **more: object) -> dict:
    return medium("image", src=f"/file/{number}", alt=alt, **more)


def deeds(stage: Stage) -> Locator:
    return stage.page.get_by_role("button", name="What can be done with it")


def at(stage: Stage) -> dict | None:
    """Return what the panes were last asked to do."""
    said = stage.said("act")
    return said[-1] if said else None


# Pictures and films


@pytest.fixture
def pictures(stage: Stage) -> Locator:
    quote = entry("m1", "Unser Beitrag", media=[photo(1, "Plakat")], ours=True)
    shown = entry("m2", "Seht her", quote=quote, media=[photo(2, "Ein Hahn"), photo(3)])
    return show(stage, shown)


def test_a_picture_opens_large_with_what_it_shows_in_words(stage: Stage, pictures: Locator) -> None:
    pictures.get_by_role("button", name="Photo: Ein Hahn").click()
    viewer = stage.page.get_by_role("dialog", name="Pictures and films")
    expect(viewer.get_by_role("img", name="Ein Hahn")).to_have_js_property("naturalWidth", 1)
    expect(viewer.locator(".alt")).to_have_text("Ein Hahn")
    expect(viewer.get_by_role("link", name="Save")).to_have_attribute("href", "/file/2")
    viewer.get_by_role("button", name="Close").click()
    expect(viewer).to_be_hidden()


def test_keys_walk_through_all_pictures_and_escape_leads_back(
    stage: Stage, pictures: Locator
) -> None:
    opener = pictures.get_by_role("button", name="Photo: Ein Hahn")
    opener.press("Enter")
    viewer, keys = stage.page.get_by_role("dialog"), stage.page.keyboard
    place = viewer.locator(".place")
    expect(place).to_have_text("1 of 3")
    keys.press("End")
    expect(place).to_have_text("3 of 3")
    keys.press("ArrowRight")
    expect(place).to_have_text("3 of 3")
    keys.press("Home")
    keys.press("ArrowRight")
    expect(viewer.locator(".stage img")).to_have_attribute("src", "/file/3")
    keys.press("Escape")
    expect(viewer).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_viewer_stays_while_the_thread_is_drawn_anew(stage: Stage, pictures: Locator) -> None:
    pictures.get_by_role("button", name="Photo: Ein Hahn").press("Enter")
    show(stage, entry("m2", "Geändert", media=[photo(2, "Ein Hahn")]))
    expect(stage.page.get_by_role("dialog")).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(pictures.get_by_role("button", name="Photo: Ein Hahn")).to_be_focused()


def test_another_conversation_closes_what_was_open(stage: Stage, pictures: Locator) -> None:
    pictures.get_by_role("button", name="Photo: Ein Hahn").click()
    show(stage, entry("m9", "Moin", offers=["hide"]), number=2)
    expect(stage.page.get_by_role("dialog")).to_have_count(0)
    deeds(stage).click()
    show(stage, entry("m8", "Hallo"), number=1)
    expect(stage.page.get_by_role("menu")).to_have_count(0)


def test_a_picture_that_is_gone_from_the_shelf_says_that_it_comes_again(stage: Stage) -> None:
    log = show(stage, entry("m1", "", media=[photo(99, "Ein Hahn")]))
    expect(log).to_contain_text("is being fetched again …")
    expect(log).to_contain_text("Ein Hahn")


def test_a_film_that_a_browser_cannot_play_can_be_saved(stage: Stage) -> None:
    stage.files["/file/7"] = ("video/mp4", b"no film")
    film = medium("film", what="Video", src="/file/7", alt="Bagger")
    show(stage, entry("m1", "", media=[film])).get_by_role("button", name="Video: Bagger").click()
    viewer = stage.page.get_by_role("dialog")
    expect(viewer).to_contain_text("This browser cannot play it. Save it to look at it.")
    expect(viewer.get_by_role("link", name="Save")).to_have_attribute("href", "/file/7")


def test_what_is_no_picture_stands_in_a_line_of_its_own(stage: Stage) -> None:
    stage.files["/file/8"] = ("image/png", PIXEL)
    log = show(
        stage,
        entry("m1", "", media=[
            medium("file", what="File", src="/file/5", size="2.4 MB"),
            medium("sound", what="Sound", src="/file/6"),
            medium("sticker", what="Sticker", src="/file/8"),
            medium("coming", said="is being fetched …", url="https://x.test/a"),
            medium("refused", said="Not shown: too large.", url="https://x.test/b"),
        ]),
    )  # fmt: skip
    file = log.get_by_role("link", name="File")
    expect(file).to_have_attribute("href", "/file/5")
    expect(file).to_contain_text("2.4 MB")
    expect(log.locator("audio")).to_have_attribute("aria-label", "Sound")
    expect(log.get_by_role("img", name="Sticker")).to_be_visible()
    expect(log.get_by_role("button")).to_have_count(0)
    hrefs = log.get_by_role("link").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert hrefs == ["/file/5", "https://x.test/b"]  # what is still coming leads nowhere


# Quotes, earlier texts, marks


def test_what_is_quoted_stands_inside_the_message_that_quotes_it(stage: Stage) -> None:
    quote = entry("m1", "<b>Unser</b> Beitrag", author="Lindenau", permalink="https://x.com/1")
    log = show(stage, entry("m2", "Wirklich?", quote=quote))
    card = log.get_by_role("blockquote", name="Quoted")
    expect(card).to_contain_text("<b>Unser</b> Beitrag")
    expect(card.get_by_role("link")).to_have_attribute("href", "https://x.com/1")
    expect(log.get_by_role("article")).to_have_count(1)


def test_a_quote_that_is_not_here_or_gone_is_said(stage: Stage) -> None:
    gone = entry("m1", "", gone="Withheld by X", deleted=NOW)
    log = show(stage, entry("m2", "A", quoteLost=True), entry("m3", "B", quote=gone))
    expect(log).to_contain_text("What it quotes is not here.")
    expect(log.get_by_role("blockquote")).to_contain_text("Withheld by X")


def edited(text: str, *before: str) -> dict:
    versions = [{"text": one, "until": NOW} for one in before]
    return entry("m2", text, edited=NOW, versions=versions)


def test_earlier_texts_open_and_stay_open_while_more_come(stage: Stage) -> None:
    log = show(stage, edited("zwei", "eins"))
    expect(log).not_to_contain_text("eins", use_inner_text=True)
    toggle = log.get_by_role("button", name="edited")
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(log.get_by_text("eins")).to_be_visible()
    show(stage, edited("drei", "eins", "zwei"))
    expect(log.get_by_text("zwei")).to_be_visible()
    expect(log.get_by_role("button", name="edited")).to_be_focused()


def test_marks_verdict_and_a_withheld_name_are_said(stage: Stage) -> None:
    rating = {"text": "Recommends us", "tone": "good"}
    shown = entry("m1", "Top", author="", rating=rating, marks=["Hidden on X", "Liked by us"])
    log = show(stage, shown)
    for said in ("Recommends us", "Hidden on X", "Liked by us", "Name withheld by X"):
        expect(log).to_contain_text(said)


def test_what_only_the_customer_reads_is_marked_among_public_words(stage: Stage) -> None:
    log = show(stage, entry("m1", "A"), entry("m2", "B", side="us", ours=True, private=True))
    expect(log.locator("article").first).not_to_contain_text("In private")
    expect(log.locator("article").last).to_contain_text("In private")


def test_of_what_is_gone_our_own_words_stay(stage: Stage) -> None:
    theirs = entry("m1", "", deleted=NOW, gone="Deleted by its author")
    ours = entry("m2", "Gern!", side="us", ours=True, deleted=NOW, gone="No longer on X")
    log = show(stage, theirs, ours)
    expect(log.locator("article").first).to_contain_text("Deleted by its author")
    expect(log.locator("article").last).to_contain_text(re.compile("Gern!.*No longer on X"))


def test_whom_a_message_answers_is_a_way_to_it(stage: Stage) -> None:
    many = [entry(f"m{number}", "Wort " * 60) for number in range(1, 9)]
    answers = {"key": "m1", "author": "Uschi"}
    log = show(stage, *many, entry("m9", "Genau", answers=answers))
    log.get_by_role("button", name="answers Uschi").press("Enter")
    first = log.locator("article[data-key=m1]")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()


@pytest.mark.parametrize(("older", "down"), [("2026~1", "2026~1"), (None, "~0")])
def test_whoever_went_back_sees_old_messages_change(
    stage: Stage, older: str | None, down: str
) -> None:
    """An action on a message that is not on the newest page shows what became of it."""
    asked: list[str] = []

    def tells(number: int, query: str) -> tuple[int, dict]:
        asked.append(query)
        if "before=" in query:
            old = entry("m1", "Alt", at="2026-11-19T12:00:00+00:00", offers=["hide"])
            return 200, view(1, old, older=older, stamp="old")
        old, rest = ([doing(key="m1")], older) if "down=" in query else ([], "2026~2")
        return 200, view(1, *old, entry("m2", "Neu"), older=rest, stamp=f"s{len(asked)}")

    stage.thread = tells
    stage.open(1)
    log = stage.page.get_by_role("log")
    log.get_by_role("button", name="Show older messages").click()
    expect(log).to_contain_text("Alt")
    stage.refresh()
    expect(log).to_contain_text("Mia hides it …")
    assert f"down={down}" in unquote(asked[-1])


# What can be done


@pytest.fixture
def comment(stage: Stage) -> Locator:
    return show(stage, entry("m4", "Frechheit!", offers=["like", "hide"]))


def test_what_can_be_done_is_chosen_by_mouse(stage: Stage, comment: Locator) -> None:
    deeds(stage).click()
    stage.page.get_by_role("menuitem", name="Hide on X").click()
    assert at(stage) == {"what": "hide", "id": 4, "conversation": 1}
    expect(stage.page.get_by_role("menu")).to_have_count(0)


def test_the_keyboard_opens_walks_chooses_and_leaves(stage: Stage, comment: Locator) -> None:
    keys, menu = stage.page.keyboard, stage.page.get_by_role("menu")
    deeds(stage).press("Enter")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    keys.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Hide on X")).to_be_focused()
    keys.press("Escape")
    expect(menu).to_have_count(0)
    expect(deeds(stage)).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    assert at(stage) == {"what": "like", "id": 4, "conversation": 1}
    expect(deeds(stage)).to_be_focused()


def test_a_second_click_and_a_click_elsewhere_close_the_menu(
    stage: Stage, comment: Locator
) -> None:
    menu = stage.page.get_by_role("menu")
    deeds(stage).click()
    deeds(stage).click()
    expect(menu).to_have_count(0)
    deeds(stage).press("Enter")
    expect(menu).to_be_visible()
    comment.click(position={"x": 400, "y": 300})
    expect(menu).to_have_count(0)
    assert at(stage) is None


def test_deleting_asks_first_and_escape_keeps_it(stage: Stage) -> None:
    show(stage, entry("m5", "Gern!", side="us", ours=True, offers=["delete"]))
    for key in ("Escape", "Enter"):  # the question begins at "Keep it"
        deeds(stage).press("Enter")
        stage.page.keyboard.press("Enter")
        expect(stage.page.get_by_role("dialog", name="Delete this on X?")).to_be_visible()
        stage.page.keyboard.press(key)
        expect(stage.page.get_by_role("dialog")).to_have_count(0)
        expect(deeds(stage)).to_be_focused()
    assert at(stage) is None


@pytest.mark.parametrize(
    ("private", "said"),
    [(False, "It disappears there for everybody."), (True, "the customer keeps it")],
)
def test_who_agrees_deletes_and_knows_for_whom(stage: Stage, private: bool, said: str) -> None:
    show(stage, entry("m5", "Gern!", side="us", ours=True, offers=["delete"], private=private))
    deeds(stage).press("Enter")
    stage.page.keyboard.press("Enter")
    asks = stage.page.get_by_role("dialog")
    expect(asks).to_contain_text(said)
    asks.get_by_role("button", name="Delete", exact=True).click()
    assert at(stage) == {"what": "delete", "id": 5, "conversation": 1}


def doing(key: str = "m4", **more: object) -> dict:
    given = {"id": 8, "verb": "hide", "text": "Mia hides it …", "tone": "calm", "ways": ["undo"]}
    given["undoUntil"] = None
    return entry(key, "Frechheit!", action={**given, **more})


def test_what_is_on_its_way_can_be_taken_back(stage: Stage) -> None:
    log = show(stage, doing())
    expect(log).to_contain_text("Mia hides it …")
    log.get_by_role("button", name="Take back").click()
    assert at(stage) == {"what": "stop", "id": 8, "conversation": 1}


def test_a_deletion_counts_down_while_it_can_be_taken_back(stage: Stage) -> None:
    soon = "2026-11-20T12:00:30+00:00"
    log = show(stage, doing(verb="delete", text="Mia deletes it …", undoUntil=soon))
    expect(log.get_by_role("timer")).to_have_text(re.compile(r"Is deleted in \d+ s"))


def test_what_was_refused_says_why_and_can_be_tried_again(stage: Stage) -> None:
    log = show(stage, doing(text="Not done: …", tone="bad", ways=["retry"]))
    log.get_by_role("button", name="Try again").click()
    assert at(stage) == {"what": "hide", "id": 4, "conversation": 1}


def test_focus_goes_on_to_what_stands_in_the_place_of_the_menu(
    stage: Stage, comment: Locator
) -> None:
    deeds(stage).press("Enter")
    stage.page.keyboard.press("Enter")
    show(stage, doing())
    expect(comment.get_by_role("button", name="Take back")).to_be_focused()
    show(stage, entry("m4", "Frechheit!", offers=["hide"]))
    expect(deeds(stage)).to_be_focused()


def test_the_menu_stays_inside_a_narrow_window(bare: Page, stage: Stage) -> None:
    bare.set_viewport_size({"width": 390, "height": 700})
    try:
        show(stage, entry("m5", "Gern!", side="us", ours=True, offers=["delete"]))
        deeds(stage).click()
        box = bare.get_by_role("menu").bounding_box()
    finally:
        bare.set_viewport_size({"width": 1000, "height": 700})
    assert box is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


# Where the platform told less than was written


def test_what_is_missing_is_said_where_it_would_stand_with_the_way_to_look(stage: Stage) -> None:
    lacks = {
        "key": "n1", "id": None, "side": "untold", "at": NOW, "text": "<b>About 46</b> are missing.",
        "permalink": "https://m.me/t/1", "media": [],
    }  # fmt: skip
    log = show(stage, entry("m4", "Nummer 4"), lacks, entry("m51", "Nummer 51"))
    line = log.get_by_role("note")
    expect(line).to_contain_text("<b>About 46</b> are missing.")
    expect(line.get_by_role("link")).to_have_attribute("href", "https://m.me/t/1")
    assert log.evaluate("log => [...log.children].map(one => one.dataset.key)")[-3:] == [
        "m4", "n1", "m51",
    ]  # fmt: skip


def test_older_messages_that_come_later_leave_the_line_where_it_was(stage: Stage) -> None:
    at = "2026-11-19T12:00:00+00:00"
    lacks = {"key": "n1", "side": "untold", "at": at, "text": "Missing.", "media": []}

    def tells(number: int, query: str) -> tuple[int, dict]:
        if "before=" in query:
            return 200, view(1, entry("m4", "Alt", at=at), lacks, older=None)
        return 200, view(1, entry("m51", "Neu"), older="at~51")

    stage.thread = tells
    stage.open(1)
    log = stage.page.get_by_role("log")
    log.get_by_role("button", name="Show older messages").click()
    expect(log.get_by_role("note")).to_have_text("Missing.")
    keys = "log => [...log.children].map(one => one.dataset.key).filter(key => /^[mn]/.test(key))"
    assert log.evaluate(keys) == ["m4", "n1", "m51"]
