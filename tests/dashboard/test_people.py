"""Staff search people, change their accounts and replace the invitation link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import AuditEntry, Connection, Counter, Room, Site, User
from rooms.site import search
from tests import cast

LIST = "/dashboard/people/"
CONFIRMED = ["deactivate/", "sessions/end/", "staff/make/", "staff/unmake/"]
ACTS = [*CONFIRMED, "reactivate/"]


def html(response):
    return response.content.decode()


def found(client, query=""):
    return [person.username for person in client.get(f"{LIST}?{query}").context["found"]]


def path(person, act=""):
    return f"{LIST}{person.pk}/{act}"


@pytest.fixture
def sue(db):
    """Staff, and a superuser."""
    return cast.welcome("sue", "Sue Bell", is_staff=True, is_superuser=True)


def test_staff_find_people_by_name_username_and_state(client_of, ana, ben, sam, zoe):
    zoe.deactivate()
    Connection.objects.create(user=ben, process="test")
    client = client_of(sam)
    assert found(client) == ["ana", "ben", "sam"]
    assert found(client, "q=okaf") == ["ben"]
    assert found(client, "q=AN") == ["ana"]
    assert found(client, "q=zoe") == []
    assert found(client, "state=deactivated&q=mar") == ["zoe"]
    assert found(client, "state=online") == ["ben"]
    assert found(client, "state=staff") == ["sam"]
    assert "No people found." in html(client.get(f"{LIST}?q=nobody"))


def test_invalid_state_shows_an_error_and_the_first_state(client_of, ana, sam):
    page = html(client_of(sam).get(f"{LIST}?state=best"))
    assert "best is not one of the available choices" in page
    assert "Ana Ruiz" in page


def test_list_is_paged_and_paging_keeps_the_search(client_of, ana, ben, sam, monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 2)
    client = client_of(sam)
    assert found(client) == ["ana", "ben"]
    assert found(client, "page=2") == ["sam"]
    assert found(client, "page=9999") == ["sam"]
    assert found(client, "page=x") == ["ana", "ben"]
    assert '"?state=active&amp;page=2"' in html(client.get(f"{LIST}?state=active"))


def test_list_needs_no_more_queries_for_more_people(client_of, ana, sam, lobby, queries_of):
    client = client_of(sam)
    queries_of(client, LIST)
    before = queries_of(client, LIST)
    for number in range(12):
        person = cast.welcome(f"p{number}", f"Person {number}")
        Connection.objects.create(user=person, process="test")
    assert queries_of(client, LIST) == before


def test_list_shows_who_is_online_and_when_others_were_last_seen(client_of, ana, ben, sam):
    Connection.objects.create(user=ben, process="test")
    seen_at = timezone.now() - timedelta(days=400)
    User.objects.filter(pk=ana.pk).update(
        last_seen_at=seen_at, last_login=None, date_joined=seen_at - timedelta(days=1)
    )
    page = client_of(sam).get(LIST)
    assert page.context["online"] == {ben.pk}
    assert page.context["found"][0].seen_at == seen_at
    assert f"{seen_at:%Y, %H:%M}" in html(page)


def test_persons_page_shows_room_names_and_no_content(
    client_of, ana, ben, sam, garden, lobby, direct, say
):
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED, purpose="Tools")
    say(shed, ana, "The key is under the stone")
    say(direct, ana, "Only for Ben")
    Counter.objects.start("Spades", room=shed)
    Connection.objects.create(user=ana, room=direct, process="test")
    Connection.objects.create(user=ana, process="test")
    response = client_of(sam).get(path(ana))
    page = html(response)
    assert [room.name for room in response.context["rooms"]] == ["Garden", "Lobby", "Shed"]
    assert response.context["directs"] == 1
    assert response.context["pages"]["count"] == 2
    assert "2, the first since" in page
    for secret in ("The key", "Only for Ben", direct.slug, "Spades"):
        assert secret not in page


@pytest.mark.parametrize("act", CONFIRMED)
def test_staff_see_a_confirmation_before_an_act(client_of, sam, ben, act):
    before = User.objects.values().get(pk=ben.pk)
    response = client_of(sam).get(path(ben, act))
    assert response.status_code == 200
    assert "Ben Okafor" in html(response)
    assert f'href="{path(ben)}"' in html(response)
    assert User.objects.values().get(pk=ben.pk) == before


def test_staff_deactivate_a_person(client_of, sam, ben):
    bens_client, before = client_of(ben), ben.seq
    assert client_of(sam).post(path(ben, "deactivate/")).url == path(ben)
    ben.refresh_from_db()
    assert not ben.is_active
    assert ben.seq > before
    assert bens_client.get("/people/").status_code == 302


def test_reactivated_person_has_to_sign_in_again(client_of, sam, ben):
    bens_client = client_of(ben)
    ben.deactivate()
    assert client_of(sam).post(path(ben, "reactivate/")).url == path(ben)
    assert bens_client.get("/people/").status_code == 302


def test_reactivated_person_joins_the_rooms_opened_in_the_meantime(client_of, sam, ben):
    ben.deactivate()
    harbour = Room.objects.start("Harbour", sam)
    assert ben not in harbour.members.all()
    client = client_of(sam)
    assert client.get(path(ben, "reactivate/")).status_code == 405
    client.post(path(ben, "reactivate/"))
    ben.refresh_from_db()
    assert ben.is_active
    assert ben in harbour.members.all()


def test_staff_end_the_sessions_of_a_person(client_of, sam, ben):
    bens_client = client_of(ben)
    assert client_of(sam).post(path(ben, "sessions/end/")).url == path(ben)
    assert bens_client.get("/people/").status_code == 302


def test_staff_make_and_unmake_staff(client_of, sam, ben):
    bens_client, client = client_of(ben), client_of(sam)
    client.post(path(ben, "staff/make/"))
    assert bens_client.get("/dashboard/").status_code == 200
    client.post(path(ben, "staff/unmake/"))
    assert bens_client.get("/dashboard/").status_code == 403


@pytest.mark.parametrize("act", ["deactivate/", "staff/unmake/"])
def test_staff_cannot_deactivate_or_unmake_themselves(client_of, sam, sue, act):
    client = client_of(sam)
    for response in (client.get(path(sam, act)), client.post(path(sam, act))):
        assert response.status_code == 403
        assert "Ask another member of staff." in html(response)
    sam.refresh_from_db()
    assert sam.is_staff
    assert sam.is_active
    assert path(sam, act) not in html(client.get(path(sam)))


@pytest.mark.parametrize("act", ACTS)
def test_only_superusers_act_on_superusers(client_of, sam, sue, act):
    other = cast.welcome("eve", "Eve Dahl", is_staff=True, is_superuser=True)
    before = User.objects.values().get(pk=other.pk)
    response = client_of(sam).post(path(other, act))
    assert response.status_code == 403
    assert "Only an administrator" in html(response)
    assert User.objects.values().get(pk=other.pk) == before
    assert "/deactivate/" not in html(client_of(sam).get(path(other)))
    assert client_of(sue).post(path(other, act)).url == path(other)


@pytest.mark.parametrize("act", ["", *ACTS])
def test_non_staff_get_403_for_every_act_and_change_nothing(client_of, ana, ben, sam, act):
    before, acts = User.objects.values().get(pk=ben.pk), AuditEntry.objects.count()
    client = client_of(ana)
    for response in (client.get(path(ben, act)), client.post(path(ben, act))):
        assert response.status_code == 403
    assert User.objects.values().get(pk=ben.pk) == before
    assert AuditEntry.objects.exclude(verb="signed in").count() == acts


def test_staff_get_404_for_a_person_who_does_not_exist(client_of, sam):
    for act in ("", *ACTS):
        assert client_of(sam).post(f"{LIST}999/{act}").status_code == (405 if act == "" else 404)
    assert client_of(sam).get(f"{LIST}999/").status_code == 404


def test_staff_see_the_invitation_and_replace_it_after_confirming(client_of, client, sam):
    staff, old = client_of(sam), Site.current().invitation_token
    assert f"http://testserver/join/{old}/" in html(staff.get(LIST))
    assert "stops working" in html(staff.get(f"{LIST}invitation/rotate/"))
    assert Site.current().invitation_token == old
    assert staff.post(f"{LIST}invitation/rotate/").url == LIST
    assert old not in html(staff.get(LIST))
    assert client.get(f"/join/{old}/").status_code == 404
