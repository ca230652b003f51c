"""Messages looked at again: edits are kept, what is gone is forgotten, nobody is looked at twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors import PLATFORMS
from connectors.base import Author, Found, Gone, Kind, Rejected, Retryable, Usage
from db.models import Account, Direction, Message, MessageVersion, Stream, Trouble
from inbox.care import adoption
from inbox.incoming import revisit
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import OURS, world


@pytest.fixture
def here(database, tmp_path):
    return looking(world(database, tmp_path))


@pytest.fixture
def lite(sqlite_database, tmp_path):
    return looking(world(sqlite_database, tmp_path))


def looking(made):
    """Give the account its revisit stream; `made.poll()` fetches, `look(made)` looks."""
    with made.db.write() as session:
        made.revisit_id = cast.stream(
            session, session.get_one(Account, made.account_id), "revisit"
        ).id
    return made


def look(made, opener=None):
    fetching, made.stream_id = made.stream_id, made.revisit_id
    try:
        return made.poll(opener)
    finally:
        made.stream_id = fetching


def stream(made) -> Stream:
    with made.db.read() as session:
        return session.get_one(Stream, made.revisit_id)


def message(made, external_id) -> Message:
    with made.db.read() as session:
        return session.scalars(select(Message).filter_by(external_id=external_id)).one()


class Noting:
    """A connector that notes what it is asked for, and says of everything that it is there."""

    def __init__(self, made, found=None) -> None:
        self.asked: list[list[str]] = []
        self.real = made.opener(made.account_id)
        self.found = found

    def look(self, external_ids) -> Found:
        self.asked.append(list(external_ids))
        return self.real.look(external_ids) if self.found is None else self.found

    def close(self) -> None: ...

    def opener(self, account_id):
        return self


# -- what a look finds out ------------------------------------------------------------------------


def test_an_edit_that_only_a_look_shows_is_kept_as_a_version(here) -> None:
    first = here.town.receives("eins")
    here.poll()
    here.town.edits(first.external_id, "eins, berichtigt")
    run = look(here)
    assert run.stored.changed == 1
    assert message(here, first.external_id).text == "eins, berichtigt"
    with here.db.read() as session:
        assert session.scalars(select(MessageVersion.text)).all() == ["eins"]


@pytest.mark.parametrize("why", list(Gone))
def test_what_is_gone_is_forgotten_with_its_reason(here, why) -> None:
    first = here.town.receives("geheim")
    here.poll()
    here.town.removes(first.external_id, why)
    run = look(here)
    row = message(here, first.external_id)
    assert (run.stored.changed, row.text, row.gone) == (1, "", why)


def test_what_is_as_it_was_is_known(here) -> None:
    here.town.receives("eins")
    here.town.receives("zwei", author=cast.JO)
    here.poll()
    run = look(here)
    assert (run.stored.known, run.stored.fetched, run.trouble) == (2, 2, None)


def test_what_we_hid_on_the_platform_is_seen(lite) -> None:
    first = lite.town.receives("eins")
    lite.poll()
    lite.town.hides(first.external_id, True)
    look(lite)
    assert message(lite, first.external_id).hidden


def test_our_own_messages_are_looked_at_too(lite) -> None:
    first = lite.town.receives("Heute Baustelle", author=OURS)
    lite.poll()
    lite.town.removes(first.external_id)
    look(lite)
    row = message(lite, first.external_id)
    assert (row.text, row.gone) == ("Heute Baustelle", Gone.DELETED)


def test_context_stays_context(lite) -> None:
    said = lite.town.receives("Ich auch!", author=Author("x", "X"))
    lite.poll()
    with lite.db.write() as session:
        row = session.scalars(select(Message)).one()
        row.direction, row.conversation_id = Direction.CONTEXT, None
    look(lite)
    assert message(lite, said.external_id).direction == Direction.CONTEXT
    lite.town.removes(said.external_id)
    look(lite)
    assert message(lite, said.external_id).gone == Gone.DELETED


def test_an_id_that_could_not_be_seen_says_nothing(lite) -> None:
    lite.town.receives("eins")
    lite.poll()
    run = look(lite, Noting(lite, Found()).opener)
    assert (run.stored.fetched, run.trouble) == (0, None)
    assert lite.texts() == ["eins"]


def test_what_nobody_asked_for_is_left_out(lite) -> None:
    lite.town.receives("eins")
    lite.poll()
    stranger = lite.town.receives("fremd")
    look(lite, Noting(lite, Found((stranger,), {"999": Gone.DELETED})).opener)
    assert lite.texts() == ["eins"]


def test_a_private_message_is_not_looked_for_where_ids_do_not_find_it(lite) -> None:
    lite.town.receives("privat", kind=Kind.DIRECT)
    lite.poll()
    noting = Noting(lite)
    look(lite, noting.opener)
    assert noting.asked == []


# -- a pass ---------------------------------------------------------------------------------------


def test_a_pass_goes_from_the_newest_to_the_oldest_and_asks_for_each_once(here) -> None:
    for number in range(5):
        here.town.receives(str(number))
        here.clock.forward(minutes=1)
    here.poll()
    noting = Noting(here)
    run = look(here, noting.opener)
    assert noting.asked == [["5", "4"], ["3", "2"], ["1"]]
    assert (run.pages, run.more, run.micros) == (3, False, 5_000)


def test_messages_of_the_same_moment_are_all_asked_for(here) -> None:
    for number in range(5):
        here.town.receives(str(number))
    here.poll()
    noting = Noting(here)
    look(here, noting.opener)
    assert sorted(number for asked in noting.asked for number in asked) == ["1", "2", "3", "4", "5"]


def test_a_pass_that_is_cut_short_goes_on_where_it_stopped(database, tmp_path) -> None:
    here = looking(world(database, tmp_path, page_limit=1))
    for number in range(5):
        here.town.receives(str(number))
        here.clock.forward(minutes=1)
    while here.poll().more:
        pass
    noting = Noting(here)
    runs = [look(here, noting.opener) for _ in range(3)]
    assert noting.asked == [["5", "4"], ["3", "2"], ["1"]]
    assert [run.more for run in runs] == [True, True, False]


def test_when_a_pass_is_over_the_next_poll_begins_another(lite) -> None:
    lite.town.receives("eins")
    lite.poll()
    noting = Noting(lite)
    look(lite, noting.opener)
    look(lite, noting.opener)
    assert noting.asked == [["1"], ["1"]]


def test_what_comes_during_a_pass_is_the_next_ones(sqlite_database, tmp_path) -> None:
    lite = looking(world(sqlite_database, tmp_path, page_limit=1))
    for number in range(3):
        lite.town.receives(str(number))
        lite.clock.forward(minutes=1)
    while lite.poll().more:
        pass
    noting = Noting(lite)
    look(lite, noting.opener)
    lite.town.receives("neu")
    while lite.poll().more:
        pass
    look(lite, noting.opener)
    assert noting.asked == [["3", "2"], ["1"]]


def test_what_is_gone_already_is_asked_for_no_more(lite) -> None:
    first = lite.town.receives("eins")
    lite.poll()
    lite.town.removes(first.external_id)
    look(lite)
    noting = Noting(lite)
    look(lite, noting.opener)
    assert noting.asked == []


def test_only_the_last_days_are_looked_at(sqlite_database, tmp_path) -> None:
    lite = looking(world(sqlite_database, tmp_path, revisit_days=7))
    lite.town.receives("alt")
    lite.clock.forward(days=8)
    lite.town.receives("neu")
    lite.poll()
    noting = Noting(lite)
    look(lite, noting.opener)
    assert noting.asked == [["2"]]


def test_another_account_is_not_looked_at_with_these_credentials(lite) -> None:
    lite.town.receives("eins")
    lite.poll()
    with lite.db.write() as session:
        other = cast.account(session, platform="twitter")
        cast.matter(session, other, who=cast.contact(session, platform="twitter"), thread="77")
    noting = Noting(lite)
    look(lite, noting.opener)
    assert noting.asked == [["1"]]


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", '{"began": 1}', '{"began": "2026-01-01"}', "null"]
)
def test_a_cursor_that_nobody_can_read_begins_a_new_pass(lite, cursor) -> None:
    lite.town.receives("eins")
    lite.poll()
    with lite.db.write() as session:
        session.get_one(Stream, lite.revisit_id).cursor = cursor
    noting = Noting(lite)
    look(lite, noting.opener)
    assert noting.asked == [["1"]]


def test_nothing_to_look_at_costs_no_call(lite) -> None:
    run = look(lite, Noting(lite).opener)
    assert (run.pages, run.micros, run.trouble) == (1, 0, None)
    assert stream(lite).last_ok_at == NOON


# -- trouble --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (Retryable("busy", usage=Usage({"message": 2})), Trouble.UNREACHABLE),
        (Rejected("no"), Trouble.REFUSED),
        (KeyError("ours"), Trouble.INTERNAL),
    ],
)
def test_a_look_that_failed_keeps_the_place_and_forgets_nothing(here, error, trouble) -> None:
    first = here.town.receives("eins")
    here.poll()
    here.town.removes(first.external_id)

    def broken(step) -> None:
        if step == "look":
            raise error

    here.town.fault = broken
    run = look(here)
    assert (run.trouble, stream(here).trouble) == (trouble, trouble)
    assert here.texts() == ["eins"]
    here.town.fault = lambda _: None
    look(here)
    assert here.texts() == [""]


def test_the_same_page_looked_at_twice_does_no_harm(lite) -> None:
    first = lite.town.receives("eins")
    lite.poll()
    lite.town.removes(first.external_id)
    before = stream(lite).cursor
    look(lite)
    with lite.db.write() as session:  # a crash before the commit would leave it so
        session.get_one(Stream, lite.revisit_id).cursor = before
    assert look(lite).trouble is None


def test_an_account_gets_its_revisit_stream_with_the_others(lite) -> None:
    with lite.db.write() as session:
        other = Account(
            platform="memory", external_id="new", slug="new", name="x", base_url="memory://new",
            credentials="", sandbox=True, created_at=NOON,
        )  # fmt: skip
        session.add(other)
        session.flush()
        adoption.name(session, other.id, Author("new", "Neu"), NOON)
        names = session.scalars(select(Stream.name).where(Stream.account_id == other.id)).all()
    assert sorted(names) == ["all", "revisit"]


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_a_platform_that_looks_says_how_many_ids_it_takes(name) -> None:
    platform = PLATFORMS[name]
    assert all(platform.looks_at > 0 for spec in platform.streams if spec.looks)
    assert not revisit.looks(name, "no such stream")


def test_a_page_of_a_pass_is_as_long_as_the_platform_takes(lite, monkeypatch) -> None:
    wide = replace(PLATFORMS["memory"], looks_at=100)
    monkeypatch.setitem(PLATFORMS, "memory", wide)
    for number in range(7):
        lite.town.receives(str(number))
    lite.poll()
    noting = Noting(lite)
    look(lite, noting.opener)
    assert [len(asked) for asked in noting.asked] == [7]


def test_the_cursor_holds_only_where_a_pass_stands(lite) -> None:
    """It is kept as long as the account lives: no ids of the platform, nothing anybody said."""
    here = revisit._Pass(NOON, NOON - timedelta(days=1), 7, NOON, fresh=True)
    assert revisit._read(revisit._write(here), NOON) == here


# -- where looks are billed -----------------------------------------------------------------------


def billed(monkeypatch) -> None:
    """Let a look cost money: one page a poll, as X has it."""
    specs = tuple(
        replace(spec, pages=1) if spec.looks else spec for spec in PLATFORMS["memory"].streams
    )
    monkeypatch.setitem(PLATFORMS, "memory", replace(PLATFORMS["memory"], streams=specs))


def test_where_looks_are_billed_a_poll_is_one_page_and_the_pace_holds(here, monkeypatch) -> None:
    billed(monkeypatch)
    for number in range(5):
        here.town.receives(str(number))
    here.poll()
    run = look(here)
    assert (run.pages, run.micros, run.more) == (1, 2_000, False)
    assert stream(here).due_at == here.clock() + timedelta(seconds=60)


def test_however_long_a_pass_takes_the_newest_are_seen_in_between(here, monkeypatch) -> None:
    billed(monkeypatch)
    for number in range(6):
        here.town.receives(str(number))
        here.clock.forward(minutes=1)
    here.poll()
    noting = Noting(here)
    for _ in range(6):
        here.clock.forward(hours=6)
        look(here, noting.opener)
    assert noting.asked == [
        ["6", "5"], ["4", "3"], ["6", "5"], ["2", "1"], ["6", "5"],
    ]  # fmt: skip


def test_what_is_new_is_among_the_newest_at_once(lite, monkeypatch) -> None:
    billed(monkeypatch)
    for number in range(6):
        lite.town.receives(str(number))
        lite.clock.forward(minutes=1)
    lite.poll()
    noting = Noting(lite)
    for _ in range(2):
        look(lite, noting.opener)
        lite.clock.forward(hours=6)
    lite.town.receives("neu")
    lite.poll()
    look(lite, noting.opener)
    assert noting.asked[-1] == ["7", "6"]


def test_in_one_poll_the_newest_are_seen_once(lite) -> None:
    for number in range(9):
        lite.town.receives(str(number))
        lite.clock.forward(minutes=1)
    lite.poll()
    noting = Noting(lite)
    look(lite, noting.opener)
    assert sorted(number for asked in noting.asked for number in asked) == list("123456789")
