from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone

from rooms.models import Announcement

pytestmark = pytest.mark.django_db


def announce(*options, text="We move house"):
    out = StringIO()
    call_command("announce", text, *options, stdout=out)
    return Announcement.objects.latest("pk"), out.getvalue()


def test_it_announces_to_everyone_at_once_and_for_good():
    announcement, said = announce()
    assert said == "Announced to everyone.\n"
    assert (announcement.text, announcement.level) == ("We move house", "info")
    assert (announcement.author, announcement.ends_at) == (None, None)
    assert list(Announcement.objects.in_force()) == [announcement]


def test_it_announces_to_each_audience(ana, garden):
    team = Group.objects.create(name="Field team")
    for name, chosen in (("group:Field team", team), ("room:garden", garden), ("person:ana", ana)):
        announcement, _ = announce("--audience", name)
        assert announcement.chosen == chosen
    announcement, said = announce("--audience", "staff")
    assert (announcement.audience, said) == ("staff", "Announced to staff.\n")


def test_it_takes_a_level_and_times():
    announcement, _ = announce(
        "--level", "maintenance", "--start", "2090-01-31T18:00", "--end", "2090-01-31T20:00+01:00"
    )
    assert announcement.level == "maintenance"
    assert announcement.starts_at == datetime(2090, 1, 31, 18, tzinfo=UTC)
    assert announcement.ends_at == datetime(2090, 1, 31, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "meant"), [("+90s", 90), ("+30m", 1800), ("+2h", 7200), ("+1d", 86_400)]
)
def test_an_end_may_count_from_the_start(given, meant):
    announcement, _ = announce("--start", "+10m", "--end", given)
    assert announcement.ends_at - announcement.starts_at == timedelta(seconds=meant)
    assert timedelta(minutes=9) < announcement.starts_at - timezone.now() < timedelta(minutes=10)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--audience", "nobody"], "“nobody” is no audience. Write everyone, staff, group:<name>"),
        (["--audience", "group:none"], "There is no group called “none”."),
        (["--audience", "room:none"], "There is no room called “none”."),
        (["--audience", "person:none"], "There is no person called “none”."),
        (["--start", "soon"], "“soon” is no time. Write"),
        (["--end", "2090-02-31T10:00"], "“2090-02-31T10:00” is no time. Write"),
        (["--end", "2020-01-01T10:00"], "The end has to come after the start and after now."),
        (["--level", "loud"], "invalid choice: 'loud'"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_nothing_announced(options, words):
    with pytest.raises(CommandError, match=words.replace("<", ".").split("(")[0]) as error:
        announce(*options)
    assert "\n" not in str(error.value)
    assert not Announcement.objects.exists()


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(CommandError, match="at most 500 characters"):
        announce(text="x" * 501)
