"""Words in PostgreSQL: an index of trigrams, which finds parts of words. It keeps itself."""

import logging

from django.db import Error, connection, transaction

logger = logging.getLogger(__name__)

WORDS = "rooms_message_words"
CREATE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {WORDS} ON rooms_message USING gin (upper(body) gin_trgm_ops)",
)


def create():
    """Create what is missing. Without the right to, search works, but slowly."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in CREATE:
                cursor.execute(statement)
    except Error as error:
        logger.warning(
            "Search will be slow: %s. Let a superuser run: CREATE EXTENSION pg_trgm", error
        )


def containing(messages, term):
    return messages.filter(body__icontains=term)


def matching(messages, terms):
    """Querysets of the messages with all the terms."""
    for term in terms:
        messages = containing(messages, term)
    return (messages.order_by("-pk"),)


def add_new():
    """Nothing to do: the index has every message as soon as it is stored."""


def forget():
    """Nothing to do: autovacuum removes what was deleted."""
