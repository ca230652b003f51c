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
    sa.Column('access_ends_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='a person has to consent again by then, whatever the token says'),
    sa.Column('login', sa.Text(), nullable=True, comment='which kind of login: see Platform.secrets'),
    sa.Column('scopes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='what the login may do'),
    sa.Column('missing', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='rights it lacks'),
    sa.Column('checked_at', db.types.UtcDateTime(timezone=True), nullable=True, comment="the login's last daily check"),
    sa.Column('options', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment="the platform's own settings, texts, see docs/connectors"),
    sa.Column('thrift', sa.Integer(), nullable=False, comment='how far its budget holds it back, see inbox.rules.budget.Thrift'),
    sa.Column('held_by', sa.Text(), nullable=True, comment='worker that holds the sender lock'),
    sa.Column('held_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('line_phone', sa.Text(), nullable=True, comment="whom to call where nobody's own number is given, E.164; a team's goes before"),
    sa.Column('line_email', sa.Text(), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('active', 'paused', 'login_needed', 'out_of_credit', 'disconnected')", name=op.f('ck_accounts_state_known')),
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
    sa.Column('language', sa.Text(), nullable=True, comment='null: as their first sign-in will say'),
    sa.Column('password_hash', sa.Text(), nullable=True, comment='null: only a one-time link signs in'),
    sa.Column('disabled_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('needs_approval', sa.Boolean(), nullable=False, comment='a colleague looks at every reply before it leaves'),
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
    op.create_index('ix_audit_subject', 'audit', ['subject', 'id'], unique=False)
    op.create_table('ended_sessions',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('ended_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("why IN ('everywhere', 'renewed', 'disabled', 'idle', 'old')", name=op.f('ck_ended_sessions_why_known')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_ended_sessions'))
    )
    op.create_index(op.f('ix_ended_sessions_ended_at'), 'ended_sessions', ['ended_at'], unique=False)
    op.create_table('mails',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False, comment='what it is about and to whom: written once'),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('queued_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('failed_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='given up; see trouble'),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
    sa.UniqueConstraint('key', name=op.f('uq_mails_key'))
    )
    op.create_table('prices',
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False, comment='UTC day'),
    sa.Column('micros', sa.BigInteger(), nullable=False, comment='millionths of a US dollar'),
    sa.PrimaryKeyConstraint('platform', 'item', 'since', name=op.f('pk_prices'))
    )
    op.create_table('role_rules',
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('needs_approval', sa.Boolean(), nullable=False, comment='as agents.needs_approval, for everybody of this role'),
    sa.CheckConstraint("role IN ('agent', 'admin')", name=op.f('ck_role_rules_role_known')),
    sa.PrimaryKeyConstraint('role', name=op.f('pk_role_rules'))
    )
    op.create_table('search_due',
    sa.Column('subject', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False, comment='a message, or minus a contact'),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_search_due'))
    )
    op.create_table('sign_in_throttles',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('not_before', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_throttles'))
    )
    op.create_table('survey_answers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Integer(), nullable=True, comment='place of the button; null: none chosen'),
    sa.Column('text', sa.Text(), nullable=False, comment='to the open question'),
    sa.Column('month', sa.Date(), nullable=False, comment='its first day: how long it is kept counts from it'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answers'))
    )
    op.create_table('tags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False, comment='the name as it is told from others'),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
    sa.UniqueConstraint('folded', name=op.f('uq_tags_folded'))
    )
    op.create_table('teams',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False, comment='the name as it is told from others'),
    sa.Column('line_phone', sa.Text(), nullable=True, comment="the team's line, E.164"),
    sa.Column('line_email', sa.Text(), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teams')),
    sa.UniqueConstraint('folded', name=op.f('uq_teams_folded'))
    )
    op.create_table('workers',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('started_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('beat_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workers'))
    )
    op.create_table('absences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=True, comment='whom the agent named'),
    sa.Column('stand_in_id', sa.Integer(), nullable=True, comment='who does it now: the deputy, or theirs; null: nobody'),
    sa.Column('zone', sa.Text(), nullable=False, comment='on whose clock its days begin'),
    sa.Column('begins_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('began_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: it has not begun'),
    sa.Column('ended_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: it is not over'),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_absences_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['deputy_id'], ['agents.id'], name=op.f('fk_absences_deputy_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stand_in_id'], ['agents.id'], name=op.f('fk_absences_stand_in_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    op.create_index('ix_absences_agent', 'absences', ['agent_id', 'ends_at'], unique=False)
    op.create_index('ix_absences_deputy', 'absences', ['deputy_id'], unique=False)
    op.create_index('ix_absences_due', 'absences', ['ended_at', 'began_at', 'begins_at'], unique=False)
    op.create_index('ix_absences_stand_in', 'absences', ['stand_in_id'], unique=False, sqlite_where=sa.text('began_at IS NOT NULL AND ended_at IS NULL'), postgresql_where=sa.text('began_at IS NOT NULL AND ended_at IS NULL'))
    op.create_table('agent_sessions',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_agent_sessions_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_agent_sessions'))
    )
    op.create_table('budgets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False, comment='platform, or platform/account id'),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('micros', sa.BigInteger(), nullable=False, comment='a month, millionths of a US dollar'),
    sa.Column('steps', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='per cent at which it goes slower, then only to people, then stops'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_budgets_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budgets')),
    sa.UniqueConstraint('scope', name=op.f('uq_budgets_scope'))
    )
    op.create_table('bulk_acts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('how', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='to whom, which tag, until when'),
    sa.Column('undoes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('asked_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("verb IN ('assign', 'offer', 'tag', 'done', 'snooze', 'hide', 'undo')", name=op.f('ck_bulk_acts_verb_known')),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_bulk_acts_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undoes_id'], ['bulk_acts.id'], name=op.f('fk_bulk_acts_undoes_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_acts')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_bulk_acts_undoes_id'))
    )
    op.create_index('ix_bulk_acts_agent', 'bulk_acts', ['agent_id', 'id'], unique=False)
    op.create_index('ix_bulk_acts_open', 'bulk_acts', ['finished_at', 'id'], unique=False)
    op.create_table('causes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False, comment='for the team; leaves with no reply'),
    sa.Column('folded', sa.Text(), nullable=False, comment='the name as it is told from others'),
    sa.Column('change', sa.Text(), nullable=False, comment='what changes, as a sentence to customers'),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', db.types.UtcDateTime(timezone=True), nullable=False, comment='of this state'),
    sa.Column('owner_id', sa.Integer(), nullable=True, comment='who sees that it changes; null: nobody yet'),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('opened_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('open', 'fixing', 'fixed')", name=op.f('ck_causes_state_known')),
    sa.ForeignKeyConstraint(['opened_by'], ['agents.id'], name=op.f('fk_causes_opened_by')),
    sa.ForeignKeyConstraint(['owner_id'], ['agents.id'], name=op.f('fk_causes_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_causes')),
    sa.UniqueConstraint('folded', name=op.f('uq_causes_folded'))
    )
    op.create_index('ix_causes_state', 'causes', ['state', 'since', 'id'], unique=False)
    op.create_table('connectings',
    sa.Column('state_hash', sa.Text(), nullable=False, comment='SHA-256'),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True, comment='connected again'),
    sa.Column('kept', sa.Text(), nullable=False, comment='encrypted: verifier, then the candidates'),
    sa.Column('answered_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_connectings_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_connectings_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_connectings'))
    )
    op.create_table('distributions',
    sa.Column('queue', sa.Integer(), autoincrement=False, nullable=False, comment="its team's id; 0: everybody's"),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False, comment='off, round-robin or least-loaded'),
    sa.CheckConstraint('queue = coalesce(team_id, 0)', name=op.f('ck_distributions_queue_is_its_team')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_distributions_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('queue', name=op.f('pk_distributions'))
    )
    op.create_index('ix_distributions_team', 'distributions', ['team_id'], unique=False)
    op.create_table('facts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False, comment='the title as it is sorted'),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=True, comment='null: it fits every answer'),
    sa.Column('valid_until', db.types.UtcDateTime(timezone=True), nullable=True, comment='from then on it is not offered'),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['updated_by'], ['agents.id'], name=op.f('fk_facts_updated_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facts'))
    )
    op.create_index('ix_facts_title', 'facts', ['folded', 'id'], unique=False)
    op.create_table('grants',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=True, comment="everybody's of this role"),
    sa.Column('agent_id', sa.Integer(), nullable=True, comment="goes before the role's"),
    sa.Column('remedy', sa.Text(), nullable=False),
    sa.Column('allowed', sa.Boolean(), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='at most, in hundredths of its currency; null: no limit'),
    sa.Column('currency', sa.Text(), nullable=True),
    sa.CheckConstraint("amount IS NULL OR (allowed AND amount > 0 AND remedy IN ('refund', 'voucher'))", name=op.f('ck_grants_amount_where_counted')),
    sa.CheckConstraint("remedy IN ('refund', 'voucher', 'replacement', 'exception', 'apology')", name=op.f('ck_grants_remedy_known')),
    sa.CheckConstraint("role IN ('agent', 'admin')", name=op.f('ck_grants_role_known')),
    sa.CheckConstraint('(amount IS NULL) = (currency IS NULL)', name=op.f('ck_grants_amount_has_currency')),
    sa.CheckConstraint('(role IS NULL) <> (agent_id IS NULL)', name=op.f('ck_grants_one_holder')),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_grants_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grants')),
    sa.UniqueConstraint('agent_id', 'remedy', name=op.f('uq_grants_agent_id_remedy')),
    sa.UniqueConstraint('role', 'remedy', name=op.f('uq_grants_role_remedy'))
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
    op.create_table('notice_rules',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('sound', sa.Boolean(), nullable=False),
    sa.Column('desktop', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Boolean(), nullable=False, comment="the customer's words in what the desktop shows"),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('morning', sa.Integer(), nullable=False, comment='minute of the day, in the zone'),
    sa.Column('every', sa.Integer(), nullable=False, comment='hours between two e-mails'),
    sa.Column('quiet_from', sa.Integer(), nullable=False, comment='minute of the day'),
    sa.Column('quiet_until', sa.Integer(), nullable=False, comment='the same minute: never quiet'),
    sa.Column('days', sa.Text(), nullable=False, comment='working days, 0 is Monday'),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('slot', db.types.UtcDateTime(timezone=True), nullable=True, comment='the last one an e-mail was thought of'),
    sa.CheckConstraint("digest IN ('none', 'morning', 'hours')", name=op.f('ck_notice_rules_digest_known')),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_notice_rules_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', name=op.f('pk_notice_rules'))
    )
    op.create_index('ix_notice_rules_digest', 'notice_rules', ['digest'], unique=False)
    op.create_table('openings',
    sa.Column('queue', sa.Integer(), autoincrement=False, nullable=False, comment="its team's id; 0: the house's"),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('hours', sa.Text(), nullable=False, comment='weekdays and spans'),
    sa.Column('zone', sa.Text(), nullable=False, comment='on whose clock'),
    sa.Column('state', sa.Text(), nullable=False, comment="whose holidays; empty: nobody's"),
    sa.Column('pledge', sa.Integer(), nullable=True, comment='minutes of opening time until an answer; null: as the account says'),
    sa.Column('closed', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='own closed days: first, last, name'),
    sa.CheckConstraint('queue = coalesce(team_id, 0)', name=op.f('ck_openings_queue_is_its_team')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_openings_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('queue', name=op.f('pk_openings'))
    )
    op.create_index('ix_openings_team', 'openings', ['team_id'], unique=False)
    op.create_table('people',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=True, comment='as they want to be called'),
    sa.Column('address', sa.Text(), nullable=True, comment='Sie or du; null: not known'),
    sa.Column('language', sa.Text(), nullable=True, comment='ISO 639'),
    sa.Column('channel', sa.Text(), nullable=True, comment='the way they chose'),
    sa.Column('channel_source', sa.Text(), nullable=True, comment='how we know'),
    sa.Column('channel_since', sa.Date(), nullable=True),
    sa.Column('channel_address', sa.Text(), nullable=True, comment='the number or the address there'),
    sa.Column('channel_hours', sa.Text(), nullable=True, comment='when, in their words'),
    sa.Column('channel_message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='the message in which they said so; it may be gone by now'),
    sa.Column('pace', sa.Text(), nullable=True, comment='brief or thorough'),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('noted_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: no facts were written yet'),
    sa.Column('noted_by', sa.Integer(), nullable=True, comment='who wrote of what is known last; not who blocked or joined'),
    sa.Column('blocked_until', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: not blocked'),
    sa.Column('blocked_reason', sa.Text(), nullable=True),
    sa.Column('blocked_by', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False, comment='counts what was written; who writes says which one they saw'),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("address IN ('sie', 'du')", name=op.f('ck_people_address_known')),
    sa.CheckConstraint("pace IN ('brief', 'thorough')", name=op.f('ck_people_pace_known')),
    sa.ForeignKeyConstraint(['blocked_by'], ['agents.id'], name=op.f('fk_people_blocked_by')),
    sa.ForeignKeyConstraint(['noted_by'], ['agents.id'], name=op.f('fk_people_noted_by')),
    sa.ForeignKeyConstraint(['updated_by'], ['agents.id'], name=op.f('fk_people_updated_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people'))
    )
    op.create_index('ix_people_blocked', 'people', ['blocked_until'], unique=False, sqlite_where=sa.text('blocked_until IS NOT NULL'), postgresql_where=sa.text('blocked_until IS NOT NULL'))
    op.create_table('preferences',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('dense', sa.Boolean(), nullable=False, comment='more rows of the list at once'),
    sa.Column('single_keys', sa.Boolean(), nullable=False, comment='whether one letter alone does something (WCAG 2.1.4)'),
    sa.Column('steps_away_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='first steps were put away'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_preferences_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', name=op.f('pk_preferences'))
    )
    op.create_table('saved_views',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False, comment='the name as it is told from others'),
    sa.Column('look', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='as the address says it'),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_saved_views_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('agent_id', 'folded', name=op.f('uq_saved_views_agent_id_folded'))
    )
    op.create_index('ix_saved_views_shared', 'saved_views', ['shared', 'folded'], unique=False)
    op.create_table('schedules',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False, comment='weekdays and spans; empty: unknown'),
    sa.Column('zone', sa.Text(), nullable=False, comment='on whose clock'),
    sa.Column('capacity', sa.Integer(), nullable=True, comment='open conversations at most; null: any'),
    sa.Column('languages', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='none: any'),
    sa.Column('given_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when a queue gave them something'),
    sa.Column('heated_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when they were given, or answered, somebody heated; null: a calm one since'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_schedules_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', name=op.f('pk_schedules'))
    )
    op.create_table('sign_in_links',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('replaced_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='void: a newer one was made'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_sign_in_links_agent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in_links'))
    )
    op.create_table('spending',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('micros', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_spending_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'day', 'item', name=op.f('pk_spending'))
    )
    op.create_index('ix_spending_day', 'spending', ['day'], unique=False)
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
    sa.Column('fastest', sa.Integer(), nullable=True, comment='seconds; with `slowest` the bounds of an adaptive pace, null: the pace holds'),
    sa.Column('slowest', sa.Integer(), nullable=True),
    sa.Column('backfill_days', sa.Integer(), nullable=True, comment='how far back a stream begins; null: as far as its connector does'),
    sa.Column('again_days', sa.Integer(), nullable=True, comment='how far back it reads once more; null again once that is whole'),
    sa.Column('walk_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when the walk under way began; null: none is'),
    sa.Column('whole_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when the last walk that came to its end began: all before that is read'),
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
    op.create_table('surveys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Boolean(), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False, comment='per cent of those who could be asked'),
    sa.Column('seed', sa.Text(), nullable=False, comment='what the lot is drawn from; made once, and kept'),
    sa.Column('words', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='by language: the open question, the one above the buttons, the buttons'),
    sa.Column('version', sa.Integer(), nullable=False, comment='counts words; answers to others are others'),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('id = 1', name=op.f('ck_surveys_only_one')),
    sa.CheckConstraint('share BETWEEN 0 AND 100', name=op.f('ck_surveys_share_is_per_cent')),
    sa.ForeignKeyConstraint(['updated_by'], ['agents.id'], name=op.f('fk_surveys_updated_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_surveys'))
    )
    op.create_table('team_members',
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_team_members_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_team_members_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_id', 'agent_id', name=op.f('pk_team_members'))
    )
    op.create_table('alarms',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False, comment='see inbox.rules.alarms'),
    sa.Column('open_key', sa.Text(), nullable=True, comment='cause and subject; null: over'),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('stream_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='what its sentence is made of'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='rises as it gets worse: told again'),
    sa.Column('told', sa.Integer(), nullable=True, comment='the stage that was mailed; null: none'),
    sa.Column('raised_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('healed_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_alarms_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['seen_by'], ['agents.id'], name=op.f('fk_alarms_seen_by')),
    sa.ForeignKeyConstraint(['stream_id'], ['streams.id'], name=op.f('fk_alarms_stream_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarms')),
    sa.UniqueConstraint('open_key', name=op.f('uq_alarms_open_key'))
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
    sa.Column('care', sa.Text(), nullable=True, comment='an agent said so; of all their contacts'),
    sa.Column('cared_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when that was said last; stays when it is lifted'),
    sa.Column('team_line', sa.Boolean(), nullable=False, comment="replies give the team's line instead of the agent's own"),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("care IN ('grief', 'illness')", name=op.f('ck_contacts_care_known')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_contacts_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts')),
    sa.UniqueConstraint('platform', 'external_id', name=op.f('uq_contacts_platform_external_id'))
    )
    op.create_index('ix_contacts_person', 'contacts', ['person_id'], unique=False)
    op.create_table('gaps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stream_id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Text(), nullable=False, comment='empty: not of one thread alone'),
    sa.Column('since', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('until', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('about', sa.Integer(), nullable=True),
    sa.Column('found_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['agents.id'], name=op.f('fk_gaps_acknowledged_by')),
    sa.ForeignKeyConstraint(['stream_id'], ['streams.id'], name=op.f('fk_gaps_stream_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gaps')),
    sa.UniqueConstraint('stream_id', 'thread_id', 'since', 'until', name=op.f('uq_gaps_stream_id_thread_id_since_until'))
    )
    op.create_table('person_joins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='who stayed, and knows everything'),
    sa.Column('joined_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='who was joined; the row waits'),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='what was known of who stayed'),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='what was known of both, just joined'),
    sa.Column('reasons', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_person_joins_agent_id')),
    sa.ForeignKeyConstraint(['joined_id'], ['people.id'], name=op.f('fk_person_joins_joined_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_person_joins_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_joins')),
    sa.UniqueConstraint('joined_id', name=op.f('uq_person_joins_joined_id'))
    )
    op.create_index('ix_person_joins_person', 'person_joins', ['person_id'], unique=False)
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
    sa.Column('lag', sa.Integer(), nullable=True, comment='seconds: how old the newest new message was; null: none came, or a first poll'),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint('fetched = "new" + changed + known + skipped', name=op.f('ck_poll_runs_adds_up')),
    sa.ForeignKeyConstraint(['stream_id'], ['streams.id'], name=op.f('fk_poll_runs_stream_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_runs'))
    )
    op.create_index('ix_poll_runs_fruitful', 'poll_runs', ['stream_id', 'started_at'], unique=False, sqlite_where=sa.text('"new" > 0'), postgresql_where=sa.text('"new" > 0'))
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
    op.create_table('apart',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_apart_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_apart_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'contact_id', name=op.f('pk_apart'))
    )
    op.create_index('ix_apart_contact', 'apart', ['contact_id'], unique=False)
    op.create_table('contact_tags',
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_tags_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_contact_tags_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contact_id', 'tag_id', name=op.f('pk_contact_tags'))
    )
    op.create_index('ix_contact_tags_tag', 'contact_tags', ['tag_id', 'contact_id'], unique=False)
    op.create_table('conversations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Text(), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True, comment='null: it waits in the queue'),
    sa.Column('team_id', sa.Integer(), nullable=True, comment="whose queue it is; null: everybody's"),
    sa.Column('preview', sa.Text(), nullable=False),
    sa.Column('last_message_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_inbound_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='newest message of the customer; what `reads` is compared with'),
    sa.Column('waiting_since', db.types.UtcDateTime(timezone=True), nullable=True, comment='oldest unanswered message'),
    sa.Column('answer_until', db.types.UtcDateTime(timezone=True), nullable=True, comment="the platform's answer window"),
    sa.Column('urgent_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='what the list is ordered by'),
    sa.Column('sign_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='by when its customer hears from us; null: they wait for nothing'),
    sa.Column('call_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when the next colleague is called for that; null: nobody is'),
    sa.Column('call_step', sa.Integer(), nullable=False, comment='and who; see care.calling'),
    sa.Column('put_off_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when our last word only put them off; null: it did not'),
    sa.Column('promise_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when the next open promise here is due; urgent_at counts it in'),
    sa.Column('unsent_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='since when a reply that failed, or may not be there, waits for its agent'),
    sa.Column('approval_at', db.types.UtcDateTime(timezone=True), nullable=True, comment="since when a reply waits for a colleague's eyes"),
    sa.Column('snoozed_until', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: it is awake'),
    sa.Column('heat', sa.Text(), nullable=False, comment='signs seen in what waits for an answer, parted by a blank; no words'),
    sa.Column('abused', sa.Boolean(), nullable=False, comment='abuse was seen here: no figure counts what was done about it'),
    sa.Column('language', sa.Text(), nullable=True, comment='as the platform says it; null: unknown'),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('open', 'waiting', 'snoozed', 'done')", name=op.f('ck_conversations_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_conversations_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_conversations_contact_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['agents.id'], name=op.f('fk_conversations_owner_id')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_conversations_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversations')),
    sa.UniqueConstraint('account_id', 'thread_id', 'contact_id', name=op.f('uq_conversations_account_id_thread_id_contact_id'))
    )
    op.create_index('ix_conversations_approval', 'conversations', ['approval_at', 'id'], unique=False)
    op.create_index('ix_conversations_call', 'conversations', ['call_at', 'id'], unique=False, sqlite_where=sa.text('call_at IS NOT NULL'), postgresql_where=sa.text('call_at IS NOT NULL'))
    op.create_index('ix_conversations_contact', 'conversations', ['contact_id', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_conversations_last', 'conversations', ['last_message_at', 'id'], unique=False)
    op.create_index('ix_conversations_newest', 'conversations', ['state', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_conversations_owner_urgent', 'conversations', ['owner_id', 'state', 'urgent_at', 'id'], unique=False)
    op.create_index('ix_conversations_snoozed', 'conversations', ['state', 'snoozed_until', 'id'], unique=False)
    op.create_index('ix_conversations_team', 'conversations', ['team_id'], unique=False)
    op.create_index('ix_conversations_unassigned', 'conversations', ['state', 'urgent_at', 'id'], unique=False, sqlite_where=sa.text('owner_id IS NULL'), postgresql_where=sa.text('owner_id IS NULL'))
    op.create_index('ix_conversations_unsent', 'conversations', ['unsent_at', 'id'], unique=False)
    op.create_index('ix_conversations_urgent', 'conversations', ['state', 'urgent_at', 'id'], unique=False)
    op.create_table('invitations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=True, comment='null: used, or over; which of both is not said'),
    sa.Column('version', sa.Integer(), nullable=False, comment="of the survey's words that are asked"),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_invitations_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash'))
    )
    op.create_index('ix_invitations_at', 'invitations', ['at'], unique=False)
    op.create_index('ix_invitations_contact', 'invitations', ['contact_id', 'at'], unique=False)
    op.create_table('person_join_contacts',
    sa.Column('join_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_person_join_contacts_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['join_id'], ['person_joins.id'], name=op.f('fk_person_join_contacts_join_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('join_id', 'contact_id', name=op.f('pk_person_join_contacts'))
    )
    op.create_index('ix_person_join_contacts_contact', 'person_join_contacts', ['contact_id'], unique=False)
    op.create_table('bulk_steps',
    sa.Column('bulk_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True, comment='why it was refused, a fixed word'),
    sa.Column('name', sa.Text(), nullable=True, comment='who has it, where that was the reason'),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'done', 'same', 'refused', 'undone')", name=op.f('ck_bulk_steps_state_known')),
    sa.ForeignKeyConstraint(['bulk_id'], ['bulk_acts.id'], name=op.f('fk_bulk_steps_bulk_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_bulk_steps_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('bulk_id', 'conversation_id', name=op.f('pk_bulk_steps'))
    )
    op.create_index('ix_bulk_steps_conversation', 'bulk_steps', ['conversation_id'], unique=False)
    op.create_index('ix_bulk_steps_waiting', 'bulk_steps', ['bulk_id', 'state', 'conversation_id'], unique=False)
    op.create_table('complaints',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cause_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False, comment='when an agent said so'),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('told_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='that it is fixed, by a person'),
    sa.Column('told_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('told_by IS NULL OR told_at IS NOT NULL', name=op.f('ck_complaints_told_has_time')),
    sa.ForeignKeyConstraint(['by_id'], ['agents.id'], name=op.f('fk_complaints_by_id')),
    sa.ForeignKeyConstraint(['cause_id'], ['causes.id'], name=op.f('fk_complaints_cause_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_complaints_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['told_by'], ['agents.id'], name=op.f('fk_complaints_told_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaints')),
    sa.UniqueConstraint('cause_id', 'conversation_id', name=op.f('uq_complaints_cause_id_conversation_id'))
    )
    op.create_index('ix_complaints_at', 'complaints', ['at', 'id'], unique=False)
    op.create_index('ix_complaints_conversation', 'complaints', ['conversation_id'], unique=False)
    op.create_table('conversation_tags',
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_conversation_tags_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_conversation_tags_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'tag_id', name=op.f('pk_conversation_tags'))
    )
    op.create_index('ix_conversation_tags_tag', 'conversation_tags', ['tag_id', 'conversation_id'], unique=False)
    op.create_table('drafts',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False, comment='meant for the author of a public message alone'),
    sa.Column('split', sa.Boolean(), nullable=False, comment='too long for one, in parts'),
    sa.Column('began_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='what came later, it cannot know'),
    sa.Column('told', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment="why a reply's words came back, and who sent them back"),
    sa.Column('promised', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='by their words: promises that its agent changed, or said are none'),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_drafts_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_drafts_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'conversation_id', name=op.f('pk_drafts'))
    )
    op.create_table('needs',
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment="the customer's last message looked at"),
    sa.Column('why', sa.Text(), nullable=False, comment='the signs, parted by a blank; no words'),
    sa.Column('since', db.types.UtcDateTime(timezone=True), nullable=True, comment='since when its customer waited as it was looked at; what the queue is ordered by'),
    sa.Column('found_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: it does not stand there'),
    sa.Column('reason', sa.Text(), nullable=False, comment="why it is not for us, an agent's word"),
    sa.Column('filed_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('filed_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("(filed_at IS NULL) = (reason = '')", name=op.f('ck_needs_filed_with_a_reason')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_needs_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['filed_by'], ['agents.id'], name=op.f('fk_needs_filed_by')),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_needs'))
    )
    op.create_index('ix_needs_since', 'needs', ['since', 'conversation_id'], unique=False, sqlite_where=sa.text('found_at IS NOT NULL'), postgresql_where=sa.text('found_at IS NOT NULL'))
    op.create_table('note_drafts',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_note_drafts_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_note_drafts_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'conversation_id', name=op.f('pk_note_drafts'))
    )
    op.create_table('outside_drafts',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('said', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, comment='its fields as they were typed'),
    sa.Column('updated_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_outside_drafts_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_outside_drafts_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'conversation_id', name=op.f('pk_outside_drafts'))
    )
    op.create_table('pictures',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('draft_key', sa.Text(), nullable=False, comment='as in drafts and replies'),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('alt', sa.Text(), nullable=False),
    sa.Column('added_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_pictures_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_pictures_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pictures'))
    )
    op.create_index('ix_pictures_draft', 'pictures', ['draft_key'], unique=False)
    op.create_table('presences',
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('writing_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_presences_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_presences_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('agent_id', 'conversation_id', name=op.f('pk_presences'))
    )
    op.create_index('ix_presences_conversation', 'presences', ['conversation_id', 'seen_at'], unique=False)
    op.create_index('ix_presences_seen', 'presences', ['seen_at'], unique=False)
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
    sa.Column('promised', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='part 1: what its agent had said of the promises in it'),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False, comment='body and signature, byte for byte what leaves'),
    sa.Column('private', sa.Boolean(), nullable=False, comment='to the author of a public message alone'),
    sa.Column('moves', sa.Boolean(), nullable=False, comment='it sends them to another channel, for a reason its agent gave'),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('after_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='the part that must be there first'),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('held_for', sa.Text(), nullable=True, comment="a colleague's eyes, or its agent's"),
    sa.Column('held_note', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='of whom it was asked and why, or the rule that held it'),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('plan', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='part 1: its own time, and what follows it in its conversation'),
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
    sa.CheckConstraint("held_for IN ('approval', 'review')", name=op.f('ck_replies_held_for_known')),
    sa.CheckConstraint("signature <> '' AND replace(text, signature, '') <> text", name=op.f('ck_replies_signed')),
    sa.CheckConstraint("state IN ('scheduled', 'held', 'queued', 'sending', 'unknown', 'delivered', 'failed', 'withdrawn')", name=op.f('ck_replies_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_replies_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['after_id'], ['replies.id'], name=op.f('fk_replies_after_id')),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_replies_agent_id')),
    sa.ForeignKeyConstraint(['approved_by'], ['agents.id'], name=op.f('fk_replies_approved_by')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_replies_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replies')),
    sa.UniqueConstraint('draft_key', 'part', name=op.f('uq_replies_draft_key_part')),
    sa.UniqueConstraint('key', name=op.f('uq_replies_key'))
    )
    op.create_index('ix_replies_account_external', 'replies', ['account_id', 'external_id'], unique=False)
    op.create_index('ix_replies_after', 'replies', ['after_id'], unique=False)
    op.create_index('ix_replies_conversation', 'replies', ['conversation_id', 'id'], unique=False)
    op.create_index('ix_replies_moves', 'replies', ['sent_at'], unique=False, sqlite_where=sa.text('moves IS 1'), postgresql_where=sa.text('moves IS true'))
    op.create_index('ix_replies_due', 'replies', ['state', 'not_before'], unique=False)
    op.create_table('waits',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='null: retention took it; how long somebody waited stays'),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('began_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='first word that put off'),
    sa.Column('acknowledged_seconds', sa.Integer(), nullable=True),
    sa.Column('answered_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='first word on the matter'),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('elsewhere', sa.Boolean(), nullable=False, comment="answered in the platform's own app"),
    sa.Column('ended_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='null: it still waits'),
    sa.CheckConstraint('(answered_at IS NULL) = (seconds IS NULL)', name=op.f('ck_waits_answered_has_seconds')),
    sa.CheckConstraint('answered_at IS NULL OR ended_at IS NOT NULL', name=op.f('ck_waits_answered_is_ended')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_waits_conversation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_waits_team_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waits'))
    )
    op.create_index('ix_waits_conversation', 'waits', ['conversation_id'], unique=False)
    op.create_index('ix_waits_ended', 'waits', ['ended_at', 'id'], unique=False)
    op.create_index('ix_waits_open', 'waits', ['conversation_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index('ix_waits_team', 'waits', ['team_id'], unique=False)
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
    sa.Column('quotes_id', sa.Text(), nullable=True, comment='external id of the message it quotes'),
    sa.Column('hidden', sa.Boolean(), nullable=False, comment='we hid it on the platform'),
    sa.Column('liked', sa.Boolean(), nullable=False, comment='we liked it on the platform'),
    sa.Column('rating', sa.Text(), nullable=True, comment="a review's verdict, the platform's word"),
    sa.Column('gone', sa.Text(), nullable=True, comment='why the platform no longer shows it'),
    sa.Column('answerable', sa.Text(), nullable=False),
    sa.Column('answer_until', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('clipped', sa.Boolean(), nullable=False, comment='longer than we keep'),
    sa.Column('filed', sa.Boolean(), nullable=True, comment='it only thanks: nobody waits; false: said to be a question after all'),
    sa.Column('unfiled', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='the turn its conversation had before that was said'),
    sa.CheckConstraint("direction IN ('inbound', 'outbound', 'note', 'context', 'heard', 'told')", name=op.f('ck_messages_direction_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_messages_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_messages_agent_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_messages_contact_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_messages_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reply_id'], ['replies.id'], name=op.f('fk_messages_reply_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('account_id', 'external_id', name=op.f('uq_messages_account_id_external_id')),
    sa.UniqueConstraint('reply_id', name=op.f('uq_messages_reply_id'))
    )
    op.create_index('ix_messages_account_created', 'messages', ['account_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_messages_contact', 'messages', ['contact_id'], unique=False)
    op.create_index('ix_messages_conversation_created', 'messages', ['conversation_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_messages_thread_created', 'messages', ['account_id', 'thread_id', 'created_at', 'id'], unique=False)
    op.create_table('promises',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reply_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='the part that holds its words'),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True, comment='who keeps it; null: the queue of its conversation'),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False, comment='where its reply says it, verbatim'),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='in hundredths of its currency'),
    sa.Column('currency', sa.Text(), nullable=True),
    sa.Column('due_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('first_due_at', db.types.UtcDateTime(timezone=True), nullable=False, comment='before anybody moved it'),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('proof', sa.Text(), nullable=False, comment="a number, an address"),
    sa.Column('reason', sa.Text(), nullable=False, comment='why it was broken, or moved last'),
    sa.Column('step', sa.Integer(), nullable=False, comment='who is told next; see care.reminding'),
    sa.Column('step_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='and when; null: nobody'),
    sa.Column('settled_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state IN ('made', 'open')) = (settled_at IS NULL)", name=op.f('ck_promises_settled_has_time')),
    sa.CheckConstraint("kind IN ('money', 'goods', 'call', 'answer', 'other')", name=op.f('ck_promises_kind_known')),
    sa.CheckConstraint("state <> 'kept' OR kind NOT IN ('money', 'goods') OR proof <> ''", name=op.f('ck_promises_proven')),
    sa.CheckConstraint("state IN ('made', 'open', 'kept', 'broken')", name=op.f('ck_promises_state_known')),
    sa.CheckConstraint('(amount IS NULL) = (currency IS NULL)', name=op.f('ck_promises_amount_has_currency')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_promises_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by'], ['agents.id'], name=op.f('fk_promises_made_by')),
    sa.ForeignKeyConstraint(['owner_id'], ['agents.id'], name=op.f('fk_promises_owner_id')),
    sa.ForeignKeyConstraint(['reply_id'], ['replies.id'], name=op.f('fk_promises_reply_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['settled_by'], ['agents.id'], name=op.f('fk_promises_settled_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promises'))
    )
    op.create_index('ix_promises_conversation', 'promises', ['conversation_id', 'state', 'due_at'], unique=False)
    op.create_index('ix_promises_due', 'promises', ['state', 'due_at', 'id'], unique=False)
    op.create_index('ix_promises_owner', 'promises', ['owner_id', 'state', 'due_at', 'id'], unique=False)
    op.create_index('ix_promises_reply', 'promises', ['reply_id'], unique=False)
    op.create_index('ix_promises_settled', 'promises', ['state', 'settled_at', 'id'], unique=False)
    op.create_index('ix_promises_step', 'promises', ['state', 'step_at', 'id'], unique=False)
    op.create_table('reply_bands',
    sa.Column('band', sa.BigInteger(), nullable=False),
    sa.Column('reply_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['reply_id'], ['replies.id'], name=op.f('fk_reply_bands_reply_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('band', 'reply_id', name=op.f('pk_reply_bands')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_reply_bands_reply', 'reply_bands', ['reply_id'], unique=False)
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
    op.create_table('actions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False, comment='page or command line'),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False, comment='external id of the message'),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('not_before', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sending_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('unknown_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('done_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('refusal_note', sa.Text(), nullable=True, comment="the platform's own words"),
    sa.CheckConstraint("state IN ('queued', 'sending', 'unknown', 'done', 'failed', 'withdrawn')", name=op.f('ck_actions_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_actions_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_actions_agent_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_actions_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_actions')),
    sa.UniqueConstraint('key', name=op.f('uq_actions_key'))
    )
    op.create_index('ix_actions_due', 'actions', ['state', 'not_before'], unique=False)
    op.create_index('ix_actions_message', 'actions', ['message_id', 'id'], unique=False)
    op.create_table('handovers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='the note that goes with it'),
    sa.Column('asked_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('until', db.types.UtcDateTime(timezone=True), nullable=False, comment='unanswered by then, it comes back'),
    sa.Column('answered_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True, comment='null: not answered yet'),
    sa.Column('word', sa.Text(), nullable=False, comment='why it was declined'),
    sa.Column('told_at', db.types.UtcDateTime(timezone=True), nullable=True, comment='when who asked knew how it ended'),
    sa.Column('remedy', sa.Text(), nullable=True, comment='what is to be decided; null: nothing is'),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='how much, in hundredths'),
    sa.Column('currency', sa.Text(), nullable=True),
    sa.CheckConstraint("outcome IN ('accepted', 'declined', 'expired', 'ended')", name=op.f('ck_handovers_outcome_known')),
    sa.CheckConstraint("remedy IN ('refund', 'voucher', 'replacement', 'exception', 'apology')", name=op.f('ck_handovers_remedy_known')),
    sa.CheckConstraint('(amount IS NULL) = (currency IS NULL)', name=op.f('ck_handovers_amount_has_currency')),
    sa.CheckConstraint('amount IS NULL OR remedy IS NOT NULL', name=op.f('ck_handovers_amount_of_remedy')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_handovers_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['from_id'], ['agents.id'], name=op.f('fk_handovers_from_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['note_id'], ['messages.id'], name=op.f('fk_handovers_note_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['to_id'], ['agents.id'], name=op.f('fk_handovers_to_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers'))
    )
    op.create_index('ix_handovers_conversation', 'handovers', ['conversation_id', 'id'], unique=False)
    op.create_index('ix_handovers_from', 'handovers', ['from_id'], unique=False)
    op.create_index('ix_handovers_note', 'handovers', ['note_id'], unique=False)
    op.create_index('ix_handovers_offered', 'handovers', ['to_id', 'asked_at', 'conversation_id'], unique=False, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))
    op.create_index('ix_handovers_pending', 'handovers', ['conversation_id'], unique=True, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))
    op.create_index('ix_handovers_until', 'handovers', ['until'], unique=False, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))
    op.create_table('media',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False, comment='from 0, as in messages.attachments'),
    sa.Column('url', sa.Text(), nullable=False, comment="the platform's; never given to a browser"),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('due_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True, comment='why it was refused, a fixed word'),
    sa.Column('digest', sa.Text(), nullable=True, comment="SHA-256 of the content: its file's name"),
    sa.Column('type', sa.Text(), nullable=True, comment='media type, found by looking at the content'),
    sa.Column('size', sa.Integer(), nullable=True, comment='bytes'),
    sa.Column('fetched_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('wanted', 'stored', 'refused')", name=op.f('ck_media_state_known')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_media_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media')),
    sa.UniqueConstraint('message_id', 'place', name=op.f('uq_media_message_id_place'))
    )
    op.create_index('ix_media_due', 'media', ['state', 'due_at'], unique=False)
    op.create_table('mentions',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_mentions_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_mentions_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_mentions_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'agent_id', name=op.f('pk_mentions'))
    )
    op.create_index('ix_mentions_conversation', 'mentions', ['conversation_id', 'agent_id', 'at'], unique=False)
    op.create_index('ix_mentions_newest', 'mentions', ['agent_id', 'at', 'conversation_id'], unique=False)
    op.create_index('ix_mentions_unseen', 'mentions', ['agent_id', 'conversation_id'], unique=False, sqlite_where=sa.text('seen_at IS NULL'), postgresql_where=sa.text('seen_at IS NULL'))
    op.create_table('message_versions',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('replaced_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_message_versions_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'replaced_at', name=op.f('pk_message_versions'))
    )
    op.create_table('notes',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_notes_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_notes')),
    sa.UniqueConstraint('key', name=op.f('uq_notes_key'))
    )
    op.create_table('outside',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('answers', sa.Boolean(), nullable=False, comment='the customer has their answer by it'),
    sa.Column('turn', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='the turn its conversation had before, where it answered'),
    sa.Column('left', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True, comment='and the one it left'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_outside_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_outside')),
    sa.UniqueConstraint('key', name=op.f('uq_outside_key'))
    )
    op.create_table('praise',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('to_name', sa.Text(), nullable=True, comment='a colleague who has no login'),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('told_by_id', sa.Integer(), nullable=True, comment='who told them in person'),
    sa.Column('words', sa.Text(), nullable=False, comment="the customer's own; empty once they are gone"),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(to_id IS NULL) <> (to_name IS NULL)', name=op.f('ck_praise_to_one')),
    sa.ForeignKeyConstraint(['by_id'], ['agents.id'], name=op.f('fk_praise_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_praise_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_praise_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_id'], ['agents.id'], name=op.f('fk_praise_to_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['told_by_id'], ['agents.id'], name=op.f('fk_praise_told_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_praise')),
    sa.UniqueConstraint('message_id', 'to_id', name=op.f('uq_praise_message_id_to_id')),
    sa.UniqueConstraint('message_id', 'to_name', name=op.f('uq_praise_message_id_to_name'))
    )
    op.create_index('ix_praise_at', 'praise', ['at', 'id'], unique=False)
    op.create_index('ix_praise_conversation', 'praise', ['conversation_id', 'id'], unique=False)
    op.create_index('ix_praise_to', 'praise', ['to_id'], unique=False)
    op.create_table('raw_messages',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('raw', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('stored_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_raw_messages_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_raw_messages'))
    )
    op.create_table('search_entries',
    sa.Column('place', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False, comment='orders by time, see inbox.rules.places'),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_search_entries_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_search_entries_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('place', name=op.f('pk_search_entries')),
    sa.UniqueConstraint('contact_id', name=op.f('uq_search_entries_contact_id')),
    sa.UniqueConstraint('message_id', name=op.f('uq_search_entries_message_id'))
    )
    op.create_table('notices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False, comment='its cause: told once'),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('many', sa.Integer(), nullable=False, comment='conversations told of at once'),
    sa.Column('absence_id', sa.Integer(), nullable=True),
    sa.Column('praise_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='whose words stand in it'),
    sa.Column('by_id', sa.Integer(), nullable=True, comment='the colleague who did it'),
    sa.Column('written_at', db.types.UtcDateTime(timezone=True), nullable=False, comment='when it happened, on the platform too'),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False, comment='when we knew'),
    sa.Column('seen_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('given', 'taken', 'passed on', 'offered', 'accepted', 'declined', 'expired', 'mentioned', 'wrote', 'failed', 'uncertain', 'held', 'withdrawn', 'asked', 'approved', 'changed', 'sent back', 'promise given', 'promise due', 'promise late', 'sign due', 'sign late', 'stands in', 'handed on', 'praised')", name=op.f('ck_notices_kind_known')),
    sa.CheckConstraint('(conversation_id IS NULL) <> (absence_id IS NULL)', name=op.f('ck_notices_about_one_thing')),
    sa.ForeignKeyConstraint(['absence_id'], ['absences.id'], name=op.f('fk_notices_absence_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], name=op.f('fk_notices_agent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['by_id'], ['agents.id'], name=op.f('fk_notices_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_notices_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['praise_id'], ['praise.id'], name=op.f('fk_notices_praise_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('agent_id', 'key', name=op.f('uq_notices_agent_id_key'))
    )
    op.create_index('ix_notices_absence', 'notices', ['absence_id'], unique=False, sqlite_where=sa.text('absence_id IS NOT NULL'), postgresql_where=sa.text('absence_id IS NOT NULL'))
    op.create_index('ix_notices_at', 'notices', ['at'], unique=False)
    op.create_index('ix_notices_conversation', 'notices', ['conversation_id', 'agent_id'], unique=False)
    op.create_index('ix_notices_newest', 'notices', ['agent_id', 'id'], unique=False)
    op.create_index('ix_notices_praise', 'notices', ['praise_id'], unique=False, sqlite_where=sa.text('praise_id IS NOT NULL'), postgresql_where=sa.text('praise_id IS NOT NULL'))
    op.create_index('ix_notices_unseen', 'notices', ['agent_id', 'id'], unique=False, sqlite_where=sa.text('seen_at IS NULL'), postgresql_where=sa.text('seen_at IS NULL'))
