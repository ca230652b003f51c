"""Hours and absences in words, and as a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from inbox.pages import hours_words
from inbox.queries.roster import AbsenceView
from inbox.queries.standing import At, Away
from inbox.rules.hours import read
from inbox.texts import texts

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"
AWAY = Away(2, "Jonas Weber", datetime(2026, 11, 24, 23, tzinfo=UTC), BERLIN, "Miriam Brandt")
ALONE = Away(2, "Jonas Weber", datetime(2026, 12, 3, 23, tzinfo=UTC), BERLIN, None)


@pytest.mark.parametrize(
    ("at", "en", "de"),
    [
        (None, "", ""),
        (At(True, NOW, None), "works now", "arbeitet gerade"),
        (At(False, NOW + timedelta(hours=1), None), "works from 14:00", "arbeitet ab 14:00"),
        (
            At(False, datetime(2026, 11, 23, 8, tzinfo=UTC), None),
            "works from Mon 09:00",
            "arbeitet ab Mo. 09:00",
        ),
        (At(False, None, None), "", ""),
        (
            At(False, NOW, AWAY),
            "away until Tuesday, 24 Nov, Miriam Brandt stands in",
            "abwesend bis Dienstag, 24. Nov., Miriam Brandt vertritt",
        ),
        (At(False, None, ALONE), "away until 3 Dec", "abwesend bis 3. Dez."),
    ],
)
def test_what_a_colleague_should_know(at, en, de) -> None:
    assert hours_words.hint(texts("en", BERLIN), at, NOW) == en
    assert hours_words.hint(texts("de", BERLIN), at, NOW) == de


@pytest.mark.parametrize(
    ("day", "en", "de"),
    [
        (20, "away until this evening", "abwesend bis heute Abend"),
        (21, "away until tomorrow", "abwesend bis morgen"),
        (25, "away until Wednesday, 25 Nov", "abwesend bis Mittwoch, 25. Nov."),
        (26, "away until 26 Nov", "abwesend bis 26. Nov."),
    ],
)
def test_the_last_day_of_an_absence_is_no_other_day(day: int, en: str, de: str) -> None:
    """A weekday alone reads as next week's, where it is today's."""
    away = Away(2, "Jonas Weber", datetime(2026, 11, day, 23, tzinfo=UTC), BERLIN, None)
    assert hours_words.away(texts("en", BERLIN), away, NOW) == en
    assert hours_words.away(texts("de", BERLIN), away, NOW) == de


def test_whose_work_it_is() -> None:
    de = texts("de", BERLIN)
    kept = replace(AWAY, stand_in_id=1)
    assert hours_words.stood_for(de, kept, 1, NOW) == "für Jonas Weber bis Dienstag, 24. Nov."
    others = hours_words.stood_for(de, kept, 99, NOW)
    assert others == "Miriam Brandt für Jonas Weber bis Dienstag, 24. Nov."
    nobody = hours_words.stood_for(de, ALONE, 99, NOW)
    assert nobody == "Jonas Weber ist abwesend bis 3. Dez."


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ("mon-thu 9-12:30 13:30-17; fri 9-14", "Mo–Do 9:00–12:30, 13:30–17:00; Fr 9:00–14:00"),
        ("", "Zeiten nicht angegeben"),
    ],
)
def test_a_week_in_words(week, said) -> None:
    assert hours_words.week(texts("de"), read(week, BERLIN)) == said
    assert hours_words.week(texts("de"), None) == "Zeiten nicht angegeben"


def bars(picture: str, kind: str) -> list[tuple[float, float]]:
    found = re.findall(rf'<i class="{kind}" style="left:([\d.]+)%;width:([\d.]+)%">', picture)
    return [(float(left), float(wide)) for left, wide in found]


def test_the_picture_shows_the_week_on_the_readers_clock() -> None:
    picture = hours_words.strip(texts("en", "UTC"), read("mon 0-24", BERLIN), [], NOW)
    assert bars(picture, "on") == [(0.0, pytest.approx(100 * 23 / 168, abs=0.01)), (
        pytest.approx(100 * 167 / 168, abs=0.01), pytest.approx(100 / 168, abs=0.01)
    )]  # fmt: skip
    assert 'aria-label="Mon 0:00–24:00"' in picture


def test_the_picture_shows_an_absence_within_the_week_alone() -> None:
    def absence(first: date, last: date) -> AbsenceView:
        begins, ends = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last))
        return AbsenceView(1, first, last, begins, ends, True, None, None, "")

    long = absence(date(2026, 11, 19), date(2026, 12, 30))
    over = absence(date(2026, 11, 1), date(2026, 11, 16))
    picture = hours_words.strip(texts("en", "UTC"), None, [long, over], NOW)
    assert bars(picture, "off") == [
        (pytest.approx(100 * 3 / 7, abs=0.01), pytest.approx(100 * 4 / 7, abs=0.01))
    ]
