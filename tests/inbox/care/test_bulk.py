"""Many conversations at once: each step a click's own use case, none lost, none doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from connectors.base import Kind
from db.models import (
    Action,
    ActionState,
    Agent,
    Audit,
    BulkAct,
    BulkStep,
    BulkVerb,
    Conversation,
    Handover,
    Message,
    Role,
)
from inbox.care import (
    absences,
    bulk,
    bulk_steps,
    conversations,
    drafts,
    handing,
    noting,
    owning,
    presence,
    tagging,
    teams,
)
from inbox.care.bulk import AT_ONCE, MOST, UNDO, NotNow, Refused
from inbox.care.drafts import Typed
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.queries import bulk as progress
from inbox.queries import notes, tags
from inbox.rules.snoozing import NoTime
from tests.desk import Desk
from tests.inbox.outgoing.waiting import asks

V = BulkVerb
TOMORROW = {"until": "tomorrow", "zone": "UTC"}


def many(desk: Desk, count: int = 3, kind: Kind = Kind.MENTION) -> list[int]:
    return [desk.writes(f"Nr {n}", kind) for n in range(count)]


def begin(desk: Desk, verb: BulkVerb, ids: list[int], actor: Actor | None = None, **how) -> int:
    with desk.db.write() as session:
        return bulk.begin(session, actor or desk.actor(), verb, ids, how, desk.time)


def carried(desk: Desk) -> int:
    return bulk.carry_on(desk.db, desk.settings, desk.now, lambda: False)


def done(desk: Desk, verb: BulkVerb, ids: list[int], actor: Actor | None = None, **how) -> int:
    number = begin(desk, verb, ids, actor, **how)
    carried(desk)
    return number


def undone(desk: Desk, number: int) -> None:
    with desk.db.write() as session:
        bulk.undo(session, desk.actor(), number, desk.time)
    carried(desk)


def last(desk: Desk) -> progress.BulkView:
    with desk.db.read() as session:
        found = progress.last(session, desk.agents["miriam"], desk.time - UNDO)
    assert found is not None
    return found


def reasons(desk: Desk) -> list[str]:
    return [step.reason for step in last(desk).refusals]


def rows(desk: Desk, ids: list[int]) -> list[tuple[object, ...]]:
    names = ("state", "owner_id", "team_id", "snoozed_until", "waiting_since", "urgent_at")
    return [tuple(getattr(desk.conversation(n), name) for name in names) for n in ids]


def tagged(desk: Desk, ids: list[int]) -> list[list[str]]:
    with desk.db.read() as session:
        found = tags.names(session, ids)
    return [found.get(number, []) for number in ids]


def states(desk: Desk, ids: list[int]) -> set[str]:
    return {str(desk.conversation(number).state) for number in ids}


def actions(desk: Desk) -> list[tuple[str, str]]:
    with desk.db.read() as session:
        found = session.execute(select(Action.verb, Action.state).order_by(Action.id))
        return [tuple(row) for row in found]


def test_every_conversation_is_done_and_put_back(desk) -> None:
    ids = many(desk)
    before = rows(desk, ids)
    number = done(desk, V.DONE, ids)
    assert (states(desk, ids), last(desk).done) == ({"done"}, 3)
    undone(desk, number)
    assert rows(desk, ids) == before


def test_all_are_put_off_until_the_time_that_was_meant_when_they_were_chosen(desk) -> None:
    ids = many(desk)
    before = rows(desk, ids)
    number = begin(desk, V.SNOOZE, ids, until="later", zone="UTC")
    asked = desk.time
    desk.wait(minutes=5)
    carried(desk)
    found = {desk.conversation(one).snoozed_until for one in ids}
    assert found == {asked + timedelta(hours=2)}
    undone(desk, number)
    assert rows(desk, ids) == before


def test_all_are_taken_and_given_back_to_whom_they_were(desk) -> None:
    ids, jonas, miriam = many(desk), desk.agents["jonas"], desk.agents["miriam"]
    with desk.db.write() as session:
        team = teams.add(session, MACHINE, "Netz", desk.time)
        to = Holder(jonas, team)
        owning.hand(session, MACHINE, ids[0], to, Holder(), desk.time)
    before = rows(desk, ids)
    number = done(desk, V.ASSIGN, ids, agent=miriam)
    assert [desk.conversation(one).owner_id for one in ids] == [miriam] * 3
    assert desk.conversation(ids[0]).team_id == team
    undone(desk, number)
    assert rows(desk, ids) == before


def test_a_teams_queue_takes_them_all(desk) -> None:
    ids = many(desk)
    with desk.db.write() as session:
        team = teams.add(session, MACHINE, "Netz", desk.time)
    done(desk, V.ASSIGN, ids, agent=None, team=team)
    assert {desk.conversation(one).team_id for one in ids} == {team}


def test_a_tag_goes_on_all_and_off_again_where_it_was_not_before(desk) -> None:
    ids = many(desk)
    with desk.db.write() as session:
        tagging.put_on(session, MACHINE, ids[0], "Ausfall", desk.time)
    number = done(desk, V.TAG, ids, tag="ausfall")
    assert tagged(desk, ids) == [["Ausfall"]] * 3
    assert (last(desk).done, last(desk).same) == (2, 1)
    undone(desk, number)
    assert tagged(desk, ids) == [["Ausfall"], [], []]


def test_what_was_written_is_hidden_and_not_hidden_after_all(desk) -> None:
    ids = many(desk, kind=Kind.COMMENT)
    number = done(desk, V.HIDE, ids)
    assert actions(desk) == [("hide", "queued")] * 3
    with desk.db.write() as session:
        session.execute(update(Action).where(Action.id == 1).values(state=ActionState.DONE))
        session.execute(update(Message).where(Message.id == 1).values(hidden=True))
    undone(desk, number)
    assert actions(desk) == [
        ("hide", "done"), ("hide", "withdrawn"), ("hide", "withdrawn"), ("unhide", "queued"),
    ]  # fmt: skip


def test_all_that_can_be_hidden_of_a_conversation_is_hidden(desk) -> None:
    (first, second) = many(desk, 2, kind=Kind.COMMENT)
    more = [says(desk, first, text) for text in ("Kauft hier!", "Noch mal!", "Und weg")]
    with desk.db.write() as session:
        session.execute(update(Message).where(Message.id == more[1]).values(hidden=True))
        gone = update(Message).where(Message.id == more[2])
        session.execute(gone.values(deleted_at=desk.time, gone="deleted"))
    number = done(desk, V.HIDE, [first, second])
    assert (last(desk).done, actions(desk)) == (2, [("hide", "queued")] * 3)
    undone(desk, number)
    assert actions(desk) == [("hide", "withdrawn")] * 3


def test_where_nothing_can_be_hidden_it_is_said(desk) -> None:
    (number,) = many(desk, 1, kind=Kind.COMMENT)
    with desk.db.write() as session:
        session.execute(update(Message).values(hidden=True))
    done(desk, V.HIDE, [number])
    assert (last(desk).done, reasons(desk)) == (0, ["not_possible"])


def test_many_are_offered_with_one_note_and_asked_back(desk) -> None:
    ids = many(desk)
    has(desk, ids[0], "miriam")
    has(desk, ids[1], "jonas")
    asked = {"agent": desk.agents["jonas"], "note": " Alle vom Ausfall "}
    number = done(desk, V.OFFER, ids, **asked)
    (refused,) = last(desk).refusals
    assert (refused.reason, refused.holder) == ("has_it", "Jonas Weber")
    assert offers(desk) == [(ids[0], None, "Alle vom Ausfall"), (ids[2], None, "Alle vom Ausfall")]
    assert desk.conversation(ids[0]).owner_id == desk.agents["miriam"]
    undone(desk, number)
    assert offers(desk) == [(ids[0], "ended", ""), (ids[2], "ended", "")]


def test_what_was_accepted_meanwhile_is_not_asked_back(desk) -> None:
    ids = many(desk, 2)
    number = done(desk, V.OFFER, ids, agent=desk.agents["jonas"], note="")
    with desk.db.write() as session:
        waits = session.scalars(select(Handover.id).order_by(Handover.id)).first() or 0
        handing.accept(session, desk.actor("jonas"), waits, desk.time)
    undone(desk, number)
    assert reasons(desk) == ["changed"]
    assert [outcome for _, outcome, _ in offers(desk)] == ["accepted", "ended"]


def test_more_than_a_colleague_can_answer_are_not_offered(desk) -> None:
    to = desk.agents["jonas"]
    with pytest.raises(bulk.Refused):
        begin(desk, V.OFFER, list(range(1, bulk.OFFERED + 2)), agent=to, note="")
    with pytest.raises(noting.Refused):
        begin(desk, V.OFFER, many(desk), agent=to, note="x" * (noting.LONGEST + 1))


def test_an_offers_note_leaves_alone_what_is_being_written_there(desk) -> None:
    (number,) = many(desk, 1)
    with desk.db.write() as session:
        noting.keep(session, desk.actor(), number, "Halb geschrieben", "", desk.time)
    done(desk, V.OFFER, [number], agent=desk.agents["jonas"], note="Bitte du")
    with desk.db.read() as session:
        assert notes.draft(session, desk.agents["miriam"], number).text == "Halb geschrieben"


def test_a_refused_one_is_named_and_stops_no_other(desk) -> None:
    ids = many(desk)
    number = begin(desk, V.ASSIGN, ids, agent=desk.agents["miriam"])
    with desk.db.write() as session:
        to = Holder(desk.agents["jonas"])
        owning.hand(session, MACHINE, ids[1], to, Holder(), desk.time)
    carried(desk)
    (refused,) = last(desk).refusals
    assert (refused.conversation_id, refused.reason) == (ids[1], "has_it")
    assert (refused.name, refused.holder) == ("Erika M.", "Jonas Weber")
    assert (last(desk).done, last(desk).refused, last(desk).id) == (2, 1, number)


def test_what_needs_its_agent_is_not_put_off(desk) -> None:
    ids = many(desk)
    with desk.db.write() as session:
        session.get_one(Conversation, ids[0]).unsent_at = desk.time
    done(desk, V.SNOOZE, ids, **TOMORROW)
    assert (reasons(desk), states(desk, ids[1:])) == (["needs_you"], {"snoozed"})


def test_an_agent_gives_nobody_else_what_only_admins_give(desk) -> None:
    ids = many(desk)
    done(desk, V.ASSIGN, ids, agent=desk.agents["jonas"])
    assert reasons(desk) == ["not_allowed"] * 3
    admin = Actor(desk.agents["miriam"], Role.ADMIN, Via.PAGE)
    desk.changes(role=Role.ADMIN)
    done(desk, V.ASSIGN, ids, admin, agent=desk.agents["jonas"])
    assert {desk.conversation(one).owner_id for one in ids} == {desk.agents["jonas"]}


def test_who_was_disabled_meanwhile_does_nothing_any_more(desk) -> None:
    ids = many(desk)
    begin(desk, V.DONE, ids)
    desk.changes(disabled_at=desk.time)
    carried(desk)
    assert (reasons(desk), states(desk, ids)) == (["not_allowed"] * 3, {"open"})


@pytest.mark.parametrize("verb", [V.DONE, V.HIDE, V.SNOOZE, V.ASSIGN])
def test_where_the_customer_wrote_since_nothing_is_done(desk, verb) -> None:
    ids = many(desk, kind=Kind.COMMENT)
    how = {V.SNOOZE: TOMORROW, V.ASSIGN: {"agent": desk.agents["miriam"]}}.get(verb, {})
    number = begin(desk, verb, ids, **how)
    before = rows(desk, ids[:1])
    writes_again(desk, ids[0])
    carried(desk)
    assert (reasons(desk), last(desk).done, last(desk).id) == (["wrote"], 2, number)
    assert rows(desk, ids[:1]) == before


def test_what_was_seen_as_it_was_chosen_counts_and_not_the_click(desk) -> None:
    ids = many(desk, 2)
    chosen = {one: desk.conversation(one).last_inbound_id for one in ids}
    writes_again(desk, ids[1])
    with desk.db.write() as session:
        bulk.begin(session, desk.actor(), V.DONE, ids, {}, desk.time, chosen)
    carried(desk)
    assert (states(desk, ids[:1]), states(desk, ids[1:])) == ({"done"}, {"open"})
    assert reasons(desk) == ["wrote"]


def test_a_tag_says_nothing_about_the_customer_and_goes_on_anyway(desk) -> None:
    ids = many(desk, 1)
    begin(desk, V.TAG, ids, tag="Strom")
    writes_again(desk, ids[0])
    carried(desk)
    assert (last(desk).done, tagged(desk, ids)) == (1, [["Strom"]])


def test_what_a_colleague_has_is_not_put_away_with_many(desk) -> None:
    ids = many(desk, 2)
    has(desk, ids[0], "jonas")
    has(desk, ids[1], "miriam")
    done(desk, V.DONE, ids)
    (refused,) = last(desk).refusals
    assert (refused.reason, refused.holder) == ("theirs", "Jonas Weber")
    assert (states(desk, ids[:1]), states(desk, ids[1:])) == ({"open"}, {"done"})


def test_who_stands_in_puts_away_what_the_absent_one_has(desk) -> None:
    ids = many(desk, 1)
    has(desk, ids[0], "jonas")
    with desk.db.write() as session:
        day = desk.time.date()
        given = absences.Given(day, day, "UTC", desk.agents["miriam"])
        absences.plan(session, MACHINE, desk.agents["jonas"], given, desk.time)
    done(desk, V.DONE, ids)
    assert states(desk, ids) == {"done"}


@pytest.mark.parametrize(("who", "ago", "left"), [
    ("jonas", 5, ["writing"]), ("jonas", 31, []), ("miriam", 5, []),
])  # fmt: skip
def test_where_a_colleague_is_writing_nothing_is_put_away(desk, who, ago, left) -> None:
    ids = many(desk, 1)
    with desk.db.write() as session:
        presence.here(session, desk.actor(who), ids[0], desk.time, writing=True)
    desk.wait(seconds=ago)
    done(desk, V.DONE, ids)
    assert (reasons(desk), states(desk, ids)) == (left, {"open" if left else "done"})


@pytest.mark.parametrize(("who", "typed", "left"), [
    ("miriam", "Gern", [("begun", None)]), ("miriam", "  ", []),
    ("jonas", "Gern", [("begun_there", "Jonas Weber")]),
])  # fmt: skip
def test_where_an_answer_is_begun_nothing_is_put_away(desk, who, typed, left) -> None:
    ids = many(desk, 1)
    with desk.db.write() as session:
        drafts.save(session, desk.actor(who), ids[0], Typed(typed, "k1"), desk.time)
    done(desk, V.DONE, ids)
    assert [(one.reason, one.holder) for one in last(desk).refusals] == left
    assert states(desk, ids) == {"open" if left else "done"}


def test_what_waits_for_approval_is_not_put_away_with_many(desk) -> None:
    ids = many(desk, 2)
    desk.answers(ids[0], wish=asks())
    done(desk, V.DONE, ids)
    assert (reasons(desk), states(desk, ids[:1])) == (["held"], {"open"})


def test_what_somebody_began_who_has_left_keeps_nothing_open(desk) -> None:
    ids = many(desk, 1)
    with desk.db.write() as session:
        drafts.save(session, desk.actor("jonas"), ids[0], Typed("Gern", "k1"), desk.time)
        session.get_one(Agent, desk.agents["jonas"]).disabled_at = desk.time
    done(desk, V.DONE, ids)
    assert states(desk, ids) == {"done"}


def writes_again(desk: Desk, conversation_id: int) -> None:
    with desk.db.write() as session:
        session.get_one(Conversation, conversation_id).last_inbound_id = 10**6


def says(desk: Desk, conversation_id: int, text: str) -> int:
    """Let the customer say more in a conversation; returns the message."""
    with desk.db.write() as session:
        first = session.scalars(select(Message).filter_by(conversation_id=conversation_id)).first()
        names = ("account_id", "conversation_id", "thread_id", "contact_id", "kind", "direction")
        same = {
            name: getattr(first, name) for name in (*names, "created_at", "stored_at", "answerable")
        }
        row = Message(external_id=text, text=text, **same)
        session.add(row)
        session.flush()
        return row.id


def offers(desk: Desk) -> list[tuple[int, str | None, str]]:
    with desk.db.read() as session:
        found = select(Handover.conversation_id, Handover.outcome, Message.text)
        noted = found.outerjoin(Message, Message.id == Handover.note_id)
        return [tuple(row) for row in session.execute(noted.order_by(Handover.conversation_id))]


def has(desk: Desk, conversation_id: int, login: str) -> None:
    with desk.db.write() as session:
        to = Holder(desk.agents[login])
        owning.hand(session, MACHINE, conversation_id, to, Holder(), desk.time)


def test_undo_leaves_what_somebody_changed_since(desk) -> None:
    ids = many(desk)
    number = done(desk, V.DONE, ids)
    desk.wait(minutes=1)
    with desk.db.write() as session:
        conversations.reopen(session, desk.actor("jonas"), ids[2], desk.time)
    kept = rows(desk, [ids[2]])
    undone(desk, number)
    assert (rows(desk, [ids[2]]), reasons(desk)) == (kept, ["changed"])
    assert (last(desk).verb, last(desk).undoes) == (V.UNDO, V.DONE)


def test_undo_stops_what_has_not_begun(desk) -> None:
    ids = many(desk)
    number = begin(desk, V.DONE, ids)
    undone(desk, number)
    assert (carried(desk), states(desk, ids)) == (0, {"open"})


@pytest.mark.parametrize("late", [True, False])
def test_an_act_is_taken_back_once_and_in_time(desk, late) -> None:
    number = done(desk, V.DONE, many(desk))
    if late:
        desk.wait(seconds=UNDO.total_seconds() + 1)
    else:
        undone(desk, number)
    with pytest.raises(NotNow):
        undone(desk, number)


def test_nobody_takes_back_anothers_act_or_an_undo(desk) -> None:
    number = done(desk, V.DONE, many(desk))
    with desk.db.write() as session:
        for wrong in (number, 10**6):
            with pytest.raises(NotNow):
                bulk.undo(session, desk.actor("jonas"), wrong, desk.time)
        second = bulk.undo(session, desk.actor(), number, desk.time)
        with pytest.raises(NotNow):
            bulk.undo(session, desk.actor(), second, desk.time)


@pytest.mark.parametrize("count", [AT_ONCE - 1, AT_ONCE, AT_ONCE + 1])
def test_a_batch_is_one_transaction_and_the_next_goes_on(fast, count) -> None:
    begin(fast, V.DONE, many(fast, count))
    with fast.db.write() as session:
        assert bulk._some(session, fast.settings, fast.time) == min(count, AT_ONCE)
    assert carried(fast) == max(0, count - AT_ONCE)
    assert (last(fast).done, last(fast).waiting) == (count, 0)


def test_who_dies_in_the_middle_has_done_nothing_and_the_next_does_it_once(
    desk, monkeypatch
) -> None:
    ids = many(desk)
    begin(desk, V.DONE, ids)
    with monkeypatch.context() as broken:
        broken.setitem(bulk_steps.WAYS, V.DONE, _dying)
        with pytest.raises(KeyboardInterrupt):
            carried(desk)
    assert states(desk, ids) == {"open"}
    carried(desk)
    with desk.db.read() as session:
        closed = session.scalar(select(func.count()).where(Audit.action == "closed"))
    assert (states(desk, ids), closed) == ({"done"}, 3)


def _dying(known, step):
    bulk_steps._done(known, step)
    raise KeyboardInterrupt


def test_two_workers_do_each_step_once(desk) -> None:
    ids = many(desk)
    begin(desk, V.DONE, ids)
    if desk.db.embedded:
        assert (carried(desk), carried(desk)) == (3, 0)
        return
    with desk.db.write() as first:
        assert bulk._some(first, desk.settings, desk.time) == 3
        with desk.db.write() as second:
            assert bulk._some(second, desk.settings, desk.time) == 0


def test_the_same_conversation_twice_is_once_and_one_that_is_gone_is_left_out(desk) -> None:
    ids = many(desk, 1)
    done(desk, V.DONE, [*ids, *ids, 10**6])
    assert last(desk).total == 1


@pytest.mark.parametrize(
    ("verb", "ids", "how", "error"),
    [
        (V.DONE, [], {}, Refused),
        (V.DONE, [10**6], {}, Refused),
        (V.DONE, list(range(1, MOST + 2)), {}, Refused),
        (V.UNDO, [1], {}, Refused),
        (V.TAG, [1], {"tag": " "}, tagging.Refused),
        (V.SNOOZE, [1], {"until": "soon"}, NoTime),
    ],
)
def test_what_cannot_be_is_refused_before_it_begins(desk, verb, ids, how, error) -> None:
    many(desk, 1)
    with pytest.raises(error):
        begin(desk, verb, ids, **how)
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(BulkAct)) == 0
        assert session.scalar(select(func.count()).select_from(BulkStep)) == 0


def test_the_machine_has_nobody_to_tell(desk) -> None:
    with pytest.raises(NotAllowed):
        begin(desk, V.DONE, many(desk, 1), MACHINE)


def test_what_is_over_for_long_is_shown_no_more(desk) -> None:
    done(desk, V.DONE, many(desk, 1))
    with desk.db.read() as session:
        since = desk.time + timedelta(seconds=1)
        assert progress.last(session, desk.agents["miriam"], since) is None
        assert progress.last(session, desk.agents["jonas"], desk.time) is None
