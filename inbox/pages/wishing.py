"""What the composer's menu wishes for a reply: a time, what follows it, a colleague's eyes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox.care import following
from inbox.outgoing.wishes import Asked, Wish
from inbox.rules.snoozing import wakes_at


def read(value: Any, zone: str, now: datetime) -> Wish:
    """Return a wish from what a browser sent: `{at, then, approval: {of, note}}`, each or none.

    Times are choices as for putting off, or a time on the agent's own clock. Raises NoTime for
    one that cannot be, TypeError for what makes no sense.
    """
    at, then, asked = (value.get(name) for name in ("at", "then", "approval"))
    if asked is not None:
        asked = Asked(_id(asked["of"]), _text(asked["note"]))
    follow = None
    if then is not None:
        done = then == following.DONE
        follow = following.DONE if done else wakes_at(_text(then), now, zone).isoformat()
    return Wish(wakes_at(_text(at), now, zone) if at is not None else None, follow, asked)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _id(value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError("no id")
    return value if value is None or 0 < value < 2**63 else 0
