"""The URL of a message."""

import pytest
from django.urls import clear_script_prefix, reverse, set_script_prefix


@pytest.mark.parametrize("prefix", ["/", "/v0/team/"])
def test_message_url_equals_the_reversed_url(lobby, ana, say, prefix):
    message = say(lobby, ana, "Hello")
    set_script_prefix(prefix)
    try:
        assert message.get_absolute_url() == reverse("message", args=[message.pk])
        assert message.get_absolute_url().startswith(prefix)
    finally:
        clear_script_prefix()
