"""What somebody saw who was signed in is in no cache."""


def test_signed_in_pages_are_not_stored(client, client_of, ana, lobby, say):
    message = say(lobby, ana, "Between us")
    for path in ("/rooms/lobby/", f"/messages/{message.pk}/edit/", "/people/", "/nowhere/"):
        assert client_of(ana).get(path).headers["Cache-Control"] == "no-store"
    assert client_of(ana).post("/rooms/lobby/", {"body": ""}).headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/nowhere/").headers


def test_answer_with_a_cache_control_of_its_own_keeps_it(client_of, ana):
    headers = client_of(ana).get("/viewer.css").headers
    assert headers["Cache-Control"] == "private, max-age=60"
