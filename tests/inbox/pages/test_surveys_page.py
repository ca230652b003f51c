"""The survey as admins see it: what is asked, how many are drawn, and nothing below ten answers."""

from __future__ import annotations

import pytest

from db.models import Role, SurveyAnswer
from db.session import Database
from inbox.care import surveys
from inbox.care.rights import MACHINE
from inbox.care.surveys import Given
from inbox.pages import current
from inbox.pages import survey_words as words
from inbox.pages.current import House
from inbox.queries import surveys as queries
from inbox.queries.surveys import Results, Words
from inbox.rules.neutral import Fault, Flaw
from inbox.texts import texts
from tests.cast import AMINA, MIRIAM, NOON
from tests.desk import settings
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
EN = texts("en")
ON = Given(on=True, share=30, words=words.DEFAULTS)


@pytest.fixture
def admin(visit: Visit) -> Visit:
    visit.signs_in(AMINA, Role.ADMIN)
    known = settings(public_url="https://inbox.example")
    current.furnish(House(visit.db, known, clock=lambda: visit.now))
    return visit


def sets(db: Database, given: Given = ON) -> None:
    with db.write() as session:
        surveys.save(session, MACHINE, given, NOON)


def answered(db: Database, *texts_: str) -> None:
    with db.write() as session:
        for n, text in enumerate(texts_):
            session.add(
                SurveyAnswer(id=n + 1, version=1, choice=n % 2, text=text, month=NOON.date())
            )


def test_an_agent_is_turned_away(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    sets(visit.db)
    answered(visit.db, *("Geheim",) * 12)
    app = drawn("surveys")
    assert "Die Umfrage unter Kunden verwalten Admins." in html(app)
    assert "Geheim" not in html(app)
    assert not app.button


def test_it_is_off_at_first_and_what_it_would_ask_is_neutral(admin: Visit) -> None:
    app = drawn("surveys")
    assert "Die Umfrage ist aus: Niemand wird gezogen." in html(app)
    assert not app.toggle(key="survey-on").value
    assert surveys.faults(words.DEFAULTS) == {}


def test_an_admin_sets_it(admin: Visit) -> None:
    app = drawn("surveys")
    app.toggle(key="survey-on").set_value(True)
    app.number_input(key="survey-share").set_value(40)
    app.button(key="survey-save").click()
    app.run()
    with admin.db.read() as session:
        view = queries.survey(session)
    assert (view.on, view.share, view.words) == (True, 40, words.DEFAULTS)
    assert "Gerade ist niemand gezogen." in html(app)
    assert view.seed in html(app)


def test_words_that_lean_stay_as_typed_with_what_is_wrong(admin: Visit) -> None:
    app = drawn("surveys")
    app.text_input(key="survey-de-open").set_value("Was hat Ihnen an uns gefallen?")
    app.button(key="survey-save").click()
    app.run()
    assert "gefallen“ sagen" in html(app)
    assert 'role="alert"' in html(app)
    assert app.text_input(key="survey-de-open").value == "Was hat Ihnen an uns gefallen?"
    with admin.db.read() as session:
        assert queries.survey(session).version == 0


def test_nothing_is_shown_below_ten_answers(admin: Visit) -> None:
    sets(admin.db)
    answered(admin.db, *("Antwort",) * 9)
    assert "Ab 10 Antworten stehen hier Ergebnisse" in html(drawn("surveys"))
    assert "<li" not in html(drawn("surveys"))


def test_from_ten_on_the_distribution_and_the_answers_stand_there_as_text(admin: Visit) -> None:
    sets(admin.db)
    answered(admin.db, "<b>fett</b>", *("Antwort",) * 9)
    said = html(drawn("surveys"))
    assert "10 Antworten" in said
    assert "&lt;b&gt;fett&lt;/b&gt;" in said
    assert "<b>fett" not in said


def test_without_an_address_nobody_can_be_asked(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    sets(visit.db)
    app = drawn("surveys")
    assert "PUBLIC_URL" in html(app)
    assert "survey-ask" not in [button.key for button in app.button]


def test_where_nobody_is_drawn_there_is_nobody_to_ask(admin: Visit) -> None:
    sets(admin.db)
    app = drawn("surveys")
    assert "Gerade ist niemand gezogen." in html(app)
    assert "survey-ask" not in [one.key for one in app.button]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_has_its_sentence(flaw: Flaw, language: str) -> None:
    said = words.fault(texts(language), Fault(flaw, ("toll",)))
    assert said
    assert "{" not in said


def test_no_answer_is_drawn_above_another() -> None:
    found = Results(True, 12, (6, 4, 2), ())
    said = words.results(EN, found, Words("What?", "Was it?", ("Yes", "No")))
    assert said.count("<span style=") == 3
    assert "class" not in said.split("<span")[1].split(">")[0]


def test_words_that_lean_are_quoted_as_a_language_quotes() -> None:
    leans = Fault(Flaw.LEANS, ("toll", "super"))
    assert "„toll“, „super“" in words.fault(texts("de"), leans)
    assert "“toll”, “super”" in words.fault(EN, leans)
