"""Up to where an agent says that they have read: what came while they were writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST = 2**63 - 1

A_COLLEAGUE = frozenset({"answered_meanwhile", "answer_for_later", "answer_to_approve"})
"""The rules that speak of a colleague's answer."""


@dataclass(frozen=True, slots=True)
class HaveRead:
    """What an agent has read: `message` of the customer, by its id, and what colleagues answered.

    `answer` is the moment of a colleague's answer, with its time zone.
    """

    message: int | None = None
    answer: datetime | None = None

    def noted(self) -> dict[str, int | str]:
        """Return it as the audit keeps it; empty where nothing was said."""
        said: dict[str, int | str] = {"read": self.message} if self.message else {}
        return said | ({"read_answer": self.answer.isoformat()} if self.answer else {})


NOTHING = HaveRead()


def understood(said: object) -> HaveRead:
    """Return what a browser says: `{"message": id, "answer": moment}`, each or none, or null.

    Raises ValueError for what makes no sense.
    """
    if said is None:
        return NOTHING
    if not isinstance(said, dict) or said.keys() - {"message", "answer"}:
        raise ValueError("neither a message nor an answer")
    message, answer = said.get("message"), said.get("answer")
    if message is not None and (type(message) is not int or not 0 < message <= MOST):
        raise ValueError("no message")
    if answer is None:
        return HaveRead(message)
    if not isinstance(answer, str) or (at := datetime.fromisoformat(answer)).tzinfo is None:
        raise ValueError("no moment")
    return HaveRead(message, at)
