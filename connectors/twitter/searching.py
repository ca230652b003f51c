"""Recent search by an account's keywords; pure (docs.x.com, search posts, build a query).

What mentions us is left out: the mentions bring it for a fifth of the price. So are our own
posts and mere reposts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.base import Gap, Refusal, Rejected
from connectors.twitter.cursor import Walk, known
from connectors.twitter.ids import id_at
from connectors.twitter.shapes import Us

LONGEST = 512
"""Characters of a query that self-serve access may ask (docs.x.com, search)."""
LEAST = 10
"""Results that a page of a search has at least."""
HISTORY = timedelta(days=7)
_MARGIN = timedelta(minutes=15)
"""X's own clock decides what is seven days old, and a walk takes its time."""
_BREAKS = ",;\n"
_BETWEEN = re.compile(f"[{_BREAKS}]")
_TAG = re.compile(r"[#$]\w+")


def phrases(keywords: str) -> tuple[str, ...]:
    """Return the words and phrases that stand between two commas, semicolons or lines, once."""
    legible = "".join(c if c.isprintable() or c in _BREAKS else " " for c in keywords)
    wanted = [" ".join(part.replace('"', " ").split()) for part in _BETWEEN.split(legible)]
    return tuple(phrase for phrase in dict.fromkeys(wanted) if re.search(r"\w", phrase))


def query(keywords: str, us: Us) -> str:
    """Return the query for an account's keywords. Raises Rejected."""
    wanted = phrases(keywords)
    if not wanted:
        raise Rejected("no keywords are set for this search", Refusal.INVALID)
    asked = query_for(wanted, us)
    if len(asked) > LONGEST:
        said = f"the keywords make a query of {len(asked)} characters, X takes {LONGEST}"
        raise Rejected(said, Refusal.INVALID)
    return asked


def query_for(wanted: Sequence[str], us: Us) -> str:
    """Return the query for words and phrases, however long it is."""
    quoted = [phrase if _TAG.fullmatch(phrase) else f'"{phrase}"' for phrase in wanted]
    who = us.handle or us.id
    asked = f"({' OR '.join(quoted)}) -from:{who} -is:retweet"
    return f"{asked} -@{us.handle}" if us.handle else asked


def begin(walk: Walk, now: datetime) -> tuple[Walk, Gap | None]:
    """Return the walk with a floor that X still searches from, and the hole that this leaves.

    X refuses a `since_id` that is older than its seven days.
    """
    oldest = now - HISTORY + _MARGIN
    if walk.page is not None or walk.floor > id_at(oldest):
        return walk, None
    since = known(walk)
    gap = Gap(since, oldest) if since is not None and since < oldest else None
    return replace(walk, floor=id_at(oldest)), gap
