"""Every form is limited, those too that no page's action stands behind."""

import pytest
from django.urls import reverse

from rooms.models import Room
from rooms.site import middleware

pytestmark = pytest.mark.django_db

FORMS = [
    ("room-new", [], {"name": "Another", "kind": "public"}),
    ("room-settings", ["lobby"], {"name": "Renamed"}),
    ("room-level", ["lobby"], {"level": "all"}),
    ("profile", [], {"display_name": "Other"}),
    ("dashboard-room-archive", ["lobby"], {}),
    ("admin:rooms_room_add", [], {"name": "Another"}),
]


@pytest.mark.parametrize(("name", "args", "data"), FORMS)
def test_form_beyond_the_limit_is_refused_and_changes_nothing(
    client, sam, lobby, monkeypatch, name, args, data
):
    sam.is_superuser = True
    sam.save()
    client.force_login(sam)
    monkeypatch.setattr(middleware, "FORMS", middleware.FORMS.__class__(1, 10))
    client.post(reverse("home"))
    before = list(Room.objects.values())
    answer = client.post(reverse(name, args=args), data)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 10
    assert "You can go on in" in answer.content.decode()
    assert list(Room.objects.values()) == before


def test_limit_is_each_persons_own(client, ana, ben, lobby, monkeypatch):
    monkeypatch.setattr(middleware, "FORMS", middleware.FORMS.__class__(1, 10))
    for person in (ana, ben):
        client.force_login(person)
        assert (
            client.post(reverse("room-level", args=["lobby"]), {"level": "all"}).status_code == 302
        )
    assert client.post(reverse("room-level", args=["lobby"]), {"level": "all"}).status_code == 429
