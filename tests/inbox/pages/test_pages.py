"""The pages as Streamlit runs them: who is looking is asked anew, and every role sees its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Account, Agent, Gap, Role, SessionEnd, Stream, Trouble
from db.session import Database
from inbox.care import agents, sign_in, workers
from inbox.care.rights import MACHINE
from inbox.pages import current, frame, parts, signature
from inbox.pages.current import House, SignedOut
from inbox.rules.timetable import When
from inbox.settings import Settings
from tests.cast import AMINA, MIRIAM, NOON, account, agent, stream

SCRIPT = str(Path(frame.__file__).with_name("script.py"))
SETTINGS = Settings(_env_file=None)


class Visit:
    """One browser tab: whoever holds the token looks at a page."""

    def __init__(self, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.db = db
        self.token = "nobody"
        self.now = NOON
        current.furnish(House(db, SETTINGS, clock=lambda: self.now))
        monkeypatch.setattr(current, "token", lambda: self.token)

    def signs_in(self, who: dict[str, str], role: Role) -> int:
        with self.db.write() as session:
            row = agent(session, who, role)
            link = sign_in.new_link(session, MACHINE, row.id, NOON)
            done = sign_in.with_link(session, link, NOON, SETTINGS)
        assert isinstance(done, sign_in.SignedIn)
        self.token = done.token
        return row.id

    def worker_beats(self) -> None:
        with self.db.write() as session:
            workers.beat(session, "w1", self.now, self.now)

    def look(self, page: str = "") -> AppTest:
        app = AppTest.from_file(SCRIPT, default_timeout=30)
        app.run()
        return app.switch_page(page).run() if page else app


@pytest.fixture
def visit(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    yield Visit(sqlite_database, monkeypatch)
    current._houses.clear()


def page_of(which: str) -> str:
    return f"""
from inbox.pages import {which}
{which}.page()
"""


def drawn(which: str) -> AppTest:
    return AppTest.from_string(page_of(which), default_timeout=30).run()


PATHS = """
import streamlit as st
from inbox.pages import current, frame
from inbox.queries import agents
with current.database().read() as session:
    me = agents.agent(session, current.actor().agent_id)
for page in frame._pages(me, current.words()):
    st.text(page.url_path)
"""


def paths(visit: Visit) -> list[str]:
    """Return the address of every page that the app has for the one who looks; the inbox is ""."""
    return [text.value for text in AppTest.from_string(PATHS, default_timeout=30).run().text]


def test_every_page_has_its_address_and_no_other_is_served(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.ADMIN)
    assert set(paths(visit)) == frame.ADDRESSES


def html(app: AppTest) -> str:
    return " ".join(element.body for element in app.get("html"))


def test_nobody_sees_nothing(visit: Visit) -> None:
    app = visit.look()
    assert not app.exception
    assert [element.type for element in app.get("header") + app.get("html")] == []


def test_whoever_asks_without_a_session_is_told_apart(visit: Visit) -> None:
    with pytest.raises(SignedOut):
        current.actor()


@pytest.mark.parametrize("role", Role)
def test_every_role_gets_its_frame_without_a_mishap(visit: Visit, role: Role) -> None:
    visit.signs_in(MIRIAM, role)
    app = visit.look()
    assert not app.exception


def test_how_hours_are_written_stands_there_before_anybody_errs(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    assert "9:00-12:30, 13:30-17:00" in html(drawn("preferences"))


@pytest.mark.parametrize("which", ["signature", "preferences", "connectors"])
@pytest.mark.parametrize("role", Role)
def test_every_role_sees_every_page_without_a_mishap(visit: Visit, which: str, role: Role) -> None:
    visit.signs_in(MIRIAM, role)
    app = drawn(which)
    assert not app.exception


def test_an_agent_is_told_that_connectors_are_for_admins(visit: Visit) -> None:
    with visit.db.write() as session:
        stream(session, account(session))
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("connectors")
    assert "Um die Anbindungen kümmern sich Admins" in html(app)
    assert '<a class="dw-link" href="/">Zurück zum Eingang</a>' in html(app)
    assert "Stadtwerke Lindenau" not in html(app)


def test_a_click_after_the_session_ended_does_nothing(visit: Visit) -> None:
    miriam = visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("signature")
    app.text_input(key="work_name").input("Mira Brandt").run()
    with visit.db.write() as session:
        sign_in.end_all(session, miriam, SessionEnd.EVERYWHERE, NOON)
    app.button(key="save").click().run()
    with visit.db.read() as session:
        assert session.get_one(Agent, miriam).work_name == "Miriam Brandt"


def test_a_click_of_somebody_disabled_does_nothing(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        row = stream(session, account(session))
    app = drawn("connectors")
    with visit.db.write() as session:
        session.query(Agent).one().disabled_at = NOON
    app.button(key=f"rest-{row.id}").click().run()
    with visit.db.read() as session:
        assert session.get_one(Stream, row.id).enabled


def test_a_click_of_somebody_who_is_no_admin_any_more_does_nothing(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        row = stream(session, account(session))
    app = drawn("connectors")
    with visit.db.write() as session:
        session.query(Agent).one().role = Role.AGENT
    app.button(key=f"rest-{row.id}").click().run()
    with visit.db.read() as session:
        assert session.get_one(Stream, row.id).enabled


def test_a_saved_profile_is_kept(visit: Visit) -> None:
    miriam = visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("signature")
    app.text_input(key="phone").input("030 23125777").run()
    assert "+49 30 23125777" in html(app)
    app.button(key="save").click().run()
    assert "Gespeichert." in html(app)
    with visit.db.read() as session:
        assert session.get_one(Agent, miriam).phone == "+493023125777"


def test_nothing_can_be_saved_while_nothing_changed(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    assert drawn("signature").button(key="save").disabled


def test_a_new_agent_is_asked_for_a_name_and_a_way(visit: Visit) -> None:
    visit.signs_in({"work_name": "Neu", "phone": "", "email": ""}, Role.AGENT)
    with visit.db.write() as session:
        row = session.query(Agent).one()
        row.work_name, row.phone, row.email = "", None, None
    app = drawn("signature")
    assert "Dann kann es losgehen" in html(app)
    assert 'role="alert"' not in html(app)


def test_signing_out_everywhere_ends_every_session(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("signature")
    assert "In 1 Browser" in html(app)
    app.button(key="out").click().run()
    with pytest.raises(SignedOut):
        current.actor()


@pytest.fixture
def admin(visit: Visit) -> Visit:
    """Amina looks at one account with one stream."""
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        stream(session, account(session))
    return visit


def test_pause_and_resume_reach_the_stream(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="rest-1").click().run()
    assert "Angehalten" in html(app)
    app.button(key="wake-1").click().run()
    with admin.db.read() as session:
        assert session.get_one(Stream, 1).enabled


def test_an_account_is_paused_and_resumed(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="pause-1").click().run()
    assert "kein Abruf, Antworten warten" in html(app)
    app.button(key="resume-1").click().run()
    with admin.db.read() as session:
        assert session.get_one(Account, 1).state == "active"


def test_a_gap_is_shown_until_somebody_has_looked(admin: Visit) -> None:
    with admin.db.write() as session:
        hour = timedelta(hours=1)
        session.add(Gap(stream_id=1, since=NOON - 2 * hour, until=NOON - hour, found_at=NOON))
    app = drawn("connectors")
    assert "können Nachrichten fehlen" in html(app)
    app.button(key="gap-1").click().run()
    assert "können Nachrichten fehlen" not in html(app)
    with admin.db.read() as session:
        assert session.get_one(Gap, 1).acknowledged_by == 1


def test_trouble_is_a_sentence_with_the_platforms_own_words_as_text(admin: Visit) -> None:
    with admin.db.write() as session:
        row = session.get_one(Stream, 1)
        row.trouble, row.trouble_note, row.trouble_since = Trouble.REFUSED, "<b>no</b>", NOON
    said = html(drawn("connectors"))
    assert "verweigert das" in said
    assert "&lt;b&gt;no&lt;/b&gt;" in said


def pace_of(visit: Visit, stream_id: int = 1) -> str:
    with visit.db.read() as session:
        return session.get_one(Stream, stream_id).pace


def test_a_pace_is_changed_after_its_effect_was_shown(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    app.button_group(key="often-1").set_value(timedelta(minutes=15)).run()
    assert "Aufrufe am Tag" in html(app)
    app.button(key="save-1").click().run()
    assert "Der Takt ist geändert" in html(app)
    assert pace_of(admin) == "every 15m jitter 75s"


def test_how_often_and_when_are_two_questions(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    app.button_group(key="often-1").set_value(timedelta(minutes=5)).run()
    app.button_group(key="when-1").set_value(When.OFFICE).run()
    assert "Mo–Fr 8:00–18:00, alle 5 Minuten" in html(app)
    app.button(key="save-1").click().run()
    assert pace_of(admin) == "cron mon-fri 8-18/5min UTC jitter 25s"


def test_an_editor_stands_at_the_present_pace_and_changes_nothing_by_itself(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    assert app.button_group(key="often-1").value == timedelta(minutes=1)
    assert app.button_group(key="when-1").value == When.ALWAYS
    assert app.button(key="save-1").disabled


def test_whoever_writes_a_pace_begins_with_the_one_that_was_chosen(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    app.button_group(key="when-1").set_value(When.NIGHT).run()
    app.toggle(key="as-text-1").set_value(True).run()
    line = app.text_input(key="own-1")
    assert line.value == "every 60s jitter 5s quiet 22:00-6:00 UTC"
    line.input("every 7m").run()
    app.button(key="save-1").click().run()
    assert pace_of(admin) == "every 7m"


def test_a_pace_that_no_choice_names_is_edited_as_text(admin: Visit) -> None:
    with admin.db.write() as session:
        session.get_one(Stream, 1).pace = "cron daily 9:00,13:30 Europe/Berlin"
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    assert app.text_input(key="own-1").value == "cron daily 9:00,13:30 Europe/Berlin"
    assert app.button(key="save-1").disabled


def test_a_pace_that_is_too_fast_cannot_be_saved(admin: Visit) -> None:
    with admin.db.write() as session:
        direct = stream(session, account(session, "twitter"), "direct").id
    app = drawn("connectors")
    app.button(key=f"edit-{direct}").click().run()
    app.toggle(key=f"as-text-{direct}").set_value(True).run()
    app.text_input(key=f"own-{direct}").input("every 5s").run()
    assert "schneller, als die Plattform erlaubt" in html(app)
    assert app.button(key=f"save-{direct}").disabled


@pytest.mark.parametrize(
    ("stands", "why"),
    [
        ("rest-1", "wenn der Abruf fortgesetzt wird"),
        ("pause-1", "wenn das Konto fortgesetzt wird"),
    ],
)
def test_what_stands_still_cannot_be_polled_and_says_why(
    admin: Visit, stands: str, why: str
) -> None:
    admin.worker_beats()
    app = drawn("connectors")
    assert not app.button(key="poll-1").disabled
    app.button(key=stands).click().run()
    assert app.button(key="poll-1").disabled
    assert why in html(app)


def test_a_click_that_comes_after_the_stop_is_answered(admin: Visit) -> None:
    admin.worker_beats()
    app = drawn("connectors")
    with admin.db.write() as session:
        session.get_one(Stream, 1).enabled = False
    app.button(key="poll-1").click().run()
    assert "Erst fortsetzen, dann wird sofort abgerufen" in html(app)


def test_an_editor_is_left_without_a_change(admin: Visit) -> None:
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    app.button(key="leave-1").click().run()
    assert [button.key for button in app.button if button.key == "save-1"] == []
    with admin.db.read() as session:
        assert session.get_one(Stream, 1).pace == "every 60s"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Miriam Albers", "MA"),
        ("Miriam", "M"),
        ("Anna Maria von Brandt", "AB"),
        ("", ""),
        ("  spaced   out ", "SO"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert parts.initials(name) == letters


def test_every_wrong_password_has_its_sentence() -> None:
    asked = {agents.Wrong.TOO_SHORT, agents.Wrong.TOO_LONG, agents.Wrong.TOO_PLAIN}
    assert asked | {agents.Wrong.OLD_WRONG} == set(signature.WRONGS)
