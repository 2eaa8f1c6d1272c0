import pytest
from django.contrib import admin
from django.contrib.auth.models import Group

from rooms.models import (
    Announcement,
    AnnouncementReading,
    Connection,
    Counter,
    CounterBump,
    Membership,
    Message,
    Room,
    Site,
    User,
)
from tests import cast

NOUNS = [
    User,
    Room,
    Membership,
    Message,
    Announcement,
    AnnouncementReading,
    Connection,
    Counter,
    CounterBump,
    Site,
]


@pytest.fixture
def root(client_of, db):
    return client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))


def path(model, rest=""):
    return f"/admin/rooms/{model._meta.model_name}/{rest}"


@pytest.mark.parametrize("model", NOUNS)
def test_every_noun_can_be_listed_searched_and_opened(root, garden, direct, ana, say, model):
    say(garden, ana, "A word to look for")
    Connection.objects.create(user=ana, room=garden, process="test")
    Announcement.objects.announce(ana, "A word to look for", audience=ana).read_by(ana)
    Counter.objects.start("Votes", room=garden).bump(1, ana)
    assert root.get(path(model)).status_code == 200
    assert root.get(path(model), {"q": "ana"}).status_code == 200
    for record in model.objects.all():
        assert root.get(path(model, f"{record.pk}/change/")).status_code == 200


def test_a_message_is_found_by_its_words(root, garden, ana, say):
    say(garden, ana, "The ladder is in the yard")
    assert "ladder" in root.get(path(Message), {"q": "yard"}).content.decode()
    assert "ladder" not in root.get(path(Message), {"q": "harbour"}).content.decode()


@pytest.mark.parametrize("model", NOUNS)
def test_people_and_mere_staff_get_nowhere(client_of, ana, sam, model):
    assert client_of(ana).get(path(model)).status_code == 302
    assert client_of(sam).get(path(model)).status_code == 403


@pytest.mark.parametrize("model", [Message, Connection, CounterBump])
def test_what_happened_is_only_looked_at(root, garden, ana, say, model):
    message = say(garden, ana)
    connection = Connection.objects.create(user=ana, process="test")
    Counter.objects.start("Votes").bump(1, ana)
    bump = CounterBump.objects.get()
    record = {Message: message, Connection: connection, CounterBump: bump}[model]
    assert root.get(path(model, "add/")).status_code == 403
    assert root.post(path(model, f"{record.pk}/delete/"), {"post": "yes"}).status_code == 403
    assert root.post(path(model, f"{record.pk}/change/"), {"body": "Else"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    root.post(path(model), chosen)
    record.refresh_from_db()


@pytest.mark.parametrize("model", [User, Room, Site])
def test_people_rooms_and_the_site_cannot_be_deleted(root, garden, model):
    record = Site.current() if model is Site else model.objects.first()
    assert root.post(path(model, f"{record.pk}/delete/"), {"post": "yes"}).status_code == 403
    record.refresh_from_db()


def test_a_person_added_here_is_in_the_open_rooms(root, lobby, garden):
    answers = {
        "username": "noa",
        "display_name": "Noa Lind",
        "usable_password": "true",
        "password1": "a-quiet-harbour",
        "password2": "a-quiet-harbour",
    }
    assert root.post(path(User, "add/"), answers).status_code == 302
    noa = User.objects.get(username="noa")
    assert list(noa.rooms.all()) == [lobby]
    assert noa.check_password("a-quiet-harbour")


def test_a_person_changed_here_keeps_what_moves_meanwhile(root, ana, monkeypatch):
    team = Group.objects.create(name="Team")
    form = admin.site.get_model_admin(User).get_form
    monkeypatch.setattr(
        admin.site.get_model_admin(User),
        "get_form",
        lambda *args, **kwargs: (
            User.objects.filter(pk=ana.pk).update(seq=40),
            form(*args, **kwargs),
        )[1],
    )
    answers = {
        "username": "ana",
        "display_name": "Ana R.",
        "email": "",
        "time_zone": "UTC",
        "language": "en-gb",
        "hue": "5",
        "groups": [team.pk],
    }
    assert root.post(path(User, f"{ana.pk}/change/"), answers).status_code == 302
    ana.refresh_from_db()
    assert (ana.display_name, ana.hue, ana.is_active) == ("Ana R.", 5, False)
    assert list(ana.groups.all()) == [team]
    assert ana.seq == 41


def test_a_password_set_here_ends_the_persons_pages(root, ana):
    answers = {
        "usable_password": "true",
        "password1": "a-quiet-harbour",
        "password2": "a-quiet-harbour",
    }
    before = ana.seq
    assert root.post(path(User, f"{ana.pk}/password/"), answers).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password("a-quiet-harbour")
    assert ana.seq > before


def test_a_room_renamed_here_takes_a_number_as_on_the_site(root, garden, ana, say):
    say(garden, ana)
    answers = {"name": "Orchard", "purpose": "Apples", "seq": "0", "slug": "else"}
    assert root.post(path(Room, f"{garden.pk}/change/"), answers).status_code == 302
    garden.refresh_from_db()
    assert (garden.name, garden.slug, garden.seq, garden.posts) == ("Orchard", "garden", 2, 1)


def test_a_room_keeps_a_name_and_a_direct_one_gets_none(root, garden, direct):
    response = root.post(path(Room, f"{garden.pk}/change/"), {"name": " ", "purpose": ""})
    assert "This field is required." in response.content.decode()
    answers = {"name": "Ours", "purpose": ""}
    assert root.post(path(Room, f"{direct.pk}/change/"), answers).status_code == 403


def test_a_member_is_added_and_removed_here_as_on_the_site(root, garden, ana, zoe, say):
    say(garden, ana)
    answers = {"room": garden.pk, "user": zoe.pk}
    assert root.post(path(Membership, "add/"), answers).status_code == 302
    place = garden.memberships.get(user=zoe)
    assert place.read_posts == 1
    zoe.refresh_from_db()
    before = zoe.seq
    root.post(path(Membership, f"{place.pk}/delete/"), {"post": "yes"})
    assert zoe not in garden.members.all()
    zoe.refresh_from_db()
    assert zoe.seq > before


def test_several_members_are_removed_at_once(root, garden, ana, sam):
    chosen = list(garden.memberships.values_list("pk", flat=True))
    answers = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    root.post(path(Membership), answers)
    assert not garden.members.exists()


def test_the_site_shows_no_set_up_token(root):
    site = Site.current()
    assert site.setup_token not in root.get(path(Site, f"{site.pk}/change/")).content.decode()


def test_a_new_epoch_can_be_set_after_a_backup_was_restored(root):
    site = Site.current()
    root.post(path(Site, f"{site.pk}/change/"), {"epoch": "fresh"})
    site.refresh_from_db()
    assert site.epoch == "fresh"
