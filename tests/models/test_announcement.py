"""Who is told what and when, and what it costs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.live import hints
from rooms.models import Announcement, AnnouncementReading, Site, User
from rooms.models.announcement import announcements_for, banners_for

MANY = 10_000


def announce(text="The lift is out of order", **details):
    return Announcement.objects.announce(None, text, **details)


def in_minutes(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def who_hears(*people):
    told = announcements_for([person.pk for person in people])
    return {person.username for person in people if told[person.pk]}


@pytest.fixture
def team(ana):
    group = Group.objects.create(name="Gardeners")
    ana.groups.add(group)
    return group


def test_everyone_hears_what_is_for_everyone(ana, sam, zoe):
    announce()
    assert who_hears(ana, sam, zoe) == {"ana", "sam", "zoe"}


def test_only_staff_hear_what_is_for_staff(ana, sam, zoe):
    announce(audience="staff")
    assert who_hears(ana, sam, zoe) == {"sam"}


def test_only_a_groups_people_hear_what_is_for_it(ana, sam, zoe, team):
    announce(audience=team)
    assert who_hears(ana, sam, zoe) == {"ana"}


def test_only_a_rooms_members_hear_what_is_for_it(garden, ana, sam, zoe):
    announce(audience=garden)
    assert who_hears(ana, sam, zoe) == {"ana", "sam"}


def test_only_one_person_hears_what_is_for_them(ana, sam, zoe):
    announce(audience=ana)
    assert who_hears(ana, sam, zoe) == {"ana"}


def test_who_left_an_audience_hears_it_no_longer(garden, ana, sam, team):
    for audience in (garden, team, "staff"):
        announce(audience=audience)
    garden.remove(ana)
    ana.groups.clear()
    sam.is_staff = False
    sam.save()
    garden.remove(sam)
    assert who_hears(ana, sam) == set()


def test_it_is_in_force_from_its_start_to_its_end(ana):
    announce("planned", starts_at=in_minutes(5))
    announce("short", ends_at=in_minutes(5))
    over = announce("over", ends_at=in_minutes(1))
    Announcement.objects.filter(pk=over.pk).update(ends_at=in_minutes(-1))
    announce("withdrawn").withdraw()
    told = announcements_for([ana.pk])[ana.pk]
    assert [announcement.text for announcement in told] == ["short"]
    rows = Announcement.objects
    assert {each.text for each in rows.planned()} == {"planned"}
    assert {each.text for each in rows.past()} == {"over", "withdrawn"}


@pytest.mark.parametrize(
    "wrong",
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
def test_what_cannot_be_is_refused(db, wrong):
    with pytest.raises(ValidationError):
        announce(**wrong)
    assert not Announcement.objects.exists()


def test_what_is_due_is_started_once(db):
    planned = announce(starts_at=in_minutes(5))
    assert Announcement.objects.start_due() == 0
    Announcement.objects.filter(pk=planned.pk).update(starts_at=timezone.now())
    head = Site.current().announcements_seq
    assert [Announcement.objects.start_due() for _ in range(3)] == [1, 0, 0]
    assert Site.current().announcements_seq == head + 1


def test_what_starts_at_once_or_is_over_is_not_started_again(db):
    announce()
    missed = announce(starts_at=in_minutes(1), ends_at=in_minutes(2))
    times = {"starts_at": in_minutes(-2), "ends_at": in_minutes(-1)}
    Announcement.objects.filter(pk=missed.pk).update(**times)
    assert Announcement.objects.start_due() == 0


def test_what_is_over_is_ended_once_and_what_was_withdrawn_never(db):
    for text in ("over", "withdrawn"):
        announce(text, ends_at=in_minutes(1))
    Announcement.objects.get(text="withdrawn").withdraw()
    assert Announcement.objects.end_due() == 0
    Announcement.objects.update(ends_at=in_minutes(-1))
    head = Site.current().announcements_seq
    assert [Announcement.objects.end_due() for _ in range(3)] == [1, 0, 0]
    assert Site.current().announcements_seq == head + 1


def test_put_off_it_starts_a_second_time(db):
    announcement = announce()
    announcement.edit("Later", starts_at=in_minutes(5))
    assert announcement.started_at is None
    Announcement.objects.filter(pk=announcement.pk).update(starts_at=timezone.now())
    assert Announcement.objects.start_due() == 1


def test_each_change_takes_a_number(db):
    numbers = []
    announcement = announce()
    numbers.append(Site.current().announcements_seq)
    announcement.edit("Another text")
    numbers.append(Site.current().announcements_seq)
    announcement.withdraw()
    announcement.withdraw()
    numbers.append(Site.current().announcements_seq)
    assert numbers == [1, 2, 3]


def test_what_is_withdrawn_cannot_be_edited(db):
    announcement = announce("As it was")
    Announcement.objects.get().withdraw()
    assert not announcement.edit("Back again")
    assert Announcement.objects.get().text == "As it was"


def test_other_words_for_another_audience(ana, zoe):
    announcement = announce(audience=ana)
    announcement.edit("For Zoe", audience=zoe, level="warning")
    assert who_hears(ana, zoe) == {"zoe"}
    assert (announcement.person, announcement.group, announcement.room) == (zoe, None, None)


def test_a_reading_counts_for_its_person_until_the_words_change(ana, zoe):
    announcement = announce()
    announcement.read_by(ana)
    announcement.read_by(ana)
    both = [ana.pk, zoe.pk]
    assert announcements_for(both, unread=True) == {ana.pk: [], zoe.pk: [announcement]}
    assert banners_for(both) == {ana.pk: [], zoe.pk: [announcement]}
    assert announcements_for(both) == {ana.pk: [announcement], zoe.pk: [announcement]}
    announcement.edit(announcement.text, level="warning")
    assert AnnouncementReading.objects.count() == 1
    announcement.edit("News")
    assert announcements_for(both, unread=True)[ana.pk] == [announcement]


def test_maintenance_stays_though_it_was_read(ana):
    announcement = announce(level="maintenance")
    announcement.read_by(ana)
    assert banners_for([ana.pk])[ana.pk] == [announcement]
    assert announcements_for([ana.pk], unread=True)[ana.pk] == []


def test_nobody_reads_what_is_not_for_them(ana, zoe):
    announcement = announce(audience=ana)
    assert Announcement.objects.read_by(zoe, announcement.pk) is None
    assert Announcement.objects.read_by(ana, announcement.pk) == announcement
    assert AnnouncementReading.objects.get().user == ana


def test_the_queries_do_not_depend_on_the_people_nor_on_the_announcements(
    garden, lobby, ana, ben, sam, zoe, team
):
    for audience in ("everyone", "staff", team, garden, lobby, ana, ben):
        announce(audience=audience)
    counts = set()
    for people in ([ana], [ana, ben, sam, zoe]):
        with CaptureQueriesContext(connection) as queries:
            announcements_for([person.pk for person in people], unread=True)
        counts.add(len(queries))
    assert counts == {5}


def test_while_nothing_is_announced_one_query_says_so(ana, ben, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert announcements_for([ana.pk, ben.pk]) == {ana.pk: [], ben.pk: []}


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_recipients_cost_one_row_and_one_hint(monkeypatch):
    sent = []

    async def note(heads):
        sent.append(heads)

    monkeypatch.setattr(hints, "send", note)
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
        told = announcements_for(people, unread=True)
    assert len(queries) == 3
    assert len(told) == MANY
    assert all(announcements == [announcement] for announcements in told.values())
