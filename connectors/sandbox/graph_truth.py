"""What stands behind the Graph API, whoever's it is: people, what they wrote, and threads.

Everything is a JSON document on the shelf. What was written has a time (`at`) and a time
from which others see it (`shown`): the platform shows our own writing late when told to.
Facebook and Instagram are worlds of this kind; each adds what only it has.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

PEOPLE, THREADS, MESSAGES = "people", "threads", "messages"
_DAY = 86_400.0


class NotThere(LookupError):
    """No such object, or not visible."""


class World:
    """A platform's truth. Every method is one thing that happens there.

    `platform` is its name, `us` our account as a person, `settings` its switches; `public` are
    the kinds that can be commented on, `below` names what a comment hangs on.
    """

    platform: ClassVar[str]
    us: ClassVar[Mapping[str, Any]]
    settings: ClassVar[Mapping[str, Any]]
    public: ClassVar[tuple[str, ...]]
    below: ClassVar[str]
    thread_key: ClassVar[tuple[str, int]]

    def __init__(self, town: Town) -> None:
        town.offers(self.platform, self.settings)
        self._town = town
        self._shelf = town.shelf

    def setting(self, name: str) -> Any:
        """Return a switch of this platform as it is now."""
        return self._town.settings(self.platform)[name]

    def now(self) -> float:
        """Return the platform's time, seconds since 1970."""
        return self._town.now().timestamp()

    def kind(self, name: str) -> str:
        """Return a kind of document as this platform keeps it."""
        return f"{self.platform}.{name}"

    # people

    def signed_up(self, by: str, called: str, first: int, *, withheld: bool) -> Document:
        """Return the person who is called so, who signs up when new; `by`: name or handle."""
        for known in self._shelf.all(self.kind(PEOPLE)):
            if known[by] == called and known["withheld"] == withheld:
                return known
        number = str(self._shelf.count(self.kind("person"), at_least=first))
        person = {"id": number, by: called, "withheld": withheld}
        return self._shelf.put(self.kind(PEOPLE), number, person)

    def named(self, number: str) -> Document:
        """Return us or a person by id. Raises NotThere."""
        return self.us if number == self.us["id"] else self.there(self.kind(PEOPLE), number)

    def shows_name(self, number: str) -> bool:
        """Return whether a reading of ours may say who wrote."""
        if number == self.us["id"]:
            return True
        return not (self.setting("withholds_names") or self.named(number)["withheld"])

    # writing

    def written(self, key: str, author: str, text: str, more: Mapping[str, Any]) -> dict[str, Any]:
        """Return what every piece of writing has."""
        self.named(author)
        at = more.get("at")
        at = self.now() if at is None else float(at)
        return {
            "id": key,
            "author": author,
            "text": text,
            "at": at,
            "shown": at + self.setting("lag" if author == self.us["id"] else "delay"),
            "photo": more.get("photo"),
            "hidden": bool(more.get("hidden")),
            "deleted": False,
            "source": more.get("source", "app"),
        }

    def thread_with(self, person: str) -> Document:
        """Return the thread with a person, opened when there is none."""
        self.named(person)
        threads = self.kind(THREADS)
        for thread in self._shelf.all(threads):
            if thread["person"] == person:
                return thread
        begins, first = self.thread_key
        key = f"{begins}{self._shelf.count(self.kind('thread'), at_least=first)}"
        return self._shelf.put(threads, key, {"id": key, "person": person})

    def change(self, key: str, **what: Any) -> Document:
        """Edit, hide or delete something. Raises NotThere."""
        kind, document = self.find(key)
        return self._shelf.put(kind, key, {**document, **what})

    # reading

    def seen(self, key: str) -> tuple[str, Document]:
        """Return kind and document of what a reading by id finds now. Raises NotThere."""
        kind, document = self.find(key)
        if kind != self.kind(THREADS) and not self.visible(document):
            raise NotThere(key)
        return kind, document

    def commentable(self, key: str) -> Document:
        """Return what can be commented on by its id, however young. Raises NotThere."""
        kind, document = self.find(key)
        if kind not in self.public or not self.stands(document):
            raise NotThere(key)
        return document

    def messages(self, thread: str) -> list[Document]:
        """Return what a reading of a thread sees now, newest first."""
        found = self._shelf.all(self.kind(MESSAGES))
        return newest_first(m for m in found if m["thread"] == thread and self.visible(m))

    def conversations(self) -> list[tuple[float, Document]]:
        """Return every thread that has a message with the time of its last one, newest first."""
        dated = [
            (messages[0]["at"], thread)
            for thread in self._shelf.all(self.kind(THREADS))
            if (messages := self.messages(thread["id"]))
        ]
        return sorted(dated, key=lambda pair: (pair[0], pair[1]["id"]), reverse=True)

    def since_they_wrote(self, person: str) -> float | None:
        """Return the days since a person last wrote to us, None when never."""
        theirs = [m for m in self.messages(self.thread_with(person)["id"]) if m["author"] == person]
        return (self.now() - theirs[0]["at"]) / _DAY if theirs else None

    def everything(self, kind: str) -> list[Document]:
        """Return the platform's own truth of a kind, in the order of writing."""
        return self._shelf.all(kind)

    def stands(self, document: Document) -> bool:
        """Return whether neither a thing nor what it hangs on was deleted."""
        if document["deleted"]:
            return False
        above = (document.get("parent"), document.get(self.below))
        return not any(key and self.find(key)[1]["deleted"] for key in above)

    def visible(self, document: Document) -> bool:
        """Return whether a reading sees a thing now."""
        return bool(document["shown"] <= self.now()) and self.stands(document)

    def find(self, key: str) -> tuple[str, Document]:
        """Return kind and document of what has that id, seen or not. Raises NotThere."""
        for kind in (*self.public, self.kind(THREADS), self.kind(MESSAGES)):
            document = self._shelf.get(kind, key)
            if document is not None:
                return kind, document
        raise NotThere(key)

    def there(self, kind: str, key: str) -> Document:
        """Return a document of a kind. Raises NotThere."""
        document = self._shelf.get(kind, key)
        if document is None:
            raise NotThere(key)
        return document


AWorld = TypeVar("AWorld", bound=World)


class Worlds(Generic[AWorld]):
    """The one world of each town: its API, its control and its story share it."""

    def __init__(self, made: type[AWorld]) -> None:
        self._made = made
        self._known: weakref.WeakValueDictionary[int, AWorld] = weakref.WeakValueDictionary()

    def __call__(self, town: Town) -> AWorld:
        """Return a town's world, made when it is asked for first."""
        known = self._known.get(id(town))
        if known is None:
            known = self._known[id(town)] = self._made(town)
        return known


def newest_first(documents: Iterable[Document]) -> list[Document]:
    """Return documents from new to old."""
    return sorted(documents, key=lambda d: (d["at"], d["id"]), reverse=True)


def stamp(at: float) -> str:
    """Return a time as the Graph API writes it: whole seconds, UTC as +0000."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
