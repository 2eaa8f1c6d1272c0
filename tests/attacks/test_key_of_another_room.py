"""A key that was used in one room is sent in another, at the form door."""

import uuid

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["Hello", "Something else"])
def test_key_of_another_room_is_a_key_like_any_other(body, client_of, lobby, garden, ana):
    client, key = client_of(ana), str(uuid.uuid4())
    for slug, text in (("lobby", "Hello"), ("garden", body), ("garden", body)):
        answer = client.post(f"/rooms/{slug}/", {"body": text, "key": key})
        assert answer.status_code == 302
    assert [lobby.messages.get().body, garden.messages.get().body] == ["Hello", body]
