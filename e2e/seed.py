"""Creates the people and rooms of the browser tests: `python -m e2e.seed`, on an empty site."""

import uuid
from datetime import timedelta

import django
from django.utils import timezone

ATTIC_LENGTH = 140
"Messages in the Attic room: three pages of history, over several days."


def seed():
    from rooms.models import Room
    from tests import cast

    ana, ben = cast.welcome("ana", "Ana Ruiz"), cast.welcome("ben", "Ben Okafor")
    sam = cast.welcome("sam", "Sam Lindqvist", is_staff=True)
    cast.welcome("zoe", "Zoe Marsh")
    cast.make_lobby(sam)
    cast.make_garden(ana, sam)
    Room.objects.direct(ana, ben)
    write_history(Room.objects.start("Attic", ana, kind=Room.CLOSED, members=[ben]), ana)


def write_history(room, author):
    """Store one message for each hour. Every member has read all of them."""
    from rooms.models import Message

    begin = timezone.now() - timedelta(hours=ATTIC_LENGTH)
    times = [begin + timedelta(hours=n) for n in range(ATTIC_LENGTH)]
    Message.objects.bulk_create(
        Message(
            room=room, author=author, key=uuid.uuid4(), body=f"Box {n}", seq=n, change_seq=n,
            created_at=at, previous_at=before,
        )
        for n, (before, at) in enumerate(zip([None, *times], times, strict=False), 1)
    )  # fmt: skip
    room.seq = room.posts = ATTIC_LENGTH
    room.last_author, room.last_posted_at = author, times[-1]
    room.save()
    room.memberships.all().mark_read()


if __name__ == "__main__":
    django.setup()
    seed()
