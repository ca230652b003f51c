"""The inbox as Streamlit runs it: what it hands to the panes, and at what price."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from streamlit.testing.v1 import AppTest

from connectors.base import Gone
from db.models import Account, AccountState, Agent, ConversationState, Message, Role, Wait
from inbox.care import removal, sign_in
from inbox.care.rights import MACHINE
from inbox.pages import current, folders, headline, inbox, looks
from inbox.pages.current import House
from inbox.pages.inbox import CAP, View
from inbox.pages.looks import Look
from inbox.queries.conversations import PAGE, Folder, Order
from inbox.queries.position import Position
from inbox.rules.filters import Filter
from inbox.settings import Settings
from inbox.texts import texts
from tests import cast
from tests.cast import NOON

SETTINGS = Settings(_env_file=None)
SCRIPT = "from inbox.pages import inbox\ninbox.page()\n"


class Tab:
    """Miriam's browser tab, as far as the server sees it."""

    def __init__(self, database):
        self.database, self.count = database, 0
        with database.write() as session:
            self.account = cast.account(session)
            agent = cast.agent(session)
            link = sign_in.new_link(session, MACHINE, agent.id, NOON)
            self.token = sign_in.with_link(session, link, NOON, SETTINGS).token
        self.app = AppTest.from_string(SCRIPT, default_timeout=30)

    def write(self, count, **values):
        with self.database.write() as session:
            person = session.scalar(select(cast.Contact)) or cast.contact(session)
            for number in range(count):
                self.count += 1
                row = cast.matter(
                    session, self.account, f"Nr {number}", who=person, thread=str(self.count)
                ).conversation
                for name, value in values.items():
                    setattr(row, name, value)

    def run(self):
        self.app.run()
        assert not self.app.exception
        return self

    def handed(self, pane):
        """Return what a pane was given by the last run."""
        return json.loads(json.loads(self.text(pane))[0])

    def text(self, pane):
        """Return how it went there: the browser draws a pane anew where its text is another."""
        found = [
            block.proto.json
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
    assert told["empty"][0] == "Nichts ist offen"


def test_an_inbox_into_which_nothing_can_come_says_so(tab):
    with tab.database.write() as session:
        session.get_one(Account, tab.account.id).state = AccountState.DISCONNECTED
    assert tab.run().handed("list")["empty"] == [
        "Kein Konto ist verbunden",
        "Was Kundinnen und Kunden schreiben, kommt herein, sobald eines verbunden ist.",
    ]
    with tab.database.write() as session:
        session.query(Agent).one().role = Role.ADMIN
    assert tab.run().handed("list")["empty"][2:] == ["Konto verbinden", "/connect"]


@pytest.mark.parametrize("pane", ["list", "thread", "composer", "person"])
def test_a_run_that_changes_nothing_hands_a_pane_the_same_text(tab, pane):
    tab.write(3)
    before = tab.run().text(pane)
    assert json.loads(before)
    assert tab.run().text(pane) == before


def test_a_row_names_the_signs_of_heat(tab):
    tab.write(1, heat="insults marks")
    tab.write(1)
    told = {row["id"]: row["heat"] for row in tab.run().handed("list")["rows"]}
    assert told == {1: "Zeichen von Unmut: Beleidigung, Fluchen, gehäufte ! und ?", 2: None}


def test_a_row_says_by_when_its_customer_hears_from_us_unless_a_promise_does(tab):
    by = NOON + timedelta(hours=1)
    tab.write(1, sign_at=by)
    tab.write(1, sign_at=by, promise_at=by)
    told = {row["id"]: row["signAt"] for row in tab.run().handed("list")["rows"]}
    assert told == {1: by.isoformat(), 2: None}


def test_above_the_list_stands_how_long_todays_answers_took(tab):
    assert tab.run().handed("list")["headline"] == ""
    with tab.database.write() as session:
        session.add(Wait(began_at=NOON, answered_at=NOON, seconds=600, ended_at=NOON))
    headline._KEPT.clear()
    assert tab.run().handed("list")["headline"] == "Heute 1 beantwortet, nach 10 Min."


def test_the_list_is_handed_over_with_its_badges(tab):
    tab.write(2)
    told = tab.run().handed("list")
    assert len(told["rows"]) == 2
    assert [folder["id"] for folder in told["folders"]] == list(folders.FOLDERS)
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


def test_going_back_shuts_what_was_opened(tab):
    tab.app.query_params["c"] = "7"
    tab.run()
    del tab.app.query_params["c"]
    told = tab.run().handed("list")
    assert (told["open"], told["seq"]) == (None, 2)


@pytest.mark.parametrize("named", ["x", "-1", "9" * 30, "1 or 1", "٣x", ""])
def test_a_link_to_nonsense_opens_nothing(tab, named):
    tab.app.query_params["c"] = named
    assert tab.run().handed("list")["open"] is None


def led(told):
    return told["open"], told["sought"], told["seq"]


def test_a_link_opens_its_conversation_at_a_message(tab):
    tab.app.query_params["c"], tab.app.query_params["m"] = "7", "31"
    assert led(tab.run().handed("list")) == (7, 31, 1)
    assert led(tab.run().handed("list")) == (7, 31, 1)
    tab.app.query_params["m"] = "32"
    assert led(tab.run().handed("list")) == (7, 32, 2)


def test_what_is_opened_after_a_message_opens_as_ever(tab):
    tab.app.query_params["c"], tab.app.query_params["m"] = "7", "31"
    tab.run()
    tab.app.query_params["c"] = "8"
    del tab.app.query_params["m"]
    assert led(tab.run().handed("list")) == (8, None, 2)


def test_who_comes_from_the_search_to_the_same_message_again_is_led_there_again(tab, monkeypatch):
    tab.app.query_params["c"], tab.app.query_params["m"] = "7", "31"
    tab.run()
    monkeypatch.setattr(current, "came_back", lambda: True)
    assert led(tab.run().handed("list")) == (7, 31, 2)


@pytest.mark.parametrize("named", ["x", "-1", "9" * 30, "1 or 1", "٣", ""])
def test_a_link_to_a_message_that_cannot_be_opens_its_conversation(tab, named):
    tab.app.query_params["c"], tab.app.query_params["m"] = "7", named
    assert led(tab.run().handed("list")) == (7, None, 1)


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
    view = View(before=[None, Position(NOON, 1)], shown=200)
    view.turn_to(Look(Folder.DONE, Order.NEWEST))
    assert (view.folder, view.order, view.before) == (Folder.DONE, Order.NEWEST, [None])
    assert view.shown == PAGE


def test_who_scrolls_is_shown_more_until_so_much_is_drawn_that_it_goes_on(tab):
    tab.write(120)
    view: View = tab.run().app.session_state["inbox"]
    sizes = []
    for _ in range(2):
        view.further()
        sizes.append(len(tab.run().handed("list")["rows"]))
    assert sizes == [100, 120]
    view.shown = CAP
    view.older = Position(NOON, 7)
    view.further()
    assert (view.shown, view.before) == (PAGE, [None, Position(NOON, 7)])


def test_where_only_so_much_was_looked_through_looking_further_goes_on_from_there():
    view = View(bounded=True, older=Position(NOON, 7))
    view.further()
    assert (view.shown, view.before) == (PAGE, [None, Position(NOON, 7)])


def test_a_link_brings_folder_order_and_filter(tab):
    tab.write(1, language="de")
    tab.write(1, language="en")
    for key, text in {"o": "newest", "lang": "de", "owner": "none", "from": "x"}.items():
        tab.app.query_params[key] = text
    told = tab.run().handed("list")
    assert (len(told["rows"]), told["folder"], told["order"]) == (1, "open", "newest")
    assert told["filter"] == {
        "params": {"owner": "none", "lang": "de"}, "names": {"owner:none": "Noch frei"},
    }  # fmt: skip


def test_a_link_to_an_account_says_of_which_platform_it_is(tab):
    tab.app.query_params["account"] = str(tab.account.id)
    named = tab.run().handed("list")["filter"]["names"]
    assert list(named.values()) == ["Memory · Stadtwerke Lindenau"]


def test_an_empty_answer_says_that_it_is_the_filter(tab):
    tab.write(1)
    tab.app.query_params["lang"] = "xx"
    told = tab.run().handed("list")
    assert (told["rows"], told["empty"][0]) == ([], "Nichts passt zum Filter")


def test_a_row_says_when_nobody_can_be_answered(tab):
    tab.write(1, answer_until=NOON)
    (row,) = tab.run().handed("list")["rows"]
    assert row["mute"]


def test_a_row_says_why_the_last_words_are_not_there_any_more(tab):
    tab.write(2)
    tab.app.query_params["f"] = "all"
    with tab.database.write() as session:
        last = session.scalars(select(Message).where(Message.text == "Nr 1")).one()
        removal.remove(session, [last.id], Gone.DELETED, NOON)
    told = tab.run().handed("list")["rows"]
    assert {row["preview"] for row in told} == {"Nr 0", "Vom Verfasser gelöscht"}


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(Folder.DONE, Order.NEWEST, Filter(tags=(1, 2), owners=("me",), answerable=True)),
    ],
)
def test_an_address_brings_back_the_look_it_was_made_of(look):
    assert looks.read(looks.said(look)) == look


@pytest.mark.parametrize("value", [None, 7, "f=done", ["f"], {"f": 7}, {"x": "y"}])
def test_a_look_that_makes_no_sense_is_the_usual_or_none(value):
    assert looks.of_browser(value) in (None, Look())


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
    assert len(many) == len(few) <= 20


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads(tab, role):
    with tab.database.write() as session:
        session.query(Agent).one().role = role
    tab.run()
