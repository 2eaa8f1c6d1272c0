"""Staff manage announcements on the dashboard; every page shows them to their audience."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from rooms.models import Announcement, AnnouncementReading, Room

LIST = "/dashboard/announcements/"
LINK = 'href="/dashboard/"'
NEW = f"{LIST}new/"
DATA = {"text": "The lift is out of order", "level": "info", "audience": "everyone"}


@pytest.fixture
def announcement(sam):
    return Announcement.objects.announce(sam, "Fire drill at noon")


def paths(announcement):
    return [LIST, NEW, f"{LIST}{announcement.pk}/edit/", f"{LIST}{announcement.pk}/withdraw/"]


def one_hour_from_now():
    return timezone.now() + timedelta(hours=1)


def test_visitor_is_sent_to_sign_in_and_changes_nothing(client, announcement):
    for path in paths(announcement):
        assert client.get(path).url == f"/accounts/login/?next={path}"
        assert client.post(path, DATA).url == f"/accounts/login/?next={path}"
    assert Announcement.objects.get().text == "Fire drill at noon"


def test_non_staff_get_403_and_change_nothing(client_of, ana, announcement):
    client = client_of(ana)
    for path in paths(announcement):
        assert client.get(path).status_code == 403
        assert client.post(path, DATA).status_code == 403
    unchanged = Announcement.objects.get()
    assert (unchanged.text, unchanged.withdrawn_at) == ("Fire drill at noon", None)


def test_only_staff_see_the_dashboard_link_in_the_sidebar(client_of, ana, sam, lobby):
    assert LINK in client_of(sam).get("/people/").content.decode()
    assert LINK not in client_of(ana).get("/people/").content.decode()


def test_staff_see_current_planned_and_past_announcements(client_of, sam, announcement):
    Announcement.objects.announce(sam, "Summer party", starts_at=one_hour_from_now())
    Announcement.objects.announce(sam, "Old news").withdraw()
    context = client_of(sam).get(LIST).context
    shown = [[each.text for each in context[name]] for name in ("in_force", "planned", "past")]
    assert shown == [["Fire drill at noon"], ["Summer party"], ["Old news"]]


def test_staff_announce_to_everyone(client_of, sam):
    assert client_of(sam).get(NEW).status_code == 200
    assert client_of(sam).post(NEW, DATA).url == LIST
    announcement = Announcement.objects.get()
    assert (announcement.text, announcement.author) == (DATA["text"], sam)
    assert (announcement.audience, announcement.ends_at) == ("everyone", None)


def test_staff_announce_to_a_group_a_room_or_a_person(client_of, sam, ana, garden):
    team = Group.objects.create(name="Gardeners")
    chosen = {"group": (team.pk, team), "room": (garden.pk, garden), "person": ("ana", ana)}
    for kind, (value, record) in chosen.items():
        data = DATA | {"audience": kind, kind: value}
        assert client_of(sam).post(NEW, data).status_code == 302
        assert Announcement.objects.latest("pk").chosen == record


@pytest.mark.parametrize(
    ("invalid", "field"),
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
def test_invalid_field_shows_its_error_and_announces_nothing(client_of, sam, invalid, field):
    response = client_of(sam).post(NEW, DATA | invalid)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Announcement.objects.exists()


def test_staff_cannot_announce_to_a_closed_or_direct_room_of_others(
    client_of, sam, ana, ben, direct
):
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED)
    for room in (shed, direct):
        data = DATA | {"audience": "room", "room": room.pk}
        assert client_of(sam).post(NEW, data).status_code == 422
    assert "Shed" not in client_of(sam).get(NEW).content.decode()


def test_form_reads_and_shows_times_in_the_time_zone_of_staff(client_of, sam):
    sam.time_zone = "Asia/Tokyo"
    sam.save()
    times = {"starts_at": "2090-06-01T18:00", "ends_at": "2090-06-01T19:30"}
    client_of(sam).post(NEW, DATA | times)
    announcement = Announcement.objects.get()
    assert announcement.starts_at == datetime(2090, 6, 1, 9, tzinfo=UTC)
    html = client_of(sam).get(f"{LIST}{announcement.pk}/edit/").content.decode()
    assert 'value="2090-06-01T18:00"' in html
    assert 'value="2090-06-01T19:30"' in html


def test_staff_edit_an_announcement_and_unchanged_times_keep_their_seconds(client_of, sam):
    ends_at = one_hour_from_now().replace(second=42)
    announcement = Announcement.objects.announce(sam, "Fire drill", ends_at=ends_at)
    path = f"{LIST}{announcement.pk}/edit/"
    form = client_of(sam).get(path).context["form"]
    times = {name: form[name].value() for name in ("starts_at", "ends_at")}
    data = DATA | {name: value.strftime("%Y-%m-%dT%H:%M") for name, value in times.items()}
    assert client_of(sam).post(path, data).url == LIST
    edited = Announcement.objects.get()
    assert (edited.text, edited.author) == (DATA["text"], sam)
    assert (edited.starts_at, edited.ends_at) == (announcement.starts_at, ends_at)


def test_staff_withdraw_an_announcement_after_confirming(client_of, sam, announcement):
    path = f"{LIST}{announcement.pk}/withdraw/"
    assert "Fire drill at noon" in client_of(sam).get(path).content.decode()
    assert Announcement.objects.in_force().exists()
    assert client_of(sam).post(path).url == LIST
    assert not Announcement.objects.in_force().exists()


def test_staff_cannot_edit_or_withdraw_a_past_announcement(client_of, sam, announcement):
    announcement.withdraw()
    for act in ("edit", "withdraw"):
        assert client_of(sam).post(f"{LIST}{announcement.pk}/{act}/", DATA).status_code == 404
    assert Announcement.objects.get().text == "Fire drill at noon"


def test_every_page_shows_the_banner_to_its_audience_only(client_of, ana, sam, lobby):
    announcement = Announcement.objects.announce(None, "For staff", audience="staff")
    for path in ("/rooms/lobby/", "/people/", "/notifications/", "/accounts/profile/"):
        assert f'id="announcement-{announcement.pk}"' in client_of(sam).get(path).content.decode()
        assert "For staff" not in client_of(ana).get(path).content.decode()


def test_banner_escapes_markup_and_links_addresses(client_of, ana, lobby):
    Announcement.objects.announce(None, "<b onclick=x>Look</b> https://example.org/plan")
    html = client_of(ana).get("/people/").content.decode()
    assert "&lt;b onclick=x&gt;Look" in html
    assert '<a href="https://example.org/plan"' in html


def test_person_dismisses_an_announcement_without_javascript(
    client_of, ana, ben, announcement, lobby
):
    assert "announcement__dismiss" in client_of(ana).get("/people/").content.decode()
    assert client_of(ana).post(f"/announcements/{announcement.pk}/read/").status_code == 302
    assert announcement.text not in client_of(ana).get("/people/").content.decode()
    assert announcement.text in client_of(ben).get("/people/").content.decode()


def test_person_cannot_dismiss_an_announcement_for_somebody_else(client, client_of, ana, zoe):
    announcement = Announcement.objects.announce(None, "For Ana", audience=ana)
    path = f"/announcements/{announcement.pk}/read/"
    assert client.post(path).status_code == 302
    assert client_of(zoe).post(path).status_code == 404
    assert client_of(ana).get(path).status_code == 405
    assert not AnnouncementReading.objects.exists()
