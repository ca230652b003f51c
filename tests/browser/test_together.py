"""Notes, offers, presence and facts in the panes: by key, and nothing goes the wrong way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage, entry, listing, row, view

HOSTILE = "<img src=x onerror=alert(1)>"
PEOPLE = {
    "agents": [
        {"id": 1, "name": "Mia"}, {"id": 2, "name": "Jonas Weber"},
        {"id": 3, "name": "Jana Öz"}, {"id": 4, "name": HOSTILE},
    ],
    "teams": [{"id": 1, "name": "Abrechnung"}], "me": 1,
}  # fmt: skip


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """A conversation that is open, with an answer begun and colleagues to name."""
    begun = {"key": "0" * 32, "text": "Guten Tag", "stamp": NOW, "private": False, "pictures": []}
    stage.views[1] = view(1, hands=PEOPLE, draft=begun)
    stage.views[2] = view(2, hands=PEOPLE, name="Olga")
    stage.mount("composer", height=300)
    stage.open(1)
    expect(answer(stage.page)).to_have_value("Guten Tag")
    return stage


def answer(page: Page) -> Locator:
    return page.locator(".composer textarea")


def note(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note for the team")


def begins(page: Page) -> None:
    """Turn to the note by key."""
    page.get_by_role("radio", name="Note").press("Enter")
    expect(note(page)).to_be_focused()


def asked(stage: Stage, method: str, start: str) -> list[dict]:
    return [body for how, path, body in stage.asked if how == method and path.startswith(start)]


def names(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Colleagues and teams").get_by_role("option")


# -- notes ----------------------------------------------------------------------------------------


def test_a_note_moves_no_word_of_the_answer(desk: Stage) -> None:
    page = desk.page
    begins(page)
    expect(note(page)).to_be_focused()
    expect(note(page)).to_have_value("")
    expect(answer(page)).to_be_hidden()
    expect(page.get_by_text("Only the team sees this")).to_be_visible()
    page.keyboard.type("Er ist schwierig")
    note(page).blur()
    expect(page.locator(".noting .saved")).to_have_text("Draft saved")
    page.get_by_role("radio", name="Reply").press("Enter")
    expect(answer(page)).to_have_value("Guten Tag")
    assert {body["text"] for body in asked(desk, "PUT", "/api/note-draft/1")} == {
        "Er ist schwierig"
    }
    told = asked(desk, "PUT", "/api/draft") + asked(desk, "POST", "/api/preview")
    assert "schwierig" not in str(told)


def test_whoever_points_at_a_side_writes_there_at_once(desk: Stage) -> None:
    page = desk.page
    for side, where in (("Note", note(page)), ("Reply", answer(page)), ("Reply", answer(page))):
        page.locator(".mode").filter(has_text=side).click()
        expect(where).to_be_focused()
    page.locator(".mode").filter(has_text="Note").click()
    page.keyboard.type("Er ruft an")
    expect(note(page)).to_have_value("Er ruft an")
    expect(answer(page)).to_have_value("Guten Tag")


def test_the_arrows_walk_on_the_switch(desk: Stage) -> None:
    page = desk.page
    page.get_by_role("radio", name="Reply").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Note")).to_be_focused()
    expect(note(page)).to_be_visible()


def test_a_note_goes_its_own_way_and_is_never_sent(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.keyboard.type("Er ist schwierig")
    page.keyboard.press("Control+Enter")
    expect(note(page)).to_have_value("")
    (written,) = asked(desk, "POST", "/api/notes/1")
    assert written["text"] == "Er ist schwierig"
    assert desk.said("send") == []
    expect(note(page)).to_be_focused()


def test_a_note_that_did_not_arrive_stays_and_goes_again_under_its_key(desk: Stage) -> None:
    page, kept = desk.page, desk.note
    begins(page)
    page.keyboard.type("Ruft um drei an")
    desk.note = lambda method, body: (0, None)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(note(page)).to_have_value("Ruft um drei an")
    desk.note = kept
    page.keyboard.press("Control+Enter")
    expect(note(page)).to_have_value("")
    first, second = asked(desk, "POST", "/api/notes/1")
    assert first == second


def test_why_a_note_was_refused_is_said_and_it_stays(desk: Stage) -> None:
    page = desk.page
    desk.note = lambda method, body: (
        200,
        {"ok": False, "text": "Zu lang."} if method == "POST" else {"text": "x", "stamp": NOW},
    )
    begins(page)
    page.keyboard.type("x")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("alert")).to_have_text("Zu lang.")
    expect(note(page)).to_have_value("x")


def test_every_conversation_keeps_its_own_side_and_its_own_note(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.keyboard.type("Zu Erika")
    desk.open(2)
    expect(answer(page)).to_be_visible()
    page.get_by_role("radio", name="Note").check()
    expect(note(page)).to_have_value("")
    desk.open(1)
    expect(note(page)).to_have_value("Zu Erika")
    page.get_by_role("radio", name="Reply").check()
    expect(page.get_by_role("img", name="A note is begun here")).to_be_visible()


def test_a_note_kept_elsewhere_comes_and_never_over_what_is_typed(desk: Stage) -> None:
    page = desk.page
    desk.views[1] |= {"stamp": "s2", "note": {"text": "Von vorhin", "stamp": "a"}}
    desk.refresh()
    begins(page)
    expect(note(page)).to_have_value("Von vorhin")
    desk.note = lambda method, body: (0, None)
    page.keyboard.press("End")
    page.keyboard.type(" und jetzt")
    desk.views[1] |= {"stamp": "s3", "note": {"text": "Andere Seite", "stamp": "b"}}
    desk.refresh()
    expect(note(page)).to_have_value("Von vorhin und jetzt")


def test_an_at_offers_colleagues_and_enter_takes_one(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.keyboard.type("Frag @j")
    expect(names(page)).to_have_text(["Jonas Weber", "Jana Öz"])
    page.keyboard.press("ArrowDown")
    expect(names(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(note(page)).to_have_value("Frag @Jana Öz ")
    expect(names(page)).to_have_count(0)
    page.keyboard.type("oder @web")
    page.keyboard.press("Tab")
    expect(note(page)).to_have_value("Frag @Jana Öz oder @Jonas Weber ")
    expect(note(page)).to_be_focused()


@pytest.mark.parametrize("typed", ["mail@jonas", "@niemand", "@Mia"])
def test_what_names_nobody_else_offers_nobody(desk: Stage, typed: str) -> None:
    begins(desk.page)
    desk.page.keyboard.type(typed)
    expect(names(desk.page)).to_have_count(0)


def test_a_name_that_reaches_nobody_is_said_beside_the_note_and_stops_nothing(desk: Stage) -> None:
    page, said = desk.page, "Nobody here is called @niemand: that tells nobody."
    desk.note = lambda method, body: (200, {"text": body["text"], "stamp": "a", "strays": said})
    begins(page)
    page.keyboard.type("Frag @niemand dazu")
    expect(page.locator(".noting .notices").get_by_role("status")).to_have_text(said)
    desk.note = lambda method, body: (200, {"ok": True, "text": said})
    page.get_by_role("button", name="Add the note").click()
    expect(note(page)).to_have_value("")
    expect(page.locator(".noting .notices").get_by_role("status")).to_have_text(said)


def test_escape_leaves_the_at_alone_and_names_are_text(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.keyboard.type("@<")
    expect(names(page)).to_have_text([HOSTILE])
    assert page.locator(".named img").count() == 0
    page.keyboard.press("Escape")
    expect(names(page)).to_have_count(0)
    expect(note(page)).to_have_value("@<")


def test_who_may_not_sign_or_answer_still_notes(desk: Stage) -> None:
    desk.views[2]["composer"] |= {"reachable": False}
    desk.open(2)
    expect(desk.page.get_by_role("link", name="My signature")).to_be_visible()
    begins(desk.page)
    expect(note(desk.page)).to_be_visible()


# -- facts ----------------------------------------------------------------------------------------


def test_a_fact_is_found_by_key_and_stands_where_the_caret_was(desk: Stage) -> None:
    page = desk.page
    told = [
        {"id": 1, "title": "Öffnungszeiten Bad", "text": "Mo bis Fr 7 bis 21 Uhr", "until": None},
        {"id": 2, "title": HOSTILE, "text": "45 Euro", "until": None},
    ]
    desk.note = lambda method, body: (200, {"facts": told})
    answer(page).fill("Wir haben auf.")
    answer(page).evaluate("area => area.setSelectionRange(13, 13)")
    opener = page.get_by_role("button", name="Insert a fact")
    opener.press("Enter")
    options = page.get_by_role("listbox", name="Facts").get_by_role("option")
    expect(options).to_have_count(2)
    assert page.locator(".finding img").count() == 0
    page.keyboard.type("offn uhr")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_value("Wir haben auf Mo bis Fr 7 bis 21 Uhr .")
    expect(answer(page)).to_be_focused()
    opener.press("Enter")
    page.keyboard.type("nichts")
    expect(page.get_by_text("No fact fits.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    assert desk.said("send") == []


# -- offers and presence --------------------------------------------------------------------------

OFFER = {
    "id": 7, "text": "Jonas Weber offers you this conversation until 14:05.",
    "words": HOSTILE, "ways": ["accept", "decline"],
}  # fmt: skip


@pytest.fixture
def thread(stage: Stage) -> Stage:
    stage.mount("thread")
    return stage


def shows(stage: Stage, **more: object) -> Page:
    stage.views[1] = view(1, hands=PEOPLE, **more)
    stage.open(1)
    expect(stage.page.get_by_role("log").locator("article").first).to_be_visible()
    return stage.page


def test_who_is_asked_takes_over_or_declines_with_a_word(thread: Stage) -> None:
    page = shows(thread, offer=OFFER)
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    page.get_by_role("button", name="Take over").click()
    assert thread.said("act")[-1] == {"what": "accept", "id": 1, "offer": 7, "note": ""}
    page.get_by_role("button", name="Decline …").click()
    page.get_by_role("textbox", name="A word why, if you like").fill("Keine Zeit")
    page.get_by_role("dialog").get_by_role("button", name="Decline").click()
    assert thread.said("act")[-1] == {"what": "decline", "id": 1, "offer": 7, "note": "Keine Zeit"}
    thread.update("thread", acks=[{"n": 1, "what": "decline", "ok": True, "text": ""}])
    expect(page.get_by_role("button", name="Decline …")).to_be_focused()


def test_a_word_for_an_offer_that_is_over_stays_where_it_was_typed(thread: Stage) -> None:
    page = shows(thread, offer=OFFER)
    page.get_by_role("button", name="Decline …").click()
    dialog, over = page.get_by_role("dialog"), "This offer is over. Nothing was changed."
    word = dialog.get_by_role("textbox")
    word.fill("Keine Zeit, aber Eva spricht Polnisch")
    shows(thread)  # it was withdrawn meanwhile
    dialog.get_by_role("button", name="Decline").click()
    expect(dialog.get_by_role("button", name="Decline")).to_be_disabled()
    thread.update("thread", acks=[{"n": 1, "what": "decline", "ok": False, "text": over}])
    expect(dialog.get_by_role("alert")).to_have_text(f"{over} What you wrote still stands here.")
    expect(word).to_have_value("Keine Zeit, aber Eva spricht Polnisch")
    expect(dialog.get_by_role("button", name="Decline")).to_be_enabled()
    dialog.get_by_role("button", name="Cancel").click()
    thread.update("thread", acks=[{"n": 2, "what": "tag", "ok": False, "text": "Something else."}])
    expect(page.get_by_role("status").filter(has_text="Something else.")).to_be_visible()


def test_the_note_of_an_offer_stands_once(thread: Stage) -> None:
    note = entry("m9", HOSTILE, side="note", ours=True, author="Jonas")
    page = shows(thread, offer=OFFER | {"entry": "m9"}, entries=[entry("m1", "Hallo"), note])
    expect(page.get_by_role("log")).to_contain_text(HOSTILE)
    expect(page.get_by_text(HOSTILE)).to_have_count(1)
    expect(page.get_by_role("button", name="Take over")).to_be_visible()


def test_a_colleague_is_asked_with_a_note(thread: Stage) -> None:
    page = shows(thread)
    page.get_by_role("button", name="Who has it").click()
    page.get_by_role("menuitem", name="Jonas Weber").click()
    dialog = page.get_by_role("dialog", name="Hand it to Jonas Weber?")
    expect(dialog.get_by_role("button", name="Give without asking")).to_have_count(0)
    dialog.get_by_role("textbox").fill("Sie spricht Polnisch")
    page.keyboard.press("Control+Enter")
    asks = {"what": "offer", "id": 1, "to": 2, "note": "Sie spricht Polnisch"}
    assert thread.said("act") == [asks]


def test_an_admin_may_give_without_asking(thread: Stage) -> None:
    page = shows(thread, assigns=True)
    page.get_by_role("button", name="Who has it").click()
    page.get_by_role("menuitem", name="Jonas Weber").click()
    page.get_by_role("button", name="Give without asking").click()
    nobody = {"agent": None, "team": None}
    given = {"what": "hand", "id": 1, "to": {"agent": 2, "team": None}, "had": nobody}
    assert thread.said("act") == [given]


def test_what_can_be_pressed_stands_inside_the_question(thread: Stage) -> None:
    page = shows(thread, assigns=True)
    thread.speak("de")
    page.locator("[data-hold=holder]").click()
    page.get_by_role("menuitem", name="Jonas Weber").click()
    question = page.get_by_role("dialog")
    question.evaluate("node => (node.style.width = '300px')")
    lefts = "nodes => nodes.map(node => node.offsetLeft)"
    assert min(question.get_by_role("button").evaluate_all(lefts)) >= 20


def test_what_a_colleague_has_is_theirs_to_offer(thread: Stage) -> None:
    page = shows(thread, holder={"agent": {"id": 3, "name": "Jana Öz"}, "team": None})
    page.get_by_role("button", name="Who has it").click()
    expect(page.get_by_role("menuitem", name="Take it", exact=True)).to_be_visible()
    expect(page.get_by_role("menuitem", name="Jonas Weber")).to_have_count(0)


def test_the_head_says_who_is_here_and_grows_by_nothing(thread: Stage) -> None:
    page = shows(thread)
    head = page.locator(".head")
    before = head.bounding_box()
    jonas, jana = ({"name": n, "writing": w} for n, w in (("Jonas", True), ("Jana", False)))
    thread.views[1] |= {"stamp": "s2", "colleagues": [jana, jonas]}
    thread.refresh()
    expect(head.locator(".here")).to_have_text("Jonas is writing · Jana reads along")
    assert head.bounding_box() == before


def test_a_note_is_told_from_what_customers_read_and_taken_back(thread: Stage) -> None:
    told = entry("m9", "Ruft um drei an", side="note", ours=True, author="Mia", offers=["unnote"])
    page = shows(thread, entries=[entry("m1", "Hallo"), told])
    made = page.locator("article.note")
    expect(made).to_contain_text("Only the team sees this")
    made.hover()
    made.get_by_role("button", name="What can be done with it").click()
    page.get_by_role("menuitem", name="Take the note back").click()
    assert thread.said("act")[-1] == {"what": "unnote", "id": 9, "conversation": 1}


def test_who_a_note_reaches_stands_out_and_a_name_of_nobody_does_not(thread: Stage) -> None:
    said = (
        "@Jonas (siehe https://a.example/@Jonas) @Jonas Weber @Jonasson x@Jonas @<b>Eve</b>-1 @a.b"
    )
    names = ["@Jonas", "@Jonas Weber", "@<b>Eve</b>-1", "@a.b"]
    told = entry("m9", said, side="note", ours=True, author="Mia", named=names)
    made = shows(thread, entries=[told]).locator("article.note .text")
    expect(made).to_have_text(said)
    stands_out = ["@Jonas", "@Jonas", "@Jonas Weber", "@<b>Eve</b>-1", "@a.b"]
    expect(made.locator(".named")).to_have_text(stands_out)


def test_rows_say_what_is_beside_them_and_stay_as_high(stage: Stage) -> None:
    more = {
        "named": True, "offer": "asked",
        "others": [{"name": "Jana Öz", "writing": False}, {"name": "Jonas W", "writing": True}],
    }  # fmt: skip
    long = "Ein langer Satz, der nicht in die Zeile passt, wie ihn Kundschaft so schreibt."
    rows = [row(1, preview=long, owner="Mia"), row(2, preview=long, owner="Mia", **more)]
    stage.mount("list", width=300, **listing(*rows))
    first, second = stage.page.get_by_role("option").all()
    assert first.bounding_box()["height"] == second.bounding_box()["height"]
    expect(second.get_by_role("img", name="A note names you")).to_be_visible()
    expect(second.get_by_role("img", name="Offered to you")).to_be_visible()
    there = second.locator(".there")
    expect(there).to_have_text("Jonas +1")
    expect(there).to_have_attribute("title", re.compile("is writing"))


@pytest.mark.parametrize("width", [390, 645])
def test_of_who_is_here_the_name_gives_way_and_what_they_do_stands_whole(
    stage: Stage, width: int
) -> None:
    names = ["Maximiliane Freifrau von Hohenstein", "Jo"]
    stage.page.set_viewport_size({"width": width * 2 if width > 640 else width, "height": 600})
    stage.mount("thread", width=width)
    for name in names:
        stage.views[1] = view(1, colleagues=[{"name": name, "writing": True}], stamp=name)
        stage.open(1)
        stage.refresh()
        line = stage.page.locator(".where")
        expect(line).to_contain_text(f"{name} is writing")
        whole = "line => line.scrollWidth <= line.clientWidth"
        assert line.evaluate(whole)
        assert line.locator(".called").evaluate(whole) == (name == "Jo")
