"""Settings of an account that an admin may change: what they are called, what they may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.base.records import Author


class WrongOption(ValueError):
    """A setting cannot hold this: `code` names the sentence that says so, `word` what is wrong."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(f"{code}: {word}" if word else code)
        self.code = code
        self.word = word


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """A setting that stands in `Connection.options` as text; unset, the usual holds.

    `choices` are the values there are, the usual one first; none: `read` brings a text into the
    form that is kept and raises WrongOption. `lines`: several, one a line. `fine`: of interest
    only to whoever knows the platform's API.
    """

    name: str
    choices: tuple[str, ...] = ()
    read: Callable[[str, Author], str] = lambda text, us: text
    usual: str = ""
    lines: bool = False
    fine: bool = False

    def kept(self, text: str, us: Author) -> str:
        """Return what is kept of a text, "" for unset; `us` is the account. Raises WrongOption."""
        bare = text.strip()
        if not bare:
            return ""
        if self.choices:
            if bare not in self.choices:
                raise WrongOption("choice", bare)
            return bare
        return self.read(text, us)
