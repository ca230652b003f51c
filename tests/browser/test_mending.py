"""Beside the answer to a complaint, on the bare page: remedies, causes, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from db.models import Complaint
from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, post
from tests.browser.running import House
from tests.browser.stage import Answer, Stage, entry, view

SAID = "Ich erstatte Ihnen 20 € bis Freitag."
CHANGE = "We pack cups <b>twice</b> now."
CUPS = {"id": 7, "name": "Cups break", "change": CHANGE, "state": "open", "people": "3 people"}
LINE = {"id": 8, "name": "Line is busy", "change": "Two more answer.", "state": "open", "people": "1 person"}  # fmt: skip
LINKED = {"id": 7, "name": "Cups break", "change": CHANGE, "state": "fixed", "fixed": True, "told": False}  # fmt: skip
REMEDIES = {
    "kind": "remedies",
    "label": "Make it good",
    "words": ["<i>broken</i>"],
    "remedies": [
        {
            "remedy": "refund",
            "name": "Refund",
            "limit": "Refund up to €50.00",
            "counted": True,
            "alone": True,
        },
        {
            "remedy": "replacement",
            "name": "Replacement",
            "limit": "",
            "counted": False,
            "alone": True,
        },
        {
            "remedy": "exception",
            "name": "Exception",
            "limit": "Exception: not alone",
            "counted": False,
            "alone": False,
        },
    ],
}


def causes(*linked: dict[str, Any], label: str = "What changes?") -> dict[str, Any]:
    return {"kind": "causes", "tone": "", "label": label, "words": [], "linked": [*linked]}


UNSEEN = [REMEDIES | {"words": [], "shown": False}, causes() | {"shown": False, "alone": False}]


class Server:
    """What the routes answer, and what they were asked."""

    def __init__(self, stage: Stage) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.refuses: dict[str, str] | None = None
        stage.mend = self.answer

    def answer(self, path: str, body: Any) -> Answer:
        if path == "/api/causes":
            return 200, {"causes": [CUPS, LINE]}
        self.asked.append((path, body))
        if self.refuses:
            return 409, self.refuses
        return 200, {"text": SAID, "caret": 4} if "remedy" in path or "fixed" in path else {"id": 7}


@pytest.fixture
def server(stage: Stage) -> Server:
    return Server(stage)


def opened(stage: Stage, *chips: dict[str, Any]) -> Locator:
    here = view(1)
    stage.views = {1: here | {"composer": here["composer"] | {"beside": list(chips)}}}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    return stage.page.get_by_role("textbox", name="Reply")


def press(stage: Stage, name: str) -> None:
    stage.page.get_by_role("button", name=name, exact=True).click()


def test_a_refund_is_put_where_the_caret_stands(stage: Stage, server: Server) -> None:
    box = opened(stage, REMEDIES)
    box.fill("Sorry! Bye")
    box.evaluate("area => area.setSelectionRange(6, 6)")
    press(stage, "Make it good")
    expect(stage.page.get_by_text("They complain: <i>broken</i>")).to_be_visible()
    amount = stage.page.get_by_role("textbox", name="Amount: Refund")
    expect(amount).to_be_focused()
    amount.fill("20")
    amount.press("Enter")
    expect(box).to_have_value(f"Sorry! {SAID} Bye")
    expect(box).to_be_focused()
    assert server.asked == [("/api/remedy/1", {"remedy": "refund", "sum": "20"})]


def test_what_no_rule_saw_is_said_to_be_a_complaint_at_its_message(stage: Stage) -> None:
    here = view(1, entry("m1", "Na toll. Schon wieder.", offers=["complaint"]))
    stage.views = {1: here | {"composer": here["composer"] | {"beside": UNSEEN}}}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    chips = stage.page.locator("[data-kind=remedies], [data-kind=causes]")
    expect(chips).to_have_count(0)
    stage.page.get_by_role("button", name="What can be done with it").click()
    stage.page.get_by_role("menuitem", name="It is a complaint …").click()
    expect(stage.page.get_by_role("textbox", name="Amount: Refund")).to_be_focused()
    expect(chips).to_have_count(2)


@pytest.fixture
def unseen(stage: Stage, server: Server) -> Locator:
    """A conversation in whose words nobody saw a complaint."""
    return opened(stage, *UNSEEN)


def test_who_sees_a_complaint_that_nobody_saw_makes_good_by_the_menu_beside_send(
    stage: Stage, server: Server, unseen: Locator
) -> None:
    unseen.fill("Sorry! ")
    expect(stage.page.get_by_role("button", name="Make it good")).to_be_hidden()
    press(stage, "Later, done, approval …")
    stage.page.get_by_role("menuitem", name="Make it good …").click()
    expect(stage.page.get_by_role("dialog", name="Make it good")).to_be_visible()
    expect(stage.page.get_by_text("They complain:")).to_have_count(0)
    amount = stage.page.get_by_role("textbox", name="Amount: Refund")
    expect(amount).to_be_focused()
    amount.fill("20")
    amount.press("Enter")
    expect(unseen).to_have_value(f"Sorry! {SAID}")
    expect(unseen).to_be_focused()


def test_what_changes_can_be_said_where_nobody_saw_a_complaint(
    stage: Stage, server: Server, unseen: Locator
) -> None:
    press(stage, "Later, done, approval …")
    stage.page.get_by_role("menuitem", name="Say what changes …").click()
    field = stage.page.get_by_role("combobox", name="What went wrong?")
    expect(field).to_be_visible()
    field.press("Escape")
    expect(unseen).to_be_focused()


@pytest.mark.parametrize(
    ("name", "title"), [("makeGood", "Make it good"), ("sayChange", "What changes?")]
)
def test_both_are_called_by_name_from_a_note_as_well(
    stage: Stage, unseen: Locator, name: str, title: str
) -> None:
    stage.page.get_by_role("radio", name="Note").check(force=True)
    stage.page.evaluate(f"() => import('/assets/x/shared/commands.js').then(c => c.run('{name}'))")
    expect(stage.page.get_by_role("dialog", name=title)).to_be_visible()
    expect(unseen).to_be_visible()


def test_a_remedy_is_called_by_its_own_name(stage: Stage, unseen: Locator) -> None:
    commands = "import('/assets/x/shared/commands.js').then(c => c"
    stage.page.wait_for_function(f"() => {commands}.possible('makeGood'))")
    more = f"{commands}.more('makeGood')"
    names = stage.page.evaluate(f"() => {more}.map(one => one.text))")
    assert names == ["Refund", "Replacement", "Exception"]
    stage.page.evaluate(f"() => {more}[1].act())")
    expect(stage.page.get_by_role("button", name="Put it in: Replacement")).to_be_focused()


def test_who_may_not_say_what_changes_alone_is_led_to_somebody_who_may(
    stage: Stage, unseen: Locator
) -> None:
    press(stage, "Later, done, approval …")
    stage.page.get_by_role("menuitem", name="Say what changes …").click()
    stage.page.get_by_role("button", name="Connect me to someone who may").click()
    asked = stage.page.get_by_role("dialog", name="Connect me to someone who may decide")
    expect(asked.get_by_label("What is to be decided")).to_have_value("apology")


def test_what_is_not_the_agents_to_decide_leads_to_somebody_who_may(
    stage: Stage, server: Server
) -> None:
    opened(stage, REMEDIES)
    press(stage, "Make it good")
    expect(stage.page.get_by_text("Exception: not alone")).to_be_visible()
    press(stage, "Connect me to someone who may: Exception")
    asked = stage.page.get_by_role("dialog", name="Connect me to someone who may decide")
    expect(asked).to_be_visible()
    expect(asked.get_by_label("What is to be decided")).to_have_value("exception")
    assert server.asked == []


def test_what_is_refused_stays_with_the_reason(stage: Stage, server: Server) -> None:
    server.refuses = {"why": "Say how much.", "field": "sum"}
    box = opened(stage, REMEDIES)
    press(stage, "Make it good")
    press(stage, "Put it in: Refund")
    expect(stage.page.get_by_role("alert").filter(has_text="Say how much.")).to_be_visible()
    expect(stage.page.get_by_role("textbox", name="Amount: Refund")).to_be_focused()
    expect(box).to_have_value("")


def test_a_cause_is_found_by_what_is_typed_and_says_what_changes(
    stage: Stage, server: Server
) -> None:
    box = opened(stage, causes())
    press(stage, "What changes?")
    offered = stage.page.get_by_role("option")
    expect(offered).to_have_count(2)
    field = stage.page.get_by_role("combobox", name="What went wrong?")
    field.fill("cup")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("3 people · open")
    field.press("Enter")
    expect(box).to_have_value(CHANGE)
    assert server.asked == [("/api/causes/1", {"cause": 7})]


def test_one_that_is_not_there_is_opened_with_what_changes(stage: Stage, server: Server) -> None:
    box = opened(stage, causes())
    press(stage, "What changes?")
    field = stage.page.get_by_role("combobox", name="What went wrong?")
    field.fill("Lids leak")
    field.press("Enter")
    change = stage.page.get_by_role("textbox", name="What changes, as you say it")
    expect(change).to_be_focused()
    server.refuses = {"why": "Say what changes.", "field": "change"}
    press(stage, "Open this cause")
    expect(stage.page.get_by_role("alert").filter(has_text="Say what changes.")).to_be_visible()
    expect(change).to_be_focused()
    server.refuses = None
    change.fill("Lids have a ring now.")
    press(stage, "Open this cause")
    expect(box).to_have_value("Lids have a ring now.")
    assert server.asked[-1][1] == {"name": "Lids leak", "change": "Lids have a ring now."}


def test_a_name_that_is_there_is_not_opened_twice(stage: Stage, server: Server) -> None:
    opened(stage, causes())
    press(stage, "What changes?")
    expect(stage.page.get_by_role("option")).to_have_count(2)
    stage.page.get_by_role("combobox", name="What went wrong?").fill("CUPS BREAK")
    expect(stage.page.get_by_role("option")).to_have_count(1)
    expect(stage.page.get_by_role("button", name="Open this cause")).to_be_hidden()


def test_what_is_fixed_is_told_by_a_note_that_nobody_sends_for_us(
    stage: Stage, server: Server
) -> None:
    box = opened(stage, causes(LINKED, label="It is fixed: tell them"))
    press(stage, "It is fixed: tell them")
    expect(stage.page.get_by_text("Cups break · fixed")).to_be_visible()
    press(stage, "Begin the note to them")
    expect(box).to_have_value(SAID)
    assert server.asked == [("/api/fixed/1", {"cause": 7})]
    assert stage.said("send") == []
    press(stage, "It is fixed: tell them")
    press(stage, "They were told")
    expect(stage.page.get_by_role("dialog")).to_be_hidden()
    assert server.asked[-1] == ("/api/causes/1/told", {"cause": 7, "told": True})


def test_who_comes_from_the_list_of_those_to_be_told_begins_at_once_and_once(
    stage: Stage, server: Server
) -> None:
    stage.page.evaluate("history.replaceState(null, '', '?c=1&fixed=7')")
    box = opened(stage, causes(LINKED))
    expect(box).to_have_value(SAID)
    box.fill("")
    stage.views[1] = stage.views[1] | {"stamp": "s2", "composer": view(1)["composer"]}
    stage.refresh()
    expect(stage.page.get_by_role("button", name="What changes?")).to_be_hidden()
    stage.views[1] = stage.views[1] | {
        "stamp": "s3", "composer": view(1)["composer"] | {"beside": [causes(LINKED)]}
    }  # fmt: skip
    stage.refresh()
    expect(stage.page.get_by_role("button", name="What changes?")).to_be_visible()
    expect(box).to_have_value("")
    assert len(server.asked) == 1


def test_from_a_complaint_to_the_note_that_it_is_fixed(
    house: House, at: Callable[[str], Page]
) -> None:
    """On the real page: the remedy's promise, the cause, its page, and the note in its place."""
    connected(house)
    post(house, "Meine Tasse kam heute kaputt an.")
    here = arrived(house, "Erika M.")
    page = at(f"/?c={here}")
    page.get_by_role("button", name="Wiedergutmachen").click()
    page.get_by_role("textbox", name="Betrag: Erstattung").fill("20")
    page.get_by_role("button", name="Einfügen: Erstattung").click()
    expect(page.locator(".composer .promise")).to_contain_text("20,00")
    page.get_by_role("button", name="Was ändert sich?").click()
    page.get_by_role("combobox", name="Was lief schief?").fill("Tassen zerbrechen")
    page.get_by_role("textbox", name="Was sich ändert").fill("Wir packen jetzt doppelt.")
    page.get_by_role("button", name="Diese Ursache eröffnen").click()
    expect(page.get_by_text("Es fehlt nur noch, dass es Ihnen leidtut.")).to_be_visible()
    box(page).fill("")
    page.get_by_role("link", name="Ursachen").click()
    page.get_by_role("button", name="Ist behoben").click()
    page.get_by_text("Behoben (1)").click()
    page.get_by_role("link", name="Nachricht beginnen").click()
    expect(box(page)).to_have_value(
        "Guten Tag Erika M.,\n\n\n\nEs ist behoben: Wir packen jetzt doppelt."
    )
    page.get_by_role("button", name="Behoben: Bescheid geben").click()
    page.get_by_role("button", name="Wurde benachrichtigt").click()
    expect(page.get_by_role("button", name="Tassen zerbrechen")).to_be_visible()
    with house.database.read() as session:
        assert session.scalars(select(Complaint)).one().told_at is not None
