"""What goes into a pane and what comes out, without Streamlit around it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from inbox.pages.folders import FOLDERS
from inbox.texts import texts
from tests.browser.awaited import expect
from tests.browser.running import Profile
from tests.browser.stage import (
    NOW,
    Stage,
    delivery,
    door,
    entry,
    listing,
    medium,
    row,
    signed,
    view,
    way,
)

LATER = "2026-11-20T12:00:05+00:00"


@pytest.fixture
def lists(stage: Stage) -> Stage:
    stage.views = {1: view(1), 2: view(2, entry("m2", "Moin"), name="Jo")}
    stage.mount("list", **listing(row(1), row(2, "Jo", unread=False)))
    return stage


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """Thread and composer, the first conversation open."""
    return seated(stage)


def seated(stage: Stage) -> Stage:
    stage.views = {1: view(1), 2: view(2, entry("m2", "Moin"), name="Jo")}
    stage.mount("thread")
    stage.mount("composer")
    stage.open(1)
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    return stage


def box(stage: Stage):
    return stage.page.get_by_role("textbox", name="Reply")


def send(stage: Stage):
    return stage.page.get_by_role("button", name="Send as Mia")


# The list


def test_a_click_marks_its_row_before_anybody_answers(lists: Stage) -> None:
    option = lists.page.get_by_role("option", name="Jo")
    option.click()
    expect(option).to_have_attribute("aria-selected", "true")
    lists.page.wait_for_function("window.said.some(one => one[1] === 'open')")
    assert lists.said("open") == [{"id": 2, "seq": 1}]


def test_an_answer_to_an_older_click_does_not_take_the_page_back(lists: Stage) -> None:
    for name in ("Erika", "Jo"):
        lists.page.get_by_role("option", name=name).click()
    lists.update("list", open=1, seq=1)
    selected = lists.page.locator("[aria-selected=true]")
    expect(selected).to_contain_text("Jo")
    lists.update("list", open=1, seq=2)
    expect(selected).to_contain_text("Erika")


def test_a_row_that_did_not_change_keeps_its_element(lists: Stage) -> None:
    first = lists.page.get_by_role("option", name="Jo").element_handle()
    lists.update("list", rows=[row(3, "Neu"), row(2, "Jo", unread=False)])
    expect(lists.page.get_by_role("option")).to_have_count(2)
    assert first.evaluate("node => node.isConnected")


def test_focus_survives_new_rows(lists: Stage) -> None:
    lists.page.get_by_role("option", name="Erika").focus()
    lists.page.keyboard.press("ArrowDown")
    lists.update("list", rows=[row(3, "Neu"), row(1), row(2, "Jo", preview="anders")])
    expect(lists.page.get_by_role("option", name="Jo")).to_be_focused()


def test_unread_and_chips_are_said_in_words(lists: Stage) -> None:
    marked = row(4, "Kim", unsent="failed", leaving=True, drafted=True, answerUntil=LATER)
    lists.update("list", rows=[marked])
    option = lists.page.get_by_role("option", name="Kim")
    for word in ("Not sent", "Leaving", "Draft"):
        expect(option).to_contain_text(word)
    expect(option.get_by_role("img", name="Not read yet")).to_be_visible()


def test_what_nobody_knows_yet_is_not_called_unsent(lists: Stage) -> None:
    lists.update("list", rows=[row(4, "Kim", unsent="unknown")])
    option = lists.page.get_by_role("option", name="Kim")
    expect(option).to_contain_text("Not certain")
    expect(option).not_to_contain_text("Not sent")


def test_a_reply_on_a_stopped_account_is_not_called_leaving(lists: Stage) -> None:
    lists.update("list", rows=[row(4, "Kim", leaving=True, stopped=True)])
    expect(lists.page.get_by_role("option", name="Kim")).to_contain_text("Reply waits")


OLD = "2026-11-20T08:00:00+00:00"


@pytest.mark.parametrize(
    ("folder", "order", "waiting", "shown"),
    [
        ("open", "urgent", OLD, ["waits"]),
        ("open", "newest", OLD, ["", "waits"]),
        ("all", "urgent", NOW, ["", "waits"]),
    ],
)
def test_a_row_says_each_time_once(
    lists: Stage, folder: str, order: str, waiting: str, shown: list[str]
) -> None:
    lists.update("list", folder=folder, order=order, rows=[row(4, "Kim", waitingSince=waiting)])
    option = lists.page.get_by_role("option", name="Kim")
    times = re.findall(r"\d+ \w+", option.inner_text())
    assert len(times) == len(set(times))
    expect(option.get_by_role("img", name="waits")).to_have_count(1 if shown == ["waits"] else 0)
    said = option.locator(".facts", has_text="waits")
    expect(said).to_have_count(0 if shown == ["waits"] else 1)


FULL = {
    "unsent": "failed", "leaving": True, "stopped": True, "drafted": True, "answerUntil": LATER,
    "kind": "Direct message", "stateName": "Waits for us",
    "still": ["Waits for approval", "Leaves Mon 08:00"],
}  # fmt: skip
CLIPPED = """root => [...root.querySelectorAll(".folder, .named, .chip, .facts > *, .turn, .age")]
    .filter(node => {
        const [own, pane] = [node, root.querySelector(".root")].map(n => n.getBoundingClientRect());
        return node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== "inline"
            || own.right > pane.right + 1 || own.left < pane.left - 1;
    }).map(node => node.textContent)"""


@pytest.mark.parametrize("width", [371, 320, 390])
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_folder_and_no_chip_is_clipped(stage: Stage, width: int, language: str) -> None:
    t = texts(language)
    folders = [
        {"id": folder, "name": t(name), "count": "1.000+"} for folder, name in FOLDERS.items()
    ]
    stage.mount("list", width=width, **listing(row(4, "Kim", **FULL), folders=folders))
    stage.speak(language)
    expect(stage.page.locator(".folder")).to_have_count(len(FOLDERS))
    assert stage.page.locator(".list").evaluate(f"node => ({CLIPPED})(node.getRootNode())") == []
    rows = stage.page.locator(".facts")
    expect(rows).to_contain_text("Leaves Mon 08:00")
    assert rows.evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\u200b\u2060\u200d", "Only invisible characters"),
        ("\u3164\u2800", "Only invisible"),
        ("", "Without words"),
    ],
)
def test_a_text_without_anything_to_see_is_named(desk: Stage, text: str, said: str) -> None:
    desk.views[1] = view(1, entry("m9", text), stamp="s2")
    desk.refresh()
    expect(desk.page.locator("article .bubble")).to_have_text(re.compile(said))
    desk.mount("list", **listing(row(1, preview=text)))
    expect(desk.page.locator(".row .preview")).to_have_text(re.compile(said))


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "1️⃣", ".", "ع", "नी"])
def test_whatever_can_be_seen_is_shown(desk: Stage, text: str) -> None:
    desk.views[1] = view(1, entry("m9", text), stamp="s2")
    desk.refresh()
    expect(desk.page.locator("article .text")).to_have_text(text)


def test_folders_order_and_pages_are_asked_for(lists: Stage) -> None:
    lists.update("list", more=True, full=True, page=1)
    lists.page.get_by_role("button", name="All").click()
    lists.page.get_by_role("button", name="Order: Most urgent first").click()
    lists.page.get_by_role("button", name="Go on from here").click()
    lists.page.get_by_role("button", name="Newer").click()
    said = lists.said("folder"), lists.said("order"), lists.said("turn")
    assert said == (["all"], ["newest"], [1, -1])


def test_a_stopped_account_is_said_and_who_can_mend_it_is_led_there(lists: Stage) -> None:
    stopped = {"text": "<b>X</b> stands still.", "to": "/connect?account=3", "label": "Again"}
    lists.update("list", notices=[stopped, {"text": "So does another."}])
    said = lists.page.locator(".notices > div")
    expect(said).to_have_text(["<b>X</b> stands still. Again", "So does another."])
    expect(said.get_by_role("link")).to_have_attribute("href", "/connect?account=3")


def test_an_empty_folder_helps(lists: Stage) -> None:
    lists.update("list", rows=[])
    expect(lists.page.get_by_text("Nobody is waiting")).to_be_visible()


def test_an_empty_list_leads_to_what_is_to_be_done(lists: Stage) -> None:
    lists.update("list", rows=[], empty=["No account", "None.", "<b>Connect</b>", "/connect"])
    way = lists.page.get_by_role("link", name="<b>Connect</b>")
    expect(way).to_have_attribute("href", "/connect")


def test_beside_an_empty_list_nobody_is_asked_to_choose(lists: Stage) -> None:
    lists.mount("thread")
    expect(lists.page.get_by_text("Choose a conversation")).to_be_visible()
    lists.update("list", rows=[])
    expect(lists.page.get_by_text("Choose a conversation")).to_be_hidden()
    expect(lists.page.get_by_text("Nothing to choose here")).to_be_visible()
    lists.update("list", rows=[row(2)])
    expect(lists.page.get_by_text("Choose a conversation")).to_be_visible()


def test_the_list_turns_to_another_language_at_once(lists: Stage) -> None:
    lists.speak("de")
    expect(lists.page.get_by_role("button", name="Reihenfolge: Dringendste")).to_be_visible()


# The thread


def test_a_click_shows_what_is_known_already_and_asks_again(desk: Stage) -> None:
    desk.open(2)
    expect(desk.page.get_by_role("log")).to_contain_text("Moin")
    desk.thread = lambda *_: (0, None)
    desk.open(1)
    expect(desk.page.get_by_role("log")).to_contain_text("Hallo")
    expect(desk.page.get_by_role("status").filter(has_text="No connection")).to_be_visible()


def test_a_conversation_that_is_gone_is_said(desk: Stage) -> None:
    desk.open(99)
    expect(desk.page.get_by_role("heading", name="This conversation is not here")).to_be_visible()
    expect(desk.page.get_by_role("log")).to_contain_text("It was removed, never was, or is not for")
    way = desk.page.get_by_role("log").get_by_role("link", name="Back to the list")
    here = urlsplit(desk.page.url)
    expect(way).to_have_attribute("href", here.path)
    expect(box(desk)).to_be_hidden()


def test_who_comes_back_from_what_is_gone_finds_the_head_as_it_was(desk: Stage) -> None:
    desk.open(1)
    expect(desk.page.get_by_role("heading", name="Erika")).to_be_visible()
    desk.open(99)
    expect(desk.page.get_by_role("heading", name="not here")).to_be_visible()
    desk.open(1)
    expect(desk.page.get_by_role("heading", name="Erika")).to_be_visible()
    expect(desk.page.get_by_role("heading", name="not here")).to_have_count(0)


def test_a_session_that_ended_leads_to_the_sign_in_page(desk: Stage) -> None:
    desk.thread = lambda *_: (401, None)
    desk.refresh()
    expect(desk.page).to_have_url(re.compile(r"/login\?over=1&next=%2F"))


def test_what_was_seen_is_said_once(desk: Stage) -> None:
    desk.refresh()
    desk.views[1] = view(1, stamp="s2", lastInbound=7)
    desk.refresh()
    expect(desk.page.get_by_role("log")).to_contain_text("Hallo")
    desk.page.wait_for_function("window.said.filter(one => one[1] === 'seen').length > 1")
    seen = [value["message"] for value in desk.said("seen")]
    assert seen == [1, 7]


def show(desk: Stage, **state):
    told = entry("r5", "Gern", side="us", ours=True, author="Mia", delivery=delivery(**state))
    desk.views[1] = view(1, entry("m1", "Hallo"), told, stamp=repr(state))
    desk.refresh()
    return desk.page.get_by_role("log")


def test_undo_counts_down_and_stays_as_long_as_the_server_allows_it(desk: Stage) -> None:
    log = show(desk, state="queued", ways=["undo"], undoUntil="2026-11-20T12:00:01+00:00")
    expect(log.get_by_text("Leaves in 1 s")).to_be_visible()
    log.get_by_role("button", name="Take back").click()
    assert desk.said("act") == [{"what": "undo", "id": 5, "conversation": 1}]
    expect(log.get_by_text("Leaves now")).to_be_visible()
    expect(log.get_by_role("button", name="Take back")).to_be_visible()
    show(desk, state="sending")
    expect(log.get_by_role("button", name="Take back")).to_have_count(0)


def test_an_unknown_reply_offers_both_ways(desk: Stage) -> None:
    log = show(desk, state="unknown", tone="bad", ways=["there", "again"])
    log.get_by_role("button", name="It is there").click()
    log.get_by_role("button", name="Send again").click()
    assert [value["what"] for value in desk.said("act")] == ["there", "again"]


def test_the_history_opens_and_stays_open_while_it_grows(desk: Stage) -> None:
    log = show(desk, state="sending")
    log.get_by_text("History").click()
    expect(log.get_by_text("Mia pressed send")).to_be_visible()
    show(desk, state="delivered", tone="good")
    expect(log.get_by_text("delivered")).to_be_visible()
    expect(log.get_by_text("Mia pressed send")).to_be_visible()


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://x.com/a", True),
        ("http://x.com/a", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//x.com/a", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(desk: Stage, url: str, linked: bool) -> None:
    media = [medium("named", alt="Ein Hahn", url=url)]
    desk.views[1] = view(1, entry("m9", "", media=media), stamp="s2", permalink=url)
    desk.refresh()
    expect(desk.page.get_by_role("log")).to_contain_text("Ein Hahn")
    assert desk.page.get_by_role("link").count() == (2 if linked else 0)


def test_long_texts_are_folded_until_asked_for_and_stay_open(desk: Stage) -> None:
    desk.views[1] = view(1, entry("m9", "Wort " * 500, clipped=True), stamp="s2")
    desk.refresh()
    log = desk.page.get_by_role("log")
    expect(log.locator(".text.folded")).to_be_visible()
    log.get_by_role("button", name="Show all").click()
    expect(log.locator(".text.folded")).to_have_count(0)
    expect(log).to_contain_text("The message was longer")


def test_deleted_and_edited_words_are_marked(desk: Stage) -> None:
    desk.views[1] = view(
        1,
        entry("m8", "", deleted=NOW, gone="Deleted by its author"),
        entry("m9", "neu", edited=NOW),
        stamp="s2",
    )
    desk.refresh()
    log = desk.page.get_by_role("log")
    expect(log).to_contain_text("Deleted by its author")
    expect(log).to_contain_text("edited")


def test_every_text_of_a_stranger_has_its_own_direction(desk: Stage) -> None:
    for part in (".text", ".author"):
        assert desk.page.locator(part).first.get_attribute("dir") == "auto"


# The composer


def test_the_preview_echoes_at_once_and_then_shows_what_the_server_says(desk: Stage) -> None:
    desk.preview = lambda asked: (200, signed({"text": asked["text"].upper()}))
    box(desk).fill("hallo")
    expect(desk.page.locator(".words")).to_have_text("HALLO\n– Mia")
    expect(desk.page.locator(".bar .count")).to_have_text("11 / 280")


def test_an_old_preview_never_replaces_a_newer_one(desk: Stage) -> None:
    box(desk).press_sequentially("abcdef", delay=60)
    expect(desk.page.locator(".bar .count")).to_have_text("12 / 280")
    previews = [body["text"] for _, path, body in desk.asked if path == "/api/preview"]
    assert previews[-1] == "abcdef"
    assert len(previews) < 6


def test_a_draft_is_saved_a_moment_after_the_last_key(desk: Stage) -> None:
    box(desk).press_sequentially("Guten Tag", delay=40)
    expect(desk.page.get_by_text("Draft saved")).to_be_visible()
    assert desk.saved() == ["Guten Tag"]


def test_leaving_a_conversation_saves_at_once(desk: Stage) -> None:
    box(desk).fill("Hal")
    desk.open(2)
    expect(box(desk)).to_have_value("")
    assert desk.saved() == ["Hal"]


def test_leaving_the_page_saves_at_once(desk: Stage) -> None:
    box(desk).fill("Hal")
    desk.page.evaluate("dispatchEvent(new Event('pagehide'))")
    desk.page.wait_for_timeout(200)
    assert desk.saved() == ["Hal"]


def test_a_poll_never_touches_what_is_being_typed(desk: Stage) -> None:
    box(desk).fill("Mitten im")
    desk.views[1] = view(1, stamp="s2", draft={"key": "k", "text": "Alt", "stamp": "0"})
    desk.refresh()
    desk.page.wait_for_timeout(300)
    expect(box(desk)).to_have_value(re.compile("Mitten im$"))


def test_a_text_put_back_comes_into_an_empty_composer(desk: Stage) -> None:
    desk.views[1] = view(1, stamp="s2", draft={"key": "b" * 32, "text": "Zurück", "stamp": LATER})
    desk.refresh()
    expect(box(desk)).to_have_value("Zurück")


def test_a_text_put_back_stands_above_what_is_being_typed(desk: Stage) -> None:
    back = {"key": "b" * 32, "text": "Alt", "stamp": LATER}
    desk.keeps(dict(back))
    desk.views[1] = view(1, stamp="s2", draft=back)
    box(desk).fill("Neu")
    desk.refresh()
    expect(box(desk)).to_have_value("Alt\n\nNeu")


@pytest.mark.parametrize(
    ("put", "typed"),
    [
        ("Guten Tag.\n\nIch sehe", "Guten Tag.\n\nIch sehe nach."),
        ("Ich sehe\n\nGuten Tag.", "Ich sehe nach.\n\nGuten Tag."),
    ],
)
def test_words_put_above_or_below_leave_the_caret_where_somebody_types(
    desk: Stage, put: str, typed: str
) -> None:
    box(desk).fill("Ich sehe")
    desk.draft = lambda saved: (200, {"key": "c" * 32, "text": put, "stamp": LATER})
    expect(box(desk)).to_have_value(put)
    desk.page.keyboard.type(" nach.")
    expect(box(desk)).to_have_value(typed)


def test_what_the_server_joined_is_woven_into_what_was_typed_since(desk: Stage) -> None:
    def joining(typed: dict) -> tuple[int, dict]:
        joined = f"Vom anderen Fenster\n\n{typed['text']}"
        return 200, {"key": "c" * 32, "text": joined, "stamp": LATER}

    desk.draft = joining
    box(desk).fill("Hier")
    expect(box(desk)).to_have_value("Vom anderen Fenster\n\nHier")


def test_a_save_whose_key_is_spent_starts_a_new_draft_with_the_text(desk: Stage) -> None:
    fresh = {"key": "d" * 32, "text": "", "stamp": ""}
    kept = {"key": "d" * 32, "text": "Noch etwas", "stamp": LATER}
    answers = [(200, fresh), (200, kept)]
    desk.draft = lambda _: answers.pop(0) if len(answers) > 1 else answers[0]
    box(desk).fill("Noch etwas")
    expect(desk.page.get_by_text("Draft saved")).to_be_visible()
    expect(box(desk)).to_have_value("Noch etwas")
    assert desk.saved() == ["Noch etwas", "Noch etwas"]


def test_send_hands_over_text_and_key_once(desk: Stage) -> None:
    box(desk).fill("Gern!")
    send(desk).click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    (sent,) = desk.said("send")
    assert (sent["conversation"], sent["text"], sent["split"]) == (1, "Gern!", False)
    assert re.fullmatch("[0-9a-f]{32}", sent["key"])
    expect(desk.page.get_by_role("button", name="Sending")).to_be_disabled()


def ack(desk: Stage, **more) -> None:
    (sent,) = desk.said("send")[-1:]
    if more.get("ok", True):
        desk.views[1] = view(1, stamp="taken")
    said = {"n": desk.data["composer"]["acks"][-1]["n"] + 1, "what": "send", "ok": True, "text": ""}
    desk.update("composer", acks=[said | {"conversation": 1, "key": sent["key"]} | more])


def test_an_answer_that_was_taken_empties_the_composer_for_the_next(desk: Stage) -> None:
    box(desk).fill("Gern!")
    box(desk).press("Control+Enter")
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    ack(desk)
    expect(box(desk)).to_have_value("")
    box(desk).fill("Noch eins")
    box(desk).press("Control+Enter")
    desk.page.wait_for_function("window.said.filter(one => one[1] === 'send').length === 2")
    first, second = (sent["key"] for sent in desk.said("send"))
    assert first != second


def test_an_answer_that_was_refused_stays_with_the_reason(desk: Stage) -> None:
    box(desk).fill("Gern!")
    send(desk).click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    ack(desk, ok=False, text="You may not do this.")
    expect(desk.page.get_by_role("alert")).to_have_text("You may not do this.")
    expect(box(desk)).to_have_value("Gern!")
    expect(send(desk)).to_be_enabled()


def test_a_server_that_says_nothing_leaves_the_text_and_the_key(page: Page) -> None:
    desk = seated(Stage(page))
    desk.page.clock.install()
    box(desk).fill("Gern!")
    send(desk).click()
    desk.page.clock.run_for(2_000)
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    desk.page.clock.run_for(13_000)
    expect(desk.page.get_by_role("alert")).to_contain_text("press send once more")
    send(desk).click()
    desk.page.clock.run_for(2_000)
    desk.page.wait_for_function("window.said.filter(one => one[1] === 'send').length === 2")
    first, second = desk.said("send")
    assert first["key"] == second["key"]


def test_a_draft_that_send_could_not_save_is_saved_by_itself(page: Page) -> None:
    desk = seated(Stage(page))
    kept, desk.draft = desk.draft, lambda typed: (503, None)
    desk.page.clock.install()
    box(desk).fill("Gern!")
    send(desk).click()
    desk.page.clock.run_for(2_000)
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    desk.page.clock.run_for(13_000)
    expect(desk.page.get_by_role("alert")).to_contain_text("press send once more")
    expect(desk.page.get_by_text("Not saved yet")).to_be_visible()
    desk.draft = kept
    desk.page.clock.run_for(10_000)
    expect(desk.page.get_by_text("Draft saved")).to_be_visible()


def test_what_came_of_a_send_is_said_once(desk: Stage) -> None:
    box(desk).fill("Gern!")
    send(desk).click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    ack(desk, ok=False, text="Not like this.")
    desk.update("thread", acks=desk.data["composer"]["acks"])
    expect(desk.page.get_by_role("alert")).to_have_text("Not like this.")
    expect(desk.page.get_by_text("Not like this.")).to_have_count(1)


BLOCKS = {"rule": "x", "level": "blocks", "text": "Not like this.", "parts": None}
HOLDS = {"rule": "y", "level": "holds", "text": "Read it first.", "parts": None}
LONG = {"rule": "too_long", "level": "blocks", "text": "Shorten it.", "parts": 3}


def test_what_is_blocked_is_not_handed_over(desk: Stage) -> None:
    desk.preview = lambda asked: (200, signed(asked, BLOCKS))
    box(desk).fill("Ticket 4711")
    send(desk).click()
    expect(desk.page.get_by_text("Not like this.")).to_be_visible()
    expect(send(desk)).to_be_enabled()
    assert desk.said("send") == []


def test_what_is_held_goes_with_a_reason(desk: Stage) -> None:
    desk.preview = lambda asked: (200, signed(asked, HOLDS))
    box(desk).fill("Trotzdem")
    send(desk).click()
    expect(send(desk)).to_be_enabled()
    assert desk.said("send") == []
    desk.page.get_by_role("textbox", name="Why it goes out").fill("Ich weiß es.")
    send(desk).click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    assert desk.said("send")[0]["despite"] == "Ich weiß es."


def test_money_that_is_noted_nowhere_goes_with_a_few_words_and_not_with_a_letter(
    desk: Stage,
) -> None:
    desk.preview = lambda asked: (200, signed(asked, HOLDS | {"rule": "not_noted"}))
    box(desk).fill("Trotzdem")
    send(desk).click()
    why = desk.page.get_by_role("textbox", name="Why it goes out")
    why.fill("x")
    send(desk).click()
    expect(why).to_be_focused()
    assert desk.said("send") == []
    why.fill("Kam gestern schon an.")
    send(desk).click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")


def test_splitting_is_a_choice_that_can_be_taken_back(desk: Stage) -> None:
    def answer(asked: dict) -> tuple[int, dict]:
        told = signed(asked, *([] if asked["split"] else [LONG]))
        return 200, told | {"parts": told["parts"] * (3 if asked["split"] else 1)}

    desk.preview = answer
    box(desk).fill("Sehr lang")
    desk.page.get_by_role("button", name="Split into 3 parts").click()
    expect(desk.page.locator(".part")).to_have_count(3)
    desk.page.get_by_role("button", name="Keep it in one").click()
    expect(desk.page.locator(".part")).to_have_count(1)


def test_a_closed_door_is_said_before_a_word_is_typed(desk: Stage) -> None:
    desk.views[1] = view(1, stamp="s2", composer=door(way(shut="Closed.", then="Wait for her.")))
    desk.refresh()
    notice = desk.page.locator(".notice.door")
    expect(notice).to_have_text("Closed.Wait for her.")
    expect(box(desk)).to_be_hidden()
    expect(send(desk)).to_be_hidden()


def test_without_a_signature_there_is_a_way_to_it_instead_of_the_composer(desk: Stage) -> None:
    desk.views[1] = view(1, stamp="s2", composer=door(way(), reachable=False))
    desk.refresh()
    link = desk.page.get_by_role("link", name="My signature")
    expect(link).to_have_attribute("href", "/signature")
    expect(box(desk)).to_be_hidden()
    expect(desk.page.get_by_role("button", name="Send as")).to_be_hidden()
    expect(desk.page.get_by_role("log")).to_contain_text("Hallo")
    link.click()
    assert desk.said("sign") == [True]
    desk.views[1] = view(1, stamp="s3")
    desk.refresh()
    expect(box(desk)).to_be_visible()


FOUR = [
    {"rule": f"r{n}", "level": "blocks", "text": f"Say it without number {n}. " * 3, "parts": None}
    for n in range(4)
]


@pytest.mark.parametrize("height", [664, 800])
def test_four_objections_leave_room_for_the_message_on_a_phone(
    profile: Profile, height: int
) -> None:
    page = profile(width=390)
    page.set_viewport_size({"width": 390, "height": height})
    desk = seated(Stage(page))
    desk.preview = lambda asked: (200, signed(asked, *FOUR))
    box(desk).fill("Vier Dinge auf einmal, und dazu ein Text, der über mehrere Zeilen geht. " * 3)
    objections = page.locator(".objections")
    expect(objections.locator(".objection")).to_have_count(4)
    composer = page.locator(".composer").bounding_box()
    assert composer["height"] <= height * 0.62 + 1
    assert objections.bounding_box()["height"] >= 48
    last = objections.locator(".objection").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(send(desk)).to_be_in_viewport()
