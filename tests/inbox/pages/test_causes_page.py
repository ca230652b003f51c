"""The page of causes, as Streamlit runs it: what is shown, turned, reworded and told from a row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.models import Cause, CauseState, Complaint, Role
from inbox.care.causes import Flaw
from inbox.pages import cause_words, week_bars
from inbox.pages.causes import COLOURS, EMPTY, LOOKS, TURNS, WHAT
from inbox.queries.causes import WEEKS
from inbox.texts import texts
from tests import cast
from tests.cast import MIRIAM, NOON
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
NAME, CHANGE = "Tassen <b>zerbrechen</b>", "Wir verpacken Tassen jetzt doppelt."


@pytest.fixture
def agent(visit: Visit) -> Visit:
    """Erika and Herr Öztürk complained about cups; Herr Öztürk was told."""
    number = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        account = cast.account(session)
        cause = Cause(
            name=NAME, folded="tassen", change=CHANGE, since=NOON, owner_id=number, opened_at=NOON
        )
        session.add(cause)
        session.flush()
        for place, who in enumerate((cast.ERIKA, cast.OEZTUERK)):
            matter = cast.matter(
                session, account, "Tasse kaputt", who=cast.contact(session, who), thread=f"{place}"
            )
            told = {"told_at": NOON, "told_by": number} if place else {}
            session.add(
                Complaint(
                    cause_id=cause.id, conversation_id=matter.conversation.id, at=NOON, **told
                )
            )
    return visit


def cause(visit: Visit) -> Cause:
    with visit.db.read() as session:
        return session.scalars(select(Cause)).one()


def fixed(visit: Visit) -> AppTest:
    """Mark it as fixed, which leads to what is."""
    app = drawn("causes")
    return app.button(key=f"cause-fixed-{cause(visit).id}").click().run()


def test_a_cause_stands_there_with_its_count_and_nothing_is_markup(agent: Visit) -> None:
    said = html(drawn("causes"))
    assert "Tassen &lt;b&gt;zerbrechen&lt;/b&gt;" in said
    assert CHANGE in said and "2 Personen, davon 2 binnen einer Woche" in said
    assert "Miriam Brandt" in said


def test_it_is_turned_by_a_press_and_leaves_the_open_ones(agent: Visit) -> None:
    app = drawn("causes")
    app.button(key=f"cause-fixing-{cause(agent).id}").click().run()
    assert not app.exception
    assert cause(agent).state == CauseState.FIXING
    assert CHANGE not in html(app)


def test_who_complained_about_a_fixed_one_is_listed_and_marked_as_told(agent: Visit) -> None:
    app = fixed(agent)
    assert not app.exception
    assert "1 von 2 benachrichtigt" in html(app)
    assert "Bitte Bescheid geben" in html(app)
    number = cause(agent).id
    with agent.db.read() as session:
        first, last = session.scalars(select(Complaint).order_by(Complaint.id))
    app.button(key=f"cause-told-{number}-{first.conversation_id}").click().run()
    assert "2 von 2 benachrichtigt" in html(app)
    app.button(key=f"cause-told-{number}-{last.conversation_id}").click().run()
    assert "1 von 2 benachrichtigt" in html(app)


def test_it_is_said_anew_and_what_is_refused_stays_with_the_reason(agent: Visit) -> None:
    number = cause(agent).id
    app = drawn("causes")
    app.button(key=f"cause-edit-{number}").click().run()
    app.text_area(key=f"cause-change-{number}").input(" ")
    app.button(key=f"cause-save-{number}").click().run()
    assert cause_words.flaw(texts("de"), Flaw.CHANGE) in html(app)
    app.text_area(key=f"cause-change-{number}").input("Dreifach.")
    app.selectbox(key=f"cause-owner-{number}").set_value(0)
    app.button(key=f"cause-save-{number}").click().run()
    assert not app.exception
    assert (cause(agent).change, cause(agent).owner_id) == ("Dreifach.", None)


def test_one_that_is_gone_meanwhile_is_said(agent: Visit) -> None:
    app = drawn("causes")
    number = cause(agent).id
    with agent.db.write() as session:
        session.delete(session.get_one(Cause, number))
    app.button(key=f"cause-fixed-{number}").click().run()
    assert not app.exception
    assert texts("de")(cause_words.GONE) in html(app)


def test_a_house_without_causes_is_told_where_they_come_from(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    assert "Was ändert sich?" in html(drawn("causes"))


def test_every_state_and_flaw_has_its_words() -> None:
    assert set(LOOKS) == set(EMPTY) == set(TURNS) == set(COLOURS) == set(CauseState)
    assert set(cause_words.STATES) == set(CauseState)
    assert set(cause_words.FLAWS) == set(Flaw)


def test_complaints_stand_in_their_weeks_by_how_their_cause_stands() -> None:
    happened = [
        (NOON, CauseState.FIXED),
        (NOON, CauseState.OPEN),
        (NOON - timedelta(weeks=1), CauseState.OPEN),
    ]
    drawn = week_bars.bars(texts("de"), happened, cause_words.STATES, COLOURS, WHAT, WEEKS, NOON)[
        "data"
    ]["values"]
    assert len(drawn) == WEEKS * len(CauseState)
    shown = [(one["week"], one["part"], one["n"]) for one in drawn if one["n"]]
    assert shown == [("9.11.", "offen", 1), ("16.11.", "offen", 1), ("16.11.", "behoben", 1)]
