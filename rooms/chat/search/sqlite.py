"""Words in SQLite: an FTS5 table of trigrams, which finds parts of words.

A new message costs nothing: a job adds it within a minute, and until then the few that are not
in the table are read one by one. Triggers keep edited and deleted texts right in it at once.
"""

import re

from django.db import connection, transaction

WORDS = "rooms_message_words"
PORTION = 500
"Messages that are added in one transaction, as SQLite has one writer."
MERGED = 200
"Pages of the index that are rewritten in one transaction."
IS_THERE = f"EXISTS (SELECT 1 FROM {WORDS}_docsize WHERE id = old.id)"
REMOVE = f"INSERT INTO {WORDS}({WORDS}, rowid, body) VALUES ('delete', old.id, old.body);"
ADD = f"INSERT INTO {WORDS}(rowid, body) VALUES (new.id, new.body);"
CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {WORDS} USING fts5"
    "(body, content='rooms_message', content_rowid='id', tokenize='trigram')",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_edited AFTER UPDATE OF body ON rooms_message"
    f" WHEN old.body <> new.body AND {IS_THERE} BEGIN {REMOVE} {ADD} END",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_deleted AFTER DELETE ON rooms_message"
    f" WHEN {IS_THERE} BEGIN {REMOVE} END",
)


def create():
    """Create what is missing. A migration that rebuilds the table of messages drops triggers."""
    with connection.cursor() as cursor:
        for statement in CREATE:
            cursor.execute(statement)


def containing(messages, term):
    """Those with the term, without the index. SQLite's LIKE knows the cases of ASCII alone."""
    if term.isascii():
        return messages.filter(body__icontains=term)
    return messages.filter(body__iregex=re.escape(term))


def matching(messages, terms):
    """Querysets of the messages with all the terms, which have three letters or more."""
    newest = _newest()
    not_added = messages.filter(pk__gt=newest)
    for term in terms:
        not_added = containing(not_added, term)
    return not_added.order_by("-pk"), messages.extra(
        tables=[WORDS],
        where=[f"{WORDS}.rowid = rooms_message.id", f"{WORDS} MATCH %s"],
        params=[" ".join(map(_quoted, terms))],
        order_by=[f"-{WORDS}.rowid"],
    )


def _quoted(term):
    return '"' + term.replace('"', '""') + '"'


def _newest():
    """The id of the newest message in the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {WORDS}_docsize")
        return cursor.fetchone()[0] or 0


def add_new():
    """Add the messages that came since, a portion at a time."""
    while _add_portion():
        pass


def _add_portion():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {WORDS}(rowid, body) SELECT id, body FROM rooms_message"
            " WHERE id > %s ORDER BY id LIMIT %s",
            [_newest(), PORTION],
        )
        return cursor.rowcount == PORTION


def forget():
    """Rewrite the index bit by bit, until no word of a deleted text is left in the file."""
    _merge(-MERGED)
    while _merge(MERGED):
        pass


def _merge(pages):
    """Whether there was something to do: SQLite counts more than one row then."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = _changes(cursor)
        cursor.execute(f"INSERT INTO {WORDS}({WORDS}, rank) VALUES ('merge', %s)", [pages])
        return _changes(cursor) - before > 1


def _changes(cursor):
    return cursor.execute("SELECT total_changes()").fetchone()[0]
