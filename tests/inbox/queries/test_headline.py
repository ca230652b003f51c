"""The headline: how long until a first word on the matter, half of them and nine of ten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from db.models import Team, Wait
from inbox.care import digest_words, teams
from inbox.care.rights import MACHINE
from inbox.pages import headline_words as words
from inbox.queries import headline
from inbox.queries.headline import Headline, Spread, headlines
from inbox.texts import texts
from tests.desk import Desk

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
DE, EN = texts("de", "Europe/Berlin"), texts("en", "Europe/Berlin")


def waited(
    desk: Desk, *seconds: int, at: datetime = NOW, team: int | None = None, elsewhere: bool = False
) -> None:
    with desk.db.write() as session:
        for each in seconds:
            session.add(
                Wait(team_id=team, began_at=at - timedelta(seconds=each), answered_at=at,
                     seconds=each, ended_at=at, elsewhere=elsewhere)
            )  # fmt: skip


def today(desk: Desk, teams=None) -> Headline:
    with desk.db.read() as session:
        return headlines(session, (NOW - DAY, NOW + DAY), teams)[0]


def test_half_took_so_long_at_most_and_nine_of_ten(desk: Desk) -> None:
    waited(desk, *(60 * n for n in range(1, 11)))
    assert today(desk).answered == Spread(10, 300, 540)


def test_of_nobody_there_is_no_figure(desk: Desk) -> None:
    assert today(desk) == Headline(NOW - DAY)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_the_figures_are_those_of_a_plain_reading(desk: Desk, seconds: list[int]) -> None:
    with desk.db.write() as session:
        session.execute(delete(Wait))
    waited(desk, *seconds)
    ordered, n = sorted(seconds), len(seconds)
    plain = Spread(n, ordered[ceil(n / 2) - 1], ordered[ceil(n * 9 / 10) - 1])
    assert today(desk).answered == plain


def test_acknowledgements_and_what_was_put_away_stand_apart(desk: Desk) -> None:
    with desk.db.write() as session:
        common = {"began_at": NOW - timedelta(hours=1), "elsewhere": False}
        session.add(Wait(**common, acknowledged_at=NOW, acknowledged_seconds=120))
        session.add(Wait(**common, ended_at=NOW))
        session.add(
            Wait(**common, acknowledged_at=NOW, acknowledged_seconds=60, answered_at=NOW,
                 seconds=600, ended_at=NOW)
        )  # fmt: skip
    found = today(desk)
    assert found.answered == Spread(1, 600, 600)
    assert found.acknowledged == Spread(2, 60, 120)
    assert found.put_away == 1


def test_each_stretch_has_its_own_figures_and_the_empty_ones_too(desk: Desk) -> None:
    waited(desk, 60, at=NOW - 2 * DAY)
    waited(desk, 600)
    edges = [NOW - 3 * DAY, NOW - 1.5 * DAY, NOW - DAY, NOW + DAY]
    with desk.db.read() as session:
        found = headlines(session, edges)
    assert [one.answered.median for one in found] == [60, 0, 600]
    assert [one.since for one in found] == edges[:-1]


def test_an_agent_sees_their_teams_figure_and_without_a_team_the_house(desk: Desk) -> None:
    miriam, jonas = desk.agents["miriam"], desk.agents["jonas"]
    with desk.db.write() as session:
        technik = teams.add(session, MACHINE, "Technik", desk.time)
        teams.join(session, MACHINE, technik, miriam, desk.time)
        assert session.get(Team, technik) is not None
    waited(desk, 60, team=technik)
    waited(desk, 600)
    with desk.db.read() as session:
        mine, house = headline.teams_of(session, miriam), headline.teams_of(session, jonas)
    assert (mine, house) == (frozenset({technik}), None)
    assert today(desk, mine).answered == Spread(1, 60, 60)
    assert today(desk, house).answered.n == 2


def test_the_line_above_the_list_says_it_in_few_words() -> None:
    found = Headline(NOW, Spread(12, 24 * 60, 130 * 60))
    assert words.line(DE, found) == "Heute 12 beantwortet: Hälfte in 24 Min., 9 von 10 in 2,2 Std."
    assert words.line(EN, found) == "12 answered today: half within 24 mins, 9 of 10 within 2.2 hrs"
    assert words.line(DE, Headline(NOW)) == ""


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "Heute 1 beantwortet, nach 24 Min."),
        (9, "Heute 9 beantwortet: Hälfte in 24 Min., alle in 2,2 Std."),
    ],
)
def test_of_a_few_no_tenth_is_told(n: int, said: str) -> None:
    assert words.line(DE, Headline(NOW, Spread(n, 24 * 60, 130 * 60))) == said


def test_what_was_answered_in_the_platforms_own_app_is_said_to_be(desk: Desk) -> None:
    waited(desk, 50 * 60, elsewhere=True)
    one = today(desk)
    assert one.answered == Spread(1, 50 * 60, 50 * 60, elsewhere=1)
    assert words.line(DE, one) == "Heute 1 in der App der Plattform beantwortet, nach 50 Min."
    waited(desk, 10 * 60)
    two = today(desk)
    assert words.line(EN, two) == (
        "2 answered today: half within 10 mins, all within 50 mins · 1 in the platform's own app"
    )
    assert words.spread(DE, two.answered).endswith("(2, davon 1 in der App der Plattform)")
    mailed = digest_words._week(EN, two.answered)
    assert mailed.endswith("nine of ten within 50 mins. Answered in the platform's own app: 1.")


def test_the_plot_has_a_place_for_every_week() -> None:
    edges = words.weeks(DE, NOW)
    weeks = [Headline(each) for each in edges[:-2]] + [Headline(edges[-2], Spread(1, 60, 120))]
    points = words.chart(DE, weeks)["data"]["values"]
    assert len(points) == 2 * words.WEEKS
    assert [one["n"] for one in points[-2:]] == [1.0, 2.0]
    assert {one["n"] for one in points[:-2]} == {None}
    assert edges[-2] <= NOW < edges[-1]


def test_the_plot_counts_in_hours_where_minutes_are_many_and_its_scale_holds_every_point() -> None:
    edges = words.weeks(DE, NOW)
    weeks = [Headline(each) for each in edges[:-2]] + [Headline(edges[-2], Spread(1, 3600, 68_400))]
    chart = words.chart(DE, weeks)
    scale = chart["encoding"]["y"]
    assert (scale["title"], scale["scale"]["domain"]) == ("Stunden", [0, 19.0])
    assert [one["n"] for one in chart["data"]["values"][-2:]] == [1.0, 19.0]


@pytest.mark.parametrize(
    ("seconds", "said"), [(10, "1 Min."), (1500, "25 Min."), (7200, "2 Std."), (9000, "2,5 Std.")]
)
def test_a_length_of_time_is_as_short_as_it_stays_clear(seconds: int, said: str) -> None:
    assert DE.span(seconds) == said
