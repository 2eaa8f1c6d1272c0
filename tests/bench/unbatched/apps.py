from django.apps import AppConfig


class UnbatchedConfig(AppConfig):
    """Takes the batching out: no post waits for others or shares their transaction."""

    name = "tests.bench.unbatched"

    def ready(self):
        from rooms.live import batching

        batching.MAX_BATCH = 1


class PlainInsertsConfig(UnbatchedConfig):
    """Takes the compiled queries of a post out too: one insert and two updates by the ORM."""

    def ready(self):
        super().ready()
        from rooms.models import Membership, Room, posting

        def insert(messages):
            for message in messages:
                message.save(force_insert=True)

        def update_columns(room, *fields):
            values = {name: getattr(room, name) for name in fields}
            Room.objects.filter(pk=room.pk).update(**values)

        def mark_read(room, authors):
            Membership.objects.filter(room=room, user__in=authors).update(
                read_seq=room.seq, read_posts=room.posts, typing_until=None
            )

        posting._insert, posting._mark_read, Room.update_columns = insert, mark_read, update_columns
