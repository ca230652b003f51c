"""The Search page: asked by the address, answered in rows, and nothing in them is markup."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from connectors.base import Author
from db.models import ConversationState, Direction, Role, Tag
from db.session import Database
from inbox.care import indexing, people
from inbox.care.rights import MACHINE
from inbox.pages import search as page
from inbox.pages import search_words as words
from inbox.queries import search
from inbox.queries.search import Found, Hit, Order
from inbox.rules.hits import Piece
from inbox.rules.people import Facts
from inbox.rules.search import Problem, Query, Wrong
from inbox.texts import texts
from tests.cast import AMINA, ERIKA, JONAS, MIRIAM, NOON, account, agent, contact, matter
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, html, page_of

visit = test_pages.visit
EN, DE = texts("en"), texts("de", "Europe/Berlin")
HOSTILE = "<script>alert(1)</script> & **fett** ![x](https://evil.example/x.png)"


@pytest.fixture
def here(visit: Visit) -> Visit:
    """Miriam looks; Erika wrote about her heating."""
    visit.signs_in(MIRIAM, Role.AGENT)
    says(visit.db, "Die Heizung ist aus.")
    return visit


def says(db: Database, line: str, thread: str = "1", who: Author | None = None, **more) -> int:
    with db.write() as session:
        ours = session.query(search.Account).first() or account(session, "twitter")
        person = session.query(search.Contact).first() if who is None else None
        if person is None:
            person = contact(session, who or ERIKA, "twitter")
        number = matter(session, ours, line, who=person, thread=thread, **more).conversation.id
        session.flush()
        indexing.keep_up(session)
    return number


def asked(line: str | None = None, **more: str) -> AppTest:
    app = AppTest.from_string(page_of("search"), default_timeout=30)
    for name, value in ({"q": line} | more if line is not None else more).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_who_comes_without_a_question_is_told_how_to_ask(here: Visit) -> None:
    app = asked()
    assert "Alles, was uns geschrieben wurde" in html(app)
    assert "<code>from:erika</code>" in html(app)
    assert "<li>" not in html(app)


def test_a_hit_leads_to_its_message_in_its_conversation(here: Visit) -> None:
    shown = html(asked("heizung"))
    assert '<a href="/?c=1&amp;m=1">' in shown
    assert "Die <mark>Heizung</mark> ist aus." in shown
    assert "X · Erwähnung · Wartet auf uns" in shown
    assert "1 Nachricht" in shown


def test_what_is_typed_goes_into_the_address_and_is_answered(here: Visit) -> None:
    app = asked()
    app.text_input(key="search_line").set_value("heizung")
    app.button[0].click().run()
    assert app.query_params["q"] == "heizung"
    assert "<mark>Heizung</mark>" in html(app)


def test_the_address_fills_the_box(here: Visit) -> None:
    app = asked("heizung is:open")
    assert app.text_input(key="search_line").value == "heizung is:open"
    app.query_params["q"] = "wasser"
    assert app.run().text_input(key="search_line").value == "wasser"


def test_nothing_that_a_customer_wrote_is_markup(here: Visit) -> None:
    who = Author("2", "<img src=x onerror=alert(1)>", "a<b")
    says(here.db, HOSTILE, "2", who)
    shown = html(asked("alert"))
    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;" in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown


@pytest.mark.parametrize(
    "line", [HOSTILE, '"><script>', "\x00", "'; DROP TABLE messages", "x" * 5_000]
)
def test_nothing_that_is_asked_is_markup_either(here: Visit, line: str) -> None:
    shown = html(asked(f"before:{line}"))
    assert "<script" not in shown
    assert "<img" not in shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("heizung before:gestern", "braucht ein Datum wie 2026-11-20"),
        ("by:niemand", "ist hier niemandes Anmeldename"),
        ("a*", "mindestens zwei Buchstaben"),
        ("?!", "steht nichts, wonach"),
        ("is:weg", "open, answered, snoozed, done, unread oder note"),
        ("zwetschgenkuchen", "Nichts gefunden"),
        ("von:erika", "Einen Operator „von:“ gibt es hier nicht"),
        ("tag:VIP", "Ist das gemeint: tag:&quot;VIP Kunde&quot;?"),
    ],
)
def test_what_finds_nothing_says_what_to_do(here: Visit, line: str, said: str) -> None:
    with here.db.write() as session:
        session.add(Tag(name="VIP Kunde", folded="vip kunde", created_at=NOON))
    assert said in html(asked(line))


def test_people_stand_above_what_was_said(here: Visit) -> None:
    shown = html(asked("erika"))
    assert "Personen" in shown
    assert '<a href="/?c=1"><span class="who"><bdi>Erika M.</bdi>' in shown
    assert "Nichts gefunden" not in shown


def test_who_is_found_by_a_note_stands_with_the_note_and_it_stays_text(here: Visit) -> None:
    with here.db.write() as session:
        facts = Facts(notes=f"Gehbehindert. {HOSTILE}")
        people.save(session, MACHINE, 1, facts, 0, NOON)
        indexing.keep_up(session)
    shown = html(asked("gehbehindert"))
    assert "Notizen des Teams:</span> <mark>Gehbehindert</mark>. &lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "Notizen des Teams" not in html(asked("erika"))


def test_more_people_of_a_name_are_a_click_away(here: Visit) -> None:
    for n in range(2, 9):
        says(here.db, "Hallo!", str(n), Author(str(n), f"Erika {n}", None))
    app = asked("erika")
    assert html(app).count("<li>") == search.PEOPLE
    assert app.button[1].label == "Weitere Personen zeigen"
    app.button[1].click().run()
    assert html(app).count("<li>") == 8
    assert [button.label for button in app.button] == ["Suchen"]


def test_of_many_people_who_wrote_last_stands_first_however_long_they_are_known(
    here: Visit,
) -> None:
    for n in range(2, 40):
        at = NOON - timedelta(days=n)
        says(here.db, "Hallo!", str(n), Author(str(n), f"Erika {n}", None), at=at)
    first = html(asked("erika")).index("<bdi>Erika M.</bdi>")
    assert first < html(asked("erika")).index("<bdi>Erika 2</bdi>")


def test_where_too_many_are_called_so_another_word_is_asked_for(
    here: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "CROWD", search.PEOPLE)
    for n in range(2, 9):
        says(here.db, "Hallo!", str(n), Author(str(n), f"Erika {n}", None))
    assert "Es passen mehr als 5 Personen." in html(asked("erika"))


def test_pages_follow_each_other(here: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.find, "__defaults__", (Order.NEWEST, None, 2))
    for n in range(2, 6):
        says(here.db, f"Noch eine Heizung, die {n}.", str(n), at=NOON + timedelta(minutes=n))
    app = asked("heizung")
    assert html(app).count("<li>") == 2
    assert "2 Nachrichten und weitere" in html(app)
    app.button[1].click().run()
    assert html(app).count("<li>") == 4
    app.button[1].click().run()
    assert html(app).count("<li>") == 5
    assert [button.label for button in app.button] == ["Suchen"]


def test_where_the_newest_hold_nothing_the_way_leads_further_back(
    here: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOK", 2)
    done = says(here.db, "Danke!", "9", at=NOON - timedelta(days=9))
    with here.db.write() as session:
        session.get_one(search.Conversation, done).state = ConversationState.DONE
    for n in range(2, 4):
        says(here.db, f"Noch eine Heizung, die {n}.", str(n), at=NOON + timedelta(minutes=n))
    app = asked("is:done")
    assert "<li>" not in html(app)
    assert "Bisher ist nichts dabei." in html(app)
    app.button[1].click().run()
    assert not app.exception
    assert "Danke!" in html(app)


def test_the_order_is_asked_for_in_the_address(here: Visit) -> None:
    says(here.db, "Heizung, Heizung!", "2", at=NOON - timedelta(days=9))
    first = html(asked("heizung")).index("ist aus")
    assert first < html(asked("heizung")).index("!</p>")
    shown = html(asked("heizung", order="best"))
    assert shown.index("!</p>") < shown.index("ist aus")
    assert html(asked("heizung", order="nonsense")) == html(asked("heizung"))


@pytest.mark.parametrize("role", Role)
def test_everybody_who_is_signed_in_may_search(visit: Visit, role: Role) -> None:
    visit.signs_in(AMINA, role)
    says(visit.db, "Die Heizung ist aus.")
    assert "<mark>Heizung</mark>" in html(asked("heizung"))


def test_our_own_words_say_who_wrote_them_to_whom(here: Visit) -> None:
    with here.db.write() as session:
        jonas = agent(session, JONAS).id
        person = contact(session, Author("3", "Cem Öztürk", None), "twitter")
        ours = session.query(search.Account).first()
        mine = matter(session, ours, "Wir kommen um 15 Uhr", who=person, thread="9")
        mine.message.direction, mine.message.agent_id = Direction.OUTBOUND, jonas
        session.flush()
        indexing.keep_up(session)
    assert "Jonas Weber an Cem Öztürk" in html(asked("by:jonas"))


def hit(**given: object) -> Hit:
    usual = {
        "message_id": 1, "conversation_id": 2, "name": "Erika", "handle": None, "agent": None,
        "ours": False, "platform": "twitter", "account": "Stadtwerke", "kind": "mention",
        "state": ConversationState.OPEN, "at": NOON, "pieces": (Piece("Hallo"),),
    }  # fmt: skip
    return Hit(**{**usual, **given})


def test_words_sent_from_the_platforms_own_app_are_the_accounts() -> None:
    assert "Stadtwerke to Erika" in words.messages(EN, [hit(ours=True)], NOON)


def test_a_customer_without_a_name_goes_by_the_handle() -> None:
    assert "<bdi>erika_m</bdi>" in words.messages(EN, [hit(name="", handle="erika_m")], NOON)


def test_a_kind_that_nobody_knows_is_shown_as_it_is() -> None:
    assert "X · fax · " in words.messages(EN, [hit(kind="fax")], NOON)


def test_a_hit_s_time_is_the_reader_s() -> None:
    assert ">13:00</time>" in words.messages(DE, [hit()], NOON)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_its_sentence_in_both_languages(problem: Problem) -> None:
    (english,), (german,) = (words.wrong(t, [Wrong(problem, "x:y")]) for t in (EN, DE))
    assert english != german
    assert ("x:y" in english) == ("x:y" in german)


def test_what_was_left_out_is_said() -> None:
    pages = [Found(hits=(hit(),), bounded=True, wide=True)]
    newest = words.limits(EN, Query(cut=True), pages, Order.NEWEST)
    assert [said.split()[0] for said in newest] == ["That", "More"]
    best = words.limits(EN, Query(), pages, Order.BEST)
    assert best[-1] == "These are the best of the newest 300 hits."
    assert words.limits(EN, Query(), [Found(hits=(hit(),))], Order.BEST) == []
