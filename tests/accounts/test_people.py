"""The page that lists the people of the site."""

from rooms.models import Connection, Site


def page(client):
    return client.get("/people/").content.decode()


def test_active_people_are_listed_with_a_link_to_their_cards(client_of, ana, ben, zoe):
    zoe.deactivate()
    html = page(client_of(ana))
    assert "Ben Okafor" in html
    for person in (ana, ben):
        assert f'href="/people/{person.pk}/"' in html
    assert "Zoe Marsh" not in html


def test_person_with_an_open_page_is_marked_as_online(client_of, ana, ben):
    client = client_of(ana)
    assert client.get("/people/").context["online"] == set()
    Connection.objects.create(user=ben, process="test")
    assert client.get("/people/").context["online"] == {ben.pk}
    assert "person__online" in page(client)


def test_only_staff_see_the_link_to_manage_people(client_of, ana, sam):
    assert "/dashboard/people/" in page(client_of(sam))
    assert "/dashboard/" not in page(client_of(ana))
    for person in (ana, sam):
        assert Site.current().invitation_token not in page(client_of(person))


def test_signed_out_visitor_is_redirected_to_sign_in(client, db):
    assert client.get("/people/").url == "/accounts/login/?next=/people/"
