"""The alarms and the costs, as Streamlit runs them: for admins, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.models import Account, Alarm, Budget, Price, Role
from inbox.care import alarms, budget
from inbox.care.rights import MACHINE
from inbox.pages import cost_words, current
from inbox.pages.current import House
from inbox.rules.alarms import SENTENCES, Cause
from inbox.rules.budget import DOLLAR, Steps, Thrift
from tests import cast
from tests.cast import AMINA, JONAS, MIRIAM, NOON
from tests.desk import settings
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn

visit = test_pages.visit


def shown(app: AppTest) -> str:
    """Return everything that stands on a page as HTML."""
    assert not app.exception, app.exception
    drawn_ = (str(each.value) for each in app.get("html"))
    return "\n".join(each for each in drawn_ if not each.startswith("<style>"))


def raised(visit: Visit, cause: Cause = Cause.CREDIT, **more) -> int:
    facts = {"account": "Stadtwerke <b>Lindenau</b>", "platform": "twitter", "stream": "direct"}
    with visit.db.write() as session:
        alarms.raise_(session, cause, "accounts:1", facts | more, NOON)
        return session.scalars(select(Alarm.id).order_by(Alarm.id.desc())).first() or 0


def alarm(visit: Visit) -> Alarm:
    with visit.db.read() as session:
        return session.scalars(select(Alarm)).one()


# -- alarms ---------------------------------------------------------------------------------------


def test_on_a_good_day_the_page_says_so(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    assert "Nichts braucht Sie." in shown(drawn("alarms"))


@pytest.mark.parametrize("cause", list(Cause))
def test_every_alarm_is_a_sentence_in_both_languages(visit: Visit, cause: Cause) -> None:
    me = visit.signs_in(AMINA, Role.ADMIN)
    facts = {
        "since": NOON.isoformat(), "until": (NOON + timedelta(days=1)).isoformat(),
        "percent": 82, "cap": 50 * DOLLAR, "thrift": 1, "trouble": "the mail server hung up (421)",
    }  # fmt: skip
    raised(visit, cause, **facts)
    german = shown(drawn("alarms"))
    with visit.db.write() as session:
        session.get_one(cast.Agent, me).language = "en"
    english = shown(drawn("alarms"))
    assert "{" not in german + english
    assert "<b>" not in german + english
    if cause is not Cause.MAIL:
        assert "&lt;b&gt;Lindenau" in english
    assert SENTENCES[cause].split(". ")[-1].rstrip(".")[-20:] in english or cause is Cause.BUDGET
    assert german != english


def test_an_alarm_is_seen_with_one_click_and_stays(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    raised(visit)
    app = drawn("alarms")
    app.button(key=f"seen-{alarm(visit).id}").click().run()
    assert alarm(visit).seen_at == NOON
    assert "Gesehen von Amina Haddad" in shown(app)
    assert [each.label for each in app.button] == []


def test_what_is_over_stands_below(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    raised(visit)
    with visit.db.write() as session:
        alarms.heal(session, Cause.CREDIT, "accounts:1", NOON)
    said = shown(drawn("alarms"))
    assert "Nichts braucht Sie." in said
    assert "Der Abruf läuft, Antworten gehen hinaus." in said


def test_an_alarm_that_went_away_meanwhile_is_said_calmly(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    alarm_id = raised(visit)
    app = drawn("alarms")
    with visit.db.write() as session:
        session.delete(session.get_one(Alarm, alarm_id))
    app.button(key=f"seen-{alarm_id}").click().run()
    assert "Diese Warnung gibt es nicht mehr." in shown(app)


def test_the_page_says_who_gets_e_mails_and_what_is_missing(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    assert "kein Mailserver eingerichtet" in shown(drawn("alarms"))
    post = settings(smtp_url="smtp://127.0.0.1:2525", mail_from="dw@example.com")
    current.furnish(House(visit.db, post, clock=lambda: visit.now))
    assert "Per E-Mail an Amina Haddad" in shown(drawn("alarms"))
    with visit.db.write() as session:
        session.scalars(select(cast.Agent)).one().email = None
    assert "Kein Admin hat" in shown(drawn("alarms"))


@pytest.mark.parametrize("which", ["alarms", "costs"])
def test_an_agent_is_sent_back_to_the_inbox(visit: Visit, which: str) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    raised(visit)
    app = drawn(which)
    assert "Admins" in shown(app)
    assert len(app.button) == 0


# -- costs ----------------------------------------------------------------------------------------


@pytest.fixture
def costly(visit: Visit) -> Visit:
    """Amina looks at the costs of an account on X that has spent 8.5 dollars."""
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        row = cast.account(session, "twitter", "lindenau_hilft")
        row.name = "Stadtwerke <i>"
        budget.spend(session, row.id, {"reply": 50, "mention": 8_000}, NOON.date())
    return visit


def test_the_month_is_told_in_two_figures_and_by_account(costly: Visit) -> None:
    said = shown(drawn("costs"))
    assert "8,50 $" in said
    assert "Antwort × 50" in said
    assert "Erwähnung, gelesen × 8.000" in said
    assert "Stadtwerke &lt;i&gt;" in said
    assert "Kein Budget gesetzt" in said


def test_a_budget_is_set_and_shown_with_what_follows(costly: Visit) -> None:
    app = drawn("costs")
    app.text_input(key="budget_dollars").set_value("10")
    app.button[-2].click().run()
    with costly.db.read() as session:
        row = session.scalars(select(Budget)).one()
        account = session.scalars(select(Account)).one()
    assert (row.scope, row.micros, row.steps) == ("twitter", 10 * DOLLAR, Steps().kept())
    assert account.thrift == Thrift.SLOWER
    said = shown(app)
    assert "8,50 $ von 10,00 $, 85 %" in said
    assert "Ab jetzt wird seltener abgerufen." in said
    assert "Das Budget ist gesetzt" in said


@pytest.mark.parametrize(
    ("typed", "micros", "said"),
    [("2,60", 2_600_000, "2,60 $"), ("12.5", 12_500_000, "12,50 $"), ("0,0015", 1_500, "0,0015 $")],
)
def test_a_budget_is_shown_as_it_was_understood_and_saved_so(
    costly: Visit, typed: str, micros: int, said: str
) -> None:
    app = drawn("costs")
    app.text_input(key="budget_dollars").set_value(typed).run()
    assert f"Das ist ein Budget von {said} im Monat." in shown(app).replace("\xa0", " ")
    app.button[-2].click().run()
    with costly.db.read() as session:
        assert session.scalars(select(Budget.micros)).one() == micros


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.000", "Bitte 1000 oder 1.00 schreiben."),
        ("viel <b>", "Das ist kein Betrag. US-Dollar in Ziffern schreiben, zum Beispiel 2,65."),
        ("", "Das ist kein Betrag."),
        ("-5", "Bitte ohne Minus schreiben."),
        ("2000000", "Höchstens 1.000.000,00 $ schreiben."),
    ],
)
def test_a_budget_that_is_no_clear_amount_is_refused_and_nothing_saved(
    costly: Visit, typed: str, said: str
) -> None:
    app = drawn("costs")
    app.text_input(key="budget_dollars").set_value(typed)
    app.button[-2].click().run()
    assert said in shown(app).replace("\xa0", " ")
    assert "Nichts wurde gespeichert" in shown(app)
    with costly.db.read() as session:
        assert session.scalars(select(Budget)).all() == []


def test_a_price_that_is_no_clear_amount_is_refused_and_nothing_saved(costly: Visit) -> None:
    app = drawn("costs")
    assert "Das ist ein Preis von 0,01" in shown(app)
    app.text_input(key="price_dollars").set_value("1,005")
    app.button[-1].click().run()
    assert "Bitte 1005 oder 1,0050 schreiben." in shown(app)
    with costly.db.read() as session:
        assert session.scalars(select(Price)).all() == []


def test_steps_in_the_wrong_order_are_refused_in_words(costly: Visit) -> None:
    app = drawn("costs")
    app.number_input(key="budget_slower").set_value(95)
    app.button[-2].click().run()
    assert "Stufen folgen aufeinander" in shown(app)
    with costly.db.read() as session:
        assert session.scalars(select(Budget)).all() == []


def test_a_budget_is_dropped_with_one_click(costly: Visit) -> None:
    with costly.db.write() as session:
        budget.set_budget(session, MACHINE, "twitter", None, DOLLAR, Steps(), NOON)
    app = drawn("costs")
    next(each for each in app.button if str(each.key).startswith("drop-")).click().run()
    assert "Kein Budget gesetzt" in shown(app)
    with costly.db.read() as session:
        assert session.scalars(select(Account.thrift)).one() == Thrift.USUAL


def test_a_price_is_changed_from_a_day_on(costly: Visit) -> None:
    app = drawn("costs")
    app.selectbox(key="price_item").set_value(("twitter", "reply"))
    app.text_input(key="price_dollars").set_value("0,02")
    app.date_input(key="price_since").set_value(NOON.date() + timedelta(days=1))
    app.button[-1].click().run()
    with costly.db.read() as session:
        row = session.scalars(select(Price)).one()
    assert (row.item, row.micros) == ("reply", 20_000)
    assert "0,02 $ ab 21. November 2026" in shown(app)


def test_a_platform_that_charges_nothing_has_no_forms(visit: Visit) -> None:
    visit.signs_in(JONAS, Role.ADMIN)
    with visit.db.write() as session:
        cast.account(session, "facebook", "seite")
    app = drawn("costs")
    assert "berechnet etwas" in shown(app)
    assert len(app.button) == 0


def test_every_billed_item_has_a_name() -> None:
    from connectors import PLATFORMS

    billed = {item for platform in PLATFORMS.values() for item in platform.prices}
    assert billed <= set(cost_words.ITEMS)
