"""A dry run shows what a poll would do, by the code that would do it, and leaves nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connectors.base import Bucket, Gap, Gone, ReauthRequired, Skipped, Usage
from db.models import (
    Account,
    AccountState,
    Audit,
    Base,
    Limit,
    Role,
    Spending,
    Stream,
    Trouble,
)
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.incoming import dry_run
from inbox.incoming.dry_run import Fate, NotNow, Why
from inbox.rules.budget import Thrift
from tests.cast import NOON
from tests.inbox.incoming.world import OURS, Scripted, page, said, world

ADMIN = Actor(None, Role.ADMIN, Via.PAGE)
COUNTED = {"audit", "spending", "limits"}
"""What a dry run does write: who asked, what it cost, what the platform still allows."""


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


@pytest.fixture
def lite(sqlite_database, tmp_path):
    return world(sqlite_database, tmp_path)


def look(here, *answers, actor=ADMIN):
    opener = Scripted(answers).opener if answers else here.opener
    return dry_run.look(here.db, opener, actor, here.stream_id, here.settings, here.clock)


def rows(here) -> dict[str, int]:
    """Return how many rows every table has, but for those that a dry run counts in."""
    with here.db.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in COUNTED
        }


def standing(here) -> dict[str, object]:
    stream = here.stream()
    return {column.name: getattr(stream, column.name) for column in Stream.__table__.columns}


def test_it_says_what_would_become_of_each_record(here) -> None:
    here.poll(Scripted([page(said("1", "alt"), said("2", "so"), said("3", "weg"))]).opener)
    trial = look(
        here,
        page(
            said("1", "alt"),
            said("2", "anders", edited_at=NOON),
            said("4", "neu"),
            gone={"3": Gone.DELETED},
            context=(said("5", "drumherum"),),
            skipped=(Skipped(b"{", "no JSON"),),
        ),
    )
    assert Counter(each.fate for each in trial.records) == dict.fromkeys(Fate, 1) | {
        Fate.CHANGED: 2,
    }  # fmt: skip
    assert trial.counts == {Fate.NEW: 1, Fate.CHANGED: 2, Fate.KNOWN: 1, Fate.SKIPPED: 1}


def test_nothing_of_it_is_stored_and_the_stream_stays_as_it_was(here) -> None:
    here.town.receives("eins")
    here.poll()
    here.town.receives("zwei")
    before = rows(here), standing(here), here.texts()
    assert look(here).counts[Fate.NEW] == 1
    assert (rows(here), standing(here), here.texts()) == before


def test_a_poll_finds_afterwards_what_the_dry_run_showed(here) -> None:
    for text in ("eins", "zwei"):
        here.town.receives(text)
    shown = {each.text for each in look(here).records}
    assert here.poll().stored.new == 2
    assert set(here.texts()) == shown


def test_a_poll_under_way_keeps_its_lease(lite) -> None:
    lite.change(Stream, lease_by="w", lease_until=NOON + timedelta(minutes=1))
    before = standing(lite)
    lite.town.receives("eins")
    look(lite)
    assert standing(lite) == before


def test_what_the_call_cost_and_the_limits_it_told_are_counted(here) -> None:
    left = Bucket("all", 300, 290, NOON + timedelta(minutes=9))
    trial = look(here, page(said("1"), usage=Usage({"message": 7}, (left,))))
    assert trial.micros == 7_000
    with here.db.read() as session:
        assert session.scalars(select(Spending.micros)).all() == [7_000]
        assert session.scalars(select(Limit.remaining)).all() == [290]
        act = session.scalars(select(Audit)).one()
    assert (act.action, act.note) == ("dry run", {"micros": 7_000})


def test_a_look_at_stored_messages_is_tried_as_well(lite) -> None:
    first = lite.town.receives("eins")
    lite.poll()
    lite.town.edits(first.external_id, "eins, verbessert")
    lite.change(Stream, name="revisit", cursor=None)
    assert look(lite).counts[Fate.CHANGED] == 1
    assert lite.texts() == ["eins"]


def test_messages_come_with_who_wrote_what_and_when_the_newest_first(lite) -> None:
    old, ours = said("1", "alt", at=NOON - timedelta(hours=1)), said("2", "von uns", author=OURS)
    records = look(lite, page(old, ours)).records
    assert [(each.text, each.author, each.ours) for each in records] == [
        ("von uns", "Stadtwerke Lindenau", True),
        ("alt", "Erika M.", False),
    ]


def test_more_pages_and_a_gap_are_said(lite) -> None:
    gap = Gap(NOON - timedelta(hours=2), NOON - timedelta(hours=1))
    trial = look(lite, page(more=True, gap=gap))
    assert (trial.more, trial.gap) == (True, True)


def test_a_platform_that_refuses_is_told_and_stops_nothing(lite) -> None:
    before = standing(lite)
    trial = look(lite, ReauthRequired("Invalid token", Usage({"message": 1})))
    assert (trial.trouble, trial.note, trial.micros) == (
        Trouble.LOGIN_NEEDED, "Invalid token", 1_000,
    )  # fmt: skip
    assert (lite.account().state, standing(lite)) == (AccountState.ACTIVE, before)


def test_a_fault_of_ours_comes_with_its_reference(lite) -> None:
    trial = look(lite, ZeroDivisionError("secret"))
    assert trial.trouble is Trouble.INTERNAL
    assert (
        trial.note.removeprefix("reference ")
        in (lite.settings.data_dir / "crashes.log").read_text()
    )


def refused(here) -> NotNow:
    asked = Scripted([page()])
    with pytest.raises(NotNow) as wrong:
        dry_run.look(here.db, asked.opener, ADMIN, here.stream_id, here.settings, here.clock)
    assert asked.asked == []
    return wrong.value


def test_a_disconnected_account_is_not_asked_for(lite) -> None:
    lite.change(Account, state=AccountState.DISCONNECTED)
    assert refused(lite).why is Why.DISCONNECTED


def test_a_paused_stream_can_be_tried(lite) -> None:
    lite.change(Stream, enabled=False)
    assert look(lite, page(said("1"))).counts[Fate.NEW] == 1


def test_a_budget_that_is_used_up_holds_it_back_as_well(lite) -> None:
    lite.change(Account, thrift=Thrift.NO_POLLS)
    assert refused(lite).why is Why.BUDGET


def test_a_platform_that_wants_a_pause_gets_it(lite) -> None:
    later = NOON + timedelta(minutes=5)
    lite.change(Stream, not_before=later)
    assert (refused(lite).why, refused(lite).until) == (Why.LIMIT, later)


def test_what_is_left_of_a_limit_for_replies_stays_theirs(lite) -> None:
    ends = NOON + timedelta(minutes=5)
    lite.poll(Scripted([page(usage=Usage({}, (Bucket("town", 100, 1, ends),)))]).opener)
    lite.change(Stream, not_before=None)
    assert (refused(lite).why, refused(lite).until) == (Why.KEPT, ends)


def test_whatever_else_is_limited_longer_holds_no_dry_run_back(lite) -> None:
    ends = NOON + timedelta(minutes=5)
    buckets = (Bucket("town", 100, 1, ends), Bucket("mentions", 100, 99, ends + timedelta(hours=1)))
    lite.poll(Scripted([page(usage=Usage({}, buckets))]).opener)
    lite.change(Stream, not_before=None)
    assert refused(lite).until == ends


def test_the_longer_of_two_rests_is_named(lite) -> None:
    ends = NOON + timedelta(minutes=5)
    lite.poll(Scripted([page(usage=Usage({}, (Bucket("town", 100, 1, ends),)))]).opener)
    later = ends + timedelta(minutes=1)
    lite.change(Stream, not_before=later)
    assert (refused(lite).why, refused(lite).until) == (Why.LIMIT, later)


def test_a_stream_that_is_not_there_is_an_error_of_the_caller(lite) -> None:
    lite.stream_id = 4711
    with pytest.raises(LookupError):
        look(lite)


def test_agents_may_not(lite) -> None:
    with pytest.raises(NotAllowed):
        look(lite, actor=Actor(None, Role.AGENT, Via.PAGE))
