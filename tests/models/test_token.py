from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import AuditEntry, Token, User
from rooms.models.token import FORMAT, digest_of, is_well_formed, new_secret

pytestmark = pytest.mark.django_db


def test_secret_can_be_found_by_scanners_and_is_not_stored(ana):
    token, secret = Token.objects.issue(ana, "CI", ["read", "write"])
    assert FORMAT.fullmatch(secret)
    assert secret not in str(vars(Token.objects.get(pk=token.pk)))
    assert Token.objects.of_secret(secret) == token


@pytest.mark.parametrize("place", [7, 20, -1])
def test_typing_error_is_found_without_the_database(place, django_assert_num_queries):
    secret = list(new_secret())
    secret[place] = "a" if secret[place] != "a" else "b"
    assert not is_well_formed("".join(secret))
    with django_assert_num_queries(0):
        assert Token.objects.of_secret("".join(secret)) is None


def test_scopes_are_stored_once_in_their_order_and_unknown_ones_not(ana):
    token, _ = Token.objects.issue(ana, "CI", ["write", "read", "write", "everything"])
    assert token.scopes == ["read", "write"]


def test_token_that_is_over_or_revoked_is_not_found(ana):
    now = timezone.now()
    ended, secret = Token.objects.issue(ana, "CI", ["read"], ends_at=now - timedelta(seconds=1))
    assert ended.is_over
    assert Token.objects.of_secret(secret) is None
    revoked, secret = Token.objects.issue(ana, "CI", ["read"], ends_at=now + timedelta(days=1))
    revoked.revoke()
    assert Token.objects.of_secret(secret) is None


def test_revoking_is_recorded_once_and_hinted(ana):
    token, _ = Token.objects.issue(ana, "CI", ["read"])
    before = ana.seq
    token.revoke()
    token.revoke()
    assert User.objects.get(pk=ana.pk).seq == before + 1
    verbs = [(each.verb, each.detail) for each in AuditEntry.objects.order_by("pk")]
    assert verbs[-2:] == [("token made", "CI: read"), ("token revoked", "CI")]


def test_use_is_noted_once_a_minute(ana, django_assert_num_queries):
    token, _ = Token.objects.issue(ana, "CI", ["read"])
    token.note_use()
    token.refresh_from_db()
    assert token.last_used_at
    with django_assert_num_queries(0):
        token.note_use()


def test_digest_is_of_the_whole_secret():
    assert digest_of("hearth_a") != digest_of("hearth_b")
