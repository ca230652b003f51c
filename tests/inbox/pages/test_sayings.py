"""Every state, event and refusal has its sentence, in both languages, and says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base import Kind, Refusal
from db.models import Account, AccountState, ConversationState, ReplyState
from inbox.care import absences
from inbox.care.delivery import Event
from inbox.care.rights import MACHINE
from inbox.pages import notices, sayings
from inbox.queries.deliveries import Delivery, Step
from inbox.queries.standing import aways
from inbox.rules.objections import Level, Objection
from inbox.texts import texts
from tests import cast
from tests.cast import NOON

EN, DE = texts("en", "Europe/Berlin"), texts("de", "Europe/Berlin")

SECONDS = timedelta(seconds=5)


def reply(state=ReplyState.QUEUED, **given):
    whole = Delivery(
        reply_id=1, agent_id=1, agent="Miriam", text="Gern", state=ReplyState(state), part=1,
        parts=1, queued_at=NOON - SECONDS, undo_until=NOON, not_before=NOON, attempt=0, asked=False,
        returns=False, behind=False, given_up=False, saves=False, account_state=AccountState.ACTIVE, refusal=None, refusal_note=None, permalink=None,
        history=(),
    )  # fmt: skip
    return replace(whole, **given)


def standing(t=EN, now=NOON, **given):
    return sayings.standing(t, reply(**given), "X", now)


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_a_line_of_history(event):
    step = Step(NOON, event.value, ReplyState.QUEUED, None, "Miriam")
    said = sayings.step(EN, step, "X"), sayings.step(DE, step, "X")
    assert all(said)
    assert said[0] != said[1]
    assert "{" not in "".join(said)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (sayings.REFUSALS, Refusal),
        (sayings.KINDS, Kind),
        (sayings.STATES, ConversationState),
        (sayings.EVENTS, Event),
    ],
)
def test_no_word_is_missing(table, words):
    assert set(table) == set(words)


@pytest.mark.parametrize("table", [sayings.STOPPED, sayings.UNSEEN, notices.STOPPED])
def test_every_stop_of_an_account_is_said(table):
    assert set(table) == set(AccountState) - {AccountState.ACTIVE}


@pytest.mark.parametrize("state", list(ReplyState))
@pytest.mark.parametrize("t", [EN, DE], ids=["en", "de"])
def test_every_state_is_said(t, state):
    said = standing(t, state=state)
    assert said.text
    assert "{" not in said.text
    assert said.tone in ("calm", "good", "warn", "bad")


@pytest.mark.parametrize("refusal", list(Refusal))
def test_a_failure_says_what_to_do_and_never_the_platforms_raw_words(refusal):
    said = standing(state="failed", refusal=refusal.value, refusal_note="(#100) <raw>")
    assert said.text.startswith("Not sent. ")
    assert "raw" not in said.text
    assert said.tone == "bad"


def test_a_refusal_nobody_knows_is_a_plain_one():
    assert standing(state="failed", refusal="new word") == standing(state="failed", refusal="other")


def test_a_reply_to_a_message_that_is_gone_stands_before_its_agent():
    said = standing(state="held", refusal="gone", returns=True)
    assert (said.tone, said.ways) == ("bad", ("undo",))


LATER = NOON + timedelta(minutes=30)
WAITS = {
    "undo seconds": {"undo_until": LATER},
    "paused": {"account_state": AccountState.PAUSED},
    "login needed": {"account_state": AccountState.LOGIN_NEEDED},
    "out of credit": {"account_state": AccountState.OUT_OF_CREDIT},
    "disconnected": {"account_state": AccountState.DISCONNECTED},
    "budget used up": {"saves": True},
    "busy": {"not_before": LATER},
    "behind another": {"behind": True},
    "its turn": {},
    "behind a part": {"state": "held"},
}


@pytest.mark.parametrize("why", list(WAITS))
def test_whatever_it_waits_for_it_can_be_taken_back_while_nothing_is_out(why):
    assert standing(**WAITS[why], returns=True).ways == ("undo",)
    assert standing(**WAITS[why], returns=False).ways == ()


def test_every_wait_has_its_own_reason():
    said = {standing(**given, returns=True).text for given in WAITS.values()}
    assert len(said) == len(WAITS)


def test_a_part_waits_for_the_one_before_it():
    assert standing(behind=True, part=2, parts=2).text == standing(state="held", returns=True).text


@pytest.mark.parametrize(
    ("given", "waits"),
    [(given, name not in ("undo seconds", "its turn")) for name, given in WAITS.items()],
    ids=list(WAITS),
)
def test_what_will_not_leave_soon_need_not_be_asked_for_every_second(given, waits):
    assert sayings.waits(reply(**given), NOON) is waits


def test_a_part_behind_a_failed_one_says_where_its_words_are():
    assert standing(state="held").text == "Not sent: its words went back to Miriam"


@pytest.mark.parametrize("state", [state for state in AccountState if state != "active"])
def test_nobody_looks_while_the_account_is_stopped(state):
    stopped = standing(state="unknown", account_state=state)
    assert "We look" not in stopped.text
    assert "an admin" in stopped.text
    assert stopped.ways == ("there",)


def test_a_look_that_was_put_off_is_said_with_its_time():
    assert standing(state="unknown", not_before=LATER).text.endswith("is there: 13:30.")


def test_a_stopped_account_is_said_before_a_busy_platform():
    said = standing(account_state=AccountState.LOGIN_NEEDED, not_before=NOON + timedelta(hours=1))
    assert "connected it again" in said.text


def test_a_busy_platform_is_said_with_the_time_it_leaves():
    said = standing(not_before=NOON + timedelta(minutes=30))
    assert (said.tone, "13:30" in said.text) == ("warn", True)


@pytest.mark.parametrize(("asked", "ways"), [(False, ("there",)), (True, ("there", "again"))])
def test_sending_again_is_offered_once_it_was_looked_for(asked, ways):
    assert standing(state="unknown", asked=asked).ways == ways


def test_an_objection_shows_times_as_the_agent_reads_them():
    objection = Objection("window_closed", Level.BLOCKS, params={"closed_at": NOON})
    assert "13:00" in sayings.objected(EN, objection, NOON)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Anna Berg's answer leaves Mon 08:00: read it before you send yours."),
        ("de", "Die Antwort von Anna Berg geht hinaus: Mo. 08:00. Erst lesen, dann senden."),
    ],
)
def test_a_colleagues_answer_for_later_is_said_with_its_time(language, said):
    monday = NOON.replace(day=23, hour=7)
    params = {"colleague": "Anna Berg", "theirs_at": monday}
    objection = Objection("answer_for_later", Level.HOLDS, params=params)
    assert sayings.objected(texts(language, "Europe/Berlin"), objection, NOON) == said


def test_words_of_a_draft_are_quoted_as_they_stand():
    objection = Objection("ticket_language", Level.BLOCKS, words=("{0} Ticket", "%s"))
    assert "{0} Ticket, %s" in sayings.objected(EN, objection, NOON)


def test_a_platform_nobody_knows_keeps_its_name():
    assert (sayings.label("twitter"), sayings.label("myspace")) == ("X", "myspace")


@pytest.fixture
def stopped(sqlite_database):
    with sqlite_database.write() as session:
        account = cast.account(session, "twitter")
        account.state, account.trouble_since = AccountState.LOGIN_NEEDED, NOON
        cast.account(session, "facebook")
    return sqlite_database


def test_a_stopped_account_stands_above_the_list(stopped):
    with stopped.read() as session:
        (said,) = notices.of(session, EN, NOON, tunes=False)
    words = "X, Stadtwerke Lindenau: has to be connected again. Replies wait until then."
    assert said == {"text": words}


@pytest.mark.parametrize(
    ("state", "to", "label"),
    [
        (AccountState.LOGIN_NEEDED, "/connect?account=1", "Connect again"),
        (AccountState.OUT_OF_CREDIT, "/connectors", "Connectors"),
        (AccountState.PAUSED, "/connectors", "Connectors"),
    ],
)
def test_who_can_mend_it_is_led_there(stopped, state, to, label):
    with stopped.write() as session:
        session.get_one(Account, 1).state = state
    with stopped.read() as session:
        (said,) = notices.of(session, EN, NOON, tunes=True)
    assert (said["to"], said["label"]) == (to, label)


@pytest.mark.parametrize(
    ("deputy", "said"),
    [
        (True, "Sie sind bis heute Abend abwesend, Jonas vertritt Sie."),
        (False, "Sie sind bis heute Abend abwesend. Was Ihres war, liegt in seiner Warteschlange."),
    ],
)
def test_who_is_away_is_told_and_so_is_who_stands_in(sqlite_database, deputy, said):
    with sqlite_database.write() as session:
        mia, jonas = (
            cast.agent(session, {**cast.MIRIAM, "work_name": n}) for n in ("Mia", "Jonas")
        )
        day = NOON.date()
        given = absences.Given(day, day, "UTC", jonas.id if deputy else None)
        absences.plan(session, MACHINE, mia.id, given, NOON)
        ids = mia.id, jonas.id
    with sqlite_database.read() as session:
        away = aways(session)
    own, other = (notices.absent(DE, away, each, NOON) for each in ids)
    assert notices.absent(DE, away, None, NOON) == []
    assert [(one["text"], one["to"]) for one in own] == [(said, "/preferences")]
    stands = "Sie vertreten Mia bis heute Abend: Die Unterhaltungen stehen unter Ihren."
    assert [one["text"] for one in other] == ([stands] if deputy else [])


def test_a_good_day_says_nothing(sqlite_database):
    with sqlite_database.write() as session:
        cast.account(session)
    with sqlite_database.read() as session:
        assert notices.of(session, EN, NOON, tunes=True) == []


def test_where_there_are_no_undo_seconds_nothing_offers_to_take_it_back() -> None:
    assert standing(queued_at=NOON, returns=True).ways == ()
