"""Signing in: one answer for every refusal, links that work once, sessions that end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.models import Agent, AgentSession, Role, SignInLink
from db.session import Database
from inbox.care import agents, sign_in
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.sign_in import Refused, SignedIn
from inbox.settings import Settings
from tests.cast import JONAS, MIRIAM, NOON, agent

PASSWORD = "sieben ruhige Laternen"
SETTINGS = Settings(_env_file=None, idle_hours=8, session_hours=24)
HOUR = timedelta(hours=1)


@pytest.fixture
def miriam(database: Database) -> int:
    """Miriam, who has a password."""
    with database.write() as session:
        row = agent(session, MIRIAM)
        row.password_hash = sign_in.HASHER.hash(PASSWORD)
        return row.id


def enter(
    db: Database, login: str = "miriam", password: str = PASSWORD, now: datetime = NOON
) -> SignedIn | Refused:
    return sign_in.with_password(db, login, password, "203.0.113.7", now, SETTINGS)


def entered(db: Database, now: datetime = NOON) -> str:
    done = enter(db, now=now)
    assert isinstance(done, SignedIn)
    return done.token


def who(db: Database, token: str, now: datetime, *, present: bool = True) -> int | None:
    found = sign_in.session_of(db, token, now, SETTINGS, present=present)
    return found.agent_id if found else None


def link_for(db: Database, agent_id: int, now: datetime = NOON) -> str:
    with db.write() as session:
        return sign_in.new_link(session, MACHINE, agent_id, now)


def by_link(db: Database, token: str, now: datetime = NOON) -> SignedIn | Refused:
    with db.write() as session:
        return sign_in.with_link(session, token, now, SETTINGS)


def test_the_right_password_signs_in(database: Database, miriam: int) -> None:
    assert who(database, entered(database), NOON) == miriam


def test_the_login_name_is_taken_in_any_case(database: Database, miriam: int) -> None:
    assert isinstance(enter(database, login=" Miriam "), SignedIn)


def test_a_table_holds_no_token_and_no_password(database: Database, miriam: int) -> None:
    token, link = entered(database), link_for(database, miriam)
    with database.read() as session:
        kept = [row.token_hash for row in session.query(AgentSession)]
        kept += [row.token_hash for row in session.query(SignInLink)]
        kept += [row.password_hash or "" for row in session.query(Agent)]
    assert not any(secret in text for text in kept for secret in (token, link, PASSWORD))


def test_every_token_is_new_and_long(database: Database, miriam: int) -> None:
    tokens = {entered(database, NOON + timedelta(seconds=n)) for n in range(3)}
    assert len(tokens) == 3
    assert min(len(token) for token in tokens) * 6 >= 128


def test_passwords_are_hashed_by_argon2id_with_19_mib(database: Database, miriam: int) -> None:
    with database.read() as session:
        stored = session.get_one(Agent, miriam).password_hash or ""
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def nobody(db: Database) -> None:
    pass


def without_password(db: Database) -> None:
    with db.write() as session:
        session.query(Agent).one().password_hash = None


def disabled(db: Database) -> None:
    with db.write() as session:
        session.query(Agent).one().disabled_at = NOON


def broken(db: Database) -> None:
    with db.write() as session:
        session.query(Agent).one().password_hash = "not a hash"


@pytest.mark.parametrize(
    ("login", "password", "given"),
    [
        ("miriam", "wrong password here", nobody),
        ("nobody", PASSWORD, nobody),
        ("miriam", PASSWORD, without_password),
        ("miriam", PASSWORD, disabled),
        ("miriam", "", nobody),
        ("", "", nobody),
        ("miriam", "x" * 100_000, nobody),
        ("miriam", "\ud800", nobody),
    ],
    ids=["wrong", "unknown", "no password", "disabled", "empty", "nothing", "huge", "surrogate"],
)
def test_every_refusal_is_the_same_answer_and_the_same_work(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, login: str, password: str, given
) -> None:
    with sqlite_database.write() as session:
        agent(session, MIRIAM).password_hash = sign_in.HASHER.hash(PASSWORD)
    given(sqlite_database)
    looked: list[str] = []
    verify = sign_in.HASHER.verify

    class Counting:
        def verify(self, stored: str, guess: str) -> bool:
            looked.append(stored)
            return verify(stored, guess)

    monkeypatch.setattr(sign_in, "HASHER", Counting())
    assert enter(sqlite_database, login, password) == Refused()
    assert [stored.split("$")[1:4] for stored in looked] == [
        ["argon2id", "v=19", "m=19456,t=2,p=1"]
    ]


def test_a_hash_that_is_none_refuses(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        agent(session, MIRIAM)
    broken(sqlite_database)
    assert enter(sqlite_database) == Refused()


def test_a_guess_too_soon_is_not_looked_at_even_when_right(database: Database, miriam: int) -> None:
    enter(database, password="wrong password here")
    assert enter(database) == Refused(NOON + timedelta(seconds=1))


def test_a_password_changed_meanwhile_signs_nobody_in(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.write() as session:
        row = agent(session, MIRIAM)
        row.password_hash = sign_in.HASHER.hash(PASSWORD)
    right = sign_in.matches

    def changed_while_looking(stored: str | None, password: str) -> bool:
        found = right(stored, password)
        with sqlite_database.write() as session:
            session.query(Agent).one().password_hash = sign_in.HASHER.hash("another one entirely")
        return found

    monkeypatch.setattr(sign_in, "matches", changed_while_looking)
    assert enter(sqlite_database) == Refused()


def test_a_weaker_hash_is_made_anew(database: Database, miriam: int) -> None:
    weak = sign_in.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
    with database.write() as session:
        session.get_one(Agent, miriam).password_hash = weak.hash(PASSWORD)
    entered(database)
    with database.read() as session:
        assert "m=19456" in (session.get_one(Agent, miriam).password_hash or "")


def test_a_link_signs_in_once(database: Database, miriam: int) -> None:
    link = link_for(database, miriam)
    first, second = by_link(database, link), by_link(database, link)
    assert isinstance(first, SignedIn)
    assert second == Refused()


def test_who_never_chose_a_language_has_that_of_the_page_they_came_from(
    database: Database, miriam: int
) -> None:
    with database.write() as session:
        session.get_one(Agent, miriam).language = None
    for page, theirs in (("en", "en"), ("de", "en")):
        link = link_for(database, miriam)
        with database.write() as session:
            done = sign_in.with_link(session, link, NOON, SETTINGS, page)
        assert isinstance(done, SignedIn)
        found = sign_in.session_of(database, done.token, NOON, SETTINGS)
        assert found is not None
        assert found.language == theirs


def test_a_link_lasts_24_hours(database: Database, miriam: int) -> None:
    link = link_for(database, miriam)
    assert by_link(database, link, NOON + 24 * HOUR) == Refused()


def test_a_new_link_voids_the_one_before(database: Database, miriam: int) -> None:
    old = link_for(database, miriam)
    link_for(database, miriam)
    assert by_link(database, old) == Refused()


def test_a_link_of_somebody_disabled_is_dead(database: Database, miriam: int) -> None:
    link = link_for(database, miriam)
    disabled(database)
    assert by_link(database, link) == Refused()


def test_a_link_that_never_was_signs_nobody_in(database: Database, miriam: int) -> None:
    assert by_link(database, "guessed") == Refused()


def test_an_agent_makes_no_links(database: Database, miriam: int) -> None:
    actor = Actor(miriam, Role.AGENT, Via.PAGE)
    with pytest.raises(NotAllowed), database.write() as session:
        sign_in.new_link(session, actor, miriam, NOON)


def test_a_session_ends_after_eight_idle_hours(database: Database, miriam: int) -> None:
    token = entered(database)
    assert who(database, token, NOON + 8 * HOUR) is None


def test_whoever_works_stays_signed_in(database: Database, miriam: int) -> None:
    token = entered(database)
    assert who(database, token, NOON + 7 * HOUR) == miriam
    assert who(database, token, NOON + 14 * HOUR) == miriam


def test_a_timer_keeps_nobody_signed_in(database: Database, miriam: int) -> None:
    token = entered(database)
    for minutes in range(0, 480, 30):
        who(database, token, NOON + timedelta(minutes=minutes), present=False)
    assert who(database, token, NOON + 8 * HOUR) is None


def test_a_session_ends_after_24_hours_whatever_happens(database: Database, miriam: int) -> None:
    token = entered(database)
    for hours in range(1, 24):
        assert who(database, token, NOON + hours * HOUR) == miriam
    assert who(database, token, NOON + 24 * HOUR) is None


def test_a_session_that_ended_leaves_no_row(database: Database, miriam: int) -> None:
    token = entered(database)
    who(database, token, NOON + 24 * HOUR)
    with database.read() as session:
        assert session.query(AgentSession).count() == 0


def test_signing_out_ends_this_browser_only(database: Database, miriam: int) -> None:
    here, there = entered(database), entered(database, NOON + timedelta(seconds=5))
    with database.write() as session:
        sign_in.sign_out(session, here)
    assert (who(database, here, NOON), who(database, there, NOON)) == (None, miriam)


def test_a_disabled_agent_is_out_at_the_next_click(database: Database, miriam: int) -> None:
    token = entered(database)
    disabled(database)
    assert who(database, token, NOON) is None


def test_an_agent_may_end_their_own_sessions(database: Database, miriam: int) -> None:
    token = entered(database)
    with database.write() as session:
        sign_in.revoke(session, Actor(miriam, Role.AGENT, Via.PAGE), miriam, NOON)
    assert who(database, token, NOON) is None


def test_an_agent_may_not_end_those_of_others(database: Database, miriam: int) -> None:
    token = entered(database)
    with database.write() as session:
        other = agent(session, JONAS).id
    with pytest.raises(NotAllowed), database.write() as session:
        sign_in.revoke(session, Actor(other, Role.AGENT, Via.PAGE), miriam, NOON)
    assert who(database, token, NOON) == miriam


def test_a_role_that_changed_counts_at_once(database: Database, miriam: int) -> None:
    token = entered(database)
    with database.write() as session:
        session.get_one(Agent, miriam).role = Role.ADMIN
    found = sign_in.session_of(database, token, NOON, SETTINGS)
    assert found is not None and found.actor == Actor(miriam, Role.ADMIN, Via.PAGE)


def test_a_form_token_is_not_the_session_token() -> None:
    assert sign_in.form_token("abc") not in ("abc", sign_in.digest("abc"))


def test_a_new_password_ends_every_session(database: Database, miriam: int) -> None:
    here, there = entered(database), entered(database, NOON + timedelta(seconds=5))
    own = Actor(miriam, Role.AGENT, Via.PAGE)
    later = NOON + timedelta(minutes=1)
    agents.set_password(database, own, miriam, "acht ruhige Laternen", later, old=PASSWORD)
    assert (who(database, here, later), who(database, there, later)) == (None, None)


def test_whoever_sets_a_new_password_stays_signed_in_there_alone(
    database: Database, miriam: int
) -> None:
    here, there = entered(database), entered(database, NOON + timedelta(seconds=5))
    own, new = Actor(miriam, Role.AGENT, Via.PAGE), "acht ruhige Laternen"
    later = NOON + timedelta(minutes=1)
    agents.set_password(database, own, miriam, new, later, old=PASSWORD, here=here)
    assert (who(database, here, later), who(database, there, later)) == (miriam, None)


def test_an_e_mail_address_that_one_agent_has_lets_them_in(database: Database, miriam: int) -> None:
    assert isinstance(enter(database, login="Miriam@example.com "), SignedIn)


def test_an_e_mail_address_of_two_agents_lets_nobody_in(database: Database, miriam: int) -> None:
    with database.write() as session:
        agent(session, {**JONAS, "email": MIRIAM["email"]})
    assert isinstance(enter(database, login=MIRIAM["email"]), Refused)


def test_a_login_name_comes_before_an_e_mail_address(database: Database, miriam: int) -> None:
    with database.write() as session:
        agent(session, {**JONAS, "email": "other@example.com"}).login = MIRIAM["email"]
    assert isinstance(enter(database, login=MIRIAM["email"]), Refused)


def test_guesses_at_an_e_mail_address_do_not_hold_up_the_login_name(
    database: Database, miriam: int
) -> None:
    for n in range(5):
        enter(database, login=MIRIAM["email"], password="guessed", now=NOON + timedelta(minutes=n))
    assert isinstance(enter(database, now=NOON + timedelta(minutes=5)), SignedIn)


@pytest.mark.parametrize(
    ("host", "secure", "name"),
    [
        ("127.0.0.1:8501", False, "durchwahl-8501"),
        ("inbox.example.com:8443", True, "__Host-durchwahl-8443"),
        ("inbox.example.com", True, "__Host-durchwahl"),
        ("[::1]:8501", False, "durchwahl-8501"),
        ("[::1]", False, "durchwahl"),
        ("", False, "durchwahl"),
        ("host:1;path=/", False, "durchwahl"),
        ("host:123456", False, "durchwahl"),
        ("host:٣", False, "durchwahl"),
    ],
)
def test_a_cookie_is_named_for_the_port_that_a_browser_asks(
    host: str, secure: bool, name: str
) -> None:
    assert sign_in.cookie(host, secure=secure) == name
