"""What admins set for an account, and what becomes of the stream that needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import WrongOption
from db.models import Account, AccountState, Audit, Role, Stream, Trouble
from inbox.care import accounts, options, streams
from inbox.care.accounts import NoAccount
from inbox.care.options import NoOption
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.queries import options as views
from tests import cast
from tests.cast import NOON
from tests.desk import settings

ADMIN = Actor(None, Role.ADMIN, Via.PAGE)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def x(sqlite_database) -> int:
    """Our account on X, with a search that rests because nobody said what for."""
    with sqlite_database.write() as session:
        account = cast.account(session, "twitter")
        cast.stream(session, account, "mentions")
        cast.stream(session, account, "search").enabled = False
        return account.id


@pytest.fixture
def db(sqlite_database, x):
    return sqlite_database


def sets(db, x: int, now=LATER, actor: Actor = ADMIN, **given: str) -> tuple[str, ...]:
    return options.change(db, actor, x, given, now)


def search(db) -> Stream:
    with db.read() as session:
        return session.scalars(select(Stream).where(Stream.name == "search")).one()


def chosen(db, x: int) -> dict[str, str]:
    with db.read() as session:
        view = views.of_account(session, x)
    assert view is not None
    return dict(view.chosen)


def touch(db, **values) -> None:
    with db.write() as session:
        row = session.scalars(select(Stream).where(Stream.name == "search")).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_keywords_are_kept_and_the_search_begins_at_once(db, x) -> None:
    assert sets(db, x, keywords="Strom, Gas") == ("keywords",)
    assert chosen(db, x) == {"keywords": "Strom\nGas"}
    assert (search(db).enabled, search(db).due_at) == (True, LATER)


def test_without_keywords_the_search_rests(db, x) -> None:
    sets(db, x, keywords="Strom")
    sets(db, x, keywords="  ")
    assert chosen(db, x) == {}
    assert not search(db).enabled


def test_a_search_that_rests_for_lack_of_keywords_cannot_be_resumed(db, x) -> None:
    with pytest.raises(streams.Needs) as wrong, db.write() as session:
        streams.resume(session, ADMIN, search(db).id, LATER)
    assert wrong.value.option == "keywords"
    assert not search(db).enabled
    sets(db, x, keywords="Strom")
    touch(db, enabled=False)
    with db.write() as session:
        streams.resume(session, ADMIN, search(db).id, LATER)
    assert search(db).enabled


def test_other_keywords_do_not_wake_a_search_that_a_person_paused(db, x) -> None:
    sets(db, x, keywords="Strom")
    touch(db, enabled=False)
    sets(db, x, keywords="Gas")
    assert not search(db).enabled


def test_other_keywords_are_tried_where_the_platform_refused_the_old_ones(db, x) -> None:
    sets(db, x, keywords="Strom")
    touch(db, enabled=False, trouble=Trouble.REFUSED, trouble_note="bad query", failures=1)
    sets(db, x, keywords="Gas")
    found = search(db)
    assert (found.enabled, found.trouble, found.trouble_note, found.failures) == (
        True, None, None, 0,
    )  # fmt: skip


def test_a_wait_that_the_platform_asked_for_is_kept(db, x) -> None:
    later = LATER + timedelta(minutes=9)
    touch(db, not_before=later)
    sets(db, x, keywords="Strom")
    assert search(db).due_at == later


def test_other_streams_do_not_care(db, x) -> None:
    sets(db, x, keywords="Strom")
    with db.read() as session:
        row = session.scalars(select(Stream).where(Stream.name == "mentions")).one()
    assert row.due_at == NOON


def test_where_one_is_wrong_none_is_changed(db, x) -> None:
    with pytest.raises(WrongOption):
        sets(db, x, keywords="Strom", country="Austria")
    assert chosen(db, x) == {}
    assert not search(db).enabled


def test_who_set_what_is_audited_with_what_it_was(db, x) -> None:
    sets(db, x, country="at")
    sets(db, x, country="CH", keywords="")
    with db.read() as session:
        ordered = select(Audit).order_by(Audit.id)
        rows = [(row.action, row.subject, row.note) for row in session.scalars(ordered)]
    assert rows == [
        ("option", f"accounts:{x}", {"option": "country", "before": "", "after": "AT"}),
        ("option", f"accounts:{x}", {"option": "country", "before": "AT", "after": "CH"}),
    ]


def test_what_stays_as_it_was_leaves_no_trace(db, x) -> None:
    sets(db, x, country="AT")
    assert sets(db, x, country="at") == ()
    with db.read() as session:
        assert len(session.scalars(select(Audit)).all()) == 1


def test_what_connecting_noted_of_an_account_stays(db, x) -> None:
    with db.write() as session:
        session.get_one(Account, x).options = {"tasks": "MODERATE MESSAGING"}
    sets(db, x, country="AT")
    assert chosen(db, x) == {"tasks": "MODERATE MESSAGING", "country": "AT"}


@pytest.mark.parametrize("name", ["tasks", "page_id", "max_length", "human_agent", ""])
def test_what_the_platform_does_not_offer_cannot_be_set(db, x, name) -> None:
    with pytest.raises(NoOption):
        sets(db, x, **{name: "on"})
    assert chosen(db, x) == {}


def test_only_admins_set_anything(db, x) -> None:
    with pytest.raises(NotAllowed):
        sets(db, x, actor=Actor(1, Role.AGENT, Via.PAGE), country="AT")
    assert chosen(db, x) == {}


def test_an_account_that_is_gone_has_nothing_to_set(db, x) -> None:
    with db.write() as session:
        accounts.locked(session, x).state = AccountState.DISCONNECTED
    for number in (x, 4711):
        with pytest.raises(NoAccount):
            sets(db, number, country="AT")
    with db.read() as session:
        assert views.of_account(session, 4711) is None


def test_what_is_usual_is_what_the_house_says_or_the_platform() -> None:
    house = settings(x_field_names="post", x_expansions=False, facebook_graph_version="v25.0")
    assert options.usual(house, "twitter") == {
        "keywords": "", "country": "DE", "field_names": "post", "expansions": "off",
        "undo_seconds": "5",
    }  # fmt: skip
    for name in ("facebook", "instagram"):
        assert options.usual(house, name) == {
            "human_agent": "off", "graph_version": "v25.0", "undo_seconds": "5",
        }  # fmt: skip
    assert options.usual(settings(undo_seconds=2.5), "memory") == {"undo_seconds": "2.5"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0", "0"), ("60", "60"), (" 9 ", "9"), ("2.5", "2.5"), ("2,5", "2.5"), ("07", "7")],
)
def test_undo_seconds_are_kept_as_a_number(db, x, typed: str, kept: str) -> None:
    sets(db, x, undo_seconds=typed)
    assert chosen(db, x) == {"undo_seconds": kept}


@pytest.mark.parametrize("typed", ["61", "60.1", "-1", "soon", "5 s", "nan", "1e1", "٣", "999"])
def test_what_is_no_number_of_undo_seconds_is_refused(db, x, typed: str) -> None:
    with pytest.raises(WrongOption) as wrong:
        sets(db, x, undo_seconds=typed)
    assert (wrong.value.code, wrong.value.word) == ("seconds", typed)
    assert chosen(db, x) == {}


@pytest.mark.parametrize(
    ("own", "seconds"),
    [({}, 3), ({"undo_seconds": "0"}, 0), ({"undo_seconds": "20"}, 20), ({"undo_seconds": "?"}, 3)],
    ids=["the platform's", "none", "its own", "written by hand"],
)
def test_an_accounts_own_undo_seconds_hold_before_its_platforms(db, x, own, seconds) -> None:
    house = settings(undo_seconds=7, x_undo_seconds=3)
    with db.write() as session:
        session.get_one(Account, x).options = own
        page = cast.account(session, "facebook").id
        assert options.undo(session, house, x) == timedelta(seconds=seconds)
        assert options.undo(session, house, page) == timedelta(seconds=7)
