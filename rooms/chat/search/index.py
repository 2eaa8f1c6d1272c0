"""Which messages contain words, by the index of the database in use."""

from types import ModuleType

from django.db import connection
from django.db.models import Max

from rooms.chat.search import postgresql, sqlite

SHORTEST = 3
"Letters of a word that an index of trigrams can find."
NEWEST = 20_000
"Messages that are searched one by one where all the words are shorter."


def index() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def matching(messages, terms):
    """Querysets of the messages with all the terms, newest first, one after the other."""
    long = [term for term in terms if len(term) >= SHORTEST]
    if has_only_short(terms):
        newest = messages.model.objects.aggregate(pk=Max("pk"))["pk"] or 0
        messages = messages.filter(pk__gt=newest - NEWEST)
    for term in terms:
        if term not in long:
            messages = index().containing(messages, term)
    return index().matching(messages, long) if long else (messages.order_by("-pk"),)


def has_only_short(terms: list[str]) -> bool:
    return bool(terms) and all(len(term) < SHORTEST for term in terms)


def create(plan=None, **options):
    """After `migrate`: create what the index lacks. A flush, which has no plan, takes nothing."""
    if plan is not None:
        index().create()
