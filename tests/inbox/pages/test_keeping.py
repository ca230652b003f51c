"""How long things are kept and what would go, as an admin sees it; nothing is changed by looking."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from db.models import PollRun, Role, SkippedRecord
from inbox.pages import current
from inbox.pages import keeping_words as words
from inbox.pages.current import House
from inbox.queries.retention import MOST, Over
from inbox.rules.retention import Keep
from inbox.settings import Settings
from inbox.texts import texts
from tests.cast import AMINA, MIRIAM, NOON, account, matter, stream
from tests.desk import settings
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
EN = texts("en")
NOTHING = Over(raw=0, skipped=0, runs=0, conversations=0, messages=0, around=0, waiting=0)
MONTHS = timedelta(days=100)


@pytest.fixture
def admin(visit: Visit) -> Visit:
    """Amina looks at a house with an old record, an old poll and an old matter that waits."""
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        ours = account(session)
        matter(session, ours, at=NOON - MONTHS)
        number = stream(session, ours).id
        then = NOON - MONTHS
        session.add(
            SkippedRecord(
                stream_id=number, digest="d", raw=b"", reason="odd",
                first_seen_at=then, last_seen_at=then,
            )
        )  # fmt: skip
        session.add(
            PollRun(
                stream_id=number, started_at=then, finished_at=then, pages=1, fetched=0, new=0,
                changed=0, known=0, skipped=0, micros=0,
            )
        )  # fmt: skip
    return visit


def rows(app: AppTest) -> list[str]:
    return html(app).split("<tr>")[2:]


def test_each_kind_is_shown_with_its_days_and_what_is_older(admin: Visit) -> None:
    kept, raw, skipped, runs = rows(drawn("keeping"))
    assert "<td>für immer</td><td>–</td>" in kept
    assert "RETENTION_RAW_DAYS" in raw
    assert "<td>30 Tage</td><td>0</td>" in raw
    assert "<td>90 Tage</td><td>1</td>" in skipped
    assert "<td>35 Tage</td><td>1</td>" in runs


def test_other_days_can_be_tried_and_nothing_goes(admin: Visit) -> None:
    app = drawn("keeping")
    app.number_input(key="keep-messages").set_value(30).run()
    app.number_input(key="keep-skipped").set_value(120).run()
    said = html(app)
    assert "wird binnen einer Stunde entfernt" in said
    assert "1 ältere Unterhaltung bleibt" in said
    assert "RETENTION_MESSAGES_DAYS=30" in said
    assert "RETENTION_SKIPPED_DAYS=120" in said
    with admin.db.read() as session:
        assert session.query(SkippedRecord).count() == session.query(PollRun).count() == 1


def test_days_with_which_nothing_goes_say_so(admin: Visit) -> None:
    app = drawn("keeping")
    for kind in words.KINDS:
        app.number_input(key=f"keep-{kind.name}").set_value(0).run()
    assert "würde jetzt nichts entfernt" in html(app)


def test_the_days_are_those_of_the_settings(admin: Visit) -> None:
    house = settings(retention_raw_days=1, retention_messages_days=400)
    current.furnish(House(admin.db, house, clock=lambda: NOON))
    kept, raw, _, _ = rows(drawn("keeping"))
    assert "<td>400 Tage</td>" in kept
    assert "<td>1 Tag</td>" in raw


def test_an_agent_is_told_that_this_is_for_admins(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("keeping")
    assert "sehen Admins" in html(app)
    assert "RETENTION" not in html(app)


def test_every_kind_has_its_setting() -> None:
    assert {kind.name for kind in words.KINDS} == {field.name for field in fields(Keep)}
    assert {kind.setting.lower() for kind in words.KINDS} <= set(Settings.model_fields)
    assert all(hasattr(NOTHING, kind.counted) for kind in words.KINDS)


def test_the_lines_for_the_settings_mean_what_was_tried() -> None:
    keep = Keep(raw=1, skipped=2, runs=3, messages=4)
    given = dict(line.split("=") for line in words.lines(keep).split(">")[1].split("<")[0].split())
    house = settings(**{name.lower(): int(value) for name, value in given.items()})
    assert house.keep == keep


def test_conversations_count_with_what_was_said_in_and_around_them() -> None:
    over = Over(raw=0, skipped=0, runs=0, conversations=3, messages=40, around=2, waiting=0)
    assert "<td>3, 42 messages</td>" in words.table(EN, Keep(messages=9), over)
    assert words.stays(EN, over) == ""


def test_what_was_not_counted_to_the_end_is_more_than_that() -> None:
    assert words.number(EN, MOST) == "100,000"
    assert words.number(EN, MOST + 1) == "more than 100,000"
