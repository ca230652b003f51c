"""One entry as a browser takes it: sentences in the agent's language, files from our house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import Kind, Verb
from db.models import Action, ActionState, Agent, Contact, Media, MediaState, Message
from db.models import MessageVersion as Version
from tests.cast import NOON
from tests.inbox.web.test_api import Desk


@pytest.fixture
def desk(sqlite_database):
    made = Desk(sqlite_database)
    english(made)
    return made


def english(desk):
    with desk.database.write() as session:
        session.get(Agent, desk.miriam.id).language = "en"


def change(desk, **values):
    with desk.database.write() as session:
        row = session.get(Message, desk.matter.message.id)
        for name, value in values.items():
            setattr(row, name, value)


def said(desk):
    return desk.thread()["entries"][-1]


def ask(desk, **values):
    given = {
        "key": "k", "account_id": 1, "message_id": desk.matter.message.id,
        "agent_id": desk.miriam.id, "via": "page", "verb": Verb.HIDE, "target": "t",
        "state": ActionState.QUEUED, "not_before": NOON, "asked_at": NOON,
    } | values  # fmt: skip
    desk.write(Action(**given))


def test_what_can_be_done_with_a_message_is_named_with_its_id(desk):
    told = said(desk)
    assert (told["id"], told["offers"]) == (desk.matter.message.id, ["hide", "praise", "complaint"])


@pytest.mark.parametrize("words", ["Ihr Idioten!", "UNVERSCHÄMT, DAS DRITTE MAL!!!"])
def test_nobody_is_asked_to_take_heat_for_praise(desk, words):
    change(desk, text=words)
    assert "praise" not in said(desk)["offers"]
    assert "complaint" in said(desk)["offers"]


def test_an_action_on_its_way_is_told_and_looked_after_often(desk):
    ask(desk)
    told = desk.thread()
    assert told["moving"] is True
    assert told["entries"][0]["action"] == {
        "id": 1, "verb": "hide", "text": "Miriam Brandt hides it on Memory …", "tone": "calm",
        "ways": ["undo"], "undoUntil": None,
    }  # fmt: skip
    assert told["entries"][0]["offers"] == ["praise", "complaint"]


def test_while_a_deletion_waits_the_page_counts_down(desk):
    until = NOON + timedelta(seconds=5)
    ask(desk, verb=Verb.DELETE, not_before=until)
    assert said(desk)["action"]["undoUntil"] == until.isoformat()
    desk.now = until
    assert said(desk)["action"]["undoUntil"] is None


def test_what_only_the_customer_reads_says_so_on_its_way_and_after_it(desk):
    desk.reply(private=True)
    assert [entry["private"] for entry in desk.thread()["entries"]] == [False, True]


def test_of_what_is_gone_nothing_hangs_on_a_message_any_more(desk):
    hang(desk, state=MediaState.WANTED)
    change(desk, gone="deleted", deleted_at=NOON)
    assert said(desk)["media"] == []


def test_what_is_gone_leads_nowhere_on_its_platform(desk):
    change(desk, permalink="https://x.com/erika_m/status/1")
    assert said(desk)["permalink"] is not None
    change(desk, gone="deleted", deleted_at=NOON)
    assert said(desk)["permalink"] is None


def test_a_refused_action_is_said_in_the_agents_language(desk):
    with desk.database.write() as session:
        session.get(Agent, desk.miriam.id).language = "de"
    ask(desk, state=ActionState.FAILED, refusal="forbidden")
    shown = said(desk)["action"]
    assert shown["text"].startswith("Nicht ausgeführt: Unser Konto darf das nicht.")
    assert (shown["ways"], desk.thread()["moving"]) == (["retry"], False)


def test_a_mark_that_changes_is_told(desk):
    stamp = desk.thread()["stamp"]
    change(desk, hidden=True)
    answer = desk.get(f"/api/thread/{desk.id}?stamp={stamp}")
    assert answer.status == 200
    assert said(desk)["marks"] == ["Hidden on Memory"]


def test_a_verdict_comes_with_its_tone(desk):
    change(desk, rating="negative", kind=Kind.REVIEW)
    assert said(desk)["rating"] == {"text": "Does not recommend us", "tone": "warn"}


def test_what_is_gone_says_why(desk):
    change(desk, text="", gone="protected", deleted_at=NOON)
    shown = said(desk)
    assert shown["gone"] == "Protected: its author shows it to followers only"
    assert shown["deleted"] == NOON.isoformat()


def test_a_name_that_the_platform_keeps_back_is_empty(desk):
    with desk.database.write() as session:
        session.get(Contact, desk.matter.contact.id).name = ""
    assert not said(desk)["author"]


def test_earlier_texts_come_with_the_time_until_which_they_stood(desk):
    until = NOON + timedelta(minutes=3)
    desk.write(Version(message_id=desk.matter.message.id, replaced_at=until, text="Wo?"))
    (before,) = said(desk)["versions"]
    assert before == {"text": "Wo?", "abuse": False, "until": until.isoformat()}
    assert said(desk)["edited"] == until.isoformat()


def test_a_quote_is_told_whole_and_offers_nothing(desk):
    desk.write(
        Message(
            account_id=1,
            external_id="post",
            thread_id="p",
            kind="post",
            direction="context",
            text="Unser Beitrag",
            created_at=NOON,
            stored_at=NOON,
            answerable="yes",
            attachments=[],
        )
    )
    change(desk, quotes_id="post")
    quote = said(desk)["quote"]
    assert (quote["text"], quote["ours"], quote["author"]) == (
        "Unser Beitrag", True, "Stadtwerke Lindenau",
    )  # fmt: skip
    assert "offers" not in quote


def test_a_lost_quote_is_told_as_lost(desk):
    change(desk, quotes_id="elsewhere")
    assert (said(desk)["quote"], said(desk)["quoteLost"]) == (None, True)


def test_whom_a_message_answers_is_told_by_name(desk):
    for number in (1, 2, 3):
        desk.write(
            Message(
                account_id=1,
                external_id=f"n{number}",
                thread_id="1001",
                kind="mention",
                conversation_id=desk.id,
                contact_id=1,
                direction="inbound",
                text="…",
                parent_id="n1" if number == 3 else "1001",
                answerable="yes",
                created_at=NOON + timedelta(minutes=number),
                stored_at=NOON,
                attachments=[],
            )
        )
    first = desk.thread()["entries"][1]
    assert said(desk)["answers"] == {"key": first["key"], "author": "Erika M."}


def hang(desk, kind="photo", **values):
    change(desk, attachments=[{"kind": kind, "url": "https://x.test/a?sig=1", "alt": "Feld"}])
    given = {
        "message_id": desk.matter.message.id, "place": 0, "url": "https://x.test/a", "due_at": NOON,
    } | values  # fmt: skip
    desk.write(Media(**given))
    (item,) = said(desk)["media"]
    return item


def test_a_picture_is_loaded_from_our_house_alone(desk):
    item = hang(desk, state=MediaState.STORED, digest="d", type="image/png", size=2_400_000)
    assert (item["shape"], item["src"], item["alt"]) == ("image", "/file/1", "Feld")
    assert item["size"] == "2.4 MB"


def test_a_file_that_was_refused_says_why_and_is_not_loaded(desk):
    item = hang(desk, state=MediaState.REFUSED, reason="gone")
    assert (item["shape"], item["src"]) == ("refused", None)
    assert item["said"] == "Not shown: Memory does not have it any more."


def test_a_gif_goes_round_and_a_film_does_not(desk):
    film = {"state": MediaState.STORED, "digest": "d", "type": "video/mp4"}
    assert hang(desk, "gif", **film)["loops"] is True
    change(desk, attachments=[{"kind": "video", "url": "u"}])
    assert said(desk)["media"][0]["loops"] is False


def test_a_private_message_says_that_it_is_one(sqlite_database):
    desk = Desk(sqlite_database, kind=Kind.DIRECT)
    change(desk, kind=Kind.DIRECT)
    assert said(desk)["private"] is True
