"""The settings of an account, as Streamlit runs them: checked where they are typed, then kept."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from connectors import PLATFORMS
from connectors.base import WrongOption
from db.models import Account, AccountState, Role, Stream
from inbox.care import options
from inbox.pages import option_words as words
from inbox.texts import texts
from tests.cast import AMINA, account, stream
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
DE, EN = texts("de"), texts("en")


@pytest.fixture
def admin(visit: Visit) -> Visit:
    """Amina looks at an account on X whose search has no keywords, and at a Facebook page."""
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        x = account(session, "twitter")
        stream(session, x, "mentions")
        stream(session, x, "search").enabled = False
        stream(session, account(session, "facebook"), "feed")
    return visit


def settings_of(number: int) -> AppTest:
    app = drawn("connectors")
    app.button(key=f"options-of-{number}").click().run()
    assert not app.exception
    return app


def kept(visit: Visit, number: int = 1) -> dict[str, str]:
    with visit.db.read() as session:
        return dict(session.get_one(Account, number).options)


def test_keywords_are_set_and_the_search_wakes(admin: Visit) -> None:
    app = drawn("connectors")
    assert "Ruht ohne Stichwörter" in html(app)
    app.button(key="lacks-2").click().run()
    app.text_area(key="option-1-keywords").input("Strom\nStadtwerke Lindenau").run()
    app.button(key="save-options-1").click().run()
    assert kept(admin) == {"keywords": "Strom\nStadtwerke Lindenau"}
    said = html(app)
    assert "Die Einstellungen sind gespeichert." in said
    assert "Ruht ohne Stichwörter" not in said
    with admin.db.read() as session:
        assert session.get_one(Stream, 2).enabled


def test_on_its_own_page_a_search_is_given_keywords_as_well(admin: Visit) -> None:
    app = AppTest.from_string(test_pages.page_of("stream"), default_timeout=30)
    app.query_params["id"] = "2"
    app.run()
    app.button(key="lacks-2").click().run()
    app.text_area(key="option-1-keywords").input("Strom").run()
    app.button(key="save-options-1").click().run()
    assert not app.exception
    assert kept(admin) == {"keywords": "Strom"}


def test_what_a_hit_may_cost_is_said_before_anybody_searches(admin: Visit) -> None:
    assert f"X berechnet bis zu {DE.dollars(0.015)} für jeden." in html(settings_of(1))


def test_what_is_wrong_is_said_below_its_field_and_not_kept(admin: Visit) -> None:
    app = settings_of(1)
    app.text_area(key="option-1-keywords").input("!!!").run()
    app.selectbox(key="option-1-country").select("AT").run()
    assert DE(words.WRONG["no_words"]) in html(app)
    app.button(key="save-options-1").click().run()
    assert kept(admin) == {}
    assert app.text_area(key="option-1-keywords").value == "!!!"
    assert app.selectbox(key="option-1-country").value == "AT"


def test_human_agent_is_a_switch(admin: Visit) -> None:
    app = settings_of(2)
    app.toggle(key="option-2-human_agent").set_value(True).run()
    app.button(key="save-options-2").click().run()
    assert kept(admin, 2) == {"human_agent": "on"}
    app = settings_of(2)
    app.toggle(key="option-2-human_agent").set_value(False).run()
    app.button(key="save-options-2").click().run()
    assert kept(admin, 2) == {}


def test_a_choice_can_be_left_to_the_house(admin: Visit) -> None:
    app = settings_of(1)
    picked = app.selectbox(key="option-1-field_names")
    assert picked.options == ["wie üblich: tweet", "tweet", "post"]
    picked.select("post").run()
    app.button(key="save-options-1").click().run()
    assert kept(admin) == {"field_names": "post"}


def test_an_account_has_undo_seconds_of_its_own_or_its_platforms(admin: Visit) -> None:
    app = settings_of(1)
    field = app.text_input(key="option-1-undo_seconds")
    assert (field.value, field.placeholder) == ("", "5")
    field.input("100").run()
    assert "„100“ ist keine Zahl von Sekunden" in html(app)
    app.text_input(key="option-1-undo_seconds").input("0").run()
    app.button(key="save-options-1").click().run()
    assert kept(admin) == {"undo_seconds": "0"}
    app = settings_of(1)
    app.text_input(key="option-1-undo_seconds").input("").run()
    app.button(key="save-options-1").click().run()
    assert kept(admin) == {}


def test_leaving_them_as_they_are_forgets_what_was_typed(admin: Visit) -> None:
    app = settings_of(1)
    app.text_area(key="option-1-keywords").input("Strom").run()
    app.button(key="leave-options-1").click().run()
    app.button(key="options-of-1").click().run()
    assert app.text_area(key="option-1-keywords").value == ""
    assert kept(admin) == {}


def test_what_a_hand_wrote_into_the_table_is_shown_as_text(admin: Visit) -> None:
    with admin.db.write() as session:
        session.get_one(Account, 1).options = {"country": "<b>", "keywords": "<img src=x>"}
    app = settings_of(1)
    assert app.selectbox(key="option-1-country").value == "<b>"
    assert app.text_area(key="option-1-keywords").value == "<img src=x>"
    assert "<img src=x>" not in html(app)


def test_somebody_who_is_no_admin_any_more_saves_nothing(admin: Visit) -> None:
    app = settings_of(1)
    app.text_area(key="option-1-keywords").input("Strom").run()
    with admin.db.write() as session:
        session.query(test_pages.Agent).one().role = Role.AGENT
    app.button(key="save-options-1").click().run()
    assert kept(admin) == {}


def test_an_account_that_was_let_go_of_meanwhile_says_so(admin: Visit) -> None:
    app = settings_of(1)
    with admin.db.write() as session:
        session.get_one(Account, 1).state = AccountState.DISCONNECTED
    app.button(key="save-options-1").click().run()
    assert "Dieses Konto gibt es nicht mehr" in html(app)


def test_a_dead_login_offers_one_way_to_go_on(admin: Visit) -> None:
    with admin.db.write() as session:
        session.get_one(Account, 1).state = AccountState.LOGIN_NEEDED
    app = drawn("connectors")
    assert "resume-1" not in {button.key for button in app.button}
    assert 'href="/connect?account=1"' in html(app)


def test_every_option_of_every_platform_is_spoken_of() -> None:
    known = {each.name for name in PLATFORMS for each in options.offered(name)}
    assert known == set(words.NAMES) == set(words.HINTS)
    needed = {spec.needs for platform in PLATFORMS.values() for spec in platform.streams}
    assert needed - {None} == set(words.LACKING)


@pytest.mark.parametrize(("code", "word"), [("country", "Austria"), ("unforeseen", "x")])
def test_every_flaw_has_a_sentence(code: str, word: str) -> None:
    assert f"“{word}”" in words.wrong(EN, WrongOption(code, word))


def test_countries_are_named_and_sorted_in_the_readers_language() -> None:
    assert words.country(DE, "AT") == "Österreich"
    assert words.country(EN, "ZQ") == "ZQ"
    german = words.countries(DE)
    assert german.index("EG") < german.index("DE") < german.index("AT") < german.index("CY")
    assert {"EU", "UN", "ZZ"}.isdisjoint(german)
