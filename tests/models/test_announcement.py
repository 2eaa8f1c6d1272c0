"""Announcements: their audience, their times, their readings and their cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.announcements import jobs
from rooms.live import hints
from rooms.models import Announcement, AnnouncementReading, Job, Site, User
from rooms.models.announced import announcements_for, banners_for, mark_announcement_read

MANY = 10_000


def announce(text="The lift is out of order", **details):
    return Announcement.objects.announce(None, text, **details)


def in_minutes(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def recipients(*people):
    """The usernames of those people who have an announcement."""
    announced = announcements_for([person.pk for person in people])
    return {person.username for person in people if announced[person.pk]}


@pytest.fixture
def team(ana):
    group = Group.objects.create(name="Gardeners")
    ana.groups.add(group)
    return group


def test_everyone_sees_an_announcement_for_everyone(ana, sam, zoe):
    announce()
    assert recipients(ana, sam, zoe) == {"ana", "sam", "zoe"}


def test_only_staff_see_an_announcement_for_staff(ana, sam, zoe):
    announce(audience="staff")
    assert recipients(ana, sam, zoe) == {"sam"}


def test_only_group_members_see_an_announcement_for_their_group(ana, sam, zoe, team):
    announce(audience=team)
    assert recipients(ana, sam, zoe) == {"ana"}


def test_only_room_members_see_an_announcement_for_their_room(garden, ana, sam, zoe):
    announce(audience=garden)
    assert recipients(ana, sam, zoe) == {"ana", "sam"}


def test_only_the_addressed_person_sees_a_personal_announcement(ana, sam, zoe):
    announce(audience=ana)
    assert recipients(ana, sam, zoe) == {"ana"}


def test_person_who_left_an_audience_no_longer_sees_its_announcements(garden, ana, sam, team):
    for audience in (garden, team, "staff"):
        announce(audience=audience)
    garden.remove_member(ana)
    ana.groups.clear()
    sam.is_staff = False
    sam.save()
    garden.remove_member(sam)
    assert recipients(ana, sam) == set()


def test_announcement_is_in_force_from_its_start_to_its_end(ana):
    announce("planned", starts_at=in_minutes(5))
    announce("short", ends_at=in_minutes(5))
    over = announce("over", ends_at=in_minutes(1))
    Announcement.objects.filter(pk=over.pk).update(ends_at=in_minutes(-1))
    announce("withdrawn").withdraw()
    announced = announcements_for([ana.pk])[ana.pk]
    assert [announcement.text for announcement in announced] == ["short"]
    assert {each.text for each in Announcement.objects.planned()} == {"planned"}
    assert {each.text for each in Announcement.objects.past()} == {"over", "withdrawn"}


@pytest.mark.parametrize(
    "invalid",
    [
        {"text": ""},
        {"text": "x" * 501},
        {"level": "shouting"},
        {"audience": "nobody"},
        {"audience": "group"},
        {"ends_at": in_minutes(-5)},
        {"starts_at": in_minutes(600), "ends_at": in_minutes(500)},
    ],
)
def test_invalid_announcement_is_refused(db, invalid):
    with pytest.raises(ValidationError):
        announce(**invalid)
    assert not Announcement.objects.exists()


def test_due_announcement_is_started_once(db):
    planned = announce(starts_at=in_minutes(5))
    assert Announcement.objects.start_due() == 0
    Announcement.objects.filter(pk=planned.pk).update(starts_at=timezone.now())
    seq = Site.current().announcements_seq
    assert [Announcement.objects.start_due() for _ in range(3)] == [1, 0, 0]
    assert Site.current().announcements_seq == seq + 1


def test_immediate_or_expired_announcement_is_not_started_again(db):
    announce()
    missed = announce(starts_at=in_minutes(1), ends_at=in_minutes(2))
    times = {"starts_at": in_minutes(-2), "ends_at": in_minutes(-1)}
    Announcement.objects.filter(pk=missed.pk).update(**times)
    assert Announcement.objects.start_due() == 0


def test_expired_announcement_is_ended_once_and_a_withdrawn_one_never(db):
    for text in ("over", "withdrawn"):
        announce(text, ends_at=in_minutes(1))
    Announcement.objects.get(text="withdrawn").withdraw()
    assert Announcement.objects.end_due() == 0
    Announcement.objects.update(ends_at=in_minutes(-1))
    seq = Site.current().announcements_seq
    assert [Announcement.objects.end_due() for _ in range(3)] == [1, 0, 0]
    assert Site.current().announcements_seq == seq + 1


def test_postponed_announcement_starts_a_second_time(db):
    announcement = announce()
    announcement.edit("Later", starts_at=in_minutes(5))
    assert announcement.started_at is None
    Announcement.objects.filter(pk=announcement.pk).update(starts_at=timezone.now())
    assert Announcement.objects.start_due() == 1


def test_each_change_of_an_announcement_takes_the_next_seq(db):
    numbers = []
    announcement = announce()
    numbers.append(Site.current().announcements_seq)
    announcement.edit("Another text")
    numbers.append(Site.current().announcements_seq)
    announcement.withdraw()
    announcement.withdraw()
    numbers.append(Site.current().announcements_seq)
    assert numbers == [1, 2, 3]


def test_withdrawn_announcement_cannot_be_edited(db):
    announcement = announce("As it was")
    Announcement.objects.get().withdraw()
    assert not announcement.edit("Back again")
    assert Announcement.objects.get().text == "As it was"


def test_edit_moves_an_announcement_to_another_audience(ana, zoe):
    announcement = announce(audience=ana)
    announcement.edit("For Zoe", audience=zoe, level="warning")
    assert recipients(ana, zoe) == {"zoe"}
    assert (announcement.person, announcement.group, announcement.room) == (zoe, None, None)


def test_reading_counts_for_its_person_until_the_text_changes(ana, zoe):
    announcement = announce()
    announcement.mark_read(ana)
    announcement.mark_read(ana)
    people = [ana.pk, zoe.pk]
    assert announcements_for(people, unread=True) == {ana.pk: [], zoe.pk: [announcement]}
    assert banners_for(people) == {ana.pk: [], zoe.pk: [announcement]}
    assert announcements_for(people) == {ana.pk: [announcement], zoe.pk: [announcement]}
    announcement.edit(announcement.text, level="warning")
    assert AnnouncementReading.objects.count() == 1
    announcement.edit("News")
    assert announcements_for(people, unread=True)[ana.pk] == [announcement]


def test_maintenance_banner_stays_after_it_was_read(ana):
    announcement = announce(level="maintenance")
    announcement.mark_read(ana)
    assert banners_for([ana.pk])[ana.pk] == [announcement]
    assert announcements_for([ana.pk], unread=True)[ana.pk] == []


def test_person_outside_the_audience_cannot_mark_an_announcement_as_read(ana, zoe):
    announcement = announce(audience=ana)
    assert mark_announcement_read(zoe, announcement.pk) is None
    assert mark_announcement_read(ana, announcement.pk) == announcement
    assert AnnouncementReading.objects.get().user == ana


def test_number_of_queries_does_not_depend_on_people_or_announcements(
    garden, lobby, ana, ben, sam, zoe, team
):
    for audience in ("everyone", "staff", team, garden, lobby, ana, ben):
        announce(audience=audience)
    query_counts = set()
    for people in ([ana], [ana, ben, sam, zoe]):
        with CaptureQueriesContext(connection) as queries:
            announcements_for([person.pk for person in people], unread=True)
        query_counts.add(len(queries))
    assert query_counts == {5}


def test_site_without_announcements_costs_one_query(ana, ben, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert announcements_for([ana.pk, ben.pk]) == {ana.pk: [], ben.pk: []}


@pytest.mark.django_db(transaction=True)
def test_announcement_to_ten_thousand_people_costs_one_row_and_one_hint(monkeypatch):
    sent = []

    async def record(seqs):
        sent.append(seqs)

    monkeypatch.setattr(hints, "send", record)
    User.objects.bulk_create(
        User(username=f"person{n}", display_name=f"Person {n}", hue=n % 360) for n in range(MANY)
    )
    people = list(User.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        announcement = announce()
    writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sql.split()[:3] for sql in writes if "rooms_announcement" in sql] == [
        ["INSERT", "INTO", '"rooms_announcement"']
    ]
    assert Announcement.objects.count() == 1
    assert AnnouncementReading.objects.count() == 0
    assert sent == [{"announcements.1": 1}]
    with CaptureQueriesContext(connection) as queries:
        announced = announcements_for(people, unread=True)
    assert len(queries) == 2
    assert len(announced) == MANY
    assert all(announcements == [announcement] for announcements in announced.values())


def scheduled():
    """{kind: due} of the jobs."""
    return dict(Job.objects.values_list("kind", "due"))


def test_start_and_end_are_scheduled_moved_and_cancelled_with_the_announcement(db):
    first, second, third = in_minutes(5), in_minutes(10), in_minutes(15)
    announcement = announce(starts_at=first, ends_at=second)
    assert scheduled() == {"announcement.start": first, "announcement.end": second}
    announcement.edit("Later", starts_at=second, ends_at=third)
    assert scheduled() == {"announcement.start": second, "announcement.end": third}
    announcement.edit("Now, and for good")
    assert scheduled() == {}
    announcement.edit("Until then", ends_at=third)
    announcement.withdraw()
    assert scheduled() == {}


def test_announcement_in_force_until_withdrawn_needs_no_job(db):
    announce()
    assert scheduled() == {}


def test_job_starts_and_ends_its_announcement_alone(db):
    announcement, other = (announce(starts_at=in_minutes(5)) for _ in range(2))
    Announcement.objects.update(starts_at=in_minutes(-5), ends_at=in_minutes(-1))
    jobs.end(announcement.pk)
    announcement.refresh_from_db()
    other.refresh_from_db()
    assert announcement.ended_at
    assert not other.ended_at
    Announcement.objects.update(ends_at=None)
    jobs.start(announcement.pk)
    announcement.refresh_from_db()
    assert announcement.started_at


def test_job_of_a_deleted_announcement_does_nothing(db):
    seq = Site.current().announcements_seq
    jobs.start(404)
    jobs.end(404)
    assert Site.current().announcements_seq == seq
