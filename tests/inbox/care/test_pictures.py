"""Pictures in a draft: looked at, counted, kept with the reply, back with what did not leave."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace

import pytest

from connectors import PLATFORMS
from connectors.base import Kind, OutcomeUnknown, Refusal, Rejected
from db.models import Message, Picture, ReplyState, Role
from db.session import Database
from inbox.care import pictures, shelf
from inbox.care.conversations import NoConversation
from inbox.care.echoes import bind_echo
from inbox.care.pictures import Flaw, Given, NoPicture, NotTaken, OtherPictures
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.outgoing import replying
from inbox.outgoing.replying import Objected
from inbox.queries import pictures as queries
from tests.contract_whole import PIXEL
from tests.desk import Desk, armed, settings

GIF = b"GIF89a" + b"\x00" * 20
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20
LONG = "Wir haben den Betrag heute zurückgebucht. " * 12
KEY = "a" * 32


@pytest.fixture
def desk(database, tmp_path) -> Desk:
    return at_a_desk(database, tmp_path)


@pytest.fixture
def fast(sqlite_database, tmp_path) -> Desk:
    return at_a_desk(sqlite_database, tmp_path)


def at_a_desk(db: Database, tmp_path) -> Desk:
    return Desk(db, settings(data_dir=tmp_path / "data"))


def adds(desk: Desk, conversation: int, data: bytes = PIXEL, key: str = KEY, **how):
    actor = how.pop("actor", None) or desk.actor(how.pop("login", "miriam"))
    with desk.db.write() as session:
        return pictures.add(
            session, actor, conversation, key, Given(data, **how), desk.settings, desk.time
        )


def drafted(desk: Desk, conversation: int, login: str = "miriam") -> list[str]:
    with desk.db.read() as session:
        found = queries.of_draft(session, desk.agents[login], conversation)
    return [each.digest for each in found]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def several(monkeypatch, most: int = 4) -> None:
    wide = replace(PLATFORMS["memory"], pictures=lambda kind: most)
    monkeypatch.setitem(PLATFORMS, "memory", wide)


# -- into the draft -------------------------------------------------------------------------------


def test_a_picture_is_kept_with_what_it_shows(desk) -> None:
    conversation = desk.writes()
    shown = adds(desk, conversation, alt="  Ein rotes Feld ")
    assert (shown.type, shown.size, shown.alt) == ("image/png", len(PIXEL), "Ein rotes Feld")
    assert drafted(desk, conversation) == [digest(PIXEL)]
    assert shelf.pictures(desk.settings.data_dir).read(shown.digest) == PIXEL


REFUSED = {
    "nothing": (b"", Flaw.EMPTY),
    "a page": (b"<html><script>alert(1)</script>", Flaw.NO_PICTURE),
    "a drawing that runs": (b"<svg onload='alert(1)'/>", Flaw.NO_PICTURE),
    "a paper": (b"%PDF-1.7", Flaw.NO_PICTURE),
    "a film": (b"\x00\x00\x00\x20ftypisom", Flaw.NO_PICTURE),
    "a programme": (b"MZ\x90\x00", Flaw.NO_PICTURE),
    "too big a picture": (PIXEL + b"\x00" * 1_000_000, Flaw.TOO_BIG),
}


@pytest.mark.parametrize(("data", "flaw"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_picture_is_refused_by_its_content(fast, data, flaw) -> None:
    conversation = fast.writes()
    with pytest.raises(NotTaken) as refused:
        adds(fast, conversation, data)
    assert refused.value.flaw is flaw
    assert drafted(fast, conversation) == []


def test_more_pictures_than_the_platform_takes_are_refused(desk) -> None:
    conversation = desk.writes()
    adds(desk, conversation)
    with pytest.raises(NotTaken) as refused:
        adds(desk, conversation, GIF)
    assert (refused.value.flaw, refused.value.most) == (Flaw.TOO_MANY, 1)


def test_a_picture_handed_over_again_lies_in_the_draft_once(desk) -> None:
    conversation = desk.writes()
    first = adds(desk, conversation, alt="Ein rotes Feld")
    assert adds(desk, conversation) == first
    assert drafted(desk, conversation) == [digest(PIXEL)]


def test_where_no_picture_can_go_none_is_taken(fast, monkeypatch) -> None:
    bare = replace(PLATFORMS["memory"], pictures=lambda kind: 0)
    monkeypatch.setitem(PLATFORMS, "memory", bare)
    with pytest.raises(NotTaken) as refused:
        adds(fast, fast.writes())
    assert refused.value.flaw is Flaw.NOT_HERE


@pytest.mark.parametrize(
    ("platform", "data", "taken"),
    [
        ("twitter", GIF, False),
        ("twitter", WEBP, True),
        ("facebook", WEBP, False),
        ("facebook", GIF, True),
        ("instagram", GIF, True),
    ],
)
def test_a_platform_takes_its_own_types_and_the_others_are_named(
    fast, monkeypatch, platform, data, taken
) -> None:
    like = replace(PLATFORMS["memory"], picture_types=PLATFORMS[platform].picture_types)
    monkeypatch.setitem(PLATFORMS, "memory", like)
    conversation = fast.writes()
    if taken:
        adds(fast, conversation, data)
        return
    with pytest.raises(NotTaken) as refused:
        adds(fast, conversation, data)
    assert refused.value.flaw is Flaw.NO_PICTURE
    assert refused.value.types == PLATFORMS[platform].picture_types


def test_each_agent_has_pictures_of_their_own(fast) -> None:
    conversation = fast.writes()
    adds(fast, conversation)
    adds(fast, conversation, GIF, key="b" * 32, login="jonas")
    assert drafted(fast, conversation) == [digest(PIXEL)]
    assert drafted(fast, conversation, "jonas") == [digest(GIF)]


def test_a_picture_for_a_draft_that_has_left_is_refused(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, key=KEY)
    with pytest.raises(NotTaken) as refused:
        adds(fast, conversation)
    assert refused.value.flaw is Flaw.SENT


@pytest.mark.parametrize("actor", [MACHINE, Actor(None, Role.AGENT, Via.PAGE)])
def test_only_an_agent_puts_pictures_into_a_draft(fast, actor) -> None:
    with pytest.raises(NotAllowed):
        adds(fast, fast.writes(), actor=actor)


def test_there_is_no_picture_without_a_conversation(fast) -> None:
    with pytest.raises(NoConversation):
        adds(fast, 4711)


def test_a_picture_is_described_and_taken_out_again(fast) -> None:
    conversation = fast.writes()
    shown = adds(fast, conversation)
    with fast.db.write() as session:
        pictures.describe(session, fast.actor(), shown.id, "Ein Zähler\x00")
        assert queries.picture(session, shown.id).alt == "Ein Zähler"
        pictures.take_out(session, fast.actor(), shown.id)
    assert drafted(fast, conversation) == []


@pytest.mark.parametrize("act", [pictures.take_out, lambda *a: pictures.describe(*a, "x")])
def test_a_colleagues_picture_is_not_ours_to_change(fast, act) -> None:
    shown = adds(fast, fast.writes())
    with pytest.raises(NoPicture), fast.db.write() as session:
        act(session, fast.actor("jonas"), shown.id)


def test_a_picture_that_left_is_changed_no_more(fast) -> None:
    conversation = fast.writes()
    shown = adds(fast, conversation)
    fast.answers(conversation, key=KEY)
    with pytest.raises(NoPicture), fast.db.write() as session:
        pictures.take_out(session, fast.actor(), shown.id)


# -- out with the reply ---------------------------------------------------------------------------


def test_the_picture_leaves_with_the_reply_byte_for_byte(desk) -> None:
    conversation = desk.writes()
    adds(desk, conversation, alt="Ein rotes Feld")
    (reply,) = desk.answers(conversation, key=KEY)
    desk.after_undo()
    assert desk.town.pictures() == (PIXEL,)
    (sent,) = desk.town.ours()
    assert sent.attachments[0].alt == "Ein rotes Feld"
    assert desk.state(reply) == ReplyState.DELIVERED


def test_the_reply_keeps_its_pictures_and_the_draft_has_none(desk) -> None:
    conversation = desk.writes()
    adds(desk, conversation)
    (reply,) = desk.answers(conversation, key="b" * 32)
    with desk.db.read() as session:
        kept = queries.of_reply(session, desk.reply(reply))
    assert [each.digest for each in kept] == [digest(PIXEL)]
    assert drafted(desk, conversation) == []


def test_the_message_says_that_a_picture_hangs_on_it(fast) -> None:
    conversation = fast.writes()
    adds(fast, conversation, alt="Feld")
    (reply,) = fast.answers(conversation, key=KEY)
    fast.after_undo()
    with fast.db.read() as session:
        row = session.query(Message).filter_by(reply_id=reply).one()
    assert row.attachments == [{"kind": "photo", "url": "", "alt": "Feld"}]


def test_the_command_line_does_not_send_what_lies_in_a_draft(fast) -> None:
    conversation = fast.writes()
    adds(fast, conversation)
    with fast.db.write() as session:
        replying.queue(
            session, fast.actor(via=Via.COMMAND_LINE), conversation, "Gern.", uuid.uuid4().hex,
            fast.settings, fast.time,
        )  # fmt: skip
    fast.after_undo()
    assert (fast.town.pictures(), drafted(fast, conversation)) == ((), [digest(PIXEL)])


@pytest.mark.parametrize("seen", ["fewer", "more"])
def test_what_leaves_is_what_its_agent_saw(fast, seen) -> None:
    """A second tab put one in, or took it out, between the last look and the click."""
    conversation = fast.writes()
    there = {adds(fast, conversation).id} if seen == "fewer" else set()
    with pytest.raises(OtherPictures):
        fast.answers(conversation, key=KEY, seen=set() if there else {7})
    fast.answers(conversation, key=KEY, seen=there)
    fast.after_undo()
    assert len(fast.town.pictures()) == len(there)


def test_of_a_long_answer_the_first_part_carries_the_pictures(fast) -> None:
    conversation = fast.writes()
    adds(fast, conversation)
    fast.answers(conversation, LONG, key=KEY, split=True)
    fast.after_undo()
    carried = [len(message.attachments) for message in fast.town.ours()]
    assert carried == [1, *[0] * (len(carried) - 1)]


def test_more_pictures_than_may_go_by_now_are_said_before_it_leaves(fast, monkeypatch) -> None:
    conversation = fast.writes()
    with monkeypatch.context() as patched:
        several(patched)
        adds(fast, conversation)
        adds(fast, conversation, GIF)
    with pytest.raises(Objected) as refused:
        fast.answers(conversation, key=KEY)
    assert [each.rule for each in refused.value.objections] == ["too_many_pictures"]


def test_pictures_leave_in_the_order_they_were_added(fast, monkeypatch) -> None:
    several(monkeypatch)
    conversation = fast.writes()
    for data in (GIF, PIXEL):
        adds(fast, conversation, data)
    fast.answers(conversation, key=KEY)
    fast.after_undo()
    assert fast.town.pictures() == (GIF, PIXEL)


def test_a_file_that_is_gone_stops_the_reply_before_it_leaves(desk) -> None:
    conversation = desk.writes()
    shown = adds(desk, conversation)
    (reply,) = desk.answers(conversation, "Gern.", key=KEY)
    shelf.pictures(desk.settings.data_dir).path(shown.digest).unlink()
    desk.after_undo()
    assert (desk.state(reply), desk.sent()) == (ReplyState.FAILED, [])
    assert desk.draft(conversation) == "Gern."


def test_no_file_is_read_while_a_transaction_is_open(fast, monkeypatch) -> None:
    conversation = fast.writes()
    adds(fast, conversation)
    fast.answers(conversation, key=KEY)
    real, seen = shelf.Shelf.read, []

    def read(self, name):
        seen.append(fast.db.engine.pool.checkedout())
        return real(self, name)

    monkeypatch.setattr(shelf.Shelf, "read", read)
    fast.after_undo()
    assert seen == [0]


# -- and back again -------------------------------------------------------------------------------


def test_undo_brings_the_pictures_back(desk) -> None:
    conversation = desk.writes()
    adds(desk, conversation, alt="Feld")
    (reply,) = desk.answers(conversation, key=KEY)
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply, desk.time)
    assert drafted(desk, conversation) == [digest(PIXEL)]
    desk.answers(conversation, "Noch einmal.")
    desk.after_undo()
    assert desk.town.pictures() == (PIXEL,)


def test_a_refusal_brings_the_pictures_back(fast) -> None:
    conversation = fast.writes()
    adds(fast, conversation)
    fast.answers(conversation, key=KEY)
    fast.town.fault = armed(Rejected("no", Refusal.FORBIDDEN))
    fast.after_undo()
    assert drafted(fast, conversation) == [digest(PIXEL)]


def test_a_picture_that_is_in_the_draft_again_already_is_there_once(fast, monkeypatch) -> None:
    several(monkeypatch)
    conversation = fast.writes()
    adds(fast, conversation)
    (reply,) = fast.answers(conversation, key=KEY)
    adds(fast, conversation, key="c" * 32)
    with fast.db.write() as session:
        replying.undo(session, fast.actor(), reply, fast.time)
    assert drafted(fast, conversation) == [digest(PIXEL)]


def test_a_later_part_that_comes_back_brings_no_pictures(fast) -> None:
    conversation = fast.writes()
    adds(fast, conversation)
    fast.answers(conversation, LONG, key=KEY, split=True)
    fast.town.fault = armed(None, Rejected("no", Refusal.FORBIDDEN))
    fast.after_undo()
    assert drafted(fast, conversation) == []


def test_a_reply_of_unknown_fate_is_found_by_its_words_pictures_or_not(desk) -> None:
    conversation = desk.writes()
    adds(desk, conversation)
    (reply,) = desk.answers(conversation, key=KEY)
    desk.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    desk.after_undo()
    desk.settles()
    assert (desk.state(reply), desk.town.pictures()) == (ReplyState.DELIVERED, (PIXEL,))


@pytest.mark.parametrize("added", ["", " https://t.co/aB3dE6gH9j", "\nhttps://t.co/aB3dE6gH9j "])
def test_an_echo_with_a_link_to_its_picture_is_ours(desk, added) -> None:
    conversation = desk.writes()
    adds(desk, conversation)
    (reply,) = desk.answers(conversation, key=KEY)
    desk.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    desk.after_undo()
    (sent,) = desk.town.ours()
    with desk.db.write() as session:
        echo = replace(sent, text=sent.text + added)
        assert bind_echo(session, desk.account_id, echo, desk.time) == reply
    assert desk.state(reply) == ReplyState.DELIVERED


def test_a_link_behind_a_reply_without_pictures_makes_it_another(fast) -> None:
    fast.answers(fast.writes(), key=KEY)
    fast.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    fast.after_undo()
    (sent,) = fast.town.ours()
    with fast.db.write() as session:
        echo = replace(sent, text=sent.text + " https://t.co/aB3dE6gH9j")
        assert bind_echo(session, fast.account_id, echo, fast.time) is None


def test_a_picture_that_was_sent_once_is_never_sent_twice(desk) -> None:
    """Killed in the air and looked for: the same promise as for words."""
    conversation = desk.writes()
    adds(desk, conversation)
    desk.answers(conversation, key=KEY)
    desk.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    desk.after_undo()
    for _ in range(4):
        desk.settles()
        desk.delivers()
    assert desk.town.pictures() == (PIXEL,)


def test_files_that_drafts_or_replies_refer_to_are_known(fast) -> None:
    shown = adds(fast, fast.writes(kind=Kind.DIRECT))
    with fast.db.read() as session:
        assert queries.used_pictures(session, [shown.digest, "0" * 64]) == {shown.digest}
        assert session.get_one(Picture, shown.id).draft_key == KEY
