"""Wherever a customer's words are shown, abuse stays folded until somebody opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import Kind
from db.models import Account, Contact, Conversation, Message, MessageVersion, Need, NoticeKind
from inbox.incoming.dry_run import Fate, Seen
from inbox.pages import (
    abuse_words,
    need_words,
    notice_words,
    search_words,
    stream_words,
    survey_words,
)
from inbox.pages.connector_words import Speaker
from inbox.queries.notices import NoticeView
from inbox.queries.search import Hit
from inbox.queries.surveys import Results, Words
from inbox.rules import abuse, needs
from inbox.rules.hits import Piece
from inbox.texts import texts
from tests import cast
from tests.cast import NOON
from tests.inbox.web import test_api

WORDS = Words("Was möchten Sie uns sagen?", "Ist Ihre Frage beantwortet?", ("Ja", "Nein"))
ABUSE = "Seid ihr Idioten eigentlich taub? Wo bleibt meine Gutschrift?"
FOLDED = "Beschimpfungen, eingeklappt"
DE = texts("de", "Europe/Berlin")


@pytest.fixture
def desk(sqlite_database) -> test_api.Desk:
    """Erika abused us in what waits, in what she has edited since, and in another conversation."""
    made = test_api.Desk(sqlite_database)
    with made.database.write() as session:
        said = session.get_one(Message, made.matter.message.id)
        session.get_one(Conversation, made.id).preview = said.text = ABUSE
        said.edited_at = NOON
        session.add(MessageVersion(message_id=said.id, replaced_at=NOON, text="Ihr Hurensöhne!"))
        account, who = session.get_one(Account, 1), session.get_one(Contact, said.contact_id)
        before = NOON - timedelta(days=3)
        other = cast.matter(session, account, ABUSE, who=who, thread="before", at=before)
        session.add(
            Need(conversation_id=made.id, seen_id=said.id, why="again", since=NOON, found_at=NOON)
        )
        assert other.conversation.id != made.id
    return made


def strings(told: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of an answer, with the way that leads to it; none that is folded there."""
    if isinstance(told, str):
        yield where, told
    elif isinstance(told, list):
        for one in told:
            yield from strings(one, where)
    elif isinstance(told, dict):
        hidden = {"text"} if told.get("abuse") else set()
        for name, one in told.items():
            if name not in hidden:
                yield from strings(one, f"{where}.{name}")


def abusive(told: Any) -> list[tuple[str, str]]:
    return [(where, text) for where, text in strings(told) if abuse.found(text)]


def test_a_conversation_shows_it_nowhere_but_behind_the_fold(desk) -> None:
    told = desk.thread()
    assert abusive(told) == []
    (entry,) = told["entries"]
    assert (entry["abuse"], entry["text"]) == (True, ABUSE)
    assert (entry["versions"][0]["abuse"], entry["versions"][0]["text"]) == (
        True,
        "Ihr Hurensöhne!",
    )
    assert [one["preview"] for one in told["person"]["earlier"]] == [FOLDED]


def test_a_question_that_abuses_is_ticked_without_being_read(desk) -> None:
    told = desk.preview("Die Technik prüft das.")
    assert abusive(told) == []
    assert FOLDED in [one["text"] for one in told["questions"]]
    assert "Wo bleibt meine Gutschrift?" in [one["text"] for one in told["questions"]]


def test_who_asked_before_is_named_with_the_day(desk) -> None:
    beside = {one["kind"]: one for one in desk.thread()["composer"]["beside"]}
    assert all(FOLDED in line["text"] for line in beside["again"]["lines"])


def test_a_hit_of_the_search_says_that_it_is_folded() -> None:
    hit = Hit(
        1, 2, "Erika", None, None, False, "twitter", "Stadtwerke", Kind.MENTION, "open", NOON,
        (Piece(ABUSE),), abusive=True,
    )  # fmt: skip
    said = search_words.messages(DE, [hit], NOON)
    assert FOLDED in said
    assert "Idioten" not in said


@pytest.mark.parametrize("sign", list(needs.Sign))
def test_who_could_use_a_hand_is_shown_without_it(sign: needs.Sign) -> None:
    (told,) = need_words.listed(DE, sign.value, [needs.Seen(sign, ("Ihr Idioten, wann?",))])
    assert told["words"] == [FOLDED]


def test_praise_that_abuses_others_is_told_without_its_words() -> None:
    told = NoticeView(
        1, NoticeKind.PRAISED, 2, "Erika", "memory", "", "Jonas Weber", NOON, NOON, False,
        praise="Nur Frau Brandt hilft, ihr anderen Idioten!",
    )  # fmt: skip
    said = notice_words.sentence(DE, told, NOON)
    assert FOLDED in said
    assert "Idioten" not in said


@pytest.mark.parametrize(("ours", "folds"), [(False, True), (True, False)])
def test_a_dry_run_opens_it_with_a_press(ours: bool, folds: bool) -> None:
    seen = Seen(Fate.NEW, NOON, "mention", "Erika", "Ihr <b>Idioten</b>!", ours=ours)
    said = stream_words._words(Speaker(DE, NOON), seen)
    assert ("<details" in said) == folds
    assert "Ihr &lt;b&gt;Idioten&lt;/b&gt;!" in said


def test_an_answer_to_the_survey_opens_with_a_press() -> None:
    found = Results(True, 10, (6, 3, 1), ("Alles gut!", "Ihr <b>Idioten</b>!"))
    said = survey_words.results(DE, found, WORDS)
    assert said.count("<details") == 1
    assert "<summary>Beschimpfungen, eingeklappt</summary>Ihr &lt;b&gt;Idioten" in said


def test_what_is_no_abuse_stays_to_be_read() -> None:
    assert abuse_words.preview(DE, "So ein Saftladen, wann kommt ihr?").startswith("So ein")
