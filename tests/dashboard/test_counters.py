"""Staff see every counter and delete one after confirming."""

import pytest

from rooms.models import AuditEntry, Counter, Room

LIST = "/dashboard/counters/"


@pytest.fixture
def deploys(db):
    return Counter.objects.start("Deploys today")


def html(response):
    return response.content.decode()


def test_staff_see_value_room_bumpers_and_last_change_of_a_counter(
    client_of, deploys, lobby, sam, ana
):
    deploys.edit("Deploys today", room=lobby, bumpers=Counter.STAFF)
    deploys.bump(12, ana)
    page = html(client_of(sam).get(LIST))
    for text in ("Deploys today", ">12<", "Lobby", "staff", "by <bdi>Ana Ruiz</bdi>"):
        assert text in page
    assert "/counters/deploys-today/settings/" in page
    assert f"{LIST}deploys-today/delete/" in page
    assert "/counters/new/" in page


def test_non_member_sees_only_the_name_of_a_closed_rooms_counter(client_of, sam, ana):
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED)
    Counter.objects.start("Spades", room=shed).bump(777, ana)
    page = html(client_of(sam).get(LIST))
    assert "Spades" in page
    assert "777" not in page
    assert "by <bdi>Ana" not in page
    assert 'href="/counters/spades/' not in page
    assert f"{LIST}spades/delete/" in page


def test_list_needs_no_more_queries_for_more_counters(
    client_of, sam, ana, lobby, deploys, queries_of
):
    deploys.edit("Deploys today", room=lobby)
    client = client_of(sam)
    queries_of(client, LIST)
    before = queries_of(client, LIST)
    for number in range(9):
        Counter.objects.start(f"Counter {number}", room=lobby).bump(1, ana)
    assert queries_of(client, LIST) == before


def test_empty_list_explains_counters(client_of, sam):
    assert "There are no counters yet." in html(client_of(sam).get(LIST))


def test_staff_delete_a_counter_after_confirming(client_of, deploys, sam):
    client, path = client_of(sam), f"{LIST}deploys-today/delete/"
    assert "Delete Deploys today" in html(client.get(path))
    assert Counter.objects.exists()
    assert client.post(path).url == LIST
    assert not Counter.objects.exists()
    assert AuditEntry.objects.latest("pk").verb == "counter deleted"
    assert client.post(path).status_code == 404
    assert client.get("/counters/deploys-today/").status_code == 404


def test_non_staff_and_visitor_cannot_delete_a_counter(client_of, client, deploys, ana):
    path = f"{LIST}deploys-today/delete/"
    assert client_of(ana).post(path).status_code == 403
    assert client.post(path).status_code == 302
    assert Counter.objects.exists()
