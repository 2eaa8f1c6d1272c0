"""The site under test: Hearth as it ships, with signed-in people, rooms and messages.

`python -m tests.bench.site FOLDER PEOPLE DATABASE_URL` makes one on another database.
"""

import json
import os
import re
import sys
import uuid
from io import StringIO

from tests.bench.browse import fetch

SITE_VARIABLES = [
    *("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "HOST"),
    *("HTTPS", "ORIGINS", "REDIS_URL", "SECRET_KEY"),
]
"Environment variables of another site, which must not reach the site under test."

HOST = "127.0.0.1"
ROOMS = [f"Room {letter}" for letter in "ABCDEFGHIJK"]
IN_ALL_ROOMS = 20
"People who are members of these rooms too. Everyone is a member of the lobby."
READING_ROOM, READING_MESSAGES = "/rooms/room-a/", 50
"A page that shows fifty messages, with twelve rooms in the sidebar."


def prepare(folder, people, **variables):
    """Create the database in the folder, or where the variables say.

    Returns a session key for each of so many people.
    """
    for name in SITE_VARIABLES:
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "site_config.settings"}
    os.environ |= variables
    import django
    from django.core.management import call_command

    django.setup()
    call_command("prepare", stdout=StringIO())
    return _seed(people)


def _seed(count):
    from django.db import transaction

    from rooms.models import Room, User

    people = [_person(number) for number in range(count)]
    people[0].is_staff = True
    with transaction.atomic():
        User.objects.bulk_create(people[:IN_ALL_ROOMS])
        for name in ROOMS:
            Room.objects.start(name, people[0])
        User.objects.bulk_create(people[IN_ALL_ROOMS:])
        Room.objects.start("Lobby", people[0])
        clients = [_signed_in_client(person) for person in people]
    for number in range(READING_MESSAGES):
        _post(clients[number % IN_ALL_ROOMS], f"Message {number}: see https://example.org/ today")
    return [client.cookies["sessionid"].value for client in clients]


def _person(number):
    from rooms.models import User

    person = User(username=f"person-{number}", display_name=f"Person {number}", hue=number % 360)
    person.set_unusable_password()
    return person


def _signed_in_client(person):
    from django.test import Client

    client = Client(SERVER_NAME=HOST)
    client.force_login(person)
    return client


def _post(client, text):
    response = client.post(READING_ROOM, {"body": text, "key": uuid.uuid4()})
    if response.status_code != 302:
        raise RuntimeError(f"A message could not be stored: {response.status_code}")


def stored_messages():
    """The ids of the lobby's messages in the database, in their order."""
    from rooms.models import Message

    return list(
        Message.objects.filter(room__slug="lobby").order_by("seq").values_list("pk", flat=True)
    )


def tokens(count):
    """A token with every scope for each of so many people."""
    from rooms.models import Token, User
    from rooms.models.token import EVERY_SCOPE

    people = User.objects.filter(username__startswith="person-").order_by("pk")[:count]
    return [Token.objects.issue(person, "Bench", EVERY_SCOPE).secret for person in people]


def cursor(origin, key):
    """The cursor that the lobby's page now contains for the owner of that session."""
    page = fetch(origin, "/rooms/lobby/", {"Cookie": f"sessionid={key}"})
    return re.search(r'id="cursor" value="([^"]+)"', page.body.decode())[1]


if __name__ == "__main__":
    folder, people, database = sys.argv[1:]
    json.dump(prepare(folder, int(people), DATABASE_URL=database), sys.stdout)
