"""My signature, as Streamlit runs it: what is saved, what is said of it, and the password."""

from __future__ import annotations

from db.models import Agent, Role
from tests.cast import MIRIAM
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit


def test_what_was_said_of_a_field_leaves_its_room_until_it_is_saved(visit: Visit) -> None:
    """Else Save jumps away under the pointer as the field is left, and the click is lost."""
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("signature")
    app.text_input(key="phone").input("030 12").run()
    assert 'class="dw-fault" role="alert"' in html(app)
    app.text_input(key="phone").input("030 23125777").run()
    assert 'class="dw-fault" role="alert"' not in html(app)
    assert 'class="dw-fault gone" aria-hidden="true"' in html(app)
    assert 'class="dw-fault' not in html(app.button(key="save").click().run())


def test_once_saved_nobody_is_asked_for_their_name_any_more(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        row = session.query(Agent).one()
        row.work_name, row.phone, row.email = "", None, None
    app = drawn("signature")
    app.text_input(key="work_name").input("Mira Brandt").run()
    app.text_input(key="phone").input("030 23125777").run()
    app.button(key="save").click().run()
    assert "Gespeichert." in html(app)
    assert "Dann kann es losgehen" not in html(app)
    assert "Zurück zum Eingang" in html(app)


def test_whoever_sets_a_password_stays_and_reads_their_login_name(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("signature")
    app.text_input(key="new").input("sieben ruhige Laternen")
    app = next(one for one in app.button if one.label == "Passwort setzen").click().run()
    assert "Ab jetzt führen miriam und dieses Passwort herein" in html(app)
    assert "Noch keines gesetzt" not in html(app)
    assert app.text_input(key="new").value == ""
