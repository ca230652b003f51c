"""Where sentences and words end, in German and English, so that a text can be parted there.

What is in doubt is no end: a sentence too long is merely parted at another place.
"""

from __future__ import annotations

import re

_ABBREVIATIONS_DE = """
    abs abschn abt adr allg anl anm art aufl bd betr bez bhf bzgl bzw ca dgl dipl dr ebd eigtl
    einschl entspr etc evtl exkl fam ff fr frl geb gebr gest ggf ggfs hbf hr hrn hrsg ing inh
    inkl insb jh jr jur jährl kfm lfd lt ltd max mio monatl mrd mtgl mtl nachm nr nrn nördl od
    pkt prof rd rel rer resp rückf sen sog sr st std stdn stk str südl tel telef tägl ugs urspr
    usf usw vergl verh vgl vmtl vorauss vorm westl wg wtl zb zz zzgl zzt östl
"""
_ABBREVIATIONS_EN = """
    approx apt ave blvd cf co corp dept ed eg esp est excl ext fig hon ie incl messrs mr mrs ms mt
    mme mlle pp rd rev sgt vs viz a.m p.m
"""
# Abbreviations only when written with a capital: "So." is Sunday, "so." ends a sentence.
_CAPITALISED = """
    Mo Di Mi Do Fr Sa So Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    Jan Feb Febr Apr Aug Sep Sept Okt Oct Nov Dez Dec Min Sek Inc Ltd Co
"""
_SHORT = frozenset((_ABBREVIATIONS_DE + _ABBREVIATIONS_EN).split())
_SHORT_CAPITALISED = frozenset(_CAPITALISED.split())

_EMOJI = "[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff\ufe0f\u200d\u20e3]"
_END = re.compile(
    rf"(?P<stop>(?<![.!?…])[.!?…]++)[\"'»«“”‘’)\]]*+(?:[ ]?{_EMOJI})*+(?=\s|\Z)"
    r"|(?P<wide>[。！？]+)"
    r"|(?P<line>(?<=\S)\n)"
    rf"|(?P<emoji>(?<!{_EMOJI}){_EMOJI}++(?=\s))"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'»„“/]*\Z")
_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_INSIDE_NUMBER = re.compile(r"[\d+)]\s+[\d(]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S|\S{1,64}@\w|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}(?:[/?#:]|\Z)",
    re.IGNORECASE,
)
_LONGEST_WORD = 64


def sentence_ends(text: str) -> list[int]:
    """Return the places after which a new sentence or line begins, and the end of the text."""
    found = [match.end() for match in _END.finditer(text) if _ends(text, match)]
    return found if found and found[-1] == len(text) else [*found, len(text)]


def word_ends(text: str) -> list[int]:
    """Return the places after which a new word begins, and the end of the text.

    A phone number stays whole: blanks between its digits are no place to part.
    """
    ends = [match.start() for match in _WORD_END.finditer(text)]
    kept = [at for at in ends if not _INSIDE_NUMBER.match(text, at - 1)]
    return kept if kept and kept[-1] == len(text) else [*kept, len(text)]


def is_address(word: str) -> bool:
    """Return whether a word is a web or e-mail address, which is never cut."""
    return _ADDRESS.match(word.lstrip("([<{\"'„“«»")) is not None


def _ends(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() : found.end() + 2 * _LONGEST_WORD].lstrip()[:1]
    if found["line"] is not None or found["wide"] is not None:
        return True
    if found["emoji"] is not None:
        return after.isupper()
    stop = found["stop"]
    if after.islower():
        return False
    if stop != ".":
        return True
    before = _WORD_BEFORE.search(text[max(0, found.start() - _LONGEST_WORD) : found.start()])
    return not _abbreviated(before[0] if before else "", after)


def _abbreviated(word: str, after: str) -> bool:
    last = word.rpartition(".")[2]
    if len(last) == 1 and last.isalpha():
        return True  # z. B., d. h., an initial
    if last.isdecimal() and len(last) <= 3:
        return True  # 3. Juli
    if last.casefold() == "no":
        return after.isdecimal()
    lower = last.casefold()
    return lower in _SHORT or lower.endswith("str") or last in _SHORT_CAPITALISED
