"""The error pages: an unknown address, a missing CSRF token, and a server error."""

from django.test import Client


def test_unknown_address_gives_404_with_a_link_home(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'href="/"' in response.content.decode()


def test_form_without_a_csrf_token_gives_403_with_an_explanation(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    response = client.post("/rooms/direct/", {"people": [ana.pk]})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


def test_server_error_gives_500_with_an_explanation(client_of, ana, monkeypatch):
    def fail(user):
        raise RuntimeError

    client = client_of(ana)
    client.raise_request_exception = False
    monkeypatch.setattr("rooms.accounts.views.people.shell_for", fail)
    response = client.get("/people/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
