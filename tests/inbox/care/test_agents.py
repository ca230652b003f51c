"""People: who may add, change and shut out whom, and the first way into a new house."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from db.models import Agent, Audit, Role, SignInLink
from db.session import Database
from inbox.care import agents, sign_in
from inbox.care.agents import CannotSave, Refused, TooOften, Wrong
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.rules.faults import Flaw
from inbox.rules.signature import Profile, check_profile
from tests.cast import AMINA, JONAS, MIRIAM, NOON, agent

NEW = "sieben ruhige Laternen"


def page_actor(agent_id: int, role: Role = Role.AGENT) -> Actor:
    return Actor(agent_id, role, Via.PAGE)


@pytest.fixture
def miriam(database: Database) -> int:
    with database.write() as session:
        return agent(session, MIRIAM).id


def add(db: Database, login: str, **named: object) -> int:
    with db.write() as session:
        return agents.add(session, MACHINE, login, Role.AGENT, NOON, **named)  # type: ignore[arg-type]


def test_somebody_added_cannot_sign_in_by_a_password_yet(database: Database) -> None:
    added = add(database, "Jonas")
    with database.read() as session:
        row = session.get_one(Agent, added)
        assert (row.login, row.password_hash) == ("jonas", None)


def test_a_profile_is_kept_in_its_usual_form(database: Database) -> None:
    added = add(database, "jonas", profile=Profile("Jonas  Weber", "030 23125789", None))
    with database.read() as session:
        row = session.get_one(Agent, added)
        assert (row.work_name, row.phone) == ("Jonas Weber", "+493023125789")


def test_a_login_name_is_taken_once(database: Database, miriam: int) -> None:
    with pytest.raises(Refused) as refused:
        add(database, "MIRIAM")
    assert refused.value.wrong is Wrong.LOGIN_TAKEN


@pytest.mark.parametrize("login", ["", " ", "two words", "müller", "-x", "x-", "a" * 65, "<b>"])
def test_a_login_name_that_cannot_be_typed_is_refused(database: Database, login: str) -> None:
    with pytest.raises(Refused) as refused:
        add(database, login)
    assert refused.value.wrong is Wrong.LOGIN_FORM


def test_only_admins_add_people(database: Database, miriam: int) -> None:
    with pytest.raises(NotAllowed), database.write() as session:
        agents.add(session, page_actor(miriam), "jonas", Role.ADMIN, NOON)


@pytest.mark.parametrize(
    ("phone", "email", "flaw"),
    [
        ("0900 123456", None, Flaw.PHONE_PAID),
        (None, "noreply@example.com", Flaw.EMAIL_NO_REPLY),
        (None, None, Flaw.NO_CONTACT),
    ],
)
def test_a_profile_that_customers_cannot_answer_is_not_kept(
    database: Database, miriam: int, phone: str | None, email: str | None, flaw: Flaw
) -> None:
    with pytest.raises(CannotSave) as wrong, database.write() as session:
        profile = Profile("Miriam Brandt", phone, email)
        agents.save_profile(session, page_actor(miriam), miriam, profile, "DE", NOON)
    assert [fault.code for fault in wrong.value.faults] == [flaw]
    with database.read() as session:
        assert session.get_one(Agent, miriam).phone == MIRIAM["phone"]


def test_a_saved_profile_is_noted_without_its_words(database: Database, miriam: int) -> None:
    with database.write() as session:
        profile = Profile("Miriam Brandt", "+493023125042", None)
        agents.save_profile(session, page_actor(miriam), miriam, profile, "DE", NOON)
    with database.read() as session:
        noted = session.query(Audit).one()
    assert (noted.action, noted.agent_id, noted.note) == ("profile saved", miriam, {})


def test_a_profile_that_did_not_change_is_not_noted(database: Database, miriam: int) -> None:
    with database.write() as session:
        agents.save_profile(session, page_actor(miriam), miriam, Profile(**MIRIAM), "DE", NOON)
    with database.read() as session:
        assert session.query(Audit).count() == 0


def test_nobody_changes_the_profile_of_others(database: Database, miriam: int) -> None:
    with database.write() as session:
        jonas = agent(session, JONAS).id
    with pytest.raises(NotAllowed), database.write() as session:
        agents.save_profile(session, page_actor(jonas), miriam, Profile(**JONAS), "DE", NOON)


def test_an_admin_may(database: Database, miriam: int) -> None:
    with database.write() as session:
        amina = agent(session, AMINA, Role.ADMIN).id
        actor = page_actor(amina, Role.ADMIN)
        agents.save_profile(session, actor, miriam, Profile(**JONAS), "DE", NOON)
        assert session.get_one(Agent, miriam).work_name == "Jonas Weber"


def test_a_language_we_do_not_speak_changes_nothing(database: Database, miriam: int) -> None:
    with database.write() as session:
        agents.set_language(session, page_actor(miriam), miriam, "tlh")
        assert session.get_one(Agent, miriam).language == "de"


def test_a_disabled_agent_saves_nothing(database: Database, miriam: int) -> None:
    with database.write() as session:
        session.get_one(Agent, miriam).disabled_at = NOON
    with pytest.raises(NotAllowed), database.write() as session:
        agents.set_language(session, page_actor(miriam), miriam, "en")


def test_the_last_admin_cannot_be_shut_out(database: Database, miriam: int) -> None:
    with database.write() as session:
        amina = agent(session, AMINA, Role.ADMIN).id
    with pytest.raises(Refused) as refused, database.write() as session:
        agents.disable(session, MACHINE, amina, NOON)
    assert refused.value.wrong is Wrong.LAST_ADMIN


def role_of(db: Database, agent_id: int) -> str:
    with db.read() as session:
        return session.get_one(Agent, agent_id).role


def test_a_role_is_changed_and_noted_once(database: Database, miriam: int) -> None:
    for _ in range(2):
        with database.write() as session:
            agents.set_role(session, MACHINE, miriam, Role.ADMIN, NOON)
    assert role_of(database, miriam) == Role.ADMIN
    with database.read() as session:
        noted = session.query(Audit).one()
    assert (noted.action, noted.note) == ("role changed", {"role": "admin"})


def test_the_last_admin_stays_one(database: Database, miriam: int) -> None:
    with database.write() as session:
        amina = agent(session, AMINA, Role.ADMIN).id
    with pytest.raises(Refused) as refused, database.write() as session:
        agents.set_role(session, MACHINE, amina, Role.AGENT, NOON)
    assert refused.value.wrong is Wrong.LAST_ADMIN
    assert role_of(database, amina) == Role.ADMIN


def test_an_admin_who_is_out_does_not_count_as_one(database: Database, miriam: int) -> None:
    with database.write() as session:
        amina = agent(session, AMINA, Role.ADMIN).id
        agents.set_role(session, MACHINE, miriam, Role.ADMIN, NOON)
        agents.disable(session, MACHINE, miriam, NOON)
    with pytest.raises(Refused), database.write() as session:
        agents.set_role(session, MACHINE, amina, Role.AGENT, NOON)


def test_of_two_admins_who_shut_each_other_out_at_once_one_stays(database: Database) -> None:
    with database.write() as session:
        both = [agent(session, who, Role.ADMIN).id for who in (AMINA, JONAS)]
    done: list[type[Exception] | None] = []

    def shut_out(agent_id: int) -> None:
        try:
            with database.write() as session:
                agents.disable(session, MACHINE, agent_id, NOON)
        except Refused as refused:
            done.append(type(refused))
        else:
            done.append(None)

    threads = [Thread(target=shut_out, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=str) == [Refused, None]


def test_whoever_is_shut_out_and_let_in_again_signs_in_anew(
    database: Database, miriam: int
) -> None:
    with database.write() as session:
        sign_in.new_link(session, MACHINE, miriam, NOON)
        agents.disable(session, MACHINE, miriam, NOON)
        agents.enable(session, MACHINE, miriam, NOON)
        assert session.get_one(Agent, miriam).disabled_at is None
        assert session.query(SignInLink).count() == 0


def set_own(
    db: Database, agent_id: int, new: str, old: str | None = None, seconds: int = 0
) -> None:
    now = NOON + timedelta(seconds=seconds)
    agents.set_password(db, page_actor(agent_id), agent_id, new, now, old=old)


def test_the_first_password_needs_no_other(database: Database, miriam: int) -> None:
    set_own(database, miriam, NEW)
    with database.read() as session:
        assert sign_in.matches(session.get_one(Agent, miriam).password_hash, NEW)


def test_the_next_one_needs_the_present_one(database: Database, miriam: int) -> None:
    set_own(database, miriam, NEW)
    with pytest.raises(Refused) as refused:
        set_own(database, miriam, "acht ruhige Laternen", old="guessed it")
    assert refused.value.wrong is Wrong.OLD_WRONG


def test_the_present_one_is_not_guessed_in_a_hurry(database: Database, miriam: int) -> None:
    set_own(database, miriam, NEW)
    with pytest.raises(Refused):
        set_own(database, miriam, "acht ruhige Laternen", old="guessed it")
    with pytest.raises(TooOften):
        set_own(database, miriam, "acht ruhige Laternen", old=NEW)


def test_the_machine_needs_no_present_one(database: Database, miriam: int) -> None:
    set_own(database, miriam, NEW)
    agents.set_password(database, MACHINE, miriam, "acht ruhige Laternen", NOON)
    with database.read() as session:
        stored = session.get_one(Agent, miriam).password_hash
    assert sign_in.matches(stored, "acht ruhige Laternen")


def test_an_agent_sets_no_password_of_others(database: Database, miriam: int) -> None:
    with database.write() as session:
        jonas = agent(session, JONAS).id
    with pytest.raises(NotAllowed):
        agents.set_password(database, page_actor(jonas), miriam, NEW, NOON)


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("kurz", Wrong.TOO_SHORT),
        ("elf_zeichen", Wrong.TOO_SHORT),
        ("x" * 201, Wrong.TOO_LONG),
        ("aaaaaaaaaaaa", Wrong.TOO_PLAIN),
        ("123123123123", Wrong.TOO_PLAIN),
        ("012345678901", Wrong.TOO_PLAIN),
        ("MiriamBrandt1", Wrong.TOO_PLAIN),
        ("Durchwahl2026", Wrong.TOO_PLAIN),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, wrong: Wrong) -> None:
    with pytest.raises(Refused) as refused:
        agents.check_password(password, "miriam", "Miriam Brandt")
    assert refused.value.wrong is wrong


@pytest.mark.parametrize(
    "password", ["sieben ruhige Laternen", "correcthorsebattery", "ß" * 6 + "äöüxyz"]
)
def test_long_words_are_enough(password: str) -> None:
    agents.check_password(password, "miriam", "Miriam Brandt")


def first(db: Database, *, sandbox: bool = False) -> agents.FirstLink | None:
    with db.write() as session:
        return agents.first_agent(session, NOON, sandbox=sandbox)


def test_a_new_house_has_one_way_in(database: Database) -> None:
    link = first(database)
    assert link is not None
    with database.read() as session:
        row = session.query(Agent).one()
        assert (row.login, row.role, row.password_hash) == ("admin", Role.ADMIN, None)
        assert session.query(SignInLink).one().token_hash == sign_in.digest(link.token)


def test_the_first_agent_of_the_sandbox_can_answer_at_once(database: Database) -> None:
    first(database, sandbox=True)
    with database.read() as session:
        row = session.query(Agent).one()
    _, faults = check_profile(row.work_name, row.phone, row.email, "DE")
    assert faults == ()


def test_the_number_of_the_sandbox_rings_nowhere() -> None:
    assert agents.SANDBOX_PHONE.startswith("+493023125")


def test_while_nobody_has_a_password_each_start_prints_a_new_way_in(database: Database) -> None:
    one, two = first(database), first(database)
    assert one is not None and two is not None and one.token != two.token
    with database.read() as session:
        assert session.query(Agent).count() == 1
        assert session.query(SignInLink).filter_by(replaced_at=None).count() == 1


def test_once_somebody_has_a_password_nothing_is_printed(database: Database) -> None:
    first(database)
    agents.set_password(database, MACHINE, 1, NEW, NOON)
    assert first(database) is None


def test_a_house_of_agents_without_an_admin_gets_one(database: Database) -> None:
    with database.write() as session:
        agent(session, {**MIRIAM, "work_name": "Admin"})
    link = first(database)
    assert link is not None and link.login == "admin2"
