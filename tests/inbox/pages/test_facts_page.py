"""The fact library, as Streamlit runs it: found, added, changed, and removed by admins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Role
from inbox.care import facts
from inbox.care.facts import TITLE, Given, Wrong
from inbox.care.rights import Actor, Via
from inbox.pages import fact_words as words
from inbox.pages.facts import REMOVED, SAVED
from inbox.queries import facts as library
from inbox.texts import texts
from tests.cast import AMINA, MIRIAM, NOON
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
DE = texts("de")


@pytest.fixture
def agent(visit: Visit) -> Visit:
    """Miriam looks at two facts, one of which ran out."""
    number = visit.signs_in(MIRIAM, Role.AGENT)
    actor = Actor(number, Role.AGENT, Via.PAGE)
    with visit.db.write() as session:
        old = NOON.date() - timedelta(days=1)
        facts.add(session, actor, Given("Bad", "ab 7 <b>Uhr</b>", "de"), "UTC", NOON)
        facts.add(session, actor, Given("Aktion", "10 Euro", None, old), "UTC", NOON)
    return visit


def kept(visit: Visit) -> list[library.FactView]:
    with visit.db.read() as session:
        return library.facts(session, visit.now)


def typed(app: AppTest, number: int, title: str, text: str) -> AppTest:
    app.text_input(key=f"fact-title-{number}").input(title)
    app.text_area(key=f"fact-text-{number}").input(text)
    return app.button(key=f"fact-save-{number}").click().run()


def test_what_ran_out_is_shown_as_such_and_nothing_in_it_is_markup(agent: Visit) -> None:
    said = html(drawn("facts"))
    assert "ab 7 &lt;b&gt;Uhr&lt;/b&gt;" in said
    assert '<div class="dw-fact over">' in said
    assert DE("ran out on {day}", day=DE.day(NOON - timedelta(days=1))) in said
    assert "keine fertigen Sätze" in said


def test_an_agent_adds_a_fact(agent: Visit) -> None:
    app = drawn("facts")
    app.button(key="fact-add").click().run()
    app.date_input(key="fact-day-0").set_value(date(2026, 12, 24))
    app = typed(app, 0, "Abschlag", "45 Euro im Monat")
    assert DE(SAVED) in html(app)
    (new,) = [fact for fact in kept(agent) if fact.title == "Abschlag"]
    assert (new.text, new.language, new.over) == ("45 Euro im Monat", None, False)


def test_a_fact_is_changed_where_it_stands(agent: Visit) -> None:
    app = drawn("facts")
    app.button(key="change-1").click().run()
    app.selectbox(key="fact-language-1").select("en")
    typed(app, 1, "Bad", "ab 8 Uhr")
    assert [(fact.text, fact.language) for fact in kept(agent) if fact.id == 1] == [
        ("ab 8 Uhr", "en")
    ]


def test_the_last_day_stands_in_the_form_as_it_was_chosen(agent: Visit) -> None:
    app = drawn("facts")
    app.button(key="change-2").click().run()
    assert app.date_input(key="fact-day-2").value == NOON.date() - timedelta(days=1)
    app.button(key="fact-leave-2").click().run()
    assert len(app.button) == 3


def test_what_is_no_fact_stays_as_it_was_typed_with_the_reason(agent: Visit) -> None:
    app = drawn("facts")
    app.button(key="fact-add").click().run()
    app = typed(app, 0, "", "45 Euro")
    assert words.wrong(DE, Wrong.TITLE) in html(app)
    assert app.text_area(key="fact-text-0").value == "45 Euro"
    assert len(kept(agent)) == 2


def test_a_word_finds_a_fact_by_title_or_text(agent: Visit) -> None:
    app = drawn("facts")
    app.text_input(key="fact_line").input("eur").run()
    said = html(app)
    assert "Aktion" in said
    assert "Uhr" not in said
    app.text_input(key="fact_line").input("nichts davon").run()
    assert "Kein Fakt passt." in html(app)


def test_only_admins_are_offered_to_remove(agent: Visit) -> None:
    app = drawn("facts")
    app.button(key="change-1").click().run()
    assert "fact-remove-1" not in {one.key for one in app.button}
    agent.signs_in(AMINA, Role.ADMIN)
    app.run()
    app.button(key="fact-remove-1").click().run()
    assert DE(REMOVED) in html(app)
    assert [fact.id for fact in kept(agent)] == [2]


def test_what_a_colleague_removed_meanwhile_is_said(agent: Visit) -> None:
    app = drawn("facts")
    app.button(key="change-1").click().run()
    with agent.db.write() as session:
        facts.remove(session, Actor(None, Role.ADMIN, Via.COMMAND_LINE), 1, NOON)
    app = typed(app, 1, "Bad", "ab 8 Uhr")
    assert "Diesen Fakt gibt es nicht mehr." in html(app)


def test_an_empty_library_says_so(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    assert "Es gibt noch keine Fakten." in html(drawn("facts"))


@pytest.mark.parametrize("wrong", list(Wrong))
def test_every_reason_has_its_sentence(wrong) -> None:
    for language in ("de", "en"):
        said = words.wrong(texts(language), wrong)
        assert said
        assert "{" not in said
    assert str(TITLE) in words.wrong(DE, Wrong.TITLE_LONG)
