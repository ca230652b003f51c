"""The head of a conversation on the bare page: whose it is, in words and by hand."""

from __future__ import annotations

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row, view

MIA, JONAS, XENIA = ({"id": n, "name": name} for n, name in enumerate(("Mia", "Jonas", "X"), 1))
STROM, GAS = {"id": 7, "name": "Strom"}, {"id": 8, "name": "<b>Gas</b>"}
HANDS = {"agents": [JONAS, MIA, XENIA], "teams": [GAS, STROM], "me": 1}
QUEUE = {"agent": None, "team": None}

DECIDES = "Connect me to someone who may decide …"


def opened(stage: Stage, **more) -> Stage:
    stage.views = {1: view(1, **{"hands": HANDS, **more})}
    stage.mount("thread")
    stage.open(1)
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    return stage


def opener(stage: Stage):
    return stage.page.get_by_role("button", name="Who has it")


def offered(stage: Stage) -> list[str]:
    opener(stage).click()
    return stage.page.get_by_role("menu").get_by_role("menuitem").all_inner_texts()


@pytest.mark.parametrize(
    ("holder", "said"),
    [
        (QUEUE, "Unassigned"),
        ({"agent": MIA, "team": None}, "You"),
        ({"agent": JONAS, "team": STROM}, "Jonas"),
        ({"agent": None, "team": GAS}, "<b>Gas</b>"),
    ],
)
def test_the_head_says_who_has_it(stage: Stage, holder, said) -> None:
    opened(stage, holder=holder)
    expect(opener(stage)).to_have_accessible_name(f"Who has it: {said}")


@pytest.mark.parametrize(
    ("holder", "ways"),
    [
        (
            QUEUE,
            ["Take it", "Take it and say by when", DECIDES, "Jonas", "X", "<b>Gas</b>", "Strom"],
        ),
        (
            {"agent": MIA, "team": None},
            [
                "Take it and say by when",
                DECIDES,
                "Back to the queue",
                "Jonas",
                "X",
                "<b>Gas</b>",
                "Strom",
            ],
        ),
        (
            {"agent": JONAS, "team": STROM},
            ["Take it", "Back to Strom", "Into everybody's queue", "<b>Gas</b>"],
        ),
    ],
)
def test_the_menu_offers_what_is_not_so_already(stage: Stage, holder, ways) -> None:
    opened(stage, holder=holder)
    assert offered(stage) == ways


def test_who_stands_in_may_offer_what_an_absent_colleague_has(stage: Stage) -> None:
    opened(stage, holder={"agent": JONAS, "team": None}, hands=HANDS | {"standsIn": True})
    offered(stage)
    stage.page.get_by_role("menuitem", name="X", exact=True).click()
    asks = stage.page.get_by_role("dialog", name="Hand it to X?")
    asks.get_by_role("button", name="Ask").click()
    assert stage.said("act") == [{"what": "offer", "id": 1, "to": 3, "note": ""}]


def test_who_assigns_may_give_what_a_colleague_has_to_another(stage: Stage) -> None:
    opened(stage, holder={"agent": JONAS, "team": None}, assigns=True)
    assert "X" in offered(stage)


def test_taking_it_says_who_had_it(stage: Stage) -> None:
    opened(stage, holder={"agent": JONAS, "team": STROM})
    offered(stage)
    stage.page.get_by_role("menuitem", name="Take it", exact=True).click()
    had = {"agent": 2, "team": 7}
    assert stage.said("act") == [
        {"what": "hand", "id": 1, "to": {"agent": 1, "team": 7}, "had": had}
    ]


def test_into_a_teams_queue_it_goes_without_an_owner(stage: Stage) -> None:
    opened(stage, holder={"agent": MIA, "team": None})
    offered(stage)
    stage.page.get_by_role("menuitem", name="Strom").click()
    assert stage.said("act")[0]["to"] == {"agent": None, "team": 7}


def test_the_menu_is_walked_by_keys_and_gives_the_focus_back(stage: Stage) -> None:
    opened(stage)
    opener(stage).focus()
    stage.page.keyboard.press("Enter")
    expect(stage.page.get_by_role("menuitem", name="Take it", exact=True)).to_be_focused()
    stage.page.keyboard.press("ArrowUp")
    expect(stage.page.get_by_role("menuitem", name="Strom")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(opener(stage)).to_be_focused()


def test_a_poll_that_brings_another_owner_leaves_the_focus_where_it_is(stage: Stage) -> None:
    opened(stage)
    opener(stage).focus()
    stage.views = {1: view(1, hands=HANDS, holder={"agent": JONAS, "team": None}, stamp="s2")}
    stage.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(opener(stage)).to_have_accessible_name("Who has it: Jonas")
    expect(opener(stage)).to_be_focused()


def test_a_row_shows_who_has_it_when_it_is_not_me(stage: Stage) -> None:
    stage.mount("list", **listing(row(1, "Erika", owner="Jonas Weber"), row(2, "Kim")))
    option = stage.page.get_by_role("option", name="Erika")
    expect(option.get_by_role("img", name="Jonas Weber has it")).to_have_text("JW")
    expect(stage.page.get_by_role("option", name="Kim").locator(".owner")).to_have_count(0)


def test_a_row_is_as_high_with_an_owner_as_without(stage: Stage) -> None:
    long = "Ein langer Text, der nicht in eine Zeile passt und gekürzt wird. " * 3
    stage.mount("list", **listing(row(1, owner="Jonas Weber", preview=long), row(2, preview=long)))
    heights = stage.page.locator(".row").evaluate_all("rows => rows.map(r => r.offsetHeight)")
    assert heights[0] == heights[1]


def snoozer(stage: Stage, name: str = "Put off"):
    return stage.page.get_by_role("button", name=name)


@pytest.mark.parametrize(
    ("chosen", "until"),
    [("In 2 hours", "later"), ("Tomorrow 8:00", "tomorrow"), ("Next Monday 8:00", "monday")],
)
def test_a_time_is_one_click_away(stage: Stage, chosen, until) -> None:
    opened(stage)
    snoozer(stage).click()
    stage.page.get_by_role("menuitem", name=chosen).click()
    assert stage.said("act") == [{"what": "snooze", "id": 1, "until": until}]


def test_any_other_time_is_chosen_in_a_calendar(stage: Stage) -> None:
    opened(stage)
    snoozer(stage).click()
    stage.page.get_by_role("menuitem", name="Another time").click()
    dialog = stage.page.get_by_role("dialog", name="When it comes back")
    dialog.get_by_label("When it comes back").fill("2026-12-24T17:30")
    dialog.get_by_role("button", name="Put off").click()
    assert stage.said("act") == [{"what": "snooze", "id": 1, "until": "2026-12-24T17:30"}]
    expect(dialog).to_be_hidden()
    expect(snoozer(stage)).to_be_focused()


def test_without_a_time_nothing_is_put_off(stage: Stage) -> None:
    opened(stage)
    snoozer(stage).click()
    stage.page.get_by_role("menuitem", name="Another time").click()
    dialog = stage.page.get_by_role("dialog")
    dialog.get_by_label("When it comes back").fill("")
    dialog.get_by_role("button", name="Put off").click()
    expect(dialog).to_be_visible()
    assert stage.said("act") == []


def test_what_is_put_off_says_until_when_and_can_be_brought_back(stage: Stage) -> None:
    opened(stage, state="snoozed", snoozedUntil="2026-11-23T07:00:00+00:00")
    snoozer(stage, "Put off until").click()
    stage.page.get_by_role("menuitem", name="Bring it back now").click()
    assert stage.said("act") == [{"what": "reopen", "id": 1}]


def test_why_it_comes_back_sooner_than_chosen_is_said_where_the_time_stands(stage: Stage) -> None:
    opened(stage, state="snoozed", snoozedUntil="2026-11-23T07:00:00+00:00", early=True)
    snoozer(stage, "sooner than chosen: later it cannot be answered").click()
    menu = stage.page.get_by_role("menu")
    expect(menu).to_contain_text("sooner than chosen: later it cannot be answered")
    expect(menu.get_by_role("menuitem").first).to_be_focused()


@pytest.mark.parametrize(
    ("closes", "said"),
    [("2026-11-23T08:00:00+00:00", 1), ("2026-11-23T20:00:00+00:00", 0), (None, 0)],
)
def test_a_row_says_that_it_closes_then(stage: Stage, closes, said) -> None:
    back = "2026-11-23T07:00:00+00:00"
    late = row(1, state="snoozed", stateName="Later", snoozedUntil=back, answerUntil=closes)
    stage.mount("list", **listing(late, folder="snoozed"))
    expect(stage.page.get_by_role("option")).to_contain_text("until")
    expect(stage.page.get_by_text("then it closes")).to_have_count(said)


def test_a_row_says_until_when_it_is_put_off(stage: Stage) -> None:
    late = row(1, state="snoozed", stateName="Later", snoozedUntil="2026-11-23T07:00:00+00:00")
    stage.mount("list", **listing(late, folder="snoozed"))
    expect(stage.page.get_by_role("option")).to_contain_text("until")


def test_a_count_that_changes_moves_no_folder(stage: Stage) -> None:
    def named(count):
        names = ("Mine", "Unassigned", "All open", "Answered")
        return [{"id": name.lower(), "name": name, "count": count} for name in names]

    def places():
        return stage.page.locator(".folder").evaluate_all(
            "all => all.map(each => Object.values(each.getBoundingClientRect().toJSON()))"
        )

    stage.mount("list", **listing(row(1), folders=named("")))
    before = places()
    stage.update("list", folders=named("1,000+"))
    expect(stage.page.get_by_role("button", name="Mine 1,000+")).to_be_visible()
    assert places() == before


def test_over_who_writes_there_it_is_asked_once_more_and_enter_leaves_it(stage: Stage) -> None:
    opened(stage, holder={"agent": JONAS, "team": None})
    offered(stage)
    stage.page.get_by_role("menuitem", name="Take it", exact=True).click()
    (first,) = stage.said("act")
    told = {"n": 1, "what": "handSure", "ok": False, "text": "Jonas is writing there just now."}
    stage.update("thread", acks=[told | {"conversation": 1}])
    asks = stage.page.get_by_role("dialog", name="Jonas is writing there just now.")
    expect(asks.get_by_role("button", name="Leave it")).to_be_focused()
    stage.page.keyboard.press("Enter")
    expect(asks).to_be_hidden()
    expect(opener(stage)).to_be_focused()
    stage.update("thread", acks=[told | {"n": 2, "conversation": 1}])
    asks.get_by_role("button", name="Take it all the same").click()
    assert stage.said("act") == [first, first | {"sure": True}]


COLLEAGUES = [{"id": n, "name": name} for n, name in enumerate(
    ("Amina Yıldız", "Ömer Kaya", "Sabine Groß", "Sara Lind", "Senta Wolf"), 2
)]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "reached"),
    [
        ("sara", "Sara Lind"),
        ("sss", "Senta Wolf"),
        ("o", "Ömer Kaya"),
        ("wolf", "Senta Wolf"),
        ("sabine gros", "Sabine Groß"),
    ],
)
def test_letters_lead_to_the_entry_that_begins_with_them(stage: Stage, typed, reached) -> None:
    opened(stage, hands=HANDS | {"agents": COLLEAGUES, "teams": []})
    opener(stage).press("Enter")
    stage.page.keyboard.type(typed)
    expect(stage.page.get_by_role("menuitem", name=reached)).to_be_focused()


def test_a_letter_with_its_dots_is_one_too(stage: Stage) -> None:
    opened(stage, hands=HANDS | {"agents": COLLEAGUES, "teams": []})
    opener(stage).press("Enter")
    stage.page.get_by_role("menu").dispatch_event("keydown", {"key": "ö", "bubbles": True})
    expect(stage.page.get_by_role("menuitem", name="Ömer Kaya")).to_be_focused()


def test_who_is_not_in_the_menu_is_nobody_else(stage: Stage) -> None:
    opened(stage, hands=HANDS | {"agents": COLLEAGUES, "teams": []})
    opener(stage).press("Enter")
    stage.page.keyboard.type("karl\n")
    expect(stage.page.get_by_role("menu")).to_be_visible()
    assert stage.said("act") == []


def test_a_menu_takes_the_room_there_is_and_covers_its_button_never(stage: Stage) -> None:
    many = [{"id": n, "name": f"Kollege {n}"} for n in range(2, 14)]
    opened(stage, hands=HANDS | {"agents": many, "teams": []})
    for height, whole in ((900, True), (400, False)):
        stage.page.set_viewport_size({"width": 700, "height": height})
        opener(stage).press("Enter")
        menu = stage.page.get_by_role("menu")
        fits = menu.evaluate("menu => menu.scrollHeight <= menu.clientHeight")
        top, button = menu.bounding_box()["y"], opener(stage).bounding_box()
        assert (fits, top >= button["y"] + button["height"]) == (whole, True)
        stage.page.keyboard.press("Escape")
