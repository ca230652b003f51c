"""By when something is promised: the time that people mean, on the agent's clock and calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from inbox.rules import due_times, hours

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=BERLIN)  # a Wednesday


def due(text: str, week: str = "", now: datetime = NOW, zone: str = "Europe/Berlin") -> str:
    known = due_times.calendar(now, hours.read(week, zone), zone)
    found = due_times.find(text, known)
    return f"{found.at.astimezone(ZoneInfo(zone)):%a %d.%m. %H:%M}" if found else ""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("bis Freitag", "Fri 20.11. 17:00"),
        ("am kommenden Montag", "Mon 23.11. 17:00"),
        ("bis Mi", "Wed 25.11. 17:00"),
        ("by Friday", "Fri 20.11. 17:00"),
        ("on Tue.", "Tue 24.11. 17:00"),
        ("heute", "Wed 18.11. 17:00"),
        ("heute Abend", "Wed 18.11. 20:00"),
        ("tonight", "Wed 18.11. 20:00"),
        ("morgen", "Thu 19.11. 17:00"),
        ("morgen früh", "Thu 19.11. 12:00"),
        ("tomorrow morning", "Thu 19.11. 12:00"),
        ("übermorgen Nachmittag", "Fri 20.11. 17:00"),
        ("the day after tomorrow", "Fri 20.11. 17:00"),
        ("morgen um 3", "Thu 19.11. 15:00"),
        ("morgen gegen 9:30 Uhr", "Thu 19.11. 09:30"),
        ("um halb elf", "Wed 18.11. 10:30"),
        ("um 9 Uhr", "Thu 19.11. 09:00"),
        ("morgen früh um 9 an", "Thu 19.11. 09:00"),
        ("morgen um neun", "Thu 19.11. 09:00"),
        ("morgen früh um 6 Uhr", "Thu 19.11. 06:00"),
        ("morgen Abend um 8", "Thu 19.11. 20:00"),
        ("morgen um 9 Kartons leichter", "Thu 19.11. 17:00"),
        ("morgen um fünf Tage verlängert", "Thu 19.11. 17:00"),
        ("bis 15.30 Uhr", "Wed 18.11. 15:30"),
        ("at 3pm", "Wed 18.11. 15:00"),
        ("by noon on Friday", "Fri 20.11. 12:00"),
        ("in zwei Stunden", "Wed 18.11. 12:00"),
        ("in half an hour", "Wed 18.11. 10:30"),
        ("innerhalb von 48 Stunden", "Fri 20.11. 10:00"),
        ("in 3 Tagen", "Sat 21.11. 18:00"),
        ("in 3 Werktagen", "Mon 23.11. 17:00"),
        ("within 3-5 business days", "Wed 25.11. 17:00"),
        ("in einer Woche", "Wed 25.11. 17:00"),
        ("diese Woche noch", "Fri 20.11. 17:00"),
        ("Anfang nächster Woche", "Tue 24.11. 17:00"),
        ("Mitte nächster Woche", "Wed 25.11. 17:00"),
        ("by the end of next week", "Fri 27.11. 17:00"),
        ("bis Monatsende", "Mon 30.11. 17:00"),
        ("am 3.12.", "Thu 03.12. 17:00"),
        ("am 3. Dezember um 11 Uhr", "Thu 03.12. 11:00"),
        ("by December 3rd", "Thu 03.12. 17:00"),
        ("am 2. Januar", "Sat 02.01. 18:00"),
        ("sofort", "Wed 18.11. 17:00"),
        ("im Laufe des Tages", "Wed 18.11. 17:00"),
        ("im Laufe des Vormittags", "Wed 18.11. 12:00"),
        ("im Laufe des morgigen Tages", "Thu 19.11. 17:00"),
        ("bis zum Ende des Tages", "Wed 18.11. 17:00"),
        ("by end of day", "Wed 18.11. 17:00"),
        ("by close of business on Friday", "Fri 20.11. 17:00"),
        ("im Laufe der Woche", "Fri 20.11. 17:00"),
        ("am Wochenende", "Sun 22.11. 18:00"),
        ("by the weekend", "Fri 20.11. 17:00"),
        ("bis Freitagmittag", "Fri 20.11. 12:00"),
        ("am Donnerstagabend", "Thu 19.11. 20:00"),
        ("am Dienstagmorgen", "Tue 24.11. 12:00"),
        ("Freitagnachmittag um 3", "Fri 20.11. 15:00"),
        ("am Freitag nächster Woche", "Fri 27.11. 17:00"),
        ("nächste Woche Dienstag", "Tue 24.11. 17:00"),
        ("on Friday next week", "Fri 27.11. 17:00"),
        ("Freitag in einer Woche", "Fri 27.11. 17:00"),
        ("heute in 14 Tagen", "Wed 02.12. 17:00"),
        ("a week from today", "Wed 25.11. 17:00"),
        ("this time next week", "Wed 25.11. 17:00"),
        ("within a fortnight", "Wed 02.12. 17:00"),
        ("am nächsten Werktag", "Thu 19.11. 17:00"),
        ("bis Ende November", "Mon 30.11. 17:00"),
        ("mid-December", "Tue 15.12. 17:00"),
        ("bis Weihnachten", "Thu 24.12. 17:00"),
        ("by the end of the year", "Thu 31.12. 17:00"),
        ("um Viertel nach elf", "Wed 18.11. 11:15"),
        ("um viertel elf", "Wed 18.11. 10:15"),
        ("um dreiviertel elf", "Wed 18.11. 10:45"),
        ("at half past three", "Wed 18.11. 15:30"),
        ("at a quarter to three", "Wed 18.11. 14:45"),
        ("at 3.30pm", "Wed 18.11. 15:30"),
        ("by 6", "Wed 18.11. 18:00"),
        ("by six o'clock", "Wed 18.11. 18:00"),
        ("in einer Viertelstunde", "Wed 18.11. 10:15"),
        ("within the hour", "Wed 18.11. 11:00"),
        ("in anderthalb Stunden", "Wed 18.11. 11:30"),
        ("in an hour and a half", "Wed 18.11. 11:30"),
        ("morgen zwischen 10 und 12 Uhr", "Thu 19.11. 12:00"),
        ("tomorrow between 10am and noon", "Thu 19.11. 12:00"),
        ("10–12 Uhr", "Wed 18.11. 12:00"),
    ],
)
def test_a_time_is_what_people_mean_by_it(text: str, at: str) -> None:
    assert due(text) == at


@pytest.mark.parametrize(
    "text",
    ["", "Guten Morgen!", "heute Morgen", "20,50 €", "so bald", "Version 3.12", "um 20 €", "do it",
     "am 31.02.", "in 900 Monaten", "Nr. 4711", "ein Viertel der 20 €", "von 5 bis 10 %",
     "zwischen 10 und 12 Karten", "in der Stunde 60 €"],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str) -> None:
    assert due(text) == ""


def test_the_agents_own_week_says_when_a_day_ends() -> None:
    assert due("bis Freitag", "mon-thu 8:00-16:00; fri 8:00-13:30") == "Fri 20.11. 13:30"


def test_working_days_are_the_agents_own() -> None:
    assert due("in 2 Werktagen", "tue 9:00-17:00; sat 10:00-14:00") == "Tue 24.11. 17:00"


def test_a_day_whose_work_is_over_lasts_till_midnight() -> None:
    assert due("heute noch", now=NOW.replace(hour=19)) == "Wed 18.11. 23:59"


def test_a_friday_said_on_a_friday_is_the_next_one() -> None:
    assert due("bis Freitag", now=NOW.replace(day=20)) == "Fri 27.11. 17:00"


def test_a_working_day_ends_by_the_clock_when_the_clocks_change() -> None:
    known = due_times.calendar(
        datetime(2026, 10, 23, 10, 0, tzinfo=BERLIN), None, "Europe/Berlin"
    )  # clocks go back on the Sunday
    before, after = due_times.find("heute", known), due_times.find("bis Montag", known)
    assert before is not None
    assert after is not None
    assert before.at == datetime(2026, 10, 23, 15, 0, tzinfo=UTC)
    assert after.at == datetime(2026, 10, 26, 16, 0, tzinfo=UTC)


def test_another_clock_is_another_moment() -> None:
    assert due("morgen um 9 Uhr", zone="America/New_York") == "Thu 19.11. 09:00"
