"""What the recurring job deletes."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from rooms.models import SocketPass, Token, TokenFamily
from rooms.models.token_family import LASTS
from rooms.site import jobs
from rooms.site.jobs import prune


@pytest.fixture
def expired(ana, client_of):
    """Three sessions that have ended by themselves."""
    for _ in range(3):
        client_of(ana)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def test_expired_sessions_are_pruned(expired, ana, client_of):
    client = client_of(ana)
    prune()
    assert [each.pk for each in Session.objects.all()] == [client.session.session_key]


def test_no_more_sessions_than_a_portion_are_pruned_at_a_time(expired, monkeypatch):
    monkeypatch.setattr(jobs, "PORTION", 2)
    prune()
    assert Session.objects.count() == 1
    prune()
    assert not Session.objects.exists()


def test_token_families_that_are_over_are_pruned(ana):
    TokenFamily.objects.begin(ana)
    TokenFamily.objects.update(refreshed_at=timezone.now() - LASTS - timedelta(days=1))
    kept = TokenFamily.objects.begin(ana)
    prune()
    assert list(TokenFamily.objects.all()) == [kept]


def test_passes_that_are_over_are_pruned(ana):
    token = Token.objects.issue(ana, "Test", ["read"]).token
    SocketPass.objects.issue(token=token)
    SocketPass.objects.update(created_at=timezone.now() - timedelta(seconds=31))
    SocketPass.objects.issue(token=token)
    prune()
    assert SocketPass.objects.count() == 1
