"""The command `announce`: its audiences, level, times and error messages."""

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


def test_command_announces_to_everyone_at_once_without_an_end():
    announcement, output = announce()
    assert output == "Announced to everyone.\n"
    assert (announcement.text, announcement.level) == ("We move house", "info")
    assert (announcement.author, announcement.ends_at) == (None, None)
    assert list(Announcement.objects.in_force()) == [announcement]


def test_command_announces_to_each_audience(ana, garden):
    team = Group.objects.create(name="Field team")
    for name, chosen in (("group:Field team", team), ("room:garden", garden), ("person:ana", ana)):
        announcement, _ = announce("--audience", name)
        assert announcement.chosen == chosen
    announcement, output = announce("--audience", "staff")
    assert (announcement.audience, output) == ("staff", "Announced to staff.\n")


def test_command_accepts_a_level_and_times():
    announcement, _ = announce(
        "--level", "maintenance", "--start", "2090-01-31T18:00", "--end", "2090-01-31T20:00+01:00"
    )
    assert announcement.level == "maintenance"
    assert announcement.starts_at == datetime(2090, 1, 31, 18, tzinfo=UTC)
    assert announcement.ends_at == datetime(2090, 1, 31, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "seconds"), [("+90s", 90), ("+30m", 1800), ("+2h", 7200), ("+1d", 86_400)]
)
def test_end_can_be_relative_to_the_start(end, seconds):
    announcement, _ = announce("--start", "+10m", "--end", end)
    assert announcement.ends_at - announcement.starts_at == timedelta(seconds=seconds)
    assert timedelta(minutes=9) < announcement.starts_at - timezone.now() < timedelta(minutes=10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--audience", "nobody"],
            "“nobody” is not an audience. Use everyone, staff, group:<name>",
        ),
        (["--audience", "group:none"], "There is no group called “none”."),
        (["--audience", "room:none"], "There is no room called “none”."),
        (["--audience", "person:none"], "There is no person called “none”."),
        (["--start", "soon"], "“soon” is not a time. Use"),
        (["--end", "2090-02-31T10:00"], "“2090-02-31T10:00” is not a time. Use"),
        (["--end", "2020-01-01T10:00"], "The end must be later than the start and later than now."),
        (["--level", "loud"], "invalid choice: 'loud'"),
    ],
)
def test_invalid_option_prints_one_line_and_announces_nothing(options, message):
    with pytest.raises(CommandError, match=message.replace("<", ".").split("(")[0]) as error:
        announce(*options)
    assert "\n" not in str(error.value)
    assert not Announcement.objects.exists()


def test_text_over_500_characters_is_refused():
    with pytest.raises(CommandError, match="at most 500 characters"):
        announce(text="x" * 501)
