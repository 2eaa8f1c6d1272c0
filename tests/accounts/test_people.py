from rooms.models import Connection, Site


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


def test_staff_find_the_way_to_manage_people_and_others_do_not(client_of, ana, sam):
    assert "/dashboard/people/" in page(client_of(sam))
    assert "/dashboard/" not in page(client_of(ana))
    for person in (ana, sam):
        assert Site.current().invitation_token not in page(client_of(person))


def test_someone_who_is_not_signed_in_is_sent_to_do_so(client, db):
    assert client.get("/people/").url == "/accounts/login/?next=/people/"
