"""What colleagues may decide, as an admin sets it on the page "Colleagues"."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Role
from inbox.pages import authority_words
from inbox.pages.deciding import Choice
from inbox.queries import authority as granted
from inbox.rules.authority import Grant, Grants, Remedy
from inbox.rules.money import Amount
from inbox.texts import texts
from tests.cast import AMINA, JONAS, agent
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_colleagues import row
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
ROLE = f"grant-role-agent-{Remedy.REFUND}"


@pytest.fixture
def admin(visit: Visit) -> Visit:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        agent(session, JONAS)
    return visit


def of_role(visit: Visit) -> Grants:
    with visit.db.read() as session:
        return granted.of_role(session, Role.AGENT)


def chosen(app: AppTest, key: str, choice: Choice) -> AppTest:
    return app.selectbox(key=key).set_value(choice).run()


def test_a_role_decides_up_to_an_amount_not_alone_and_alone_again(admin: Visit) -> None:
    app = chosen(drawn("colleagues"), ROLE, Choice.UP_TO)
    app.text_input(key=f"{ROLE}-sum").input("80").run()
    assert of_role(admin) == {Remedy.REFUND: Grant(True, Amount(80_00, "EUR"))}
    app = chosen(app, ROLE, Choice.NOT)
    assert of_role(admin) == {Remedy.REFUND: Grant(False)}
    chosen(app, ROLE, Choice.FREE)
    assert of_role(admin) == {}


def test_what_is_no_amount_is_said_and_changes_nothing(admin: Visit) -> None:
    app = chosen(drawn("colleagues"), ROLE, Choice.UP_TO)
    before = of_role(admin)
    app = app.text_input(key=f"{ROLE}-sum").input("viel").run()
    assert of_role(admin) == before
    assert "Betrag" in html(app)


def test_one_agents_own_limit_goes_before_the_roles(admin: Visit) -> None:
    jonas = row(admin, "jonas").id
    key = f"grant-agent-{jonas}-{Remedy.EXCEPTION}"
    app = drawn("colleagues").button(key=f"change-{jonas}").click().run()
    assert app.selectbox(key=key).value == Choice.ROLE
    assert app.selectbox(key=key).options[0] == "Wie alle mit dieser Aufgabe: Entscheidet allein"
    app = chosen(app, key, Choice.NOT)
    with admin.db.read() as session:
        assert granted.own(session, jonas) == {Remedy.EXCEPTION: Grant(False)}
    chosen(app, key, Choice.FREE)
    with admin.db.read() as session:
        assert granted.own(session, jonas) == {Remedy.EXCEPTION: Grant(True)}


@pytest.mark.parametrize(
    ("remedy", "grant", "said"),
    [
        (Remedy.REFUND, Grant(True, Amount(50_00, "EUR")), "Erstattung bis 50,00\xa0€"),
        (Remedy.REFUND, Grant(False), "Erstattung: nicht allein"),
        (Remedy.REFUND, None, "Erstattung: ohne Grenze"),
        (Remedy.REPLACEMENT, Grant(True), "Ersatz"),
    ],
)
def test_a_limit_in_words(remedy: Remedy, grant: Grant | None, said: str) -> None:
    assert authority_words.granted(texts("de"), remedy, grant) == said
