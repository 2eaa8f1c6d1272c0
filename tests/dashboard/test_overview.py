"""The overview as staff first get it: figures and charts without a socket."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dashboard.models import Process, Sample
from rooms.models import Connection

pytestmark = pytest.mark.django_db

HOME = "/dashboard/"


def process(number, **fields):
    now = timezone.now()
    base = {"name": f"p{number}", "host": "h", "pid": number, "started_at": now, "seen_at": now}
    return Process.objects.create(**base, **fields)


def test_only_staff_see_the_overview(client, client_of, ana, zoe, sam):
    assert client.get(HOME).headers["location"].startswith("/accounts/login/")
    for person in (ana, zoe):
        assert client_of(person).get(HOME).status_code == 403
    assert client_of(sam).get(HOME).status_code == 200
    assert client_of(sam).post(HOME).status_code == 405


def test_first_response_contains_figures_and_charts(client_of, sam):
    Sample.objects.create(at=timezone.now() - timedelta(minutes=9), people=12, counts={"posts": 5})
    process(1, sockets=3, minute={"posts": 9, "within_20": 5})
    html = client_of(sam).get(HOME).content.decode()
    assert '<dd data-stat="sockets">3</dd>' in html
    assert '<b data-stat="messages_minute">9</b>' in html
    assert html.count('<svg class="chart__plot"') == 4
    assert "People online, people: now 12, lowest 12, highest 12" in html


def test_span_parameter_shows_the_charts_of_the_day(client_of, sam):
    Sample.objects.create(at=timezone.now() - timedelta(hours=9), people=12)
    html = client_of(sam).get(f"{HOME}?span=day").content.decode()
    assert "now 12, lowest 12, highest 12" in html
    assert 'ws-connect="/ws/dashboard/?span=day&amp;title=' in html


def test_overview_needs_no_more_queries_for_more_processes_samples_rooms_and_people(
    client_of, sam, ana, lobby, garden, django_assert_num_queries
):
    client = client_of(sam)
    process(9, rooms={str(garden.pk): 1})
    Connection.objects.create(user=sam, room=garden, process="p")
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for number in range(4):
        process(number, rooms={str(lobby.pk): 3, str(garden.pk): 1})
        Sample.objects.create(at=timezone.now() - timedelta(minutes=number))
        Connection.objects.create(user=ana, room=lobby, process="p")
    with django_assert_num_queries(len(few)):
        html = client.get(HOME).content.decode()
    assert '<th scope="row"><bdi>Lobby</bdi></th><td>12</td><td>1</td>' in html
