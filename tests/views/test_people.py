import pytest

from rooms.models import Connection, Room, Site

STAFF_ACTS = ["/people/{}/deactivate/", "/people/{}/reactivate/", "/people/invitation/rotate/"]


def page(client):
    return client.get("/people/").content.decode()


def test_everyone_active_is_listed_with_a_way_to_write_to_them(client_of, ana, ben, zoe):
    zoe.deactivate()
    html = page(client_of(ana))
    assert "Ben Okafor" in html
    assert f"/rooms/direct/?with={ben.pk}" in html
    assert "Zoe Marsh" not in html


def test_nobody_is_invited_to_write_to_themselves(client_of, ana, ben):
    assert f"/rooms/direct/?with={ana.pk}" not in page(client_of(ana))


def test_whoever_has_a_page_open_is_marked_as_online(client_of, ana, ben):
    client = client_of(ana)
    assert client.get("/people/").context["online"] == set()
    Connection.objects.create(user=ben, process="test")
    assert client.get("/people/").context["online"] == {ben.pk}
    assert "person__online" in page(client)


def test_only_staff_see_the_invitation_and_who_is_gone(client_of, ana, sam, zoe):
    zoe.deactivate()
    link = f"http://testserver/join/{Site.current().invitation_token}/"
    assert link in page(client_of(sam))
    assert "Zoe Marsh" in page(client_of(sam))
    assert link not in page(client_of(ana))
    assert "Deactivate" not in page(client_of(ana))


@pytest.mark.parametrize("act", STAFF_ACTS)
def test_people_get_403_for_what_staff_do(client_of, ana, ben, act):
    token = Site.current().invitation_token
    response = client_of(ana).post(act.format(ben.pk))
    assert response.status_code == 403
    assert "Only staff can do this." in response.content.decode()
    ben.refresh_from_db()
    assert ben.is_active
    assert Site.current().invitation_token == token


@pytest.mark.parametrize("act", ["/people/", *STAFF_ACTS])
def test_someone_who_is_not_signed_in_is_sent_to_do_so(client, ben, act):
    path = act.format(ben.pk)
    assert client.get(path).url == f"/accounts/login/?next={path}"
    client.post(path)
    ben.refresh_from_db()
    assert ben.is_active


def test_staff_deactivate_after_being_asked(client_of, sam, ben):
    client, path = client_of(sam), f"/people/{ben.pk}/deactivate/"
    assert "Deactivate Ben Okafor" in client.get(path).content.decode()
    ben.refresh_from_db()
    assert ben.is_active
    before = ben.seq
    assert client.post(path).url == "/people/"
    ben.refresh_from_db()
    assert not ben.is_active
    assert ben.seq > before


def test_a_deactivated_person_is_signed_out(client_of, sam, ben):
    theirs = client_of(ben)
    client_of(sam).post(f"/people/{ben.pk}/deactivate/")
    assert theirs.get("/people/").status_code == 302


def test_staff_cannot_deactivate_themselves(client_of, sam):
    response = client_of(sam).post(f"/people/{sam.pk}/deactivate/")
    assert response.status_code == 403
    assert "You cannot deactivate yourself." in response.content.decode()
    sam.refresh_from_db()
    assert sam.is_active


def test_a_reactivated_person_is_in_the_rooms_that_were_opened_meanwhile(client_of, sam, ben):
    ben.deactivate()
    harbour = Room.objects.start("Harbour", sam)
    assert ben not in harbour.members.all()
    client = client_of(sam)
    assert client.get(f"/people/{ben.pk}/reactivate/").status_code == 405
    assert client.post(f"/people/{ben.pk}/reactivate/").url == "/people/"
    ben.refresh_from_db()
    assert ben.is_active
    assert ben in harbour.members.all()


def test_staff_replace_the_invitation_link(client_of, sam):
    client, old = client_of(sam), Site.current().invitation_token
    assert client.get("/people/invitation/rotate/").status_code == 405
    assert client.post("/people/invitation/rotate/").url == "/people/"
    assert old not in page(client)
    assert Site.current().invitation_token != old


def test_a_person_who_does_not_exist_gets_staff_a_404(client_of, sam):
    assert client_of(sam).post("/people/999/deactivate/").status_code == 404
