"""Objects read again by their ids, to learn what was edited and what is gone.

A reading of several ids is refused as a whole when one is not there; it is then halved until
the missing one stands alone, and only the code of one that is not there, 100/33 or 803, counts.
Before anything is called gone, something that is surely there is read once: a right that was
lost looks the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.base import Found, Gone, InboundMessage, Refusal, Rejected, Usage
from connectors.graph.client import GraphClient
from connectors.graph.walking import Ask

Read = Callable[[Any], object]
"""Makes a message of an object, or something else of one that is none."""


class Look:
    """One look of one login. Raises ConnectorError: then it says nothing of anybody.

    What is read of other lists is added to `messages` and `gone` by whoever reads them.
    """

    def __init__(self, client: GraphClient) -> None:
        self.client = client
        self.messages: list[InboundMessage] = []
        self.gone: list[str] = []
        self._refused: Rejected | None = None
        self._calls = 0

    def read(self, ask: Ask) -> dict[str, Any]:
        """Read one page of an edge."""
        self._calls += 1
        return self.client.read(ask)

    def some(
        self,
        keys: Sequence[str],
        asked: str,
        read: Read,
        otherwise: Callable[[Sequence[str]], None] = lambda keys: None,
    ) -> None:
        """Read objects of one kind; one that is of another kind is left to `otherwise`.

        Of one that may not be read nothing is said; when that is all there is, it is raised.
        """
        if not keys:
            return
        try:
            self._calls += 1
            if len(keys) == 1:
                found = {keys[0]: self.client.get(keys[0], fields=asked)}
            else:
                found = self.client.several(keys, fields=asked)
        except Rejected as refused:
            code = refused.code
            if code not in (Refusal.GONE, Refusal.INVALID, Refusal.FORBIDDEN):
                raise
            self._refused = refused if code is Refusal.FORBIDDEN else self._refused
        else:
            made = [read(found[key]) for key in keys if key in found]
            self.messages += [one for one in made if isinstance(one, InboundMessage)]
            return
        if len(keys) > 1:
            half = len(keys) // 2
            self.some(keys[:half], asked, read, otherwise)
            self.some(keys[half:], asked, read, otherwise)
        elif code is Refusal.GONE:
            self.gone += keys
        elif code is Refusal.INVALID:
            otherwise(keys)

    def found(self, sure: Ask) -> Found:
        """Return what was seen. `sure` has to be readable before anything is called gone."""
        if self.gone:
            self.read(sure)
        elif self._refused is not None and not self.messages:
            raise self._refused
        gone = dict.fromkeys(self.gone, Gone.DELETED)
        usage = Usage({"call": self._calls}, self.client.usage().buckets if self._calls else ())
        return Found(tuple(self.messages), gone, usage)
