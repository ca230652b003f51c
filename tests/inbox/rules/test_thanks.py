"""Who only thanks, in which words; and who says more than that, however it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from inbox.rules import review, thanks
from inbox.rules.objections import Facts, Level, Thanked
from tests.inbox.rules.tables import FACTS, NOW, table

NAMES = ("Miriam Brandt", "Jonas Weber", "Erika M.")
BY_MIRIAM = Thanked("Miriam Brandt", NOW - timedelta(hours=1))


def misjudged(sees: Callable[[str], Iterable[str]], *names: str) -> list[str]:
    """Return the lines of tables that are seen otherwise than they say, or marked without need."""
    lines = [line for name in names for line in table(name)]
    meant = {line["text"]: tuple(filter(None, line["words"].split(" + "))) for line in lines}
    assert len(meant) == len(lines), "a sentence stands there twice"
    right = {text: tuple(dict.fromkeys(sees(text))) == words for text, words in meant.items()}
    return [line["text"] for line in lines if right[line["text"]] is bool(line["wrong"])]


def test_a_customer_only_thanks_in_these_words() -> None:
    assert misjudged(lambda text: thanks.only(text, names=NAMES), "thanks_de", "thanks_en") == []


def test_we_only_thank_or_wish_in_these_words() -> None:
    def sees(text: str) -> list[str]:
        return [text[a:b] for a, b in thanks.courtesy(text)]

    assert misjudged(sees, "courtesy_de", "courtesy_en") == []


@pytest.mark.parametrize(
    ("name", "least"),
    [("thanks_de", 40), ("thanks_en", 20), ("courtesy_de", 40), ("courtesy_en", 20)],
)
def test_the_tables_hold_enough_and_half_of_them_is_free(name: str, least: int) -> None:
    free = [line for line in table(name) if not line["words"]]
    assert len(table(name)) >= least
    assert 0.4 < len(free) / len(table(name)) < 0.6


@pytest.mark.parametrize("text", ["ok", "Passt 👍", "👍", "ja danke", "Ok, danke!", "gern, danke"])
def test_where_we_asked_something_an_ok_is_an_answer(text: str) -> None:
    assert thanks.only(text, asked=True) == ()


def test_thanks_alone_are_no_answer_whatever_we_asked() -> None:
    assert thanks.only("Danke!", asked=True) == ("Danke",)


@pytest.mark.parametrize("text", ["👍", "passt", "ok", "Super, läuft"])
def test_above_our_first_answer_only_thanks_are_thanks(text: str) -> None:
    assert thanks.only(text) != ()
    assert thanks.only(text, answered=False) == ()


@pytest.mark.parametrize(
    ("hangs", "text", "words"),
    [
        (("sticker",), "", ("sticker",)),
        (("sticker",), "danke", ("danke",)),
        (("gif",), "danke", ("danke",)),
        (("gif",), "", ()),
        (("photo",), "danke", ()),
        (("sticker", "photo"), "", ()),
        (("link",), "Danke!", ()),
    ],
)
def test_a_sticker_says_as_much_as_an_emoji_and_a_picture_more(
    hangs: tuple[str, ...], text: str, words: tuple[str, ...]
) -> None:
    assert thanks.only(text, hangs=hangs) == words


def test_a_name_that_nobody_told_may_be_news() -> None:
    assert thanks.only("Danke, Jonas", names=("Jonas Weber",)) == ("Danke",)
    assert thanks.only("Danke, Rechnung", names=("Jonas Weber",)) == ()


@pytest.mark.parametrize(
    ("ours", "asks"),
    [
        ("Welche Kundennummer haben Sie?", True),
        ("Passt Montag? Miriam Brandt, +49 30 23125456", True),
        ("Kann ich sonst noch etwas für Sie tun?", False),
        ("Wohin? Kann ich sonst noch helfen?", True),
        ("Is there anything else I can do for you?", False),
        ("Das Geld ist unterwegs.", False),
    ],
)
def test_we_asked_something_unless_it_was_whether_there_is_more(ours: str, asks: bool) -> None:
    assert thanks.asks(ours) is asks


@pytest.mark.parametrize(
    ("ours", "thanked"),
    [
        ("Danke für den Hinweis, ich prüfe das.", True),
        ("Wir bedanken uns.", True),
        ("Thank you for telling us. It is fixed.", True),
        ("Dank der neuen Leitung läuft es wieder.", False),
        ("Gott sei Dank ist nichts passiert.", False),
        ("Das Geld ist unterwegs.", False),
        ("👍", False),
    ],
)
def test_what_we_wrote_thanks_or_does_not(ours: str, thanked: bool) -> None:
    assert thanks.thanks(ours) is thanked


def objections(draft: str, facts: Facts) -> list[str]:
    return [one.rule for one in review.review(draft, facts)]


def test_a_second_thanks_is_held_and_says_who_and_when() -> None:
    (found,) = review.review("Vielen Dank für Ihr Lob!", replace(FACTS, thanked=BY_MIRIAM))
    assert (found.rule, found.level) == ("thanked_before", Level.HOLDS)
    assert found.words == ("Dank",)
    assert found.params == {"who": "Miriam Brandt", "thanked_at": BY_MIRIAM.at}


@pytest.mark.parametrize("draft", ["Ihr Geld kommt morgen.", "Danke, ich prüfe das.", ""])
def test_what_says_more_than_thanks_is_no_second_one(draft: str) -> None:
    assert "thanked_before" not in objections(draft, replace(FACTS, thanked=BY_MIRIAM))


def test_the_first_thanks_are_free() -> None:
    assert objections("Vielen Dank für Ihr Lob!", FACTS) == []


def test_thanks_beside_an_answer_hold_a_second_thanks_but_no_welcome() -> None:
    facts = replace(FACTS, thanked=replace(BY_MIRIAM, only=False))
    assert objections("Danke nochmals!", facts) == ["thanked_before"]
    assert objections("Gern geschehen!", facts) == []


def test_after_a_good_end_what_nobody_asked_for_is_held() -> None:
    facts = replace(FACTS, ended_at=NOW)
    (found,) = review.review("Haben Sie Interesse an Ökostrom?", facts)
    assert (found.rule, found.level, found.params) == ("ended_well", Level.HOLDS, {"ended_at": NOW})
    assert objections("Gern geschehen, schönen Tag noch!", facts) == []
    assert objections("", facts) == ["nothing_written"]
