"""What Facebook rewrites does not hide a reply of ours, and two different replies stay two."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from connectors.graph.rewriting import plain, same

TEXTS = st.text(
    st.sampled_from("abcdefgh äöüßé &<>\"'\n\t.,!?😊👍🏽 ́") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=80,
).filter(lambda text: plain(text) != "")

REWRITES = {
    "nothing": lambda text: text,
    "trims": str.strip,
    "trims every line": lambda text: "\n".join(line.strip() for line in text.split("\n")),
    "composes": lambda text: unicodedata.normalize("NFC", text),
    "decomposes": lambda text: unicodedata.normalize("NFD", text),
    "escapes": html.escape,
    "escapes ampersands": lambda text: text.replace("&", "&amp;"),
    "uses other line ends": lambda text: text.replace("\n", "\r\n"),
    "joins blanks": lambda text: " ".join(text.split()),
    "adds blanks": lambda text: f" {text}\u00a0\n",
}


@settings(max_examples=40, deadline=None, database=None)
@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
@given(text=TEXTS)
def test_a_rewritten_text_is_still_ours(rewrite, text) -> None:
    assume("&" not in text or html.unescape(text) == text)
    assert same(text, rewrite(text))


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        ("Gern! — Miriam", "Gern! — Jana"),
        ("Gern! — Miriam · +49 30 23125 456", "Gern! — Miriam · +49 30 23125 457"),
        ("Ja.", "Ja"),
        ("10 €", "100 €"),
        ("1 0", "10"),
        ("Teil 1/2", "Teil 2/2"),
    ],
)
def test_two_different_replies_stay_two(ours, shown) -> None:
    assert not same(ours, shown)


def test_a_hostile_text_does_not_take_for_ever() -> None:
    assert len(plain("a" + "\u0316\u0301" * 400_000)) <= 20_000
