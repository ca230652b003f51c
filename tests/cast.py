"""The people of the tests, and the rows they stand in.

Miriam and Jonas answer, Amina runs the place; Erika, Herr Öztürk and Jo write in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from connectors.base import Answerable, Author, Kind
from db.models import Account, Agent, Contact, Conversation, Direction, Message, Role, Stream

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""The moment most stories start at: a Friday."""

ERIKA = Author("2244994945", "Erika M.", "erika_m")
OEZTUERK = Author("2244994946", "Cem Öztürk", "cem_oe")
JO = Author("2244994947", "Jo", "jo_writes_english")

MIRIAM = {"work_name": "Miriam Brandt", "phone": "+493023125456", "email": "miriam@example.com"}
JONAS = {"work_name": "Jonas Weber", "phone": "+493023125789", "email": "jonas@example.com"}
AMINA = {"work_name": "Amina Haddad", "phone": "+493023125123", "email": "amina@example.com"}


def agent(
    session: Session, who: dict[str, str] = MIRIAM, role: Role = Role.AGENT, language: str = "de"
) -> Agent:
    """Put an agent into the table; the login is the first name in lower case."""
    row = Agent(
        login=who["work_name"].split()[0].lower(),
        role=role,
        language=language,
        created_at=NOON - timedelta(days=30),
        **who,
    )
    session.add(row)
    session.flush()
    return row


def account(
    session: Session,
    platform: str = "memory",
    slug: str = "lindenau",
    external_id: str | None = None,
) -> Account:
    """Connect our account on a platform; its credentials are no secret and open nothing.

    The memory platform calls our own "ours".
    """
    usual = "ours" if platform == "memory" else f"ours-{platform}-{slug}"
    row = Account(
        platform=platform,
        external_id=external_id or usual,
        slug=slug,
        name="Stadtwerke Lindenau",
        handle="lindenau",
        base_url=f"memory://{slug}",
        credentials="",
        sandbox=True,
        created_at=NOON - timedelta(days=30),
    )
    session.add(row)
    session.flush()
    return row


def stream(session: Session, of: Account, name: str = "all") -> Stream:
    """Give an account a stream that is due at noon."""
    row = Stream(account_id=of.id, name=name, pace="every 60s", due_at=NOON)
    session.add(row)
    session.flush()
    return row


def contact(session: Session, who: Author = ERIKA, platform: str = "memory") -> Contact:
    """Make a customer known."""
    row = Contact(
        platform=platform,
        external_id=who.external_id,
        name=who.name,
        handle=who.handle,
        created_at=NOON,
    )
    session.add(row)
    session.flush()
    return row


@dataclass(frozen=True)
class Matter:
    """A customer's matter: the conversation and its first message."""

    conversation: Conversation
    message: Message
    contact: Contact


def matter(
    session: Session,
    of: Account,
    text: str = "Mein Abschlag wurde doppelt abgebucht.",
    *,
    who: Contact | None = None,
    kind: Kind = Kind.MENTION,
    thread: str = "1001",
    at: datetime = NOON,
) -> Matter:
    """Let a customer have written: contact, conversation and message stand in the tables."""
    person = who or contact(session, platform=of.platform)
    row = Conversation(
        account_id=of.id,
        thread_id=thread,
        contact_id=person.id,
        kind=kind,
        preview=text,
        last_message_at=at,
        waiting_since=at,
        urgent_at=at + timedelta(hours=1),
        created_at=at,
    )
    session.add(row)
    session.flush()
    message = Message(
        account_id=of.id,
        external_id=thread,
        thread_id=thread,
        conversation_id=row.id,
        contact_id=person.id,
        kind=kind,
        direction=Direction.INBOUND,
        text=text,
        created_at=at,
        stored_at=at,
        answerable=Answerable.YES,
    )
    session.add(message)
    session.flush()
    row.last_inbound_id = message.id
    return Matter(row, message, person)
