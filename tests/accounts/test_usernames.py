"""Usernames: spellings that people take for the same one are the same one, at every door."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.accounts.forms import JoinForm
from rooms.chat.suggestions import suggest
from rooms.markup import folded, names_in
from rooms.models import Announcement, Site, User
from tests import cast

PASSWORD = "a-quiet-harbour"
SPELLINGS = ["ana", "Ana", "ＡNA", "ªna"]
UNMENTIONABLE = ["ana@example.org", "@ana", "ana.", "ana-", "ana+", "...", "a b", ""]


@pytest.fixture
def root(ana, client_of):
    return client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))


@pytest.fixture
def legacy(db):
    """Somebody who joined when usernames could contain anything."""
    return cast.welcome("ana@example.org", "Ana Old")


def answers(username):
    return {"username": username, "display_name": "Noa Lind", "password": PASSWORD}


def join(username):
    return Client().post(f"/join/{Site.current().invitation_token}/", answers(username))


def set_up(username):
    more = {"again": PASSWORD, "room": "Lobby"}
    return Client().post(f"/setup/{Site.current().setup_token}/", answers(username) | more)


def add_in_the_admin(root, username):
    more = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return root.post("/admin/rooms/user/add/", answers(username) | more)


def change_in_the_admin(root, person, **changes):
    details = {"display_name": person.display_name, "time_zone": "UTC", "language": "en-gb"}
    data = {"username": person.username, "hue": 5, "is_active": "on"} | details | changes
    return root.post(f"/admin/rooms/user/{person.pk}/change/", data)


def error_of(response):
    return response.context.get("form", response.context.get("adminform")).errors["username"][0]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_username_in_another_spelling_is_taken_at_every_door(spelling, root, ana, ben):
    taken = "That username is taken. Choose another one."
    for answer in (
        join(spelling),
        add_in_the_admin(root, spelling),
        change_in_the_admin(root, ben, username=spelling),
    ):
        assert error_of(answer) == taken
    with pytest.raises(ValidationError, match="taken"):
        User.objects.welcome(spelling, PASSWORD)
    assert User.objects.filter(username_key="ana").get() == ana


@pytest.mark.parametrize("username", UNMENTIONABLE)
def test_username_that_cannot_be_mentioned_is_refused_at_every_door(username, db, client_of):
    assert set_up(username).context["form"].errors["username"]
    root = client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))
    for answer in (
        join(username),
        add_in_the_admin(root, username),
        change_in_the_admin(root, User.objects.get(), username=username),
    ):
        assert error_of(answer)
    assert User.objects.get().username == "root"


def test_older_username_stays_valid_until_it_is_changed(root, legacy):
    assert change_in_the_admin(root, legacy, display_name="Ana the Elder").status_code == 302
    assert "valid username" in error_of(change_in_the_admin(root, legacy, username="a@b"))
    assert change_in_the_admin(root, legacy, username="ana-old").status_code == 302
    assert User.objects.get(username_key="ANA-old") == legacy


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_database_refuses_a_username_in_another_spelling(spelling, ana, ben):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username=spelling, hue=1)])
    ben.username = spelling
    with pytest.raises(IntegrityError), transaction.atomic():
        ben.save(update_fields=["username"])


@pytest.mark.django_db(transaction=True)
def test_two_who_join_with_one_username_at_once_do_not_both_succeed(monkeypatch):
    both_are_valid, save = Barrier(2), JoinForm.save

    def save_after_both_are_valid(form):
        both_are_valid.wait(5)
        return save(form)

    monkeypatch.setattr(JoinForm, "save", save_after_both_are_valid)

    def join_as(username):
        try:
            return join(username)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        done, refused = sorted(threads.map(join_as, ["noa", "Ｎoa"]), key=lambda a: a.status_code)
    assert (done.status_code, refused.status_code) == (302, 422)
    assert error_of(refused) == "That username is taken. Choose another one."
    assert User.objects.get().display_name == "Noa Lind"


def test_username_taken_while_the_administration_adds_it_is_refused_beside_the_field(
    root, ana, monkeypatch
):
    check, checks = User.validate_unique, iter(["before the other one was there"])

    def validate_unique(person, exclude=None):
        if not next(checks, None):
            check(person, exclude)

    monkeypatch.setattr(User, "validate_unique", validate_unique)
    assert "taken" in error_of(add_in_the_admin(root, "Ａna"))


@pytest.mark.parametrize("door", ["/accounts/login/", "/admin/login/"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_person_signs_in_with_any_spelling(door, spelling, client, ana):
    ana.make_staff()
    assert client.post(door, {"username": spelling, "password": cast.PASSWORD}).status_code == 302


def test_look_ups_by_username_accept_any_spelling(ana, sam, garden, client_of):
    out = StringIO()
    call_command("notify", "ＡNA", "done", stdout=out)
    assert ana.notifications.filter(kind="note").exists()
    call_command("announce", "Hello", "--audience", "person:ANA", stdout=out)
    assert Announcement.objects.get().person == ana
    garden.remove_member(ana)
    client_of(sam).post("/dashboard/rooms/garden/members/add/", {"person": "Ａna"})
    assert garden.members.filter(pk=ana.pk).exists()


def test_people_are_found_by_any_spelling_of_their_username(lobby, client_of, sam):
    oya = cast.welcome("Öyküm", "O. Y.")
    client = client_of(sam)
    for path in ("/people/?q=", "/dashboard/people/?q=", "/rooms/direct/?q="):
        assert "Öyküm" in client.get(f"{path}öYKÜ").content.decode()
    assert suggest(lobby, oya.pk, "Ask @öYK") == [("Ask @Öyküm ", "Öyküm", "O. Y.")]


def test_mention_in_any_spelling_is_of_the_same_person(lobby, ana, ben, zoe, say):
    message = say(lobby, ben, "@ＡNA, @Zo\u0065.")
    assert {pk for pk, _ in message.mentions.values()} == {ana.pk, zoe.pk}


def test_older_usernames_are_mentioned(lobby, legacy, ana, ben, say):
    assert say(lobby, ben, "@ana@example.org.").mentions == {
        "ana@example.org": [legacy.pk, "Ana Old"]
    }
    assert say(lobby, ben, "@ana").mentions == {"ana": [ana.pk, "Ana Ruiz"]}


WRITTEN = st.text(st.characters(categories=["L", "N", "P", "S", "M"]) | st.sampled_from(".-+_@aB"))
AFTER = st.sampled_from(
    ["", ".", "...", ", and", "-", "-she", ".he", "'s", "@", "+", ")", " x", "\n"]
)


@pytest.mark.django_db
@settings(max_examples=500, deadline=None)
@given(username=WRITTEN, after=AFTER)
def test_every_username_that_join_accepts_is_found_after_an_at_sign(username, after):
    form = JoinForm(answers(username))
    if form.is_valid():
        username = form.cleaned_data["username"]
        assert names_in(f"Hello @{username}{after}", [folded(username)]) == {folded(username)}
