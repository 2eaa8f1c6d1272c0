from django.test import Client


def test_an_unknown_address_says_where_to_go(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'href="/"' in response.content.decode()


def test_a_form_without_its_token_is_refused_in_plain_words(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    response = client.post("/rooms/direct/", {"people": [ana.pk]})
    assert response.status_code == 403
    assert "send the form again" in response.content.decode()


def test_a_fault_of_ours_is_answered_in_plain_words(client_of, ana, monkeypatch):
    def fail(user):
        raise RuntimeError

    client = client_of(ana)
    client.raise_request_exception = False
    monkeypatch.setattr("rooms.accounts.views.people.sidebar_for", fail)
    response = client.get("/people/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
