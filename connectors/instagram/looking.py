"""Comments on our media read again by their ids, to learn what is hidden and what is gone.

A reading of several ids is refused as a whole when one is not there; it is then halved until
the missing one stands alone. Before anything is called gone, our media are read once: a right
that was lost looks the same. Others' media and messages are not looked at: that they cannot be
read proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base import Found, Gone, InboundMessage, Refusal, Rejected, Usage
from connectors.graph.client import GraphClient
from connectors.graph.walking import Ask
from connectors.instagram import fields
from connectors.instagram.mapping import CommentRead, Us, media_of, read_comment


class Look:
    """One look. Raises ConnectorError: then it says nothing of anybody."""

    def __init__(self, client: GraphClient, us: Us) -> None:
        self._client, self._us = client, us
        self._messages: list[InboundMessage] = []
        self._gone: list[str] = []
        self._refused: Rejected | None = None
        self._calls = 0

    def at(self, keys: Sequence[str]) -> Found:
        """Look at comments and replies, ours and theirs."""
        self._some([key for key in dict.fromkeys(keys) if key.isdecimal()])
        if self._gone:
            self._can_read()
        elif self._refused is not None and not self._messages:
            raise self._refused
        gone = dict.fromkeys(self._gone, Gone.DELETED)
        usage = Usage({"call": self._calls}, self._client.usage().buckets if self._calls else ())
        return Found(tuple(self._messages), gone, usage)

    def _some(self, keys: Sequence[str]) -> None:
        if not keys:
            return
        self._calls += 1
        try:
            if len(keys) == 1:
                found = {keys[0]: self._client.get(keys[0], fields=fields.ALONE)}
            else:
                found = self._client.several(keys, fields=fields.ALONE)
        except Rejected as refused:
            code = refused.code
            if code not in (Refusal.GONE, Refusal.INVALID, Refusal.FORBIDDEN):
                raise
            self._refused = refused if code is Refusal.FORBIDDEN else self._refused
        else:
            told = [found[key] for key in keys if key in found]
            read = [read_comment(record, self._us, media_of(record)) for record in told]
            self._messages += [one.message for one in read if isinstance(one, CommentRead)]
            return
        if len(keys) > 1:
            half = len(keys) // 2
            self._some(keys[:half])
            self._some(keys[half:])
        elif code is Refusal.GONE:
            self._gone += keys

    def _can_read(self) -> None:
        """Read a comment on our media; raises what is in the way."""
        self._calls += 1
        given = {"fields": "id,comments.limit(1){id,text}", "limit": "1"}
        self._client.read(Ask(self._us.key, "media", given))
