"""Opening hours on the page "Team": everybody reads them, admins set them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from db.models import Opening, Role
from db.session import Database
from inbox.care import opening
from inbox.care.opening import Given
from inbox.care.rights import MACHINE
from inbox.pages import current, opening_words
from inbox.queries.opening import HOUSE, Kept
from inbox.rules.hours import read
from inbox.rules.opening import STATES, Closed
from inbox.rules.opening import Opening as Calendar
from inbox.texts import texts
from tests.cast import AMINA, MIRIAM, NOON
from tests.inbox.pages.test_pages import Visit, html
from tests.inbox.pages.test_team import one, page

WEEK = read("mon-fri 8-12 13-17", "Europe/Berlin")
HOSTILE = Closed(NOON.date(), NOON.date(), "<b>Inventur</b>")


@pytest.fixture
def visit(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    yield Visit(sqlite_database, monkeypatch)
    current._houses.clear()


def test_an_agent_reads_what_is_closed_and_why_and_changes_nothing(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        opening.set_week(session, MACHINE, HOUSE, Given(WEEK, "SN", 90), NOON)
        opening.close_days(session, MACHINE, HOUSE, HOSTILE, NOON)
    app = page("team")
    said = html(app)
    assert "heute geschlossen: &lt;b&gt;Inventur&lt;/b&gt;" in said
    assert "Feiertage: Sachsen" in said
    assert "Antwort innerhalb von 90 Minuten" in said
    assert not app.selectbox


def test_an_admin_sets_the_week_and_closes_days(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    app = page("team")
    assert "Jede Stunde zählt" in html(app)
    app.text_input(key="opening-0-0").set_value("8-12, 13-17")
    app.selectbox(key="opening-state-0").select("SN")
    app.number_input(key="opening-pledge-0").set_value(45)
    app.button(key="opening-save-0").click().run()
    kept = one(visit, Opening)
    assert (kept.hours, kept.state, kept.pledge) == ("mon 8:00-12:00 13:00-17:00", "SN", 45)
    app.date_input(key="opening-first-0").set_value(date(2026, 12, 28))
    app.text_input(key="opening-name-0").set_value("Betriebsferien")
    next(each for each in app.button if each.label == "Diese Tage schließen").click().run()
    assert one(visit, Opening).closed == [
        {"first": "2026-12-28", "last": "2026-12-28", "name": "Betriebsferien"}
    ]
    app.button(key="opening-strike-0-0").click().run()
    assert one(visit, Opening).closed == []
    app.button(key="opening-drop-0").click().run()
    assert one(visit, Opening) is None


def test_days_without_a_name_are_said_to_be_none(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        opening.set_week(session, MACHINE, HOUSE, Given(WEEK), NOON)
    app = page("team")
    next(each for each in app.button if each.label == "Diese Tage schließen").click().run()
    assert not app.exception
    assert "Geschlossene Tage haben einen Namen" in html(app)


def test_every_state_has_a_name() -> None:
    assert set(opening_words.STATES) == {"", *STATES}


def test_the_next_closed_days_are_said_with_their_name() -> None:
    feast = Closed(date(2026, 12, 28), date(2026, 12, 31), "Betriebsferien")
    kept = Kept(Calendar(WEEK, "", (feast,)))
    said = opening_words.next_closed(texts("de", "Europe/Berlin"), kept, NOON)
    assert said == "als Nächstes geschlossen: 28. Dez. – 31. Dez. (Betriebsferien)"
    assert opening_words.next_closed(texts("en"), Kept(Calendar(WEEK)), NOON) == ""
