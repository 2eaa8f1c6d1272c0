"""Every way to come with a token, and to be refused."""

from datetime import timedelta

import jwt
import pytest
from django.utils import timezone

from rooms.api import signing, token_pair
from rooms.api.authentication import authenticate, ended_among
from rooms.live.refusal import Refused
from rooms.models import AuditEntry, Token, TokenFamily, User
from rooms.models.token import EVERY_SCOPE

pytestmark = pytest.mark.django_db

KEY, NEXT_KEY = "k" * 64, "n" * 64


def is_refused(bearer):
    try:
        return not authenticate(bearer)
    except Refused as refusal:
        return refusal.status == 401


def secret_of(user, scopes=("read",), **fields):
    return Token.objects.issue(user, "Test", scopes, **fields).secret


@pytest.fixture
def pair(ana):
    return token_pair.begin(ana)


def test_long_lived_token_has_its_scopes(ana):
    principal = authenticate(secret_of(ana, ["read", "notify"]))
    assert principal.user == ana
    principal.require("notify")
    with pytest.raises(Refused, match="“write”") as refused:
        principal.require("write")
    assert refused.value.status == 403


def test_access_token_has_every_scope(ana, pair):
    principal = authenticate(pair.access)
    assert (principal.user, principal.scopes) == (ana, EVERY_SCOPE)


def test_one_query_authenticates(ana, pair, django_assert_num_queries):
    secret = secret_of(ana)
    authenticate(secret)
    for bearer in (secret, pair.access):
        with django_assert_num_queries(1):
            authenticate(bearer)


@pytest.mark.parametrize("bearer", ["", "x", "hearth_", "a.b.c", "\0", "é", "hearth_" + "a" * 42])
def test_what_is_no_token_is_refused(bearer):
    assert is_refused(bearer)


def test_token_that_is_over_is_refused(ana):
    assert is_refused(secret_of(ana, ends_at=timezone.now() - timedelta(seconds=1)))


def test_access_token_that_is_over_is_refused(ana):
    token = token_pair.Refresh(token_pair.begin(ana).refresh).access_token
    token.set_exp(lifetime=-timedelta(seconds=1))
    assert is_refused(str(token))


def test_access_tokens_last_five_minutes(pair):
    claims = jwt.decode(pair.access, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 300


def test_refresh_token_opens_no_door(pair):
    assert is_refused(pair.refresh)


def test_access_token_gives_no_new_pair(pair):
    with pytest.raises(Refused):
        token_pair.refresh(pair.access)


def changed(token, key, algorithm="HS256", **claims):
    told = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(told | claims, key, algorithm)


def test_unsigned_token_is_refused(pair):
    assert is_refused(changed(pair.access, None, "none"))


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
def test_token_of_another_key_or_algorithm_is_refused(pair, settings, algorithm):
    settings.TOKEN_KEYS = [KEY]
    token = token_pair.begin(User.objects.get()).access
    key = KEY if algorithm == "HS512" else NEXT_KEY
    assert is_refused(changed(token, key, algorithm))
    assert not is_refused(token)


def test_token_that_names_somebody_else_is_refused(pair, ben, settings):
    settings.TOKEN_KEYS = [KEY]
    assert is_refused(changed(pair.access, KEY, user_id=str(ben.pk)))


@pytest.mark.parametrize("claim", ["user_id", "family", "session", "jti", "exp"])
def test_token_without_a_claim_is_refused(ana, settings, claim):
    settings.TOKEN_KEYS = [KEY]
    told = jwt.decode(token_pair.begin(ana).access, KEY, ["HS256"])
    del told[claim]
    assert is_refused(jwt.encode(told, KEY, "HS256"))


def test_signing_key_is_rotated_with_an_overlap(ana, settings):
    settings.TOKEN_KEYS = [KEY]
    old = token_pair.begin(ana)
    settings.TOKEN_KEYS = [NEXT_KEY, KEY]
    assert authenticate(old.access).user == ana
    new = token_pair.refresh(old.refresh)
    settings.TOKEN_KEYS = [NEXT_KEY]
    assert is_refused(old.access)
    assert authenticate(new.access).user == ana


def test_secret_key_is_rotated_with_djangos_overlap(ana, settings):
    old = token_pair.begin(ana)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert authenticate(old.access).user == ana
    settings.SECRET_KEY_FALLBACKS = []
    assert is_refused(old.access)


def test_key_is_derived_and_not_the_secret_key_itself(settings):
    assert signing.backend().signing_key != settings.SECRET_KEY


def test_refresh_gives_the_next_pair_once(ana, pair):
    second = token_pair.refresh(pair.refresh)
    third = token_pair.refresh(second.refresh)
    assert authenticate(third.access).user == ana


def test_reused_refresh_token_ends_the_family(pair):
    second = token_pair.refresh(pair.refresh)
    with pytest.raises(Refused):
        token_pair.refresh(pair.refresh)
    assert is_refused(second.access)
    with pytest.raises(Refused):
        token_pair.refresh(second.refresh)
    assert AuditEntry.objects.filter(verb="token reused").count() == 1


def test_other_families_of_the_person_live_on(ana, pair):
    other = token_pair.begin(ana)
    token_pair.end(pair.refresh)
    assert is_refused(pair.access)
    assert not is_refused(other.access)


def test_family_that_was_long_not_refreshed_is_over(pair):
    TokenFamily.objects.update(refreshed_at=timezone.now() - timedelta(days=31))
    assert is_refused(pair.access)


def new_password(person):
    person.set_password("another one")
    person.save()


@pytest.mark.parametrize("end", [new_password, User.end_sessions, User.deactivate])
def test_family_ends_with_the_persons_sessions(ana, sam, pair, end):
    end(ana)
    assert is_refused(pair.access)
    with pytest.raises(Refused):
        token_pair.refresh(pair.refresh)


def test_reactivated_person_has_to_sign_in_anew(ana, pair):
    ana.deactivate()
    ana.reactivate()
    assert is_refused(pair.access)


def test_long_lived_token_outlives_a_password_but_not_a_deactivation(ana):
    secret = secret_of(ana)
    new_password(ana)
    assert not is_refused(secret)
    ana.deactivate()
    assert is_refused(secret)


def test_bots_token_ends_with_its_owner(echo, ana):
    secret = secret_of(echo)
    assert authenticate(secret).user == echo
    ana.deactivate()
    assert is_refused(secret)


def test_open_sockets_learn_of_an_end_in_two_queries(ana, ben, echo, django_assert_num_queries):
    held = [authenticate(secret_of(who)) for who in (ana, ben, echo)]
    held += [authenticate(token_pair.begin(who).access) for who in (ana, ben)]
    assert ended_among(held) == set()
    held[1].token.revoke()
    ana.deactivate()
    with django_assert_num_queries(2):
        assert ended_among(held) == {held[0], held[1], held[2], held[3]}


def test_socket_outlives_its_access_token(ana, pair):
    principal = authenticate(pair.access)
    token_pair.refresh(pair.refresh)
    assert ended_among([principal]) == set()
    principal.family.end()
    assert ended_among([principal]) == {principal}
