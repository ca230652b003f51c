"""What the log says: one line an event, nothing forged, nothing secret."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import Audit, Role
from inbox.care import audit, journal
from inbox.care.rights import Actor, Via
from tests.cast import NOON

LOG = logging.getLogger("durchwahl.test")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"stream": "twitter/acme/mentions"}, "broke stream=twitter/acme/mentions"),
        ({"why": "no answer"}, 'broke why="no answer"'),
        ({"n": 3, "x": None}, "broke n=3 x=None"),
        ({"at": NOON}, "broke at=2026-11-20T12:00:00+00:00"),
        ({"name": "Öz\nERROR forged"}, 'broke name="\\u00d6z\\nERROR forged"'),
        ({"empty": ""}, 'broke empty=""'),
    ],
)
def test_a_line_holds_its_facts(facts, said) -> None:
    assert journal.line("broke", **facts) == said


@given(st.text())
def test_no_fact_breaks_out_of_its_line(text) -> None:
    said = journal.line("broke", fact=text)
    assert said.isascii()
    assert said.isprintable()


def test_an_endless_fact_is_cut() -> None:
    assert len(journal.line("broke", fact="x" * 100_000)) < 400


def test_a_percent_sign_is_only_a_percent_sign(caplog) -> None:
    journal.tell(LOG, logging.ERROR, "full", disk="100%s")
    assert caplog.records[0].getMessage() == 'full disk="100%s"'


def fails() -> None:
    try:
        raise ValueError("token=canary-inner")
    except ValueError as inner:
        raise RuntimeError("canary-outer") from inner


def test_a_crash_keeps_where_it_was_and_nothing_of_what_it_said(tmp_path) -> None:
    with pytest.raises(RuntimeError) as caught:
        fails()
    reference = journal.crash(tmp_path / "new", caught.value, NOON)
    kept = (tmp_path / "new" / "crashes.log").read_text()
    assert reference in kept
    assert "builtins.RuntimeError" in kept
    assert "builtins.ValueError" in kept
    assert "test_journal.py" in kept
    assert "canary" not in kept


def test_a_crash_that_cannot_be_kept_says_so(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    assert "not kept" in journal.crash(tmp_path / "file", RuntimeError(), NOON)


def test_an_act_is_written_down_with_who_and_how(database) -> None:
    with database.write() as session:
        actor = Actor(7, Role.ADMIN, Via.PAGE)
        audit.record(session, actor, "paused", "streams:1", NOON, before="a", n=1, gone=None)
    with database.read() as session:
        row = session.scalars(select(Audit)).one()
    assert (row.agent_id, row.via, row.action, row.subject, row.at) == (
        7, "page", "paused", "streams:1", NOON,
    )  # fmt: skip
    assert row.note == {"before": "a", "n": 1, "gone": None}
