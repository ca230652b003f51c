"""What a draft is judged by besides itself and its place: what the customer said, and what we did.

Collected by queries, never asked here. All of it is empty where nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier reply of the team: its words, without a signature, who wrote it and when."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """Of the person whom a draft answers, and of the team's other answers.

    `unanswered` is what they wrote and nobody has answered, the oldest first; `called` every name
    that they bear or have signed with, `others` names of people who wrote lately. `alike` are the
    replies to other people most like the draft, `said` our last ones to this person; `library`
    are the facts that everybody may insert. `praised`: they praised us lately; `delivered` are the
    colleagues to whom praise of theirs was delivered. `changes`: what changes about what they
    complain of, as the team wrote it down. `care`: they grieve or are ill, an agent said or their
    words do.
    """

    unanswered: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    alike: tuple[Earlier, ...] = ()
    said: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    praised: bool = False
    delivered: tuple[str, ...] = ()
    care: bool = False
    changes: tuple[str, ...] = ()
