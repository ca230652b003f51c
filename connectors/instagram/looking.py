"""Comments on our media read again by their ids, to learn what is hidden and what is gone.

Others' media and messages are not looked at: that they cannot be read proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.base import Found
from connectors.graph.client import GraphClient
from connectors.graph.looks import Look
from connectors.graph.walking import Ask
from connectors.instagram import fields
from connectors.instagram.mapping import CommentRead, Us, media_of, read_comment

_SURE = {"fields": "id,comments.limit(1){id,text}", "limit": "1"}


def look(client: GraphClient, us: Us, keys: Sequence[str]) -> Found:
    """Look at comments and replies, ours and theirs. Raises ConnectorError."""

    def comment(record: Any) -> object:
        one = read_comment(record, us, media_of(record))
        return one.message if isinstance(one, CommentRead) else one

    seen = Look(client)
    seen.some([key for key in dict.fromkeys(keys) if key.isdecimal()], fields.ALONE, comment)
    return seen.found(Ask(us.key, "media", _SURE))
