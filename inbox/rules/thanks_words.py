"""The words of thanks: plain data in `thanks_words.txt`, which is the place to add one."""

from __future__ import annotations

from pathlib import Path

from inbox.rules import phrases
from inbox.rules.word_file import sections

HERE = Path(__file__).with_suffix(".txt")


def _spelt(name: str) -> frozenset[str]:
    return frozenset(map(phrases.spelling, " ".join(sections(HERE)[name]).split()))


THANKS, AGREED, ANSWERS = _spelt("thanks"), _spelt("agreed"), _spelt("answers")
PRAISE, DONE, FILLING = _spelt("praise"), _spelt("done"), _spelt("filling")
ASKED_FOR, FOR = _spelt("asked for"), _spelt("for")
WISHES, RETURNED = _spelt("wishes"), _spelt("returned")
GREETS = _spelt("greets")
BEFORE_A_NAME = GREETS | THANKS | _spelt("before a name")
ASKS, ASKED = _spelt("asks"), _spelt("asked")
FOR_WHAT, SAYS_MORE, ASKS_FOR = _spelt("for what"), _spelt("says more"), _spelt("asks for")
IN_ADVANCE, THAT, THEY, HAVE_DONE = (
    _spelt("in advance"),
    _spelt("that"),
    _spelt("they"),
    _spelt("have done"),
)
SAYINGS = sections(HERE)["sayings"]
BACK = sections(HERE)["back"]
GLAD = frozenset(" ".join(sections(HERE)["glad"]).split())

EMOTICON = r"(?:[:;=]['-]?[)DPp3*\]]+|<3+|\^_?\^|[xX]D+|\(:|8-?\))"
SULKING = r"(?:[:;=]'?-?[(/\\|\[]+|>:|:'\(|-_+-|\.{4,})"

STICKERS = frozenset({"sticker"})
"""What says as much as an emoji; a picture may show anything."""
