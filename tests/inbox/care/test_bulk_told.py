"""Who loses many conversations at once is told once; nobody is passed over as they write."""

from __future__ import annotations

from db.models import Agent, BulkVerb, Role
from inbox.care import bulk, noticing, owning, presence
from inbox.care.owning import Holder
from inbox.care.rights import Actor, Via
from inbox.pages import notice_words
from inbox.queries import bulk as progress
from inbox.queries import notices
from inbox.texts import texts
from tests.desk import Desk

EN = texts("en", "UTC")


def of_jonas(desk: Desk, count: int) -> list[int]:
    ids = [desk.writes(f"Nr {n}") for n in range(count)]
    with desk.db.write() as session:
        for number in ids:
            to = Holder(desk.agents["jonas"])
            owning.hand(session, desk.actor("jonas"), number, to, Holder(), desk.time)
    return ids


def taken(desk: Desk, ids: list[int], to: str = "miriam", actor: Actor | None = None) -> int:
    with desk.db.write() as session:
        how = {"agent": desk.agents[to]}
        act = actor or desk.actor()
        number = bulk.begin(session, act, BulkVerb.ASSIGN, ids, how, desk.time)
    bulk.carry_on(desk.db, desk.settings, desk.now, lambda: False)
    return number


def news(desk: Desk, login: str) -> list[tuple[str, int | None]]:
    with desk.db.read() as session:
        found, _ = notices.page(session, desk.agents[login])
        said = [(notice_words.sentence(EN, one, desk.time), one.has) for one in found]
    return said


def test_many_that_are_taken_at_once_are_told_as_one(desk) -> None:
    number = taken(desk, of_jonas(desk, 3))
    told = ("Miriam Brandt has taken 3 conversations of yours.", desk.agents["miriam"])
    assert news(desk, "jonas") == [told]
    with desk.db.write() as session:
        bulk.undo(session, desk.actor(), number, desk.time)
    bulk.carry_on(desk.db, desk.settings, desk.now, lambda: False)
    back = ("Miriam Brandt gave you 3 conversations.", desk.agents["jonas"])
    assert (news(desk, "jonas"), news(desk, "miriam")) == ([back, told], [])


def test_one_of_many_is_told_by_its_name(desk) -> None:
    taken(desk, [*of_jonas(desk, 1), desk.writes()])
    said = "Miriam Brandt has taken the conversation with Erika M. from you."
    assert news(desk, "jonas") == [(said, None)]


def test_many_an_admin_gives_are_told_as_one_to_both(desk) -> None:
    admin = Actor(desk.agents["miriam"], Role.ADMIN, Via.PAGE)
    with desk.db.write() as session:
        row = Agent(
            login="sara", work_name="Sara", role=Role.AGENT, language="en", created_at=desk.time
        )
        session.add(row)
        session.flush()
        desk.agents["sara"] = sara = row.id
        session.get_one(Agent, admin.agent_id).role = Role.ADMIN
    taken(desk, of_jonas(desk, 2), to="sara", actor=admin)
    assert news(desk, "sara") == [("Miriam Brandt gave you 2 conversations.", sara)]
    lost = "Miriam Brandt gave 2 conversations of yours into other hands."
    assert news(desk, "jonas") == [(lost, None)]


def test_one_of_them_read_leaves_the_notice_of_all_unseen(desk) -> None:
    ids = of_jonas(desk, 2)
    taken(desk, ids)
    jonas = desk.actor("jonas")
    with desk.db.write() as session:
        noticing.seen(session, jonas, ids[0], desk.time)
    with desk.db.read() as session:
        assert notices.unseen(session, jonas.agent_id) == 1
        assert not notices.concerned(session, jonas.agent_id, ids[0])


def test_where_its_owner_writes_just_now_it_stays_and_is_named(desk) -> None:
    ids = of_jonas(desk, 2)
    with desk.db.write() as session:
        presence.here(session, desk.actor("jonas"), ids[0], desk.time, writing=True)
    taken(desk, ids)
    with desk.db.read() as session:
        found = progress.last(session, desk.agents["miriam"], desk.time - bulk.UNDO)
    assert found is not None
    ((who, why, whose),) = [(one.conversation_id, one.reason, one.holder) for one in found.refusals]
    assert (who, why, whose, found.done) == (ids[0], "writing", "Jonas Weber", 1)
