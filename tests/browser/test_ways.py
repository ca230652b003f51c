"""Who will read an answer is chosen by hand, and pictures lie in it: the composer on a bare page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.awaited import expect
from tests.browser.stage import Stage, alone, door, signed, view, way
from tests.contract_whole import PIXEL

PICTURE = {"id": 7, "alt": "", "url": "/picture/7"}
DRAFT = {"key": "a" * 32, "text": "", "stamp": "", "private": False, "pictures": []}
FILE = {"name": "dot.png", "mimeType": "image/png", "buffer": PIXEL}


@pytest.fixture
def desk(bare: Page) -> Stage:
    """The composer before a comment that can be answered in public and in private."""
    return seated(bare, composer=door(way(), alone()))


def seated(page: Page, **more: Any) -> Stage:
    stage = Stage(page)
    stage.views = {1: view(1, **more), 2: view(2)}
    stage.mount("composer")
    stage.open(1)
    expect(page.locator(".composer")).to_be_visible()
    return stage


def tells(desk: Stage, **more: Any) -> None:
    """Let the server tell something new of the conversation."""
    number = len(desk.asked)
    desk.views[1] = view(1, stamp=f"n{number}", **more)
    desk.refresh()


def box(desk: Stage):
    return desk.page.get_by_role("textbox", name="Reply")


def choose(desk: Stage, name: str) -> None:
    desk.page.get_by_role("radio", name=name).check()


def presses_send(desk: Stage) -> dict[str, Any]:
    desk.page.get_by_role("button", name="Send").click()
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    (sent,) = desk.said("send")
    return sent


def adds(desk: Stage, *files: dict[str, Any]) -> None:
    desk.page.locator("input[type=file]").set_input_files(list(files) or [FILE])


def takes_pictures(desk: Stage, *given: dict[str, Any]) -> None:
    desk.picture = lambda method, body: (200, {"pictures": [*given]} if method == "POST" else {})


# -- who will read it -----------------------------------------------------------------------------


def test_an_answer_is_public_until_its_agent_says_otherwise(desk: Stage) -> None:
    box(desk).fill("Gern!")
    expect(desk.page.get_by_role("radio", name="In public")).to_be_checked()
    assert presses_send(desk)["private"] is False


def test_a_private_answer_says_so_on_the_button_and_in_every_question(desk: Stage) -> None:
    box(desk).fill("Ihre Kundennummer")
    choose(desk, "In private")
    expect(desk.page.get_by_role("button", name="Send in private as Mia")).to_be_visible()
    expect(desk.page.get_by_text("Possible once")).to_be_visible()
    assert presses_send(desk)["private"] is True
    assert [body["private"] for _, path, body in desk.asked if path == "/api/preview"][-1] is True


def test_the_choice_is_made_with_the_keyboard_too(desk: Stage) -> None:
    desk.page.get_by_role("radio", name="In public").focus()
    desk.page.keyboard.press("ArrowRight")
    expect(desk.page.get_by_role("radio", name="In private")).to_be_checked()
    expect(desk.page.get_by_role("radio", name="In private")).to_be_focused()


def test_nobody_changes_who_reads_it_once_it_is_being_sent(desk: Stage) -> None:
    box(desk).fill("Gern!")
    presses_send(desk)
    desk.page.locator(".way", has_text="In private").click(force=True)
    expect(desk.page.locator("form.private")).to_have_count(0)


def test_the_choice_is_kept_with_the_draft(desk: Stage) -> None:
    box(desk).fill("Nur für Sie")
    with desk.page.expect_request(
        lambda asked: asked.method == "PUT" and asked.post_data_json["private"] is True
    ):
        choose(desk, "In private")


def test_a_private_draft_opens_as_a_private_one(bare: Page) -> None:
    kept = DRAFT | {"text": "Nur für Sie", "stamp": "t1", "private": True}
    desk = seated(bare, composer=door(way(), alone()), draft=kept)
    expect(desk.page.get_by_role("radio", name="In private")).to_be_checked()
    expect(box(desk)).to_have_value("Nur für Sie")


def test_no_poll_makes_a_private_draft_public(desk: Stage) -> None:
    choose(desk, "In private")
    box(desk).fill("Nur für Sie")
    tells(desk, composer=door(way()))
    expect(desk.page.get_by_role("button", name="Answer in public")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Send in private as Mia")).to_be_disabled()
    expect(box(desk)).to_have_value("Nur für Sie")


def test_private_words_put_back_make_what_is_being_typed_private(desk: Stage) -> None:
    back = DRAFT | {"text": "Nur für Sie", "stamp": "t2", "private": True}
    desk.keeps(dict(back))
    box(desk).fill("Nachtrag")
    tells(desk, composer=door(way(), alone()), draft=back)
    expect(box(desk)).to_have_value("Nur für Sie\n\nNachtrag")
    expect(desk.page.get_by_role("radio", name="In private")).to_be_checked()


def test_a_text_put_back_leaves_private_what_its_agent_has_just_chosen(desk: Stage) -> None:
    choose(desk, "In private")
    tells(desk, composer=door(way(), alone()), draft=DRAFT | {"text": "Alt", "stamp": "t2"})
    expect(box(desk)).to_have_value("Alt")
    expect(desk.page.get_by_role("radio", name="In private")).to_be_checked()


def test_words_that_have_left_go_whoever_was_to_read_them_next(bare: Page) -> None:
    kept = DRAFT | {"text": "Gern!", "stamp": "t1"}
    desk = seated(bare, composer=door(way(), alone()), draft=kept)
    desk.draft = lambda typed: (0, None)
    choose(desk, "In private")
    tells(desk, composer=door(way(), alone()))
    expect(box(desk)).to_have_value("")


def test_words_whose_key_is_spent_go_when_they_are_only_turned_private(bare: Page) -> None:
    kept = DRAFT | {"text": "Gern!", "stamp": "t1"}
    desk = seated(bare, composer=door(way(), alone()), draft=kept)
    desk.draft = lambda typed: (200, DRAFT | {"key": "d" * 32})
    choose(desk, "In private")
    expect(box(desk)).to_have_value("")


# -- what leaves is what was seen -----------------------------------------------------------------


def is_told_to_look_again(desk: Stage) -> None:
    expect(desk.page.get_by_role("alert")).to_contain_text("Look again.")
    expect(desk.page.get_by_role("button", name="Send")).to_be_enabled()
    assert desk.said("send") == []


def test_words_that_the_server_joined_do_not_leave_unseen(desk: Stage) -> None:
    more = {"text": "Nur für Sie\n\nGern!", "stamp": "t2", "private": True}
    desk.draft = lambda typed: (200, DRAFT | {"key": typed["key"]} | more)
    box(desk).fill("Gern!")
    box(desk).press("Control+Enter")
    is_told_to_look_again(desk)
    expect(box(desk)).to_have_value(more["text"])
    expect(desk.page.get_by_role("radio", name="In private")).to_be_checked()
    sent = presses_send(desk)
    assert (sent["text"], sent["private"]) == (more["text"], True)


def test_words_whose_key_is_spent_do_not_leave_again_unseen(desk: Stage) -> None:
    desk.draft = lambda typed: (200, DRAFT | {"key": "d" * 32})
    box(desk).fill("Gern!")
    box(desk).press("Control+Enter")
    is_told_to_look_again(desk)
    expect(box(desk)).to_have_value("Gern!")


def test_a_picture_that_came_back_does_not_leave_unseen(desk: Stage) -> None:
    box(desk).fill("Gern!")
    draft = DRAFT | {"pictures": [PICTURE]}
    desk.views[1] = view(1, composer=door(way(), alone()), draft=draft, stamp="s2")
    desk.page.evaluate(
        """async () => {
            const store = await import("/assets/x/shared/store.js");
            store.refresh();
            window.panes.composer.root.querySelector("form").requestSubmit();
        }"""
    )
    is_told_to_look_again(desk)
    expect(desk.page.locator(".pictures .tile")).to_have_count(1)


def test_each_conversation_has_its_own_choice(desk: Stage) -> None:
    choose(desk, "In private")
    desk.open(2)
    expect(desk.page.get_by_role("button", name="Send as Mia")).to_be_visible()
    desk.open(1)
    expect(desk.page.get_by_role("radio", name="In private")).to_be_checked()


@pytest.mark.parametrize("where", ["way", "description"])
def test_enter_sends_nothing_by_accident(desk: Stage, where: str) -> None:
    takes_pictures(desk, PICTURE)
    adds(desk)
    box(desk).fill("Noch nicht fertig")
    radio = desk.page.get_by_role("radio", name="In private")
    (radio if where == "way" else desk.page.get_by_role("textbox", name="What")).press("Enter")
    expect(box(desk)).to_be_focused()
    assert desk.said("send") == []
    expect(radio).to_be_checked(checked=where == "way")


# -- ways that are shut, and what remains ---------------------------------------------------------


def test_where_the_public_way_is_shut_the_private_one_is_a_click_away(bare: Page) -> None:
    desk = seated(bare, composer=door(way(shut="Replies are closed."), alone()))
    expect(desk.page.locator(".notice")).to_contain_text("Replies are closed.")
    expect(box(desk)).to_be_hidden()
    desk.page.get_by_role("button", name="Answer in private").click()
    expect(box(desk)).to_be_focused()
    expect(desk.page.locator(".notice")).to_have_count(0)


def test_what_is_shut_is_said_once_beside_a_text_that_is_kept(bare: Page) -> None:
    kept = DRAFT | {"text": "Angefangen", "stamp": "t1"}
    desk = seated(bare, composer=door(way()), draft=kept)
    said = {"rule": "closed", "level": "blocks", "text": "Closed.", "parts": None}
    desk.preview = lambda asked: (200, signed(asked, said))
    tells(desk, composer=door(way(shut="Closed.")), draft=kept)
    expect(desk.page.get_by_text("Closed.")).to_have_count(1)
    expect(box(desk)).to_have_value("Angefangen")
    expect(desk.page.get_by_role("button", name="Send as Mia")).to_be_disabled()


def test_another_conversation_that_takes_an_answer_opens_by_a_click(bare: Page) -> None:
    others = [{"id": 2, "text": "Comment, 12:00"}]
    desk = seated(bare, composer=door(way(shut="Closed."), others=others))
    desk.page.get_by_role("button", name="Comment, 12:00").click()
    assert desk.said("open") == [{"id": 2, "seq": 2}]


def test_a_link_into_a_private_message_goes_where_the_caret_stands(bare: Page) -> None:
    link = {"url": "https://x.com/m?r=1", "cost": "It costs more."}
    desk = seated(bare, composer=door(way(), link=link))
    box(desk).fill("Schreiben Sie uns: wir helfen.")
    box(desk).evaluate("area => area.setSelectionRange(18, 18)")
    button = desk.page.get_by_role("button", name="Link by which")
    button.hover()
    expect(desk.page.get_by_text("It costs more.")).to_be_visible()
    button.click()
    expect(box(desk)).to_have_value("Schreiben Sie uns: https://x.com/m?r=1 wir helfen.")
    expect(box(desk)).to_be_focused()


# -- pictures -------------------------------------------------------------------------------------


def test_a_picture_is_handed_over_shown_and_previewed(desk: Stage) -> None:
    takes_pictures(desk, PICTURE)
    box(desk).fill("So sieht es aus")
    adds(desk)
    expect(desk.page.locator(".pictures img[src='/picture/7']")).to_be_visible()
    expect(desk.page.locator(".leaves img")).to_have_count(1)
    assert [body for _, path, body in desk.asked if path.endswith("/pictures")] == [PIXEL]
    assert presses_send(desk)["pictures"] == [PICTURE["id"]]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (FILE | {"buffer": b""}, "Empty."),
        (FILE | {"buffer": b"x" * 1001}, "Too big."),
        (FILE | {"mimeType": "application/pdf", "name": "a.pdf"}, "No picture."),
    ],
)
def test_what_cannot_go_along_is_said_before_it_is_handed_over(
    desk: Stage, file: dict[str, Any], said: str
) -> None:
    adds(desk, file)
    expect(desk.page.get_by_role("alert")).to_have_text(said)
    assert [path for _, path, _ in desk.asked if path.endswith("/pictures")] == []


def test_one_too_many_is_said_and_the_first_stays(desk: Stage) -> None:
    takes_pictures(desk, PICTURE)
    adds(desk, FILE, FILE)
    expect(desk.page.get_by_role("alert")).to_have_text("“dot.png” does not go along. Too many.")
    expect(desk.page.locator(".pictures .tile")).to_have_count(1)


def test_of_several_the_one_that_does_not_fit_is_named_and_the_others_go_along(
    desk: Stage,
) -> None:
    takes_pictures(desk, PICTURE)
    adds(desk, FILE | {"name": "leer.png", "buffer": b""}, FILE)
    expect(desk.page.get_by_role("alert")).to_have_text("“leer.png” does not go along. Empty.")
    expect(desk.page.locator(".pictures img[src='/picture/7']")).to_be_visible()


def test_a_picture_that_was_refused_takes_no_room_and_nothing_leaves_without_a_word(
    desk: Stage,
) -> None:
    desk.picture = lambda method, body: (422, {"text": "Not like this."})
    adds(desk)
    expect(desk.page.locator(".failed .said")).to_have_text("Not like this.")
    takes_pictures(desk, PICTURE)
    adds(desk)
    expect(desk.page.locator(".pictures img[src='/picture/7']")).to_be_visible()
    box(desk).fill("So sieht es aus")
    desk.page.get_by_role("button", name="Send as Mia").click()
    held = desk.page.get_by_text("The answer has not left: a picture is missing.")
    expect(held).to_be_visible()
    assert desk.said("send") == []
    desk.page.locator(".failed").get_by_role("button", name="Take this picture out").click()
    expect(held).to_have_count(0)
    assert presses_send(desk)["pictures"] == [PICTURE["id"]]


@pytest.mark.parametrize(
    ("answer", "said"),
    [((422, {"text": "Not like this."}), "Not like this."), ((0, None), "did not arrive")],
)
def test_what_the_server_does_not_take_is_said(desk: Stage, answer: Any, said: str) -> None:
    desk.picture = lambda method, body: answer
    adds(desk)
    expect(desk.page.get_by_role("alert")).to_contain_text(said)
    desk.page.get_by_role("button", name="Take this picture out").click()
    expect(desk.page.locator(".pictures .tile")).to_have_count(0)


def test_nothing_leaves_without_a_picture_that_did_not_arrive(desk: Stage) -> None:
    desk.picture = lambda method, body: (0, None)
    box(desk).fill("Mit Bild")
    adds(desk)
    desk.page.get_by_role("button", name="Send as Mia").click()
    expect(desk.page.locator(".notice")).to_contain_text("a picture is missing")
    expect(desk.page.get_by_role("button", name="Send as Mia")).to_be_enabled()
    assert desk.said("send") == []
    takes_pictures(desk, PICTURE)
    desk.page.get_by_role("button", name="Try again").click()
    presses_send(desk)


def test_what_a_picture_shows_is_there_before_it_leaves(desk: Stage) -> None:
    takes_pictures(desk, PICTURE)
    box(desk).fill("Mit Bild")
    adds(desk)
    desk.page.get_by_role("textbox", name="What picture 1 shows").fill("Ein Zähler")
    box(desk).press("Control+Enter")
    desk.page.wait_for_function("window.said.some(one => one[1] === 'send')")
    assert [body for method, path, body in desk.asked if path == "/api/picture/7"] == [
        {"alt": "Ein Zähler"}
    ]


@pytest.mark.parametrize("before", ["", "blur"])
def test_nothing_leaves_while_what_a_picture_shows_is_not_kept(desk: Stage, before: str) -> None:
    desk.picture = lambda method, body: (200, {"pictures": [PICTURE]}) if body == PIXEL else (0, 0)
    box(desk).fill("Mit Bild")
    adds(desk)
    desk.page.get_by_role("textbox", name="What picture 1 shows").fill("Ein Zähler")
    if before:
        with desk.page.expect_event("requestfailed"):
            box(desk).focus()
    box(desk).press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("not saved yet")
    assert desk.said("send") == []
    takes_pictures(desk, PICTURE)
    presses_send(desk)
    assert [body for _, path, body in desk.asked if path == "/api/picture/7"][-1] == {
        "alt": "Ein Zähler"
    }


def test_a_description_stays_when_another_picture_arrives(bare: Page) -> None:
    two = way()["pictures"] | {"most": 2}
    desk = seated(bare, composer=door(way(pictures=two)))
    given = [PICTURE]
    desk.picture = lambda method, body: (
        (200, {"pictures": given}) if method == "POST" else (0, None)
    )
    adds(desk)
    desk.page.get_by_role("textbox", name="What picture 1 shows").fill("Ein Zähler")
    box(desk).focus()
    given.append(PICTURE | {"id": 8, "url": "/picture/8"})
    adds(desk)
    expect(desk.page.locator(".pictures .tile")).to_have_count(2)
    expect(desk.page.get_by_role("textbox", name="What picture 1")).to_have_value("Ein Zähler")


def test_a_poll_never_touches_a_description_that_is_being_written(desk: Stage) -> None:
    takes_pictures(desk, PICTURE)
    adds(desk)
    field = desk.page.get_by_role("textbox", name="What picture 1 shows")
    field.press_sequentially("Ein Zäh")
    tells(desk, composer=door(way(), alone()), draft=DRAFT | {"pictures": [PICTURE]})
    field.press_sequentially("ler")
    expect(field).to_have_value("Ein Zähler")
    expect(field).to_be_focused()


def test_a_picture_is_taken_out_again(desk: Stage) -> None:
    takes_pictures(desk, PICTURE)
    adds(desk)
    desk.page.get_by_role("button", name="Take this picture out").click()
    expect(desk.page.locator(".pictures .tile")).to_have_count(0)
    assert [path for method, path, _ in desk.asked if method == "DELETE"] == ["/api/picture/7"]


def test_pictures_that_came_back_lie_in_the_draft_again(desk: Stage) -> None:
    tells(desk, composer=door(way(), alone()), draft=DRAFT | {"pictures": [PICTURE]})
    expect(desk.page.locator(".pictures .tile")).to_have_count(1)


def test_a_private_answer_takes_no_pictures(desk: Stage) -> None:
    choose(desk, "In private")
    expect(desk.page.get_by_role("button", name="Add a picture")).to_be_hidden()
    paste(desk)
    expect(desk.page.get_by_role("alert")).to_have_text("Pictures cannot go along here.")


def test_a_picture_is_pasted_or_dropped(desk: Stage) -> None:
    takes_pictures(desk, PICTURE)
    paste(desk)
    expect(desk.page.locator(".pictures .tile")).to_have_count(1)
    paste(desk, "drop")
    expect(desk.page.get_by_role("alert")).to_have_text("Too many.")


def paste(desk: Stage, how: str = "paste") -> None:
    """Let a picture come from the clipboard, or be dropped."""
    box(desk).evaluate(
        """(area, how) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(9)], "a.png", {type: "image/png"}));
            const given = {bubbles: true, cancelable: true, composed: true};
            area.dispatchEvent(how === "paste"
                ? new ClipboardEvent("paste", {...given, clipboardData: data})
                : new DragEvent("drop", {...given, dataTransfer: data}));
        }""",
        how,
    )
