"""From the click to the outbox: signed, once, in one transaction, and back again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from connectors.base import Answerable, Kind
from db.models import Audit, Draft, Message, Reply, ReplyState, Role
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.outgoing import replying
from tests import cast
from tests.desk import Desk, settings

LONG = "Wir haben den Betrag heute zurückgebucht. " * 12


def previewed(desk: Desk, conversation: int, text: str, **how) -> replying.Preview:
    with desk.db.read() as session:
        return replying.preview(
            session, desk.actor(), conversation, text, desk.settings, desk.time, **how
        )


def test_what_is_previewed_is_what_is_stored(desk) -> None:
    conversation = desk.writes()
    shown = previewed(desk, conversation, "  Das klären wir. ")
    (reply_id,) = desk.answers(conversation, "  Das klären wir. ")
    row = desk.reply(reply_id)
    (part,) = shown.parts
    assert (row.text, row.body, row.signature) == (part.text, part.body, part.signature)
    assert row.state == ReplyState.QUEUED


def test_a_reply_is_signed_with_name_and_direct_contact(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    text = fast.reply(reply_id).text
    assert all(said in text for said in ("Miriam Brandt", "+49 30 23125456", "miriam@example.com"))


def test_queuing_writes_history_audit_and_empties_the_draft(desk) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        session.add(
            Draft(
                agent_id=desk.agents["miriam"],
                conversation_id=conversation,
                key="k1",
                text="Das klären wir.",
                updated_at=desk.time,
            )
        )
    (reply_id,) = desk.answers(conversation, "Das klären wir.", key="k1")
    with desk.db.read() as session:
        audited = session.scalars(select(Audit).filter_by(action="replied")).one()
        drafts = session.scalar(select(func.count()).select_from(Draft))
    assert desk.history(reply_id) == ["queued"]
    assert (audited.action, audited.subject) == ("replied", f"replies:{reply_id}")
    assert (audited.agent_id, audited.via) == (desk.agents["miriam"], "page")
    assert drafts == 0


def test_the_audit_never_holds_the_words(fast) -> None:
    fast.answers(fast.writes(), "Ein ganz besonderes Wort")
    with fast.db.read() as session:
        notes = [str(row.note) for row in session.scalars(select(Audit).order_by(Audit.id))]
    assert not any("besonderes" in note for note in notes)


def test_the_same_click_twice_is_one_reply(desk) -> None:
    conversation = desk.writes()
    first = desk.answers(conversation, key="k1")
    assert desk.answers(conversation, key="k1") == first
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == 1


def test_other_words_under_a_used_key_are_not_lost(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, "Das klären wir.", key="k1")
    fast.answers(conversation, "Und noch etwas.", key="k1")
    assert fast.draft(conversation) == "Und noch etwas."


def test_a_key_of_a_colleague_opens_nothing(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, key="k1")
    with pytest.raises(NotAllowed):
        fast.answers(conversation, key="k1", login="jonas")


@pytest.mark.parametrize(
    "actor",
    [MACHINE, Actor(999, Role.AGENT, Via.PAGE), Actor(None, Role.AGENT, Via.PAGE)],
    ids=["the machine", "somebody unknown", "nobody"],
)
def test_only_an_agent_writes_to_customers(fast, actor) -> None:
    conversation = fast.writes()
    with pytest.raises(NotAllowed), fast.db.write() as session:
        replying.queue(session, actor, conversation, "Hallo", "k", fast.settings, fast.time)


def test_a_disabled_agent_writes_no_more(fast) -> None:
    conversation = fast.writes()
    fast.changes(disabled_at=fast.time)
    with pytest.raises(NotAllowed):
        fast.answers(conversation)


def rules_of(refused) -> list[str]:
    return [objection.rule for objection in refused.value.objections]


@pytest.mark.parametrize(
    ("profile", "rule"),
    [
        ({"phone": None, "email": None}, "no_contact"),
        ({"phone": "+49900123456"}, "profile"),
        ({"email": "noreply@example.com"}, "profile"),
    ],
    ids=["no contact", "paid number", "no-reply address"],
)
def test_a_profile_that_cannot_sign_sends_nothing(fast, profile, rule) -> None:
    conversation = fast.writes()
    fast.changes(**profile)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation)
    assert rules_of(refused) == [rule]
    with fast.db.read() as session:
        assert session.scalars(select(Reply)).all() == []


def test_an_unsigned_text_cannot_be_stored(database) -> None:
    desk = Desk(database)
    (reply_id,) = desk.answers(desk.writes())
    with pytest.raises(IntegrityError), desk.db.write() as session:
        session.get_one(Reply, reply_id).text = "Das klären wir."


def test_the_full_contact_stands_once_in_a_conversation(fast) -> None:
    conversation = fast.writes()
    first, second = (fast.answers(conversation, text)[0] for text in ("Moment.", "Erledigt."))
    assert "miriam@example.com" in fast.reply(first).text
    assert "miriam@example.com" not in fast.reply(second).text
    assert "Miriam Brandt" in fast.reply(second).text


def test_a_colleague_introduces_herself_anew(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    (second,) = fast.answers(conversation, "Ich auch.", "jonas", read=fast.has_read())
    assert "jonas@example.com" in fast.reply(second).text


def test_a_reply_taken_back_introduced_nobody(fast) -> None:
    conversation = fast.writes()
    (first,) = fast.answers(conversation)
    undone(fast, first)
    (second,) = fast.answers(conversation)
    assert "miriam@example.com" in fast.reply(second).text


def test_a_long_text_is_refused_until_its_agent_splits_it(fast) -> None:
    conversation = fast.writes()
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, LONG)
    assert "too_long" in rules_of(refused)
    assert not refused.value.preview.fits


def test_each_part_of_a_split_is_whole_and_signed(fast) -> None:
    conversation = fast.writes()
    ids = fast.answers(conversation, LONG, split=True)
    rows = [fast.reply(reply_id) for reply_id in ids]
    assert len(rows) > 2
    assert all(len(row.text) <= 280 and row.text.endswith(row.signature) for row in rows)
    assert [row.after_id for row in rows] == [None, *ids[:-1]]
    assert " ".join(row.body for row in rows) == LONG.strip()


def test_a_preview_of_a_split_shows_its_parts(fast) -> None:
    conversation = fast.writes()
    shown = previewed(fast, conversation, LONG, split=True)
    ids = fast.answers(conversation, LONG, split=True)
    assert [part.text for part in shown.parts] == [fast.reply(each).text for each in ids]


def test_an_empty_composer_shows_the_signature(fast) -> None:
    shown = previewed(fast, fast.writes(), "")
    assert "Miriam Brandt" in shown.parts[0].signature
    assert [objection.rule for objection in shown.objections] == ["nothing_written"]


def test_a_longer_x_account_has_more_room(sqlite_database) -> None:
    desk = Desk(sqlite_database, settings(x_max_length=4000))
    conversation = desk.writes()
    with desk.db.write() as session:
        session.get_one(cast.Account, desk.account_id).platform = "twitter"
    assert previewed(desk, conversation, LONG).parts[0].limit == 4000


def test_a_private_answer_goes_to_the_person(fast) -> None:
    row = fast.reply(fast.answers(fast.writes(kind=Kind.DIRECT))[0])
    assert (row.kind, row.recipient_id) == ("direct", cast.ERIKA.external_id)


def test_a_reply_answers_the_newest_message_that_can_be_answered(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        for number, answerable in enumerate((Answerable.YES, Answerable.NOT_SUMMONED), 1):
            session.add(
                Message(
                    account_id=fast.account_id,
                    external_id=f"later-{number}",
                    thread_id="1",
                    conversation_id=conversation,
                    kind="mention",
                    direction="inbound",
                    text="Hallo?",
                    created_at=cast.NOON.replace(minute=number),
                    stored_at=cast.NOON,
                    answerable=answerable,
                )
            )
    assert fast.reply(fast.answers(conversation)[0]).target == "later-1"


@pytest.mark.parametrize("answerable", [each for each in Answerable if each is not Answerable.YES])
def test_what_the_platform_would_not_take_is_said_first(fast, answerable) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        session.scalars(select(Message)).one().answerable = answerable
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, despite="trotzdem")
    assert rules_of(refused) == [answerable.value]


def test_a_deleted_message_is_not_answered(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        session.scalars(select(Message)).one().deleted_at = fast.time
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation)
    assert rules_of(refused) == ["gone"]


@pytest.mark.parametrize(("seconds", "goes"), [(1, True), (0, False), (-1, False)])
def test_a_closed_window_blocks(fast, seconds, goes) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        row = session.get_one(cast.Conversation, conversation)
        row.answer_until = fast.time.replace() + (cast.timedelta(seconds=seconds))
    if goes:
        assert fast.answers(conversation)
    else:
        with pytest.raises(replying.Objected) as refused:
            fast.answers(conversation)
        assert rules_of(refused) == ["window_closed"]


def test_the_second_of_two_agents_sees_who_was_first_and_when(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation)
    with pytest.raises(replying.Objected) as refused:
        desk.answers(conversation, "Ich auch.", "jonas")
    (objection,) = refused.value.objections
    assert objection.params == {"colleague": "Miriam Brandt", "at": desk.time}


PASSES_ON = "Ich leite das weiter."


def test_a_reason_answers_what_holds_and_the_audit_keeps_it(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, PASSES_ON, despite=" abgesprochen ")
    with fast.db.read() as session:
        note = session.scalars(select(Audit).order_by(Audit.id.desc())).first().note
    assert note["despite"] == "abgesprochen"
    assert note["objections"] == ["passes_on"]


def test_blanks_are_no_reason(fast) -> None:
    conversation = fast.writes()
    with pytest.raises(replying.Objected):
        fast.answers(conversation, PASSES_ON, despite="  ")


def test_what_a_colleague_wrote_before_the_draft_began_holds_nothing(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    fast.wait(minutes=1)
    fast.types(conversation, "Ich auch.", "jonas")
    assert fast.answers(conversation, "Ich auch.", "jonas")


def test_a_customer_who_wrote_again_holds_the_reply(fast) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Das klären wir.")
    with fast.db.write() as session:
        session.scalars(select(Message)).one().stored_at = fast.time + cast.timedelta(seconds=5)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation)
    assert rules_of(refused) == ["wrote_again"]


def test_an_objection_leaves_the_draft_as_it_was(fast) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Ticketnummer 4711")
    with pytest.raises(replying.Objected):
        fast.answers(conversation, "Ticketnummer 4711")
    assert fast.draft(conversation) == "Ticketnummer 4711"


def undone(desk: Desk, reply_id: int, login: str = "miriam") -> str:
    with desk.db.write() as session:
        return replying.undo(session, desk.actor(login), reply_id, desk.time)


def test_undo_puts_the_words_back_as_they_were_typed(desk) -> None:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation, "Erstens.\n\nZweitens. ")
    assert undone(desk, reply_id) == "Erstens.\n\nZweitens. "
    assert desk.state(reply_id) == ReplyState.WITHDRAWN
    desk.after_undo()
    assert desk.sent() == []


def test_undo_takes_all_parts_back(fast) -> None:
    text = LONG.replace(". ", ".\n\n", 1)
    conversation = fast.writes()
    ids = fast.answers(conversation, text, split=True)
    assert undone(fast, ids[1]) == text
    with fast.db.read() as session:
        back = session.get_one(Draft, (fast.agents["miriam"], conversation))
    assert back.split
    assert {fast.state(each) for each in ids} == {ReplyState.WITHDRAWN}


def test_undo_of_a_split_leaves_what_is_there_and_gives_back_the_rest(fast) -> None:
    conversation = fast.writes()
    text = LONG.replace("zurückgebucht. ", "zurückgebucht.\n\n")
    ids = fast.answers(conversation, text, split=True)
    first = fast.reply(ids[0])
    with fast.db.write() as session:
        for reply_id in ids[1:]:
            session.get_one(Reply, reply_id).not_before = fast.time.replace(year=2030)
    fast.after_undo()
    rest = undone(fast, ids[1])
    assert text.strip() == f"{first.body}\n\n{rest}".strip()
    assert fast.sent() == [first.text]


def test_what_is_on_its_way_cannot_be_taken_back(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    fast.after_undo()
    with pytest.raises(replying.TooLate):
        undone(fast, reply_id)


def test_nobody_takes_back_a_colleagues_reply(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    with pytest.raises(NotAllowed):
        undone(fast, reply_id, "jonas")


def test_undo_does_not_write_over_what_was_typed_since(fast) -> None:
    conversation = fast.writes()
    (reply_id,) = fast.answers(conversation, "Das klären wir.")
    fast.types(conversation, "Und außerdem")
    undone(fast, reply_id)
    assert fast.draft(conversation) == "Das klären wir.\n\nUnd außerdem"


def test_a_conversation_that_is_not_there_is_said_so(fast) -> None:
    with pytest.raises(LookupError):
        fast.answers(4711)


def test_a_reply_that_is_not_there_is_said_so(fast) -> None:
    with pytest.raises(LookupError):
        undone(fast, 4711)
