"""Beside "Send" on the bare page: what follows, when it leaves, who looks first; and under it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, alone, delivery, door, entry, signed, view, way
from tests.browser.test_person import who

JONAS = {"id": 2, "name": "<b>Jonas</b>"}
HANDS = {"agents": [{"id": 1, "name": "Mia"}, JONAS], "teams": [], "me": 1}


def written(stage: Stage, text: str = "Gern.", **more: Any) -> Stage:
    stage.views = {1: view(1, hands=HANDS, **more)}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    box(stage).fill(text)
    expect(stage.page.locator(".words .sign")).to_be_visible()
    return stage


def box(stage: Stage) -> Locator:
    return stage.page.get_by_role("textbox", name="Reply")


def more(stage: Stage) -> Locator:
    return stage.page.get_by_role("button", name="Later, done, approval")


def choose(stage: Stage, *names: str) -> None:
    more(stage).click()
    for name in names:
        stage.page.get_by_role("menuitem", name=name).click()


def leave(stage: Stage) -> None:
    """Send it; go on to Jo while the server is still being asked, which then answers."""
    stage.views[2] = view(2, entry("m2", "Moin"), name="Jo")
    box(stage).press("Control+Enter")
    stage.page.wait_for_function("window.held()")
    stage.open(2)
    expect(stage.page.get_by_role("log")).to_contain_text("Moin")
    stage.free()


def stayed(stage: Stage) -> Locator:
    return stage.page.get_by_role("alert").filter(has_text="Your answer to Erika has not left.")


def sent(stage: Stage) -> dict[str, Any]:
    stage.page.wait_for_function("window.said.some(([, event]) => event === 'send')")
    (value,) = stage.said("send")
    return value


@pytest.mark.parametrize(
    ("names", "wish"),
    [
        (["Send and done"], {"then": "done"}),
        (["Send and put off …", "Tomorrow 8:00"], {"then": "tomorrow"}),
        (["Send later …", "In 2 hours"], {"at": "later"}),
        (["Send later …", "Next Monday 8:00"], {"at": "monday"}),
    ],
)
def test_a_choice_sends_with_what_is_wished(stage: Stage, names, wish) -> None:
    choose(written(stage), *names)
    told = sent(stage)
    assert {key: told.get(key) for key in ("then", "at", "approval") if key in told} == wish
    assert told["text"] == "Gern."


def test_the_plain_button_wishes_nothing(stage: Stage) -> None:
    written(stage)
    stage.page.get_by_role("button", name="Send as Mia").click()
    assert not {"then", "at", "approval"} & sent(stage).keys()


def test_any_other_time_comes_from_the_calendar_and_enter_sends_nothing_else(stage: Stage) -> None:
    choose(written(stage), "Send later …", "Another time …")
    field = stage.page.get_by_label("When it leaves").locator("input")
    field.fill("2027-01-04T09:30")
    field.press("Enter")
    assert stage.said("send") == []
    stage.page.get_by_role("button", name="Send later", exact=True).click()
    assert sent(stage)["at"] == "2027-01-04T09:30"


def test_a_colleague_is_asked_with_a_word_about_why(stage: Stage) -> None:
    choose(written(stage), "Ask for approval …")
    whom = stage.page.get_by_role("combobox", name="Who is asked")
    assert whom.locator("option").all_inner_texts() == ["Anybody", "<b>Jonas</b>"]
    whom.select_option("2")
    stage.page.get_by_role("textbox", name="What is to be looked at?").fill("Stimmt das?")
    stage.page.get_by_role("button", name="Hand in").click()
    assert sent(stage)["approval"] == {"of": 2, "note": "Stimmt das?"}


def test_the_word_to_a_colleague_is_there_again_where_the_asking_was_refused(stage: Stage) -> None:
    written(stage)
    stops = {"rule": "x", "level": "blocks", "text": "Read it first.", "parts": None}
    stage.preview = lambda asked: (200, signed(asked, stops))
    box(stage).fill("Sehr gern.")
    choose(stage, "Ask for approval …")
    stage.page.get_by_role("combobox", name="Who is asked").select_option("2")
    stage.page.get_by_role("textbox", name="What is to be looked at?").fill("Stimmt das?")
    stage.page.get_by_role("button", name="Hand in").click()
    expect(stage.page.locator(".pointed")).to_be_visible()
    more(stage).press("Enter")
    stage.page.get_by_role("menuitem", name="Ask for approval …").click()
    note = stage.page.get_by_role("textbox", name="What is to be looked at?")
    expect(note).to_have_value("Stimmt das?")
    expect(stage.page.get_by_role("combobox", name="Who is asked")).to_have_value("2")


def test_the_menu_is_walked_by_keys_and_escape_gives_the_focus_back(stage: Stage) -> None:
    written(stage)
    more(stage).focus()
    stage.page.keyboard.press("Enter")
    expect(stage.page.get_by_role("menuitem", name="Send and done")).to_be_focused()
    stage.page.keyboard.press("ArrowDown")
    expect(stage.page.get_by_role("menuitem", name="Send and put off")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(more(stage)).to_be_focused()
    assert stage.said("send") == []


def test_no_time_is_offered_after_the_way_has_closed(stage: Stage) -> None:
    closes = datetime.now().astimezone() + timedelta(hours=3)
    written(stage, composer=door(way(until=closes.isoformat(), window="Open until three")))
    choose(stage, "Send later …")
    items = stage.page.get_by_role("menuitem")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("In 2 hours")
    items.last.click()
    field = stage.page.locator("dialog .moment")
    chosen = datetime.fromisoformat(field.input_value())
    assert chosen < closes.replace(tzinfo=None)
    field.fill((closes + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    stage.page.get_by_role("button", name="Send later", exact=True).click()
    expect(stage.page.locator("dialog .wrong")).to_have_text("Open until three")
    assert stage.said("send") == []


def test_what_leaves_after_they_hear_from_us_is_said_and_not_refused(stage: Stage) -> None:
    by = datetime.now(UTC) + timedelta(hours=1)
    written(stage, now=datetime.now(UTC).isoformat(), person=who(signAt=by.isoformat()))
    choose(stage, "Send later …")
    warning = "Hears from us by"
    expect(stage.page.get_by_role("menu")).to_contain_text(warning)
    stage.page.get_by_role("menuitem", name="Another time …").click()
    dialog = stage.page.get_by_role("dialog", name="When it leaves")
    expect(dialog.get_by_role("status")).to_contain_text(warning)
    soon = datetime.now() + timedelta(minutes=20)
    dialog.locator("input").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    expect(dialog.get_by_role("status")).to_have_text("")
    dialog.locator("input").fill("2027-01-04T09:30")
    expect(dialog.get_by_role("status")).to_contain_text(warning)
    stage.page.get_by_role("button", name="Send later", exact=True).click()
    assert sent(stage)["at"] == "2027-01-04T09:30"


def test_what_leaves_in_time_is_not_warned_of(stage: Stage) -> None:
    by = datetime.now(UTC) + timedelta(days=30)
    written(stage, now=datetime.now(UTC).isoformat(), person=who(signAt=by.isoformat()))
    choose(stage, "Send later …")
    expect(stage.page.get_by_role("menuitem", name="In 2 hours")).to_be_visible()
    assert "Hears from us" not in stage.page.get_by_role("menu").inner_text()


def test_whoever_needs_approval_hands_in(stage: Stage) -> None:
    written(stage, composer=door(way(), approval=True))
    expect(stage.page.get_by_role("button", name="Hand in for approval")).to_be_enabled()


def test_the_menu_of_whoever_needs_approval_asks_for_it(stage: Stage) -> None:
    written(stage, composer=door(way(), approval=True))
    more(stage).click()
    names = stage.page.get_by_role("menuitem").all_inner_texts()
    assert names == [
        "Ask for approval and done",
        "Ask for approval and put off …",
        "Ask for approval and send later …",
        "Ask for approval …",
    ]


def test_what_is_blocked_is_not_sent_later_either(stage: Stage) -> None:
    blocks = {"rule": "x", "level": "blocks", "text": "Not like this.", "parts": None}
    stage.preview = lambda asked: (200, signed(asked, blocks))
    choose(written(stage), "Send later …", "In 2 hours")
    expect(stage.page.locator(".objection.pointed")).to_have_text("Not like this.")
    assert stage.said("send") == []


def test_why_words_came_back_stands_above_them_with_the_note_as_text(stage: Stage) -> None:
    told = {"text": "Jonas sent this back to you.", "note": "<i>Bitte</i> mit Datum"}
    written(stage, told=told)
    notice = stage.page.locator(".notice.told")
    expect(notice).to_contain_text("<i>Bitte</i> mit Datum")
    expect(box(stage)).to_be_focused()


def test_news_are_said_above_send_without_a_key_and_without_the_focus(stage: Stage) -> None:
    written(stage)
    holds = {"rule": "answered_meanwhile", "level": "holds", "text": "Read it.", "parts": None}
    stage.preview = lambda asked: (200, signed(asked, holds))
    newer = [entry("m1", "Hallo"), entry("m9", "Schon erledigt", side="us", ours=True)]
    stage.views = {1: view(1, *newer, hands=HANDS, stamp="s2")}
    stage.refresh()
    expect(stage.page.locator(".objection.holds")).to_contain_text("Read it.")
    expect(box(stage)).to_be_focused()


def test_where_there_are_several_ways_the_price_stands_beside_them(stage: Stage) -> None:
    dear = way(price="An answer costs $0.01")
    written(stage, composer=door(dear, alone()))
    expect(stage.page.locator(".terms .price")).to_have_text("An answer costs $0.01")


# -- under an answer that waits -------------------------------------------------------------------


def waits(stage: Stage, *ways: str, **told: Any) -> Stage:
    stands = delivery("held", ways=list(ways), words="Wir erstatten das.", **told)
    ours = entry("r5", "Wir erstatten das.", side="us", ours=True, delivery=stands)
    stage.views = {1: view(1, entry("m1", "Hallo"), ours, hands=HANDS)}
    stage.mount("thread")
    stage.open(1)
    return stage


@pytest.mark.parametrize(("way", "name"), [("now", "Send now"), ("approve", "Approve and send")])
def test_one_press_sends_it_now_or_approves_it(stage: Stage, way: str, name: str) -> None:
    waits(stage, way).page.get_by_role("button", name=name).click()
    assert stage.said("act") == [{"what": way, "id": 5, "conversation": 1}]


def test_a_change_begins_with_what_stands_there(stage: Stage) -> None:
    page = waits(stage, "approve", "change", "back").page
    page.get_by_role("button", name="Change …").click()
    area = page.get_by_role("textbox", name="Change this answer")
    expect(area).to_have_value("Wir erstatten das.")
    area.fill("Wir erstatten es am Montag.")
    page.get_by_role("button", name="Approve it like this").click()
    (told,) = stage.said("act")
    assert (told["what"], told["text"]) == ("change", "Wir erstatten es am Montag.")


def test_sent_back_with_a_word_and_the_focus_returns(stage: Stage) -> None:
    page = waits(stage, "approve", "change", "back").page
    opener = page.get_by_role("button", name="Send back …")
    opener.click()
    page.get_by_role("textbox", name="What is to be different?").fill("Mit Datum.")
    page.get_by_role("button", name="Send back", exact=True).click()
    (told,) = stage.said("act")
    assert (told["what"], told["note"]) == ("back", "Mit Datum.")
    stage.update("thread", acks=[{"n": 1, "what": "back", "ok": True, "text": ""}])
    expect(opener).to_be_focused()


def test_a_refused_change_keeps_its_words_and_takes_a_reason(stage: Stage) -> None:
    page = waits(stage, "change").page
    opener = page.get_by_role("button", name="Change …")
    opener.click()
    area = page.get_by_role("textbox", name="Change this answer")
    area.fill("Das hätten Sie lesen müssen.")
    yes = page.get_by_role("button", name="Approve it like this")
    yes.click()
    expect(yes).to_be_disabled()
    stage.update(
        "thread",
        acks=[{"n": 1, "what": "change", "ok": False, "text": "It blames.", "reason": True}],
    )
    expect(page.get_by_role("alert")).to_contain_text("It blames.")
    expect(area).to_have_value("Das hätten Sie lesen müssen.")
    page.get_by_role("textbox", name="Why it goes out all the same").fill("So gewünscht.")
    yes.click()
    told = stage.said("act")[-1]
    assert (told["text"], told["despite"]) == ("Das hätten Sie lesen müssen.", "So gewünscht.")
    stage.update("thread", acks=[{"n": 2, "what": "change", "ok": True, "text": ""}])
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_what_is_approved_and_held_leaves_with_a_reason_given_where_its_words_stand(
    stage: Stage,
) -> None:
    page = waits(stage, "approve", "change", "back").page
    page.get_by_role("button", name="Approve and send").click()
    held = {
        "n": 1,
        "what": "approve",
        "ok": False,
        "text": "It blames.",
        "reason": True,
        "reply": 5,
    }
    stage.update("thread", acks=[held])
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("It blames.")
    expect(page.get_by_role("textbox", name="Change this answer")).to_have_value(
        "Wir erstatten das."
    )
    reason = page.get_by_role("textbox", name="Why it goes out all the same")
    expect(reason).to_be_focused()
    reason.fill("So gewünscht.")
    reason.press("Enter")
    told = stage.said("act")[-1]
    assert (told["what"], told["text"], told["despite"]) == (
        "change",
        "Wir erstatten das.",
        "So gewünscht.",
    )


def test_a_note_that_could_not_go_back_is_not_lost(stage: Stage) -> None:
    page = waits(stage, "back").page
    page.get_by_role("button", name="Send back …").click()
    note = page.get_by_role("textbox", name="What is to be different?")
    note.fill("Mit Datum.")
    page.get_by_role("button", name="Send back", exact=True).click()
    stage.update("thread", acks=[{"n": 1, "what": "act", "ok": False, "text": "Look again."}])
    expect(page.get_by_role("alert")).to_contain_text("Look again.")
    expect(note).to_have_value("Mit Datum.")
    expect(page.get_by_role("textbox")).to_have_count(1)


# -- whoever goes on at once ----------------------------------------------------------------------


def test_whoever_goes_on_while_it_is_being_saved_has_sent_it(stage: Stage) -> None:
    written(stage).hold("/api/draft/1")
    leave(stage)
    told = sent(stage)
    assert (told["conversation"], told["text"]) == (1, "Gern.")
    expect(stayed(stage)).to_have_count(0)


def test_whoever_goes_on_before_it_was_looked_at_is_told_and_led_back(stage: Stage) -> None:
    written(stage).hold("/api/preview")
    box(stage).fill("Gern, um drei.")
    leave(stage)
    expect(stayed(stage)).to_be_visible()
    stayed(stage).get_by_role("button", name="Open it").click()
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    expect(box(stage)).to_have_value("Gern, um drei.")
    expect(stayed(stage)).to_have_count(0)
    assert stage.said("send") == []


def test_what_is_refused_is_told_to_whoever_has_gone_on(stage: Stage) -> None:
    written(stage).hold("/api/draft/1")
    leave(stage)
    no = {"n": 1, "what": "send", "ok": False, "text": "Not like this.", "conversation": 1}
    stage.update("composer", acks=[no | {"key": sent(stage)["key"]}])
    stage.update("thread", acks=stage.data["composer"]["acks"])
    expect(stayed(stage)).to_be_visible()
    expect(stage.page.get_by_text("Not like this.")).to_have_count(0)
    stage.open(1)
    expect(stayed(stage)).to_have_count(0)
    expect(stage.page.get_by_role("alert")).to_have_text("Not like this.")
    expect(box(stage)).to_have_value("Gern.")


def gone_on(stage: Stage, seconds: int = 30) -> Locator:
    """Send it, hear that it leaves in so many seconds, and open Jo."""
    written(stage).views[2] = view(2, entry("m2", "Moin"), name="Jo")
    box(stage).press("Control+Enter")
    until = (datetime.fromisoformat(view(2)["now"]) + timedelta(seconds=seconds)).isoformat()
    yes = {"n": 1, "what": "send", "ok": True, "text": "", "conversation": 1, "reply": 7}
    stage.update("composer", acks=[yes | {"key": sent(stage)["key"], "until": until}])
    stage.open(2)
    expect(stage.page.get_by_role("log")).to_contain_text("Moin")
    return stage.page.get_by_role("status").filter(has_text="Answer to Erika")


def test_whoever_has_gone_on_takes_an_answer_back_from_there(stage: Stage) -> None:
    leaving = gone_on(stage)
    expect(leaving).to_contain_text("Leaves in")
    leaving.get_by_role("button", name="Take back").click()
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    expect(leaving).to_have_count(0)
    (told,) = stage.said("act")
    assert (told["what"], told["id"]) == ("undo", 7)


def test_what_leaves_elsewhere_is_said_no_longer_than_it_can_be_taken_back(stage: Stage) -> None:
    leaving = gone_on(stage, seconds=2)
    expect(leaving).to_have_count(0)


def test_what_was_taken_back_where_it_stands_does_not_leave_elsewhere(stage: Stage) -> None:
    leaving = gone_on(stage)
    expect(leaving).to_be_visible()
    stage.open(1)
    expect(leaving).to_have_count(0)
    undone = {"n": 2, "what": "undo", "ok": True, "text": "", "conversation": 1}
    stage.update("composer", acks=[undone])
    stage.open(2)
    expect(stage.page.get_by_role("log")).to_contain_text("Moin")
    expect(leaving).to_have_count(0)


def test_two_answers_of_one_run_are_both_heard(stage: Stage) -> None:
    written(stage)
    box(stage).press("Control+Enter")
    yes = {"n": 1, "what": "send", "ok": True, "text": "", "conversation": 1}
    yes["key"] = sent(stage)["key"]
    stage.views[1] = view(1, stamp="taken")
    stage.update("composer", acks=[yes, {"n": 2, "what": "tag", "ok": True, "text": ""}])
    expect(box(stage)).to_have_value("")


def test_that_it_cannot_leave_is_said_as_long_as_something_keeps_it_back(stage: Stage) -> None:
    newer = {"rule": "n", "level": "blocks", "text": "Read first.", "parts": None}
    stage.preview = lambda asked: (200, signed(asked, newer))
    page = written(stage).page
    no = {"n": 1, "what": "send", "ok": False, "text": "It cannot leave like this.", "key": None}
    stage.update("composer", acks=[no | {"conversation": 1}])
    said = page.get_by_role("alert").filter(has_text="It cannot leave like this.")
    expect(said).to_be_visible()
    expect(page.locator(".objections")).to_contain_text("Read first.")
    stage.preview = lambda asked: (200, signed(asked))
    stage.views[1] |= {"stamp": "s9", "lastInbound": 9}
    stage.refresh()
    expect(page.locator(".objections")).not_to_contain_text("Read first.")
    expect(said).to_have_count(0)
