"""Dates that no time zone can reckon with are refused at every door, so that no page meets them."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from rooms.models import Announcement, User

pytestmark = pytest.mark.django_db

TIMES = ["0001-01-01T00:00", "1999-12-31T00:00", "3000-01-02T00:00", "9999-12-31T23:59"]
ZONES = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
def test_form_refuses_it_beside_the_field(field, zone, time, client_of, sam, lobby):
    User.objects.update(time_zone=zone)
    client = client_of(User.objects.get(pk=sam.pk))
    data = {"text": "News", "level": "info", "audience": "everyone", field: time}
    answer = client.post("/dashboard/announcements/new/", data)
    assert answer.status_code == 422
    assert "from 2000 to 2999" in answer.content.decode() or time < "2000"
    assert not Announcement.objects.exists()
    assert client.get("/rooms/lobby/").status_code == 200


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("option", ["--start", "--end"])
def test_command_refuses_it_in_one_line(option, time):
    with pytest.raises(CommandError) as error:
        call_command("announce", "News", option, time)
    assert "\n" not in str(error.value)
    assert not Announcement.objects.exists()


def test_command_refuses_a_start_that_cannot_be_added_to():
    with pytest.raises(CommandError, match="is not a time"):
        call_command("announce", "News", "--start", "9999-12-31T23:00", "--end", "+9999d")


@pytest.mark.parametrize("year", [1, 9999])
def test_model_refuses_it_for_whoever_calls(year):
    with pytest.raises(ValidationError, match="from 2000 to 2999"):
        Announcement.objects.announce(None, "News", starts_at=datetime(year, 1, 1, tzinfo=UTC))
