"""The first tables: everything from poll to proof of delivery."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import db.types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False, comment='short name in commands: twitter/<slug>/mentions'),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=True),
    sa.Column('base_url', sa.Text(), nullable=False, comment='a token never goes to another host'),
    sa.Column('credentials', sa.Text(), nullable=False, comment='encrypted JSON, see inbox.care.accounts'),
    sa.Column('sandbox', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('trouble_since', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('origin', sa.Text(), nullable=True, comment="digest of the environment's credentials that made it; null: added by hand"),
    sa.Column('answer_target', sa.Integer(), nullable=False, comment='seconds until an answer'),
    sa.Column('window_margin', sa.Integer(), nullable=False, comment='seconds before an answer window closes that count as urgent'),
    sa.Column('token_expires_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('refresh_until', db.types.UtcDateTime(timezone=True), nullable=True, comment='lease of the one refresher'),
    sa.Column('refresh_by', sa.Text(), nullable=True),
    sa.Column('held_by', sa.Text(), nullable=True, comment='worker that holds the sender lock'),
    sa.Column('held_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('active', 'paused', 'login_needed', 'out_of_credit')", name=op.f('ck_accounts_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('platform', 'external_id', name=op.f('uq_accounts_platform_external_id')),
    sa.UniqueConstraint('platform', 'slug', name=op.f('uq_accounts_platform_slug'))
    )
    op.create_table('agents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.Text(), nullable=False, comment='lower case; what is typed at sign-in'),
    sa.Column('work_name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True, comment='E.164'),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=True, comment='null: only a one-time link signs in'),
    sa.Column('disabled_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('agent', 'admin')", name=op.f('ck_agents_role_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agents')),
    sa.UniqueConstraint('login', name=op.f('uq_agents_login'))
    )
    op.create_table('audit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True, comment='no foreign key: it outlives the agent'),
    sa.Column('via', sa.Text(), nullable=False, comment='page, command line or system'),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False, comment='table:id'),
    sa.Column('note', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_table('people',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=True, comment='as they want to be called'),
    sa.Column('address', sa.Text(), nullable=True, comment='Sie or du'),
    sa.Column('channel', sa.Text(), nullable=True, comment='the way they chose'),
    sa.Column('channel_source', sa.Text(), nullable=True),
    sa.Column('channel_since', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('pace', sa.Text(), nullable=True, comment='brief or thorough'),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people'))
    )
    op.create_table('sign_in_throttles',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('not_before', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_throttles'))
    )
    op.create_table('workers',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('started_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('beat_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workers'))
    )
    op.create_table('agent_sessions',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_agent_sessions_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_agent_sessions'))
    )
    op.create_table('contacts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=True),
    sa.Column('avatar_url', sa.Text(), nullable=True),
    sa.Column('withheld', sa.Boolean(), nullable=False, comment='the platform hides who it is'),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_contacts_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts')),
    sa.UniqueConstraint('platform', 'external_id', name=op.f('uq_contacts_platform_external_id'))
    )
    op.create_table('limits',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('bucket', sa.Text(), nullable=False),
    sa.Column('ceiling', sa.Integer(), nullable=False),
    sa.Column('remaining', sa.Integer(), nullable=False),
    sa.Column('reset_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_limits_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'bucket', name=op.f('pk_limits'))
    )
    op.create_table('sign_in_links',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_sign_in_links_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in_links'))
    )
    op.create_table('streams',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('pace', sa.Text(), nullable=False, comment='an APScheduler trigger as text'),
    sa.Column('enabled', sa.Boolean(), nullable=False, comment='false: paused by a person, or by a refusal (see trouble)'),
    sa.Column('cursor', sa.Text(), nullable=True, comment='saved with the rows it stands for'),
    sa.Column('due_at', db.types.UtcDateTime(timezone=True), nullable=False, comment='never before the platform allows'),
    sa.Column('not_before', db.types.UtcDateTime(timezone=True), nullable=True, comment='the platform asked us to wait'),
    sa.Column('lease_until', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('lease_by', sa.Text(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False, comment='in a row'),
    sa.Column('last_run_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_ok_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('trouble_note', sa.Text(), nullable=True, comment="the platform's own words"),
    sa.Column('trouble_since', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_streams_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_streams')),
    sa.UniqueConstraint('account_id', 'name', name=op.f('uq_streams_account_id_name'))
    )
    op.create_index('ix_streams_due', 'streams', ['enabled', 'due_at'], unique=False)
    op.create_table('conversations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Text(), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('preview', sa.Text(), nullable=False),
    sa.Column('last_message_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_inbound_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='newest message of the customer; what `reads` is compared with'),
    sa.Column('waiting_since', db.types.UtcDateTime(timezone=True), nullable=True, comment='oldest unanswered message'),
    sa.Column('answer_until', db.types.UtcDateTime(timezone=True), nullable=True, comment="the platform's answer window"),
    sa.Column('urgent_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='what the list is ordered by'),
    sa.Column('unsent_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='since when a reply that failed, or may not be there, waits for its agent'),
    sa.Column('snoozed_until', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('open', 'waiting', 'snoozed', 'done')", name=op.f('ck_conversations_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_conversations_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_conversations_contact_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['agents.id'], name=op.f('fk_conversations_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversations')),
    sa.UniqueConstraint('account_id', 'thread_id', 'contact_id', name=op.f('uq_conversations_account_id_thread_id_contact_id'))
    )
    op.create_index('ix_conversations_contact', 'conversations', ['contact_id', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_conversations_last', 'conversations', ['last_message_at', 'id'], unique=False)
    op.create_index('ix_conversations_newest', 'conversations', ['state', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_conversations_owner_urgent', 'conversations', ['owner_id', 'state', 'urgent_at', 'id'], unique=False)
    op.create_index('ix_conversations_unsent', 'conversations', ['unsent_at', 'id'], unique=False)
    op.create_index('ix_conversations_urgent', 'conversations', ['state', 'urgent_at', 'id'], unique=False)
    op.create_table('gaps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stream_id', sa.Integer(), nullable=False),
    sa.Column('since', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('until', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('about', sa.Integer(), nullable=True),
    sa.Column('found_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['agents.id'], name=op.f('fk_gaps_acknowledged_by')),
    sa.ForeignKeyConstraint(['stream_id'], ['streams.id'], name=op.f('fk_gaps_stream_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gaps')),
    sa.UniqueConstraint('stream_id', 'since', 'until', name=op.f('uq_gaps_stream_id_since_until'))
    )
    op.create_table('poll_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stream_id', sa.Integer(), nullable=False),
    sa.Column('started_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('fetched', sa.Integer(), nullable=False),
    sa.Column('new', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('micros', sa.Integer(), nullable=False, comment='cost in millionths of a US dollar'),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint('fetched = "new" + changed + known + skipped', name=op.f('ck_poll_runs_adds_up')),
    sa.ForeignKeyConstraint(['stream_id'], ['streams.id'], name=op.f('fk_poll_runs_stream_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_runs'))
    )
    op.create_index('ix_poll_runs_stream_started', 'poll_runs', ['stream_id', 'started_at'], unique=False)
    op.create_table('skipped',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stream_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False, comment='SHA-256 of raw: the same record is kept once'),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('first_seen_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['stream_id'], ['streams.id'], name=op.f('fk_skipped_stream_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skipped')),
    sa.UniqueConstraint('stream_id', 'digest', name=op.f('uq_skipped_stream_id_digest'))
    )
    op.create_table('drafts',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('began_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='what came later, it cannot know'),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_drafts_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_drafts_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'conversation_id', name=op.f('pk_drafts'))
    )
    op.create_table('reads',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_reads_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_reads_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'conversation_id', name=op.f('pk_reads'))
    )
    op.create_table('replies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('draft_key', sa.Text(), nullable=False, comment='one click, one reply: idempotency key'),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False, comment='page or command line'),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('thread_id', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False, comment='external id of the message it answers'),
    sa.Column('recipient_id', sa.Text(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False, comment="the agent's own words"),
    sa.Column('typed', sa.Text(), nullable=True, comment='part 1: the draft as it was, all parts'),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False, comment='body and signature, byte for byte what leaves'),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('after_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='the part that must be there first'),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('not_before', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('queued_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('undo_until', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer_until', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sending_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('unknown_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='the settle counts from here'),
    sa.Column('looked', sa.Integer(), nullable=False, comment='looks since it became unknown'),
    sa.Column('looked_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('external_id', sa.Text(), nullable=True),
    sa.Column('permalink', sa.Text(), nullable=True),
    sa.Column('sent_at', db.types.UtcDateTime(timezone=True), nullable=True, comment="the platform's time"),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('refusal_note', sa.Text(), nullable=True, comment="the platform's own words"),
    sa.CheckConstraint("signature <> '' AND replace(text, signature, '') <> text", name=op.f('ck_replies_signed')),
    sa.CheckConstraint("state IN ('scheduled', 'held', 'queued', 'sending', 'unknown', 'delivered', 'failed', 'withdrawn')", name=op.f('ck_replies_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_replies_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['after_id'], ['replies.id'], name=op.f('fk_replies_after_id')),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_replies_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_replies_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replies')),
    sa.UniqueConstraint('draft_key', 'part', name=op.f('uq_replies_draft_key_part')),
    sa.UniqueConstraint('key', name=op.f('uq_replies_key'))
    )
    op.create_index('ix_replies_account_external', 'replies', ['account_id', 'external_id'], unique=False)
    op.create_index('ix_replies_conversation', 'replies', ['conversation_id', 'id'], unique=False)
    op.create_index('ix_replies_due', 'replies', ['state', 'not_before'], unique=False)
    op.create_table('messages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=True, comment='null: written here and nowhere else'),
    sa.Column('thread_id', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='null: context of a thread'),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('reply_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False, comment="the platform's time"),
    sa.Column('stored_at', db.types.UtcDateTime(timezone=True), nullable=False, comment='ours'),
    sa.Column('parent_id', sa.Text(), nullable=True, comment='external id of the message it answers'),
    sa.Column('permalink', sa.Text(), nullable=True),
    sa.Column('attachments', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('edited_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answerable', sa.Text(), nullable=False),
    sa.Column('answer_until', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('clipped', sa.Boolean(), nullable=False, comment='longer than we keep'),
    sa.CheckConstraint("direction IN ('inbound', 'outbound', 'note', 'context')", name=op.f('ck_messages_direction_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_messages_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_messages_agent_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_messages_contact_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_messages_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reply_id'], ['replies.id'], name=op.f('fk_messages_reply_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('account_id', 'external_id', name=op.f('uq_messages_account_id_external_id')),
    sa.UniqueConstraint('reply_id', name=op.f('uq_messages_reply_id'))
    )
    op.create_index('ix_messages_conversation_created', 'messages', ['conversation_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_messages_thread_created', 'messages', ['account_id', 'thread_id', 'created_at', 'id'], unique=False)
    op.create_table('reply_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reply_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False, comment='the state it led to'),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_reply_events_agent_id')),
    sa.ForeignKeyConstraint(['reply_id'], ['replies.id'], name=op.f('fk_reply_events_reply_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_events'))
    )
    op.create_index('ix_reply_events_reply', 'reply_events', ['reply_id', 'id'], unique=False)
    op.create_table('message_versions',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('replaced_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_message_versions_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'replaced_at', name=op.f('pk_message_versions'))
    )
    op.create_table('raw_messages',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('raw', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('stored_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_raw_messages_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_raw_messages'))
    )
