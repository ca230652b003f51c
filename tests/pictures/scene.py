"""What stands in the pictured house: the sandbox's town and three colleagues at work."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from db.models import Agent, CauseState, Contact, Conversation, Reply, ReplyState, Role, Stream
from db.session import Database, Session
from inbox.care import agents, causes, drafts, owning, preferences, tagging
from inbox.care.drafts import Typed
from inbox.care.owning import Holder
from inbox.care.promising import Given
from inbox.care.rights import MACHINE, Actor, Via
from inbox.outgoing import replying
from inbox.rules.promises import PromiseKind
from inbox.rules.signature import Profile
from inbox.settings import Settings

MORNING = datetime(2026, 11, 20, 9, 24, tzinfo=UTC)
"""When the pictures are taken: a Friday."""
PATIENCE = 60.0
OPEN = "Marlene Voss"
"""Whose conversation stands open."""
DRAFT = (
    "Guten Morgen Frau Voss, zwei Stunden ohne Strom und niemand am Telefon: Das tut mir leid."
    " Unser Trupp ist im Kastanienweg; bis 12 Uhr melde ich mich bei Ihnen, auch wenn es noch dauert."
)
ANSWERED = {
    "Svenja Albrecht": "Im Regen und ohne Tee, das ist er. Schön, dass die Straßenlaterne wieder geht!",
    "Carla Jimenez": "Half an hour, line by line, with pictures: what a lovely first bill. I'll find out her name.",
}
PROMISED = {
    "Svenja Albrecht": (PromiseKind.OTHER, "Das Lob weitergeben", 5),
    "Carla Jimenez": (PromiseKind.CALL, "Call about the meter", 76),
}
"""What the answers promise, and in how many hours."""
HANDED = (OPEN, "Deniz Kaya", "Ingrid Falk")
CAUSES = {
    "Bei Störungen ist niemand am Telefon": (
        "Bei jeder Störung sitzen jetzt zwei Leute mehr am Telefon.",
        CauseState.FIXED,
        (OPEN, "Nadine Schuster"),
    ),
    "Ladesäule am Markt hält Kabel fest": (
        "Der Hersteller tauscht bis Freitag die Verriegelung.",
        CauseState.FIXING,
        ("Emre Yıldırım",),
    ),
    "Balkonanlage anmelden endet mit „Fehler 500“": (
        "Das Formular sagt künftig sofort, ob die Anmeldung da ist.",
        CauseState.OPEN,
        ("Henrike Dorn",),
    ),
}
"""What goes wrong: what changes, how far it is, who complained, a day apart."""
TAGS = {OPEN: ["Strom", "Störung"], "Familie Nowak": ["Wasser"], "Emre Yıldırım": ["Ladesäule"]}


class Scene:
    """The house as it stands when the pictures are taken."""

    def __init__(self, database: Database, shift: timedelta) -> None:
        self.database, self.shift = database, shift

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def until(self, what: str, there: Callable[[Session], bool]) -> None:
        """Wait for what the worker does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self.database.read() as session:
                if there(session):
                    return
            time.sleep(0.2)
        raise AssertionError(f"never came: {what}")

    def conversation(self, name: str) -> int:
        """Return a customer's conversation."""
        wanted = select(Conversation.id).join(Contact).where(Contact.name == name)
        with self.database.read() as session:
            return session.scalars(wanted.order_by(Conversation.id)).first() or 0

    def arrive(self) -> None:
        """Let the town write in; nobody has answered yet."""
        unread = select(Stream.id).where(Stream.enabled, Stream.last_run_at.is_(None))
        self.until("the accounts", lambda s: s.scalar(select(Stream.id)) is not None)
        self.until("every stream", lambda s: s.scalar(unread) is None)
        wrote = {name for _, _, people in CAUSES.values() for name in people}
        for name in (OPEN, *ANSWERED, *TAGS, *HANDED, *wrote):
            self.until(name, lambda s, name=name: name in set(s.scalars(select(Contact.name))))

    def work(self) -> None:
        """Let colleagues come and the team work for a while."""
        miriam, jonas = self._team()
        me = Actor(miriam, Role.ADMIN, Via.PAGE)
        for name, text in ANSWERED.items():
            self._answer(me, name, text)
        with self.database.write() as session:
            for name, tags in TAGS.items():
                for tag in tags:
                    tagging.put_on(session, me, self.conversation(name), tag, self.now())
            for name in HANDED:
                given = (Holder(jonas if name == "Ingrid Falk" else miriam), Holder())
                owning.hand(session, me, self.conversation(name), *given, self.now())
            typed = Typed(DRAFT, drafts.new_key())
            drafts.save(session, me, self.conversation(OPEN), typed, self.now())
        self._complain(me)
        delivered = select(func.count(Reply.id)).where(Reply.state == ReplyState.DELIVERED)
        self.until("the replies", lambda s: (s.scalar(delivered) or 0) >= len(ANSWERED))

    def _complain(self, me: Actor) -> None:
        """Let customers have complained for some weeks, and one of them be told."""
        with self.database.write() as session:
            for place, (name, (change, state, people)) in enumerate(CAUSES.items()):
                began = self.now() - timedelta(weeks=2 + place)
                number = causes.found(session, me, name, change, began)
                for day, who in enumerate(people):
                    at = began + timedelta(days=9 * day)
                    causes.link(session, me, self.conversation(who), number, at)
                causes.turn(session, me, number, state, self.now() - timedelta(hours=20))
                if state is CauseState.FIXED:
                    told = self.now() - timedelta(hours=2)
                    causes.told(session, me, self.conversation(people[-1]), number, told)

    def _team(self) -> tuple[int, int]:
        with self.database.write() as session:
            miriam = session.scalars(select(Agent.id).where(Agent.login == "miriam")).one()
            added = [
                agents.add(
                    session, MACHINE, login, role, self.now(), profile=profile, language="de"
                )
                for login, role, profile in (
                    ("jonas", Role.AGENT, Profile("Jonas Weber", "+493023125789", None)),
                    ("amina", Role.ADMIN, Profile("Amina Haddad", None, "amina@example.com")),
                )
            ]
        return miriam, added[0]

    def _answer(self, me: Actor, name: str, text: str) -> None:
        place, key, settings = self.conversation(name), drafts.new_key(), Settings(_env_file=None)
        with self.database.write() as session:
            drafts.save(session, me, place, Typed(text, key), self.now())
            kind, what, hours = PROMISED[name]
            given = [Given(kind, what, self.now() + timedelta(hours=hours))]
            replying.queue(session, me, place, text, key, settings, self.now(), given=given)

    def first_steps(self, *, shown: bool) -> None:
        """Let the card with the first steps stand above Miriam's list, or not."""
        with self.database.write() as session:
            miriam = session.scalars(select(Agent.id).where(Agent.login == "miriam")).one()
            me = Actor(miriam, Role.ADMIN, Via.PAGE)
            if shown:
                preferences.show_steps(session, me)
            else:
                preferences.put_steps_away(session, me, self.now())

    def speaks(self, language: str) -> None:
        """Let Miriam's screens speak another language."""
        with self.database.write() as session:
            miriam = session.scalars(select(Agent.id).where(Agent.login == "miriam")).one()
            agents.set_language(session, MACHINE, miriam, language)
