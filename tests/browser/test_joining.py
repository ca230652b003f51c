"""Who else somebody is: suggested with reasons, joined after a question, and parted again."""

from __future__ import annotations

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage
from tests.browser.test_person import EVIL, answers, button, contact, known, seated, told, who


def test_a_suggestion_says_why_and_a_join_is_asked_before_it_is_done(stage: Stage) -> None:
    found = seated(stage)
    other = contact(7, "Erika Instagram", platform="instagram", label="Instagram")
    suggested = other | {
        "revision": 2, "reasons": ["The same handle: @erika"], "called": None, "contacts": [other],
        "lastAt": NOW,
    "overruled": [], "known": {},
    }  # fmt: skip
    stage.person = lambda method, path, body: (200, {"others": [suggested]})
    button(found, "Join with another …").click()
    dialog = stage.page.get_by_role("dialog", name="Who else is this?")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    dialog.get_by_role("button", name="The same handle: @erika").click()
    asks = stage.page.get_by_role("dialog", name="Are these one person?")
    expect(asks).to_contain_text("all colleagues see with both")
    assert told(stage) == []
    join = {
        "id": 5,
        "at": NOW,
        "by": "Mia",
        "because": "the same handle",
        "news": ["name"],
        "noted": "Zog um.",
    }
    both = [contact(1), other | {"brought": True}]
    answers(stage, contacts=both, join=join, known=known(revision=1))
    button(asks, "They are one person").click()
    expect(asks).to_have_count(0)
    ((_, path, body),) = told(stage)
    assert (path, body) == ("/api/person/1/join", {"other": 7, "seen": 0, "otherSeen": 2})
    expect(found).to_contain_text("Joined by Mia")
    expect(found).to_contain_text("(the same handle)")


def test_a_join_without_a_reason_warns_and_says_what_of_the_other_is_given_up(stage: Stage) -> None:
    found = seated(stage, known=known(name="Frau M.", channel="call", where="0341 1"))
    others = [contact(7, EVIL), contact(8, "Erika", platform="facebook", label="Facebook")]
    other = others[0] | {
        "revision": 2, "reasons": [], "called": None, "contacts": others, "lastAt": NOW,
        "overruled": ["name", "channel"],
        "known": {"name": "Erika", "channel": "mail", "where": "e@example.org"},
    }  # fmt: skip
    stage.person = lambda method, path, body: (200, {"others": [other]})
    button(found, "Join with another …").click()
    stage.page.get_by_role("dialog").get_by_role("button", name="Last wrote").click()
    asks = stage.page.get_by_role("dialog", name="Are these one person?")
    expect(asks.get_by_role("listitem")).to_have_count(3)
    expect(asks).to_contain_text("Nothing that we know of speaks for it.")
    expect(asks).to_contain_text("Frau M. (given up: Erika)")
    expect(asks).to_contain_text("Telephone · 0341 1 (given up: E-mail · e@example.org)")


def test_who_joins_too_late_is_asked_anew_and_can_go_on(stage: Stage) -> None:
    found = seated(stage)
    other = contact(7, "Erika I.") | {
        "revision": 2, "reasons": ["The same handle: @erika"], "called": None,
        "contacts": [contact(7)], "lastAt": NOW, "overruled": [], "known": {},
    }  # fmt: skip
    now = other | {"revision": 3, "overruled": ["name"], "known": {"name": "Neu"}}
    person = who(known=known(name="Alt", revision=1))
    late = {"person": person, "text": "Jonas has changed this meanwhile.", "other": now}
    said = [(200, {"others": [other]}), (422, late), (200, {"person": person, "text": None})]
    stage.person = lambda method, path, body: said.pop(0)
    button(found, "Join with another …").click()
    stage.page.get_by_role("dialog").get_by_role("button", name="The same handle").click()
    asks = stage.page.get_by_role("dialog", name="Are these one person?")
    button(asks, "They are one person").click()
    expect(asks.get_by_role("alert")).to_have_text("Jonas has changed this meanwhile.")
    expect(asks).to_contain_text("Alt (given up: Neu)")
    button(asks, "They are one person").click()
    expect(asks).to_have_count(0)
    seen = [(body["seen"], body["otherSeen"]) for _, _, body in told(stage)]
    assert seen == [(0, 2), (1, 3)]


@pytest.mark.parametrize("heir", ["X Erika @erika", "Instagram Erika @erika"])
def test_who_parts_two_says_who_keeps_what_was_written_since(stage: Stage, heir: str) -> None:
    join = {"id": 5, "at": NOW, "by": "Mia", "because": "", "news": ["name"], "noted": "Zog um."}
    other = contact(7, platform="instagram", label="Instagram", brought=True)
    found = seated(stage, contacts=[contact(1), other], join=join, known=known(revision=6))
    button(found, "Part again …").click()
    dialog = stage.page.get_by_role("dialog", name="Part them again?")
    expect(dialog).to_contain_text("Changed since: Wants to be called")
    expect(dialog).to_contain_text("Zog um.")
    dialog.get_by_role("radio", name=heir, exact=True).check()
    answers(stage)
    button(dialog, "Part").click()
    expect(dialog).to_have_count(0)
    ((_, path, body),) = told(stage)
    asked = {"join": 5, "seen": 6, "toJoined": heir.startswith("I")}
    assert (path, body) == ("/api/person/1/part", asked)
