"""What is known before an agent writes to somebody: whether they have met, and by which name.

Collected by queries, never asked here. Without anything said, they have met.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meeting:
    """An agent and the person a draft is for, over all their contacts and channels.

    `first`: this agent has not written to them yet. `nameless`: nobody knows what they are called,
    and nobody has asked. `names` are those they bear or chose, `handles` what their platforms call
    them. `spoken` and `address` are how they are written to: "de", "sie"; an address of None is
    not known. `channel` and `pace` are how they want to be reached and answered; `private`: they
    write to us where nobody else reads it. `instead_of` is the absent colleague they know, for whom
    this agent stands in.
    """

    first: bool = False
    nameless: bool = False
    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    spoken: str = "de"
    address: str | None = None
    channel: str | None = None
    pace: str | None = None
    private: bool = False
    instead_of: str | None = None
