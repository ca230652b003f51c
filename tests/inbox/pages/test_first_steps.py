"""First steps above the list: they know what is done, and go when they are not needed."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from db.models import Agent, Preference, Role
from inbox.pages import first_steps
from inbox.queries.first_steps import Steps
from tests import cast
from tests.cast import AMINA, JONAS, MIRIAM, account, agent
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, paths

visit = test_pages.visit
SCRIPT = """
import json
import streamlit as st
from inbox.pages import current, first_steps
with current.database().read() as session:
    shown = first_steps.of(session, current.words(), current.actor())
st.text(json.dumps(shown))
st.button("away", key="away", on_click=lambda: first_steps.prefer("away"))
st.button("odd", key="odd", on_click=lambda: first_steps.prefer({"what": ["odd"]}))
"""


def looks() -> AppTest:
    return AppTest.from_string(SCRIPT, default_timeout=30).run()


def shown(app: AppTest) -> dict[str, Any] | None:
    card: dict[str, Any] | None = json.loads(app.text[0].value)["steps"]
    return card


def done(app: AppTest) -> list[bool]:
    card = shown(app)
    assert card is not None
    return [step["done"] for step in card["steps"]]


def test_an_admin_of_a_new_house_is_led(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    app = looks()
    assert done(app) == [True, False, False, False, False]
    assert shown(app)["count"] == "1 von 5 erledigt"  # type: ignore[index]


def test_a_step_ticks_itself_off(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    app = looks()
    with visit.db.write() as session:
        cast.matter(session, account(session))
    assert done(app.run()) == [True, True, True, False, False]


def test_who_only_answers_is_not_bothered(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    assert shown(looks()) is None


def test_a_new_colleague_is_led_to_the_signature_until_they_have_one(visit: Visit) -> None:
    miriam = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        session.get_one(Agent, miriam).work_name = ""
    app = looks()
    card = shown(app)
    assert card is not None
    assert [(step["name"], step["to"]) for step in card["steps"]] == [
        ("Eintragen, womit Sie unterschreiben", "/signature")
    ]
    with visit.db.write() as session:
        session.get_one(Agent, miriam).work_name = MIRIAM["work_name"]
    assert shown(app.run()) is None


def test_what_is_put_away_stays_away_in_every_tab(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    app = looks()
    assert shown(app.button(key="away").click().run()) is None
    assert shown(looks()) is None
    back = drawn("colleagues")
    back.button(key="steps").click().run()
    assert shown(looks()) is not None


def test_an_odd_word_of_a_browser_changes_nothing(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    app = looks().button(key="odd").click().run()
    assert not app.exception
    assert shown(app) is not None


def test_once_all_is_done_the_tables_are_asked_no_more(visit: Visit, monkeypatch) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        agent(session, JONAS)
    asked: list[int] = []

    def all_done(_session: object, agent_id: int) -> Steps:
        asked.append(agent_id)
        return Steps(True, True, True, True, True)

    monkeypatch.setattr(first_steps.first_steps, "first_steps", all_done)
    app = looks()
    assert shown(app) is None
    app.run()
    assert len(asked) == 1


def test_density_is_chosen_and_reaches_the_list(visit: Visit) -> None:
    miriam = visit.signs_in(MIRIAM, Role.AGENT)
    drawn("preferences").radio(key="dense").set_value(True).run()
    with visit.db.read() as session:
        assert session.get_one(Preference, miriam).dense
    assert json.loads(looks().text[0].value)["dense"]


def test_every_way_leads_to_a_page_of_ours(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    assert {way.strip("/") for way in first_steps.WAYS.values()} <= set(paths(visit))
