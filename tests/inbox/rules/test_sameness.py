"""What a platform does to a text is seen through; nothing else is."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connectors.graph.rewriting import same as facebook_same
from connectors.twitter.texts import same as x_same
from inbox.rules.sameness import only, same

SIGNED = "– Miriam Brandt, +49 30 23125456, miriam@example.com"
SHORT_LINK = "https://t.co/aB3dE6gH9j"

REWRITES = {
    "nothing": lambda text: text,
    "entities": lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    "entities twice": lambda text: html.escape(html.escape(text, quote=False), quote=False),
    "trimmed": lambda text: f"  {text}\n",
    "one line": lambda text: " ".join(text.split()),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "a name in front": lambda text: f"@erika_m {text}",
    "two names in front": lambda text: f"@erika_m @jo_2 {text}",
    "short links": lambda text: re.sub(r"https?://[^\s@]+\.[^\s@]+", SHORT_LINK, text),
}

WORDS = st.sampled_from(
    [
        "Hallo",
        "Größe",
        "Geld & Zinsen",
        "1 < 2",
        "é",
        "👩‍👩‍👧",
        "\n\n",
        "https://example.org/a?b=1&c=2",
        "@anna",
        "#strom",
        "„ja“",
        "100 %",
        "A\u0308rger",
        "…",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join([*words, SIGNED]))


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
@given(text=TEXTS)
def test_our_text_is_recognised_however_it_was_rewritten(rewrite, text) -> None:
    assert same(text, rewrite(text))


@given(text=TEXTS)
def test_all_rewrites_together_are_seen_through(text) -> None:
    shown = text
    for name, rewrite in REWRITES.items():
        shown = shown if name == "entities" else rewrite(shown)  # escaped twice already
    assert same(text, shown)


@given(ours=TEXTS, other=TEXTS, rewrite=st.sampled_from(list(REWRITES.values())))
def test_another_reply_is_never_taken_for_ours(ours, other, rewrite) -> None:
    """Links are alike to a platform that shortens them, and names in front it adds itself."""
    bare = {re.sub(r"https?://\S+", "L", unaddressed(each)) for each in (ours, other)}
    assume(len(bare) == 2)
    assert not same(ours, rewrite(other))


def unaddressed(text: str) -> str:
    return re.sub(r"^(@\w+ )+", "", plain(text))


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        ("Ja.", "Nein."),
        ("Ja.", "Ja. Ja."),
        ("Ja, gern.", "Ja gern."),
        ("ja", "Ja"),
        ("Erledigt.\n– Miriam Brandt", "Erledigt.\n– Jonas Weber"),
        ("Rufen Sie @anna an", "Rufen Sie an"),
        ("Seite https://example.org", "Seite"),
        ("Seite https://a.example", "Seite https://b.example"),
        ("Schreiben Sie an post@example.org", f"Schreiben Sie an {SHORT_LINK}"),
        ("Ein Wort", f"Ein {SHORT_LINK}"),
        ("", "@anna"),
    ],
)
def test_what_differs_is_different(ours, shown) -> None:
    assert not same(ours, shown)


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        ("Mehr auf example.org.", f"Mehr auf {SHORT_LINK}."),
        ("Mehr auf www.example.org/x, bitte", f"Mehr auf {SHORT_LINK}, bitte"),
        ("@anna ja", "@erika_m @anna ja"),
        ("@anna ja", "@anna ja"),
    ],
)
def test_what_a_platform_makes_of_links_and_names(ours, shown) -> None:
    assert same(ours, shown)


def test_equal_replies_are_taken_in_their_order() -> None:
    assert only(["Nein.", "Ja.", "Ja."], "@erika_m Ja.") == 1


def test_two_different_candidates_are_a_doubt_and_none_is_taken() -> None:
    assert only([f"Siehe https://example.org/{n}" for n in "ab"], f"Siehe {SHORT_LINK}") is None


def test_no_candidate_is_none() -> None:
    assert only(["Ja."], "Nein.") is None


@pytest.mark.parametrize(
    "text", ["@a " * 20_000, "https://t.co/a " * 400, "a." * 20_000, "&" * 20_000]
)
def test_a_hostile_text_ends_the_comparison_all_the_same(text) -> None:
    assert not same("Ein kurzer Text. " * 100, text + "x")


AGREED = ["nothing", "entities", "trimmed", "one line", "composed"]


@given(text=TEXTS, other=TEXTS, name=st.sampled_from(AGREED))
def test_connectors_that_look_and_polls_that_bind_agree(text, other, name) -> None:
    """What `find_sent` takes for a reply of ours, an echo in a poll is taken for too.

    Names in front apart: without a record only the poll has to guess who put them there.
    """
    assume(unaddressed(text) != unaddressed(other))
    for shown in (text, other):
        rewritten = REWRITES[name](shown)
        here = same(text, rewritten)
        assert here == facebook_same(text, rewritten) == x_same(text, {"text": rewritten})
