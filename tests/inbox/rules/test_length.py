"""A text that does not fit becomes parts: whole sentences, each signed, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.base import Kind
from inbox.rules import clean, graphemes, length, sentences
from inbox.rules.length import CannotSplit, Obstacle
from inbox.rules.signature import CannotSign, Flaw, Form, Signed, carries, sign
from tests.inbox.rules.tables import CASES, MARIA

URL = re.compile(r"https?://\S+")


def weighted(text: str) -> int:
    """Count a little like X: an address weighs 23, what is beyond Latin 2."""
    shortened = URL.sub("x" * 23, text)
    return sum(1 if ord(sign) < 4352 else 2 for sign in shortened)


def on_x(body: str, index: int) -> Signed:
    return sign(body, MARIA, Kind.MENTION, "twitter", Form.SHORT if index else Form.FULL)


def bodies(text: str, limit: int = 280, most: int = 10) -> list[str]:
    return [part.body for part in length.split(text, on_x, weighted, limit, most)]


def squeezed(text: str) -> str:
    return "".join(text.split())


SENTENCE = "Das tut mir wirklich leid und ich kümmere mich heute noch darum."


@pytest.mark.parametrize("line", (CASES / "sentence_ends.csv").read_text().splitlines()[1:])
def test_sentences_end_where_a_reader_would_say_so(line: str) -> None:
    whole = line.replace("|", " ")
    ends = sentences.sentence_ends(whole)
    starts = [0, *ends[:-1]]
    parted = [whole[a:b].strip() for a, b in zip(starts, ends, strict=True)]
    assert parted == line.split("|")


@pytest.mark.parametrize("text", ["Eins\nzwei\ndrei", "Eins\n\nzwei\n \ndrei"])
def test_a_line_ends_a_sentence(text: str) -> None:
    ends = sentences.sentence_ends(text)
    assert [text[:end].rsplit(maxsplit=1)[-1] for end in ends] == ["Eins", "zwei", "drei"]


@pytest.mark.parametrize(
    ("word", "is_address"),
    [
        ("https://example.com/" + "a" * 300, True),
        ("http://example.com", True),
        ("(https://example.com/a)", True),
        ("www.example.com", True),
        ("example.com/hilfe?x=1", True),
        ("maria.weber@example.com", True),
        ("stadtwerke-lindenau.de", True),
        ("Donaudampfschifffahrt", False),
        ("a" * 5000, False),
        ("😀" * 300, False),
        ("1.500", False),
        ("Ende...", False),
    ],
)
def test_addresses_are_known_from_words(word: str, is_address: bool) -> None:
    assert sentences.is_address(word) is is_address


@pytest.mark.parametrize(("text", "limit", "is_fit"), [("abc", 3, True), ("abcd", 3, False)])
def test_a_text_fits_up_to_the_limit(text: str, limit: int, is_fit: bool) -> None:
    assert length.fits(text, len, limit) is is_fit


def test_what_fits_is_one_part() -> None:
    assert bodies("Das tut mir leid.") == ["Das tut mir leid."]


def test_parts_end_where_sentences_end() -> None:
    text = " ".join([SENTENCE] * 9)
    assert all(body.endswith(SENTENCE) for body in bodies(text))


def test_a_part_holds_as_many_sentences_as_fit() -> None:
    text = " ".join([SENTENCE] * 9)
    parts = length.split(text, on_x, weighted, 280, 10)
    for index, part in enumerate(parts[:-1]):
        longer = on_x(f"{part.body} {SENTENCE}", index)
        assert weighted(longer.text) > 280


def test_the_first_part_names_all_ways_and_later_ones_the_direct_one() -> None:
    first, second = length.split(" ".join([SENTENCE] * 5), on_x, weighted, 280, 10)
    assert "maria.weber@example.com" in first.signature
    assert second.signature == "– Maria Weber, +49 341 1234567"


def test_no_part_carries_a_number_of_its_own() -> None:
    assert not any(re.search(r"\d", body) for body in bodies(" ".join([SENTENCE] * 9)))


def test_a_sentence_too_long_for_one_part_is_parted_between_words() -> None:
    text = "Wir haben " + "sehr " * 100 + "lange gewartet."
    assert all(body.split()[-1] in {"sehr", "gewartet."} for body in bodies(text))


def test_a_word_too_long_for_one_part_is_cut() -> None:
    found = bodies("a" * 700)
    assert "".join(found) == "a" * 700


FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "sign_of_one",
    [
        FAMILY,
        "👍🏽",
        "🇩🇪",
        "e\u0316\u0301",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "❤️‍🔥",
    ],
)
def test_an_emoji_is_never_torn(sign_of_one: str) -> None:
    found = bodies(sign_of_one * 200, most=100)
    assert all(squeezed(body).replace(clean.scrub(sign_of_one), "") == "" for body in found)


def test_a_phone_number_stays_whole() -> None:
    text = "Sie " + "sehr " * 37 + "gut +49 341 123 45 67 erreichen " + "sehr " * 60
    assert sum("+49 341 123 45 67" in body for body in bodies(text)) == 1


def test_an_address_is_never_cut() -> None:
    address = "https://example.com/" + "a" * 250
    found = bodies(f"{SENTENCE} {SENTENCE} {SENTENCE} Mehr unter {address} und hier.")
    assert sum(address in body for body in found) == 1


def test_an_address_too_long_for_a_part_is_said() -> None:
    with pytest.raises(CannotSplit) as refused:
        length.split("https://example.com/" + "a" * 400, on_x, len, 280, 10)
    assert refused.value.reason is Obstacle.ADDRESS


def test_a_greeting_does_not_make_a_part_of_its_own() -> None:
    text = "Hallo Frau Schmidt! Ich " + "habe " * 45 + "alles gelesen."
    assert bodies(text)[0].startswith("Hallo Frau Schmidt! Ich habe")


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(CannotSplit) as refused:
        bodies(" ".join([SENTENCE] * 40), most=3)
    assert refused.value.reason is Obstacle.TOO_MANY


def test_as_many_parts_as_allowed_are_allowed() -> None:
    assert len(bodies(" ".join([SENTENCE] * 9), most=3)) == 3


def test_without_room_beside_the_signature_nothing_can_be_parted() -> None:
    with pytest.raises(CannotSplit) as refused:
        bodies("Guten Tag.", limit=30)
    assert refused.value.reason is Obstacle.NO_ROOM


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200b"])
def test_nothing_makes_no_part(text: str) -> None:
    with pytest.raises(CannotSign) as refused:
        bodies(text)
    assert refused.value.reason is Flaw.NOTHING_WRITTEN


def test_invisible_signs_do_not_make_a_part() -> None:
    text = "\u200b\n" * 20 + SENTENCE + "\n\u200b" * 20
    assert squeezed("".join(bodies(text))).replace("\u200b", "") == squeezed(SENTENCE)


def calls(text: str, limit: int, measure: Callable[[str], int] = weighted) -> float:
    counted = 0

    def counting(part: str) -> int:
        nonlocal counted
        counted += 1
        return measure(part)

    parts = length.split(text, on_x, counting, limit, 10_000)
    return counted / len(parts)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (" ".join([SENTENCE] * 100), 3.1),
        ("Ja. Nein. Gut. " * 300, 4.1),
        ("Mehr unter https://example.com/hilfe heute. " * 100, 7.1),
        ("我们会处理。" * 300, 5.1),
        ("wort " * 2000, 6.1),
        ("a" * 5000, 9.1),
        ("😀" * 3000, 10.1),
    ],
    ids=["prose", "short", "addresses", "chinese", "no full stop", "one word", "emoji"],
)
def test_a_dear_measure_is_asked_seldom(text: str, most: float) -> None:
    assert calls(text, 280) <= most


PIECES = st.sampled_from(
    [
        "Das tut mir leid. ", "z. B. ", "Am 3. Juli kommen wir! ", "Dr. Meier ", "Wirklich? ", "\n", " ",
        "😀", FAMILY, "🇩🇪", "👍🏽", "ö", "a" * 30, "https://example.com/hilfe?a=b ", "maria@example.com ",
        "我们", "。", "\u200b", "e\u0301", "...", "Tel. 0341 123 45 67 ", "&amp;", "\u202e", "x" * 300,
    ]
)  # fmt: skip


def signed_parts(text: str, limit: int) -> tuple[Signed, ...] | None:
    try:
        return length.split(text, on_x, weighted, limit, 10_000)
    except CannotSign as refused:
        assert not clean.visible(text)
        assert refused.reason is Flaw.NOTHING_WRITTEN
    except CannotSplit as refused:
        assert refused.reason is Obstacle.ADDRESS
    return None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES | st.text(max_size=80), max_size=60).map("".join), st.sampled_from([280, 160])
)
@example("a" * 30_000, 280)
@example(" ".join([SENTENCE] * 460), 280)
@example("😀" * 15_000, 280)
@example((FAMILY + " ") * 3_000, 280)
@example("https://example.com/hilfe " * 1_150, 280)
@example("\u0300\r" + "x" * 300, 280)
def test_every_part_fits_is_signed_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = signed_parts(text, limit)
    if parts is None:
        return
    assert all(weighted(part.text) <= limit for part in parts)
    assert all(part.text.endswith(part.signature) and carries(part.text, part) for part in parts)
    kept = squeezed("".join(part.body for part in parts)).rstrip("\u200b")
    assert kept == squeezed(clean.scrub(text)).rstrip("\u200b")


@given(st.lists(PIECES | st.text(max_size=20), max_size=20).map("".join))
def test_boundaries_agree_with_the_single_question(text: str) -> None:
    one_by_one = [at for at in range(1, len(text) + 1) if graphemes.is_boundary(text, at)]
    assert graphemes.boundaries(text) == one_by_one


@pytest.mark.parametrize(
    ("text", "at", "floor"),
    [("abc", 2, 2), ("abc", 9, 3), ("a\u0301b", 1, 0), (FAMILY, 5, 0), ("x" + FAMILY, 5, 1), ("🇩🇪🇫🇷", 3, 2), ("\r\n", 1, 0), ("한글", 1, 1), ("क्षि", 2, 0)],
)  # fmt: skip
def test_a_cut_falls_before_the_sign_it_would_tear(text: str, at: int, floor: int) -> None:
    assert graphemes.floor(text, at) == floor
