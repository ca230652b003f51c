"""What an admin may set for an account on X; see docs/connectors/twitter.md."""

from __future__ import annotations

import re

from connectors.base import Author, OptionSpec, WrongOption
from connectors.twitter.searching import LONGEST, phrases, query_for
from connectors.twitter.shapes import Us


def keywords(text: str, us: Author) -> str:
    """Return words and phrases to search for, one a line. Raises WrongOption."""
    wanted = phrases(text)
    if not wanted:
        raise WrongOption("no_words")
    length = len(query_for(wanted, Us(us.external_id, us.handle)))
    if length > LONGEST:
        raise WrongOption("too_long", str(length - LONGEST))
    return "\n".join(wanted)


def country(text: str) -> str:
    """Return a country's two letters, as X writes them. Raises WrongOption."""
    found = text.strip().upper()
    if not re.fullmatch("[A-Z]{2}", found):
        raise WrongOption("country", text.strip()[:20])
    return found


OPTIONS = (
    OptionSpec("keywords", read=keywords, lines=True),
    OptionSpec("country", usual="DE", read=lambda text, us: country(text)),
    OptionSpec("field_names", choices=("tweet", "post"), fine=True),
    OptionSpec("expansions", choices=("on", "off"), fine=True),
)
