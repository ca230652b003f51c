"""Hours, absences and distribution from the command line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import Absence, Distribution, Schedule
from db.session import connect
from inbox.care.absences import Wrong
from inbox.commands import hours


@pytest.fixture
def two(shell):
    """A terminal in a house of two agents."""
    for login in ("jonas", "miriam"):
        shell.run("agents", "add", login)
    return shell


def rows(shell, model: type) -> list:
    db = connect(shell.url)
    with db.read() as session:
        found = list(session.scalars(select(model)))
    db.close()
    return found


def test_a_week_is_said_and_printed(two) -> None:
    assert two.run("agents", "hours", "jonas")[1] == "-\n"
    code, said, _ = two.run("agents", "hours", "jonas", "mon-fri 9-17", "--zone", "Europe/Berlin")
    assert (code, said) == (0, "jonas works mon-fri 9:00-17:00 (Europe/Berlin).\n")
    assert two.run("agents", "hours", "jonas")[1] == "mon-fri 9:00-17:00\tEurope/Berlin\n"
    two.run("agents", "hours", "jonas", "sat 9-12")
    assert two.run("agents", "hours", "jonas")[1] == "sat 9:00-12:00\tEurope/Berlin\n"
    assert "nobody knows" in two.run("agents", "hours", "jonas", "")[1]


TODAY = f"{datetime.now(UTC):%Y-%m-%d}"


def test_who_is_away_comes_back_when_that_is_said(two) -> None:
    said = two.run("agents", "absent", "jonas", TODAY, TODAY, "--deputy", "miriam")[1]
    assert said == f"jonas is away on {TODAY} (UTC).\n"
    assert rows(two, Absence)[0].stand_in_id is not None
    assert "not away" in two.run("agents", "back", "jonas")[1]
    assert rows(two, Absence)[0].ended_at is not None


def test_days_away_are_those_of_the_clock_that_is_named(two) -> None:
    code, _, told = two.run("agents", "absent", "jonas", TODAY, TODAY, "--zone", "Berlin")
    assert (code, told) == (2, "The time zone is not known: write it like Europe/Berlin.\n")
    two.run("agents", "absent", "jonas", TODAY, TODAY, "--zone", "Europe/Berlin")
    assert [row.zone for row in rows(two, Absence)] == ["Europe/Berlin"]


def test_deputies_in_a_circle_are_said_as_they_are_entered(two) -> None:
    _, first, _ = two.run("agents", "absent", "jonas", TODAY, TODAY, "--deputy", "miriam")
    _, second, _ = two.run("agents", "absent", "miriam", TODAY, TODAY, "--deputy", "jonas")
    assert ("Nobody stands in" in first, "Nobody stands in" in second) == (False, True)


@pytest.mark.parametrize(
    ("days", "deputy", "said"),
    [
        (("2099-01-01", "2099-01-03"), "miriam", hours.WRONGS[Wrong.DAYS]),
        ((TODAY, TODAY), "jonas", hours.WRONGS[Wrong.DEPUTY]),
        ((TODAY, TODAY), "nobody", "There is no agent nobody: see `agents list`."),
    ],
)
def test_an_absence_that_cannot_be_is_one_sentence(two, days, deputy, said) -> None:
    code, _, told = two.run("agents", "absent", "jonas", *days, "--deputy", deputy)
    assert (code, told.strip()) == (2, said)
    assert not rows(two, Absence)


def test_capacity_and_languages_are_kept(two) -> None:
    two.run("agents", "capacity", "jonas", "12")
    two.run("agents", "languages", "jonas", "en de")
    (kept,) = rows(two, Schedule)
    assert (kept.capacity, kept.languages) == (12, ["de", "en"])
    two.run("agents", "capacity", "jonas", "any")
    assert rows(two, Schedule)[0].capacity is None


def test_queues_are_given_out_by_name(two) -> None:
    two.run("teams", "add", "Strom")
    for team, way in (("strom", "round-robin"), ("-", "least-loaded"), ("Strom", "off")):
        assert two.run("teams", "distribute", team, way)[0] == 0
    assert {row.queue > 0: row.way for row in rows(two, Distribution)} == {
        False: "least-loaded",
        True: "off",
    }


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("agents", "hours", "nobody", ""), "There is no agent nobody: see `agents list`."),
        (
            ("agents", "hours", "jonas", "mon 9-99"),
            "Not understood: 9-99. See `agents hours --help`.",
        ),
        (("agents", "back", "jonas"), "jonas has no absence that is not over."),
        (
            ("agents", "capacity", "jonas", "0"),
            'A capacity is a number from 1 to 500, or "any".',
        ),
        (
            ("agents", "languages", "jonas", "german"),
            'Languages are codes as "de, en": two or three letters each.',
        ),
        (("teams", "distribute", "Gas", "off"), "There is no team Gas: see `teams list`."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(two, asked, said) -> None:
    code, _, told = two.run(*asked)
    assert (code, told.strip()) == (2, said)
