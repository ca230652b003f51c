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
from db.models.actions import Action, ActionState
from db.models.agents import (
    Agent,
    AgentSession,
    Audit,
    Draft,
    EndedSession,
    Read,
    Role,
    RoleRule,
    SessionEnd,
    SignInLink,
    SignInThrottle,
)
from db.models.authority import REMEDIES, Grant
from db.models.base import Base
from db.models.bulk import BulkAct, BulkStep, BulkVerb, StepState
from db.models.causes import Cause, CauseState, Complaint
from db.models.conversations import (
    OUTSIDE,
    Care,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    MessageVersion,
    RawMessage,
)
from db.models.hours import Absence, Distribution, Schedule
from db.models.media import Media, MediaState, Picture
from db.models.needs import Need
from db.models.noticing import Digest, Notice, NoticeKind, NoticeRule
from db.models.opening import Opening, Wait
from db.models.outside import Outside, OutsideDraft
from db.models.people import (
    Apart,
    ContactTag,
    Depth,
    Form,
    JoinedContact,
    Person,
    PersonJoin,
)
from db.models.praise import Praise
from db.models.preferences import Preference
from db.models.promises import Promise, PromiseState
from db.models.replies import HeldFor, Reply, ReplyBand, ReplyEvent, ReplyState
from db.models.search import SearchDue, SearchEntry
from db.models.surveys import Invitation, Survey, SurveyAnswer
from db.models.tags import ConversationTag, Tag
from db.models.teams import Team, TeamMember
from db.models.together import Fact, Handover, Mention, Note, NoteDraft, Outcome, Presence
from db.models.views import SavedView
from db.models.watching import Alarm, Budget, Connecting, Mail, Price, Spending

__all__ = [
    "OUTSIDE",
    "REMEDIES",
    "Absence",
    "Account",
    "AccountState",
    "Action",
    "ActionState",
    "Agent",
    "AgentSession",
    "Alarm",
    "Apart",
    "Audit",
    "Base",
    "Budget",
    "BulkAct",
    "BulkStep",
    "BulkVerb",
    "Care",
    "Cause",
    "CauseState",
    "Complaint",
    "Connecting",
    "Contact",
    "ContactTag",
    "Conversation",
    "ConversationState",
    "ConversationTag",
    "Depth",
    "Digest",
    "Direction",
    "Distribution",
    "Draft",
    "EndedSession",
    "Fact",
    "Form",
    "Gap",
    "Grant",
    "Handover",
    "HeldFor",
    "Invitation",
    "JoinedContact",
    "Limit",
    "Mail",
    "Media",
    "MediaState",
    "Mention",
    "Message",
    "MessageVersion",
    "Need",
    "Note",
    "NoteDraft",
    "Notice",
    "NoticeKind",
    "NoticeRule",
    "Opening",
    "Outcome",
    "Outside",
    "OutsideDraft",
    "Person",
    "PersonJoin",
    "Picture",
    "PollRun",
    "Praise",
    "Preference",
    "Presence",
    "Price",
    "Promise",
    "PromiseState",
    "RawMessage",
    "Read",
    "Reply",
    "ReplyBand",
    "ReplyEvent",
    "ReplyState",
    "Role",
    "RoleRule",
    "SavedView",
    "Schedule",
    "SearchDue",
    "SearchEntry",
    "SessionEnd",
    "SignInLink",
    "SignInThrottle",
    "SkippedRecord",
    "Spending",
    "StepState",
    "Stream",
    "Survey",
    "SurveyAnswer",
    "Tag",
    "Team",
    "TeamMember",
    "Trouble",
    "Wait",
    "Worker",
]
