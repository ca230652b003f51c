"""An account may answer longer from now on, or no longer: what came before follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import Kind
from db.models import Account, AccountState, Contact, Conversation, Message, Role, Trouble
from inbox.care import accounts, options, windows
from inbox.care.rights import Actor, Via
from inbox.queries.channels import channels
from tests import cast
from tests.cast import NOON

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Page:
    """Our Facebook page, and what Erika wrote on Messenger some time ago."""

    def __init__(self, database, ago=timedelta(hours=30), kind=Kind.DIRECT):
        self.database, self.wrote = database, NOON - ago
        with database.write() as session:
            self.amina = cast.agent(session, cast.AMINA, Role.ADMIN).id
            account = cast.account(session, "facebook")
            matter = cast.matter(session, account, kind=kind, at=self.wrote)
            self.account, self.id = account.id, matter.conversation.id
            if kind is Kind.DIRECT:
                matter.message.answer_until = self.wrote + DAY
                matter.conversation.answer_until = self.wrote + DAY

    def human_agent(self, word):
        actor = Actor(self.amina, Role.ADMIN, Via.PAGE)
        options.change(self.database, actor, self.account, {"human_agent": word}, NOON)

    def until(self):
        with self.database.read() as session:
            message = session.query(Message).filter_by(conversation_id=self.id).one()
            row = session.get(Conversation, self.id)
            assert row.answer_until == message.answer_until
            return row.answer_until

    def way(self):
        with self.database.read() as session:
            return channels(session, self.id, NOON).ways[0]


def test_who_may_answer_longer_finds_what_was_shut_open(database):
    page = Page(database)
    assert page.way().shut.rule == "window_closed"
    page.human_agent("on")
    assert (page.way().shut, page.until()) == (None, page.wrote + WEEK)
    assert page.way().people_since == page.wrote + DAY


def test_who_may_no_longer_finds_it_shut_again(database):
    page = Page(database)
    page.human_agent("on")
    page.human_agent("off")
    assert page.until() == page.wrote + DAY
    assert page.way().shut.rule == "window_closed"


def test_what_is_too_old_stays_shut(sqlite_database):
    page = Page(sqlite_database, ago=timedelta(days=9))
    page.human_agent("on")
    assert page.until() == page.wrote + DAY


def test_what_has_no_window_gets_none(sqlite_database):
    page = Page(sqlite_database, kind=Kind.COMMENT)
    page.human_agent("on")
    assert page.until() is None


def test_the_newest_message_says_how_long(sqlite_database):
    page = Page(sqlite_database)
    with page.database.write() as session:
        first = session.query(Message).one()
        session.add(
            Message(
                account_id=first.account_id, external_id="n", thread_id=first.thread_id,
                conversation_id=page.id, contact_id=first.contact_id, kind=first.kind,
                direction="inbound", text="Hallo?", created_at=NOON - DAY / 2,
                stored_at=NOON, answerable="yes", answer_until=NOON + DAY / 2,
            )
        )  # fmt: skip
    page.human_agent("on")
    with page.database.read() as session:
        assert session.get(Conversation, page.id).answer_until == NOON - DAY / 2 + WEEK


def test_it_is_as_urgent_as_its_new_window(sqlite_database):
    page = Page(sqlite_database, ago=timedelta(hours=23))
    with page.database.write() as session:
        session.get(Account, page.account).answer_target = 40 * 86_400
    page.human_agent("on")
    with page.database.read() as session:
        row = session.get(Conversation, page.id)
        margin = timedelta(seconds=session.get(Account, page.account).window_margin)
    assert row.urgent_at == page.wrote + WEEK - margin


@pytest.mark.parametrize("word", ["on", "off"])
def test_an_answered_conversation_waits_no_more_than_before(sqlite_database, word):
    page = Page(sqlite_database)
    with page.database.write() as session:
        row = session.get(Conversation, page.id)
        row.waiting_since = row.urgent_at = None
    page.human_agent(word)
    with page.database.read() as session:
        assert session.get(Conversation, page.id).urgent_at is None


def test_an_option_that_has_nothing_to_do_with_it_rewrites_nothing(sqlite_database, monkeypatch):
    page = Page(sqlite_database)
    page.human_agent("on")
    turned = []
    monkeypatch.setattr(windows, "turn", lambda *given: turned.append(given))
    page.human_agent("on")
    assert turned == []
    page.human_agent("off")
    assert len(turned) == 1


def test_the_account_is_free_while_windows_are_rewritten(database, monkeypatch):
    """A reply that settles holds its conversation and then stops the account."""
    page, pieces = Page(database), []
    piece = windows._piece

    def beside(*given):
        with database.write() as session:
            accounts.stop(
                session, page.account, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, NOON
            )
        pieces.append(given)
        piece(*given)

    monkeypatch.setattr(windows, "_piece", beside)
    page.human_agent("on")
    assert (len(pieces), page.until()) == (1, page.wrote + WEEK)


def test_many_conversations_follow_in_pieces(sqlite_database, monkeypatch):
    monkeypatch.setattr(windows, "AT_ONCE", 1)
    page = Page(sqlite_database)
    with sqlite_database.write() as session:
        account = session.get(Account, page.account)
        erika = session.query(Contact).one()
        matter = cast.matter(
            session, account, who=erika, kind=Kind.DIRECT, thread="2", at=page.wrote
        )
        matter.message.answer_until = matter.conversation.answer_until = page.wrote + DAY
        other = matter.conversation.id
    page.human_agent("on")
    with sqlite_database.read() as session:
        assert session.get(Conversation, other).answer_until == page.wrote + WEEK
    assert page.until() == page.wrote + WEEK
