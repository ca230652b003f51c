"""A second pair of eyes: asked for or required, never the author's own, never past the rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Audit, Conversation, ConversationState, ReplyState, Role
from inbox.care import agents, closing
from inbox.care.delivery import NotNow
from inbox.care.owning import NobodyThere
from inbox.care.rights import MACHINE, NotAllowed, Via
from inbox.outgoing import approving, replying
from inbox.outgoing.wishes import Asked, Wish
from inbox.queries import agents as people
from inbox.queries import drafts
from inbox.queries.drafts import Why
from tests.cast import OEZTUERK
from tests.inbox.outgoing.waiting import LATER, asks, later, writes_again

TEXT = "Wir erstatten Ihnen das Geld."


def held(desk, text: str = TEXT, wish: Wish | None = None, **how) -> tuple[int, int]:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation, text, wish=wish or asks(), **how)
    return conversation, reply_id


def approves(desk, reply_id: int, login: str = "jonas") -> str:
    with desk.db.write() as session:
        return approving.approve(session, desk.actor(login), reply_id, desk.settings, desk.time)


def changes(desk, reply_id: int, text: str) -> str:
    with desk.db.write() as session:
        actor = desk.actor("jonas")
        return approving.change(session, actor, reply_id, text, desk.settings, desk.time)


def sends_back(desk, reply_id: int, note: str = "", login: str = "jonas") -> None:
    with desk.db.write() as session:
        approving.send_back(session, desk.actor(login), reply_id, note, desk.time)


def required(desk, *, on: bool = True) -> None:
    with desk.db.write() as session:
        agents.set_approval(session, MACHINE, desk.agents["miriam"], desk.time, on=on)


def test_what_is_asked_about_does_not_leave(desk) -> None:
    conversation, reply_id = held(desk)
    desk.wait(hours=1)
    desk.delivers()
    assert (desk.state(reply_id), desk.sent()) == (ReplyState.HELD, [])
    assert desk.conversation(conversation).approval_at is not None


def test_approved_it_leaves_signed_by_its_author(desk) -> None:
    conversation, reply_id = held(desk)
    text = desk.reply(reply_id).text
    approves(desk, reply_id)
    desk.delivers()
    assert desk.sent() == [text]
    assert "Miriam Brandt" in text
    assert desk.history(reply_id) == ["approval", "approved", "claimed", "receipt"]
    assert desk.conversation(conversation).approval_at is None


def test_what_was_put_away_meanwhile_is_open_again_when_it_is_sent_back(desk) -> None:
    conversation, reply_id = held(desk)
    waited = desk.conversation(conversation).waiting_since
    with desk.db.write() as session:
        closing.close(session, desk.actor("jonas"), conversation, desk.time)
    sends_back(desk, reply_id)
    found = desk.conversation(conversation)
    assert (found.state, found.waiting_since) == (ConversationState.OPEN, waited)


def test_who_approved_stands_in_the_row_and_in_the_audit(fast) -> None:
    _, reply_id = held(fast)
    approves(fast, reply_id)
    with fast.db.read() as session:
        audited = session.scalars(select(Audit).filter_by(action="approved")).one()
    jonas = fast.agents["jonas"]
    assert (fast.reply(reply_id).approved_by, audited.agent_id) == (jonas, jonas)


@pytest.mark.parametrize("act", [approves, sends_back], ids=["approve", "send back"])
def test_nobody_is_their_own_second_pair_of_eyes(fast, act) -> None:
    _, reply_id = held(fast)
    with pytest.raises(NotAllowed):
        act(fast, reply_id, login="miriam")


def test_it_is_approved_once(fast) -> None:
    _, reply_id = held(fast)
    approves(fast, reply_id)
    with pytest.raises(NotNow):
        approves(fast, reply_id)


def test_changed_it_leaves_in_other_words_and_the_author_reads_the_old_ones(desk) -> None:
    _, reply_id = held(desk)
    changes(desk, reply_id, "Das Geld kommt am Montag.")
    desk.delivers()
    (sent,) = desk.sent()
    assert sent.startswith("Das Geld kommt am Montag.")
    assert "Miriam Brandt" in sent
    assert desk.history(reply_id)[:3] == ["approval", "changed", "approved"]


def test_a_change_may_make_it_longer_or_shorter(fast) -> None:
    long = " ".join(f"Satz {number} steht hier und ist nicht kurz." for number in range(20))
    _, reply_id = held(fast)
    changes(fast, reply_id, long)
    for _ in range(fast.reply(reply_id).parts):
        fast.delivers()
    assert len(fast.sent()) == fast.reply(reply_id).parts > 1
    conversation = fast.writes()
    first, *_ = fast.answers(conversation, long, split=True, wish=asks(), despite="ja")
    changes(fast, first, "Kurz gesagt: ja.")
    fast.delivers()
    assert fast.sent()[-1].startswith("Kurz gesagt: ja.")
    assert fast.reply(first).parts == 1


def test_a_change_obeys_the_rules(fast) -> None:
    _, reply_id = held(fast)
    with pytest.raises(replying.Objected):
        changes(fast, reply_id, "Rufen Sie 0900 123456 an.")
    assert fast.state(reply_id) == ReplyState.HELD
    assert fast.reply(reply_id).body == TEXT


def test_sent_back_it_is_in_the_authors_draft_with_the_note(desk) -> None:
    conversation, reply_id = held(desk)
    sends_back(desk, reply_id, "Bitte mit Datum.")
    assert desk.state(reply_id) == ReplyState.WITHDRAWN
    with desk.db.read() as session:
        kept = drafts.draft(session, desk.agents["miriam"], conversation)
    assert kept is not None
    assert kept.text == TEXT
    assert (kept.told.why, kept.told.by, kept.told.note) == (
        Why.SENT_BACK, "Jonas Weber", "Bitte mit Datum.",
    )  # fmt: skip


def test_its_author_takes_it_back(fast) -> None:
    conversation, reply_id = held(fast)
    with fast.db.write() as session:
        replying.undo(session, fast.actor(), reply_id, fast.time)
    assert fast.draft(conversation) == TEXT
    assert fast.conversation(conversation).approval_at is None


def test_when_the_customer_writes_again_it_goes_back_to_its_author(desk) -> None:
    conversation, reply_id = held(desk)
    writes_again(desk, conversation)
    assert desk.state(reply_id) == ReplyState.WITHDRAWN
    assert desk.draft(conversation) == TEXT
    with pytest.raises(NotNow):
        approves(desk, reply_id)


def test_a_closed_window_is_said_to_whoever_approves(fast) -> None:
    _, reply_id = held(fast)
    with fast.db.write() as session:
        session.execute(update(Conversation).values(answer_until=fast.time + timedelta(hours=1)))
    fast.wait(hours=2)
    with pytest.raises(replying.Objected) as refused:
        approves(fast, reply_id)
    assert [each.rule for each in refused.value.objections] == ["window_closed"]


def test_asked_of_one_colleague_it_says_whom(fast) -> None:
    jonas = fast.agents["jonas"]
    _, reply_id = held(fast, wish=asks(jonas, " Ist das richtig? "))
    assert fast.reply(reply_id).held_note == {"of": jonas, "note": "Ist das richtig?"}


@pytest.mark.parametrize("whom", ["miriam", None], ids=["oneself", "a stranger"])
def test_nobody_who_could_not_look_is_asked(fast, whom) -> None:
    of = fast.agents[whom] if whom else 999
    with pytest.raises(NobodyThere):
        held(fast, wish=asks(of))


# -- required -------------------------------------------------------------------------------------


@pytest.mark.parametrize("wish", [None, later, asks], ids=["a click", "for later", "asked"])
@pytest.mark.parametrize("via", list(Via))
def test_whoever_needs_approval_sends_nothing_without(fast, wish, via) -> None:
    required(fast)
    conversation = fast.writes()
    given = wish(fast) if wish is later else wish() if wish else None
    with fast.db.write() as session:
        actor = fast.actor(via=via)
        queued = replying.queue(
            session, actor, conversation, TEXT, "k", fast.settings, fast.time, wish=given
        )
    assert queued.state is ReplyState.HELD
    fast.wait(days=2)
    fast.delivers()
    assert fast.sent() == []


def test_every_part_of_a_long_one_waits_for_it(fast) -> None:
    required(fast)
    ids = fast.answers(fast.writes(), "Das ist ein Satz von vielen. " * 30, split=True)
    assert {fast.state(each) for each in ids} == {"held"}
    approves(fast, ids[0])
    for _ in ids:
        fast.delivers()
    assert len(fast.sent()) == len(ids) > 1


def test_what_was_for_later_keeps_its_time_when_it_is_approved(desk) -> None:
    required(desk)
    _, reply_id = held(desk, wish=later(desk))
    assert approves(desk, reply_id) is ReplyState.SCHEDULED
    desk.delivers()
    assert desk.sent() == []
    desk.time += LATER
    desk.delivers()
    assert desk.state(reply_id) == ReplyState.DELIVERED


def test_what_was_scheduled_before_it_was_required_is_held_at_its_time(fast) -> None:
    _, reply_id = held(fast, wish=later(fast))
    required(fast)
    fast.time += LATER
    fast.delivers()
    assert (fast.state(reply_id), fast.reply(reply_id).held_for) == ("held", "approval")
    approves(fast, reply_id)
    fast.delivers()
    assert fast.state(reply_id) == ReplyState.DELIVERED


def test_no_longer_required_it_is_a_click_as_ever(fast) -> None:
    required(fast)
    required(fast, on=False)
    (reply_id,) = fast.answers(fast.writes())
    assert fast.state(reply_id) == ReplyState.QUEUED


def test_a_colleague_is_told_of_what_waits_for_approval(fast) -> None:
    conversation, _ = held(fast)
    with pytest.raises(replying.Objected):
        fast.answers(conversation, login="jonas")


def test_a_note_is_clipped_and_cleaned(fast) -> None:
    _, reply_id = held(fast, wish=Wish(approval=Asked(None, "a\0b" * 1000)))
    note = fast.reply(reply_id).held_note["note"]
    assert "\0" not in note
    assert len(note) <= 1000


# -- required of everybody with a role ------------------------------------------------------------


def of_role(desk, role: Role = Role.AGENT, *, on: bool = True) -> None:
    with desk.db.write() as session:
        agents.set_role_approval(session, MACHINE, role, desk.time, on=on)


def test_whose_role_needs_approval_sends_nothing_without(desk) -> None:
    of_role(desk)
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation)
    assert (desk.state(reply_id), desk.reply(reply_id).held_for) == ("held", "approval")
    approves(desk, reply_id)
    desk.delivers()
    assert desk.state(reply_id) == ReplyState.DELIVERED


def test_another_roles_approval_concerns_nobody_else(fast) -> None:
    of_role(fast, Role.ADMIN)
    (reply_id,) = fast.answers(fast.writes())
    assert fast.state(reply_id) == ReplyState.QUEUED


def test_a_new_role_brings_its_own_rule(fast) -> None:
    of_role(fast, Role.ADMIN)
    fast.changes(role=Role.ADMIN.value)
    (reply_id,) = fast.answers(fast.writes())
    assert fast.state(reply_id) == ReplyState.HELD


def test_what_was_scheduled_before_the_role_needed_it_is_held_at_its_time(fast) -> None:
    _, reply_id = held(fast, wish=later(fast))
    of_role(fast)
    fast.time += LATER
    fast.delivers()
    assert (fast.state(reply_id), fast.reply(reply_id).held_for) == ("held", "approval")


def test_who_is_asked_for_themselves_stays_asked_when_their_role_is_not(fast) -> None:
    required(fast)
    of_role(fast)
    of_role(fast, on=False)
    (reply_id,) = fast.answers(fast.writes())
    assert fast.state(reply_id) == ReplyState.HELD
    of_jonas = fast.answers(fast.writes(who=OEZTUERK), login="jonas")
    assert fast.state(of_jonas[0]) == ReplyState.QUEUED


def test_a_change_for_a_role_is_audited_once(desk) -> None:
    of_role(desk, on=False)
    of_role(desk)
    of_role(desk)
    of_role(desk, on=False)
    with desk.db.read() as session:
        rows = session.scalars(select(Audit).filter_by(subject="roles:agent").order_by(Audit.id))
        assert [(row.action, row.note) for row in rows] == [
            ("approval", {"on": True}), ("approval", {"on": False}),
        ]  # fmt: skip


def test_the_composer_is_told_by_role_as_well(fast) -> None:
    miriam = fast.agents["miriam"]
    with fast.db.read() as session:
        assert not people.agent(session, miriam).needs_approval
    of_role(fast)
    with fast.db.read() as session:
        assert people.agent(session, miriam).needs_approval
        assert all(one.needs_approval for one in people.everybody(session) if one.role == "agent")
