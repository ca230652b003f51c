"""An account is let go of: at once its login, its messages only when asked, others' never."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from connectors.base import Author, ReauthRequired, Rejected, Retryable
from db.models import (
    Account,
    AccountState,
    Audit,
    Contact,
    Conversation,
    Message,
    Person,
    Reply,
    ReplyEvent,
    ReplyState,
    Role,
    Stream,
    Trouble,
)
from inbox.care import accounts, disconnecting
from inbox.care.accounts import NoAccount
from inbox.care.disconnecting import StillConnected
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.vault import Vault
from inbox.queries import logins, stoppages
from inbox.settings import Settings
from tests import cast
from tests.cast import NOON

AGENT = Actor(1, Role.AGENT, Via.PAGE)


class House:
    """Two accounts; Erika wrote to both, Jo to the first one only."""

    def __init__(self, db) -> None:
        self.db = db
        with db.write() as session:
            agent = cast.agent(session)
            one, two = cast.account(session), cast.account(session, "twitter", "pools")
            one.credentials = two.credentials = "sealed"
            one.scopes, one.token_expires_at = ["read"], NOON
            stream = cast.stream(session, one)
            stream.cursor, stream.whole_at = "as far as this", NOON
            erika, jo = cast.contact(session), cast.contact(session, cast.JO)
            jo.person_id = self._person(session)
            matter = cast.matter(session, one, who=erika)
            cast.matter(session, one, who=jo, thread="1002")
            cast.matter(session, two, who=erika, thread="2001")
            self._reply(session, matter, agent.id)
            self.one, self.two, self.agent = one.id, two.id, agent.id

    @staticmethod
    def _person(session) -> int:
        person = Person(name="Jo", updated_at=NOON)
        session.add(person)
        session.flush()
        return int(person.id)

    @staticmethod
    def _reply(session, matter, agent_id) -> None:
        reply = Reply(
            key="k1", draft_key="d1", part=1, parts=1, account_id=matter.conversation.account_id,
            conversation_id=matter.conversation.id, agent_id=agent_id, via="page", kind="mention",
            thread_id="1001", target="1001", text="Hallo\n– M", body="Hallo", signature="– M",
            state=ReplyState.QUEUED, queued_at=NOON, not_before=NOON, undo_until=NOON,
        )  # fmt: skip
        session.add(reply)
        session.flush()
        session.add(ReplyEvent(reply_id=reply.id, at=NOON, event="queued", state="queued"))

    def disconnect(self, actor=MACHINE, account_id=None) -> None:
        with self.db.write() as session:
            disconnecting.disconnect(session, actor, account_id or self.one, NOON)

    def erase(self, actor=MACHINE) -> int:
        return disconnecting.erase(self.db, actor, self.one, NOON)

    def count(self, table, *where) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    def account(self) -> Account:
        with self.db.read() as session:
            return session.get_one(Account, self.one)


@pytest.fixture
def house(sqlite_database) -> House:
    return House(sqlite_database)


@pytest.fixture
def both(database) -> House:
    return House(database)


def test_its_login_is_forgotten_at_once(house) -> None:
    house.disconnect()
    account = house.account()
    assert (account.state, account.credentials) == (AccountState.DISCONNECTED, "")
    assert (account.scopes, account.token_expires_at) == ([], None)


def test_its_messages_and_how_far_was_read_stay(house) -> None:
    house.disconnect()
    assert house.count(Message, Message.account_id == house.one) == 2
    assert house.count(Stream, Stream.cursor == "as far as this") == 1


def test_a_stopped_account_is_let_go_of_without_its_trouble(house) -> None:
    with house.db.write() as session:
        dead = AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED
        accounts.stop(session, house.one, *dead, NOON)
    house.disconnect()
    assert (house.account().trouble, house.account().trouble_since) == (None, None)


def test_what_hangs_on_it_is_known_before(house) -> None:
    with house.db.read() as session:
        assert logins.left(session, house.one) == logins.Left(replies=1, conversations=2)
        assert logins.left(session, house.two) == logins.Left(replies=0, conversations=1)


def test_agents_hear_of_it_while_replies_wait(house) -> None:
    house.disconnect()
    house.disconnect(account_id=house.two)
    with house.db.read() as session:
        assert [each.platform for each in stoppages.stopped(session)] == ["memory"]


@pytest.mark.parametrize("act", [accounts.pause, accounts.resume])
def test_it_neither_rests_nor_goes_on(house, act) -> None:
    house.disconnect()
    with pytest.raises(NoAccount), house.db.write() as session:
        act(session, MACHINE, house.one, NOON)
    assert house.account().state == AccountState.DISCONNECTED


def test_everything_that_was_said_there_is_erased(both) -> None:
    both.disconnect()
    assert both.erase() == 2
    for table in (Conversation, Message):
        assert both.count(table, table.account_id == both.one) == 0
        assert both.count(table, table.account_id == both.two) == 1
    assert [both.count(table) for table in (Reply, ReplyEvent, Person)] == [0, 0, 0]
    assert both.count(Stream, Stream.cursor.is_not(None) | Stream.whole_at.is_not(None)) == 0


def test_customers_are_forgotten_who_said_nothing_elsewhere(both) -> None:
    both.disconnect()
    both.erase()
    with both.db.read() as session:
        assert list(session.scalars(select(Contact.name))) == [cast.ERIKA.name]


def test_what_hangs_on_no_conversation_is_erased_as_well(both) -> None:
    bystander = Author("77", "Bystander", "bystander")
    with both.db.write() as session:
        somebody = cast.contact(session, bystander)
        session.add(
            Message(
                account_id=both.one, external_id="c1", thread_id="1001", contact_id=somebody.id,
                kind="mention", direction="inbound", text="Auch ich", created_at=NOON,
                stored_at=NOON, answerable="yes",
            )
        )  # fmt: skip
    both.disconnect()
    both.erase()
    assert both.count(Message, Message.external_id == "c1") == 0
    assert both.count(Contact, Contact.name == "Bystander") == 0


def test_many_conversations_are_erased_piece_by_piece(house, monkeypatch) -> None:
    monkeypatch.setattr(disconnecting, "PIECE", 1)
    house.disconnect()
    assert house.erase() == 2
    assert house.erase() == 0


def test_a_connected_account_keeps_everything(house) -> None:
    with pytest.raises(StillConnected):
        house.erase()
    assert house.count(Message, Message.account_id == house.one) == 2


def test_only_an_admin_lets_go_of_an_account(house) -> None:
    with pytest.raises(NotAllowed):
        house.disconnect(AGENT)
    house.disconnect()
    with pytest.raises(NotAllowed):
        house.erase(AGENT)
    assert house.count(Conversation) == 3


def test_an_account_that_is_not_there_is_said_not_to_be(house) -> None:
    with pytest.raises(NoAccount):
        house.disconnect(account_id=99)
    with pytest.raises(NoAccount):
        disconnecting.erase(house.db, MACHINE, 99, NOON)


def test_both_acts_are_written_down(house) -> None:
    house.disconnect()
    house.erase()
    with house.db.read() as session:
        acts = list(session.scalars(select(Audit.action).order_by(Audit.id)))
    assert acts == ["disconnected", "messages erased"]


# -- the platform is told ------------------------------------------------------------------------


KEY = Vault("the key of these tests")


class Given:
    """Notes what is given back to the platform, and when."""

    def __init__(self, house, monkeypatch, error: Exception | None = None) -> None:
        self.house, self.error, self.back = house, error, []
        monkeypatch.setattr("connectors.revoke", self)

    def __call__(self, connection, now) -> bool:
        assert self.house.account().credentials == ""  # ours is forgotten by then
        self.back.append(dict(connection.credentials))
        if self.error:
            raise self.error
        return True

    def let_go(self, actor=MACHINE) -> None:
        given = Settings(_env_file=None, sandbox=True)
        disconnecting.let_go(self.house.db, KEY, given, actor, self.house.one, lambda: NOON)


def sealed(house, **values) -> None:
    with house.db.write() as session:
        row = session.get_one(Account, house.one)
        row.sandbox, row.credentials = True, KEY.seal({"token": "canary"})
        for name, value in values.items():
            setattr(row, name, value)


def test_a_login_is_given_back_once_it_is_forgotten_here(both, monkeypatch) -> None:
    sealed(both)
    given = Given(both, monkeypatch)
    given.let_go()
    assert given.back == [{"token": "canary"}]
    assert both.account().state == AccountState.DISCONNECTED


@pytest.mark.parametrize("error", [Retryable("no answer"), ReauthRequired("dead"), Rejected("no")])
def test_a_platform_that_does_not_take_it_back_stops_nobody(
    house, monkeypatch, caplog, error
) -> None:
    sealed(house)
    with caplog.at_level("WARNING"):
        Given(house, monkeypatch, error).let_go()
    assert house.account().state == AccountState.DISCONNECTED
    assert "login not given back" in caplog.text
    assert "canary" not in caplog.text


def test_a_login_that_this_key_does_not_open_is_just_forgotten(house, monkeypatch) -> None:
    sealed(house, credentials=Vault("another key").seal({"token": "canary"}))
    given = Given(house, monkeypatch)
    given.let_go()
    assert (given.back, house.account().state) == ([], AccountState.DISCONNECTED)


def test_who_may_not_disconnect_gives_nothing_back(house, monkeypatch) -> None:
    sealed(house)
    given = Given(house, monkeypatch)
    with pytest.raises(NotAllowed):
        given.let_go(AGENT)
    assert given.back == []
