"""Indexes: none that another one covers, none on a column that is written all the time."""

import pytest
from django.apps import apps
from django.db import connection

from rooms.models import Connection, Membership, Room, Token, User

MODELS = [
    *apps.get_app_config("rooms").get_models(),
    *apps.get_app_config("dashboard").get_models(),
]
WRITTEN_OFTEN = {
    Connection: {"seen_at", "is_closed"},
    Membership: {"read_seq", "read_posts", "typing_until"},
    Room: {"seq", "posts", "last_author_id", "last_posted_at"},
    Token: {"last_used_at"},
    User: {"seq", "bell_seq", "last_room_id", "last_seen_at"},
}
"With these in an index, PostgreSQL could not update a row in its place (HOT)."


def indexes_of(model):
    """{name: its columns in order} in the database, with the primary key, not on expressions."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return {
        name: each["columns"]
        for name, each in found.items()
        if (each["index"] or each["unique"]) and all(each["columns"] or [None])
        if "_like" not in name
    }


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS)
def test_no_index_is_the_beginning_of_another(model):
    indexes = indexes_of(model)
    covered = [
        (name, other)
        for name, columns in indexes.items()
        for other, longer in indexes.items()
        if name != other and longer[: len(columns)] == columns
    ]
    assert covered == []


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "columns"), WRITTEN_OFTEN.items())
def test_no_index_has_a_column_that_is_written_often(model, columns):
    indexed = {column for index in indexes_of(model).values() for column in index}
    assert not indexed & columns
    assert columns <= {field.column for field in model._meta.concrete_fields}
