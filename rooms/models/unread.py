from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Value, When

from rooms.models.connection import Connection


def with_unread(memberships):
    """Annotate `unread`: messages since the room was read last; 0 while the person reads it."""
    reading = Connection.objects.reading().filter(room=OuterRef("room"), user=OuterRef("user"))
    return memberships.annotate(
        unread=Case(
            When(Exists(reading), then=Value(0)),
            default=F("room__posts") - F("read_posts"),
            output_field=models.IntegerField(),
        )
    )
