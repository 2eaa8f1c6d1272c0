"""The rights of a person: who is staff, and until when a session holds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import connections

from rooms.models import AuditEntry, User
from tests import cast


def verbs():
    """What is in the audit log, but for how they came here."""
    acts = AuditEntry.objects.exclude(verb__in=["person added", "signed in"]).order_by("pk")
    return list(acts.values_list("verb", "target"))


def is_signed_in(client):
    return client.get("/people/").status_code == 200


def test_ending_the_sessions_signs_out_every_browser_of_that_person(client_of, ana, ben):
    hers, hers_too, his = client_of(ana), client_of(ana), client_of(ben)
    ana.end_sessions()
    assert not is_signed_in(hers)
    assert not is_signed_in(hers_too)
    assert is_signed_in(his)
    assert verbs() == [("sessions ended", "Ana Ruiz @ana")]


def test_after_the_sessions_were_ended_one_can_sign_in_again(client, ana):
    for _ in range(2):
        ana.end_sessions()
        client.post("/accounts/login/", {"username": "ana", "password": cast.PASSWORD})
        assert is_signed_in(client)


def test_a_session_signed_with_the_secret_before_still_holds(client_of, ana, settings):
    ana.end_sessions()
    client = client_of(ana)
    before = client.session[HASH_SESSION_KEY]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough for this"
    assert is_signed_in(client)
    assert client.session[HASH_SESSION_KEY] != before


def test_sessions_ended_do_not_hold_with_the_secret_before_either(client_of, ana, settings):
    client = client_of(ana)
    ana.end_sessions()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough for this"
    assert not is_signed_in(client)


def test_who_never_had_sessions_ended_has_the_signature_of_django(ana):
    plain = AbstractUser.get_session_auth_hash(ana)
    assert ana.get_session_auth_hash() == plain
    ana.end_sessions()
    assert ana.get_session_auth_hash() != plain


def test_staff_are_made_and_unmade(ana, sam):
    before = ana.seq
    ana.make_staff()
    assert User.objects.get(pk=ana.pk).is_staff
    ana.unmake_staff()
    ana.refresh_from_db()
    assert not ana.is_staff
    assert ana.seq == before + 2
    assert verbs() == [("staff made", "Ana Ruiz @ana"), ("staff unmade", "Ana Ruiz @ana")]
    ana.unmake_staff()
    assert len(verbs()) == 2


@pytest.mark.parametrize("verb", ["unmake_staff", "deactivate"])
def test_the_last_one_of_the_staff_remains(ana, ben, sam, verb):
    for other, fields in ((ana, {"is_active": False}), (ben, {"is_bot": True})):
        User.objects.filter(pk=other.pk).update(is_staff=True, **fields)
    with pytest.raises(PermissionDenied, match="Nobody else of the staff is left"):
        getattr(sam, verb)()
    sam = User.objects.get(pk=sam.pk)
    assert sam.is_staff
    assert sam.is_active
    cast.welcome("sue", "Sue Bell", is_staff=True)
    getattr(sam, verb)()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_right_from_each_other_at_once_do_not_both_succeed(sam):
    sue, together = cast.welcome("sue", "Sue Bell", is_staff=True), Barrier(2)

    def unmake(person):
        together.wait()
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
