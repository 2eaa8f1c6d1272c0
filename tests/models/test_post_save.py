"""Receivers of `post_save` with the signature that Django documents."""

import pytest
from django.db.models.signals import post_save

from rooms.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def received():
    calls = []

    def receiver(sender, instance, created, raw, using, update_fields, **kwargs):
        calls.append((sender, instance.body, created, raw, using, update_fields))

    post_save.connect(receiver, sender=Message)
    yield calls
    post_save.disconnect(receiver, sender=Message)


def test_receiver_gets_every_documented_argument_of_a_new_message(received, lobby, ana, say):
    say(lobby, ana, "Hello")
    assert received == [(Message, "Hello", True, False, "default", None)]
