"""What concerns an agent: told once a cause, never to who did it, seen everywhere at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Rejected
from db.models import Conversation, Handover, Notice, NoticeKind, Outcome, Read, Reply
from inbox.care import handing, noticing, noting, owning, unsent
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE
from inbox.outgoing import approving
from inbox.pages import notice_words
from inbox.queries import notices
from inbox.texts import texts
from tests.desk import Desk, armed


def tells(desk: Desk, kind: NoticeKind, conversation: int, cause: str = "1", **how) -> None:
    with desk.db.write() as session:
        whom = how.pop("agents", [desk.agents["miriam"]])
        noticing.tell(session, kind, whom, conversation, cause, desk.time, **how)


def shown(desk: Desk, login: str = "miriam") -> list[tuple[str, bool]]:
    with desk.db.read() as session:
        found, _ = notices.page(session, desk.agents[login])
        return [(one.kind, one.seen) for one in found]


def unseen(desk: Desk, login: str = "miriam") -> int:
    with desk.db.read() as session:
        return notices.unseen(session, desk.agents[login])


def test_the_same_cause_is_told_once(desk) -> None:
    conversation = desk.writes()
    for _ in range(2):
        tells(desk, NoticeKind.MENTIONED, conversation)
    tells(desk, NoticeKind.MENTIONED, conversation, cause="2")
    assert shown(desk) == [("mentioned", False), ("mentioned", False)]


def test_nobody_is_told_what_they_did_themselves(desk) -> None:
    both, jonas = list(desk.agents.values()), desk.agents["jonas"]
    tells(desk, NoticeKind.GIVEN, desk.writes(), agents=both, by=jonas)
    assert (unseen(desk), unseen(desk, "jonas")) == (1, 0)


def test_what_is_seen_in_a_conversation_is_seen_there_alone(desk) -> None:
    first, second = desk.writes(), desk.writes("Und mein Vertrag?")
    tells(desk, NoticeKind.GIVEN, first)
    tells(desk, NoticeKind.MENTIONED, first)
    tells(desk, NoticeKind.GIVEN, second, cause="2")
    with desk.db.write() as session:
        noticing.seen(session, desk.actor("jonas"), first, desk.time)
    assert unseen(desk) == 3
    with desk.db.write() as session:
        noticing.seen(session, desk.actor(), first, desk.time)
    assert shown(desk) == [("given", False), ("mentioned", True), ("given", True)]


def test_what_came_after_the_list_was_read_stays_new(desk) -> None:
    conversation = desk.writes()
    tells(desk, NoticeKind.GIVEN, conversation)
    with desk.db.read() as session:
        (read,), _ = notices.page(session, desk.agents["miriam"])
    tells(desk, NoticeKind.MENTIONED, conversation)
    with desk.db.write() as session:
        noticing.all_seen(session, desk.actor(), read.id, desk.time)
    assert shown(desk) == [("mentioned", False), ("given", True)]


def owns(desk: Desk, conversation: int, login: str = "miriam") -> None:
    with desk.db.write() as session:
        found = session.get_one(Conversation, conversation)
        found.owner_id = desk.agents[login]


def test_who_has_it_hears_that_the_customer_wrote_again_and_of_the_newest_only(desk) -> None:
    mine, nobodys = desk.writes(), desk.writes("Und mein Vertrag?")
    owns(desk, mine)
    for message in (11, 12):
        with desk.db.write() as session:
            said = {mine: (message, desk.time), nobodys: (message + 10, desk.time)}
            noticing.wrote(session, said, desk.time)
        desk.wait(minutes=1)
    assert shown(desk) == [("wrote", False)]
    with desk.db.read() as session:
        assert session.scalars(select(Notice.key)).all() == ["wrote|messages:12"]


def test_what_was_seen_stays_when_the_customer_writes_once_more(desk) -> None:
    conversation = desk.writes()
    owns(desk, conversation)
    for message in (11, 12):
        with desk.db.write() as session:
            noticing.wrote(session, {conversation: (message, desk.time)}, desk.time)
            noticing.seen(session, desk.actor(), conversation, desk.time)
    assert shown(desk) == [("wrote", True), ("wrote", True)]


def test_the_pages_go_on_where_the_last_one_ended(desk) -> None:
    conversation = desk.writes()
    for cause in range(5):
        tells(desk, NoticeKind.MENTIONED, conversation, cause=str(cause))
    read, before = [], None
    with desk.db.read() as session:
        while True:
            found, before = notices.page(session, desk.agents["miriam"], before, limit=2)
            read += [one.id for one in found]
            if before is None:
                break
    assert read == sorted(read, reverse=True)
    assert len(read) == 5


def test_a_month_later_it_is_gone(desk) -> None:
    conversation = desk.writes()
    tells(desk, NoticeKind.GIVEN, conversation)
    desk.wait(days=29)
    tells(desk, NoticeKind.MENTIONED, conversation)
    desk.wait(days=2)
    with desk.db.write() as session:
        assert noticing.sweep(session, desk.time) == 1
    assert shown(desk) == [("mentioned", False)]


@pytest.mark.parametrize(
    ("written", "later", "rings"), [(0, 0, True), (30, 0, False), (0, 3, False)]
)
def test_only_what_is_fresh_rings(fast, written: int, later: int, *, rings: bool) -> None:
    conversation, at = fast.writes(), fast.time - timedelta(minutes=written)
    owns(fast, conversation)
    with fast.db.write() as session:
        noticing.wrote(session, {conversation: (11, at)}, fast.time)
    fast.wait(minutes=later)
    with fast.db.read() as session:
        found = notices.ring(session, fast.agents["miriam"], fast.time)
    assert bool(found) is rings


def test_the_tab_counts_what_waits_unread_for_me_or_for_anybody(desk) -> None:
    mine, nobodys, others, read = (desk.writes(f"Nummer {n}") for n in range(4))
    owns(desk, mine)
    owns(desk, others, "jonas")
    with desk.db.write() as session:
        last = session.get_one(Conversation, read).last_inbound_id
        session.add(Read(
            agent_id=desk.agents["miriam"], conversation_id=read, message_id=last
        ))  # fmt: skip
        session.flush()
        assert notices.waiting(session, desk.agents["miriam"]) == 2
        session.get_one(Conversation, nobodys).state = "done"
        session.flush()
        assert notices.waiting(session, desk.agents["miriam"]) == 1


# -- who causes it --------------------------------------------------------------------------------


def news(desk: Desk, login: str = "miriam") -> list[str]:
    """Return what the bell says, the newest first, in English."""
    t = texts("en")
    with desk.db.read() as session:
        found, _ = notices.page(session, desk.agents[login])
        return [notice_words.sentence(t, one, desk.time) for one in found]


def test_a_note_that_names_somebody_is_told_and_untold(desk) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        note = noting.write(
            session, desk.actor("jonas"), conversation, "@Miriam Brandt?", "k", desk.time
        )
    assert news(desk) == ["Jonas Weber named you in a note about Erika M."]
    with desk.db.write() as session:
        noting.take_back(session, desk.actor("jonas"), note, desk.time)
    assert news(desk) == []


def offered(desk: Desk) -> tuple[int, int]:
    """Let Miriam ask Jonas to take hers over."""
    conversation = desk.writes()
    owns(desk, conversation)
    with desk.db.write() as session:
        jonas, wait = desk.agents["jonas"], timedelta(hours=1)
        offer = handing.offer(session, desk.actor(), conversation, jonas, "", wait, desk.time)
    return conversation, offer


@pytest.mark.parametrize(
    ("answer", "asked", "asker"),
    [
        (None, ["Miriam Brandt asks you to take over Erika M."], []),
        ("accept", ["Miriam Brandt asks you to take over Erika M."],
         ["Jonas Weber took over Erika M."]),
        ("decline", ["Miriam Brandt asks you to take over Erika M."],
         ["Jonas Weber does not take over Erika M."]),
        ("take_back", [], []),
        ("expire", [], ["Nobody answered in time: Erika M. was not taken over."]),
    ],
)  # fmt: skip
def test_who_asks_and_who_is_asked_hear_of_a_hand_over(
    desk, answer: str | None, asked: list[str], asker: list[str]
) -> None:
    _, offer = offered(desk)
    with desk.db.write() as session:
        match answer:
            case "accept":
                handing.accept(session, desk.actor("jonas"), offer, desk.time)
            case "decline":
                handing.decline(session, desk.actor("jonas"), offer, "Keine Zeit", desk.time)
            case "take_back":
                handing.take_back(session, desk.actor(), offer, desk.time)
            case "expire":
                handing.expire(session, desk.time + timedelta(hours=2))
    assert (news(desk, "jonas"), news(desk)) == (asked, asker)


def test_what_an_admin_gives_is_told_what_one_takes_is_not(desk) -> None:
    given, taken = desk.writes(), desk.writes()
    miriam = Holder(desk.agents["miriam"])
    with desk.db.write() as session:
        owning.hand(session, MACHINE, given, miriam, Holder(), desk.time)
        owning.hand(session, desk.actor(), taken, miriam, Holder(), desk.time)
    assert news(desk) == ["The conversation with Erika M. is yours now."]


def hands(desk: Desk, conversation: int, by: str, had: str, to: Holder | None = None) -> None:
    with desk.db.write() as session:
        mine, theirs = Holder(desk.agents[by]), Holder(desk.agents[had])
        owning.hand(session, desk.actor(by), conversation, to or mine, theirs, desk.time)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (None, "Jonas Weber has taken the conversation with Erika M. from you."),
        (Holder(), "Jonas Weber gave Erika M., whom you had, into other hands."),
    ],
)
def test_who_loses_theirs_to_a_colleague_is_told(desk, to: Holder | None, said: str) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        mine = Holder(desk.agents["miriam"])
        owning.hand(session, desk.actor(), conversation, mine, Holder(), desk.time)
    hands(desk, conversation, "jonas", "miriam", to)
    assert (news(desk), news(desk, "jonas")) == ([said], [])


def test_who_is_at_work_there_has_not_seen_that_it_was_taken(desk) -> None:
    conversation, miriam = desk.writes(), desk.agents["miriam"]
    tells(desk, NoticeKind.MENTIONED, conversation)
    tells(desk, NoticeKind.TAKEN, conversation)
    with desk.db.write() as session:
        noticing.seen(session, desk.actor(), conversation, desk.time)
    assert shown(desk) == [("taken", False), ("mentioned", True)]
    with desk.db.read() as session:
        assert not notices.concerned(session, miriam, conversation)


def test_who_puts_their_own_back_is_told_nothing(desk) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        mine = Holder(desk.agents["miriam"])
        owning.hand(session, desk.actor(), conversation, mine, Holder(), desk.time)
    hands(desk, conversation, "miriam", "miriam", Holder())
    assert news(desk) == []


def test_who_is_asked_and_takes_it_by_another_way_has_accepted(desk) -> None:
    conversation, offer = offered(desk)
    hands(desk, conversation, "jonas", "miriam")
    assert (news(desk), news(desk, "jonas")) == (["Jonas Weber took over Erika M."], [])
    with desk.db.read() as session:
        found = session.get_one(Handover, offer)
        assert (found.outcome, found.told_at) == (Outcome.ACCEPTED, desk.time)


def test_who_is_asked_and_answers_what_lies_in_a_queue_has_accepted(desk) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        to, wait = desk.agents["jonas"], timedelta(minutes=30)
        handing.offer(session, desk.actor(), conversation, to, "", wait, desk.time)
    desk.answers(conversation, login="jonas")
    assert (news(desk), news(desk, "jonas")) == (["Jonas Weber took over Erika M."], [])


def test_what_one_is_to_decide_nobody_decides_in_passing(desk) -> None:
    conversation, offer = offered(desk)
    with desk.db.write() as session:
        session.get_one(Handover, offer).remedy = "replacement"
    hands(desk, conversation, "jonas", "miriam")
    assert news(desk) == ["Jonas Weber has taken the conversation with Erika M. from you."]
    with desk.db.read() as session:
        assert session.get_one(Handover, offer).outcome == Outcome.ENDED


def test_a_refused_reply_is_told_to_its_agent_once_for_all_its_parts(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, "Das klären wir. " * 40, split=True)
    desk.town.fault = armed(Rejected("not allowed"))
    desk.after_undo()
    assert news(desk) == ["Your reply to Erika M. was not sent."]
    assert unseen(desk, "jonas") == 0


def needs_eyes(desk: Desk) -> int:
    desk.changes(needs_approval=True)
    (reply,) = desk.answers(desk.writes())
    return reply


def test_a_reply_that_needs_eyes_asks_colleagues_and_stops_asking_when_somebody_looked(
    desk,
) -> None:
    reply = needs_eyes(desk)
    assert news(desk, "jonas") == ["Miriam Brandt asks you to look at a reply to Erika M."]
    assert news(desk) == []
    with desk.db.write() as session:
        approving.approve(session, desk.actor("jonas"), reply, desk.settings, desk.time)
    assert (news(desk, "jonas"), news(desk)) == (
        [], ["Jonas Weber approved your reply to Erika M."]
    )  # fmt: skip


def test_who_changed_a_reply_and_let_it_go_is_told_of_in_one_line(desk) -> None:
    reply = needs_eyes(desk)
    with desk.db.write() as session:
        approving.change(
            session, desk.actor("jonas"), reply, "Es kommt am Montag.", desk.settings, desk.time
        )
    assert news(desk) == ["Jonas Weber changed your reply to Erika M. and approved it."]


def test_a_reply_that_is_sent_back_says_so(desk) -> None:
    reply = needs_eyes(desk)
    with desk.db.write() as session:
        approving.send_back(session, desk.actor("jonas"), reply, "Kürzer", desk.time)
    assert news(desk) == ["Jonas Weber sent back your reply to Erika M."]


def test_a_reply_that_the_customer_overtook_says_so(desk) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        reply = session.get_one(Reply, desk.answers(conversation)[0])
        reply.state, reply.held_for = "held", "review"
    with desk.db.write() as session:
        unsent.overtaken(session, [conversation], desk.time)
    assert news(desk) == ["Erika M. wrote before your reply left. It is in the composer again."]
