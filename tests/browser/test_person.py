"""The person pane on a bare page: what is shown, written in place and blocked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from inbox.components import person as pane
from inbox.texts import texts
from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage, listing, row, view

EVIL = "<img src=x onerror=alert(1)>\u202eevil"


def known(**more: Any) -> dict[str, Any]:
    """Return what is known of somebody; nothing, unless told."""
    return {
        "name": None, "address": None, "language": None, "channel": None, "source": None,
        "since": None, "pace": None, "notes": "", "revision": 0, "at": NOW, "by": "Mia",
    } | more  # fmt: skip


def contact(number: int, name: str = "Erika", **more: Any) -> dict[str, Any]:
    """Return one contact."""
    return {
        "id": number, "platform": "twitter", "label": "X", "name": name, "handle": "erika",
        "url": "https://x.com/erika", "brought": False,
    } | more  # fmt: skip


def who(**more: Any) -> dict[str, Any]:
    """Return the person behind a conversation as the route tells them."""
    return {
        "name": "Erika", "handle": "erika", "platform": "twitter", "label": "X",
        "account": "Lindenau", "kind": "Mention", "state": "Open", "knownSince": NOW,
        "beganAt": NOW, "waitingSince": NOW, "answerUntil": NOW, "earlier": [], "older": None,
        "contact": 1, "contacts": [contact(1)], "known": known(), "blocked": None,
        "blockDays": 30, "join": None, "tags": [],
    } | more  # fmt: skip


def earlier(number: int, preview: str) -> dict[str, Any]:
    """Return another conversation."""
    return {
        "id": number, "platform": "facebook", "label": "Facebook", "kind": "Comment",
        "state": "Done", "preview": preview, "at": NOW,
    }  # fmt: skip


def seated(stage: Stage, **more: Any) -> Locator:
    """Open a conversation with this person; returns the pane."""
    stage.views = {1: view(1, person=who(**more)), 2: view(2, person=who())}
    stage.mount("person", width=300, choices=pane.choices(texts("en")))
    stage.open(1)
    found = stage.page.get_by_role("complementary", name="Person")
    expect(found).to_contain_text("Where they write")
    return found


def told(stage: Stage) -> list[tuple[str, str, Any]]:
    """Return what was changed about the person."""
    return [one for one in stage.asked if "/api/person/" in one[1] and one[0] != "GET"]


def answers(stage: Stage, status: int = 200, text: str | None = None, **more: Any) -> None:
    """Let the server answer every change with this person."""
    changed = who(**more)
    stage.views[1] = view(1, person=changed, stamp="s2")
    stage.person = lambda method, path, body: (status, {"person": changed, "text": text})


def button(found: Locator, name: str) -> Locator:
    return found.get_by_role("button", name=name, exact=True)


def test_what_is_known_is_shown_and_strangers_words_stay_words(stage: Stage) -> None:
    facts = known(name=EVIL, address="sie", language="tr", channel="call", source="asked")
    found = seated(stage, known=facts, contacts=[contact(1, EVIL)])
    for said in ("Sie (formal)", "Turkish", "Telephone", "asked", "<img src=x"):
        expect(found).to_contain_text(said)
    expect(found.locator("img")).to_have_count(0)
    expect(found.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_what_is_written_in_place_is_saved_with_the_revision_that_was_seen(stage: Stage) -> None:
    found = seated(stage)
    expect(found).to_contain_text("Nothing is written down yet.")
    button(found, "Edit").click()
    name = found.get_by_label("Wants to be called")
    expect(name).to_be_focused()
    expect(name).to_have_value("")
    name.fill("Frau M.")
    found.get_by_label("Is addressed as").select_option("sie")
    answers(stage, known=known(name="Frau M.", address="sie", revision=1))
    name.press("Control+Enter")
    expect(button(found, "Edit")).to_be_focused()
    expect(found).to_contain_text("Frau M.")
    ((_, path, body),) = told(stage)
    assert path == "/api/person/1"
    assert (body["seen"], body["name"], body["address"]) == (0, "Frau M.", "sie")


def test_what_only_a_colleague_wrote_meanwhile_is_kept(stage: Stage) -> None:
    found = seated(stage, known=known(notes="Alt", revision=3))
    button(found, "Edit").click()
    found.get_by_label("Notes of the team").fill("Neu")
    first = known(
        notes="Alt", name="Frau M.", channel="call", where="0341 1", message=9, revision=4
    )
    said = [(422, "Jonas has changed this meanwhile."), (200, None)]
    stage.person = lambda *_: (said[0][0], {"person": who(known=first), "text": said.pop(0)[1]})
    button(found, "Save").click()
    expect(button(found, "Edit")).to_be_visible()
    _, last = (body for _, _, body in told(stage))
    kept = {name: last[name] for name in ("seen", "name", "channel", "where", "message", "notes")}
    assert kept == {
        "seen": 4, "name": "Frau M.", "channel": "call", "where": "0341 1", "message": 9,
        "notes": "Neu",
    }  # fmt: skip


def test_who_comes_second_keeps_the_text_and_reads_what_a_colleague_wrote(stage: Stage) -> None:
    found = seated(stage, known=known(notes="Alt", revision=3))
    button(found, "Edit").click()
    notes = found.get_by_label("Notes of the team")
    notes.fill("Mein langer Text")
    theirs = known(notes="Jonas' Text", pace="brief", revision=4)
    answers(stage, 422, "Jonas has changed this meanwhile.", known=theirs)
    button(found, "Save").click()
    expect(found.get_by_role("alert")).to_have_text(
        "Jonas has changed this meanwhile. Both of you wrote: Notes of the team."
        " Saving keeps yours."
    )
    expect(found.get_by_label("Wants answers")).to_have_value("brief")
    expect(notes).to_have_value("Mein langer Text")
    expect(found).to_contain_text("Now it says: Jonas' Text")
    answers(stage, known=known(notes="Mein langer Text", revision=5))
    button(found, "Save").click()
    expect(button(found, "Edit")).to_be_visible()
    assert [body["seen"] for _, _, body in told(stage)] == [3, 4]


def test_polls_and_other_conversations_leave_what_is_being_written_alone(stage: Stage) -> None:
    found = seated(stage)
    button(found, "Edit").click()
    notes = found.get_by_label("Notes of the team")
    notes.fill("Halb geschr")
    stage.views[1] = view(1, stamp="s9", person=who(state="Answered", waitingSince=None))
    stage.refresh()
    expect(found).to_contain_text("Answered")
    expect(notes).to_be_focused()
    stage.open(2)
    expect(notes).to_have_count(0)
    stage.open(1)
    expect(notes).to_have_value("Halb geschr")
    button(found, "Cancel").click()
    expect(notes).to_have_count(0)


def test_without_an_answer_nothing_typed_is_lost(stage: Stage) -> None:
    found = seated(stage)
    button(found, "Edit").click()
    found.get_by_label("Notes of the team").fill("Text")
    stage.person = lambda method, path, body: (0, None)
    button(found, "Save").click()
    expect(found.get_by_role("alert")).to_have_text(
        "The server did not answer. Nothing was changed."
    )
    expect(found.get_by_label("Notes of the team")).to_have_value("Text")


def test_a_block_says_until_when_and_why_and_is_lifted_by_one_click(stage: Stage) -> None:
    found = seated(stage)
    button(found, "Block …").click()
    dialog = stage.page.get_by_role("dialog", name="Block this person?")
    dialog.get_by_label("Why, for colleagues").fill("Droht uns")
    dialog.get_by_label("Until the end of").fill("2026-12-01")
    until = {"until": "2026-12-02T00:00:00+00:00", "reason": "Droht uns", "by": "Mia"}
    answers(stage, blocked=until)
    button(dialog, "Block").click()
    expect(found).to_contain_text("Blocked until 1 Dec 2026")
    expect(found).to_contain_text("Droht uns")
    expect(button(found, "Block …")).to_have_count(0)
    answers(stage)
    button(found, "Lift the block").click()
    expect(found).not_to_contain_text("Blocked until")
    assert [path.rsplit("/", 1)[1] for _, path, _ in told(stage)] == ["block", "lift"]
    seen = {"until": until["until"], "reason": "Droht uns"}
    assert [body["seen"] for _, _, body in told(stage)] == [None, seen]


def test_who_blocks_second_reads_the_block_that_stands_and_keeps_the_own(stage: Stage) -> None:
    found = seated(stage)
    button(found, "Block …").click()
    dialog = stage.page.get_by_role("dialog", name="Block this person?")
    dialog.get_by_label("Why, for colleagues").fill("Pöbelt")
    dialog.get_by_label("Until the end of").fill("2026-11-25")
    theirs = {"until": "2026-12-02T00:00:00+00:00", "reason": EVIL, "by": "Mia"}
    answers(stage, 422, "Mia has changed this meanwhile. Yours is still here.", blocked=theirs)
    button(dialog, "Block").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Mia has changed this meanwhile.")
    expect(dialog).to_contain_text("Blocked until 1 Dec 2026")
    expect(dialog).to_contain_text(EVIL)
    expect(dialog.get_by_label("Why, for colleagues")).to_have_value("Pöbelt")
    expect(dialog.get_by_label("Until the end of")).to_have_value("2026-11-25")
    answers(stage, blocked=theirs | {"reason": "Pöbelt"})
    button(dialog, "Block like this instead").click()
    expect(dialog).to_have_count(0)
    *_, (_, _, body) = told(stage)
    assert body["seen"] == {"until": theirs["until"], "reason": EVIL}


def test_a_block_that_changed_meanwhile_is_not_lifted_and_the_new_one_is_shown(
    stage: Stage,
) -> None:
    until = {"until": "2026-12-02T00:00:00+00:00", "reason": "Droht uns", "by": "Mia"}
    found = seated(stage, blocked=until)
    answers(stage, 422, "Jo has changed this meanwhile.", blocked=until | {"reason": "Neu"})
    button(found, "Lift the block").click()
    expect(found.get_by_role("alert")).to_have_text("Jo has changed this meanwhile.")
    expect(found).to_contain_text("Neu")


def test_a_refused_block_keeps_what_was_typed(stage: Stage) -> None:
    found = seated(stage)
    button(found, "Block …").click()
    dialog = stage.page.get_by_role("dialog", name="Block this person?")
    answers(stage, 422, "Say why: colleagues will read it.")
    button(dialog, "Block").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say why: colleagues will read it.")


def test_earlier_conversations_of_all_channels_follow_by_a_click(stage: Stage) -> None:
    found = seated(stage, earlier=[earlier(2, "Damals")], older="x~2")
    for fact in ("Known since", "Waiting since", "answer window closed"):
        expect(found).to_contain_text(fact)
    page = {"earlier": [earlier(3, "Noch früher")], "older": None}
    stage.person = lambda method, path, body: (200, page)
    button(found, "Show earlier ones").click()
    expect(found).to_contain_text("Noch früher")
    expect(button(found, "Show earlier ones")).to_have_count(0)
    stage.views[1] = view(
        1, stamp="s9", person=who(earlier=[earlier(4, "Neu"), earlier(2, "Damals")], older="x~2")
    )
    stage.refresh()
    expect(found).to_contain_text("Neu")
    expect(found).to_contain_text("Noch früher")
    found.get_by_role("button", name="Damals").click()
    assert stage.said("open") == [{"id": 2, "seq": 2}]


def test_a_tag_is_typed_in_and_taken_off_by_its_chip(stage: Stage) -> None:
    stage.choices = {"tags": [{"id": 1, "name": "VIP"}]}
    found = seated(stage)
    box = found.get_by_label("Add a tag")
    box.fill(" VIP ")
    answers(stage, tags=[{"id": 1, "name": EVIL}])
    box.press("Enter")
    expect(box).to_have_value("")
    expect(found.locator(".tags")).to_contain_text("<img")
    answers(stage)
    found.get_by_role("button", name="Take off").click()
    expect(found.locator(".tags .chip")).to_have_count(0)
    expect(box).to_be_focused()
    asked = [(path.rsplit("/", 1)[1], body) for _, path, body in told(stage)]
    assert asked == [("tag", {"name": "VIP"}), ("untag", {"tag": 1})]


def test_a_refused_tag_stays_in_the_box_with_the_reason(stage: Stage) -> None:
    stage.choices = {"tags": []}
    found = seated(stage)
    found.get_by_label("Add a tag").fill("zu lang")
    answers(stage, 422, "A tag has 1 to 40 characters on one line.")
    found.get_by_label("Add a tag").press("Enter")
    expect(found.get_by_role("alert")).to_have_text("A tag has 1 to 40 characters on one line.")
    expect(found.get_by_label("Add a tag")).to_have_value("zu lang")


def test_row_and_conversation_say_until_when_somebody_is_blocked_and_why(stage: Stage) -> None:
    block = {"until": "2026-12-02T00:00:00+00:00", "reason": EVIL, "by": "Mia"}
    stage.views = {1: view(1, person=who(blocked=block)), 2: view(2, person=who())}
    stage.mount("list", **listing(row(1, blocked=block), row(2, name="Jo")))
    stage.mount("thread")
    stage.open(1)
    expect(stage.page.get_by_role("option", name="Erika")).to_contain_text("Blocked")
    expect(stage.page.get_by_role("option", name="Jo")).not_to_contain_text("Blocked")
    strip = stage.page.get_by_role("note")
    expect(strip).to_contain_text("Blocked until 1 Dec 2026 · <img")
    expect(strip.locator("img")).to_have_count(0)
    expect(strip).to_contain_text("By Mia")
    stage.mount("person", width=300, choices=pane.choices(texts("en")))
    answers(stage)
    button(strip, "Lift the block").click()
    expect(strip).to_have_count(0)
    assert [path for _, path, _ in told(stage)] == ["/api/person/1/lift"]
    stage.open(2)
    expect(strip).to_have_count(0)


PROPOSED = {
    "channel": "call", "no": False, "words": "Rufen Sie mich <b>bitte</b> an", "where": "0171 2345678",
    "hours": "ab 17 Uhr", "message": 7, "since": "2026-11-20",
}  # fmt: skip


def test_a_way_they_chose_is_proposed_and_kept_by_a_person_alone(stage: Stage) -> None:
    found = seated(stage, proposed=PROPOSED)
    expect(found).to_contain_text("They ask to be reached by: Telephone")
    expect(found.get_by_text("Rufen Sie mich <b>bitte</b> an")).to_be_visible()
    assert told(stage) == []
    button(found, "Take it over …").click()
    expect(found.get_by_label("Number or address")).to_have_value("0171 2345678")
    expect(found.get_by_label("When", exact=True)).to_have_value("ab 17 Uhr")
    way = known(channel="call", where="0171 2345678", hours="ab 17 Uhr", source="told us so",
                since="2026-11-20", message=7, said=2, revision=1)  # fmt: skip
    answers(stage, known=way)
    button(found, "Save").click()
    expect(found).to_contain_text("0171 2345678 · ab 17 Uhr")
    ((_, _, body),) = told(stage)
    assert (body["channel"], body["message"], body["since"]) == ("call", 7, "2026-11-20")
    found.get_by_role("button", name="told us so").click()
    expect(found.get_by_role("button", name="told us so")).to_have_count(0)
    assert stage.said("open")[-1]["id"] == 2


def test_what_was_not_meant_goes_and_what_they_refuse_becomes_a_note(stage: Stage) -> None:
    no = PROPOSED | {"no": True, "words": "kein Telefon bitte", "where": "", "hours": ""}
    found = seated(stage, proposed=no, known=known(notes="Fragt oft."))
    button(found, "Take it over …").click()
    expect(found.get_by_label("Notes of the team")).to_have_value(
        "Fragt oft.\nDoes not want: “kein Telefon bitte”"
    )
    expect(found.get_by_label("Prefers to be reached by")).to_have_value("")
    button(found, "Cancel").click()
    button(found, "That is not meant").click()
    expect(found.get_by_text("kein Telefon bitte")).to_have_count(0)
    assert stage.page.evaluate("localStorage.getItem('dw-not-meant')") == "[7]"
    stage.page.evaluate("localStorage.clear()")


@pytest.mark.parametrize(
    ("kept", "asked"), [("[3, 7]", 0), ("[3]", 1), ("7", 1), ("{", 1), ('["7"]', 1)]
)
def test_what_was_not_meant_is_not_asked_about_again_after_a_reload(
    stage: Stage, kept: str, asked: int
) -> None:
    stage.page.evaluate("kept => localStorage.setItem('dw-not-meant', kept)", kept)
    found = seated(stage, proposed=PROPOSED)
    expect(found.get_by_role("heading").first).to_be_visible()
    expect(found.get_by_role("button", name="That is not meant")).to_have_count(asked)
    stage.page.evaluate("localStorage.clear()")
