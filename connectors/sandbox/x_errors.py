"""What a call to X can be wrong about, before X looks at who asks or what stands."""

from __future__ import annotations


class BadRequest(ValueError):
    """A call that X answers with 400; `parameter` is the one to blame."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message
