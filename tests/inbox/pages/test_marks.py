"""What stands on a message: told as long as it holds, offered where it changes something."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base import Gone, Kind, Verb
from db.models import AccountState, ActionState, Role
from inbox.care.acting import TRIES
from inbox.pages import marks
from inbox.queries.actions import ActionView
from inbox.queries.thread import Entry, Side
from inbox.texts import texts
from tests.cast import NOON

EN, DE = texts("en"), texts("de")
MIRIAM, JONAS = 1, 2
ENTRY = Entry("m1", Side.CUSTOMER, "Erika", "erika", "Hallo", NOON, 1, kind=Kind.COMMENT)
OURS = replace(ENTRY, side=Side.US, ours=True)
ASKED = ActionView(
    id=1, message_id=1, agent_id=MIRIAM, agent="Miriam Brandt", verb=Verb.HIDE,
    state=ActionState.QUEUED, asked_at=NOON, not_before=NOON, attempt=0, done_at=None,
    refusal=None, account_state=AccountState.ACTIVE,
)  # fmt: skip
SOON, LATER = NOON + timedelta(seconds=5), NOON + timedelta(days=2)


def asked(verb=Verb.HIDE, state=ActionState.QUEUED, entry=ENTRY, **so):
    done_at = NOON if state is ActionState.DONE else None
    return replace(entry, action=replace(ASKED, verb=verb, state=state, done_at=done_at), **so)


def told(entry, now=SOON, agent=MIRIAM):
    return marks.action(EN, entry, "Facebook", agent, now)


@pytest.mark.parametrize(
    ("table", "words"), [(marks.GONE, Gone), (marks.OURS_GONE, Gone)], ids=["theirs", "ours"]
)
def test_no_word_is_missing(table, words) -> None:
    assert set(table) == set(words)


@pytest.mark.parametrize("gone", list(Gone))
@pytest.mark.parametrize("entry", [ENTRY, OURS], ids=["theirs", "ours"])
def test_every_reason_why_something_is_gone_is_said_in_both_languages(gone, entry) -> None:
    english, german = (marks.gone(t, replace(entry, gone=gone), "X", NOON) or "" for t in (EN, DE))
    assert english != german
    assert "{" not in english + german


def test_what_is_there_is_not_said_to_be_gone() -> None:
    assert marks.gone(EN, ENTRY, "X", NOON) is None


def test_what_we_deleted_is_said_once_by_whom() -> None:
    deleted = asked(Verb.DELETE, ActionState.DONE, OURS, gone=Gone.DELETED)
    assert marks.gone(EN, deleted, "X", LATER) is None
    assert told(deleted, LATER).text == "Deleted on Facebook by Miriam Brandt"


@pytest.mark.parametrize(
    ("rating", "said", "tone"),
    [
        ("positive", "Recommends us", "good"),
        ("negative", "Does not recommend us", "warn"),
        ("1", "1 star of 5", "warn"),
        ("3", "3 stars of 5", "calm"),
        ("5", "5 stars of 5", "good"),
        ("6", "6", "calm"),
        ("\u0664", "\u0664", "calm"),
        ("9" * 50, "9" * 50, "calm"),
        ("meh", "meh", "calm"),
    ],
)
def test_a_verdict_is_said_as_people_say_it(rating, said, tone) -> None:
    verdict = marks.verdict(EN, rating)
    assert (verdict.text, verdict.tone) == (said, tone)


def test_without_a_verdict_nothing_is_said() -> None:
    assert marks.verdict(EN, None) is None


def test_what_is_so_on_the_platform_is_marked() -> None:
    found = marks.marks(EN, replace(ENTRY, hidden=True, liked=True), "Facebook", SOON)
    assert found == ["Hidden on Facebook", "Liked by us"]


def test_a_mark_is_not_said_twice() -> None:
    hidden = asked(Verb.HIDE, ActionState.DONE, hidden=True, liked=True)
    assert marks.marks(EN, hidden, "Facebook", SOON) == ["Liked by us"]
    assert told(hidden).text == "Hidden on Facebook by Miriam Brandt"


def test_what_the_platform_undid_is_no_longer_told() -> None:
    assert told(asked(Verb.HIDE, ActionState.DONE, hidden=False)) is None


@pytest.mark.parametrize(
    ("verb", "so", "lasts"),
    [
        (Verb.HIDE, {"hidden": True}, True),
        (Verb.LIKE, {"liked": True}, True),
        (Verb.UNHIDE, {"hidden": False}, False),
        (Verb.UNLIKE, {"liked": False}, False),
    ],
)
def test_what_leaves_nothing_to_be_seen_is_told_for_a_moment_only(verb, so, lasts) -> None:
    done = asked(verb, ActionState.DONE, **so)
    assert told(done, SOON) is not None
    assert (told(done, LATER) is not None) is lasts


def test_a_refusal_stands_for_a_day_unless_it_came_about_all_the_same() -> None:
    refused = asked(state=ActionState.FAILED)
    assert told(refused, SOON).ways == ("retry",)
    assert told(refused, LATER) is None
    assert told(replace(refused, hidden=True), SOON) is None


def test_only_who_asked_takes_it_back() -> None:
    assert told(asked(), agent=MIRIAM).ways == ("undo",)
    assert told(asked(), agent=JONAS).ways == ()
    assert told(asked(), agent=JONAS).text == "Miriam Brandt hides it on Facebook …"


@pytest.mark.parametrize(
    ("state", "now", "moving"),
    [
        (ActionState.QUEUED, SOON, True),
        (ActionState.SENDING, SOON, True),
        (ActionState.UNKNOWN, SOON, True),
        (ActionState.UNKNOWN, NOON + TRIES + timedelta(seconds=1), False),
        (ActionState.DONE, SOON, False),
        (ActionState.FAILED, SOON, False),
    ],
)
def test_the_page_looks_often_while_something_is_under_way(state, now, moving) -> None:
    assert marks.moves(asked(state=state), now) is moving


def offered(entry, platform="facebook", role=Role.AGENT, now=SOON):
    return marks.offered(entry, platform, role, now)


def test_what_can_be_done_is_offered() -> None:
    assert offered(ENTRY) == (Verb.LIKE, Verb.HIDE)
    assert offered(replace(ENTRY, hidden=True, liked=True)) == (Verb.UNLIKE, Verb.UNHIDE)
    assert offered(OURS) == (Verb.DELETE,)


@pytest.mark.parametrize(
    ("entry", "platform"),
    [
        (replace(ENTRY, gone=Gone.DELETED), "facebook"),
        (replace(ENTRY, kind=Kind.DIRECT), "facebook"),
        (replace(ENTRY, side=Side.NOTE, ours=True), "facebook"),
        (replace(ENTRY, side=Side.CONTEXT, ours=True), "facebook"),
        (replace(OURS, kind=None), "facebook"),
        (replace(OURS, known=False), "facebook"),
        (asked(), "facebook"),
        (ENTRY, "a platform of tomorrow"),
    ],
    ids=["gone", "private", "note", "our post", "on its way", "no id", "asked already", "unknown"],
)
def test_nothing_is_offered_that_could_not_be_done(entry, platform) -> None:
    assert offered(entry, platform) == ()


def test_what_led_nowhere_can_be_asked_for_again() -> None:
    stuck = asked(state=ActionState.UNKNOWN)
    assert offered(stuck, now=NOON + TRIES + timedelta(seconds=1)) == (Verb.LIKE, Verb.HIDE)


def test_who_may_not_answer_is_offered_nothing(monkeypatch) -> None:
    monkeypatch.setitem(marks.GRANTS, Role.AGENT, frozenset())
    assert offered(ENTRY) == ()


def test_what_others_wrote_in_the_thread_can_be_hidden() -> None:
    assert offered(replace(ENTRY, side=Side.CONTEXT)) == (Verb.LIKE, Verb.HIDE)


FILED = replace(ENTRY, filed=True)


def filed(entry, waits=None, role=Role.AGENT, t=EN):
    found = marks.filed(t, entry, waits, role)
    return (found.text, found.ways) if found else None


def test_thanks_say_that_they_filed_themselves_and_offer_to_be_a_question() -> None:
    assert filed(FILED) == ("Thanks, filed by itself", ("unfile",))
    assert filed(FILED, t=DE) == ("Dank, von selbst abgelegt", ("unfile",))


def test_a_question_after_all_can_be_taken_back() -> None:
    asked = replace(ENTRY, filed=False)
    assert filed(asked, NOON) == ("A question after all", ("refile",))


def test_nothing_is_said_to_be_filed_where_the_customer_waits_anyway_or_it_is_gone() -> None:
    assert filed(ENTRY) is None
    assert filed(FILED, waits=NOON - timedelta(minutes=1)) is None
    assert filed(replace(FILED, gone=Gone.DELETED)) is None


def test_thanks_before_a_question_stay_filed() -> None:
    assert filed(FILED, waits=NOON + timedelta(minutes=1)) is not None
