"""HEAD answers what GET does, on every page."""

import pytest
from django.urls import reverse

from rooms.models import Counter, Room
from tests.permissions.tables import PAGES, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, sam, lobby):
    Room.objects.start("Attic", sam)
    Counter.objects.start("Votes")
    return client_of(sam)


@pytest.mark.parametrize(
    "path",
    [
        *(reverse(name) for name, (about, *_) in rows(PAGES).items() if about == "-"),
        *("/rooms/lobby/", "/rooms/lobby/settings/", "/rooms/attic/", "/counters/votes/"),
        *("/counters/votes/settings/", "/dashboard/rooms/attic/", "/dashboard/people/1/"),
    ],
)
def test_head_has_the_status_of_get_and_no_body(path, client):
    answer, expected = client.head(path), client.get(path)
    assert answer.status_code == expected.status_code
    assert b"".join(answer) == b""
