"""What stands beside the composer in one line: chips, each of which opens a few words.

Each `{kind, label, ...}`; the browser knows by `kind` what a chip opens (`composer/beside.js`).
"""

from __future__ import annotations

from collections.abc import Sequence

from db.session import Session
from inbox.pages import authority_words
from inbox.queries import authority
from inbox.queries import praise as kind_words
from inbox.queries.caring import Treated
from inbox.rules.authority import Grants
from inbox.rules.heat import Said
from inbox.web import connected, mending, praise, treating
from inbox.web.reader import Json, Reader


def may_decide(
    reader: Reader, session: Session, conversation_id: int, grants: Grants
) -> list[Json]:
    """Return what the agent may decide alone, and what was decided here, once a limit is set."""
    if not grants:
        return []
    lines = authority_words.listed(reader.t, grants)
    for what in authority.accepted(session, conversation_id, reader.now):
        said = authority_words.asked(reader.t, what)
        lines.append((reader.t("Decided for this conversation: {what}", what=said), True))
    return [
        {
            "kind": "authority",
            "label": reader.t("You may decide this"),
            "lines": [{"text": text, "good": good} for text, good in lines],
        }
    ]


def beside(
    reader: Reader, session: Session, conversation_id: int, said: Sequence[Said], treated: Treated
) -> list[Json]:
    """Return the chips of a conversation for who reads it; `said` waits for an answer."""
    here = reader, session, conversation_id
    grants = authority.grants_of(session, reader.agent.id)
    made = connected.chip(*here) + mending.chips(*here, said, grants) + may_decide(*here, grants)
    last = kind_words.newest(session, conversation_id)
    made += praise.chip(*here, last) + treating.chip(reader, treated, last)
    return made + treating.again(*here)
