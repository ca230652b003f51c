"""What the composer's menu wishes, as a browser sends it; and what stands under what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.outgoing import approving
from inbox.outgoing.wishes import Asked, Wish
from inbox.pages import acts, waiting, wishing
from inbox.pages.acts import Desk
from inbox.pages.current import House
from inbox.pages.waiting_words import rows, standing, step, told
from inbox.queries import conversations, deliveries
from inbox.queries.conversations import Folder
from inbox.queries.drafts import Told, Why
from inbox.rules.snoozing import NoTime
from inbox.texts import texts
from tests.cast import NOON

EIGHT = datetime(2026, 11, 21, 7, tzinfo=UTC)
"""Tomorrow at eight in Berlin."""


def seat(desk) -> Desk:
    """Return Miriam's seat at the page."""
    return Desk(House(desk.db, desk.settings, desk.now), desk.actor(), texts("en"))


@pytest.mark.parametrize(
    ("value", "wish"),
    [
        ({}, Wish()),
        ({"then": "done"}, Wish(follow="done")),
        ({"then": "tomorrow"}, Wish(follow=EIGHT.isoformat())),
        ({"at": "tomorrow"}, Wish(at=EIGHT)),
        ({"at": "2026-11-21T08:00"}, Wish(at=EIGHT)),
        ({"approval": {"of": None, "note": ""}}, Wish(approval=Asked())),
        ({"approval": {"of": 2, "note": "Ja?"}}, Wish(approval=Asked(2, "Ja?"))),
    ],
)
def test_a_wish_is_read(value, wish) -> None:
    assert wishing.read(value, "Europe/Berlin", NOON) == wish


@pytest.mark.parametrize(
    "value",
    [
        {"at": 7},
        {"then": ["done"]},
        {"approval": {"of": "2", "note": ""}},
        {"approval": {"of": True, "note": ""}},
        {"approval": {"of": None, "note": 3}},
        {"approval": {"of": None}},
        {"approval": "yes"},
    ],
)
def test_what_makes_no_sense_is_refused(value) -> None:
    with pytest.raises((TypeError, KeyError)):
        wishing.read(value, "UTC", NOON)


@pytest.mark.parametrize("asked", ["yesterday", "2020-01-01T08:00", "2099-01-01T08:00"])
def test_a_time_that_cannot_be_is_no_time(asked) -> None:
    with pytest.raises(NoTime):
        wishing.read({"at": asked}, "UTC", NOON)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"at": "2020-01-01T08:00"}, "That time cannot be chosen."),
        ({"approval": {"of": 999, "note": ""}}, "They are not here any more."),
        ({"then": 3}, "That did not work."),
    ],
)
def test_a_refused_wish_is_a_sentence_and_nothing_leaves(fast, value, said) -> None:
    conversation = fast.writes()
    whole = {
        "conversation": conversation, "key": "a" * 32, "text": "Gern.", "despite": "",
        "pictures": [], **value,
    }  # fmt: skip
    ack = acts.calmly(seat(fast), "send", whole, acts.send)
    assert not ack.ok
    assert ack.text.startswith(said)


def in_the_folder(desk, login: str) -> tuple[list[int], int]:
    with desk.db.read() as session:
        page = conversations.listed(session, desk.agents[login], Folder.APPROVAL)
        count = conversations.counts(session, desk.agents[login])[Folder.APPROVAL]
    return [row.id for row in page.rows], count


def test_what_waits_for_approval_stands_in_everybodys_folder(fast) -> None:
    conversation = fast.writes()
    fast.answers(fast.writes())
    fast.answers(conversation, wish=Wish(approval=Asked()))
    assert in_the_folder(fast, "miriam") == in_the_folder(fast, "jonas") == ([conversation], 1)


def stands(desk, conversation: int, *, mine: bool, zone: str = "UTC"):
    with desk.db.read() as session:
        (found,) = deliveries.unsettled(session, conversation).values()
    return standing(texts("en", zone), found, desk.time, mine=mine)


def test_a_colleague_is_offered_what_its_author_is_not(fast) -> None:
    conversation = fast.writes()
    asked = Asked(fast.agents["jonas"], "Stimmt das?")
    fast.answers(conversation, wish=Wish(approval=asked))
    theirs = stands(fast, conversation, mine=False)
    assert theirs.ways == ("approve", "change", "back")
    assert theirs.text == "Waits for approval by Jonas Weber: “Stimmt das?”"
    assert stands(fast, conversation, mine=True).ways == ("undo",)


FOLLOWS = [
    ("done", "en", ". After that the conversation is done."),
    ("done", "de", ". Danach ist die Unterhaltung erledigt."),
    (EIGHT.isoformat(), "en", ". After that it is put off until Sat 08:00."),
    (EIGHT.isoformat(), "de", ". Danach kommt die Unterhaltung wieder: Sa. 08:00."),
    (None, "en", ""),
]


@pytest.mark.parametrize(("follow", "language", "said"), FOLLOWS)
def test_whoever_approves_is_told_what_follows(fast, follow, language, said) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=Wish(approval=Asked(), follow=follow))
    with fast.db.read() as session:
        (found,) = deliveries.unsettled(session, conversation).values()
    t = texts(language, "Europe/Berlin")
    assert standing(t, found, fast.time, mine=False).text == t("Waits for approval") + said


@pytest.mark.parametrize(("follow", "language", "said"), FOLLOWS)
def test_the_history_says_what_was_approved_along(fast, follow, language, said) -> None:
    conversation = fast.writes()
    (reply_id,) = fast.answers(conversation, wish=Wish(approval=Asked(), follow=follow))
    with fast.db.write() as session:
        jonas = fast.actor("jonas")
        approving.approve(session, jonas, reply_id, fast.settings, fast.time)
    with fast.db.read() as session:
        found = deliveries.of_replies(session, [reply_id])[reply_id]
    t = texts(language, "Europe/Berlin")
    _, approved = [step(t, one, found, "X", fast.time) for one in found.history]
    assert approved == t("{agent} approved it", agent="Jonas Weber") + said


def test_a_time_that_is_over_puts_nothing_off_and_is_not_said(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=Wish(approval=Asked(), follow=EIGHT.isoformat()))
    fast.time = EIGHT
    assert stands(fast, conversation, mine=False).text == "Waits for approval"


def test_what_is_for_later_says_when_and_offers_it_to_its_agent_alone(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=Wish(at=fast.time + timedelta(hours=1)))
    assert stands(fast, conversation, mine=True).ways == ("undo", "now")
    assert stands(fast, conversation, mine=False).ways == ()
    assert "13:00" in stands(fast, conversation, mine=True).text.replace("1:00", "13:00")


def test_what_was_held_at_its_time_says_why(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=Wish(at=fast.time + timedelta(hours=1)))
    fast.changes(phone="+493023125999")
    fast.wait(hours=2)
    fast.delivers()
    said = stands(fast, conversation, mine=True)
    assert said.text.startswith("Not sent. Take it back and send it again: your signature")
    assert said.ways == ("undo",)


def in_the_list(desk, conversation: int, language: str = "en") -> tuple[bool, list[str]]:
    with desk.db.read() as session:
        (row,) = conversations.listed(session, desk.agents["jonas"], Folder.ALL).rows
        still = deliveries.standing(session, [conversation])
    said = rows(texts(language, "Europe/Berlin"), still.get(conversation, {}), desk.time)
    return row.leaving, said


@pytest.mark.parametrize(
    ("wish", "language", "said"),
    [
        (Wish(approval=Asked()), "en", ["Waits for approval"]),
        (Wish(approval=Asked()), "de", ["Wartet auf Freigabe"]),
        (Wish(at=EIGHT), "en", ["Leaves Sat 08:00"]),
        (Wish(at=EIGHT), "de", ["Geht hinaus: Sa. 08:00"]),
    ],
)
def test_the_list_says_what_a_reply_that_stands_still_waits_for(fast, wish, language, said) -> None:
    conversation = fast.writes()
    fast.answers(conversation, "Das ist ein Satz von vielen. " * 30, split=True, wish=wish)
    assert in_the_list(fast, conversation, language) == (False, said)


def test_a_reply_in_line_is_leaving_and_nothing_else(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    assert in_the_list(fast, conversation) == (True, [])


def test_of_two_for_later_the_list_names_the_next(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=Wish(at=EIGHT + timedelta(days=1)))
    fast.answers(conversation, "Noch etwas.", wish=Wish(at=EIGHT))
    assert in_the_list(fast, conversation) == (False, ["Leaves Sat 08:00"])


def test_when_its_time_has_come_it_is_leaving(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=Wish(at=EIGHT))
    fast.time = EIGHT
    assert in_the_list(fast, conversation) == (False, ["Leaving"])


def test_why_words_came_back_is_said_with_the_note() -> None:
    assert told(texts("en"), None) is None
    back = told(texts("en"), Told(Why.SENT_BACK, "Jonas", "<b>Mit Datum</b>"))
    assert back == {"text": "Jonas sent this back to you.", "note": "<b>Mit Datum</b>"}


def test_an_act_on_what_waits_ends_in_a_word(fast) -> None:
    conversation = fast.writes()
    (reply_id,) = fast.answers(conversation, login="jonas", wish=Wish(approval=Asked()))
    done = waiting.act(seat(fast), {"what": "approve", "id": reply_id})
    assert (done.ok, done.text) == (True, "Approved. It is on its way.")
    again = waiting.act(seat(fast), {"what": "back", "id": reply_id, "note": ""})
    assert (again.ok, again.text) == (False, "Something has changed meanwhile. Look again.")


def test_what_the_rules_do_not_let_out_is_said_in_their_words(fast) -> None:
    (reply_id,) = fast.answers(fast.writes(), login="jonas", wish=Wish(approval=Asked()))
    value = {"what": "change", "id": reply_id, "text": "Ihr Ticket 4711 ist da. ___"}
    done = waiting.act(seat(fast), value)
    assert not done.ok
    assert done.text


@pytest.mark.parametrize(
    "value", [{"what": "change", "id": 1}, {"what": "back", "id": 1, "note": 3}]
)
def test_an_act_without_its_words_is_refused(fast, value) -> None:
    assert not waiting.act(seat(fast), value).ok
