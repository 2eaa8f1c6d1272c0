"""Staff announce, edit and withdraw; everyone else is kept out; banners on each page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from rooms.models import Announcement, AnnouncementReading, Room

HOME = "/dashboard/announcements/"
WAY = 'href="/dashboard/"'
NEW = f"{HOME}new/"
ANSWERS = {"text": "The lift is out of order", "level": "info", "audience": "everyone"}


@pytest.fixture
def announcement(sam):
    return Announcement.objects.announce(sam, "Fire drill at noon")


def pages(announcement):
    return [HOME, NEW, f"{HOME}{announcement.pk}/edit/", f"{HOME}{announcement.pk}/withdraw/"]


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def test_who_is_signed_out_is_asked_to_sign_in(client, announcement):
    for path in pages(announcement):
        assert client.get(path).url == f"/accounts/login/?next={path}"
        assert client.post(path, ANSWERS).url == f"/accounts/login/?next={path}"
    assert Announcement.objects.get().text == "Fire drill at noon"


def test_who_is_no_staff_gets_403_and_changes_nothing(client_of, ana, announcement):
    client = client_of(ana)
    for path in pages(announcement):
        assert client.get(path).status_code == 403
        assert client.post(path, ANSWERS).status_code == 403
    untouched = Announcement.objects.get()
    assert (untouched.text, untouched.withdrawn_at) == ("Fire drill at noon", None)


def test_only_staff_have_the_way_there_in_the_sidebar(client_of, ana, sam, lobby):
    assert WAY in client_of(sam).get("/people/").content.decode()
    assert WAY not in client_of(ana).get("/people/").content.decode()


def test_staff_see_what_is_in_force_planned_and_past(client_of, sam, announcement):
    Announcement.objects.announce(sam, "Summer party", starts_at=in_an_hour())
    Announcement.objects.announce(sam, "Old news").withdraw()
    context = client_of(sam).get(HOME).context
    shown = [[each.text for each in context[name]] for name in ("in_force", "planned", "past")]
    assert shown == [["Fire drill at noon"], ["Summer party"], ["Old news"]]


def test_staff_announce_to_everyone(client_of, sam):
    assert client_of(sam).get(NEW).status_code == 200
    assert client_of(sam).post(NEW, ANSWERS).url == HOME
    announcement = Announcement.objects.get()
    assert (announcement.text, announcement.author) == (ANSWERS["text"], sam)
    assert (announcement.audience, announcement.ends_at) == ("everyone", None)


def test_staff_announce_to_a_group_a_room_or_a_person(client_of, sam, ana, garden):
    team = Group.objects.create(name="Gardeners")
    chosen = {"group": (team.pk, team), "room": (garden.pk, garden), "person": ("ana", ana)}
    for kind, (answer, record) in chosen.items():
        answers = ANSWERS | {"audience": kind, kind: answer}
        assert client_of(sam).post(NEW, answers).status_code == 302
        assert Announcement.objects.latest("pk").chosen == record


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"level": "shouting"}, "level"),
        ({"audience": "nobody"}, "audience"),
        ({"audience": "group"}, "group"),
        ({"audience": "room", "room": "999"}, "room"),
        ({"audience": "person", "person": "nobody"}, "person"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at"),
        ({"starts_at": "2090-01-01T10:00", "ends_at": "2089-01-01T10:00"}, "ends_at"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_announced(client_of, sam, wrong, field):
    response = client_of(sam).post(NEW, ANSWERS | wrong)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Announcement.objects.exists()


def test_staff_announce_to_no_closed_or_direct_room_of_others(client_of, sam, ana, ben, direct):
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED)
    for room in (shed, direct):
        answers = ANSWERS | {"audience": "room", "room": room.pk}
        assert client_of(sam).post(NEW, answers).status_code == 422
    assert "Shed" not in client_of(sam).get(NEW).content.decode()


def test_times_are_those_of_where_one_lives(client_of, sam):
    sam.time_zone = "Asia/Tokyo"
    sam.save()
    times = {"starts_at": "2090-06-01T18:00", "ends_at": "2090-06-01T19:30"}
    client_of(sam).post(NEW, ANSWERS | times)
    announcement = Announcement.objects.get()
    assert announcement.starts_at == datetime(2090, 6, 1, 9, tzinfo=UTC)
    html = client_of(sam).get(f"{HOME}{announcement.pk}/edit/").content.decode()
    assert 'value="2090-06-01T18:00"' in html
    assert 'value="2090-06-01T19:30"' in html


def test_staff_edit_what_is_announced_and_untouched_times_keep_their_seconds(client_of, sam):
    ends_at = in_an_hour().replace(second=42)
    announcement = Announcement.objects.announce(sam, "Fire drill", ends_at=ends_at)
    path = f"{HOME}{announcement.pk}/edit/"
    form = client_of(sam).get(path).context["form"]
    times = {name: form[name].value() for name in ("starts_at", "ends_at")}
    answers = ANSWERS | {name: value.strftime("%Y-%m-%dT%H:%M") for name, value in times.items()}
    assert client_of(sam).post(path, answers).url == HOME
    edited = Announcement.objects.get()
    assert (edited.text, edited.author) == (ANSWERS["text"], sam)
    assert (edited.starts_at, edited.ends_at) == (announcement.starts_at, ends_at)


def test_staff_withdraw_after_they_are_asked(client_of, sam, announcement):
    path = f"{HOME}{announcement.pk}/withdraw/"
    assert "Fire drill at noon" in client_of(sam).get(path).content.decode()
    assert Announcement.objects.in_force().exists()
    assert client_of(sam).post(path).url == HOME
    assert not Announcement.objects.in_force().exists()


def test_what_is_over_can_be_neither_edited_nor_withdrawn(client_of, sam, announcement):
    announcement.withdraw()
    for act in ("edit", "withdraw"):
        assert client_of(sam).post(f"{HOME}{announcement.pk}/{act}/", ANSWERS).status_code == 404
    assert Announcement.objects.get().text == "Fire drill at noon"


def test_every_page_shows_it_at_first_sight_and_to_its_audience_only(client_of, ana, sam, lobby):
    announcement = Announcement.objects.announce(None, "For staff", audience="staff")
    for path in ("/rooms/lobby/", "/people/", "/notifications/", "/accounts/profile/"):
        assert f'id="announcement-{announcement.pk}"' in client_of(sam).get(path).content.decode()
        assert "For staff" not in client_of(ana).get(path).content.decode()


def test_markup_stays_text_and_addresses_become_links(client_of, ana, lobby):
    Announcement.objects.announce(None, "<b onclick=x>Look</b> https://example.org/plan")
    html = client_of(ana).get("/people/").content.decode()
    assert "&lt;b onclick=x&gt;Look" in html
    assert '<a href="https://example.org/plan"' in html


def test_without_a_script_one_dismisses_it_too(client_of, ana, ben, announcement, lobby):
    assert "announcement__dismiss" in client_of(ana).get("/people/").content.decode()
    assert client_of(ana).post(f"/announcements/{announcement.pk}/read/").status_code == 302
    assert announcement.text not in client_of(ana).get("/people/").content.decode()
    assert announcement.text in client_of(ben).get("/people/").content.decode()


def test_nobody_dismisses_what_is_not_for_them(client, client_of, ana, zoe):
    announcement = Announcement.objects.announce(None, "For Ana", audience=ana)
    path = f"/announcements/{announcement.pk}/read/"
    assert client.post(path).status_code == 302
    assert client_of(zoe).post(path).status_code == 404
    assert client_of(ana).get(path).status_code == 405
    assert not AnnouncementReading.objects.exists()
