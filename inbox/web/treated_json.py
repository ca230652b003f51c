"""How a customer is treated, as the head of a conversation takes it."""

from __future__ import annotations

from inbox.queries.caring import Treated
from inbox.web.reader import Json


def treated(found: Treated) -> Json:
    """Return whether they are treated with care, and whether the team's line signs for them.

    That they are not given to the one who reads it again is theirs alone to know.
    """
    return {"care": found.care, "teamLine": found.team_line, "apart": found.apart}
