"""What strangers wrote is kept, searched and shown without doing harm."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules import clean

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

CASES = [
    ("plain", "Guten Tag!", "Guten Tag!"),
    ("empty", "", ""),
    ("umlauts", "Grüße aus Öd", "Grüße aus Öd"),
    ("decomposed", "Gru\u0308ße", "Grüße"),
    ("carriage returns", "a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("other line ends", "a\u2028b\u2029c\x85d\x0be\x0cf", "a\nb\nc\nd\ne\nf"),
    ("tabs stay", "a\tb", "a\tb"),
    ("NUL", "a\x00b\x00", "ab"),
    ("controls", "a\x01\x07\x08\x1b[31mb\x7f\x9b", "a[31mb"),
    ("lone high surrogate", "a\ud83db", "a\ufffdb"),
    ("lone low surrogate", "a\ude00", "a\ufffd"),
    ("a pair in two halves", "a\ud83d\ude00b", "a😀b"),
    ("two halves the wrong way round", "\ude00\ud83d", "\ufffd\ufffd"),
    ("override", "Rechnung\u202efdp.exe", "Rechnungfdp.exe"),
    ("embedding", "\u202aa\u202b b\u202c\u202d", "a b"),
    ("isolates as X writes them", "\u2066@erika_m\u2069 danke", "@erika_m danke"),
    ("direction marks stay", "שלום\u200f!", "שלום\u200f!"),
    ("byte order mark", "\ufeffHallo", "Hallo"),
    ("non-characters", "a\ufffe\uffffb", "ab"),
    ("annotations", "a\ufff9b\ufffbc", "abc"),
    ("a family", FAMILY, FAMILY),
    ("a heart with its selector", "❤\ufe0f", "❤\ufe0f"),
    ("a keycap", "1\ufe0f\u20e3", "1\ufe0f\u20e3"),
    ("a skin tone", "👍🏽", "👍🏽"),
    ("flags", "🇩🇪🇦🇹", "🇩🇪🇦🇹"),
    ("the flag of England", ENGLAND, ENGLAND),
    ("text hidden in tags", "a\U000e0068\U000e0069b", "ab"),
    ("joiners of Persian", "می\u200cخواهم", "می\u200cخواهم"),
    ("Hindi", "क्षत्रिय", "क्षत्रिय"),
    ("Thai", "น้ำใจ", "น้ำใจ"),
    ("Vietnamese", "Việt Nam", "Việt Nam"),
    ("eight marks", "a" + "\u0323" * 8, unicodedata.normalize("NFC", "a" + "\u0323" * 8)),
    ("nine marks", "a" + "\u0316" * 9, "a" + "\u0316" * 8),
    ("zalgo", "H" + "\u0316" * 40 + "i" + "\u0316" * 40, "H" + "\u0316" * 8 + "i" + "\u0316" * 8),
    ("marks without a base", "\u0316" * 50, "\u0316" * 8),
    ("markup is text", "<script>alert(1)</script> [x](y) **z**", "<script>alert(1)</script> [x](y) **z**"),
    ("blanks are kept", "  a  b  ", "  a  b  "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kept"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_text_as_it_is_kept(text: str, kept: str) -> None:
    assert clean.clean(text) == clean.Cleaned(kept, clipped=False)


@pytest.mark.parametrize("length", [20_001, 100_000])
def test_a_long_text_is_clipped_and_says_so(length: int) -> None:
    assert clean.clean("a" * length) == clean.Cleaned("a" * 20_000, clipped=True)


def test_a_text_of_just_the_right_length_is_whole() -> None:
    assert clean.clean("a" * 20_000) == clean.Cleaned("a" * 20_000, clipped=False)


def test_a_clip_does_not_tear_an_emoji() -> None:
    kept = clean.clean("a" * 19_998 + FAMILY + "b").text
    assert kept == "a" * 19_998


def test_what_grows_when_composed_is_clipped_again() -> None:
    kept = clean.clean("\U0001d160" * 10_000)  # one character that composes into three
    assert (len(kept.text), kept.clipped) == (19_998, True)


def test_one_sign_longer_than_all_we_keep_is_cut_hard() -> None:
    assert len(clean.clean("ᄀ" + "\u1160" * 30_000).text) == 20_000


@given(
    st.text(alphabet=st.characters(), max_size=300)
    | st.text("a\u0301\u0316\ud83d\ude00\u202e\r\n\u0344", max_size=60)
)
def test_what_is_kept_can_be_stored_and_is_clean_already(text: str) -> None:
    kept = clean.clean(text).text
    kept.encode()
    assert "\x00" not in kept
    assert clean.clean(kept).text == kept


@given(st.text(max_size=200))
def test_nothing_else_is_lost(text: str) -> None:
    plain = "".join(sign for sign in text if unicodedata.category(sign) in ("Lu", "Ll", "Nd", "So"))
    kept = clean.clean(plain).text
    assert kept == unicodedata.normalize("NFC", plain)


NAMES = [
    ("Erika M.", "Erika M."),
    ("  Erika \n M.\t", "Erika M."),
    ("Erika\u202eM.", "ErikaM."),
    ("Erika\u200f", "Erika"),
    ("E" * 300, "E" * 200),
    ("👑 Erika 👑", "👑 Erika 👑"),
    ("E\u0316" * 3, "E\u0316" * 3),
    ("", ""),
    ("   ", ""),
    ("\u200b\u200d", ""),
    ("\x00", ""),
    ("<b>Erika</b>", "<b>Erika</b>"),
    ("\ud83d", "\ufffd"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_is_one_line(text: str, name: str) -> None:
    assert clean.name(text) == name


@given(st.text(max_size=500))
def test_any_name_is_short_and_on_one_line(text: str) -> None:
    name = clean.name(text)
    assert len(name) <= 200
    assert len(name.splitlines()) <= 1


PREVIEWS = [
    ("Kurz.", 120, "Kurz."),
    ("Eins\nzwei\n\ndrei", 120, "Eins zwei drei"),
    ("  viel   Platz  ", 120, "viel Platz"),
    ("", 120, ""),
    ("\n\n", 120, ""),
    ("eins zwei drei", 10, "eins zwei…"),
    ("eins zweidreivier", 10, "eins zwei…"),
    ("einszweidreivier", 10, "einszweid…"),
    ("eins zwei drei", 14, "eins zwei drei"),
    ("a" * 8 + FAMILY + "b", 10, "a" * 8 + "…"),
]


@pytest.mark.parametrize(("text", "most", "preview"), PREVIEWS)
def test_a_preview_is_the_beginning_on_one_line(text: str, most: int, preview: str) -> None:
    assert clean.preview(text, most) == preview


@given(st.text(max_size=400), st.integers(min_value=2, max_value=130))
def test_any_preview_fits_its_line(text: str, most: int) -> None:
    preview = clean.preview(text, most)
    assert len(preview) <= most
    assert len(preview.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "visible"),
    [("a", True), ("😀", True), ("...", True), ("\u0301", False), (" \n", False), ("\u200b\ufe0f", False), ("", False), ("☎\ufe0f", True)],
)  # fmt: skip
def test_what_can_be_seen(text: str, visible: bool) -> None:
    assert clean.visible(text) is visible
