"""Staff rights and sessions of a person."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import connections

from rooms.models import AuditEntry, User
from tests import cast


def recorded():
    """[(verb, target)] of the audit log, without joining and signing in."""
    entries = AuditEntry.objects.exclude(verb__in=["person added", "signed in"]).order_by("pk")
    return list(entries.values_list("verb", "target"))


def is_signed_in(client):
    return client.get("/people/").status_code == 200


def test_ending_sessions_signs_out_every_browser_of_that_person(client_of, ana, ben):
    first, second, other = client_of(ana), client_of(ana), client_of(ben)
    ana.end_sessions()
    assert not is_signed_in(first)
    assert not is_signed_in(second)
    assert is_signed_in(other)
    assert recorded() == [("sessions ended", "Ana Ruiz @ana")]


def test_person_can_sign_in_again_after_their_sessions_ended(client, ana):
    for _ in range(2):
        ana.end_sessions()
        client.post("/accounts/login/", {"username": "ana", "password": cast.PASSWORD})
        assert is_signed_in(client)


def test_session_signed_with_the_previous_secret_stays_valid(client_of, ana, settings):
    ana.end_sessions()
    client = client_of(ana)
    before = client.session[HASH_SESSION_KEY]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough for this"
    assert is_signed_in(client)
    assert client.session[HASH_SESSION_KEY] != before


def test_ended_session_is_invalid_with_the_previous_secret_too(client_of, ana, settings):
    client = client_of(ana)
    ana.end_sessions()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough for this"
    assert not is_signed_in(client)


def test_person_without_ended_sessions_has_djangos_session_hash(ana):
    plain = AbstractUser.get_session_auth_hash(ana)
    assert ana.get_session_auth_hash() == plain
    ana.end_sessions()
    assert ana.get_session_auth_hash() != plain


def test_staff_right_is_given_and_taken_once_and_recorded(ana, sam):
    before = ana.seq
    ana.make_staff()
    assert User.objects.get(pk=ana.pk).is_staff
    ana.unmake_staff()
    ana.refresh_from_db()
    assert not ana.is_staff
    assert ana.seq == before + 2
    assert recorded() == [("staff made", "Ana Ruiz @ana"), ("staff unmade", "Ana Ruiz @ana")]
    ana.unmake_staff()
    assert len(recorded()) == 2


@pytest.mark.parametrize("verb", ["unmake_staff", "deactivate"])
def test_last_member_of_staff_cannot_be_unmade_or_deactivated(ana, ben, sam, verb):
    for other, fields in ((ana, {"is_active": False}), (ben, {"kind": User.BOT})):
        User.objects.filter(pk=other.pk).update(is_staff=True, **fields)
    with pytest.raises(PermissionDenied, match="This is the last member of staff"):
        getattr(sam, verb)()
    sam = User.objects.get(pk=sam.pk)
    assert sam.is_staff
    assert sam.is_active
    cast.welcome("sue", "Sue Bell", is_staff=True)
    getattr(sam, verb)()


@pytest.mark.django_db(transaction=True)
def test_two_staff_who_unmake_each_other_at_once_do_not_both_succeed(sam):
    sue, barrier = cast.welcome("sue", "Sue Bell", is_staff=True), Barrier(2)

    def unmake(person):
        barrier.wait()
        try:
            person.unmake_staff()
        except PermissionDenied:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(unmake, (sam, sue)))
    assert answers == {"done", "refused"}
    assert User.objects.staff().count() == 1
