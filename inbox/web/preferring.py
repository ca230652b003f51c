"""The way a customer chose, beside the answer where another one is in use, for the browser."""

from __future__ import annotations

from datetime import datetime, time

from connectors import PLATFORMS
from inbox.components.person import WAYS
from inbox.queries.contacts import PersonView
from inbox.rules import due_times
from inbox.rules.people import CALL, MAIL
from inbox.web.reader import Json, Reader, iso


def chips(reader: Reader, who: PersonView | None) -> list[Json]:
    """Return what says that the customer prefers another way than the one they wrote by."""
    facts = who.behind.facts if who else None
    if who is None or facts is None or facts.channel in (None, who.platform):
        return []
    t = reader.t
    way = called(reader, facts.channel)
    when = [one for one in (facts.channel_address, facts.channel_hours) if one]
    since = facts.channel_since
    told = [facts.channel_source, since and t.day(datetime.combine(since, time(12)))]
    lines = [" · ".join(part for part in parts if part) for parts in (when, told)]
    what = {CALL: t("Call back"), MAIL: t("Answer by e-mail")}.get(facts.channel)
    known = due_times.calendar(reader.now, None, t.zone)
    by = due_times.reached(facts.channel_hours or "", known)
    named = f"{what}: {facts.channel_address}" if what and facts.channel_address else what
    return [
        {
            "kind": "prefers",
            "tone": "warn",
            "label": t("Prefers: {way}", way=way),
            "lines": [line for line in lines if line],
            "promise": {
                "what": named,
                "kind": "call" if facts.channel == CALL else "answer",
                "due": iso(by),
            }
            if what
            else None,
        }
    ]


def called(reader: Reader, channel: str | None) -> str:
    """Return what a way is called."""
    if channel in WAYS:
        return reader.t(WAYS[channel])
    return PLATFORMS[channel].label if channel in PLATFORMS else ""
