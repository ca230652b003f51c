"""Records that could not be read and gaps, as Streamlit runs them on an admin's page."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from connectors.base import Skipped
from db.models import Gap, Message, Role, SkippedRecord
from inbox.incoming import intake
from inbox.incoming.replay import Outcome
from inbox.pages import gaps, quarantine
from inbox.pages.connector_words import Speaker
from inbox.queries import quarantine as views
from inbox.queries.gaps import GapView
from inbox.queries.quarantine import SkippedView
from inbox.texts import texts
from tests.cast import AMINA, NOON, account, stream
from tests.inbox.incoming.test_replay import told
from tests.inbox.incoming.world import page
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
DE, EN = texts("de", "Europe/Berlin"), texts("en")
S = Speaker(EN, NOON)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def admin(visit: Visit) -> Visit:
    """Amina looks at one account with one stream."""
    visit.signs_in(AMINA, Role.ADMIN)
    visit.worker_beats()
    with visit.db.write() as session:
        stream(session, account(session))
    return visit


def aside(visit: Visit, *raws: bytes, reason: str = "odd") -> None:
    """Put records into the quarantine, as a page of the stream does."""
    with visit.db.write() as session:
        found = page(skipped=tuple(Skipped(raw, reason) for raw in raws))
        intake.store(session, 1, 1, found, NOON)


def opened() -> AppTest:
    app = drawn("connectors")
    app.button(key="quarantine-of-1").click().run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def counted(visit: Visit, table: type) -> int:
    with visit.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_stream_without_such_records_has_nothing_to_show(admin: Visit) -> None:
    assert "quarantine-of-1" not in keys(drawn("connectors"))


def test_why_and_when_is_shown_and_what_came_on_a_click(admin: Visit) -> None:
    aside(admin, told(kind="telegram", text=HOSTILE), reason="no such kind: <b>telegram</b>")
    app = opened()
    assert "no such kind: &lt;b&gt;telegram&lt;/b&gt;" in html(app)
    assert "kam 12:00" in html(app)
    assert "onerror" not in html(app)
    app.button(key="raw-1").click().run()
    assert '"kind": "telegram"' in html(app).replace("&quot;", '"')
    assert HOSTILE not in html(app)
    app.button(key="raw-1").click().run()
    assert "telegram&quot;" not in html(app)


def test_one_is_read_again_and_stands_in_the_inbox(admin: Visit) -> None:
    aside(admin, told(), told(id="2", kind="telegram"))
    with admin.db.read() as session:
        number = session.scalar(select(SkippedRecord.id).filter_by(raw=told()))
    app = opened()
    app.button(key=f"replay-{number}").click().run()
    assert "1 Eintrag wurde gelesen und gespeichert." in html(app)
    assert (counted(admin, Message), counted(admin, SkippedRecord)) == (1, 1)


def test_one_that_still_cannot_be_read_says_so(admin: Visit) -> None:
    aside(admin, b"<html>")
    app = opened()
    app.button(key="replay-all-1").click().run()
    assert "1 Eintrag lässt sich weiterhin nicht lesen." in html(app)
    assert counted(admin, SkippedRecord) == 1


def test_all_are_read_again_with_what_came_of_it(admin: Visit) -> None:
    aside(admin, told(), told(id="2", thread="t2"), b"<html>", told(name="Erika"))
    app = opened()
    app.button(key="replay-all-1").click().run()
    said = html(app)
    for part in ("2 Einträge wurden gelesen", "1 Eintrag war auf anderem", "1 Eintrag lässt sich"):
        assert part in said
    admin.now += quarantine.REMEMBERED
    assert "2 Einträge wurden gelesen" not in html(app.run())


def test_many_are_read_from_one_run_to_the_next(
    admin: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "AT_ONCE", -1)
    monkeypatch.setattr(quarantine, "AT_A_STRETCH", -1)
    aside(admin, *(told(id=str(n), thread=f"t{n}") for n in range(4)))
    app = opened()
    app.button(key="replay-all-1").click().run()
    assert counted(admin, SkippedRecord) == 2
    assert [bar.proto.text for bar in app.get("progress")] == ["Wird noch einmal gelesen: 2 von 4"]
    app.run().run()
    assert counted(admin, SkippedRecord) == 0
    assert "4 Einträge wurden gelesen" in html(app)


def test_somebody_who_is_no_admin_any_more_reads_nothing_again(admin: Visit) -> None:
    aside(admin, told())
    app = opened()
    with admin.db.write() as session:
        session.query(test_pages.Agent).one().role = Role.AGENT
    app.button(key="replay-all-1").click().run()
    assert (counted(admin, Message), counted(admin, SkippedRecord)) == (0, 1)


def test_where_a_platform_cannot_read_one_again_nothing_is_offered(admin: Visit) -> None:
    with admin.db.write() as session:
        stream(session, account(session, "facebook"), "feed")
    with admin.db.write() as session:
        intake.store(session, 2, 2, page(skipped=(Skipped(b"{}", "odd"),)), NOON)
    app = drawn("connectors")
    app.button(key="quarantine-of-2").click().run()
    assert "Einträge von Facebook werden gelesen, wenn sie wiederkommen" in html(app)
    assert "forget-all-2" in keys(app)
    assert not {"replay-all-2", "replay-1"} & keys(app)


def test_records_are_forgotten_after_a_question(admin: Visit) -> None:
    aside(admin, told(), b"<html>")
    app = opened()
    app.button(key="forget-all-1").click().run()
    assert "2 Einträge werden mit dem, was kam, vergessen." in html(app)
    app.button(key="forget-not-1").click().run()
    assert "forget-1" not in keys(app)
    app.button(key="forget-all-1").click().run()
    aside(admin, b"came meanwhile")
    app.button(key="forget-1").click().run()
    assert "Diese Einträge sind vergessen." in html(app)
    with admin.db.read() as session:
        assert session.scalars(select(SkippedRecord)).one().raw == b"came meanwhile"
    assert counted(admin, Message) == 0


def test_ten_are_listed_and_more_on_a_click(admin: Visit) -> None:
    aside(admin, *(f"<{n}>".encode() for n in range(12)))
    app = opened()
    assert len([key for key in keys(app) if key.startswith("raw-")]) == quarantine.SHOWN
    app.button(key="more-of-1").click().run()
    assert len([key for key in keys(app) if key.startswith("raw-")]) == 12
    assert "more-of-1" not in keys(app)


def test_of_what_is_huge_the_page_reads_the_beginning(admin: Visit) -> None:
    aside(admin, b"x" * (views.MOST + 5))
    with admin.db.read() as session:
        (view,) = views.listed(session, 1, 10)
        came = views.raw(session, view.id)
    assert (view.size, came) == (views.MOST + 5, b"x" * views.MOST)
    assert "more characters" in quarantine.shown(EN, came or b"", view.size)


def test_a_record_that_is_gone_has_no_bytes(admin: Visit) -> None:
    with admin.db.read() as session:
        assert views.raw(session, 4711) is None


def test_what_came_can_be_read_with_the_keyboard() -> None:
    assert 'tabindex="0" role="region" aria-label="What came"' in quarantine.shown(EN, b"x", 1)
    assert "<i>nothing</i>" in quarantine.shown(EN, b"", 0)


def test_a_record_that_came_more_than_once_says_when_first_and_last() -> None:
    record = SkippedView(1, "odd", 1, NOON - timedelta(hours=2), NOON - timedelta(hours=1))
    assert "came first 10:00, last 11:00 · 1 byte" in quarantine.head(S, record)


def test_every_outcome_has_its_words() -> None:
    assert set(quarantine.OUTCOMES) == set(Outcome)
    assert "not there any more" in quarantine.came_to(EN, Counter())
    mixed = quarantine.came_to(EN, Counter({Outcome.STORED: 1, Outcome.STILL: 2}))
    assert 'class="dw-note warn"' in mixed
    assert 'class="dw-note good"' in quarantine.came_to(EN, Counter({Outcome.KNOWN: 2}))


# -- gaps -----------------------------------------------------------------------------------------


def gap(visit: Visit, **more: object) -> None:
    with visit.db.write() as session:
        hour = timedelta(hours=1)
        session.add(
            Gap(stream_id=1, since=NOON - 2 * hour, until=NOON - hour, found_at=NOON, **more)
        )


def test_a_gap_is_acknowledged_and_stays_readable_with_who_did(admin: Visit) -> None:
    gap(admin, about=7)
    app = drawn("connectors")
    assert "Es geht um etwa 7 Nachrichten. Bemerkt: 12:00." in html(app)
    app.button(key="gap-1").click().run()
    assert "gap-1" not in keys(app)
    assert "angesehen wurde" not in html(app)
    app = AppTest.from_string(test_pages.page_of("stream"), default_timeout=30)
    app.query_params["id"] = "1"
    said = html(app.run())
    assert "1 Lücke, die angesehen wurde" in said
    assert "11:00, etwa 7 Nachrichten</td><td>12:00, von Amina Haddad" in said


def test_a_gap_that_went_with_its_account_says_so(admin: Visit) -> None:
    gap(admin)
    app = drawn("connectors")
    with admin.db.write() as session:
        session.query(Gap).delete()
    app.button(key="gap-1").click().run()
    assert "Diese Lücke gibt es nicht mehr." in html(app)


def test_who_ran_the_machine_has_no_name() -> None:
    view = GapView(1, NOON - timedelta(hours=2), NOON, None, NOON, NOON)
    assert "10:00 to 12:00</td><td>12:00</td>" in gaps.seen(S, [view])


def test_names_are_text() -> None:
    view = GapView(1, NOON, NOON, None, NOON, NOON, HOSTILE)
    assert HOSTILE not in gaps.seen(S, [view])
