"""The page of promises, as Streamlit runs it: what is shown, and what is settled from a row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.models import Promise, PromiseState, Role
from inbox.pages import promise_chart
from inbox.pages.promise_chart import End
from inbox.pages.promises import EMPTY, LOOKS
from inbox.queries.promises import WEEKS, Look, Outcome
from inbox.texts import texts
from tests import cast
from tests.cast import MIRIAM, NOON
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
DE = texts("de")


@pytest.fixture
def agent(visit: Visit) -> Visit:
    """Miriam has promised a call for tomorrow and, late by now, some money."""
    number = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        matter = cast.matter(session, cast.account(session), "Wo bleibt mein Geld?")
        common = {"conversation_id": matter.conversation.id, "made_by": number, "made_at": NOON}
        for kind, what, hours in (("call", "<b>Anruf</b>", 20), ("money", "20 € erstatten", -2)):
            due = NOON + timedelta(hours=hours)
            row = Promise(
                **common, owner_id=number, kind=kind, what=what, due_at=due, first_due_at=due
            )
            session.add(row)
    return visit


def ledger(visit: Visit) -> dict[str, Promise]:
    with visit.db.read() as session:
        return {row.kind: row for row in session.scalars(select(Promise))}


def looks(app: AppTest, look: Look) -> AppTest:
    return app.button_group(key="promise_look").set_value(look).run()


def test_ones_own_stand_there_the_late_one_first_and_nothing_is_markup(agent: Visit) -> None:
    said = html(drawn("promises"))
    assert said.index("20 € erstatten") < said.index("&lt;b&gt;Anruf&lt;/b&gt;")
    assert '<div class="dw-promise late">' in said


NONE_ENDED = "In den letzten zwölf Wochen wurde keines gehalten oder gebrochen."


def test_before_any_promise_has_ended_a_sentence_stands_in_place_of_bars(agent: Visit) -> None:
    app = drawn("promises")
    assert NONE_ENDED in html(app)
    app.button(key=f"promise-kept-{ledger(agent)['call'].id}").click().run()
    assert NONE_ENDED not in html(app)


def test_a_call_is_kept_with_a_press(agent: Visit) -> None:
    app = drawn("promises")
    app.button(key=f"promise-kept-{ledger(agent)['call'].id}").click().run()
    assert not app.exception
    assert ledger(agent)["call"].state == PromiseState.KEPT


def test_money_without_a_proof_is_refused_and_the_form_stays(agent: Visit) -> None:
    number = ledger(agent)["money"].id
    app = drawn("promises")
    app.button(key=f"promise-edit-{number}").click().run()
    app.button(key=f"promise-save-{number}").click().run()
    assert "Beleg" in html(app)
    assert ledger(agent)["money"].state == PromiseState.OPEN
    app.text_input(key=f"promise-note-{number}").input("Buchung 4711")
    app.button(key=f"promise-save-{number}").click().run()
    assert ledger(agent)["money"].proof == "Buchung 4711"


def test_who_comes_second_reads_why_above_the_rows(agent: Visit) -> None:
    number = ledger(agent)["money"].id
    app = drawn("promises")
    app.button(key=f"promise-edit-{number}").click().run()
    with agent.db.write() as session:
        row = session.get_one(Promise, number)
        row.state, row.proof, row.settled_at = PromiseState.KEPT, "Buchung 4711", NOON
    app.text_input(key=f"promise-note-{number}").input("Buchung 4712")
    app.button(key=f"promise-save-{number}").click().run()
    said = html(app)
    assert said.index("inzwischen geändert") < said.index("Anruf")
    assert ledger(agent)["money"].proof == "Buchung 4711"


def test_it_is_moved_from_its_row(agent: Visit) -> None:
    number = ledger(agent)["call"].id
    app = drawn("promises")
    app.button(key=f"promise-edit-{number}").click().run()
    app.radio(key=f"promise-what-{number}").set_value("move").run()
    app.text_input(key=f"promise-note-{number}").input("Feiertag")
    app.date_input(key=f"promise-day-{number}").set_value((NOON + timedelta(days=4)).date())
    app.button(key=f"promise-save-{number}").click().run()
    moved = ledger(agent)["call"]
    assert (moved.due_at.date(), moved.reason) == ((NOON + timedelta(days=4)).date(), "Feiertag")


@pytest.mark.parametrize(
    ("became", "asks"),
    [
        ("keep", ["note"]),
        ("break", ["note"]),
        ("move", ["day", "note", "time"]),
        ("entrust", ["to"]),
    ],
)
def test_the_form_asks_for_what_its_outcome_needs(
    agent: Visit, became: str, asks: list[str]
) -> None:
    number = ledger(agent)["money"].id
    app = drawn("promises")
    app.button(key=f"promise-edit-{number}").click().run()
    app.radio(key=f"promise-what-{number}").set_value(became).run()
    fields = [*app.text_input, *app.date_input, *app.time_input, *app.selectbox]
    named = (f"promise-{name}-{number}" for name in ("note", "day", "time", "to"))
    there = {field.key for field in fields}
    assert sorted(key.split("-")[1] for key in named if key in there) == asks


def test_what_was_settled_can_be_opened_again(agent: Visit) -> None:
    number = ledger(agent)["call"].id
    app = drawn("promises")
    app.button(key=f"promise-kept-{number}").click().run()
    app = looks(app, Look.KEPT)
    app.button(key=f"promise-again-{number}").click().run()
    assert ledger(agent)["call"].state == PromiseState.OPEN


def test_every_part_of_the_ledger_has_a_name_and_a_word_where_it_is_empty() -> None:
    assert set(LOOKS) == set(EMPTY) == set(Look)


def test_the_bars_show_how_promises_ended_week_by_week() -> None:
    ended = (
        Outcome(NOON, PromiseState.KEPT, late=False),
        Outcome(NOON, PromiseState.KEPT, late=True),
        Outcome(NOON - timedelta(weeks=1), PromiseState.BROKEN, late=False),
    )
    drawn = promise_chart.weeks(DE, ended, NOON)["data"]["values"]
    assert len(drawn) == WEEKS * len(End)
    shown = [(one["week"], one["part"]) for one in drawn if one["n"]]
    assert shown == [
        ("9.11.", "gebrochen"),
        ("16.11.", "rechtzeitig gehalten"),
        ("16.11.", "verspätet gehalten"),
    ]
    told = promise_chart.weeks_told(DE, ended)
    assert told.endswith("1 rechtzeitig gehalten, 1 verspätet gehalten, 1 gebrochen")


def test_the_calendar_counts_the_days_on_the_readers_clock() -> None:
    late = NOON.replace(hour=23, minute=30)
    berlin = texts("de", "Europe/Berlin")
    days = [day for week in promise_chart.calendar(berlin, [late], NOON) for day in week]
    (due,) = [day for day in days if day.n]
    assert (due.number, due.said) == (21, "Samstag: 1 Versprechen wird fällig")
    (today,) = [day for day in days if day.today]
    assert (today.number, [day.number for day in days if day.over]) == (20, [16, 17, 18, 19])
    assert (
        promise_chart.calendar_told(DE, [late], NOON)
        == "1 Versprechen innerhalb einer Woche fällig"
    )


def test_the_calendar_is_a_table_that_marks_today_and_numbers_days_in_every_language() -> None:
    """Drawn as a picture it kept black numbers on a dark page."""
    for language, monday in (("de", "Mo"), ("en", "Mon")):
        said = promise_chart.table(texts(language), [NOON], NOON)
        assert f'<th scope="col">{monday}</th>' in said
        assert 'aria-current="date">20<b>1</b></td>' in said


def test_a_broken_promise_leads_to_whoever_is_to_be_told(agent: Visit) -> None:
    row = ledger(agent)["call"]
    with agent.db.write() as session:
        kept = session.get_one(Promise, row.id)
        kept.state, kept.settled_at, kept.settled_by = PromiseState.BROKEN, NOON, kept.owner_id
        kept.reason = "Niemand da."
    said = html(looks(drawn("promises"), Look.KEPT))
    assert f"/?c={row.conversation_id}&amp;tell={row.id}" in said
