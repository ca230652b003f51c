"""The rules with X's own count: a link weighs 23, an emoji 2, a Chinese letter 2."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Kind
from connectors.twitter import PLATFORM
from inbox.rules import clean, length
from inbox.rules.length import CannotSplit, Obstacle
from inbox.rules.signature import HALF_A_POST, CannotSign, Form, Signed, check_profile, sign
from tests.inbox.rules.tables import MARIA

FAMILY = "👨‍👩‍👧‍👦"
LINK = "https://example.com/" + "hilfe/" * 60
SENTENCE = "Das tut mir wirklich leid und ich kümmere mich heute noch darum."


def on_x(body: str, index: int) -> Signed:
    return sign(body, MARIA, Kind.MENTION, "twitter", Form.SHORT if index else Form.FULL)


def parts(text: str) -> tuple[Signed, ...]:
    return length.split(text, on_x, PLATFORM.measure, PLATFORM.limit(Kind.MENTION), 1_000)


def test_a_link_longer_than_a_post_fits_since_it_weighs_23() -> None:
    (part,) = parts(f"Alles dazu steht hier: {LINK}")
    assert PLATFORM.measure(part.text) == len("Alles dazu steht hier: ") + 23 + len(
        f"\n{part.signature}"
    )


def test_a_link_stays_whole_among_sentences() -> None:
    found = parts(" ".join([SENTENCE] * 3) + f" Mehr: {LINK} " + SENTENCE)
    assert sum(LINK in part.body for part in found) == 1


@pytest.mark.parametrize(
    "text",
    [
        " ".join([SENTENCE] * 40),
        "我们会处理。" * 100,
        FAMILY * 250,
        f"{FAMILY} Danke! " * 60,
        f"Mehr: {LINK} " * 30,
        "firma.de und www.example.com und maria@example.com. " * 20,
        "ö" * 1_000,
        "Zeile\n" * 150,
    ],
    ids=["prose", "chinese", "families", "emoji", "links", "bare links", "one word", "lines"],
)
def test_every_part_fits_by_xs_own_count(text: str) -> None:
    found = parts(text)
    assert max(PLATFORM.measure(part.text) for part in found) <= 280
    assert "".join("".join(part.body for part in found).split()) == "".join(text.split())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([SENTENCE, LINK, FAMILY, "我们", "z. B. ", "\n", "x.de ", " "]) | st.text(max_size=40), max_size=25).map(" ".join))  # fmt: skip
def test_whatever_is_written_fits_or_is_refused(text: str) -> None:
    try:
        found = parts(text)
    except CannotSign:
        assert not clean.visible(clean.scrub(text).strip())
    except CannotSplit as refused:
        assert refused.reason is Obstacle.ADDRESS
    else:
        assert all(PLATFORM.measure(part.text) <= 280 for part in found)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Anna-Lena Meyer-Lüdenscheidt (sie/ihr)", "anna-lena.meyer-luedenscheidt@example.com"),
        ("李" * 30, "li@example.com"),
        ("M.Schmidt", "m.schmidt@müller-und-söhne.de"),
        ("Наташа Иванова", "n@пример.рф"),
    ],
)
def test_a_signature_that_was_accepted_leaves_half_a_post(
    name: str, email: str, form: Form
) -> None:
    profile, faults = check_profile(name, "+49 341 1234567", email, "DE")
    signed = sign("Gern.", profile, Kind.MENTION, "twitter", form)
    assert not faults
    assert PLATFORM.measure(signed.signature) <= HALF_A_POST
