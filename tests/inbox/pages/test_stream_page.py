"""The page of one stream: found by its address, for admins, with everything that is known of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from connectors import memory
from db.models import Account, AccountState, Gap, Message, PollRun, Role, SkippedRecord, Stream
from inbox.care.vault import Vault
from inbox.rules.budget import Thrift
from tests.cast import NOON
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import SETTINGS, Visit, html, page_of

visit = test_pages.visit
admin = test_pages.admin
HOUR = timedelta(hours=1)


def opened(number: object = 1) -> AppTest:
    app = AppTest.from_string(page_of("stream"), default_timeout=30)
    app.query_params["id"] = str(number)
    app.run()
    assert not app.exception
    return app


def change(visit: Visit, what: type, **values: object) -> None:
    with visit.db.write() as session:
        row = session.get_one(what, 1)
        for name, value in values.items():
            setattr(row, name, value)


def stream_of(visit: Visit) -> Stream:
    with visit.db.read() as session:
        return session.get_one(Stream, 1)


def ran(visit: Visit, **more: object) -> None:
    given = {"pages": 1, "fetched": 2, "new": 2, "changed": 0, "known": 0, "skipped": 0,
             "micros": 2_000, "lag": 90} | more  # fmt: skip
    with visit.db.write() as session:
        session.add(PollRun(stream_id=1, started_at=NOON - HOUR, finished_at=NOON - HOUR, **given))


def test_the_address_names_the_stream(admin: Visit) -> None:
    ran(admin)
    said = html(opened())
    for part in ("Stadtwerke Lindenau", "jede Minute", "Gesehen nach", "geklappt"):
        assert part in said


def test_a_used_up_budget_stops_the_click_and_leads_to_the_costs(admin: Visit) -> None:
    change(admin, Account, thrift=Thrift.NO_POLLS)
    app = opened()
    assert app.button(key="poll-1").disabled
    assert "Budget aufgebraucht bis" in html(app)
    assert '<a href="/costs">Kosten</a>' in html(app)


@pytest.mark.parametrize("number", ["", "4711", "1 or 1=1", "-1", "٣", "9" * 30])
def test_an_address_that_names_none_is_told_so(admin: Visit, number: str) -> None:
    assert "Diesen Abruf gibt es nicht mehr" in html(opened(number))


def test_an_agent_sees_nothing_of_it(visit: Visit) -> None:
    with visit.db.write() as session:
        test_pages.stream(session, test_pages.account(session))
    visit.signs_in(test_pages.MIRIAM, Role.AGENT)
    said = html(opened())
    assert "Um die Anbindungen kümmern sich Admins" in said
    assert "Stadtwerke Lindenau" not in said


def test_its_history_is_drawn_and_told_to_whoever_cannot_see_it(admin: Visit) -> None:
    ran(admin)
    charts = opened().get("vega_lite_chart")
    assert len(charts) == 4
    assert charts[0].proto.alt == "Neue Nachrichten: höchstens 2 neue Nachrichten, 11:00"


def test_a_stream_that_never_ran_has_no_chart(admin: Visit) -> None:
    app = opened()
    assert app.get("vega_lite_chart") == []
    assert "In dieser Zeit wurde nicht abgerufen." in html(app)


def test_a_week_is_a_click_away(admin: Visit) -> None:
    ran(admin, lag=None)
    change(admin, PollRun, started_at=NOON - 50 * HOUR, finished_at=NOON - 50 * HOUR)
    app = opened()
    assert app.get("vega_lite_chart") == []
    app.button_group(key="span").set_value(7).run()
    assert len(app.get("vega_lite_chart")) == 4


def test_its_gaps_and_skipped_records_stand_there(admin: Visit) -> None:
    with admin.db.write() as session:
        session.add(Gap(stream_id=1, since=NOON - HOUR, until=NOON, found_at=NOON))
        session.add(SkippedRecord(stream_id=1, digest="d", raw=b"{", reason="no JSON",
                                  first_seen_at=NOON, last_seen_at=NOON))  # fmt: skip
    app = opened()
    assert "können Nachrichten fehlen" in html(app)
    app.button(key="quarantine-of-1").click().run()
    assert "no JSON" in html(app)


def test_what_was_done_is_told_with_who_did_it(admin: Visit) -> None:
    app = opened()
    app.button(key="rest-1").click().run()
    assert "<b>Amina Haddad</b> hat den Abruf angehalten" in html(app)


def test_its_pace_is_changed_where_it_stands(admin: Visit) -> None:
    app = opened()
    app.button(key="edit-1").click().run()
    app.button_group(key="often-1").set_value(timedelta(minutes=15)).run()
    app.button(key="save-1").click().run()
    assert stream_of(admin).pace == "every 15m jitter 75s"
    assert "alle 15 Minuten (vorher: jede Minute)" in html(app)


def test_a_stream_that_has_read_nothing_is_told_where_to_begin(admin: Visit) -> None:
    app = opened()
    assert app.button(key="backfill-1").disabled
    app.button_group(key="days-1-False").set_value(30).run()
    app.button(key="backfill-1").click().run()
    assert stream_of(admin).backfill_days == 30


def test_no_more_days_are_offered_than_the_platform_shows(admin: Visit) -> None:
    change(admin, Account, platform="twitter")
    change(admin, Stream, name="search")
    app = opened()
    assert app.button_group(key="days-1-False").options[-1] == "7 Tage"
    assert "X zeigt die letzten 7 Tage." in html(app)


def test_a_stream_that_has_begun_reads_days_again(admin: Visit) -> None:
    change(admin, Stream, cursor="7", whole_at=NOON - HOUR)
    app = opened()
    app.button_group(key="days-1-True").set_value(7).run()
    app.button(key="again-1").click().run()
    assert (stream_of(admin).cursor, stream_of(admin).again_days) == (None, 7)
    assert opened().button(key="again-1")


def test_days_that_would_leave_a_hole_are_refused_in_words(admin: Visit) -> None:
    change(admin, Stream, cursor="7", whole_at=NOON - 99 * HOUR)
    app = opened()
    app.button(key="again-1").click().run()
    assert stream_of(admin).cursor == "7"
    assert "Nehmen Sie mehr davon" in html(app)


def test_a_stream_that_still_reads_its_first_days_is_left_to_it(admin: Visit) -> None:
    change(admin, Stream, cursor="7")
    app = opened()
    assert "noch nicht zu Ende" in html(app)
    assert not [each for each in app.button if each.key == "again-1"]


@pytest.fixture
def town(admin: Visit) -> memory.Town:
    """The town behind Amina's account, in which somebody wrote."""
    url = "memory://page-of-a-stream"
    vault = Vault(SETTINGS.key())
    change(admin, Account, base_url=url, credentials=vault.seal({"word": "w"}), sandbox=False)
    made = memory.town(url)
    if not made.all():
        made.receives("Die Laterne <b>brennt</b> nicht.")
    return made


def test_a_dry_run_shows_the_page_and_stores_nothing(admin: Visit, town: memory.Town) -> None:
    app = opened()
    app.button(key="try-1").click().run()
    said = html(app)
    assert "Ein Abruf jetzt brächte: 1 neu, 0 geändert, 0 bekannt" in said
    assert "Die Laterne &lt;b&gt;brennt&lt;/b&gt; nicht." in said
    with admin.db.read() as session:
        assert session.query(Message).count() == 0
        assert session.query(PollRun).count() == 0
    assert stream_of(admin).cursor is None


def test_a_dry_run_is_put_away(admin: Visit, town: memory.Town) -> None:
    app = opened()
    app.button(key="try-1").click().run()
    app.button(key="away-1").click().run()
    assert "Ein Abruf jetzt brächte" not in html(app)


def test_a_dry_run_that_may_not_be_says_why(admin: Visit, town: memory.Town) -> None:
    change(admin, Stream, not_before=NOON + HOUR)
    app = opened()
    app.button(key="try-1").click().run()
    assert "möchte bis 13:00 eine Pause" in html(app)


def test_nobody_is_asked_on_behalf_of_a_disconnected_account(admin: Visit) -> None:
    change(admin, Account, state=AccountState.DISCONNECTED)
    app = opened()
    assert [button.key for button in app.button] == []
