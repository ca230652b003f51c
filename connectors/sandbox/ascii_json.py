"""JSON as the platforms send it: everything beyond ASCII escaped, half surrogates included."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse


class Ascii(JSONResponse):
    """An answer whose body is plain ASCII: whatever a customer managed to post can be told."""

    def render(self, content: Any) -> bytes:
        """Return the body; a lone surrogate goes out as its escape, as on the real wire."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")
