"""Take and tell: a time that can be kept, and words that say it and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inbox.rules import due_times, hours, promises, taking
from inbox.rules.due_times import Calendar
from inbox.rules.promises import PromiseKind
from inbox.rules.taking import Customer

BERLIN = ZoneInfo("Europe/Berlin")
ANNA = Customer(name="Anna Weber", platform_language="de")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def here(now: str = "2026-11-18 13:52", week: str = "mon-fri 9:00-17:00") -> Calendar:
    return Calendar(at(now), hours.read(week, "Europe/Berlin"))


@pytest.mark.parametrize(
    ("now", "waiting", "expected"),
    [
        ("2026-11-18 13:52", 0, "2026-11-18 15:00"),
        ("2026-11-18 13:45", 0, "2026-11-18 14:45"),
        ("2026-11-18 13:52", 4, "2026-11-18 16:00"),
        ("2026-11-18 16:30", 0, "2026-11-19 09:30"),
        ("2026-11-18 20:00", 0, "2026-11-19 10:00"),
        ("2026-11-20 16:50", 0, "2026-11-23 10:00"),
        ("2026-11-18 09:00", 1000, "2026-11-19 17:00"),
    ],
)
def test_a_time_comes_from_the_hours_and_from_who_waits_already(now, waiting, expected) -> None:
    assert taking.due(here(now), waiting) == at(expected)


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ("2026-11-18 14:50", "2026-11-18 14:45"),
        ("2026-11-18 16:00", "2026-11-18 15:00"),
        ("2026-11-18 14:10", "2026-11-18 15:00"),
        ("2026-11-18 12:00", "2026-11-18 15:00"),
    ],
)
def test_it_is_no_later_than_they_are_to_hear_where_that_can_be_kept(sign, expected) -> None:
    known = here()
    assert taking.agreed(taking.due(known, 0), at(sign), known) == at(expected)


def test_who_does_not_work_when_they_are_to_hear_keeps_the_time_they_can() -> None:
    known = here("2026-11-18 20:00")
    assert taking.agreed(at("2026-11-19 10:00"), at("2026-11-18 21:00"), known) == at(
        "2026-11-19 10:00"
    )


def test_who_is_absent_answers_once_they_are_back() -> None:
    away = [(at("2026-11-18 14:00"), at("2026-11-20 00:00"))]
    assert taking.due(here(), 0, away) == at("2026-11-20 10:00")


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        (None, "15:00"),
        ("16:10", "15:00"),
        ("15:00", "14:45"),
        ("13:34", "13:15"),
        ("12:20", "15:00"),
    ],
)
def test_a_time_lies_before_the_platform_stops_taking_answers(closes, expected) -> None:
    def at(time: str) -> datetime:
        return datetime.fromisoformat(f"2026-11-20T{time}+00:00")

    ends = at(closes) if closes else None
    assert taking.within(at("15:00"), ends, at("12:10")) == at(expected)


def test_hours_that_begin_between_two_quarters_count_from_the_next() -> None:
    assert taking.due(here("2026-11-18 07:00", "mon-fri 9:05-12:50"), 0) == at("2026-11-18 10:15")


def test_who_is_away_for_longer_than_anybody_looks_ahead_still_gets_a_time() -> None:
    away = [(at("2026-11-01 00:00"), at("2027-10-01 00:00"))]
    assert taking.due(here(), 0, away) > at("2026-11-18 13:52")


WEEKS = (
    "mon-fri 9:00-17:00",
    "mon-sun 0:00-24:00",
    "tue 22:00-6:00; sat 5:10-6:50",
    "thu 12-13:30",
)


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(BERLIN)),
    st.sampled_from(WEEKS),
    st.integers(0, 60),
    st.sampled_from([("de", "du"), ("de", None), ("en", None)]),
)
@example(datetime(2026, 10, 24, 19, tzinfo=BERLIN), "mon-sun 0:00-24:00", 24, ("de", None))
def test_what_is_filled_in_is_found_as_that_very_promise(now, week, waiting, spoken) -> None:
    known = Calendar(now, hours.read(week, "Europe/Berlin"))
    until = taking.due(known, waiting)
    assert until.minute % 15 == 0
    assert until > now
    language, address = spoken
    customer = Customer(name="Mo Freitag", language=language, address=address)
    (found,) = promises.find(taking.take(customer, known, until, "de").text, known)
    # of an hour that comes twice, Python holds no two zones' times to be equal (PEP 495)
    assert (found.kind, found.said, found.due) == (PromiseKind.ANSWER, True, until.astimezone(UTC))


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        (ANNA, "Guten Tag Anna Weber,\n\n▏\n\nSie hören bis 15:00 Uhr von mir."),
        (Customer(name="Anna Weber", address="du", language="de"),
         "Hallo Anna,\n\n▏\n\nDu hörst bis 15:00 Uhr von mir."),
        (Customer(name="Anna Weber", chosen="Änni", address="du", language="de"),
         "Hallo Änni,\n\n▏\n\nDu hörst bis 15:00 Uhr von mir."),
        (Customer(name="Sam Hill", platform_language="en"),
         "Hello Sam Hill,\n\n▏\n\nYou will hear from me by 3:00 pm."),
        (Customer(name="xX_kev1n_Xx 🔥"), "Guten Tag,\n\n▏\n\nSie hören bis 15:00 Uhr von mir."),
        (Customer(), "Guten Tag,\n\n▏\n\nSie hören bis 15:00 Uhr von mir."),
    ],
)  # fmt: skip
def test_somebody_is_spoken_to_as_they_want(customer: Customer, expected: str) -> None:
    words = taking.take(customer, here(), at("2026-11-18 15:00"), "de")
    assert f"{words.text[: words.caret]}▏{words.text[words.caret :]}" == expected


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        (Customer(language="en", platform_language="de", wrote=("wo ist mein Paket",)), "en"),
        (Customer(platform_language="de-AT", wrote=("where is my parcel",)), "de"),
        (Customer(wrote=("wo bleibt mein Paket, seit Tagen nix",)), "de"),
        (Customer(wrote=("Where is my parcel? I'm still waiting",)), "en"),
        (Customer(wrote=("???", "👍")), "de"),
        (Customer(language="tr"), "en"),
        (Customer(language="tr", wrote=("ich warte noch immer",)), "de"),
    ],
)
def test_the_language_is_theirs_as_far_as_it_is_known(customer: Customer, expected: str) -> None:
    assert taking.language(customer, "de") == expected


@pytest.mark.parametrize(
    ("until", "german", "english"),
    [
        ("2026-11-18 15:00", "bis 15:00 Uhr", "by 3:00 pm"),
        ("2026-11-19 09:30", "bis morgen um 09:30 Uhr", "by tomorrow at 9:30 am"),
        ("2026-11-23 12:00", "bis Montag um 12:00 Uhr", "by Monday at 12:00 pm"),
        ("2026-12-03 10:00", "bis zum 3. Dezember um 10:00 Uhr", "by 3 December at 10:00 am"),
        ("2026-11-17 10:00", "bis zum 17. November um 10:00 Uhr", "by 17 November at 10:00 am"),
    ],
)
def test_a_moment_is_said_as_people_say_it(until: str, german: str, english: str) -> None:
    said = [taking.moment(here(), at(until), spoken) for spoken in ("de", "en")]
    assert said == [german, english]


def test_a_note_about_another_time_says_what_was_said_and_what_is_now() -> None:
    was, now = at("2026-11-18 12:00"), at("2026-11-20 12:00")
    words = taking.moved(ANNA, here(), "einen „Ersatz“ schicken", was, now, "de")
    before, after = words.text[: words.caret], words.text[words.caret :]
    assert before.endswith("ich hatte Ihnen bis 12:00 Uhr zugesagt: „einen Ersatz schicken“. ")
    assert after == "\n\nNeue Zeit: bis Freitag um 12:00 Uhr."


def test_a_note_about_what_will_not_be_leaves_what_happens_instead_to_the_agent() -> None:
    customer = Customer(name="Sam Hill", language="en")
    words = taking.broken(customer, here(), "x" * 400, at("2026-11-18 12:00"), "de")
    assert words.text.endswith("…”. I cannot keep that. Instead, ")
    assert words.caret == len(words.text)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_note_promises_nothing_by_itself(language: str) -> None:
    customer = Customer(name="Sam Hill", language=language)
    was, now = at("2026-11-18 12:00"), at("2026-11-18 12:00") + timedelta(days=2)
    for words in (
        taking.moved(customer, here(), "Ich rufe Sie an", was, now, "de"),
        taking.broken(customer, here(), "Ich rufe Sie an", was, "de"),
    ):
        assert promises.find(words.text, here()) == ()


def test_the_usual_week_serves_who_has_entered_none() -> None:
    known = due_times.calendar(at("2026-11-18 20:00"), None, "Europe/Berlin")
    assert taking.due(known, 0) == at("2026-11-19 10:00")
