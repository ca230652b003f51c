"""The inbox as Streamlit runs it: what it hands to the panes, and at what price."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from db.models import AccountState, Agent, ConversationState, Role
from inbox.care import sign_in
from inbox.care.rights import MACHINE
from inbox.pages import current, inbox
from inbox.pages.current import House
from inbox.pages.inbox import View
from inbox.queries.conversations import Folder, Order, Position
from inbox.settings import Settings
from inbox.texts import texts
from tests import cast
from tests.cast import NOON

SETTINGS = Settings(_env_file=None)
SCRIPT = "from inbox.pages import inbox\ninbox.page()\n"


class Tab:
    """Miriam's browser tab, as far as the server sees it."""

    def __init__(self, database):
        self.database = database
        with database.write() as session:
            self.account = cast.account(session)
            agent = cast.agent(session)
            link = sign_in.new_link(session, MACHINE, agent.id, NOON)
            self.token = sign_in.with_link(session, link, NOON, SETTINGS).token
        self.app = AppTest.from_string(SCRIPT, default_timeout=30)

    def write(self, count, **values):
        with self.database.write() as session:
            person = cast.contact(session)
            for number in range(count):
                row = cast.matter(
                    session, self.account, f"Nr {number}", who=person, thread=str(number)
                ).conversation
                for name, value in values.items():
                    setattr(row, name, value)

    def run(self):
        self.app.run()
        assert not self.app.exception
        return self

    def handed(self, pane):
        """Return what a pane was given by the last run."""
        found = [
            json.loads(block.proto.json)
            for block in self.app.main
            if getattr(block.proto, "component_name", "") == f"durchwahl_{pane}"
        ]
        return found[0]

    def statements(self):
        asked = []

        def note(_connection, _cursor, statement, _parameters, _context, _many):
            if not statement.startswith(("BEGIN", "SET")):
                asked.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            self.run()
        finally:
            event.remove(self.database.engine, "before_cursor_execute", note)
        return asked


@pytest.fixture
def furnished(monkeypatch):
    def furnish(database):
        tab = Tab(database)
        current.furnish(House(database, SETTINGS, clock=lambda: NOON))
        monkeypatch.setattr(current, "token", lambda: tab.token)
        return tab

    yield furnish
    current._houses.clear()


@pytest.fixture
def tab(sqlite_database, furnished):
    return furnished(sqlite_database)


def test_an_empty_inbox_helps(tab):
    told = tab.run().handed("list")
    assert told["rows"] == []
    assert told["empty"][0] == "Niemand wartet"


def test_the_list_is_handed_over_with_its_badges(tab):
    tab.write(2)
    told = tab.run().handed("list")
    assert len(told["rows"]) == 2
    assert [folder["id"] for folder in told["folders"]] == list(inbox.FOLDERS)
    badges = {folder["id"]: folder["count"] for folder in told["folders"] if folder["count"]}
    assert badges == {"unassigned": "2", "open": "2", "all": "2"}
    assert told["rows"][0]["kind"] == "Erwähnung"


def test_the_unsent_folder_counts_what_is_in_it(tab):
    tab.write(1, unsent_at=NOON)
    folders = tab.run().handed("list")["folders"]
    assert {"id": "unsent", "name": "Zu klären", "count": "1"} in folders


def test_a_badge_stops_at_a_thousand():
    assert inbox._badge(1001, texts("de")) == "1.000+"
    assert inbox._badge(1000, texts("en")) == "1,000"
    assert inbox._badge(0, texts("en")) == ""


def test_a_link_opens_its_conversation(tab):
    tab.app.query_params["c"] = "7"
    told = tab.run().handed("list")
    assert (told["open"], told["seq"]) == (7, 1)


def test_a_link_opens_its_folder(tab):
    tab.app.query_params["f"] = "snoozed"
    assert tab.run().handed("list")["folder"] == Folder.SNOOZED


@pytest.mark.parametrize("named", ["x", "", "OPEN"])
def test_a_folder_that_is_none_is_what_is_open(tab, named):
    tab.app.query_params["f"] = named
    assert tab.run().handed("list")["folder"] == Folder.OPEN


def test_a_link_to_another_folder_starts_at_its_top_and_keeps_what_is_open(tab):
    tab.write(60)
    tab.app.query_params["c"] = "7"
    tab.run()
    view: View = tab.app.session_state["inbox"]
    view.before.append(view.older)
    tab.app.query_params["f"] = "unassigned"
    told = tab.run().handed("list")
    assert (told["page"], told["open"], told["seq"]) == (0, 7, 1)


@pytest.mark.parametrize("named", ["x", "-1", "9" * 30, "1 or 1", "٣x", ""])
def test_a_link_to_nonsense_opens_nothing(tab, named):
    tab.app.query_params["c"] = named
    assert tab.run().handed("list")["open"] is None


def test_a_stopped_account_is_said_above_the_list(tab):
    with tab.database.write() as session:
        session.get(type(tab.account), tab.account.id).state = AccountState.OUT_OF_CREDIT
    (said,) = tab.run().handed("list")["notices"]
    assert "Stadtwerke Lindenau" in said["text"]


def test_a_turned_page_starts_where_the_last_one_ended(tab):
    tab.write(60)
    first = tab.run().handed("list")
    view: View = tab.app.session_state["inbox"]
    assert (len(first["rows"]), first["more"], isinstance(view.older, Position)) == (50, True, True)
    view.before.append(view.older)
    second = tab.run().handed("list")
    assert (len(second["rows"]), second["more"], second["page"]) == (10, False, 1)


def test_another_folder_starts_at_its_top():
    view = View(before=[None, Position(NOON, 1)])
    view.turn_to(Folder.DONE, Order.NEWEST)
    assert (view.folder, view.order, view.before) == (Folder.DONE, Order.NEWEST, [None])


def test_a_page_asks_as_little_of_a_full_house_as_of_an_empty_one(database, furnished):
    tab = furnished(database)
    tab.write(60)
    tab.run()
    few = tab.statements()
    with database.write() as session:
        person = cast.contact(session, cast.JO)
        for number in range(600):
            state = list(ConversationState)[number % 4]
            row = cast.matter(session, tab.account, "x", who=person, thread=f"m{number}")
            row.conversation.state = state
    many = tab.statements()
    assert len(many) == len(few) <= 8


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads(tab, role):
    with tab.database.write() as session:
        session.query(Agent).one().role = role
    tab.run()
