"""Search: who writes a text cannot forget it, and what is gone is found no more.

Triggers only note what is due and drop what is stale; words are folded by one function in Python,
for no two databases fold alike.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

SAID = "text, conversation_id, contact_id, agent_id, kind, created_at"
CALLED = "name, handle, person_id"
KNOWN_AS = "name, notes, channel_address"

MESSAGE_STALE = "DELETE FROM search_entries WHERE message_id = NEW.id;"
CONTACT_STALE = "DELETE FROM search_entries WHERE contact_id = NEW.id;"

# SQLite lets the outer statement decide conflicts: OR IGNORE says nothing inside an upsert
MESSAGE_DUE = """INSERT INTO search_due
    SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM search_due WHERE subject = NEW.id);"""
CONTACT_DUE = """INSERT INTO search_due
    SELECT -NEW.id WHERE NOT EXISTS (SELECT 1 FROM search_due WHERE subject = -NEW.id);"""

PERSON_STALE = """DELETE FROM search_entries
    WHERE contact_id IN (SELECT id FROM contacts WHERE person_id = NEW.id);"""
PERSON_DUE = """INSERT INTO search_due SELECT -id FROM contacts WHERE person_id = NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_due WHERE subject = -contacts.id);"""

SQLITE = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
    words, content='search_entries', content_rowid='place', tokenize='ascii', prefix='2 3')""",
    """CREATE TRIGGER search_entries_come AFTER INSERT ON search_entries
    BEGIN INSERT INTO search_words (rowid, words) VALUES (NEW.place, NEW.words); END""",
    """CREATE TRIGGER search_entries_go AFTER DELETE ON search_entries
    BEGIN INSERT INTO search_words (search_words, rowid, words)
    VALUES ('delete', OLD.place, OLD.words); END""",
    """CREATE TRIGGER search_entries_stay BEFORE UPDATE ON search_entries
    BEGIN SELECT raise(abort, 'delete it and write it anew'); END""",
    f"""CREATE TRIGGER search_messages_come AFTER INSERT ON messages
    WHEN NEW.conversation_id IS NOT NULL
    BEGIN {MESSAGE_DUE} END""",
    f"""CREATE TRIGGER search_messages_change AFTER UPDATE OF {SAID} ON messages
    BEGIN {MESSAGE_STALE} {MESSAGE_DUE} END""",
    f"""CREATE TRIGGER search_contacts_come AFTER INSERT ON contacts
    BEGIN {CONTACT_DUE} END""",
    f"""CREATE TRIGGER search_contacts_change AFTER UPDATE OF {CALLED} ON contacts
    BEGIN {CONTACT_STALE} {CONTACT_DUE} END""",
    f"""CREATE TRIGGER search_people_change AFTER UPDATE OF {KNOWN_AS} ON people
    BEGIN {PERSON_STALE} {PERSON_DUE} END""",
)
POSTGRESQL = (
    """ALTER TABLE search_entries ADD COLUMN lexemes tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    "CREATE INDEX ix_search_entries_lexemes ON search_entries USING gin (lexemes)",
    """CREATE FUNCTION search_messages() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' THEN DELETE FROM search_entries WHERE message_id = NEW.id; END IF;
    INSERT INTO search_due VALUES (NEW.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$""",
    """CREATE FUNCTION search_contacts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' THEN DELETE FROM search_entries WHERE contact_id = NEW.id; END IF;
    INSERT INTO search_due VALUES (-NEW.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$""",
    """CREATE FUNCTION search_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM search_entries
        WHERE contact_id IN (SELECT id FROM contacts WHERE person_id = NEW.id);
    INSERT INTO search_due SELECT -id FROM contacts WHERE person_id = NEW.id
        ON CONFLICT DO NOTHING; RETURN NULL; END $$""",
    """CREATE TRIGGER search_messages_come AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.conversation_id IS NOT NULL) EXECUTE FUNCTION search_messages()""",
    f"""CREATE TRIGGER search_messages_change AFTER UPDATE OF {SAID} ON messages
    FOR EACH ROW EXECUTE FUNCTION search_messages()""",
    """CREATE TRIGGER search_contacts_come AFTER INSERT ON contacts FOR EACH ROW
    EXECUTE FUNCTION search_contacts()""",
    f"""CREATE TRIGGER search_contacts_change AFTER UPDATE OF {CALLED} ON contacts
    FOR EACH ROW EXECUTE FUNCTION search_contacts()""",
    """CREATE TRIGGER search_people_change AFTER UPDATE ON people FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.notes IS DISTINCT FROM NEW.notes
    OR OLD.channel_address IS DISTINCT FROM NEW.channel_address)
    EXECUTE FUNCTION search_people()""",
)
KNOWN = (
    "INSERT INTO search_due SELECT id FROM messages WHERE conversation_id IS NOT NULL",
    "INSERT INTO search_due SELECT -id FROM contacts",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    for statement in KNOWN:
        op.execute(statement)
