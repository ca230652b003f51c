"""What agents do with messages: asked once, done once, told whatever came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors import PLATFORMS
from connectors.base import (
    Gone,
    Kind,
    OutcomeUnknown,
    OutOfCredit,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Verb,
)
from db.models import (
    Account,
    AccountState,
    Action,
    ActionState,
    Audit,
    Direction,
    Message,
    Role,
    Spending,
)
from inbox.care import acting, removal
from inbox.care.acting import TRANSITIONS, TRIES, NoMessage, NotNow, NotPossible, Obstacle, Step
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.outgoing.acting import Carried, carry_out
from inbox.queries import actions
from tests.desk import Desk, armed

S = ActionState


def inbound(desk: Desk, conversation: int) -> Message:
    with desk.db.read() as session:
        return session.scalars(select(Message).filter_by(conversation_id=conversation)).first()


def ours(desk: Desk) -> Message:
    """Return a message that we sent."""
    desk.answers(desk.writes())
    desk.after_undo()
    with desk.db.read() as session:
        return session.scalars(select(Message).filter_by(direction=Direction.OUTBOUND)).one()


def asks(desk: Desk, message: int, verb: Verb = Verb.HIDE, actor: Actor | None = None) -> int:
    with desk.db.write() as session:
        return acting.ask(session, actor or desk.actor(), message, verb, desk.settings, desk.time)


def acts(desk: Desk, worker: str = "w1") -> Carried:
    return carry_out(desk.db, desk.open, desk.locks, desk.settings, desk.now, worker)


def row(desk: Desk, action: int) -> Action:
    with desk.db.read() as session:
        return session.get_one(Action, action)


def message(desk: Desk, number: int) -> Message:
    with desk.db.read() as session:
        return session.get_one(Message, number)


def calls(desk: Desk) -> list[str]:
    """Note what the platform is asked to do from now on."""
    seen: list[str] = []
    before = desk.town.fault

    def fault(step: str) -> None:
        seen.append(step)
        before(step)

    desk.town.fault = fault
    return seen


# -- asking ---------------------------------------------------------------------------------------


def test_a_message_is_hidden_on_the_platform_and_shown_so_here(desk) -> None:
    here = inbound(desk, desk.writes())
    action = asks(desk, here.id)
    assert (row(desk, action).state, desk.town.message(here.external_id).hidden) == (S.QUEUED, None)
    assert acts(desk).counts == {S.DONE: 1}
    assert desk.town.message(here.external_id).hidden
    assert message(desk, here.id).hidden
    assert (row(desk, action).state, row(desk, action).done_at) == (S.DONE, desk.time)


def test_a_hidden_message_is_shown_again(desk) -> None:
    here = inbound(desk, desk.writes())
    for verb, hidden in ((Verb.HIDE, True), (Verb.UNHIDE, False)):
        asks(desk, here.id, verb)
        acts(desk)
        assert desk.town.message(here.external_id).hidden is hidden
        assert message(desk, here.id).hidden is hidden


def test_our_own_message_is_deleted_after_a_moment_to_think_again(desk) -> None:
    mine = ours(desk)
    asks(desk, mine.id, Verb.DELETE)
    assert acts(desk).counts == {}
    desk.wait(seconds=desk.settings.undo_seconds)
    assert acts(desk).counts == {S.DONE: 1}
    assert desk.town.message(mine.external_id).gone is Gone.DELETED
    kept = message(desk, mine.id)
    assert (kept.gone, kept.text) == (Gone.DELETED, mine.text)


def test_asking_writes_an_audit_without_any_words(fast) -> None:
    here = inbound(fast, fast.writes("geheim"))
    asks(fast, here.id)
    with fast.db.read() as session:
        found = session.scalars(select(Audit)).one()
    assert (found.action, found.subject, found.agent_id) == (
        "hide", f"messages:{here.id}", fast.agents["miriam"],
    )  # fmt: skip
    assert "geheim" not in str(found.note)


@pytest.mark.parametrize(
    "actor",
    [MACHINE, Actor(999, Role.AGENT, Via.PAGE), Actor(None, Role.AGENT, Via.PAGE)],
    ids=["the machine", "somebody unknown", "nobody"],
)
def test_only_an_agent_acts(fast, actor) -> None:
    here = inbound(fast, fast.writes())
    with pytest.raises(NotAllowed):
        asks(fast, here.id, actor=actor)


def test_a_disabled_agent_acts_no_more(fast) -> None:
    here = inbound(fast, fast.writes())
    fast.changes(disabled_at=fast.time)
    with pytest.raises(NotAllowed):
        asks(fast, here.id)


def test_there_is_nothing_to_do_with_a_message_that_is_not_there(fast) -> None:
    with pytest.raises(NoMessage):
        asks(fast, 4711)


def obstacle(desk: Desk, number: int, verb: Verb = Verb.HIDE) -> Obstacle:
    with pytest.raises(NotPossible) as refused:
        asks(desk, number, verb)
    return refused.value.obstacle


@pytest.mark.parametrize("verb", [Verb.DELETE, Verb.LIKE, Verb.UNLIKE])
def test_what_the_platform_has_no_way_for_is_said_before_it_is_asked(fast, verb) -> None:
    assert obstacle(fast, inbound(fast, fast.writes()).id, verb) is Obstacle.NOT_HERE


def test_what_is_ours_and_what_is_theirs_are_told_apart(fast) -> None:
    assert obstacle(fast, ours(fast).id, Verb.HIDE) is Obstacle.NOT_HERE


def test_a_message_that_never_was_on_the_platform_is_not_acted_on(fast) -> None:
    here = inbound(fast, fast.writes())
    with fast.db.write() as session:
        session.get_one(Message, here.id).external_id = None
    assert obstacle(fast, here.id) is Obstacle.NOT_HERE


def test_what_is_gone_is_not_acted_on(fast) -> None:
    here = inbound(fast, fast.writes())
    with fast.db.write() as session:
        removal.remove(session, [here.id], Gone.DELETED, fast.time)
    assert obstacle(fast, here.id) is Obstacle.GONE


@pytest.mark.parametrize(("verb", "hidden"), [(Verb.HIDE, True), (Verb.UNHIDE, False)])
def test_what_is_so_already_is_said(fast, verb, hidden) -> None:
    here = inbound(fast, fast.writes())
    with fast.db.write() as session:
        session.get_one(Message, here.id).hidden = hidden
    assert obstacle(fast, here.id, verb) is Obstacle.ALREADY


def test_the_same_wish_twice_is_one(desk) -> None:
    here = inbound(desk, desk.writes())
    seen = calls(desk)
    assert asks(desk, here.id) == asks(desk, here.id, actor=desk.actor("jonas"))
    acts(desk)
    assert seen.count("act") == 1


def test_another_wish_waits_until_the_first_is_done(fast) -> None:
    here = inbound(fast, fast.writes())
    with fast.db.write() as session:
        session.get_one(Message, here.id).hidden = False
    asks(fast, here.id)
    with pytest.raises(NotPossible) as refused:
        asks(fast, here.id, Verb.UNHIDE)
    assert refused.value.obstacle in (Obstacle.UNDER_WAY, Obstacle.ALREADY)


# -- taking back ----------------------------------------------------------------------------------


def takes_back(desk: Desk, action: int, login: str = "miriam") -> None:
    with desk.db.write() as session:
        acting.take_back(session, desk.actor(login), action, desk.time)


def test_what_was_taken_back_in_time_never_happens(desk) -> None:
    mine = ours(desk)
    action = asks(desk, mine.id, Verb.DELETE)
    takes_back(desk, action)
    desk.wait(minutes=5)
    assert acts(desk).counts == {}
    assert (row(desk, action).state, desk.town.message(mine.external_id).gone) == (
        S.WITHDRAWN,
        None,
    )


def test_a_colleagues_wish_is_not_ours_to_take_back(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    with pytest.raises(NotAllowed):
        takes_back(fast, action, "jonas")


@pytest.mark.parametrize("error", [None, OutcomeUnknown("reset")])
def test_what_is_done_or_may_be_cannot_be_taken_back(fast, error) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    fast.town.fault = armed(error, at="act")
    acts(fast)
    with pytest.raises(NotPossible) as refused:
        takes_back(fast, action)
    assert refused.value.obstacle is Obstacle.TOO_LATE


def test_what_may_be_done_cannot_be_taken_back_when_it_waits_again(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    fast.town.fault = armed(OutcomeUnknown("reset"), Retryable("busy"), at="act")
    acts(fast)
    fast.wait(seconds=fast.settings.settle_seconds)
    acts(fast)
    assert row(fast, action).state == S.QUEUED
    with pytest.raises(NotPossible):
        takes_back(fast, action)


# -- what an answer means -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Retryable("busy"), S.QUEUED),
        (ReauthRequired("token"), S.QUEUED),
        (OutOfCredit("pay"), S.QUEUED),
        (Rejected("no", Refusal.FORBIDDEN), S.FAILED),
        (OutcomeUnknown("reset"), S.UNKNOWN),
        (ValueError("a bug"), S.UNKNOWN),
    ],
)
def test_every_answer_has_its_state_and_nothing_is_shown_as_done(desk, error, state) -> None:
    here = inbound(desk, desk.writes())
    action = asks(desk, here.id)
    desk.town.fault = armed(error, at="act")
    assert acts(desk).counts == {state: 1}
    assert row(desk, action).state == state
    assert not message(desk, here.id).hidden


def test_a_busy_platform_is_not_asked_before_the_time_it_named(desk) -> None:
    action = asks(desk, inbound(desk, desk.writes()).id)
    until = desk.time + timedelta(minutes=7)
    desk.town.fault = armed(Retryable("busy", after=until), at="act")
    acts(desk)
    assert row(desk, action).not_before == until
    desk.wait(minutes=6)
    assert acts(desk).counts == {}
    desk.wait(minutes=1)
    assert acts(desk).counts == {S.DONE: 1}


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ReauthRequired("token"), AccountState.LOGIN_NEEDED),
        (OutOfCredit("pay"), AccountState.OUT_OF_CREDIT),
    ],
)
def test_an_account_that_stops_keeps_its_wishes(desk, error, state) -> None:
    action = asks(desk, inbound(desk, desk.writes()).id)
    desk.town.fault = armed(error, at="act")
    acts(desk)
    with desk.db.read() as session:
        assert session.get_one(Account, desk.account_id).state == state
    desk.wait(days=1)
    assert acts(desk).counts == {}
    with desk.db.write() as session:
        session.get_one(Account, desk.account_id).state = AccountState.ACTIVE
    acts(desk)
    assert row(desk, action).state == S.DONE


def test_a_refusal_is_final_and_says_why(desk) -> None:
    action = asks(desk, inbound(desk, desk.writes()).id)
    desk.town.fault = armed(Rejected("(#200) not yours", Refusal.FORBIDDEN), at="act")
    acts(desk)
    desk.wait(days=1)
    assert acts(desk).counts == {}
    kept = row(desk, action)
    assert (kept.state, kept.refusal, kept.refusal_note) == (
        S.FAILED, Refusal.FORBIDDEN, "(#200) not yours",
    )  # fmt: skip


def test_a_refused_wish_may_be_wished_again(fast) -> None:
    here = inbound(fast, fast.writes())
    asks(fast, here.id)
    fast.town.fault = armed(Rejected("no"), at="act")
    acts(fast)
    asks(fast, here.id)
    assert acts(fast).counts == {S.DONE: 1}


def test_what_was_to_be_deleted_and_is_not_there_is_deleted(fast) -> None:
    mine = ours(fast)
    asks(fast, mine.id, Verb.DELETE)
    fast.wait(minutes=1)
    fast.town.fault = armed(Rejected("unknown object", Refusal.GONE), at="act")
    assert acts(fast).counts == {S.DONE: 1}
    assert message(fast, mine.id).gone == Gone.DELETED


def test_what_was_to_be_hidden_and_is_not_there_is_refused(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    fast.town.fault = armed(Rejected("unknown object", Refusal.GONE), at="act")
    acts(fast)
    assert (row(fast, action).state, row(fast, action).refusal) == (S.FAILED, Refusal.GONE)


# -- outcomes that nobody knows -------------------------------------------------------------------


@pytest.mark.parametrize("at", ["act", "acted"], ids=["before it took effect", "after"])
def test_what_may_be_done_is_done_once_more_a_settle_later(desk, at) -> None:
    here = inbound(desk, desk.writes())
    action = asks(desk, here.id)
    desk.town.fault = armed(OutcomeUnknown("reset"), at=at)
    acts(desk)
    desk.wait(seconds=desk.settings.settle_seconds - 1)
    assert acts(desk).counts == {}
    desk.wait(seconds=1)
    assert acts(desk).counts == {S.DONE: 1}
    assert desk.town.message(here.external_id).hidden
    assert row(desk, action).attempt == 2


def test_after_an_hour_without_an_answer_its_agent_is_asked(desk) -> None:
    here = inbound(desk, desk.writes())
    action = asks(desk, here.id)
    desk.town.fault = armed(*[OutcomeUnknown("reset")] * 500, at="act")
    for _ in range(90):
        desk.wait(minutes=1)
        acts(desk)
    tried = row(desk, action).attempt
    desk.wait(days=1)
    assert acts(desk).counts == {}
    assert (row(desk, action).state, row(desk, action).attempt) == (S.UNKNOWN, tried)
    with desk.db.read() as session:
        shown = actions.of_messages(session, [here.id])[here.id]
    assert (shown.state, desk.time - shown.asked_at > TRIES) == (S.UNKNOWN, True)


def test_its_agent_tries_again(fast) -> None:
    here = inbound(fast, fast.writes())
    action = asks(fast, here.id)
    fast.town.fault = armed(OutcomeUnknown("reset"), at="act")
    acts(fast)
    fast.wait(days=1)
    assert asks(fast, here.id) == action
    assert acts(fast).counts == {S.DONE: 1}


def test_what_led_nowhere_gives_way_to_the_opposite(fast) -> None:
    here = inbound(fast, fast.writes())
    with fast.db.write() as session:
        session.get_one(Message, here.id).hidden = True
    first = asks(fast, here.id, Verb.UNHIDE)
    fast.town.fault = armed(OutcomeUnknown("reset"), at="acted")
    acts(fast)
    assert obstacle(fast, here.id, Verb.HIDE) is Obstacle.UNDER_WAY
    fast.wait(seconds=TRIES.total_seconds() + 1)
    with fast.db.write() as session:
        session.get_one(Message, here.id).hidden = False
    asks(fast, here.id, Verb.HIDE)
    acts(fast)
    assert row(fast, first).state == S.WITHDRAWN
    assert fast.town.message(here.external_id).hidden


def test_a_process_that_died_while_it_acted_leaves_an_unknown(desk) -> None:
    here = inbound(desk, desk.writes())
    action = asks(desk, here.id)
    with desk.db.write() as session:
        held = session.get_one(Action, action)
        held.state, held.attempt, held.sending_at = S.SENDING, 1, desk.time
    assert acts(desk).counts == {S.UNKNOWN: 1}
    desk.wait(seconds=desk.settings.settle_seconds)
    assert acts(desk).counts == {S.DONE: 1}


def test_nobody_acts_for_an_account_that_another_process_holds(desk) -> None:
    action = asks(desk, inbound(desk, desk.writes()).id)
    with desk.locks.hold(desk.account_id):
        assert acts(desk).elsewhere == [desk.account_id]
        assert row(desk, action).state == S.QUEUED
    acts(desk)
    assert row(desk, action).state == S.DONE


class Lost:
    """A lock whose connection is gone."""

    def still(self) -> bool:
        return False


def test_with_a_lost_lock_nothing_is_asked(fast, monkeypatch) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    seen = calls(fast)
    real = fast.locks.hold

    class Losing:
        def hold(self, account_id):
            return _losing(real(account_id))

    fast.locks = Losing()
    acts(fast)
    assert (row(fast, action).state, seen) == (S.QUEUED, [])


def _losing(held):
    from contextlib import contextmanager

    @contextmanager
    def opened():
        with held:
            yield Lost()

    return opened()


def test_that_it_was_done_is_a_fact_whenever_it_is_told(fast) -> None:
    """Its worker was frozen, others put it down as unknown, then it hands in its receipt."""
    here = inbound(fast, fast.writes())
    action = asks(fast, here.id)

    def frozen(step: str) -> None:
        if step == "acted":
            with fast.db.write() as session:
                acting.step(session, session.get_one(Action, action), Step.DIED)

    fast.town.fault = frozen
    acts(fast)
    assert row(fast, action).state == S.DONE
    assert message(fast, here.id).hidden


def test_an_outcome_that_comes_after_another_try_began_is_dropped(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)

    def overtaken(step: str) -> None:
        if step == "act":
            with fast.db.write() as session:
                session.get_one(Action, action).attempt += 1
            raise Rejected("no")

    fast.town.fault = overtaken
    acts(fast)
    assert (row(fast, action).state, row(fast, action).refusal) == (S.UNKNOWN, None)


# -- fairness, order, money -----------------------------------------------------------------------


def test_a_stopped_account_does_nothing_and_another_goes_on(fast) -> None:
    first = asks(fast, inbound(fast, fast.writes()).id)
    with fast.db.write() as session:
        session.get_one(Account, fast.account_id).state = AccountState.PAUSED
    fast.account_id = fast.another_account()
    second = asks(fast, inbound(fast, fast.writes()).id)
    acts(fast)
    assert (row(fast, first).state, row(fast, second).state) == (S.QUEUED, S.DONE)


def test_a_connector_that_cannot_be_opened_asked_for_nothing(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)

    def closed(account_id: int):
        raise OutcomeUnknown("of the refresh")

    carry_out(fast.db, closed, fast.locks, fast.settings, fast.now, "w1")
    assert (row(fast, action).state, row(fast, action).unknown_at) == (S.QUEUED, None)


def test_what_an_action_cost_is_counted(fast, monkeypatch) -> None:
    from connectors.base import Receipt, Usage
    from connectors.memory import MemoryConnector

    def dear(self, action):
        return Receipt(action.target, fast.time, usage=Usage({"reply": 2}))

    monkeypatch.setattr(MemoryConnector, "act", dear)
    asks(fast, inbound(fast, fast.writes()).id)
    acts(fast)
    with fast.db.read() as session:
        assert session.scalars(select(Spending)).one().count == 2


def test_no_transaction_is_open_while_the_platform_is_asked(fast) -> None:
    asks(fast, inbound(fast, fast.writes()).id)
    seen = []
    fast.town.fault = lambda step: seen.append(fast.db.engine.pool.checkedout())
    acts(fast)
    assert set(seen) == {0}


def test_after_the_stop_nothing_more_is_begun(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    carry_out(fast.db, fast.open, fast.locks, fast.settings, fast.now, "w1", lambda: True)
    assert row(fast, action).state == S.QUEUED


def test_each_platforms_verbs_have_an_effect_here(monkeypatch) -> None:
    for platform in PLATFORMS.values():
        for kind in Kind:
            for mine in (True, False):
                verbs = platform.actions(kind, mine)
                assert verbs <= {*acting._EFFECTS, Verb.DELETE}
                assert Verb.DELETE not in verbs or mine, "only what is ours is deleted"


def test_a_liked_message_is_shown_so(fast, monkeypatch) -> None:
    liking = replace(
        PLATFORMS["memory"], actions=lambda kind, mine: frozenset({Verb.LIKE, Verb.UNLIKE})
    )
    monkeypatch.setitem(PLATFORMS, "memory", liking)
    here = inbound(fast, fast.writes())
    for verb, liked in ((Verb.LIKE, True), (Verb.UNLIKE, False)):
        asks(fast, here.id, verb)
        with fast.db.write() as session:
            action = session.scalars(select(Action).where(Action.state == S.QUEUED)).one()
            acting.took_effect(session, action, fast.time)
        assert message(fast, here.id).liked is liked


# -- the table ------------------------------------------------------------------------------------


def test_only_a_claim_leads_to_sending() -> None:
    ways = {what for (_, what), after in TRANSITIONS.items() if after is S.SENDING}
    assert ways == {Step.CLAIMED}


@pytest.mark.parametrize("state", [S.DONE, S.FAILED, S.WITHDRAWN])
def test_what_is_over_is_over(state) -> None:
    assert not [what for (before, what) in TRANSITIONS if before is state]


def test_every_step_is_used() -> None:
    assert {what for _, what in TRANSITIONS} == set(Step)


@pytest.mark.parametrize("state", list(ActionState))
@pytest.mark.parametrize("what", list(Step))
def test_a_step_that_is_not_listed_changes_nothing(fast, state, what) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    with fast.db.write() as session:
        held = session.get_one(Action, action)
        held.state = state
        session.flush()
        if (state, what) in TRANSITIONS:
            assert acting.step(session, held, what) is TRANSITIONS[state, what]
        else:
            with pytest.raises(NotNow):
                acting.step(session, held, what)
            assert held.state == state


def test_of_two_who_step_at_once_one_is_told(fast) -> None:
    action = asks(fast, inbound(fast, fast.writes()).id)
    with fast.db.write() as session:
        mine = session.get_one(Action, action)
        session.connection().execute(Action.__table__.update().values(state=S.WITHDRAWN))
        with pytest.raises(NotNow):
            acting.step(session, mine, Step.CLAIMED)


def test_the_newest_wish_is_shown_and_one_taken_back_is_not(desk) -> None:
    here = inbound(desk, desk.writes())
    first = asks(desk, here.id)
    acts(desk)
    takes_back(desk, asks(desk, here.id, Verb.UNHIDE))
    with desk.db.read() as session:
        shown = actions.of_messages(session, [here.id, 4711])
    assert list(shown) == [here.id]
    assert (shown[here.id].id, shown[here.id].agent) == (first, "Miriam Brandt")
