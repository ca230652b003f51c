"""The tables. All times are aware UTC; text columns with a fixed set of words carry a CHECK.

accounts ─< streams ─< poll_runs, gaps, skipped          agents ─< sessions, reads, drafts, audit
    └─< conversations (one customer's matter in one thread) >─ contacts >─ people
            └─< messages ─ raw_messages, message_versions     └─< replies ─< reply_events
"""

from db.models.accounts import (
    Account,
    AccountState,
    Gap,
    Limit,
    PollRun,
    SkippedRecord,
    Stream,
    Trouble,
    Worker,
)
from db.models.agents import (
    Agent,
    AgentSession,
    Audit,
    Draft,
    Read,
    Role,
    SignInLink,
    SignInThrottle,
)
from db.models.base import Base
from db.models.conversations import (
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    MessageVersion,
    Person,
    RawMessage,
)
from db.models.replies import Reply, ReplyEvent, ReplyState

__all__ = [
    "Account",
    "AccountState",
    "Agent",
    "AgentSession",
    "Audit",
    "Base",
    "Contact",
    "Conversation",
    "ConversationState",
    "Direction",
    "Draft",
    "Gap",
    "Limit",
    "Message",
    "MessageVersion",
    "Person",
    "PollRun",
    "RawMessage",
    "Read",
    "Reply",
    "ReplyEvent",
    "ReplyState",
    "Role",
    "SignInLink",
    "SignInThrottle",
    "SkippedRecord",
    "Stream",
    "Trouble",
    "Worker",
]
