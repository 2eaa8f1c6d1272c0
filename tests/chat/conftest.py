"""A thread for the tests of threads."""

import pytest

from rooms.models import Room


@pytest.fixture
def root(garden, ana, say):
    """A message of Ana's in the closed room of Ana and Sam."""
    return say(garden, ana, "Where are the beans?")


@pytest.fixture
def thread(root):
    return Room.objects.thread_of(root)


@pytest.fixture
def address(root, thread):
    return f"/rooms/garden/threads/{root.pk}/"
