from django.apps import AppConfig


class AloneConfig(AppConfig):
    """Takes the gathering out: nobody's post waits for company, none is stored with others."""

    name = "tests.bench.ungathered"

    def ready(self):
        from rooms.live import batching

        batching.MOST = 1


class UngatheredConfig(AloneConfig):
    """And the statements that keep their SQL: one insert and two updates as Django makes them."""

    def ready(self):
        super().ready()
        from rooms.models import Membership, Room, posting

        def insert(messages):
            for message in messages:
                message.save(force_insert=True)

        def keep(room, *fields):
            values = {name: getattr(room, name) for name in fields}
            Room.objects.filter(pk=room.pk).update(**values)

        def have_read(room, authors):
            Membership.objects.filter(room=room, user__in=authors).update(
                read_seq=room.seq, read_posts=room.posts, typing_until=None
            )

        posting._insert, posting._have_read, Room.keep = insert, have_read, keep
